"""The two clocks of a unit: free repair, and the promise of parts and service after it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty.queries.books import Shelf, shelf, verdict_of
from payandan.warranty.queries.facts import contract_unit


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when repair is free, and until when parts and service are promised. None: not known, or never."""

    free_until: date | None
    parts_promised_until: date | None


HistorySource = Callable[[Sequence[int]], Mapping[int, Sequence[Mapping[str, Any]]]]

history_sources: list[HistorySource] = []
"""Packages above say what moves the clocks of units: acts of the contract's `history` by unit, in one query each."""


def clocks_for(many: Iterable[Unit]) -> dict[int, Clocks]:
    """The two clocks of each unit, in at most three queries for all, and one for each source of their history.

    Units come with model and category.
    """
    wanted = list(many)
    ids = [unit.pk for unit in wanted]
    stock = shelf(ids)
    told = [source(ids) for source in history_sources] if ids else []
    return {unit.pk: _clocks(unit, stock, [act for acts in told for act in acts.get(unit.pk, ())]) for unit in wanted}


def _clocks(unit: Unit, stock: Shelf, history: Sequence[Mapping[str, Any]]) -> Clocks:
    facts = contract_unit(units.facts_for_case(unit))
    case = {"unit": facts, "history": history} if history else {"unit": facts}
    clocks = verdict_of(case, stock.book(facts, unit_id=unit.pk))["clocks"]
    return Clocks(_day(clocks.get("free_until")), _day(clocks.get("parts_promised_until")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def unit_clocks(many: Sequence[Unit]) -> dict[int, list[units.Clock]]:
    """The clocks of many units as their pages show them; registered with `units.queries.clock_sources`."""
    return {
        unit_id: [
            units.Clock("free_until", clocks.free_until),
            units.Clock("parts_promised_until", clocks.parts_promised_until),
        ]
        for unit_id, clocks in clocks_for(many).items()
    }
