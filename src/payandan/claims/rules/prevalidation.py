"""What is looked at while a claim is typed, and again when it is filed.

Each check is told with the field it is about and its remedy (`words.payment`). Only what is impossible blocks; what is
odd holds the claim for a person; the rest is for information.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from payandan.claims.rules.facts import Given, LineDraft
from payandan.claims.rules.payment_prices import Place, Sheet, authorised, part_price, price_line, standard_time

BLOCK, WARN, INFO = "block", "warn", "info"
SEVERITIES = (BLOCK, WARN, INFO)
_PAPERS = ("invoice", "receipt", "document")
_NOT_IN_USE = ("stolen", "quarantined_clone", "replaced", "retired")

HOLDING: tuple[str, ...] = (
    "no_coverage", "part_does_not_fit", "over_standard_time", "above_price", "expense_without_paper", "meter_falls",
    "invoice_missing", "centre_not_authorised", "no_amount", "before_sale", "unit_not_in_use",
)  # fmt: skip
"""Checks that hold a claim for a person. A rule of payment may name them."""
TELLING: tuple[str, ...] = ("coverage_over", "over_time_explained", "part_not_in_list", "unusual_component")
"""Checks that only inform."""
BLOCKING: tuple[str, ...] = (
    "failed_in_future", "unknown_symptom", "unknown_component", "unknown_line_kind", "bad_amount", "too_many_lines",
    "bad_basis", "bad_fact", "unknown_source", "unknown_evidence",
)  # fmt: skip
"""What is refused when the claim is filed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to say about what was typed: its code, how serious it is, the field, and what a sentence needs."""

    code: str
    severity: str
    field: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FaultWords:
    """What the catalogue knows of a kind of product: its components, each symptom's usual suspect (empty where there is
    none), and the suspects of all symptoms of its group."""

    components: frozenset[str] = frozenset()
    usual: Mapping[str, str] = dataclasses.field(default_factory=dict)
    suspects: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)


NO_WORDS = FaultWords()


@dataclass(frozen=True, slots=True)
class Typed:
    """A claim as far as it is known, with the verdict that it would get now."""

    place: Place
    lines: Sequence[LineDraft]
    evidence: Sequence[Given] = ()
    failed_on: date | None = None
    component: str = ""
    symptom: str = ""
    unit_state: str = ""
    sold_on: date | None = None
    readings: Mapping[str, int] = dataclasses.field(default_factory=dict)
    stated: Mapping[str, int] = dataclasses.field(default_factory=dict)
    verdict: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    words: FaultWords = NO_WORDS


def checks(typed: Typed, sheet: Sheet) -> tuple[Check, ...]:
    """Everything there is to say, the gravest first; the same input always gives the same answer."""
    found = [
        *_days(typed),
        *_coverage(typed),
        *_fault(typed),
        *_meters(typed),
        *_centre(typed, sheet),
        *_lines(typed, sheet),
    ]
    return in_order(found)


def in_order(found: Sequence[Check]) -> tuple[Check, ...]:
    """The gravest first, else as they were found."""
    return tuple(sorted(found, key=lambda check: SEVERITIES.index(check.severity)))


def holding(found: Sequence[Check]) -> tuple[str, ...]:
    """The codes of the checks that hold a claim for a person, each once."""
    return tuple(dict.fromkeys(check.code for check in found if check.severity != INFO))


def _days(typed: Typed) -> list[Check]:
    failed, sold = typed.failed_on, typed.sold_on
    if failed is None:
        return []
    if failed > typed.place.on:
        return [Check("failed_in_future", BLOCK, "failed_on", {"day": failed.isoformat()})]
    if sold is not None and failed < sold:
        return [Check("before_sale", WARN, "failed_on", {"day": sold.isoformat()})]
    return []


def _coverage(typed: Typed) -> list[Check]:
    """Whether anybody promised anything for this unit, and whether the promise still runs."""
    verdict, found = typed.verdict, []
    if typed.unit_state in _NOT_IN_USE:
        found.append(Check("unit_not_in_use", WARN, "unit", {"state": typed.unit_state}))
    if verdict and not verdict.get("rule_book", {}).get("terms"):
        found.append(Check("no_coverage", WARN, "unit"))
    free_until = verdict.get("free_until")
    if free_until and typed.failed_on is not None and typed.failed_on.isoformat() >= free_until:
        found.append(Check("coverage_over", INFO, "failed_on", {"day": free_until}))
    if _invoice_wanted(verdict) and not any(given.kind == "invoice" for given in typed.evidence):
        found.append(Check("invoice_missing", WARN, "evidence"))
    return found


def _invoice_wanted(verdict: Mapping[str, Any]) -> bool:
    """The day of the sale is not proved yet, and who pays depends on it."""
    return any(
        question["fact"] == "unit.sold_on" or "invoice" in (question.get("needs") or ())
        for question in verdict.get("questions", ())
    )


def _fault(typed: Typed) -> list[Check]:
    usual = typed.words.suspects.get(typed.symptom, frozenset())
    if typed.component and usual and typed.component not in usual:
        return [
            Check("unusual_component", INFO, "component", {"component": typed.component, "usual": tuple(sorted(usual))})
        ]
    return []


def _meters(typed: Typed) -> list[Check]:
    return [
        Check("meter_falls", WARN, f"fault.meters.{name}", {"meter": name, "was": typed.readings[name], "is": value})
        for name, value in sorted(typed.stated.items())
        if name in typed.readings and value < typed.readings[name]
    ]


def _centre(typed: Typed, sheet: Sheet) -> list[Check]:
    """Without a single authorisation nobody keeps any, and nothing is checked."""
    if sheet.authorisations and typed.place.branch is not None and authorised(sheet, typed.place) is None:
        return [Check("centre_not_authorised", WARN, "branch", {"category": typed.place.category})]
    return []


def _lines(typed: Typed, sheet: Sheet) -> list[Check]:
    if not any(line.amount for line in typed.lines):
        return [Check("no_amount", WARN, "lines"), *_of_lines(typed, sheet)]
    return _of_lines(typed, sheet)


def _of_lines(typed: Typed, sheet: Sheet) -> list[Check]:
    found: list[Check] = []
    for number, line in enumerate(typed.lines, start=1):
        at = f"lines.{number}"
        if line.kind == "part":
            found += _part(typed, sheet, line, at)
        elif line.kind == "labour":
            found += _labour(typed, sheet, line, at)
        elif line.kind == "expense" and line.amount and not any(given.kind in _PAPERS for given in typed.evidence):
            found.append(Check("expense_without_paper", WARN, at))
        found += _price(typed, sheet, line, at)
    return found


def _part(typed: Typed, sheet: Sheet, line: LineDraft, at: str) -> list[Check]:
    if line.component and typed.words.components and line.component not in typed.words.components:
        return [Check("part_does_not_fit", WARN, f"{at}.component", {"component": line.component})]
    if line.component and sheet.parts and line.amount and part_price(sheet, typed.place, line.component) is None:
        return [Check("part_not_in_list", INFO, f"{at}.component", {"component": line.component})]
    return []


def _labour(typed: Typed, sheet: Sheet, line: LineDraft, at: str) -> list[Check]:
    """Longer than the standard needs its reason and a photo; with both it is only told."""
    basis = line.basis
    if basis.minutes is None or not basis.operation:
        return []
    standard = standard_time(sheet, typed.place, line.component or typed.component, basis.operation)
    if standard is None or basis.minutes <= standard.minutes:
        return []
    explained = bool(basis.reason) and any(given.kind in ("photo", "video") for given in typed.evidence)
    params = {"minutes": basis.minutes, "standard": standard.minutes, "operation": basis.operation}
    if explained:
        return [Check("over_time_explained", INFO, f"{at}.minutes", params)]
    return [Check("over_standard_time", WARN, f"{at}.minutes", params)]


def _price(typed: Typed, sheet: Sheet, line: LineDraft, at: str) -> list[Check]:
    """More than the formula gives. Labour is measured by the minutes that it says itself."""
    priced = price_line(
        sheet, typed.place, kind=line.kind, component=line.component, basis=line.basis, whole=typed.component
    )
    if priced is None or line.amount <= priced.amount:
        return []
    params = {"amount": line.amount, "most": priced.amount, "currency": typed.place.currency}
    return [Check("above_price", WARN, f"{at}.amount", params)]
