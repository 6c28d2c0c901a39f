"""Two to four scenarios beside each other."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.insights.models import Scenario
from payandan.insights.queries import whatif as queries
from payandan.insights.rules import whatif as rules
from payandan.insights.views.whatif.result import claims_at, company_sums
from payandan.insights.views.whatif.telling import MAY, component_names, currencies_in, record_of, sentences
from payandan.insights.words import whatif as words
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import words as shown

LEAST, MOST, OFFERED = 2, 4, 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one scenario. `best` marks the least that the company pays."""

    text: str
    href: str = ""
    note: str = ""
    tone: str = ""


@staff_page(MAY)
@require_safe
def compare(request: ActorRequest) -> HttpResponse:
    """The scenarios that were chosen, number by number."""
    offered = list(queries.scenarios(request.actor).filter(state=rules.DONE).order_by("-finished_at")[:OFFERED])
    asked = list(dict.fromkeys(request.GET.getlist("s")))
    known = {row.number: row for row in queries.scenarios(request.actor).filter(state=rules.DONE, number__in=asked)}
    chosen = [known[number] for number in asked if number in known]
    context: dict[str, object] = {
        "offered": [(row, row in chosen) for row in offered],
        "problem": "" if not asked or LEAST <= len(chosen) <= MOST else words.refusal("whatif_compare"),
    }
    if LEAST <= len(chosen) <= MOST:
        versions, names = queries.every_version(), component_names()
        context |= {
            "chosen": [(row, record_of(row), sentences(row, versions, names)) for row in chosen],
            "rows": _rows(chosen),
            "apart": _are_apart(chosen),
        }
    return render(request, "insights/whatif/compare.html", context)


def _are_apart(chosen: list[Scenario]) -> bool:
    """Whether they are about different claims."""
    return len({(row.since, row.until, str(sorted(row.filters.items()))) for row in chosen}) > 1


def _rows(chosen: list[Scenario]) -> list[tuple[str, list[Cell]]]:
    currency = currencies_in(chosen[0].tally)[0]
    sums = [company_sums(row.tally, currency) for row in chosen]
    least = -1 if _are_apart(chosen) else min(after for _before, after in sums)
    rows = [
        (_("Claims"), [Cell(shown.digits(row.tally.get("claims", 0)), claims_at(row)) for row in chosen]),
        (_("The company paid"), [Cell(shown.short_money(before, currency)) for before, _after in sums]),
        (
            _("The company would pay"),
            [
                Cell(
                    shown.short_money(after, currency),
                    tone="good" if after == least else "",
                    note=_said(pair, currency),
                )
                for pair in sums
                for after in [pair[1]]
            ],
        ),
    ]
    rows += [
        (str(words.PAYERS[payer]), _payer(chosen, payer, currency)) for payer in rules.PAYERS if _any(chosen, payer)
    ]
    for name, title in (
        ("flipped_better", _("Flip for the customer")),
        ("flipped_worse", _("Flip against the customer")),
    ):
        direction = name.removeprefix("flipped_")
        rows.append((title, [_counted(row, name, flipped="1", direction=direction) for row in chosen]))
    rows.append(
        (_("Customers affected"), [_counted(row, "customers", direction=["better", "worse"]) for row in chosen])
    )
    return rows


def _said(pair: tuple[int, int], currency: str) -> str:
    return words.difference(pair[1] - pair[0], currency)


def _any(chosen: list[Scenario], payer: str) -> bool:
    sides = [side for row in chosen for money in row.tally.get("money", {}).values() for side in money.values()]
    return any(side.get(payer) for side in sides)


def _payer(chosen: list[Scenario], payer: str, currency: str) -> list[Cell]:
    cells = []
    for row in chosen:
        sides = row.tally.get("money", {}).get(currency, {})
        before, after = (sides.get(name, {}).get(payer, 0) for name in ("before", "after"))
        note = _said((before, after), currency)
        cells.append(Cell(shown.short_money(after, currency), claims_at(row, payer=payer), note))
    return cells


def _counted(row: Scenario, name: str, **filters: str | list[str]) -> Cell:
    return Cell(shown.digits(row.tally.get(name, 0)), claims_at(row, **filters))
