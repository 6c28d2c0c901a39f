"""Units over REST."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.catalog.models import ProductModel
from payandan.customers.actions import find_or_create
from payandan.customers.models import Customer
from payandan.platform.api import rest
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest
from payandan.units import actions, queries, words
from payandan.units.models import Unit

router = rest.router(tag="units", refusal=words.refusal)

Serial = Annotated[str, Field(max_length=120)]
Short = Annotated[str, Field(max_length=120)]
Reason = Annotated[str, Field(max_length=400)]
Country = Annotated[str, Field(max_length=2)]
Meter = Annotated[str, Field(max_length=20)]
Value = Annotated[int, Field(ge=0, le=10**12)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]
Installer = Literal["authorised", "unauthorised", "owner"]
State = Literal[
    "made", "sold", "registered", "in_service", "in_repair", "replaced", "retired", "stolen", "quarantined_clone"
]


class UnitsQuery(rest.PageQuery):
    q: Annotated[str, Field(max_length=200)] = ""
    serial: Serial = ""
    state: State | None = None
    category: Annotated[str, Field(max_length=60)] = ""
    model: Annotated[str, Field(max_length=20)] = ""
    owner: Annotated[str, Field(max_length=20)] = ""
    sold_from: rest.Day | None = None
    sold_until: rest.Day | None = None
    sort: Literal["-id", "id"] = "-id"


class OwnerIn(rest.In):
    mobile: Annotated[str, Field(max_length=30)]
    name: Short = ""


class UnitIn(rest.In):
    serial: Serial
    model: Annotated[str, Field(max_length=20)] = ""
    owner: OwnerIn | None = None
    code: Annotated[str, Field(max_length=40)] = ""
    made_on: rest.Day | None = None
    imported_on: rest.Day | None = None
    sold_on: rest.Day | None = None
    delivered_on: rest.Day | None = None
    installed_on: rest.Day | None = None
    installed_by: Installer | None = None
    activated_on: rest.Day | None = None
    seller: Short = ""
    lot: Annotated[str, Field(max_length=40)] = ""
    country: Country = ""
    meters: Annotated[dict[Meter, Value], Field(max_length=10)] = {}


class UnitPatch(rest.In):
    reason: Reason
    version: Version | None = None
    serial: Serial | None = None
    model: Annotated[str, Field(max_length=20)] | None = None
    made_on: rest.Day | None = None
    imported_on: rest.Day | None = None
    sold_on: rest.Day | None = None
    delivered_on: rest.Day | None = None
    installed_on: rest.Day | None = None
    installed_by: Installer | Literal[""] | None = None
    activated_on: rest.Day | None = None
    registered_on: rest.Day | None = None
    seller: Short | None = None
    lot: Annotated[str, Field(max_length=40)] | None = None
    country: Country | None = None


class ReadingIn(rest.In):
    meter: Meter
    value: Value
    on: rest.Day | None = None
    overridden: bool = False
    reason: Reason = ""


class TransferIn(rest.In):
    to: OwnerIn
    on: rest.Day | None = None
    reason: Reason = ""
    version: Version | None = None


class OwnerOut(rest.Out):
    number: str
    name: str


class ModelOut(rest.Out):
    number: str
    brand: str
    code: str
    category: str


class UnitOut(rest.Out):
    number: str
    serial: str
    state: State
    model: ModelOut
    owner: OwnerOut | None
    genuine: bool | None
    country: str
    made_on: date | None
    imported_on: date | None
    sold_on: date | None
    delivered_on: date | None
    installed_on: date | None
    installed_by: str
    activated_on: date | None
    registered_on: date | None
    owner_changed_on: date | None
    seller: str
    lot: str
    meters: dict[str, int]
    created_at: datetime
    version: int


class ReadingOut(rest.Out):
    meter: str
    value: int
    on: date
    reason: str


def unit_out(unit: Unit) -> dict[str, Any]:
    """A unit as the API gives it, with its model and its owner's name."""
    plain = {name: getattr(unit, name) for name in UnitOut.model_fields if name not in ("model", "owner")}
    model = {"number": unit.model.number, "brand": unit.model.brand, "code": unit.model.code}
    return {**plain, "model": {**model, "category": unit.model.category.code}, "owner": unit.owner}


