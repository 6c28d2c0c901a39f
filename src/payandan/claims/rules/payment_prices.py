"""What a repair may cost: standard times and prices with their days, and the formula of each kind of cost.

Everything here has a first day, and ends on a day that no longer counts. Of rows that speak about the same thing, the
nearer one wins (this centre before its level, its level before everybody; this model before its kind), and of equally
near ones the one that began last: so a new price is simply written down with its day, and the old one keeps its past.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from payandan.platform.kit.money import percent_of

OPERATIONS = ("replace", "repair", "adjust", "clean", "diagnose", "update_software", "install", "test")
LEVELS = ("a", "b", "c")
"""How far a centre may go in a product group; prices may differ by it."""
STEPS = ("price", "hours", "distance", "zone", "handling", "tax")
MOST_ZONES, MOST_KM, MOST_PARTS, MOST_MINUTES = 6, 20_000, 1000, 24 * 60
WHOLE = 10_000
"""Percentages are kept in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a line's amount stands on: the operation and its minutes, how many parts (None: one), how far.

    `reason` says why it took longer than the standard; `asked` is what was asked for before a rule cut it down.
    `removed` and `installed` are the serials of the part that came out and of the one that went in.
    """

    operation: str = ""
    minutes: int | None = None
    quantity: int | None = None
    km: int | None = None
    zone: int | None = None
    reason: str = ""
    asked: int | None = None
    removed: str = ""
    installed: str = ""

    def __bool__(self) -> bool:
        return self != NO_BASIS

    @property
    def is_possible(self) -> bool:
        """Whether it can be at all: minutes of one day, a distance on Earth, at least one part."""
        return (
            0 <= (self.minutes or 0) <= MOST_MINUTES
            and 0 <= (self.km or 0) <= MOST_KM
            and 1 <= (1 if self.zone is None else self.zone) <= MOST_ZONES
            and 1 <= (1 if self.quantity is None else self.quantity) <= MOST_PARTS
            and self.operation in ("", *OPERATIONS)
        )

    def as_json(self) -> dict[str, Any]:
        """Only what was said."""
        return {name: value for name in _BASIS if (value := getattr(self, name)) != getattr(NO_BASIS, name)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Basis":
        """What `as_json` kept; names that are not known any more are left out."""
        return cls(**{name: said[name] for name in _BASIS if name in said})


_BASIS = ("operation", "minutes", "quantity", "km", "zone", "reason", "asked", "removed", "installed")
NO_BASIS = Basis()


class Dated(Protocol):
    """Anything with a first day, perhaps with a day on which it no longer holds."""

    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


def holds(row: Dated, on: date) -> bool:
    """Whether it counts on this day."""
    return row.since <= on and (row.until is None or on < row.until)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What work costs at a centre, at centres of a level, or everywhere in a country. None: as the wider one says."""

    country: str
    branch: int | None
    level: str
    since: date
    until: date | None
    currency: str
    labour_hour: int | None = None
    handling_bp: int | None = None
    travel_km: int | None = None
    travel_zones: tuple[int, ...] = ()
    admin_fee: int | None = None
    tax_bp: int | None = None


@dataclass(frozen=True, slots=True)
class PartPrice:
    """The list price of a part of a kind of product, or of one model."""

    country: str
    branch: int | None
    category: str
    model: int | None
    component: str
    since: date
    until: date | None
    currency: str
    price: int


@dataclass(frozen=True, slots=True)
class StandardTime:
    """How long an operation takes; an empty component stands for all that have none of their own."""

    country: str
    branch: int | None
    category: str
    model: int | None
    component: str
    operation: str
    since: date
    until: date | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A centre may repair this kind of product, at this level."""

    branch: int
    category: str
    level: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when something is priced, and for which product."""

    on: date
    country: str
    currency: str
    category: str
    model: int | None = None
    branch: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that prices a line or says who may work on it."""

    tariffs: tuple[Tariff, ...] = ()
    parts: Mapping[tuple[str, str], tuple[PartPrice, ...]] = field(default_factory=dict)
    times: Mapping[tuple[str, str], tuple[StandardTime, ...]] = field(default_factory=dict)
    authorisations: tuple[Authorisation, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """An amount by its formula, with the steps that led to it, in their order."""

    amount: int
    steps: tuple[tuple[str, int], ...]


Row = TypeVar("Row", Tariff, PartPrice, StandardTime)


def authorised(sheet: Sheet, place: Place) -> Authorisation | None:
    """The centre's authorisation for this kind of product on this day, the newest."""
    found = [
        row
        for row in sheet.authorisations
        if row.branch == place.branch and row.category == place.category and holds(row, place.on)
    ]
    return max(found, key=lambda row: row.since, default=None)


