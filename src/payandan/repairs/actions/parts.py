"""Parts of a job: planned and reserved, taken out and put in. The one place that knows the doors of the stock."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from payandan.parts import actions as stocking
from payandan.parts import queries as stock
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits, store
from payandan.repairs import events, rules
from payandan.repairs.actions.shared import about, change, guard, locked, on_behalf
from payandan.repairs.models import PartChange, PlannedPart, RepairOrder

_STOCK = ("stock.move", "stock.view", "parts.view")
"""What planning and changing a part at the bench takes of the stock, whose node is that of the place."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part as a job speaks of it: of the part master (`id`), or in words where it is not in it."""

    label: str
    id: int | None = None
    code: str = ""
    component: str = ""
    serialised: bool = False


def plan_part(
    *,
    order: RepairOrder,
    part: Part,
    actor: Actor,
    at: datetime,
    quantity: int = 1,
    expected_on: date | None = None,
    version: int | None = None,
) -> PlannedPart:
    """Say that a job will need a part: it is reserved where there is stock, and waited for where there is none.

    Refused: not_allowed, not_found, stale, closed, part_missing, bad_quantity.
    """
    guard(actor, "repairs.bench")
    label = store(part.label)[:160]
    if not label:
        raise Refused("part_missing", field="part")
    if not 1 <= quantity <= 999:
        raise Refused("bad_quantity", field="quantity")
    with transaction.atomic():
        row = _open(order, actor, version)
        planned = PlannedPart.objects.create(
            order=row,
            part_id=part.id,
            code=part.code[:60],
            label=label,
            component=part.component[:60],
            quantity=quantity,
            expected_on=expected_on,
            at=at,
        )
        _reserve(planned, row, actor=actor, at=at)
        _follow(row, actor=actor, at=at)
        event = events.PartPlanned(
            order_id=row.pk, planned_id=planned.pk, label=label, quantity=quantity, state=planned.state
        )
        journal.record(event, actor=actor, at=at, about=about(row))
        return planned


def drop_part(*, planned: PlannedPart, actor: Actor, at: datetime) -> PlannedPart:
    """A planned part is not needed after all; its reservation goes back. Refused: not_allowed, not_found, closed."""
    guard(actor, "repairs.bench")
    with transaction.atomic():
        row = _open(planned.order, actor, None)
        kept = PlannedPart.objects.select_for_update(of=("self",)).get(pk=planned.pk)
        if kept.state in (PlannedPart.State.ISSUED, PlannedPart.State.DROPPED):
            raise Refused("part_gone", field="part")
        if kept.reservation_id is not None:
            stocking.release(reservation_id=kept.reservation_id, actor=on_behalf(actor, *_STOCK), at=at)
        kept.state, kept.reservation_id = PlannedPart.State.DROPPED, None
        kept.save(update_fields=["state", "reservation_id"])
        _follow(row, actor=actor, at=at)
        return kept


def try_again(*, order: RepairOrder, actor: Actor, at: datetime) -> bool:
    """Reserve what is still waited for, as stock has come in; whether the job can start now. Safe to repeat."""
    with transaction.atomic():
        row = RepairOrder.objects.select_for_update(of=("self",)).select_related("unit", "customer").get(pk=order.pk)
        if row.state in rules.CLOSED:
            return row.can_start
        for planned in row.planned.filter(state=PlannedPart.State.WANTED):
            _reserve(planned, row, actor=actor, at=at)
        _follow(row, actor=actor, at=at)
        return row.can_start


