"""Moving a job along by hand, giving it to somebody, promising, and writing down what was found."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines
from payandan.platform.people.models import User
from payandan.repairs import events, queries, rules
from payandan.repairs.actions import timing
from payandan.repairs.actions.shared import about, change, guard, locked, save, step
from payandan.repairs.models import RepairOrder
from payandan.repairs.rules import intake, moves

_NOBODY_WORKS = ("wait_for_part", "give_up")
"""Moves after which no time runs on the job."""


def move(
    *,
    order: RepairOrder,
    act: str,
    actor: Actor,
    at: datetime,
    waits_for: str = "",
    expected_on: date | None = None,
    version: int | None = None,
) -> RepairOrder:
    """Do a move that needs nothing but a hand; waiting for a part says for which.

    Refused: not_found, stale, not_in_this_state, not_by_hand, not_allowed, waits_for_what.
    """
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        found = rules.check_move(row.state, act)
        if not found.by_hand:
            raise Refused("not_by_hand", act=act)
        if act == "wait_for_part":
            row.waits_for = store(waits_for)[:120] or queries.missing_parts(row)
            if not row.waits_for:
                raise Refused("waits_for_what", field="waits_for")
            row.expected_on = expected_on
        elif row.state == moves.WAITING_PART:
            row.waits_for, row.expected_on = "", None
        row.save(update_fields=["waits_for", "expected_on"])
        if act in _NOBODY_WORKS:
            timing.stop_all_of(row, actor=actor, at=at)
        step(row, act, actor=actor, at=at)
        return row


class Details(TypedDict, total=False):
    """What the bench writes down."""

    diagnosis: str
    work: str
    cause: str
    shelf: str
    symptoms: list[str]


def describe(
    *, order: RepairOrder, actor: Actor, at: datetime, version: int | None = None, **details: Unpack[Details]
) -> RepairOrder:
    """Write down what was found, what was done, the component at fault, the shelf, or better symptoms.

    Refused: not_allowed, not_found, stale, closed, unknown_component, unknown_symptom.
    """
    guard(actor, "repairs.bench")
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        _check_open(row)
        changed: dict[str, object] = {}
        for name, longest in (("diagnosis", 4000), ("work", 4000)):
            if name in details:
                changed[name] = store_lines(str(details.get(name, "")))[:longest]
        if "shelf" in details:
            changed["shelf"] = store(details["shelf"])[:40]
        if "cause" in details:
            changed["cause"] = _component(row, details["cause"])
        if "symptoms" in details:
            changed |= _symptoms(row, details["symptoms"])
        return change(row, changed, actor=actor, at=at)


def _component(order: RepairOrder, code: str) -> str:
    if code and code not in queries.component_names(order):
        raise Refused("unknown_component", field="cause")
    return code


def _symptoms(order: RepairOrder, codes: list[str]) -> dict[str, object]:
    groups = queries.symptom_groups(order.unit.model.category_id)
    intake.check_fault(codes, order.words, groups)
    main = codes[0] if codes else ""
    return {"symptoms": codes, "symptom": main, "group": groups.get(main, "")}


def assign(
    *, order: RepairOrder, technician: User | None, actor: Actor, at: datetime, version: int | None = None
) -> RepairOrder:
    """Give a job to a technician, or (None) back to the pile; a technician may take a job for itself.

    A repeat cannot be given to nobody. Refused: not_allowed, not_found, stale, closed, no_such_person,
    repeat_needs_one.
    """
    taking = technician is not None and actor.person == technician.pk and actor.can("repairs.bench")
    if not taking:
        guard(actor, "repairs.manage")
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        _check_open(row)
        if technician is None and hasattr(row, "repeat"):
            raise Refused("repeat_needs_one", field="technician")
        if technician is not None and not queries.benches(row.place_id).filter(pk=technician.pk).exists():
            raise Refused("no_such_person", field="technician")
        return change(row, {"technician_id": technician.pk if technician else None}, actor=actor, at=at)


def promise(
    *, order: RepairOrder, promised_at: datetime | None, actor: Actor, at: datetime, version: int | None = None
) -> RepairOrder:
    """Promise when it will be ready; putting off an earlier promise tells the customer.

    Refused: not_allowed, not_found, stale, closed, promise_past.
    """
    if not actor.can("repairs.intake"):
        guard(actor, "repairs.bench")
    if promised_at is not None and promised_at < at:
        raise Refused("promise_past", field="promised_at")
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        _check_open(row)
        before = row.promised_at
        change(row, {"promised_at": promised_at}, actor=actor, at=at)
        if before is not None and promised_at is not None and promised_at > before:
            tell_delay(row, actor=actor, at=at)
        return row


def tell_delay(order: RepairOrder, *, actor: Actor, at: datetime) -> None:
    """Note that the customer has to hear of a broken or later promise; inside the caller's transaction."""
    order.delay_told_at = at
    save(order, "delay_told_at")
    event = events.OrderDelayed(
        order_id=order.pk,
        number=order.number,
        promised_at=order.promised_at.isoformat() if order.promised_at else None,
    )
    journal.record(event, actor=actor, at=at, about=about(order))


def prioritise(
    *, order: RepairOrder, priority: int, actor: Actor, at: datetime, version: int | None = None
) -> RepairOrder:
    """Say how urgent it is. Refused: not_allowed, not_found, stale, closed, unknown_priority."""
    if not actor.can("repairs.intake"):
        guard(actor, "repairs.manage")
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        _check_open(row)
        return change(row, {"priority": intake.checked_priority(priority)}, actor=actor, at=at)


def _check_open(order: RepairOrder) -> None:
    if order.state in rules.CLOSED:
        raise Refused("closed", number=order.number)
