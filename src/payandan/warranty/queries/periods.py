"""From which day until which a document's promise runs in one case, as the adjudicator reckons it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty.queries.books import verdict_of
from payandan.warranty.queries.facts import contract_unit
from payandan.warranty.rules import Pack, RuleBook, Terms


def promised_days(document: Terms | Pack, case: Mapping[str, Any], book: RuleBook) -> tuple[date | None, date | None]:
    """The first day of what a document promises in a case, and the first day after it; None: not known, or no end.

    Of a pack these are the days of the floors it puts under the terms of the book, else those of the terms.
    """
    dated = [reason for reason in verdict_of(case, book)["reasons"] if reason["dates"].get("from")]
    if isinstance(document, Pack):
        own = [reason for reason in dated if (reason.get("law") or {}).get("pack") == document.id]
        own = own or dated
    else:
        own = [reason for reason in dated if reason["terms"] == document.id and not reason.get("law")]
    days = [reason["dates"] for reason in own]
    since = min((date.fromisoformat(day["from"]) for day in days), default=None)
    until = max((date.fromisoformat(day["until"]) for day in days if day.get("until")), default=None)
    return since, until


def unit_days(terms: Terms, unit: Unit, *, on: date) -> tuple[date | None, date | None]:
    """The same for a unit on the books, as if a part failed on a day."""
    case = {
        "asked_on": on.isoformat(),
        "unit": contract_unit(units.facts_for_case(unit)),
        "fault": {"failed_on": on.isoformat()},
        "lines": [{"id": "1", "kind": "part", "amount": "0", "currency": "IRR"}],
    }
    return promised_days(terms, case, RuleBook(terms=(terms,)))
