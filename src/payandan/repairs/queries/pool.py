"""The swap pool: what stands in it, where it came from, where it went; and the exchanges whose old unit is awaited."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from payandan.parts import queries as stock
from payandan.parts.models import Move
from payandan.platform.kit.actors import Actor
from payandan.platform.search.among import among
from payandan.repairs.models import Exchange, PoolUnit, PoolUnitQuerySet, RepairOrder
from payandan.repairs.rules import pools


def pool(actor: Actor) -> PoolUnitQuerySet:
    """The stays that the actor sees, newest first, with what a line of the list shows."""
    rows = PoolUnit.objects.visible_to(actor)
    return rows.select_related("unit__model__category", "branch", "order", "exchange__order__customer")


def list_pool(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[PoolUnit]:
    """The same by `state`, `grade`, `model` and `branch` (codes); `inside` leaves out what has left."""
    rows = pool(actor)
    if filters.get("inside"):
        rows = rows.inside()
    columns = {"state": "state", "grade": "grade", "model": "unit__model__number", "branch": "branch__code"}
    return rows.filter(**{column: filters[name] for name, column in columns.items() if filters.get(name)})


def pool_counts(actor: Actor) -> dict[str, int]:
    """How many stand in each state, those that left not counted."""
    rows = PoolUnit.objects.visible_to(actor).inside().order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}


def harvested_from(row: PoolUnit) -> list[Move]:
    """The parts that were taken out of it."""
    if row.state != pools.HARVESTED:
        return []
    moves = Move.objects.filter(act="harvest", about_kind="unit", about_id=row.unit_id, note=row.number)
    return list(moves.select_related("part", "to_node").order_by("id"))


def parts_inside(row: PoolUnit) -> list[Any]:
    """The parts of the master that fit it, as what may be taken out."""
    return list(stock.fitting(row.unit.model_id, row.unit.serial)[:60])


def exchanges(actor: Actor) -> QuerySet[Exchange]:
    """The exchanges of the jobs that the actor sees, with what a line of the list shows."""
    rows = Exchange.objects.filter(among(RepairOrder.objects.visible_to(actor), "order_id"))
    return rows.select_related("order__customer", "order__unit__model", "replacement__model")


def overdue(today: date) -> Q:
    """Handed over in advance, and the old unit has not come by its day."""
    return Q(state=pools.HANDED_OVER, core_due_on__lt=today)
