"""Who and what the story is about: products, faults, people, things, troubles; read from its files."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

SEED = 1405
YEARS = timedelta(days=730)
HEROINE = "AV-55-8K3F-00217"
"""The serial of the television with which every tour of the program begins."""

EXCLUDED = frozenset(
    {"accident", "liquid", "misuse", "overload", "missed_maintenance", "power_surge", "unauthorised_repair",
     "non_original_part", "wear"}
)  # fmt: skip
"""Causes for which no warranty pays, once they are shown."""


@dataclass(frozen=True, slots=True)
class Product:
    """A model in the catalogue; `price` in millions."""

    category: str
    brand: str
    code: str
    prefix: str
    fa: str
    en: str
    price: int
    share: int
    months_from: int = 99
    months_gone: int = 0

    @property
    def pattern(self) -> str:
        """What serials of this model look like: AV55, a lot of four, a number of five."""
        return f"{self.prefix}[0-9][A-HJ-NP-Z][0-9][A-HJ-NP-Z][0-9]{{5}}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a product breaks. `part` is a share of its price; `labour` and `travel` are millions of today."""

    category: str
    symptom: str
    cause: str
    weight: int
    part: float
    labour: float
    found: str
    voices: tuple[str, ...]
    component: str = ""
    travel: float = 0
    season: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; `nearest` is the service centre."""

    name: str
    mobile: str
    kind: str
    email: str
    city: str
    province: str
    nearest: str
    address: str
    language: str
    accepts_offers: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """A unit: where it came from, whose it is (a place in the story's people), and how it came onto the books."""

    product: int
    serial: str
    lot: str
    made_on: date
    imported_on: date
    sold_on: date | None
    installed_on: date | None
    installed_by: str
    activated_on: date | None
    seller: str
    owner: int | None
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with a thing (a place in the story's things). `lines` are (kind, component, amount).

    With an `ending` it is played act by act to it, otherwise it is told as long done.
    """

    thing: int
    fault: Fault
    failed_on: date
    filed_at: datetime
    voice: str
    channel: str
    lines: tuple[tuple[str, str, int], ...]
    variant: int
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Tale:
    """The whole story, in the order in which it happened."""

    until: datetime
    products: tuple[Product, ...]
    people: tuple[Person, ...]
    things: tuple[Thing, ...]
    troubles: tuple[Trouble, ...]

    @property
    def begins(self) -> datetime:
        return self.until - YEARS


def text(name: str) -> str:
    """One of the files of the story, as it is written."""
    return (files(__package__) / "story" / f"{name}.yaml").read_text(encoding="utf-8")


def read(name: str) -> Any:
    """One of the files of the story."""
    return yaml.safe_load(text(name))


@lru_cache(maxsize=1)
def products() -> tuple[Product, ...]:
    """What the company sells."""
    rows = [{**row} for row in read("products")]
    return tuple(Product(months_from=row.pop("from", 99), months_gone=row.pop("gone", 0), **row) for row in rows)


@lru_cache(maxsize=1)
def faults() -> tuple[Fault, ...]:
    """How things break."""
    return tuple(
        Fault(**{**row, "voices": tuple(row["voices"]), "photos": tuple(row.get("photos", ()))})
        for row in read("faults")
    )


def backing(fault: Fault) -> tuple[str, ...]:
    """The evidence with which a technician backs the cause: photo and report where it costs the customer the claim."""
    if fault.cause not in EXCLUDED or fault.cause == "wear":
        return ("inspection_report",) if fault.photos else ()
    return ("photo", "inspection_report")
