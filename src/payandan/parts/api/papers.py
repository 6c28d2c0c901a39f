"""What stores send one another, count and order, and kits of parts, over REST."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.parts import actions
from payandan.parts.actions import Line
from payandan.parts.api.master import Code, part_of
from payandan.parts.api.router import router
from payandan.parts.api.stock import Note, Pieces, key_of, node_of
from payandan.parts.models import Kit, Transfer
from payandan.parts.queries import stock
from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest

SOME = {"max_length": 200}


class TransfersQuery(rest.PageQuery):
    state: Literal["sent", "received", "short"] | None = None
    node: Code = ""
    sort: Literal["-id", "id"] = "-id"


class LineIn(rest.In):
    part: rest.Number
    quantity: Pieces


class ArrivedIn(rest.In):
    part: rest.Number
    quantity: Annotated[int, Field(ge=0, le=1_000_000)]


class TransferIn(rest.In):
    node: Code
    to: Code
    lines: Annotated[list[LineIn], Field(min_length=1, **SOME)]
    note: Note = ""


class ArrivalIn(rest.In):
    """What came now; with `close`, what is missing will not come, for the `reason`."""

    lines: Annotated[list[ArrivedIn], Field(**SOME)] = []
    close: bool = False
    reason: Note = ""


class TransferLineOut(rest.Out):
    part: str
    code: str
    quantity: int
    received: int
    short: int


class TransferOut(rest.Out):
    number: str
    node: str
    to: str
    state: str
    note: str
    sent_at: datetime
    sent_by: str
    ended_at: datetime | None
    lines: list[TransferLineOut]


class KitIn(rest.In):
    """A kit by its code: made where there is none, else changed; `lines` are taken as a whole."""

    name_fa: Annotated[str, Field(max_length=160)] = ""
    name_en: Annotated[str, Field(max_length=160)] = ""
    is_active: bool = True
    lines: Annotated[list[LineIn], Field(min_length=1, **SOME)]


class KitLineOut(rest.Out):
    part: str
    code: str
    quantity: int


class KitOut(rest.Out):
    code: str
    name_fa: str
    name_en: str
    is_active: bool
    lines: list[KitLineOut]


def transfer_out(row: Transfer) -> dict[str, Any]:
    """A transfer as the API gives it."""
    plain = ("number", "state", "note", "sent_at", "sent_by", "ended_at")
    return {
        **{name: getattr(row, name) for name in plain},
        "node": row.origin.code,
        "to": row.to.code,
        "lines": [
            _of_part(line) | {"quantity": line.quantity, "received": line.received, "short": line.short}
            for line in row.lines.all()
        ],
    }


def kit_out(row: Kit) -> dict[str, Any]:
    """A kit as the API gives it."""
    named = {name: getattr(row, name) for name in ("code", "name_fa", "name_en", "is_active")}
    return {**named, "lines": [_of_part(line) | {"quantity": line.quantity} for line in row.lines.all()]}


def _of_part(line: Any) -> dict[str, Any]:
    return {"part": line.part.number, "code": line.part.code}


def _transfers(request: ActorRequest) -> Any:
    rows = Transfer.objects.visible_to(request.actor)
    return rows.select_related("origin", "to").prefetch_related("lines__part")


def _transfer(request: ActorRequest, number: str) -> Transfer:
    found: Transfer = rest.found(_transfers(request), number=number)
    return found


@router.get(
    "/stock/transfers", auth=rest.allow("parts.view"), response=rest.Page[TransferOut], summary=_("List transfers")
)
def list_transfers(request: ActorRequest, query: rest.Query[TransfersQuery]) -> dict[str, Any]:
    """What stores sent one another; `node` is the store it goes to."""
    rows = _transfers(request)
    asked = {"state": query.state, "to__code": query.node}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return rest.page(rows, query, sort=query.sort, row=transfer_out)


@router.get(
    "/stock/transfers/{number}", auth=rest.allow("parts.view"), response=TransferOut, summary=_("Read a transfer")
)
def read_transfer(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One transfer with its lines."""
    return transfer_out(_transfer(request, number))


@router.post(
    "/stock/transfers", auth=rest.allow("stock.move"), response={201: TransferOut}, summary=_("Send to another store")
)
@rest.idempotent(required=True)
def send_transfer(request: ActorRequest, body: TransferIn) -> rest.Reply:
    """Send free pieces; they are nobody's stock until they are received."""
    target = stock.targets().filter(code=body.to).first()
    if target is None:
        raise Refused("unknown_node", "to")
    made = actions.send(
        origin_id=node_of(request, body.node).pk,
        to_id=target.pk,
        lines=[Line(part_of(request, line.part, field="part").pk, line.quantity) for line in body.lines],
        note=body.note,
        key=key_of(request),
        actor=request.actor,
        at=timezone.now(),
    )
    headers = {"Location": f"/api/v1/stock/transfers/{made.number}"}
    return rest.Reply(transfer_out(_transfer(request, made.number)), status=201, headers=headers)


@router.post(
    "/stock/transfers/{number}/arrivals",
    auth=rest.allow("stock.move"),
    response=TransferOut,
    summary=_("Receive a transfer"),
)
@rest.idempotent(required=True)
def receive_transfer(request: ActorRequest, number: rest.Number, body: ArrivalIn) -> dict[str, Any]:
    """Receive what came, all or some of it."""
    row = _transfer(request, number)
    actions.receive_transfer(
        transfer_id=row.pk,
        received={part_of(request, line.part, field="part").pk: line.quantity for line in body.lines},
        close=body.close,
        reason=body.reason,
        key=key_of(request),
        actor=request.actor,
        at=timezone.now(),
    )
    return transfer_out(_transfer(request, number))


class KitsQuery(rest.PageQuery):
    sort: Literal["-id", "id"] = "id"


@router.get("/part-kits", auth=rest.allow("parts.view"), response=rest.Page[KitOut], summary=_("List kits"))
def list_kits(request: ActorRequest, query: rest.Query[KitsQuery]) -> dict[str, Any]:  # noqa: ARG001 - all read all
    """Parts that are used together."""
    return rest.page(Kit.objects.prefetch_related("lines__part"), query, sort=query.sort, row=kit_out)


@router.put("/part-kits/{code}", auth=rest.allow("parts.manage"), response=KitOut, summary=_("Put a kit"))
def put_kit(request: ActorRequest, code: Code, body: KitIn) -> dict[str, Any]:
    """Add a kit, or change the one with this code."""
    made = actions.save_kit(
        code=code,
        name_fa=body.name_fa,
        name_en=body.name_en,
        lines={part_of(request, line.part, field="part").pk: line.quantity for line in body.lines},
        is_active=body.is_active,
        kit=Kit.objects.filter(code=code).first(),
        actor=request.actor,
        at=timezone.now(),
    )
    return kit_out(Kit.objects.prefetch_related("lines__part").get(pk=made.pk))
