"""What stores order, over REST: proposed, approved, received."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.parts import actions
from payandan.parts.actions import Line
from payandan.parts.api.master import Code, part_of
from payandan.parts.api.papers import LineIn
from payandan.parts.api.router import router
from payandan.parts.api.stock import Pieces, key_of, node_of
from payandan.parts.models import Order
from payandan.parts.queries import purchasing
from payandan.platform.api import rest
from payandan.platform.people.permissions import ActorRequest

Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class OrdersQuery(rest.PageQuery):
    state: Literal["proposed", "approved", "received", "dropped", "closed"] | None = None
    node: Code = ""
    sort: Literal["-id", "id"] = "-id"


class ProposeIn(rest.In):
    node: Code


class ApproveIn(rest.In):
    """Pieces by part where they are not as proposed."""

    lines: Annotated[list[LineIn], Field(max_length=500)] = []
    version: Version | None = None


class VersionIn(rest.In):
    version: Version | None = None


class CameIn(rest.In):
    """`cost` is what the pieces cost together; without it the average of the store counts."""

    part: rest.Number
    quantity: Pieces
    cost: rest.Amount | None = None


class DeliveryIn(rest.In):
    lines: Annotated[list[CameIn], Field(min_length=1, max_length=500)]


class OrderLineOut(rest.Out):
    part: str
    code: str
    proposed: int
    quantity: int
    received: int


class PurchaseOut(rest.Out):
    number: str
    node: str
    supplier_name: str
    state: str
    proposed_at: datetime
    approved_at: datetime | None
    approved_by: str
    ended_at: datetime | None
    version: int
    lines: list[OrderLineOut]


def order_out(row: Order) -> dict[str, Any]:
    """A purchase as the API gives it."""
    plain = ("number", "supplier_name", "state", "proposed_at", "approved_at", "approved_by", "ended_at", "version")
    counted = ("proposed", "quantity", "received")
    return {
        **{name: getattr(row, name) for name in plain},
        "node": row.node.code,
        "lines": [
            {"part": line.part.number, "code": line.part.code, **{name: getattr(line, name) for name in counted}}
            for line in row.lines.all()
        ],
    }


def _orders(request: ActorRequest) -> Any:
    return purchasing.orders(request.actor).select_related("node").prefetch_related("lines__part")


def _order(request: ActorRequest, number: str) -> Order:
    found: Order = rest.found(_orders(request), number=number)
    return found


def narrowed(rows: Any, state: str | None, node: str) -> Any:
    """The papers in a state, of a store; empty leaves all."""
    asked = {"state": state, "node__code": node}
    return rows.filter(**{name: value for name, value in asked.items() if value})


@router.get("/purchases", auth=rest.allow("parts.view"), response=rest.Page[PurchaseOut], summary=_("List purchases"))
def list_purchases(request: ActorRequest, query: rest.Query[OrdersQuery]) -> dict[str, Any]:
    """Proposals and orders of the stores that the token sees."""
    return rest.page(narrowed(_orders(request), query.state, query.node), query, sort=query.sort, row=order_out)


@router.get("/purchases/{number}", auth=rest.allow("parts.view"), response=PurchaseOut, summary=_("Read a purchase"))
def read_purchase(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One purchase with its lines."""
    return order_out(_order(request, number))


@router.post(
    "/purchases", auth=rest.allow("stock.move"), response={201: list[PurchaseOut]}, summary=_("Propose purchases")
)
@rest.idempotent(required=True)
def propose_purchases(request: ActorRequest, body: ProposeIn) -> rest.Reply:
    """Reckon what a store should order; open proposals give way to the new ones."""
    node = node_of(request, body.node)
    made = actions.propose_purchases(node_id=node.pk, key=key_of(request), actor=request.actor, at=timezone.now())
    rows = _orders(request).filter(pk__in=[row.pk for row in made]).order_by("id")
    return rest.Reply([order_out(row) for row in rows], status=201)


@router.post(
    "/purchases/{number}/approval",
    auth=rest.allow("purchase.approve"),
    response=PurchaseOut,
    summary=_("Approve a purchase"),
)
def approve_purchase(request: ActorRequest, number: rest.Number, body: ApproveIn) -> dict[str, Any]:
    """Approve a proposal, with other quantities where they are given."""
    row = _order(request, number)
    quantities = {line.part_id: line.quantity for line in row.lines.all()}
    quantities |= {part_of(request, line.part, field="part").pk: line.quantity for line in body.lines}
    actions.approve_order(
        order=row, quantities=quantities, version=body.version, actor=request.actor, at=timezone.now()
    )
    return order_out(_order(request, number))


@router.post(
    "/purchases/{number}/drop", auth=rest.allow("stock.move"), response=PurchaseOut, summary=_("Drop a purchase")
)
def drop_purchase(request: ActorRequest, number: rest.Number, body: VersionIn) -> dict[str, Any]:
    """Put a proposal away."""
    row = _order(request, number)
    actions.drop_order(order=row, version=body.version, actor=request.actor, at=timezone.now())
    return order_out(_order(request, number))


@router.post(
    "/purchases/{number}/deliveries",
    auth=rest.allow("stock.move"),
    response=PurchaseOut,
    summary=_("Receive a purchase"),
)
@rest.idempotent(required=True)
def receive_purchase(request: ActorRequest, number: rest.Number, body: DeliveryIn) -> dict[str, Any]:
    """Put what came into stock, all or some of it."""
    row = _order(request, number)
    came: dict[int, Line] = {}
    for line in body.lines:
        part_id = part_of(request, line.part, field="part").pk
        came[part_id] = Line(part_id, line.quantity, line.cost)
    actions.receive_order(order=row, lines=came, key=key_of(request), actor=request.actor, at=timezone.now())
    return order_out(_order(request, number))


@router.post(
    "/purchases/{number}/close", auth=rest.allow("stock.move"), response=PurchaseOut, summary=_("Close a purchase")
)
def close_purchase(request: ActorRequest, number: rest.Number, body: VersionIn) -> dict[str, Any]:
    """What has not come will not come."""
    row = _order(request, number)
    actions.close_order(order=row, version=body.version, actor=request.actor, at=timezone.now())
    return order_out(_order(request, number))
