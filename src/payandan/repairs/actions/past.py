"""Jobs of the past, in bulk: those that are over, with what is known of them. Nobody is told, nothing is reserved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from payandan.customers.models import Customer
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id, random_symbols
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key, store_lines
from payandan.platform.people.models import Branch, User
from payandan.repairs import events, queries, rules
from payandan.repairs.actions.shared import about, guard, search_key
from payandan.repairs.models import HandOver, PartChange, RepairOrder, TestRun, Visit, WorkTimer
from payandan.repairs.rules import testing
from payandan.repairs.rules.intake import TRACKING_SYMBOLS
from payandan.units.models import Unit


@dataclass(frozen=True, slots=True)
class PastJob:
    """A job that is over, as a book or another system knows it."""

    unit: Unit
    customer: Customer
    branch: Branch
    received_at: datetime
    ready_at: datetime
    delivered_at: datetime
    outcome: str
    symptom: str = ""
    words: str = ""
    work: str = ""
    technician: User | None = None
    work_from: datetime | None = None
    minutes: int = 0
    part: str = ""
    component: str = ""
    covered: str = ""


def take_in_past(*, rows: Sequence[PastJob], actor: Actor, at: datetime) -> list[RepairOrder]:
    """Write jobs of the past down, in a few statements; all or none.

    Refused: not_allowed, unknown_outcome, unknown_symptom, times_wrong; `field` names the row.
    """
    guard(actor, "repairs.manage")
    groups = {model: queries.symptom_groups(model) for model in {row.unit.model.category_id for row in rows}}
    for place, row in enumerate(rows):
        _check(row, groups[row.unit.model.category_id], f"rows.{place}", at)
    with transaction.atomic():
        visits = Visit.objects.bulk_create(
            Visit(number=public_id("VIS"), customer=row.customer, branch=row.branch, at=row.received_at) for row in rows
        )
        orders = [
            _order(row, visit, groups[row.unit.model.category_id]) for row, visit in zip(rows, visits, strict=True)
        ]
        RepairOrder.objects.bulk_create(orders, batch_size=200)
        pairs = list(zip(rows, orders, strict=True))
        _add_work(pairs)
        _record(orders, actor)
        return orders


def _check(row: PastJob, groups: Mapping[str, str], field: str, at: datetime) -> None:
    if row.outcome not in rules.OUTCOMES:
        raise Refused("unknown_outcome", field=field)
    if row.symptom and row.symptom not in groups:
        raise Refused("unknown_symptom", field=field, value=row.symptom)
    if not row.received_at <= row.ready_at <= row.delivered_at <= at:
        raise Refused("times_wrong", field=field)


def _order(row: PastJob, visit: Visit, groups: Mapping[str, str]) -> RepairOrder:
    number, tracking = public_id("JOB"), random_symbols(TRACKING_SYMBOLS)
    words = store_lines(row.words)[:4000]
    return RepairOrder(
        number=number,
        tracking=tracking,
        visit=visit,
        unit=row.unit,
        customer=row.customer,
        branch=row.branch,
        place=row.branch,
        technician=row.technician,
        channel="import",
        state="delivered",
        outcome=row.outcome,
        entered_at=row.delivered_at,
        received_at=row.received_at,
        ready_at=row.ready_at,
        notified_at=row.ready_at,
        delivered_at=row.delivered_at,
        symptom=row.symptom,
        symptoms=[row.symptom] if row.symptom else [],
        group=groups.get(row.symptom, ""),
        words=words,
        words_key=key(words)[:400],
        work=store_lines(row.work)[:4000],
        cause=row.component,
        covered=row.covered,
        seconds=row.minutes * 60,
        search_key=search_key(number, tracking, row.unit, row.customer),
    )


def _add_work(pairs: Sequence[tuple[PastJob, RepairOrder]]) -> None:
    """The stretches of work, changed parts, tests and hand-overs of past jobs."""
    WorkTimer.objects.bulk_create(
        WorkTimer(
            order=order,
            person=row.technician,
            started_at=row.work_from,
            stopped_at=row.work_from + timedelta(minutes=row.minutes),
            seconds=row.minutes * 60,
        )
        for row, order in pairs
        if row.technician is not None and row.work_from is not None and row.minutes
    )
    PartChange.objects.bulk_create(
        PartChange(order=order, label=row.part, component=row.component, person=row.technician, at=row.ready_at)
        for row, order in pairs
        if row.part
    )
    TestRun.objects.bulk_create(
        TestRun(order=order, results=_all_right(row), passed=True, person=row.technician, at=row.ready_at)
        for row, order in pairs
        if row.outcome == "repaired"
    )
    HandOver.objects.bulk_create(
        HandOver(order=order, to_name=row.customer.name, shown_by="paper", tried=True, at=row.delivered_at)
        for row, order in pairs
    )


def _all_right(row: PastJob) -> list[dict[str, str]]:
    """Of a past job only what was seen is known to have been right; what was measured was not written down."""
    checks = queries.sheet_of(row.unit.model.category.code).checks
    return [
        {"code": check.code, "result": testing.PASSED, "value": "yes"}
        for check in checks
        if check.kind == testing.YES_NO
    ]


def _record(orders: Sequence[RepairOrder], actor: Actor) -> None:
    received = [
        (
            events.OrderReceived(
                order_id=order.pk,
                number=order.number,
                unit_id=order.unit_id,
                customer_id=order.customer_id,
                branch_id=order.branch_id,
                channel=order.channel,
                symptom=order.symptom,
                group=order.group,
            ),
            about(order),
        )
        for order in orders
    ]
    journal.record_many(received, actor=actor, times=[order.received_at for order in orders])
    over = [
        (
            events.OrderDelivered(
                order_id=order.pk,
                number=order.number,
                unit_id=order.unit_id,
                customer_id=order.customer_id,
                outcome=order.outcome,
                shown_by="paper",
            ),
            about(order),
        )
        for order in orders
    ]
    journal.record_many(over, actor=actor, times=[order.delivered_at or order.received_at for order in orders])