@router.get("/units", auth=rest.allow("units.view"), response=rest.Page[UnitOut], summary=_("List units"))
def list_units(request: ActorRequest, query: rest.Query[UnitsQuery]) -> dict[str, Any]:
    """Units; `q` finds any part of the serial, the model, the owner's name or phone; `serial` is exact in any spelling.

    `sold_until` is the first day that is no longer asked for.
    """
    rows = queries.visible(request.actor).search(query.q)
    if query.serial:
        rows = rows.filter(serial_key=serial_key(query.serial))
    wanted = {
        "state": query.state,
        "model__category__code": query.category,
        "model__number": query.model,
        "owner__number": query.owner,
        "sold_on__gte": query.sold_from,
        "sold_on__lt": query.sold_until,
    }
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    return rest.page(rows, query, sort=query.sort, row=unit_out)


@router.get("/units/{number}", auth=rest.allow("units.view"), response=UnitOut, summary=_("Read a unit"))
def read_unit(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One unit."""
    return unit_out(_found(request, number))


@router.post("/units", auth=rest.allow("units.register"), response={201: UnitOut}, summary=_("Register a unit"))
def create_unit(request: ActorRequest, body: UnitIn) -> rest.Reply:
    """Put a unit on the books; with an owner, register it. The first registration wins (422 `serial_taken`)."""
    said = body.model_dump(exclude={"model", "owner"})
    said["installed_by"] = said["installed_by"] or ""
    unit = actions.register_unit(
        model=_model(request, body.model) if body.model else None,
        owner=_customer(request, body.owner) if body.owner else None,
        channel="api",
        actor=request.actor,
        at=timezone.now(),
        **said,
    )
    return rest.Reply(unit_out(unit), status=201)


@router.patch("/units/{number}", auth=rest.allow("units.edit"), response=UnitOut, summary=_("Correct a unit"))
def correct_unit(request: ActorRequest, number: rest.Number, body: UnitPatch) -> dict[str, Any]:
    """Put data right, with a reason; a field that is sent as null is emptied. 409 `stale` if `version` is old."""
    unit = _found(request, number)
    changes = body.model_dump(exclude_unset=True, exclude={"reason", "version"})
    if "model" in changes:
        changes["model"] = _model(request, changes["model"] or "")
    if "serial" in changes:
        changes["serial"] = changes["serial"] or ""
    corrected = actions.correct_unit(
        unit=unit, reason=body.reason, version=body.version, actor=request.actor, at=timezone.now(), **changes
    )
    return unit_out(corrected)


@router.get(
    "/units/{number}/readings",
    auth=rest.allow("units.view"),
    response=list[ReadingOut],
    summary=_("List a unit's readings"),
)
def list_readings(request: ActorRequest, number: rest.Number) -> list[Any]:
    """The newest hundred readings of the unit's counters."""
    return list(_found(request, number).readings.all()[:100])


@router.post(
    "/units/{number}/readings",
    auth=rest.allow("units.edit"),
    response={201: ReadingOut},
    summary=_("Record a reading"),
)
def record_reading(request: ActorRequest, number: rest.Number, body: ReadingIn) -> rest.Reply:
    """What a counter shows; a lower value than the last needs `overridden` and a reason (422 `meter_falls`)."""
    unit = _found(request, number)
    reading = actions.record_reading(unit=unit, **body.model_dump(), actor=request.actor, at=timezone.now())
    shown = {name: getattr(reading, name) for name in ReadingOut.model_fields}
    return rest.Reply(shown, status=201)


@router.post(
    "/units/{number}/transfer", auth=rest.allow("units.transfer"), response=UnitOut, summary=_("Hand a unit over")
)
def transfer_unit(request: ActorRequest, number: rest.Number, body: TransferIn) -> dict[str, Any]:
    """Give the unit to another owner, found by mobile number or added with the name."""
    unit = _found(request, number)
    given = actions.transfer_unit(
        unit=unit,
        to=_customer(request, body.to),
        on=body.on,
        reason=body.reason,
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return unit_out(given)


def _found(request: ActorRequest, number: str) -> Unit:
    found: Unit = rest.found(queries.visible(request.actor), number=number)
    return found


def _model(request: ActorRequest, number: str) -> ProductModel:
    models = ProductModel.objects.visible_to(request.actor).select_related("category")
    model = models.filter(number=number, is_active=True).first()
    if model is None:
        raise Refused("model_missing", "model")
    return model


def _customer(request: ActorRequest, said: OwnerIn) -> Customer:
    return find_or_create(mobile=said.mobile, name=said.name, actor=request.actor, at=timezone.now())
