"""REST: shipments, their checkpoints, and calling them off."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.returns import actions, queries, rules, words
from payandan.returns.actions import Parcel
from payandan.returns.models import Shipment

router = rest.router(tag="shipments", refusal=words.refusal)

State = Literal[rules.STATES]  # type: ignore[valid-type]
Leg = Literal[rules.CODES]  # type: ignore[valid-type]
Cause = Literal[rules.CAUSES]  # type: ignore[valid-type]
Payer = Literal[rules.PAYERS]  # type: ignore[valid-type]
Tag = Literal[rules.TAGS]  # type: ignore[valid-type]
Trouble = Literal[rules.TOLD]  # type: ignore[valid-type]
Code = Annotated[str, Field(max_length=30)]


class ShipmentsQuery(rest.PageQuery):
    q: rest.Text = ""
    state: State | None = None
    leg: Leg | None = None
    carrier: Code = ""
    owner: rest.Text = ""
    open: bool = False
    sort: Literal["-created_at", "created_at"] = "-created_at"


class PartyIn(rest.In):
    """One end of the way."""

    name: Annotated[str, Field(max_length=120)]
    mobile: Annotated[str, Field(max_length=20)] = ""
    province: Annotated[str, Field(max_length=60)] = ""
    city: Annotated[str, Field(max_length=60)] = ""
    address: Annotated[str, Field(max_length=400)] = ""
    postcode: Annotated[str, Field(max_length=10)] = ""


class ShipmentIn(rest.In):
    """What shall travel: the number of a repair job or a defective part, the leg, and how.

    An end that is left out is what is known of the customer and the centre. `payer` overrides the rule, with a reason.
    """

    owner: rest.Number
    leg: Leg
    carrier: Code = "manual"
    service: Code = ""
    weight: Annotated[int, Field(ge=1, le=100_000)] = 1000
    declared: rest.Amount = 0
    content: Annotated[str, Field(max_length=200)] = ""
    sender: PartyIn | None = None
    receiver: PartyIn | None = None
    other: Code = ""
    cause: Cause | None = None
    payer: Payer | None = None
    payer_reason: Annotated[str, Field(max_length=300)] = ""
    waybill: Annotated[str, Field(max_length=60)] = ""
    price: rest.Amount | None = None
    promised_on: rest.Day | None = None


class CheckpointIn(rest.In):
    tag: Tag
    at: rest.Moment | None = None
    trouble: Trouble | None = None
    place: Annotated[str, Field(max_length=80)] = ""
    text: Annotated[str, Field(max_length=300)] = ""


class CancelIn(rest.In):
    reason: Annotated[str, Field(max_length=300)]


class PartyOut(rest.Out):
    name: str
    mobile: str
    province: str
    city: str
    address: str
    postcode: str


class CheckpointOut(rest.Out):
    at: datetime
    tag: str
    trouble: str
    raw: str
    place: str
    text: str


class TaskOut(rest.Out):
    trouble: str
    opened_at: datetime
    closed_at: datetime | None
    note: str


class ShipmentOut(rest.Out):
    number: str
    leg: str
    state: str
    owner_kind: str
    owner_number: str
    branch: str | None
    carrier: str
    service: str
    waybill: str
    weight: int
    declared: rest.AmountOut
    currency: str
    price: rest.AmountOut | None
    payer: str
    payer_line: str
    payer_reason: str
    promised_on: date | None
    created_at: datetime
    delivered_at: datetime | None


class WholeShipmentOut(ShipmentOut):
    sender: PartyOut
    receiver: PartyOut
    content: str
    cause: str
    coverage: str
    distance: str
    why: str
    error: str
    acts: list[str]
    checkpoints: list[CheckpointOut]
    tasks: list[TaskOut]


@router.get(
    "/shipments", auth=rest.allow("shipments.view"), response=rest.Page[ShipmentOut], summary=_("List shipments")
)
def list_shipments(request: ActorRequest, query: rest.Query[ShipmentsQuery]) -> dict[str, Any]:
    """The shipments that this token may see."""
    asked = query.model_dump(exclude={"limit", "cursor", "sort"})
    return rest.page(queries.list_shipments(request.actor, asked), query, sort=query.sort, row=_brief)


@router.get(
    "/shipments/{number}", auth=rest.allow("shipments.view"), response=WholeShipmentOut, summary=_("Read a shipment")
)
def read_shipment(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One shipment with both ends, what was seen of it, and what went wrong."""
    return _whole(request, number)


