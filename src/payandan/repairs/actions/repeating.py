"""Linking a job to the earlier one it repeats, and saying why it came again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.repairs import events, queries
from payandan.repairs.actions.shared import about, guard
from payandan.repairs.models import RepairOrder, Repeat
from payandan.repairs.rules import intake, repeats


def link(order: RepairOrder, *, at: datetime) -> Repeat | None:
    """Link a job to the newest earlier one that it repeats, if there is one and it is not linked yet.

    Runs inside the transaction of the act that changed what it is found by. A come-back goes up in priority.
    """
    if Repeat.objects.filter(order=order).exists():
        return None
    found = repeats.find(queries.problem_of(order), queries.problems_of(order.unit_id))
    if not found:
        return None
    hit = found[0]
    repeat = Repeat.objects.create(
        order=order, earlier_id=hit.earlier, found_by=hit.by, likeness=hit.likeness, days=hit.days, found_at=at
    )
    if order.priority > intake.HIGH and order.state == "received":
        order.priority = intake.HIGH
        order.save(update_fields=["priority"])
    event = events.RepeatFound(
        order_id=order.pk, earlier_id=hit.earlier, found_by=hit.by, likeness=hit.likeness, days=hit.days
    )
    journal.record(event, actor=SYSTEM, at=at, about=about(order))
    return repeat


def search_for_repeats(*, orders: Iterable[RepairOrder], at: datetime) -> int:
    """Look again at jobs, as their parts and causes have become known since; returns how many were linked."""
    linked = 0
    for order in orders:
        with transaction.atomic():
            linked += link(order, at=at) is not None
    return linked


def class_repeat(*, repeat: Repeat, cause: str, actor: Actor, at: datetime, note: str = "") -> Repeat:
    """Say why it came again: part, workmanship, diagnosis, new fault, or the customer's use.

    Refused: not_allowed, not_found, unknown_cause.
    """
    guard(actor, "repairs.manage")
    if cause not in repeats.CLASSES:
        raise Refused("unknown_cause", field="cause")
    with transaction.atomic():
        row = (
            Repeat.objects.visible_to(actor)
            .select_for_update(of=("self",))
            .select_related("order")
            .filter(pk=repeat.pk)
            .first()
        )
        if row is None:
            raise Refused("not_found")
        row.cause, row.note = cause, store(note)[:400]
        row.classed_by, row.classed_at = actor.name[:160], at
        row.save(update_fields=["cause", "note", "classed_by", "classed_at"])
        event = events.RepeatClassed(order_id=row.order_id, earlier_id=row.earlier_id, cause=cause)
        journal.record(event, actor=actor, at=at, about=about(row.order))
        return row