def change_part(
    *,
    order: RepairOrder,
    part: Part,
    actor: Actor,
    at: datetime,
    quantity: int = 1,
    removed_serial: str = "",
    installed_serial: str = "",
    planned: PlannedPart | None = None,
    version: int | None = None,
) -> PartChange:
    """A part went in for another. Of a serialised part both serials are needed, and must not be the same.

    What was planned and reserved is issued from stock with it; a part of the master that nobody planned is taken from
    the stock of the place, where it is kept there. Refused: not_allowed, not_found, stale,
    not_at_the_bench, part_missing, bad_quantity, serials_needed, same_serial, serial_used.
    """
    guard(actor, "repairs.bench")
    label = store(part.label)[:160]
    if not label:
        raise Refused("part_missing", field="part")
    if not 1 <= quantity <= 999:
        raise Refused("bad_quantity", field="quantity")
    out, into = (ascii_digits(store(serial))[:60] for serial in (removed_serial, installed_serial))
    _check_serials(part, out, into, quantity)
    with transaction.atomic():
        row = _open(order, actor, version)
        if row.state not in rules.BENCH:
            raise Refused("not_at_the_bench", state=row.state)
        if into and PartChange.objects.filter(Q(installed_serial=into), code=part.code[:60], label=label).exists():
            raise Refused("serial_used", field="installed_serial", serial=into)
        made = PartChange.objects.create(
            order=row,
            planned=planned,
            part_id=part.id,
            code=part.code[:60],
            label=label,
            component=part.component[:60],
            quantity=quantity,
            serialised=part.serialised,
            removed_serial=out,
            installed_serial=into,
            person_id=actor.person,
            at=at,
        )
        if planned is not None:
            _issue(planned, actor=actor, at=at)
            _follow(row, actor=actor, at=at)
        else:
            _take_from_stock(made, row, actor=actor, at=at)
        event = events.PartReplaced(
            order_id=row.pk,
            change_id=made.pk,
            part_id=part.id,
            code=made.code,
            label=label,
            component=made.component,
            quantity=quantity,
            removed_serial=out,
            installed_serial=into,
        )
        journal.record(event, actor=actor, at=at, about=about(row))
        return made


def _check_serials(part: Part, out: str, into: str, quantity: int) -> None:
    if part.serialised and not (serial_key(out) and serial_key(into)):
        raise Refused("serials_needed", field="removed_serial" if not serial_key(out) else "installed_serial")
    if part.serialised and quantity != 1:
        raise Refused("bad_quantity", field="quantity")
    if out and serial_key(out) == serial_key(into):
        raise Refused("same_serial", field="installed_serial")


def _open(order: RepairOrder, actor: Actor, version: int | None) -> RepairOrder:
    row = locked(order, actor=actor, version=version)
    if row.state in rules.CLOSED:
        raise Refused("closed", number=row.number)
    return row


def _reserve(planned: PlannedPart, order: RepairOrder, *, actor: Actor, at: datetime) -> None:
    """Reserve at the node of the place where the device lies; what is short stays wanted."""
    if planned.part_id is None or order.place_id is None:
        return
    node = stock.node_of(order.place_id)
    if node is None:
        return
    try:
        with transaction.atomic():
            reserved = stocking.reserve(
                part_id=planned.part_id,
                quantity=planned.quantity,
                node_id=node.pk,
                about=("repair", order.pk),
                actor=on_behalf(actor, *_STOCK),
                at=at,
                key=f"repairs.planned:{planned.pk}:{order.version}",
            )
    except Refused:
        return
    planned.state, planned.reservation_id = PlannedPart.State.RESERVED, reserved.pk
    planned.save(update_fields=["state", "reservation_id"])


def _issue(planned: PlannedPart, *, actor: Actor, at: datetime) -> None:
    if planned.state not in (PlannedPart.State.WANTED, PlannedPart.State.RESERVED):
        raise Refused("part_gone", field="part")
    if planned.reservation_id is not None:
        stocking.issue(reservation_id=planned.reservation_id, actor=on_behalf(actor, *_STOCK), at=at)
    planned.state = PlannedPart.State.ISSUED
    planned.save(update_fields=["state"])


def _take_from_stock(made: PartChange, order: RepairOrder, *, actor: Actor, at: datetime) -> None:
    """Book a part out that nobody planned; what the stock here does not know was in the technician's hand."""
    planned = PlannedPart.objects.create(
        order=order,
        part_id=made.part_id,
        code=made.code,
        label=made.label,
        component=made.component,
        quantity=made.quantity,
        at=at,
    )
    _reserve(planned, order, actor=actor, at=at)
    if planned.reservation_id is None:
        planned.delete()
        return
    _issue(planned, actor=actor, at=at)
    made.planned = planned
    made.save(update_fields=["planned"])


def _follow(order: RepairOrder, *, actor: Actor, at: datetime) -> None:
    """Keep «the job can start» true: nothing that was planned is still waited for."""
    waiting = order.planned.filter(state=PlannedPart.State.WANTED).exists()
    change(order, {"can_start": not waiting}, actor=actor, at=at)
