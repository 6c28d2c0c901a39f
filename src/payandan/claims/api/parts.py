"""Defective parts and supplier recoveries over REST."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.claims.actions import cores as actions
from payandan.claims.api.router import router
from payandan.claims.api.schemas import Code, Version
from payandan.claims.models import Core, Recovery
from payandan.claims.queries import cores, recovery
from payandan.platform.api import rest
from payandan.platform.people.permissions import ActorRequest

Place = Literal["customer", "centre", "transit", "store", "supplier", "scrap", "lost"]
Finding = Literal["confirmed", "no_fault", "misuse", "wrong_part", "missing"]
Seal = Annotated[str, Field(max_length=40)]


class RecoveriesQuery(rest.PageQuery):
    state: Literal[
        "open", "sent", "accepted", "negotiated", "refused", "paid", "closed", "withdrawn"
    ] | None = None  # fmt: skip
    supplier: Code = ""
    sort: Literal["-opened_at", "opened_at"] = "-opened_at"


class RecoveryOut(rest.Out):
    """Amounts in the smallest unit. `cost` is what the part brought about, `claimed` what its supplier owes of it."""

    number: str
    claim: str
    line: str
    component: str
    supplier: str
    state: str
    currency: str
    cost: rest.AmountOut
    claimed: rest.AmountOut
    agreed: rest.AmountOut | None
    paid: rest.AmountOut
    debit_note: str | None
    claim_by: date | None
    answer_by: date | None
    opened_at: datetime
    sent_at: datetime | None
    paid_at: datetime | None


class CoresQuery(rest.PageQuery):
    place: Place | None = None
    overdue: bool | None = None
    sort: Literal["-expected_at", "expected_at"] = "-expected_at"


class CoreOut(rest.Out):
    """`value` is what the company paid for the part, `charged` what its centre bears of it."""

    number: str
    claim: str
    line: str
    component: str
    centre: str | None
    order: str
    state: str
    place: str
    due_on: date | None
    seal: str
    seal_broken: bool
    finding: str
    resolution: str
    currency: str
    value: rest.AmountOut
    charged: rest.AmountOut
    version: int


class MoveOut(rest.Out):
    """A holder is a kind, for centres and suppliers with their number: `centre:12`."""

    sequence: int
    act: str
    origin: str
    to: str
    seal: str
    at: datetime


class WholeCoreOut(CoreOut):
    journey: list[MoveOut]


class ReceiveIn(rest.In):
    """The seal that the bag bears; another one than it left with is written down, not refused."""

    seal: Seal = ""
    version: Version | None = None


class InspectIn(rest.In):
    """Without a `resolution`, the usual one of the finding; another one takes a note."""

    finding: Finding
    resolution: Literal["pay", "claw_back", "recover"] | None = None
    note: Annotated[str, Field(max_length=400)] = ""
    version: Version | None = None


@router.get(
    "/recoveries",
    auth=rest.allow("claims.recover"),
    response=rest.Page[RecoveryOut],
    summary=_("List supplier recoveries"),
)
def list_recoveries(request: ActorRequest, query: rest.Query[RecoveriesQuery]) -> dict[str, Any]:
    """What is asked back from suppliers, part by part."""
    rows = recovery.recoveries(request.actor)
    if query.state:
        rows = rows.filter(state=query.state)
    if query.supplier:
        rows = rows.filter(supplier__number=query.supplier)
    return rest.page(rows, query, sort=query.sort, row=_recovery)


@router.get(
    "/recoveries/{number}",
    auth=rest.allow("claims.recover"),
    response=RecoveryOut,
    summary=_("Read a supplier recovery"),
)
def read_recovery(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """What one supplier shall pay back for one part."""
    return _recovery(rest.found(recovery.recoveries(request.actor), number=number))


@router.get("/cores", auth=rest.allow("claims.cores"), response=rest.Page[CoreOut], summary=_("List defective parts"))
def list_cores(request: ActorRequest, query: rest.Query[CoresQuery]) -> dict[str, Any]:
    """Where defective parts are, and which are late."""
    rows = cores.cores(request.actor)
    if query.place:
        rows = rows.filter(place=query.place)
    if query.overdue is not None:
        late = cores.overdue_condition(timezone.localdate())
        rows = rows.filter(late) if query.overdue else rows.exclude(late)
    return rest.page(rows, query, sort=query.sort, row=_core)


@router.get(
    "/cores/{number}", auth=rest.allow("claims.cores"), response=WholeCoreOut, summary=_("Read a defective part")
)
def read_core(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One part and its journey from holder to holder."""
    return _whole(rest.found(cores.cores(request.actor), number=number))


@router.post(
    "/cores/{number}/receipt",
    auth=rest.allow("claims.cores"),
    response=WholeCoreOut,
    summary=_("Receive a defective part"),
)
@rest.idempotent(required=True)
def receive_core(request: ActorRequest, number: rest.Number, body: ReceiveIn) -> dict[str, Any]:
    """The central store has the part in its hands."""
    found: Core = rest.found(cores.cores(request.actor), number=number)
    row = actions.receive(core=found, seal=body.seal, version=body.version, actor=request.actor, at=timezone.now())
    return _whole(rest.found(cores.cores(request.actor), pk=row.pk))


@router.post(
    "/cores/{number}/inspection",
    auth=rest.allow("claims.cores"),
    response=WholeCoreOut,
    summary=_("Inspect a defective part"),
)
@rest.idempotent(required=True)
def inspect_core(request: ActorRequest, number: rest.Number, body: InspectIn) -> dict[str, Any]:
    """What the part is like, and what follows for the money."""
    found: Core = rest.found(cores.cores(request.actor), number=number)
    row = actions.inspect(
        core=found,
        finding=body.finding,
        resolution=body.resolution or "",
        note=body.note,
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return _whole(rest.found(cores.cores(request.actor), pk=row.pk))


def _recovery(row: Recovery) -> dict[str, Any]:
    names = (
        "number", "component", "state", "currency", "cost", "claimed", "agreed", "paid", "claim_by", "answer_by",
        "opened_at", "sent_at", "paid_at",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "claim": row.claim.number,
        "line": str(row.position),
        "supplier": row.supplier.number,
        "debit_note": row.note.number if row.note else None,
    }


def _core(row: Core) -> dict[str, Any]:
    names = (
        "number", "component", "order", "state", "place", "due_on", "seal", "seal_broken", "finding", "resolution",
        "currency", "value", "charged", "version",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "claim": row.claim.number,
        "line": str(row.position),
        "centre": row.branch.code if row.branch else None,
    }


def _whole(row: Core) -> dict[str, Any]:
    journey = [
        {"sequence": move.sequence, "act": move.act, "origin": move.origin, "to": move.to, "seal": move.seal,
         "at": move.at}
        for move in row.journey.all()
    ]  # fmt: skip
    return {**_core(row), "journey": journey}
