"""What the company has already granted for a unit, as the history of a new case."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from payandan.claims.rules.radar import Extended, extension_acts

_ASKED = re.compile(r"history\[(\d{1,3})\]\.days_out_of_service")
_KEPT = re.compile(r"history\.CLM-[0-9A-Z-]{4,16}\.days_out_of_service")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier claim of the unit that the company pays for, at least in part, by its newest decision.

    `granted_on` is the day of that decision; `parts` are the components whose parts it pays for; `paid` is (terms,
    amount, currency) for each promise that pays; `days_out` is None while nobody has counted them; `extended` is what
    was granted because the repair was late.
    """

    number: str
    filed_at: datetime
    granted_on: date
    component: str = ""
    symptom: str = ""
    group: str = ""
    parts: tuple[str, ...] = ()
    paid: tuple[tuple[str, int, str], ...] = ()
    days_out: int | None = None
    extended: tuple[Extended, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What a claim is about, as far as it takes to say whether another one was the same."""

    number: str
    filed_at: datetime
    failed_on: date | None
    filed_on: date
    component: str = ""
    symptom: str = ""
    group: str = ""


def history(problem: Problem, earlier: Iterable[Earlier], stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The earlier claims as acts of the contract, the eldest first.

    What was granted by the day of the fault counts as a repair by an authorised centre; what was granted later, or is
    still to be done, is a `claim`: it counts for caps, not as a repair that did not help. `stated` are the claim's
    facts: the days that somebody counted in the meantime.
    """
    acts: list[dict[str, Any]] = []
    for past in before(problem, earlier):
        acts += _acts(problem, past, stated)
    return acts


def before(problem: Problem, earlier: Iterable[Earlier]) -> list[Earlier]:
    """Those filed before this claim, in a fixed order."""
    found = [
        past
        for past in earlier
        if past.number != problem.number and (past.filed_at, past.number) < (problem.filed_at, problem.number)
    ]
    return sorted(found, key=lambda past: (past.filed_at, past.number))


def _acts(problem: Problem, past: Earlier, stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    done = past.granted_on <= (problem.failed_on or problem.filed_on)
    counted = stated.get(days_out_path(past.number), {}).get("value")
    act: dict[str, Any] = {
        "kind": "repair" if done else "claim",
        "on": past.granted_on.isoformat(),
        "by": "authorised",
        "component": past.component or None,
        "same_problem": same_problem(problem, past),
        "days_out_of_service": past.days_out if counted is None else counted,
        "paid": [
            {"terms": terms, "amount": str(amount), "currency": currency} for terms, amount, currency in past.paid
        ],
    }
    longer = extension_acts(past.extended, act)
    if not done:
        return [act, *longer]
    replaced = {"kind": "part_replaced", "on": act["on"], "by": "authorised"}
    return [act, *({**replaced, "component": part} for part in past.parts), *longer]


def same_problem(problem: Problem, past: Earlier) -> bool | None:
    """Whether two claims are about the same problem: the same symptom, group of symptoms, or component at fault.

    None where one of them says neither.
    """
    pairs = ((problem.symptom, past.symptom), (problem.group, past.group), (problem.component, past.component))
    if any(one and one == other for one, other in pairs):
        return True
    return False if any(one and other for one, other in pairs) else None


def days_out_path(number: str) -> str:
    """The fact under which a claim keeps how long the unit was away for an earlier one."""
    return f"history.{number}.days_out_of_service"


def is_days_out(path: str) -> bool:
    """Whether a fact counts the days of an earlier repair, as the verdict asks for it or as it is kept."""
    return bool(_ASKED.fullmatch(path) or _KEPT.fullmatch(path))


def kept_path(path: str, problem: Problem, earlier: Sequence[Earlier], stated: Mapping[str, Any]) -> str:
    """`history[2].days_out_of_service`, as the verdict asks, by the number of the claim it means.

    Places in a history move when an older claim is granted late; numbers do not. Other paths stay as they are.
    """
    asked = _ASKED.fullmatch(path)
    if asked is None:
        return path
    places = [past.number for past in before(problem, earlier) for _act in _acts(problem, past, stated)]
    place = int(asked[1])
    return days_out_path(places[place]) if place < len(places) else path
