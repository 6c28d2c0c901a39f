"""At the counter again: telling the customer, handing the device over, taking it back, and what nobody comes for."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payandan.claims.actions import grants
from payandan.claims.models import Claim
from payandan.claims.queries.radar import is_unfinished
from payandan.platform.files.actions import claim_files
from payandan.platform.files.models import StoredFile
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.repairs import events, rules
from payandan.repairs.actions.loans import check_back
from payandan.repairs.actions.shared import about, guard, locked, on_behalf, save, step
from payandan.repairs.models import HandOver, Passcode, RepairOrder
from payandan.repairs.rules import collecting, moves
from payandan.repairs.rules.intake import SIGNINGS
from payandan.units import actions as units

before_delivery: list[Callable[[RepairOrder], None]] = []
"""What else may refuse a hand-over (an unpaid bill): each raises Refused. Appended to in AppConfig.ready."""


def tell_ready(*, order: RepairOrder, actor: Actor, at: datetime) -> RepairOrder:
    """Tell the customer that it can be collected. Refused: not_allowed, not_found, not_in_this_state."""
    with transaction.atomic():
        row = locked(order, actor=actor)
        first = row.state == moves.READY
        step(row, "notify", actor=actor, at=at)
        if first or row.notified_at is None:
            row.notified_at = at
        save(row, "notified_at")
        event = events.CustomerTold(order_id=row.pk, number=row.number)
        journal.record(event, actor=actor, at=at, about=about(row))
        return row


def deliver(
    *,
    order: RepairOrder,
    actor: Actor,
    at: datetime,
    to_name: str,
    shown_by: str,
    tried: bool,
    signature: StoredFile | None = None,
    note: str = "",
    version: int | None = None,
) -> RepairOrder:
    """Hand one device over: to whom, shown how, and tried once more before the customer's eyes.

    Blocked while a loaner is out. The passcode is removed, the unit is in use again, the claim's clock stops.
    Refused: not_allowed, not_found, stale, not_in_this_state, loaner_out, to_whom, unknown_signing, signature_missing,
    try_it_first, elsewhere.
    """
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        _check_delivery(row, to_name=to_name, shown_by=shown_by, signature=signature, tried=tried)
        HandOver.objects.update_or_create(
            order=row,
            defaults={
                "to_name": store(to_name)[:120],
                "shown_by": "signature" if signature else shown_by,
                "signature": signature,
                "tried": tried,
                "note": store(note)[:400],
                "at": at,
            },
        )
        if signature is not None and signature.owner_id is None:
            claim_files([signature.token], owner=("repair", row.pk), actor=actor)
        row.delivered_at = at
        save(row, "delivered_at")
        step(row, "deliver", actor=actor, at=at)
        _let_go(row, actor=actor, at=at)
        event = events.OrderDelivered(
            order_id=row.pk,
            number=row.number,
            unit_id=row.unit_id,
            customer_id=row.customer_id,
            outcome=row.outcome,
            shown_by="signature" if signature else shown_by,
        )
        journal.record(event, actor=actor, at=at, about=about(row))
        return row


def _check_delivery(
    order: RepairOrder, *, to_name: str, shown_by: str, signature: StoredFile | None, tried: bool
) -> None:
    rules.check_move(order.state, "deliver")
    check_may_leave(order)
    if not store(to_name):
        raise Refused("to_whom", field="to_name")
    if signature is None and shown_by not in SIGNINGS:
        raise Refused("unknown_signing", field="shown_by")
    if signature is None and shown_by == "signature":
        raise Refused("signature_missing", field="signature")
    if order.outcome in (moves.REPAIRED, moves.NO_FAULT_FOUND) and not tried:
        raise Refused("try_it_first", field="tried")


def check_may_leave(order: RepairOrder) -> None:
    """Refuse where something holds the device here, whoever comes for it: elsewhere, loaner_out, an unpaid bill."""
    if order.place_id != order.branch_id and order.branch_id is not None:
        raise Refused("elsewhere", number=order.number)
    check_back(order)
    for check in before_delivery:
        check(order)


def _let_go(order: RepairOrder, *, actor: Actor, at: datetime) -> None:
    """What follows from the device going back: no passcode, a unit in use, a clock that stands."""
    if Passcode.objects.filter(order=order).delete()[0]:
        journal.record(events.PasscodeRemoved(order_id=order.pk), actor=actor, at=at, about=about(order))
    if order.unit.state == "in_repair":
        units.move_unit(unit=order.unit, act="give_back", actor=on_behalf(actor, "units.edit"), at=at)
    claim = Claim.objects.filter(pk=order.claim_id).first() if order.claim_id else None
    if claim is not None and is_unfinished(claim):
        day = timezone.localdate(at)
        try:
            with transaction.atomic():
                grants.hand_back(claim=claim, on=day, actor=on_behalf(actor, "claims.work", "claims.view"), at=at)
        except Refused:
            return  # its days were written down by hand, otherwise: they stay as somebody wrote them


def take_back(*, order: RepairOrder, actor: Actor, at: datetime, words: str = "") -> RepairOrder:
    """The customer comes back with it: the same job is open again, for nothing was solved.

    Refused: not_allowed, not_found, not_in_this_state, came_back_late.
    """
    with transaction.atomic():
        row = locked(order, actor=actor)
        rules.check_move(row.state, "come_back")
        if row.delivered_at is not None and (at - row.delivered_at).days > moves.SECOND_CHANCE_DAYS:
            raise Refused("came_back_late", days=moves.SECOND_CHANCE_DAYS)
        step(row, "come_back", actor=actor, at=at, note=store(words)[:200])
        row.outcome, row.delivered_at, row.ready_at, row.notified_at = "", None, None, None
        row.reminders, row.priority = 0, min(row.priority, 1)
        save(row, "outcome", "delivered_at", "ready_at", "notified_at", "reminders", "priority")
        if row.unit.state != "in_repair":
            units.move_unit(unit=row.unit, act="take_in", actor=on_behalf(actor, "units.edit"), at=at)
        return row


def remind(*, order: RepairOrder, at: datetime) -> bool:
    """Remind the customer to come for it, if the next reminder is due; whether it was. Safe to repeat."""
    with transaction.atomic():
        row = locked(order, actor=SYSTEM)
        if row.state != moves.NOTIFIED or not collecting.reminder_due(row.notified_at, row.reminders, at):
            return False
        row.reminders, row.reminded_at = row.reminders + 1, at
        save(row, "reminders", "reminded_at")
        event = events.CustomerTold(order_id=row.pk, number=row.number, reminder=row.reminders)
        journal.record(event, actor=SYSTEM, at=at, about=about(row))
        return True


def abandon(*, order: RepairOrder, actor: Actor, at: datetime, version: int | None = None) -> RepairOrder:
    """Call it abandoned, after all reminders and the whole time; it stays here until the law says what may be done.

    Refused: not_allowed, not_found, stale, not_in_this_state, not_reminded, not_long_enough.
    """
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        guard(actor, "repairs.manage")
        rules.check_move(row.state, "abandon")
        collecting.check_abandoned(row.notified_at, row.reminders, at)
        step(row, "abandon", actor=actor, at=at)
        return row
