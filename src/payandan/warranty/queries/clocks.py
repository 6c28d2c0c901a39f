"""The two clocks of a unit: free repair, and the promise of parts and service after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty.queries.books import Shelf, shelf, verdict_of
from payandan.warranty.queries.facts import contract_unit


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when repair is free, and until when parts and service are promised. None: not known, or never."""

    free_until: date | None
    parts_promised_until: date | None


def clocks_for(many: Iterable[Unit]) -> dict[int, Clocks]:
    """The two clocks of each unit, in at most three queries for all; units come with model and category."""
    wanted = list(many)
    stock = shelf([unit.pk for unit in wanted])
    return {unit.pk: _clocks(unit, stock) for unit in wanted}


def _clocks(unit: Unit, stock: Shelf) -> Clocks:
    facts = contract_unit(units.facts_for_case(unit))
    clocks = verdict_of({"unit": facts}, stock.book(facts, unit_id=unit.pk))["clocks"]
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
