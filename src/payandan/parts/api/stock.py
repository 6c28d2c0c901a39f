"""Stock over REST: balances, moves, reservations."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.parts import actions
from payandan.parts.actions import Line
from payandan.parts.api.master import Code, part_of
from payandan.parts.api.router import router
from payandan.parts.models import Balance, Move, Node, Reservation
from payandan.parts.queries import stock as queries
from payandan.parts.rules import ledger
from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest

Pieces = Annotated[int, Field(ge=1, le=1_000_000)]
Kind = Annotated[str, Field(max_length=20, pattern="^[a-z_]*$")]
Note = Annotated[str, Field(max_length=400)]
MoveAct = Literal["receive", "issue", "take_back", "sell", "customer_return", "scrap", "return_to_supplier"]


class StockQuery(rest.PageQuery):
    node: Code = ""
    part: rest.Number | None = None
    q: Annotated[str, Field(max_length=200)] = ""
    sort: Literal["id", "-id"] = "id"


class MovesQuery(StockQuery):
    act: Literal[ledger.ACTS] | None = None  # type: ignore[valid-type]
    sort: Literal["-at", "at"] = "-at"  # type: ignore[assignment]


class ReservationsQuery(rest.PageQuery):
    node: Code = ""
    state: Literal["held", "issued", "released"] | None = None
    about_kind: Kind = ""
    sort: Literal["-id", "id"] = "-id"


class MoveIn(rest.In):
    """`cost` is what the pieces cost together, for what comes in; without it the average of the store counts."""

    act: MoveAct
    node: Code
    part: rest.Number
    quantity: Pieces
    cost: rest.Amount | None = None
    reservation: rest.Number | None = None
    note: Note = ""


class ReservationIn(rest.In):
    node: Code
    part: rest.Number
    quantity: Pieces


class NodeOut(rest.Out):
    code: str
    kind: str
    name_fa: str
    name_en: str
    branch: str | None
    currency: str
    allows_negative: bool
    is_active: bool


class BalanceOut(rest.Out):
    node: str
    part: str
    code: str
    on_hand: int
    reserved: int
    free: int
    value: rest.AmountOut
    currency: str
    bin: str


class MoveOut(rest.Out):
    document: str
    act: str
    part: str
    code: str
    quantity: int
    origin: str
    origin_node: str | None
    to: str
    to_node: str | None
    value: rest.AmountOut
    currency: str
    about_kind: str
    note: str
    by_name: str
    at: datetime


class ReservationOut(rest.Out):
    number: str
    node: str
    part: str
    code: str
    quantity: int
    issued: int
    returned: int
    state: str
    about_kind: str
    at: datetime


def balance_out(row: Balance) -> dict[str, Any]:
    """A balance as the API gives it."""
    plain = {name: getattr(row, name) for name in ("on_hand", "reserved", "free", "value", "bin")}
    named = {"node": row.node.code, "currency": row.node.currency}
    return plain | named | {"part": row.part.number, "code": row.part.code}


def move_out(row: Move) -> dict[str, Any]:
    """A move as the API gives it."""
    plain = {name: getattr(row, name) for name in MoveOut.model_fields if name not in _MOVE_NAMED}
    return plain | {
        "part": row.part.number,
        "code": row.part.code,
        "origin_node": row.origin_node.code if row.origin_node else None,
        "to_node": row.to_node.code if row.to_node else None,
    }


_MOVE_NAMED = ("part", "code", "origin_node", "to_node")


def reservation_out(row: Reservation) -> dict[str, Any]:
    """A reservation as the API gives it."""
    plain = {name: getattr(row, name) for name in ReservationOut.model_fields if name not in ("node", "part", "code")}
    return plain | {"node": row.node.code, "part": row.part.number, "code": row.part.code}


@router.get("/stock/nodes", auth=rest.allow("parts.view"), response=list[NodeOut], summary=_("List stores"))
def list_nodes(request: ActorRequest) -> list[dict[str, Any]]:
    """The stores that the reader sees."""
    named = [name for name in NodeOut.model_fields if name != "branch"]
    return [
        {name: getattr(row, name) for name in named} | {"branch": row.branch.code if row.branch else None}
        for row in queries.nodes(request.actor)
    ]


@router.get("/stock", auth=rest.allow("parts.view"), response=rest.Page[BalanceOut], summary=_("List stock"))
def list_stock(request: ActorRequest, query: rest.Query[StockQuery]) -> dict[str, Any]:
    """What each store has of each part."""
    rows = queries.balances(request.actor)
    rows = rows.search(query.q)  # type: ignore[attr-defined]
    if query.node:
        rows = rows.filter(node__code=query.node)
    if query.part:
        rows = rows.filter(part__number=query.part)
    return rest.page(rows, query, sort=query.sort, row=balance_out)


@router.get(
    "/stock/moves", auth=rest.allow("parts.view"), response=rest.Page[MoveOut], summary=_("List moves of stock")
)
def list_moves(request: ActorRequest, query: rest.Query[MovesQuery]) -> dict[str, Any]:
    """The ledger: every move from a place to a place, newest first."""
    rows = queries.moves(request.actor)
    rows = rows.search(query.q)  # type: ignore[attr-defined]
    if query.act:
        rows = rows.filter(act=query.act)
    if query.part:
        rows = rows.filter(part__number=query.part)
    if query.node:
        node = node_of(request, query.node)
        rows = rows.filter(to_node=node) | rows.filter(origin_node=node)
    return rest.page(rows, query, sort=query.sort, row=move_out)


@router.post("/stock/moves", auth=rest.allow("stock.move"), response={201: MoveOut}, summary=_("Move stock"))
@rest.idempotent(required=True)
def move_stock(request: ActorRequest, body: MoveIn) -> rest.Reply:
    """Receive, issue, take back, sell, scrap or send back pieces of one part at one store.

    An issue may name a reservation; `Idempotency-Key` makes a repeated call do nothing twice.
    """
    move = _moved(request, body)
    return rest.Reply(move_out(move), status=201)


@router.get(
    "/reservations", auth=rest.allow("parts.view"), response=rest.Page[ReservationOut], summary=_("List reservations")
)
def list_reservations(request: ActorRequest, query: rest.Query[ReservationsQuery]) -> dict[str, Any]:
    """What is or was promised, and to what."""
    rows = Reservation.objects.visible_to(request.actor).select_related("node", "part")
    if query.node:
        rows = rows.filter(node__code=query.node)
    if query.state:
        rows = rows.filter(state=query.state)
    if query.about_kind:
        rows = rows.filter(about_kind=query.about_kind)
    return rest.page(rows, query, sort=query.sort, row=reservation_out)


@router.post("/reservations", auth=rest.allow("stock.move"), response={201: ReservationOut}, summary=_("Reserve stock"))
@rest.idempotent(required=True)
def reserve_stock(request: ActorRequest, body: ReservationIn) -> rest.Reply:
    """Promise free pieces to something; 409 `not_enough` where too few are free."""
    made = actions.reserve(
        part_id=part_of(request, body.part, field="part").pk,
        quantity=body.quantity,
        node_id=node_of(request, body.node).pk,
        about=None,
        actor=request.actor,
        at=timezone.now(),
        key=key_of(request),
    )
    return rest.Reply(reservation_out(made), status=201)


@router.post(
    "/reservations/{number}/release",
    auth=rest.allow("stock.move"),
    response=ReservationOut,
    summary=_("Let a reservation go"),
)
def release_stock(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """What is still promised is free again."""
    found = rest.found(Reservation.objects.visible_to(request.actor).select_related("node", "part"), number=number)
    actions.release(reservation_id=found.pk, actor=request.actor, at=timezone.now(), key=key_of(request))
    found.refresh_from_db()
    return reservation_out(found)


def key_of(request: ActorRequest) -> str:
    """The caller's key as the ledger keeps it: nobody else's key can meet it."""
    sent = request.headers.get("Idempotency-Key", "")
    return f"api:{request.actor.kind}:{request.actor.id}:{sent}"[:120] if sent else ""


def _moved(request: ActorRequest, body: MoveIn) -> Move:
    node, part = node_of(request, body.node), part_of(request, body.part, field="part")
    actor, now, key = request.actor, timezone.now(), key_of(request)
    line = Line(part.pk, body.quantity, body.cost)
    if body.act == "receive":
        return actions.receive(node_id=node.pk, lines=[line], actor=actor, at=now, key=key, note=body.note)[0]
    if body.act in ("scrap", "return_to_supplier"):
        act = actions.scrap if body.act == "scrap" else actions.return_to_supplier
        return act(node_id=node.pk, lines=[line], reason=body.note, actor=actor, at=now, key=key)[0]
    hand = actions.issue if body.act in ledger.USES else actions.take_back
    reservation = None
    if body.reservation:
        rows = Reservation.objects.visible_to(actor).filter(number=body.reservation, part=part, node=node)
        reservation = rows.values_list("pk", flat=True).first()
        if reservation is None:
            raise Refused("unknown_reservation", "reservation")
    return hand(
        reservation_id=reservation,
        part_id=part.pk,
        node_id=node.pk,
        quantity=body.quantity,
        note=body.note,
        sold=body.act in ("sell", "customer_return"),
        actor=actor,
        at=now,
        key=key,
    )


def node_of(request: ActorRequest, code: str) -> Node:
    """The store, where the token sees it. Refused("unknown_node")."""
    found = queries.nodes(request.actor).filter(code=code).first()
    if found is None:
        raise Refused("unknown_node", "node")
    return found
