"""The read door of the catalogue."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db.models import CharField, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from payandan.catalog import rules
from payandan.catalog.models import Category, Component, ProductModel, Symptom
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import BadIdentifier, ean13, serial_key
from payandan.platform.kit.ids import check_public_id
from payandan.platform.search.prepared import Given, Prepared
from payandan.platform.search.queries import Source


def models_for(actor: Actor, text: str = "") -> QuerySet[ProductModel]:
    """The active models this actor may choose from, found by brand, code, name or barcode."""
    return ProductModel.objects.visible_to(actor).filter(is_active=True).search(text).select_related("category")


def get(actor: Actor, number: str) -> ProductModel:
    """The model with this public number. Raises ProductModel.DoesNotExist where it is missing or hidden."""
    return ProductModel.objects.visible_to(actor).select_related("category").get(number=number)


def model_by_code(brand: str, code: str) -> ProductModel | None:
    """The model with the maker's own number."""
    return ProductModel.objects.filter(brand__iexact=brand.strip(), code__iexact=code.strip()).first()


def categories() -> QuerySet[Category]:
    """All categories in use."""
    return Category.objects.filter(is_active=True)


def components_of(category_code: str) -> QuerySet[Component]:
    """The components that may fail in a product of this category."""
    return Component.objects.filter(category__code=category_code, is_active=True)


def symptoms_of(category_code: str) -> QuerySet[Symptom]:
    """What customers notice in a product of this category, each with its usual suspect."""
    return Symptom.objects.filter(category__code=category_code, is_active=True).select_related("component")


def component_names(category_codes: Iterable[str], language: str) -> Mapping[tuple[str, str], str]:
    """(category, component) → the component's name, for showing many claims at once."""
    codes = set(category_codes)
    rows = _named(code=codes.pop()) if len(codes) == 1 else _names(category__code__in=codes)
    return {(category, code): english if language == "en" else persian for category, code, persian, english in rows}


def _names(**which: Any) -> QuerySet[Component, tuple[Any, ...]]:
    return Component.objects.filter(**which).values_list("category__code", "code", "name_fa", "name_en")


_named = Prepared(lambda: _names(category__code=Given("code", CharField())))


def models_fitting(serial: str) -> list[ProductModel]:
    """The active models whose pattern this serial matches: usually one, which spares a customer the choice."""
    wanted = serial_key(serial)
    patterned = ProductModel.objects.filter(is_active=True).exclude(serial_pattern="").select_related("category")
    return [model for model in patterned if rules.serial_fits(model.serial_pattern, wanted)]


@lru_cache(maxsize=1)
def bundled_catalog() -> tuple[Mapping[str, Any], ...]:
    """The categories that come with the program, each with its components and symptoms: input of `load_catalog`."""
    folder = files("payandan.catalog") / "data"
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths)


def _exact(text: str) -> Q | None:
    number = check_public_id(text)
    if number:
        return Q(number=number)
    try:
        return Q(barcode=ean13(text))
    except BadIdentifier:
        return None


SEARCH = Source(
    kind="model",
    label=_("Products"),
    icon="package",
    position=40,
    queryset=lambda actor: ProductModel.objects.visible_to(actor).select_related("category"),
    title=str,
    subtitle=lambda model: model.name_in(get_language() or "fa"),
    url=lambda model: reverse("catalog-record", args=[model.number]),
    exact=_exact,
)
