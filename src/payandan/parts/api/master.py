"""The part master over REST."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.catalog.models import Category, Component
from payandan.catalog.queries import categories
from payandan.parts import actions
from payandan.parts.api.router import router
from payandan.parts.models import Part
from payandan.parts.queries import master as queries
from payandan.parts.rules.master import FitRange
from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest

Code = Annotated[str, Field(max_length=60)]
Name = Annotated[str, Field(max_length=160)]
Kind = Literal["consumable", "rotable", "safety", "accessory"]
Lead = Annotated[int, Field(ge=0, le=730)]


class PartsQuery(rest.PageQuery):
    q: Annotated[str, Field(max_length=200)] = ""
    kind: Kind | None = None
    category: Code = ""
    active: bool | None = None
    sort: Literal["code", "-code", "id", "-id"] = "code"


class FitIn(rest.In):
    model: rest.Number
    serial_from: Code = ""
    serial_to: Code = ""


class PartIn(rest.In):
    code: Code
    kind: Kind
    name_fa: Name = ""
    name_en: Name = ""
    category: Code = ""
    components: Annotated[list[Code], Field(max_length=50)] = []
    fits: Annotated[list[FitIn], Field(max_length=200)] = []
    barcode: Code = ""
    core: bool = False
    supplier_name: Annotated[str, Field(max_length=120)] = ""
    supplier_code: Code = ""
    lead_days: Lead | None = None
    note: Annotated[str, Field(max_length=400)] = ""


class PartPatch(rest.In):
    code: Code | None = None
    kind: Kind | None = None
    name_fa: Name | None = None
    name_en: Name | None = None
    category: Code | None = None
    components: Annotated[list[Code], Field(max_length=50)] | None = None
    fits: Annotated[list[FitIn], Field(max_length=200)] | None = None
    barcode: Code | None = None
    core: bool | None = None
    supplier_name: Annotated[str, Field(max_length=120)] | None = None
    supplier_code: Code | None = None
    lead_days: Lead | None = None
    note: Annotated[str, Field(max_length=400)] | None = None
    is_active: bool | None = None
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None


class PriceIn(rest.In):
    currency: Annotated[str, Field(min_length=3, max_length=3)]
    amount: rest.Amount
    since: rest.Day | None = None


class SuccessorIn(rest.In):
    """`part` is the public number of the new part."""

    part: rest.Number
    direction: Literal["both", "forward", "neither"]
    note: Annotated[str, Field(max_length=400)] = ""


class PartOut(rest.Out):
    number: str
    code: str
    kind: str
    name_fa: str
    name_en: str
    category: str | None
    barcode: str
    core: bool
    supplier_name: str
    supplier_code: str
    lead_days: int | None
    superseded_by: str | None
    is_active: bool
    version: int


class FitOut(rest.Out):
    model: str
    brand: str
    code: str
    serial_from: str
    serial_to: str


class PriceOut(rest.Out):
    currency: str
    amount: rest.AmountOut
    since: date


class StepOut(rest.Out):
    old: str
    new: str
    direction: str


class WholePartOut(PartOut):
    note: str
    components: list[str]
    fits: list[FitOut]
    prices: list[PriceOut]
    chain: list[StepOut]
    stand_ins: list[str]


def part_out(part: Part) -> dict[str, Any]:
    """A part as lists of the API give it; `superseded_by` is the number of its direct successor."""
    named = {name: getattr(part, name) for name in PartOut.model_fields if name not in ("category", "superseded_by")}
    step = getattr(part, "superseded_by", None)
    return named | {
        "category": part.category.code if part.category else None,
        "superseded_by": step.new.number if step else None,
    }


def whole_part_out(part: Part) -> dict[str, Any]:
    """A part with all that belongs to it."""
    return part_out(part) | {
        "note": part.note,
        "components": [component.code for component in part.components.all()],
        "fits": [
            {"model": fit.model.number, "brand": fit.model.brand, "code": fit.model.code}
            | {"serial_from": fit.serial_from, "serial_to": fit.serial_to}
            for fit in part.fits.all()
        ],
        "prices": list(part.prices.all()),
        "chain": [
            {"old": row.old.code, "new": row.new.code, "direction": row.direction} for row in queries.chain_rows(part)
        ],
        "stand_ins": queries.codes(queries.stand_ins(part.pk)),
    }


@router.get("/parts", auth=rest.allow("parts.view"), response=rest.Page[PartOut], summary=_("List spare parts"))
def list_parts(request: ActorRequest, query: rest.Query[PartsQuery]) -> dict[str, Any]:
    """Parts; `q` finds by part number or any piece of it, name in any spelling, barcode, or a superseded number."""
    # Fetched beside, not joined: a common name finds thousands, and each would be joined before the page is cut.
    rows = queries.find(request.actor, query.q, active=False).prefetch_related("category", "superseded_by__new")
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.category:
        rows = rows.filter(category__code=query.category)
    if query.active is not None:
        rows = rows.filter(is_active=query.active)
    return rest.page(rows, query, sort=query.sort, row=part_out)


@router.get("/parts/{number}", auth=rest.allow("parts.view"), response=WholePartOut, summary=_("Read a spare part"))
def read_part(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One part with its fit, prices, chain, and what stands in for it."""
    return whole_part_out(part_of(request, number))


