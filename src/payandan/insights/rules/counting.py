"""What one claim adds to the numbers, and the arithmetic on the sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from payandan.platform.kit.calendars import CalendarName, month_key

DIMENSIONS = ("outcome", "model", "cause", "component", "payer", "wait")
CALENDARS: tuple[CalendarName, ...] = ("jalali", "gregorian")
# Upper edges of the waiting classes, in seconds: an hour, a working day's quarter, a day, three days, a week.
WAITS: tuple[tuple[str, int], ...] = (
    ("1h", 3_600),
    ("6h", 21_600),
    ("1d", 86_400),
    ("3d", 259_200),
    ("7d", 604_800),
    ("more", 2**62),
)


class Key(NamedTuple):
    calendar: str
    month: str
    branch: int
    dimension: str
    value: str
    currency: str


class Sums(NamedTuple):
    """claims, amount in the currency's smallest unit, decided claims, seconds until decided."""

    claims: int = 0
    amount: int = 0
    decided: int = 0
    seconds: int = 0

    def plus(self, other: "Sums", sign: int = 1) -> "Sums":
        return Sums(*(mine + sign * theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Case:
    """What the numbers need to know of a claim."""

    filed_on: date
    branch: int
    standing: str
    model: str
    cause: str
    component: str
    currency: str
    amount: int
    by_payer: Mapping[str, int]
    waited: int | None


def parts(case: Case) -> dict[Key, Sums]:
    """The cells a claim belongs to, with what it adds to each."""
    decided = case.waited is not None
    base = Sums(1, case.amount, int(decided), case.waited or 0)
    values = {"outcome": case.standing, "model": case.model, "cause": case.cause or "unknown"}
    if case.component:
        values["component"] = case.component
    if case.waited is not None:
        values["wait"] = wait_class(case.waited)
    found: dict[Key, Sums] = {}
    for calendar in CALENDARS:
        month = month_key(case.filed_on, calendar)
        for dimension, value in values.items():
            found[Key(calendar, month, case.branch, dimension, value, case.currency)] = base
        for payer, amount in case.by_payer.items():
            if amount:
                found[Key(calendar, month, case.branch, "payer", payer, case.currency)] = Sums(1, amount, int(decided))
    return found


def change(old: Mapping[Key, Sums], new: Mapping[Key, Sums]) -> dict[Key, Sums]:
    """What to add to which cell so that `old` is gone and `new` is there."""
    nothing = Sums()
    return {
        key: delta
        for key in {**old, **new}
        if (delta := new.get(key, nothing).plus(old.get(key, nothing), -1)) != nothing
    }


def wait_class(seconds: int) -> str:
    """The class of a waiting time.

    >>> wait_class(3_600), wait_class(3_601)
    ('1h', '6h')
    """
    return next(name for name, edge in WAITS if seconds <= edge)


def middle_class(counts: Mapping[str, int], *, share: float = 0.5) -> str | None:
    """The waiting class within which the given share of claims was decided; None where none was."""
    total = sum(counts.values())
    seen = 0
    for name, _ in WAITS:
        seen += counts.get(name, 0)
        if total and seen >= share * total:
            return name
    return None


def packed(found: Mapping[Key, Sums]) -> list[list[object]]:
    """Parts as JSON."""
    return [[*key, *sums] for key, sums in sorted(found.items())]


def unpacked(rows: Iterable[list[object]]) -> dict[Key, Sums]:
    """Parts from JSON."""
    return {Key(*row[:6]): Sums(*row[6:]) for row in rows}  # type: ignore[arg-type]
