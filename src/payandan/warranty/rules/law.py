"""Which law speaks about a unit, and in which working days it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from payandan.platform.kit.working_time import (
    IRAN_OFFICE,
    Intervals,
    WorkCalendar,
    holiday_countries,
    holidays_of,
)
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.documents import Pack, Scope
from payandan.warranty.rules.rulebooks import RuleBook
from payandan.warranty.rules.spans import Begin
from payandan.warranty.rules.vocabulary import is_in

_YEARS = range(2021, 2031)
_OPEN: Intervals = ((9 * 60, 17 * 60),)
_WEEKENDS: dict[str, tuple[int, ...]] = {
    "TR": (6,),  # the warranty regulation of 2014 (article 4) leaves out Sundays, not Saturdays
    "EG": (4, 5),
    "AE": (5, 6),
}
"""Days of the week that are closed, Monday is 0. Elsewhere Saturday and Sunday."""


@dataclass(frozen=True, slots=True)
class Law:
    """The packs that speak about this unit: those that decide, and those whose text nobody has checked."""

    deciding: tuple[Pack, ...]
    unchecked: tuple[Pack, ...]
    presumed: tuple[str, ...]

    def with_unchecked(self) -> "Law":
        """As if everything had been checked."""
        return Law((*self.deciding, *self.unchecked), (), self.presumed)


def law_of(case: Case, rule_book: RuleBook) -> Law:
    """Packs of the unit's country and category. An unknown country or category is presumed to be theirs."""
    deciding = tuple(pack for pack in rule_book.deciding if _speaks(case, pack.scope))
    unchecked = tuple(pack for pack in rule_book.unchecked if _speaks(case, pack.scope))
    return Law(deciding, unchecked, unstated(case, [pack.scope for pack in (*deciding, *unchecked)]))


def _speaks(case: Case, scope: Scope) -> bool:
    country, category = case.value("unit.country"), case.value("unit.category")
    if country is not None and scope.countries is not None and not is_in(country, scope.countries):
        return False
    return category is None or scope.categories is None or category in scope.categories


def unstated(case: Case, scopes: Sequence[Scope]) -> tuple[str, ...]:
    """What the scopes look at and nobody stated: it is presumed to be inside."""
    found = []
    if case.value("unit.country") is None and any(scope.countries is not None for scope in scopes):
        found.append("unit.country")
    if case.value("unit.category") is None and any(scope.categories is not None for scope in scopes):
        found.append("unit.category")
    if case.value("fault.country") is None and any(scope.territory is not None for scope in scopes):
        found.append("fault.country")
    return tuple(found)


def binds(pack: Pack, begun: Begin, failed: date | None) -> bool:
    """A law binds the promises that begin while it is in force. An unknown beginning is as late as it can be."""
    since, until = pack.scope.since, pack.scope.until
    if begun.day is not None:
        return (since is None or begun.day >= since) and (until is None or begun.day < until)
    latest = begun.no_later_than(failed)
    return since is None or latest is None or latest >= since


def calendar_for(case: Case, packs: Sequence[Pack]) -> WorkCalendar:
    """The working days of the unit's country; while that is unknown, of the one country whose law speaks."""
    country = case.value("unit.country")
    if country is None:
        named = {country for pack in packs for country in pack.scope.countries or ()}
        country = named.pop() if len(named) == 1 else "IR"
    return calendar_of(country)


@lru_cache(maxsize=300)
def calendar_of(country: str) -> WorkCalendar:
    """An office's days in a country: its weekend, and its holidays where a frozen table has them (2021 to 2030).

    Where there is none, no holiday is left out, so that a deadline may fall some days early: never late.
    """
    if country == "IR":
        return IRAN_OFFICE
    closed = _WEEKENDS.get(country, (5, 6))
    weekly = tuple(() if day in closed else _OPEN for day in range(7))
    holidays = holidays_of(country, _YEARS) if country in holiday_countries() else frozenset()
    return WorkCalendar("UTC", weekly, holidays)
