"""What a technician's own page reads."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet

from payandan.platform.kit.actors import Actor
from payandan.repairs import rules
from payandan.repairs.models import RepairOrder, WorkTimer
from payandan.repairs.queries.board import Board, marks
from payandan.repairs.rules import moves

_MOST = 60
_TO_TAKE = (moves.RECEIVED, moves.COME_BACK, *rules.BENCH)


def bench_of(actor: Actor, person: int) -> tuple[list[RepairOrder], list[RepairOrder]]:
    """The open jobs of a person, the most urgent first; and those that nobody has taken yet. Two queries."""
    rows = RepairOrder.objects.visible_to(actor).select_related("unit__model", "customer", "technician", "place")
    order = ("priority", F("promised_at").asc(nulls_last=True), "id")
    mine = rows.filter(technician_id=person, state__in=(*_TO_TAKE, moves.ESTIMATE_SENT, moves.IRREPARABLE))
    free = rows.filter(technician=None, state__in=_TO_TAKE)
    return list(mine.order_by(*order)[:_MOST]), list(free.order_by(*order)[:12])


def marks_of(orders: Sequence[RepairOrder]) -> Board:
    """What is marked on the cards of some jobs."""
    return Board((), *marks([order.pk for order in orders]))


def running_timer(person: int) -> WorkTimer | None:
    """The time of a person that runs now."""
    return WorkTimer.objects.running().filter(person_id=person).select_related("order__unit__model").first()


def open_questions(person: int) -> list[WorkTimer]:
    """Stretches that were cut at the end of a shift, of which the person has yet to say how long they were."""
    rows = WorkTimer.objects.filter(person_id=person, asked=True).select_related("order__unit__model")
    return list(rows.order_by("-started_at")[:20])


def day_of(person: int, *, since: datetime) -> QuerySet[WorkTimer]:
    """The stretches of a person that began lately and are over."""
    return WorkTimer.objects.filter(person_id=person, started_at__gte=since, stopped_at__isnull=False)
