"""The board: every column counted, and the first cards of each; the same few queries for ten jobs or ten thousand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet

from payandan.platform.kit.actors import Actor
from payandan.repairs import rules
from payandan.repairs.models import Loan, RepairOrder, Repeat, WorkTimer

CARDS = 12
"""Cards of a column that are shown at once; the rest is a click away, in the list."""
_READ = (
    "id", "number", "state", "entered_at", "priority", "promised_at", "received_at", "symptom", "waits_for",
    "expected_on", "can_start", "covered", "version", "unit_id", "customer_id", "technician_id", "place_id",
    "unit__serial", "unit__model__brand", "unit__model__code", "unit__model__name_fa", "unit__model__name_en",
    "unit__model__category_id", "customer__name", "technician__name", "place__name_fa", "place__name_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One column: how many jobs lie in it, and the first of them."""

    code: str
    count: int
    orders: Sequence[RepairOrder]

    @property
    def more(self) -> int:
        return self.count - len(self.orders)


@dataclass(frozen=True, slots=True)
class Board:
    """The columns; and which cards repeat an earlier job, have a loaner out, or are being worked on, by whom."""

    columns: tuple[BoardColumn, ...]
    repeats: frozenset[int]
    loans: frozenset[int]
    running: Mapping[int, str]


def board(actor: Actor, filters: Mapping[str, Any] | None = None, *, cards: int = CARDS) -> Board:
    """The board as this actor may see it, in a constant number of queries.

    Filters: `technician` (id, or 0 for nobody), `place` (id), `priority`, `late` (the moment after which a promise is
    broken).
    """
    rows = _filtered(RepairOrder.objects.visible_to(actor), filters or {})
    counts = dict(rows.filter(state__in=rules.OPEN).order_by().values_list("state").annotate(Count("pk")))
    first = {column.code: _first(rows, column, counts, cards) for column in rules.COLUMNS}
    shown = [pk for ids in first.values() for pk in ids]
    wanted = RepairOrder.objects.select_related("unit__model", "customer", "technician", "place").only(*_READ)
    orders = wanted.in_bulk(shown)
    columns = tuple(
        BoardColumn(
            column.code,
            sum(counts.get(state, 0) for state in column.states),
            [orders[pk] for pk in first[column.code] if pk in orders],
        )
        for column in rules.COLUMNS
    )
    return Board(columns, *marks(shown))


def _first(rows: QuerySet[RepairOrder], column: rules.Column, counts: Mapping[str, int], cards: int) -> list[int]:
    """The first cards of a column by id: sorted without what they show, which is read for all columns at once."""
    states = [state for state in column.states if counts.get(state)]
    if not states:
        return []
    found = rows.filter(state__in=states).order_by("priority", F("promised_at").asc(nulls_last=True), "id")
    return list(found.values_list("pk", flat=True)[:cards])


def _filtered(rows: QuerySet[RepairOrder], filters: Mapping[str, Any]) -> QuerySet[RepairOrder]:
    if filters.get("technician") is not None:
        rows = rows.filter(technician_id=filters["technician"] or None)
    if filters.get("place") is not None:
        rows = rows.filter(place_id=filters["place"])
    if filters.get("priority") is not None:
        rows = rows.filter(priority=filters["priority"])
    if filters.get("late") is not None:
        rows = rows.filter(promised_at__lt=filters["late"])
    return rows


def marks(shown: Sequence[int]) -> tuple[frozenset[int], frozenset[int], dict[int, str]]:
    """Which of these jobs repeat an earlier one, have a loaner out, or are being worked on, by whom. Three queries."""
    repeats = Repeat.objects.filter(order_id__in=shown).values_list("order_id", flat=True)
    loans = Loan.objects.filter(order_id__in=shown, back_at=None).values_list("order_id", flat=True)
    running = WorkTimer.objects.running().filter(order_id__in=shown).values_list("order_id", "person__name")
    return frozenset(repeats), frozenset(loans), dict(running)
