"""Jobs, as far as the actor may see them, and what a job's page needs beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from payandan.catalog.models import Component
from payandan.platform.journal.models import Fact
from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Membership, User
from payandan.platform.ui import reader
from payandan.repairs import rules
from payandan.repairs.models import PlannedPart, RepairOrder, RepairOrderQuerySet
from payandan.repairs.rules import moves

HEAVY = ("words", "coverage", "condition", "accessories", "diagnosis", "work", "search_key", "words_key")
"""What a list does not show, and so does not read."""


def visible(actor: Actor) -> RepairOrderQuerySet:
    """The jobs this actor may see, with what a line of a list shows."""
    rows = RepairOrder.objects.visible_to(actor)
    return rows.select_related("unit__model__category", "customer", "branch", "place", "technician", "claim")


def list_orders(actor: Actor, filters: Mapping[str, Any] | None = None) -> QuerySet[RepairOrder]:
    """The jobs this actor may see, newest first.

    Filters, each optional: `q` (text), `state`, `branch` (id), `place` (id), `technician` (id), `unit` and `customer`
    (public numbers), `outcome`, `open` (True: not handed back).
    """
    rows = visible(actor).defer(*HEAVY)
    given = {name: value for name, value in (filters or {}).items() if value not in (None, "", [])}
    if text := given.pop("q", ""):
        rows = rows.search(text)
    if given.pop("open", False):
        rows = rows.filter(state__in=rules.OPEN)
    return rows.filter(**{_COLUMNS[name]: value for name, value in given.items()})


_COLUMNS = {
    "state": "state",
    "branch": "branch_id",
    "place": "place_id",
    "technician": "technician_id",
    "unit": "unit__number",
    "customer": "customer__number",
    "outcome": "outcome",
}


def get(actor: Actor, number: str) -> RepairOrder:
    """The job with this public number. Raises RepairOrder.DoesNotExist where it is missing or hidden."""
    return visible(actor).get(number=number)


def with_parts(rows: QuerySet[RepairOrder]) -> QuerySet[RepairOrder]:
    """Jobs with their tests, changed parts and the earlier job they repeat loaded."""
    joined = rows.select_related(
        "unit__model__category", "customer", "branch", "place", "technician", "claim", "visit", "repeat__earlier"
    )
    return joined.prefetch_related("test_runs", "changes", "recalls__document")


def record(actor: Actor, number: str) -> RepairOrder:
    """A job with everything its page shows. Raises RepairOrder.DoesNotExist."""
    rows = visible(actor).select_related("claim", "visit", "bound_for", "unit__owner", "signature")
    return rows.prefetch_related(
        "changes", "planned", "test_runs__person", "timers__person", "custody__origin", "custody__target",
        "loans__loaner__unit__model", "exchanges__replacement__model", "dispositions",
    ).get(number=number)  # fmt: skip


def timeline(order: RepairOrder, *, limit: int = 100) -> list[Fact]:
    """The newest facts about a job, newest first."""
    return list(history("repair", order.pk, limit=limit))


def component_names(order: RepairOrder) -> dict[str, str]:
    """The components of the device's kind by code, in the reader's language."""
    rows = Component.objects.filter(category_id=order.unit.model.category_id, is_active=True)
    return {row.code: row.name_in(reader.language()) for row in rows}


def benches(branch_id: int | None) -> QuerySet[User]:
    """Who works at the bench of a centre: those who hold the capability there, or in the whole company."""
    able = [
        member.user_id
        for member in Membership.objects.filter(Q(branch_id=branch_id) | Q(branch=None)).select_related("role")
        if "repairs.bench" in member.role.capabilities
    ]
    people: QuerySet[User] = User.objects.filter(pk__in=able, is_active=True).order_by("name")
    return people


def tested(order: RepairOrder) -> bool:
    """Whether it has passed its test list since it was last at the bench: the newest run, after the newest repair."""
    run = order.test_runs.order_by("-id").first()
    if run is None or not run.passed:
        return False
    newest = order.changes.order_by("-id").first()
    return newest is None or newest.at <= run.at


def missing_parts(order: RepairOrder) -> str:
    """The parts that are planned and not reserved, in words; empty where none is."""
    labels = order.planned.filter(state=PlannedPart.State.WANTED).values_list("label", flat=True)
    return ", ".join(labels)[:120]


def siblings(order: RepairOrder) -> QuerySet[RepairOrder]:
    """The other devices of the same visit."""
    rows = RepairOrder.objects.filter(visit_id=order.visit_id).exclude(pk=order.pk)
    return rows.select_related("unit__model", "customer")


def to_collect(order: RepairOrder) -> QuerySet[RepairOrder]:
    """What else the same customer may take along today from the same centre."""
    rows = RepairOrder.objects.filter(
        customer_id=order.customer_id, place_id=order.place_id, state__in=rules.AT_COUNTER
    )
    return rows.exclude(pk=order.pk).select_related("unit__model")


def waiting_for_parts(part_ids: Sequence[int]) -> QuerySet[RepairOrder]:
    """Open jobs for which one of these parts is planned and not reserved yet."""
    wanted = PlannedPart.objects.filter(state=PlannedPart.State.WANTED, part_id__in=part_ids)
    return RepairOrder.objects.filter(can_start=False, state__in=rules.OPEN, pk__in=wanted.values("order_id"))


def uncollected() -> QuerySet[RepairOrder]:
    """Jobs whose customers were told and have not come."""
    return RepairOrder.objects.filter(state=moves.NOTIFIED)