@router.post(
    "/shipments", auth=rest.allow("shipments.manage"), response={201: WholeShipmentOut}, summary=_("Send something")
)
@rest.idempotent(required=True)
def create_shipment(request: ActorRequest, body: ShipmentIn) -> rest.Reply:
    """Write a shipment down. A carrier that can be asked is asked within a minute; read it again for its waybill."""
    thing = queries.by_number(request.actor, body.owner)
    if thing is None:
        raise Refused("unknown_owner", "owner")
    other = rest.found(Branch.objects.filter(is_active=True), code=body.other) if body.other else None
    parcel = Parcel(
        **body.model_dump(include={"carrier", "service", "weight", "declared", "content", "payer_reason", "waybill"}),
        price=body.price,
        promised_on=body.promised_on,
        sender=body.sender.model_dump() if body.sender else {},
        receiver=body.receiver.model_dump() if body.receiver else {},
        other=other,
        cause=body.cause or "",
        payer=body.payer or "",
    )
    owner = (thing.kind, thing.id)
    row = actions.ship(owner=owner, leg=body.leg, parcel=parcel, actor=request.actor, at=timezone.now())
    headers = {"Location": f"/api/v1/shipments/{row.number}"}
    return rest.Reply(_whole(request, row.number), status=201, headers=headers)


@router.post(
    "/shipments/{number}/checkpoints",
    auth=rest.allow("shipments.manage"),
    response=WholeShipmentOut,
    summary=_("Write down what was seen"),
)
def add_checkpoint(request: ActorRequest, number: rest.Number, body: CheckpointIn) -> dict[str, Any]:
    """Add a checkpoint to a shipment whose carrier is not asked by itself; `trouble` goes with `exception` alone."""
    actions.add_checkpoint(
        number=number,
        tag=body.tag,
        seen_at=body.at,
        trouble=body.trouble or "",
        place=body.place,
        text=body.text,
        actor=request.actor,
        at=timezone.now(),
    )
    return _whole(request, number)


@router.post(
    "/shipments/{number}/cancel",
    auth=rest.allow("shipments.manage"),
    response=WholeShipmentOut,
    summary=_("Call a shipment off"),
)
def cancel_shipment(request: ActorRequest, number: rest.Number, body: CancelIn) -> dict[str, Any]:
    """Call it off. What a carrier has in its books already is cancelled as soon as the carrier agrees."""
    actions.cancel(number=number, reason=body.reason, actor=request.actor, at=timezone.now())
    return _whole(request, number)


def _whole(request: ActorRequest, number: str) -> dict[str, Any]:
    row = queries.record(request.actor, number)
    if row is None:
        raise Refused("not_found")
    return {
        **_brief(row),
        **{name: getattr(row, name) for name in ("sender", "receiver", "content", "cause", "coverage", "distance")},
        "why": words.why(row.line),
        "error": row.error,
        "acts": list(rules.acts_in(row.state)),
        "checkpoints": list(row.checkpoints.all()),
        "tasks": list(row.tasks.all()),
    }


def _brief(row: Shipment) -> dict[str, Any]:
    plain = (
        "number", "leg", "state", "owner_kind", "owner_number", "carrier", "service", "waybill", "weight", "declared",
        "currency", "price", "payer", "payer_reason", "promised_on", "created_at", "delivered_at",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in plain},
        "branch": row.branch.code if row.branch else None,
        "payer_line": row.line,
    }
