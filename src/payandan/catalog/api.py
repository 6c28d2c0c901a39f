"""The catalogue over REST."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.catalog import actions, queries, words
from payandan.catalog.models import Category, ProductModel
from payandan.platform.api import rest
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest

router = rest.router(tag="catalog", refusal=words.refusal)

Code = Annotated[str, Field(max_length=60)]
Name = Annotated[str, Field(max_length=160)]


class NamedOut(rest.Out):
    code: str
    name_fa: str
    name_en: str


class ComponentOut(NamedOut):
    consumable: bool


class SymptomOut(NamedOut):
    component: str | None
    group: str


class CategoryOut(NamedOut):
    components: list[ComponentOut]
    symptoms: list[SymptomOut]


class ModelsQuery(rest.PageQuery):
    q: Annotated[str, Field(max_length=200)] = ""
    category: Code = ""
    sort: Literal["id", "-id"] = "id"


class ModelIn(rest.In):
    category: Code
    brand: Code
    code: Code
    name_fa: Name = ""
    name_en: Name = ""
    barcode: Annotated[str, Field(max_length=20)] = ""
    serial_pattern: Annotated[str, Field(max_length=120)] = ""
    last_sold_on: rest.Day | None = None


class ModelPatch(rest.In):
    category: Code | None = None
    brand: Code | None = None
    code: Code | None = None
    name_fa: Name | None = None
    name_en: Name | None = None
    barcode: Annotated[str, Field(max_length=20)] | None = None
    serial_pattern: Annotated[str, Field(max_length=120)] | None = None
    last_sold_on: rest.Day | None = None
    is_active: bool | None = None
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None


class ModelOut(rest.Out):
    number: str
    category: str
    brand: str
    code: str
    name_fa: str
    name_en: str
    barcode: str
    serial_pattern: str
    last_sold_on: date | None
    is_active: bool
    version: int


def model_out(model: ProductModel) -> dict[str, Any]:
    """A model as the API gives it."""
    return {name: getattr(model, name) for name in ModelOut.model_fields} | {"category": model.category.code}


@router.get(
    "/catalog/categories", auth=rest.allow("catalog.view"), response=list[CategoryOut], summary=_("List categories")
)
def list_categories(request: ActorRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - ninja knows it by its name
    """All categories in use, with their components and symptoms: the codes that cases and terms speak of."""
    rows = queries.categories().prefetch_related("components", "symptoms__component")
    return [_category(category) for category in rows]


@router.get(
    "/catalog/models", auth=rest.allow("catalog.view"), response=rest.Page[ModelOut], summary=_("List products")
)
def list_models(request: ActorRequest, query: rest.Query[ModelsQuery]) -> dict[str, Any]:
    """Product models; `q` finds by brand, model number, name or barcode."""
    rows = ProductModel.objects.visible_to(request.actor).select_related("category").search(query.q)
    if query.category:
        rows = rows.filter(category__code=query.category)
    return rest.page(rows, query, sort=query.sort, row=model_out)


@router.get("/catalog/models/{number}", auth=rest.allow("catalog.view"), response=ModelOut, summary=_("Read a product"))
def read_model(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One product model."""
    return model_out(_found(request, number))


@router.post("/catalog/models", auth=rest.allow("catalog.edit"), response={201: ModelOut}, summary=_("Add a product"))
def create_model(request: ActorRequest, body: ModelIn) -> rest.Reply:
    """A new product model; 422 on `code` where brand and code exist."""
    said = body.model_dump()
    category = _category_of(said.pop("category"))
    model = actions.create_model(category=category, **said, actor=request.actor, at=timezone.now())
    return rest.Reply(model_out(model), status=201)


@router.patch(
    "/catalog/models/{number}", auth=rest.allow("catalog.edit"), response=ModelOut, summary=_("Change a product")
)
def update_model(request: ActorRequest, number: rest.Number, body: ModelPatch) -> dict[str, Any]:
    """Change what is given; with `version`, only if nobody was quicker (409 `stale`)."""
    model = _found(request, number)
    changes = body.model_dump(exclude_unset=True)
    kept = {name: value for name, value in changes.items() if value is not None or name == "last_sold_on"}
    if "category" in kept:
        kept["category"] = _category_of(kept["category"])
    version = kept.pop("version", None)
    changed = actions.update_model(model=model, version=version, actor=request.actor, at=timezone.now(), **kept)
    return model_out(changed)


def _found(request: ActorRequest, number: str) -> ProductModel:
    found: ProductModel = rest.found(
        ProductModel.objects.visible_to(request.actor).select_related("category"), number=number
    )
    return found


def _category_of(code: str) -> Category:
    category = queries.categories().filter(code=code).first()
    if category is None:
        raise Refused("category_missing", "category")
    return category


def _category(category: Category) -> dict[str, Any]:
    named = ("code", "name_fa", "name_en")
    return {name: getattr(category, name) for name in named} | {
        "components": [part for part in category.components.all() if part.is_active],
        "symptoms": [
            {name: getattr(symptom, name) for name in named}
            | {"component": symptom.component and symptom.component.code, "group": symptom.group}
            for symptom in category.symptoms.all()
            if symptom.is_active
        ],
    }
