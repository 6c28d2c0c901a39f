"""Cases to try a document on: made-up ones, and those that packages above remember."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from payandan.platform.kit.actors import Actor
from payandan.warranty.rules import Pack, Terms
from payandan.warranty.rules.vocabulary import EVIDENCE_ABOUT, EVIDENCE_KINDS, REPAIR_BASES

OF_COMPONENT = "component:"
"""What the name of a sample begins with that is about one component."""


@dataclass(frozen=True, slots=True)
class CaseSource:
    """Cases that really came: `latest` gives (number, title) of the newest about these kinds of products, `one` the
    case itself by its number. Both show an actor only what it may see."""

    latest: Callable[[Actor, Sequence[str]], list[tuple[str, str]]]
    one: Callable[[Actor, str], Mapping[str, Any] | None]


case_sources: list[CaseSource] = []
"""Packages above append theirs in their AppConfig.ready."""

_SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "material": {"cause": "material"},
    "software": {"cause": "software"},
    "accident": {"cause": "accident", "proven": True},
    "accident_said": {"cause": "accident", "source": "technician"},
    "misuse": {"cause": "misuse", "proven": True},
    "wear": {"cause": "wear", "proven": True},
    "opened": {"cause": "material", "opened": True, "proven": True},
    "visible": {"cause": "material", "visible": True, "proven": True},
    "unknown": {},
}


def sample_names(document: Terms | Pack) -> tuple[str, ...]:
    """The made-up cases that tell something about a document: the usual ones, and one for each component it names."""
    components = [entry.component for entry in document.components] if isinstance(document, Terms) else []
    return (*_SAMPLES, *(f"{OF_COMPONENT}{component}" for component in components))


def sample_case(document: Terms | Pack, name: str, *, sold: date, failed: date) -> dict[str, Any]:
    """A made-up case of this name: a unit that was sold on one day and failed on another, reported the same day.

    Its counters grow evenly, so that at the end of the period they show four fifths of what is allowed.
    """
    about = _SAMPLES.get(name, _SAMPLES["material"])
    component = name.removeprefix(OF_COMPONENT) if name.startswith(OF_COMPONENT) else None
    day = sold.isoformat()
    amounts = [("part", 120_000_000, component), ("labour", 8_000_000, None)]
    if isinstance(document, Terms) and document.lines.get("travel"):
        amounts.append(("travel", 3_000_000, None))
    smaller = 1 if settings.CURRENCY == "IRR" else 10_000
    return {
        "asked_on": failed.isoformat(),
        "unit": {
            "category": _first(document.scope.categories),
            "country": _first(document.scope.countries) or settings.COUNTRY,
            "made_on": (sold - timedelta(days=120)).isoformat(),
            "imported_on": (sold - timedelta(days=60)).isoformat(),
            "sold_on": day,
            "delivered_on": (sold + timedelta(days=3)).isoformat(),
            "registered_on": (sold + timedelta(days=5)).isoformat(),
            "installed_on": (sold + timedelta(days=10)).isoformat(),
            "activated_on": (sold + timedelta(days=12)).isoformat(),
            "installed_by": "authorised",
            "maintenance_done": True,
            "genuine": True,
        },
        "fault": {
            "failed_on": failed.isoformat(),
            "component": component,
            "cause": {"value": about["cause"], "source": "technician"} if "cause" in about else None,
            "visible_at_purchase": True if about.get("visible") else None,
            "meters": _meters(document, (failed - sold).days),
        },
        "history": _history(document, sold, component, opened=bool(about.get("opened"))),
        "evidence": [{"kind": kind, "about": what} for kind in EVIDENCE_KINDS for what in EVIDENCE_ABOUT]
        if about.get("proven")
        else [{"kind": "invoice", "about": "sold_on"}],
        "lines": [
            {
                "id": str(place),
                "kind": kind,
                "component": part,
                "amount": str(amount // smaller),
                "currency": settings.CURRENCY,
            }
            for place, (kind, amount, part) in enumerate(amounts, start=1)
        ],
    }


def moved_to(case: Mapping[str, Any], failed: date) -> dict[str, Any]:
    """The same case, had the fault come on another day, and been reported as soon after it."""
    fault = dict(case.get("fault") or {})
    before, asked = _day(fault.get("failed_on")), _day(case.get("asked_on"))
    late = max(timedelta(0), asked - before) if before and asked else timedelta(0)
    fault["failed_on"] = failed.isoformat()
    return {**case, "fault": fault, "asked_on": (failed + late).isoformat()}


def latest_cases(actor: Actor, categories: Iterable[str]) -> list[tuple[str, str]]:
    """The newest real cases about these kinds of products, as (number, title)."""
    wanted = list(categories)
    return [found for source in case_sources for found in source.latest(actor, wanted)]


def real_case(actor: Actor, number: str) -> Mapping[str, Any] | None:
    """A real case by its number, where the actor may see it."""
    return next((case for source in case_sources if (case := source.one(actor, number)) is not None), None)


def _first(names: Iterable[str] | None) -> str | None:
    return min(names, default=None) if names else None


def _day(fact: Any) -> date | None:
    value = fact.get("value") if isinstance(fact, Mapping) else fact
    return date.fromisoformat(value) if isinstance(value, str) else None


def _meters(document: Terms | Pack, days: int) -> dict[str, int]:
    limits = document.limits if isinstance(document, Terms) else ()
    period = document.period if isinstance(document, Terms) else None
    whole = period.total_months * 30.44 + period.total_days if period else 730
    return {limit.meter: max(0, round(limit.most * 0.8 * days / whole)) for limit in limits}


def _history(document: Terms | Pack, sold: date, component: str | None, *, opened: bool) -> list[dict[str, Any]]:
    """A repair before the fault: where somebody opened it, or where the promise begins with one."""
    acts: list[dict[str, Any]] = []
    if opened:
        acts.append({"kind": "repair", "on": (sold + timedelta(days=20)).isoformat(), "by": "owner"})
    if isinstance(document, Terms) and document.start.basis in REPAIR_BASES:
        kind = "repair" if document.start.basis == "repaired" else "part_replaced"
        act = {"kind": kind, "on": sold.isoformat(), "by": "authorised", "component": component}
        acts.append({**act, "days_out_of_service": 3})
    return acts
