"""The write door of the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from payandan.catalog import events, rules
from payandan.catalog.models import Category, Component, ProductModel, Symptom
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused


class ModelDetails(TypedDict, total=False):
    """What may be known of a product model beside category, brand and code."""

    name_fa: str
    name_en: str
    barcode: str
    serial_pattern: str
    last_sold_on: date | None
    is_active: bool


class ModelChanges(ModelDetails, total=False):
    """What may be changed of a product model."""

    category: Category
    brand: str
    code: str


def create_model(
    *, category: Category, brand: str, code: str, actor: Actor, at: datetime, **details: Unpack[ModelDetails]
) -> ProductModel:
    """A new product model; a name that is not given is made of brand and code.

    Refused: not_allowed, brand_missing, code_missing, model_exists, barcode_wrong, pattern_wrong, too_long.
    """
    _guard(actor)
    values = rules.clean_model({"brand": brand, "code": code, **details})
    try:
        with transaction.atomic():
            model = ProductModel(number=public_id("MDL"), category=category, **values)
            _derive(model)
            model.save(force_insert=True)
            event = events.ModelAdded(
                model_id=model.pk, number=model.number, brand=model.brand, code=model.code, category=category.code
            )
            record(event, actor=actor, at=at, about=[("model", model.pk)])
    except IntegrityError as error:
        raise Refused("model_exists", "code", brand=values["brand"], model=values["code"]) from error
    return model


def find_or_create_model(
    *, category: Category, brand: str, code: str, actor: Actor, at: datetime, **details: Unpack[ModelDetails]
) -> ProductModel:
    """The model with this brand and code, made now if there is none; an existing one stays as it is."""
    values = rules.clean_model({"brand": brand, "code": code})
    found = ProductModel.objects.filter(**values).first()
    return found or create_model(category=category, brand=brand, code=code, actor=actor, at=at, **details)


def update_model(
    *, model: ProductModel, actor: Actor, at: datetime, version: int | None = None, **changes: Unpack[ModelChanges]
) -> ProductModel:
    """Change what is given; nothing is recorded where nothing changed. Refused: stale, and as `create_model`."""
    _guard(actor)
    values = rules.clean_model(changes)
    try:
        with transaction.atomic():
            model = ProductModel.objects.select_for_update().get(pk=model.pk)
            if version is not None and version != model.version:
                raise Refused("stale")
            changed = tuple(sorted(name for name, value in values.items() if getattr(model, name) != value))
            if not changed:
                return model
            for name in changed:
                setattr(model, name, values[name])
            model.version += 1
            _derive(model)
            model.save()
            event = events.ModelChanged(model_id=model.pk, number=model.number, changed=changed)
            record(event, actor=actor, at=at, about=[("model", model.pk)])
    except IntegrityError as error:
        raise Refused("model_exists", "code", brand=model.brand, model=model.code) from error
    return model


def save_category(
    *,
    code: str,
    name_fa: str,
    name_en: str,
    actor: Actor,
    at: datetime,
    category: Category | None = None,
    icon: str = "",
    is_active: bool = True,
) -> Category:
    """Add a category, or change `category`; its code stays what it was, since terms speak of it.

    Refused: not_allowed, code_wrong, code_taken, name_missing, too_long.
    """
    _guard(actor)
    persian, english = rules.clean_names(name_fa, name_en)
    kept = category or Category(code=rules.clean_code(code))
    kept.name_fa, kept.name_en, kept.icon, kept.is_active = persian, english, icon.strip()[:40], is_active
    with transaction.atomic():
        _save(kept)
        event = events.CategorySaved(category_id=kept.pk, code=kept.code, new=category is None)
        record(event, actor=actor, at=at, about=[("category", kept.pk)])
    return kept


def save_component(
    *,
    category: Category,
    code: str,
    name_fa: str,
    name_en: str,
    actor: Actor,
    at: datetime,
    component: Component | None = None,
    consumable: bool = False,
    is_active: bool = True,
) -> Component:
    """Add a component to a category, or change `component` (never its code). Refused as `save_category`."""
    _guard(actor)
    persian, english = rules.clean_names(name_fa, name_en)
    kept = component or Component(category=category, code=rules.clean_code(code))
    kept.name_fa, kept.name_en, kept.consumable, kept.is_active = persian, english, consumable, is_active
    with transaction.atomic():
        _save(kept)
        event = events.ComponentSaved(
            component_id=kept.pk, category=category.code, code=kept.code, new=component is None
        )
        record(event, actor=actor, at=at, about=[("category", category.pk)])
    return kept


def save_symptom(
    *,
    category: Category,
    code: str,
    name_fa: str,
    name_en: str,
    actor: Actor,
    at: datetime,
    symptom: Symptom | None = None,
    component: Component | None = None,
    group: str = "",
    is_active: bool = True,
) -> Symptom:
    """Add a symptom to a category, or change `symptom` (never its code). `component` is the usual suspect.

    Refused as `save_category`; component_elsewhere where the component is of another category.
    """
    _guard(actor)
    if component is not None and component.category_id != category.pk:
        raise Refused("component_elsewhere", "component")
    persian, english = rules.clean_names(name_fa, name_en)
    kept = symptom or Symptom(category=category, code=rules.clean_code(code))
    kept.name_fa, kept.name_en, kept.is_active = persian, english, is_active
    kept.component, kept.group = component, rules.clean_code(group) if group.strip() else ""
    with transaction.atomic():
        _save(kept)
        event = events.SymptomSaved(symptom_id=kept.pk, category=category.code, code=kept.code, new=symptom is None)
        record(event, actor=actor, at=at, about=[("category", category.pk)])
    return kept


def load_catalog(*, documents: Sequence[Mapping[str, Any]], actor: Actor, at: datetime) -> events.CatalogLoaded:
    """Add the categories, components and symptoms of `documents` (see `queries.bundled_catalog`) that are missing.

    What is there already stays as people made it, so that loading twice changes nothing. Refused: not_allowed,
    code_wrong, name_missing.
    """
    _guard(actor)
    with transaction.atomic():
        before = _counts()
        for document in documents:
            _load_category(document)
        event = events.CatalogLoaded(*(now - then for now, then in zip(_counts(), before, strict=True)))
        if event != events.CatalogLoaded(0, 0, 0):
            record(event, actor=actor, at=at, about=[])
    return event


def _load_category(document: Mapping[str, Any]) -> None:
    persian, english = rules.clean_names(document["fa"], document["en"])
    category, _ = Category.objects.get_or_create(
        code=rules.clean_code(document["code"]),
        defaults={"name_fa": persian, "name_en": english, "icon": document.get("icon", "")},
    )
    components = {component.code: component for component in category.components.all()}
    for code, entry in document.get("components", {}).items():
        if code not in components:
            names = rules.clean_names(entry["fa"], entry["en"])
            components[code] = Component.objects.create(
                category=category,
                code=rules.clean_code(code),
                name_fa=names[0],
                name_en=names[1],
                consumable=entry.get("consumable", False),
            )
    known = set(category.symptoms.values_list("code", flat=True))
    for code, entry in document.get("symptoms", {}).items():
        if code not in known:
            names = rules.clean_names(entry["fa"], entry["en"])
            Symptom.objects.create(
                category=category,
                code=rules.clean_code(code),
                name_fa=names[0],
                name_en=names[1],
                component=components.get(entry.get("component", "")),
                group=entry.get("group", code),
            )


def _counts() -> tuple[int, int, int]:
    return Category.objects.count(), Component.objects.count(), Symptom.objects.count()


def _guard(actor: Actor) -> None:
    if not actor.can("catalog.edit"):
        raise Refused("not_allowed")


def _save(thing: Category | Component | Symptom) -> None:
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise Refused("code_taken", "code") from error


def _derive(model: ProductModel) -> None:
    plain = f"{model.brand} {model.code}"
    model.name_fa, model.name_en = rules.clean_names(
        model.name_fa or model.name_en or plain, model.name_en or model.name_fa or plain, longest=160
    )
    model.search_key = rules.search_text(
        number=model.number,
        brand=model.brand,
        code=model.code,
        name_fa=model.name_fa,
        name_en=model.name_en,
        barcode=model.barcode,
    )
