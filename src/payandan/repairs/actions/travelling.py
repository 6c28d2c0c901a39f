"""A job goes to another centre and comes back: in whose hands it is is never in doubt."""

from datetime import datetime

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.models import Branch
from payandan.repairs import events, rules
from payandan.repairs.actions import timing
from payandan.repairs.actions.shared import about, guard, locked, save, step
from payandan.repairs.models import Custody, RepairOrder


def send_to_centre(
    *,
    order: RepairOrder,
    target: Branch,
    actor: Actor,
    at: datetime,
    reason: str = "",
    carrier: str = "",
    waybill: str = "",
    version: int | None = None,
) -> Custody:
    """Send a device to another centre, or back to the one that took it in. It stays the sender's until it arrives.

    Refused: not_allowed, not_found, stale, not_in_this_state, same_centre, not_here, reason_needed.
    """
    guard(actor, "repairs.intake")
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        rules.check_move(row.state, "send_to_centre")
        if target.pk == row.place_id or not target.is_active:
            raise Refused("same_centre", field="target")
        if actor.branches is not None and row.place_id not in actor.branches:
            raise Refused("not_here")
        if not store(reason) and target.pk != row.branch_id:
            raise Refused("reason_needed", field="reason")
        timing.stop_all_of(row, actor=actor, at=at)
        custody = Custody.objects.create(
            order=row,
            origin_id=row.place_id,
            target=target,
            reason=store(reason)[:400],
            carrier=store(carrier)[:80],
            waybill=store(waybill)[:60],
            state_before=row.state,
            sent_at=at,
            sent_by=actor.name[:160],
        )
        row.bound_for = target
        save(row, "bound_for")
        step(row, "send_to_centre", actor=actor, at=at, note=target.code)
        event = events.UnitSent(
            order_id=row.pk, number=row.number, custody_id=custody.pk, origin=custody.origin_id, target=target.pk
        )
        journal.record(event, actor=actor, at=at, about=about(row))
        return custody


def receive_from_centre(*, order: RepairOrder, actor: Actor, at: datetime, condition: str = "") -> RepairOrder:
    """It arrived: from now on it is here. What was ready stays ready; all else begins with triage.

    Refused: not_allowed, not_found, not_in_this_state, not_for_you.
    """
    guard(actor, "repairs.intake")
    with transaction.atomic():
        row = locked(order, actor=actor)
        custody = Custody.objects.filter(order=row, arrived_at=None).first()
        if custody is None:
            raise Refused("not_in_this_state", state=row.state, act="arrive")
        if actor.branches is not None and custody.target_id not in actor.branches:
            raise Refused("not_for_you")
        custody.arrived_at, custody.arrived_by = at, actor.name[:160]
        custody.condition = store(condition)[:400]
        custody.save(update_fields=["arrived_at", "arrived_by", "condition"])
        row.place_id, row.bound_for_id, row.technician_id = custody.target_id, None, None
        save(row, "place", "bound_for", "technician")
        step(row, "arrive", actor=actor, at=at, to="ready" if row.outcome else "triage")
        event = events.UnitArrived(order_id=row.pk, number=row.number, custody_id=custody.pk, branch=custody.target_id)
        journal.record(event, actor=actor, at=at, about=about(row))
        return row
