"""Which parts of terms and packs have controls in the studio, in which order, under which headings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from payandan.warranty.forms.controls import Options, Part, at
from payandan.warranty.labels.keys import name_of_value
from payandan.warranty.rules.vocabulary import (
    BASES,
    CALENDARS,
    CAUSES,
    CHOICES,
    CONDITION_FAILURES,
    CONDITION_KINDS,
    CONFIDENCES,
    COUNTERS,
    EVIDENCE_KINDS,
    EXCLUSION_CLASSES,
    EXCLUSION_EFFECTS,
    KINDS,
    LINE_KINDS,
    MEMBERS,
    METERS,
    PRESUMPTIONS,
    REMEDIES,
    REPAIR_BASES,
    RESPONSES,
    RIGHTS,
    SOURCES,
)

_DEFECTS = tuple(cause for cause in CAUSES if cause != "none_found")
_CURES = ("register", "inspect_installation", "do_maintenance", "send_invoice", "check_serial", "inspect_by_us")
_PER = ("day", "week", "repair", "once")
_CURED_BY = ("inspection", "maintenance", "repair")


@dataclass(frozen=True, slots=True)
class Names:
    """The company's own kinds of products and components, by code, in the reader's language."""

    categories: Mapping[str, str] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, str]:
        """Both together."""
        return {**self.categories, **self.components}


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A list of rows: the parts of a row, and what a new one says."""

    path: str
    parts: tuple[Part, ...]
    new: Mapping[str, Any]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A heading, its controls and its tables."""

    title: str
    icon: str
    parts: tuple[Part, ...] = ()
    tables: tuple[TablePlan, ...] = ()


def _coded(path: str, codes: Iterable[str]) -> Callable[[], Options]:
    """Codes with their names, made once for all the rows of a sheet."""
    made: list[tuple[str, str]] = []

    def options() -> Options:
        if not made:
            made.extend((code, name_of_value(path, code, {})) for code in codes)
        return made

    return options


def _named(names: Mapping[str, str]) -> Callable[[], Options]:
    return lambda: list(names.items())


def _words(document: Mapping[str, Any], key: str) -> tuple[Part, ...]:
    """A text, or one for each language."""
    if isinstance(at(document, key), str):
        return (Part(key, "text", wide=True),)
    return (Part(f"{key}.fa", "text", wide=True), Part(f"{key}.en", "text", wide=True))


def _shares(prefix: str = "lines") -> tuple[Part, ...]:
    return tuple(Part(f"{prefix}.{kind}", "percent") for kind in LINE_KINDS)


def _clause() -> Part:
    return Part("clause", "text")


def _exclusion_parts() -> tuple[Part, ...]:
    return (
        Part("class", "choice", required=True, options=_coded("exclusions.class", EXCLUSION_CLASSES)),
        Part("effect", "choice", required=True, options=_coded("effect", EXCLUSION_EFFECTS)),
        Part("evidence", "many", wide=True, options=_coded("evidence", EVIDENCE_KINDS)),
        Part("found_by", "many", wide=True, options=_coded("found_by", SOURCES)),
        Part("causes", "many", wide=True, options=_coded("causes", _DEFECTS)),
        Part("max", "number", only=("class", ("pixels_within_tolerance",))),
        Part("presume", "choice", usual="customer", options=_coded("presume", PRESUMPTIONS)),
        Part("cure", "choice", only=("effect", ("suspend",)), options=_coded("cure", _CURES)),
        Part("cured_by", "many", only=("effect", ("suspend",)), wide=True, options=_coded("cured_by", _CURED_BY)),
        _clause(),
    )


def _when_parts(*, right: bool) -> tuple[Part, ...]:
    """When a remedy or a right holds; what is rare is shown where it is written."""
    usual = ("days_since_start_max", "same_problem_repairs_min")
    late = ("repair_working_days_over", "repair_days_over", "days_out_of_service_over")
    rare = () if right else ("kind", ())
    return (
        *(Part(f"when.{key}", "number") for key in usual),
        *(Part(f"when.{key}", "number", only=rare or None) for key in late),
        Part("when.working_days_since_start_max", "number", only=("kind", ())),
        *(Part(f"when.{key}", "choice", options=_yes_no) for key in ("replacement_available", "part_available")),
        *(Part(f"when.{key}", "choice", options=_yes_no, only=("kind", ())) for key in ("safety_part", "injury_risk")),
        Part("when.causes", "many", wide=True, options=_coded("causes", _DEFECTS)),
    )


def _yes_no() -> Options:
    return [("true", _("yes")), ("false", _("no"))]


def _terms_plan(document: Mapping[str, Any], names: Names) -> list[Plan]:
    components = _named(names.components)
    bases = _coded("start.basis", (*BASES, *REPAIR_BASES))
    contract = document.get("kind") == "contract" or "entitlements" in document
    return [
        Plan(
            _("What it is"),
            "scroll-text",
            (*_words(document, "title"), Part("kind", "choice", required=True, options=_coded("terms.kind", KINDS))),
        ),
        Plan(
            _("For what"),
            "package",
            (
                Part("scope.categories", "many", wide=True, options=_named(names.categories)),
                Part("scope.components", "many", wide=True, options=components),
                Part("scope.countries", "words"),
                Part("scope.territory", "words"),
                Part("transferable", "flag", usual="on"),
            ),
            (TablePlan("scope.serials", (Part("from", "text"), Part("to", "text")), {"from": "", "to": ""}),),
        ),
        Plan(
            _("How long"),
            "calendar-range",
            (
                Part("period", "span"),
                Part("period.calendar", "choice", usual="gregorian", options=_coded("period.calendar", CALENDARS)),
                Part("start.basis", "choice", required=True, options=bases),
                Part("start.else", "ranked", options=_coded("start.basis", BASES)),
                Part("start.latest", "span"),
                Part("start.latest.after", "choice", options=_coded("start.basis", BASES)),
                Part("late_claim.days", "number"),
                Part("clock_stops.in_workshop", "flag"),
            ),
            (
                TablePlan(
                    "limits",
                    (Part("meter", "choice", required=True, options=_coded("meter", METERS)), Part("max", "number")),
                    {"meter": "hours", "max": 1000},
                ),
            ),
        ),
        Plan(
            _("What it pays"),
            "wallet",
            (
                *_shares(),
                Part("deductible", "sum", currency=settings.CURRENCY),
                Part("caps.per_claim", "sum", currency=settings.CURRENCY),
                Part("caps.total", "sum", currency=settings.CURRENCY),
                *((Part(f"entitlements.{what}", "number") for what in (*COUNTERS, *RESPONSES)) if contract else ()),
            ),
            (
                TablePlan(
                    "pro_rata",
                    (Part("until", "span"), Part("share", "percent")),
                    {"until": {"months": 12}, "share": 100},
                    ordered=True,
                ),
            ),
        ),
        Plan(
            _("What differs for a component"),
            "cpu",
            tables=(
                TablePlan(
                    "components",
                    (
                        Part("component", "choice", required=True, options=components),
                        Part("consumable", "flag"),
                        Part("period", "span"),
                        *_shares(),
                        _clause(),
                    ),
                    {"component": next(iter(names.components), "component")},
                ),
            ),
        ),
        Plan(
            _("What it grants"),
            "shield-check",
            tables=(
                TablePlan(
                    "grants",
                    (
                        Part("causes", "many", wide=True, options=_coded("causes", _DEFECTS)),
                        Part("found_by", "many", wide=True, options=_coded("found_by", SOURCES)),
                        _clause(),
                    ),
                    {"causes": ["material", "workmanship", "design"]},
                ),
            ),
        ),
        Plan(
            _("What it depends on"),
            "list-checks",
            tables=(
                TablePlan(
                    "conditions",
                    (
                        Part("kind", "choice", required=True, options=_coded("conditions.kind", CONDITION_KINDS)),
                        Part(
                            "on_failure",
                            "choice",
                            usual="set_aside",
                            options=_coded("on_failure", CONDITION_FAILURES),
                        ),
                        Part("days", "number", only=("kind", ("registered_within",))),
                        Part(
                            "who", "many", only=("kind", ("installed_by",)), wide=True, options=_coded("who", MEMBERS)
                        ),
                        Part("every", "span", only=("kind", ("maintenance_done",))),
                        Part(
                            "evidence",
                            "many",
                            only=("kind", ("proof_of_purchase",)),
                            wide=True,
                            options=_coded("evidence", EVIDENCE_KINDS),
                        ),
                        Part("cure", "choice", options=_coded("cure", _CURES)),
                        _clause(),
                    ),
                    {"kind": "proof_of_purchase"},
                ),
            ),
        ),
        Plan(
            _("What it does not pay for"),
            "shield-x",
            tables=(
                TablePlan(
                    "exclusions",
                    _exclusion_parts(),
                    {"class": "accident", "effect": "claim", "evidence": ["photo"], "found_by": ["technician"]},
                ),
            ),
        ),
        Plan(
            _("What the customer gets"),
            "gift",
            tables=(
                TablePlan(
                    "remedies",
                    (
                        Part("kind", "choice", required=True, options=_coded("remedies.kind", REMEDIES)),
                        Part("choice", "choice", usual="company", options=_coded("choice", CHOICES)),
                        *_when_parts(right=False),
                        _clause(),
                    ),
                    {"kind": "repair"},
                    ordered=True,
                ),
            ),
        ),
        Plan(_("For colleagues"), "sticky-note", _words(document, "note")),
    ]


def _pack_plan(document: Mapping[str, Any], names: Names) -> list[Plan]:
    one_floor = not isinstance(document.get("floor"), list)
    floor = (
        Part("floor.period", "span"),
        Part("floor.period.calendar", "choice", usual="gregorian", options=_coded("period.calendar", CALENDARS)),
        *_shares("floor.lines"),
    )
    meters = TablePlan(
        "floor.limits",
        (Part("meter", "choice", required=True, options=_coded("meter", METERS)), Part("max", "number")),
        {"meter": "km", "max": 30_000},
    )
    return [
        Plan(_("What it is"), "scale", _words(document, "title")),
        Plan(
            _("For what"),
            "package",
            (
                Part("scope.country", "text", required=True),
                Part("scope.categories", "many", wide=True, options=_named(names.categories)),
                Part("scope.from", "day"),
                Part("scope.until", "day"),
            ),
        ),
        Plan(
            _("Where it was read"),
            "book-open-text",
            (
                *_words(document, "source.title"),
                *_words(document, "source.article"),
                Part("source.confidence", "choice", usual="medium", options=_coded("confidence", CONFIDENCES)),
                Part("source.checked_on", "day"),
            ),
        ),
        Plan(
            _("The least a promise must be"),
            "arrow-up-from-line",
            floor if one_floor else (),
            (meters,) if one_floor else (),
        ),
        Plan(
            _("What no terms may take away"),
            "lock",
            (
                Part("cannot_exclude", "many", wide=True, options=_coded("cannot_exclude", EXCLUSION_CLASSES)),
                Part("keeps_presumption", "flag"),
            ),
        ),
        Plan(
            _("Rights of the customer"),
            "gavel",
            tables=(
                TablePlan(
                    "rights",
                    (
                        Part("kind", "choice", required=True, options=_coded("rights.kind", RIGHTS)),
                        Part("choice", "choice", usual="company", options=_coded("choice", CHOICES)),
                        *_when_parts(right=True),
                        Part("by", "span", only=("kind", ("extend",))),
                        Part(
                            "per",
                            "choice",
                            only=("kind", ("extend",)),
                            options=_coded("per", ("day", "week", "repair", "once")),
                        ),
                        _clause(),
                    ),
                    {"kind": "replace", "choice": "customer"},
                    ordered=True,
                ),
            ),
        ),
        Plan(
            _("Clocks that run"),
            "alarm-clock",
            (
                Part("clocks.repair_due", "span", units=("working_days", "days")),
                Part("clocks.parts_promised", "span"),
                Part(
                    "clocks.parts_promised.after",
                    "choice",
                    usual="last_sold",
                    options=_coded("after", ("last_sold", *BASES)),
                ),
            ),
        ),
    ]


def plans(document: Mapping[str, Any], names: Names) -> list[Plan]:
    """The headings of a document of this kind, with their controls."""
    return _pack_plan(document, names) if document.get("kind") == "pack" else _terms_plan(document, names)