def level_of(sheet: Sheet, place: Place) -> str:
    """The centre's level in this product group; empty where it has none."""
    found = authorised(sheet, place)
    return found.level if found else ""


def part_price(sheet: Sheet, place: Place, component: str) -> PartPrice | None:
    """The list price of a part that counts here and today."""
    rows = sheet.parts.get((place.category, component), ())
    return _nearest((row for row in rows if row.currency == place.currency), place)


def standard_time(sheet: Sheet, place: Place, component: str, operation: str) -> StandardTime | None:
    """How long this operation takes here: that of the component before that of any component."""
    for named in dict.fromkeys((component, "")):
        rows = sheet.times.get((place.category, named), ())
        if (found := _nearest((row for row in rows if row.operation == operation), place)) is not None:
            return found
    return None


def tariff(sheet: Sheet, place: Place) -> Tariff:
    """The tariff that counts here: each number from the nearest row that says it."""
    level = level_of(sheet, place)
    rows = [row for row in sheet.tariffs if row.currency == place.currency and _speaks_of(row, place, level)]
    rows.sort(key=lambda row: (row.branch is not None, bool(row.level), row.since), reverse=True)

    def first(name: str) -> Any:
        return next((value for row in rows if (value := getattr(row, name)) is not None), None)

    return Tariff(
        place.country, place.branch, level, place.on, None, place.currency,
        labour_hour=first("labour_hour"), handling_bp=first("handling_bp"), travel_km=first("travel_km"),
        travel_zones=next((row.travel_zones for row in rows if row.travel_zones), ()),
        admin_fee=first("admin_fee"), tax_bp=first("tax_bp"),
    )  # fmt: skip


def price_line(
    sheet: Sheet, place: Place, *, kind: str, component: str, basis: Basis, whole: str = ""
) -> Priced | None:
    """What a line costs by its formula; None where no formula or no price speaks of it (shipping and expenses never).

    part: list price × quantity, + handling, + tax. labour: minutes (those said, else the standard) × the rate of an
    hour, + tax. travel: the zone's amount, or kilometres × the rate of one, + tax. Everything is rounded down to the
    smallest unit. `whole` is the component of the claim, for labour that names none.
    """
    work = tariff(sheet, place)
    if kind == "part":
        found = part_price(sheet, place, component)
        if found is None:
            return None
        return _with_additions([("price", found.price * (basis.quantity or 1))], work, part=True)
    if kind == "labour":
        minutes = basis.minutes
        if minutes is None and basis.operation:
            standard = standard_time(sheet, place, component or whole, basis.operation)
            minutes = standard.minutes if standard else None
        if minutes is None or work.labour_hour is None:
            return None
        return _with_additions([("hours", minutes * work.labour_hour // 60)], work)
    return _travel(work, basis) if kind == "travel" else None


def _travel(work: Tariff, basis: Basis) -> Priced | None:
    if basis.zone is not None and 0 < basis.zone <= len(work.travel_zones):
        return _with_additions([("zone", work.travel_zones[basis.zone - 1])], work)
    if basis.km is not None and work.travel_km is not None:
        return _with_additions([("distance", basis.km * work.travel_km)], work)
    return None


def _with_additions(steps: list[tuple[str, int]], work: Tariff, *, part: bool = False) -> Priced:
    if part and work.handling_bp:
        steps.append(("handling", _share(steps[0][1], work.handling_bp)))
    if work.tax_bp:
        steps.append(("tax", _share(sum(amount for _name, amount in steps), work.tax_bp)))
    return Priced(sum(amount for _name, amount in steps), tuple(steps))


def _share(amount: int, basis_points: int) -> int:
    return percent_of(amount, Fraction(basis_points, WHOLE // 100))


def _speaks_of(row: Tariff, place: Place, level: str) -> bool:
    return (
        row.country == place.country
        and row.branch in (None, place.branch)
        and row.level in ("", level)
        and holds(row, place.on)
    )


def _nearest(rows: Iterable[Row], place: Place) -> Row | None:
    """Of rows about parts or times, the one that is nearest to the centre and the model, and began last."""
    found = [
        row
        for row in rows
        if row.country == place.country
        and row.branch in (None, place.branch)
        and getattr(row, "model", None) in (None, place.model)
        and holds(row, place.on)
    ]
    return max(
        found,
        key=lambda row: (row.branch is not None, getattr(row, "model", None) is not None, row.since),
        default=None,
    )
