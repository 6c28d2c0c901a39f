"""The swap pool and exchanges over REST, to read."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.platform.api import rest
from payandan.platform.people.permissions import ActorRequest
from payandan.repairs.api.router import router
from payandan.repairs.models import Exchange, PoolUnit
from payandan.repairs.queries import pool as queries
from payandan.repairs.rules import pools

Code = Annotated[str, Field(max_length=60)]


class PoolQuery(rest.PageQuery):
    inside: bool = False
    state: Literal[pools.POOL_STATES] | None = None  # type: ignore[valid-type]
    grade: Literal[pools.GRADES] | None = None  # type: ignore[valid-type]
    model: Code = ""
    branch: Code = ""
    sort: Literal["-id", "id"] = "-id"


class ExchangesQuery(rest.PageQuery):
    overdue: bool = False
    state: Literal[pools.EXCHANGE_STATES] | None = None  # type: ignore[valid-type]
    sort: Literal["-id", "id"] = "-id"


class PoolOut(rest.Out):
    number: str
    unit: str
    serial: str
    model: str
    branch: str | None
    state: str
    grade: str
    origin: str
    order: str | None
    exchange: str | None
    note: str
    came_at: datetime
    ready_at: datetime | None
    left_at: datetime | None


class HarvestedOut(rest.Out):
    part: str
    code: str
    quantity: int
    node: str


class PoolUnitOut(PoolOut):
    harvested: list[HarvestedOut]


class ExchangeOut(rest.Out):
    number: str
    order: str
    kind: str
    state: str
    old: str
    replacement: str
    deposit: rest.AmountOut
    currency: str
    core_due_on: date | None
    overdue: bool
    offered_at: datetime
    handed_over_at: datetime | None
    core_back_at: datetime | None


@router.get("/swap-pool", auth=rest.allow("repairs.view"), response=rest.Page[PoolOut], summary=_("List the swap pool"))
def list_swap_pool(request: ActorRequest, query: rest.Query[PoolQuery]) -> dict[str, Any]:
    """Units that are or were kept for exchanges; `inside` leaves out what has left."""
    rows = queries.list_pool(request.actor, query.model_dump(exclude={"limit", "cursor", "sort"}))
    return rest.page(rows, query, sort=query.sort, row=pool_out)


@router.get(
    "/swap-pool/{number}", auth=rest.allow("repairs.view"), response=PoolUnitOut, summary=_("Read a unit of the pool")
)
def read_swap_unit(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """Where it came from, how it stands, where it went, and the parts that were taken out of it."""
    row: PoolUnit = rest.found(queries.pool(request.actor), number=number)
    taken = [
        {
            "part": move.part.number,
            "code": move.part.code,
            "quantity": move.quantity,
            "node": move.to_node.code if move.to_node else "",
        }
        for move in queries.harvested_from(row)
    ]
    return {**pool_out(row), "harvested": taken}


@router.get("/exchanges", auth=rest.allow("repairs.view"), response=rest.Page[ExchangeOut], summary=_("List exchanges"))
def list_exchanges(request: ActorRequest, query: rest.Query[ExchangesQuery]) -> dict[str, Any]:
    """Exchanges of units; `overdue` shows those whose old unit has not come by its day."""
    rows = queries.exchanges(request.actor)
    if query.overdue:
        rows = rows.filter(queries.overdue(timezone.localdate()))
    if query.state:
        rows = rows.filter(state=query.state)
    return rest.page(rows, query, sort=query.sort, row=exchange_out)


def pool_out(row: PoolUnit) -> dict[str, Any]:
    """A stay in the pool as the API gives it."""
    plain = ("number", "state", "grade", "origin", "note", "came_at", "ready_at", "left_at")
    return {
        **{name: getattr(row, name) for name in plain},
        "unit": row.unit.number,
        "serial": row.unit.serial,
        "model": row.unit.model.number,
        "branch": row.branch.code if row.branch else None,
        "order": row.order.number if row.order else None,
        "exchange": row.exchange.number if row.exchange else None,
    }


def exchange_out(row: Exchange) -> dict[str, Any]:
    """An exchange as the API gives it."""
    plain = (
        "number", "kind", "state", "deposit", "currency", "core_due_on", "offered_at", "handed_over_at", "core_back_at",
    )  # fmt: skip
    late = row.core_due_on is not None and row.core_due_on < timezone.localdate()
    return {
        **{name: getattr(row, name) for name in plain},
        "order": row.order.number,
        "old": row.order.unit.number,
        "replacement": row.replacement.number,
        "overdue": late and row.state == pools.HANDED_OVER,
    }
