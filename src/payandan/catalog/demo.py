"""A believable range of products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from payandan.catalog import queries
from payandan.catalog.actions import find_or_create_model
from payandan.catalog.models import ProductModel
from payandan.platform.kit.actors import Actor


@dataclass(frozen=True, slots=True)
class NewModel:
    """A model as a price list has it. `last_sold_on` is None while it is on sale."""

    category: str
    brand: str
    code: str
    name_fa: str
    name_en: str
    serial_pattern: str
    last_sold_on: date | None = None


def make_models(models: Sequence[NewModel], *, actor: Actor, at: datetime) -> list[ProductModel]:
    """The models in the order given, with barcodes of the range that shops keep for themselves."""
    categories = {category.code: category for category in queries.categories()}
    return [
        find_or_create_model(
            category=categories[model.category],
            brand=model.brand,
            code=model.code,
            actor=actor,
            at=at,
            name_fa=model.name_fa,
            name_en=model.name_en,
            serial_pattern=model.serial_pattern,
            barcode=_barcode(number),
            last_sold_on=model.last_sold_on,
        )
        for number, model in enumerate(models, start=101)
    ]


def _barcode(number: int) -> str:
    """An article number that begins with 29: GS1 gives those to nobody."""
    digits = f"29{number:010}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"