@router.post("/parts", auth=rest.allow("parts.manage"), response={201: WholePartOut}, summary=_("Add a spare part"))
def create_part(request: ActorRequest, body: PartIn) -> rest.Reply:
    """A new part; 422 on `code` where there is one with this number."""
    said = body.model_dump()
    details = _details(request, said)
    part = actions.create_part(**details, actor=request.actor, at=timezone.now())
    return rest.Reply(whole_part_out(part), status=201, headers={"Location": f"/api/v1/parts/{part.number}"})


@router.patch(
    "/parts/{number}", auth=rest.allow("parts.manage"), response=WholePartOut, summary=_("Change a spare part")
)
def update_part(request: ActorRequest, number: rest.Number, body: PartPatch) -> dict[str, Any]:
    """Change what is given; components and fits are taken as a whole; with `version`, only if nobody was quicker."""
    part = part_of(request, number)
    said = {
        name: value
        for name, value in body.model_dump(exclude_unset=True).items()
        if value is not None or name == "lead_days"
    }
    version = said.pop("version", None)
    details = _details(request, said, part=part)
    actions.update_part(part=part, version=version, actor=request.actor, at=timezone.now(), **details)
    return whole_part_out(part_of(request, number))


@router.post("/parts/{number}/prices", auth=rest.allow("parts.manage"), response=PriceOut, summary=_("Price a part"))
def put_part_price(request: ActorRequest, number: rest.Number, body: PriceIn) -> Any:
    """What the part costs from a day on (today where none is given)."""
    part = part_of(request, number)
    return actions.put_price(
        part=part,
        currency=body.currency.upper(),
        amount=body.amount,
        since=body.since,
        actor=request.actor,
        at=timezone.now(),
    )


@router.post(
    "/parts/{number}/successor",
    auth=rest.allow("parts.manage"),
    response=WholePartOut,
    summary=_("Say what takes the place of a part"),
)
def supersede_part(request: ActorRequest, number: rest.Number, body: SuccessorIn) -> dict[str, Any]:
    """From now on the new part is found by the old number as well."""
    old, new = part_of(request, number), part_of(request, body.part, field="part")
    now = timezone.now()
    actions.supersede(old=old, new=new, direction=body.direction, note=body.note, actor=request.actor, at=now)
    return whole_part_out(part_of(request, number))


def part_of(request: ActorRequest, number: str, *, field: str = "") -> Part:
    """The part with this public number; 404, or 422 on `field` where it came in a body."""
    rows = queries.with_details(Part.objects.visible_to(request.actor))
    if field:
        found = rows.filter(number=number).first()
        if found is None:
            raise Refused("unknown_part", field)
        return found
    part: Part = rest.found(rows, number=number)
    return part


def _details(request: ActorRequest, said: dict[str, Any], part: Part | None = None) -> dict[str, Any]:  # noqa: ARG001
    """What was sent, with codes as records."""
    details = dict(said)
    category = part.category if part else None
    if "category" in details:
        code = details.pop("category")
        category = details["category"] = _category(code) if code else None
    if "components" in details:
        details["components"] = _components(details["components"], category)
    if "fits" in details:
        details["fits"] = _fits(details["fits"])
    return details


def _category(code: str) -> Category:
    found = categories().filter(code=code).first()
    if found is None:
        raise Refused("unknown_category", "category")
    return found


def _components(codes: Sequence[str], category: Category | None) -> list[Component]:
    found = list(Component.objects.filter(category=category, code__in=codes)) if category else []
    if len(found) != len(set(codes)):
        raise Refused("component_elsewhere", "components")
    return found


def _fits(fits: Sequence[dict[str, Any]]) -> list[FitRange]:
    from payandan.catalog.models import ProductModel

    known = dict(ProductModel.objects.filter(number__in=[fit["model"] for fit in fits]).values_list("number", "pk"))
    for place, fit in enumerate(fits):
        if fit["model"] not in known:
            raise rest.invalid(rest.FieldError(f"fits[{place}].model", "unknown_model", fit["model"]))
    return [FitRange(known[fit["model"]], fit["serial_from"], fit["serial_to"]) for fit in fits]
