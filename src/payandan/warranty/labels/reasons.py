"""The reasons of a verdict as a page shows them: a sentence, a tone, the dates it compares, its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

TONES: Mapping[str, str] = {
    **dict.fromkeys(("grants", "confirms", "extends", "protects", "raises", "chooses"), "good"),
    **dict.fromkeys(("limits", "suspends", "sets_aside", "asks"), "warn"),
    **dict.fromkeys(("excludes", "voids", "rejects"), "bad"),
    "informs": "info",
}
_ICONS = {"good": "check", "warn": "circle-alert", "bad": "x", "info": "info"}

_FAR: Mapping[str, int] = {
    **dict.fromkeys(("not_started", "out_of_scope"), 2),
    **dict.fromkeys(("period_ended", "pro_rata_ended", "not_promised"), 1),
}
"""How far a promise that says one of these is from a line: it would not pay, whatever else it says."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason. `bar`: its dates are drawn; `aside`: it is about a promise that does not matter for this line."""

    text: str
    code: str
    effect: str
    tone: str
    icon: str
    since: date | None = None
    until: date | None = None
    on: date | None = None
    evidence: tuple[int, ...] = ()
    bar: bool = False
    promise: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Whys:
    """The reasons of one line: those that decide it, and those of other promises, for who wants to know."""

    main: tuple[Why, ...]
    aside: tuple[Why, ...]


def whys(told: Mapping[str, Any], language: str) -> dict[str, Why]:
    """The reasons of a verdict with its sentences (`labels.spoken`), by id."""
    return {reason["id"]: _why(reason, language) for reason in told.get("reasons", ())}


def of_line(line: Mapping[str, Any], known: Mapping[str, Why]) -> Whys:
    """The reasons of one line, the deciding ones first; the first that compares dates draws them."""
    reasons = [known[reason] for reason in line.get("reasons", ()) if reason in known]
    distances: dict[tuple[str, str], int] = {}
    for why in reasons:
        distances[why.promise] = max(distances.get(why.promise, 0), _FAR.get(why.code, 0))
    nearest = min(distances.values(), default=0)
    main = [why for why in reasons if distances[why.promise] == nearest]
    main.sort(key=lambda why: _weight(why, line["outcome"]))
    return Whys(_with_bar(main), tuple(why for why in reasons if why not in main))


def _weight(why: Why, outcome: str) -> int:
    """What speaks for the outcome comes first."""
    if outcome == "not_covered":
        return {"bad": 0, "warn": 1}.get(why.tone, 2)
    return {"good": 0, "warn": 1}.get(why.tone, 2)


def _with_bar(reasons: Sequence[Why]) -> tuple[Why, ...]:
    drawn = next((why for why in reasons if why.since and why.until and why.on), None)
    return tuple(replace(why, bar=True) if why is drawn else why for why in reasons)


def _why(reason: Mapping[str, Any], language: str) -> Why:
    tone = TONES.get(reason["effect"], "info")
    dates = reason.get("dates") or {}
    return Why(
        text=reason["text"][language],
        code=reason["code"],
        effect=reason["effect"],
        tone=tone,
        icon=_ICONS[tone],
        since=_day(dates.get("from")),
        until=_day(dates.get("until")),
        on=_day(dates.get("on")),
        evidence=tuple(reason.get("evidence", ())),
        promise=(reason.get("terms") or "", (reason.get("law") or {}).get("pack", "")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
