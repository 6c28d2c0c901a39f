"""What came of a scenario, as its page and its paper show it. Every number leads to its claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from payandan.insights.models import Scenario
from payandan.insights.queries import whatif as queries
from payandan.insights.rules import whatif as rules
from payandan.insights.views.whatif.telling import currencies_in
from payandan.insights.words import whatif as words
from payandan.insights.words.numbers import PAYER_TONES
from payandan.platform.kit.calendars import from_parts
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.charts import Bar, Chart, bar_chart

TOP = 15
LABELS = 8
"""How many months of a chart bear their names."""
_TONES = {**PAYER_TONES, "customer": "info", "open": "warn"}
Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sum before and after, in one currency, with the address of its claims."""

    label: str
    before: int
    after: int
    currency: str
    href: str = ""
    tone: str = "brand"
    claims: int = 0
    better: int = 0
    worse: int = 0

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def said(self) -> str:
        return words.difference(self.change, self.currency)

    @property
    def change_tone(self) -> str:
        """More is bad for who pays."""
        return "muted" if not self.change else "bad" if self.change > 0 else "good"

    def bars(self, most: int) -> list[tuple[int, int, str]]:
        """Both sums as bars (place and width in per cent, tone) on a scale that ends at `most`."""
        widths = [amount * 100 // max(most, 1) for amount in (self.before, self.after)]
        return [
            (100 - width if reader.is_rtl() else 0, width, tone)
            for width, tone in zip(widths, ("muted", self.tone), strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Flip:
    """How many claims went from one outcome to another."""

    count: int
    tone: str
    href: str


def result_of(scenario: Scenario, currency: str = "") -> dict[str, Any]:
    """Everything that the page shows, for one currency. Two queries."""
    tally = scenario.tally
    held = currencies_in(tally)
    chosen = currency if currency in held else held[0]
    payers = _payers(scenario, tally, chosen)
    company = [pair for pair in payers if pair[0] in rules.COMPANY]
    return {
        "currency": chosen,
        "currencies": held if len(held) > 1 else [],
        "claims": tally.get("claims", 0),
        "skipped": tally.get("skipped", 0),
        "company": Pair(
            _("The company pays"), *_added([pair for _payer, pair in company]), chosen, claims_at(scenario)
        ),
        "customer": next((pair for payer, pair in payers if payer == "customer"), None),
        "better": tally.get("flipped_better", 0),
        "worse": tally.get("flipped_worse", 0),
        "flipped": tally.get("flipped", 0),
        "elsewhere": tally.get("changed", 0) - _moved(tally),
        "customers": tally.get("customers", 0),
        "differs": tally.get("differs", 0),
        "payers": [(pair, pair.bars(_most(payers))) for _payer, pair in payers],
        "matrix": _matrix(scenario, tally),
        "charts": _charts(scenario, tally, chosen),
        "models": _models(scenario, tally, chosen),
        "gone": tally.get("claims", 0) - scenario.rows.count(),
        "stale": bool(scenario.rule_book) and scenario.rule_book != queries.published_digest(),
        "urls": {
            name: claims_at(scenario, **{key: value})
            for name, key, value in (
                ("better", "direction", "better"),
                ("worse", "direction", "worse"),
                ("elsewhere", "direction", "elsewhere"),
                ("flipped", "flipped", "1"),
                ("differs", "differs", "1"),
            )
        }
        | {
            "all": claims_at(scenario),
            "flipped_better": claims_at(scenario, flipped="1", direction="better"),
            "flipped_worse": claims_at(scenario, flipped="1", direction="worse"),
            "customers": claims_at(scenario, direction=["better", "worse"]),
        },
    }


def claims_at(scenario: Scenario, **filters: str | list[str]) -> str:
    """The address of the claims behind a number."""
    address = reverse("what-if-claims", args=[scenario.number])
    return f"{address}?{urlencode(filters, doseq=True)}" if filters else address


def company_sums(tally: Tree, currency: str) -> tuple[int, int]:
    """What the company pays before and after."""
    sides = tally.get("money", {}).get(currency, {})
    before, after = (
        sum(amount for payer, amount in sides.get(name, {}).items() if payer in rules.COMPANY)
        for name in ("before", "after")
    )
    return before, after


def _added(pairs: list[Pair]) -> tuple[int, int]:
    return sum(pair.before for pair in pairs), sum(pair.after for pair in pairs)


def _most(payers: list[tuple[str, Pair]]) -> int:
    return max((max(pair.before, pair.after) for _payer, pair in payers), default=1)


def _moved(tally: Tree) -> int:
    models = tally.get("models", {}).values()
    return sum(model.get("better", 0) + model.get("worse", 0) for model in models)


def _payers(scenario: Scenario, tally: Tree, currency: str) -> list[tuple[str, Pair]]:
    sides = tally.get("money", {}).get(currency, {})
    before, after = sides.get("before", {}), sides.get("after", {})
    return [
        (
            payer,
            Pair(
                str(words.PAYERS[payer]),
                before.get(payer, 0),
                after.get(payer, 0),
                currency,
                claims_at(scenario, payer=payer),
                _TONES[payer],
            ),
        )
        for payer in rules.PAYERS
        if before.get(payer) or after.get(payer)
    ]


_ORDER = ("covered", "partly_covered", "undecided", "not_covered")


def _matrix(scenario: Scenario, tally: Tree) -> list[tuple[str, list[Flip]]]:
    flips = tally.get("flips", {})
    rows = []
    for place, before in enumerate(_ORDER):
        row = []
        for column, after in enumerate(_ORDER):
            tone = "same" if place == column else "better" if column < place else "worse"
            href = claims_at(scenario, before=before, after=after)
            row.append(Flip(flips.get(before, {}).get(after, 0), tone, href))
        rows.append((str(words.OUTCOMES[before]), row))
    return rows


def _charts(scenario: Scenario, tally: Tree, currency: str) -> list[Chart]:
    months = sorted(tally.get("months", {}).get(reader.calendar(), {}).items())
    money, flips = [], []
    every = -(-len(months) // LABELS)
    for place, (key, sums) in enumerate(months):
        month = shown.month(first_day(key))
        label = month if place % every == 0 else ""
        sides = sums.get("money", {}).get(currency, {})
        before, after = (sides.get(name, {}).get("company", 0) for name in ("before", "after"))
        more, less = max(0, after - before), max(0, before - after)
        spoken = _("%(month)s: %(before)s, then %(after)s") % {
            "month": month,
            "before": shown.money(before, currency),
            "after": shown.money(after, currency),
        }
        parts = [("muted", min(before, after)), ("bad", more), ("good", less)]
        money.append(Bar(label, parts=parts, href=claims_at(scenario, month=key), spoken=spoken))
        moved = [("good", sums.get("better", 0)), ("bad", sums.get("worse", 0))]
        counted = f"{month}: {shown.digits(moved[0][1] + moved[1][1])}"
        href = claims_at(scenario, month=key, direction=["better", "worse"])
        flips.append(Bar(label, parts=moved, href=href, spoken=counted))
    legend = [("muted", _("as it was")), ("bad", _("the company pays more")), ("good", _("the company pays less"))]
    sides_legend = [("good", _("better for the customer")), ("bad", _("worse for the customer"))]
    return [
        bar_chart(
            _("What the company pays, by month"),
            money,
            show=lambda amount: shown.short_money(amount, currency),
            legend=legend,
        ),
        bar_chart(_("Claims with another answer, by month"), flips, show=shown.digits, legend=sides_legend),
    ]


def first_day(key: str) -> date:
    year, month = key.split("-")
    return from_parts(int(year), int(month), 1, reader.calendar())


def _models(scenario: Scenario, tally: Tree, currency: str) -> list[Pair]:
    known = queries.models_in(tally)
    found = []
    for model_id, sums in tally.get("models", {}).items():
        model = known.get(int(model_id))
        sides = sums.get("money", {}).get(currency, {})
        before, after = (sides.get(name, {}).get("company", 0) for name in ("before", "after"))
        found.append(
            Pair(
                model.name_in(reader.language()) if model else model_id,
                before,
                after,
                currency,
                claims_at(scenario, model=model_id),
                claims=sums.get("claims", 0),
                better=sums.get("better", 0),
                worse=sums.get("worse", 0),
            )
        )
    return sorted(found, key=lambda pair: (-abs(pair.change), -pair.better - pair.worse, pair.label))[:TOP]
