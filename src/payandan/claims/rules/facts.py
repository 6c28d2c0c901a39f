"""What is known about a claim, from whom, and how it becomes a case for the adjudicator.

A fact is named by its path in the contract (`fault.cause`, `unit.sold_on`, `fault.meters.km`). What a better source
said is never replaced by a lesser one; the same source may correct itself. `history` says who has had the
unit open before, beside what the register knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from payandan.claims.rules.earlier import is_days_out
from payandan.claims.rules.payment_prices import NO_BASIS, Basis
from payandan.platform.kit.refusals import Refused
from payandan.warranty.rules.sources import RANK
from payandan.warranty.rules.vocabulary import BASES, CAUSES, EVIDENCE_ABOUT, EVIDENCE_KINDS, LINE_KINDS, MEMBERS

NOBODY = "nobody"
_TRUTHS = frozenset(
    f"unit.{name}" for name in ("genuine", "maintenance_done", "seal_intact", "serial_readable", "software_rooted")
) | frozenset(f"fault.{name}" for name in ("visible_at_purchase", "replacement_available", "part_available"))
_DAYS = frozenset(f"unit.{day}" for day in (*BASES.values(), "registered_on")) | {"fault.failed_on"}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "fault.cause": CAUSES,
    "unit.installed_by": MEMBERS,
    "history": (*MEMBERS, NOBODY),
}
_BESIDE = ("model", "brand", "meters")
"""What the register knows of a unit beside the contract's `unit`."""
_COLUMNS = ("fault.failed_on", "fault.component")
"""Facts that the claim itself holds; the case takes them from there."""
_LONGEST_STAY = 3660
"""Days that a repair may have taken; more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class LineDraft:
    """Something that somebody must pay for; `amount` in the smallest unit, 0 while nobody has estimated it."""

    kind: str
    amount: int = 0
    component: str = ""
    label: str = ""
    basis: Basis = NO_BASIS


@dataclass(frozen=True, slots=True)
class Given:
    """A piece of evidence as the adjudicator sees it."""

    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong and when, as it stands in the claim itself."""

    failed_on: date | None = None
    component: str = ""
    symptom: str = ""


def default_lines(component: str) -> tuple[LineDraft, ...]:
    """What a repair usually takes, before anybody has estimated it: the part and its labour."""
    return (LineDraft("part", component=component), LineDraft("labour"))


def check_lines(lines: Sequence[LineDraft]) -> None:
    """Refuse lines nobody can mean: an unknown kind, a negative amount, more than fifty of them."""
    if len(lines) > 50:
        raise Refused("too_many_lines", field="lines", most=50)
    for place, line in enumerate(lines, start=1):
        if line.kind not in LINE_KINDS:
            raise Refused("unknown_line_kind", field=f"lines.{place}.kind", value=line.kind)
        if not 0 <= line.amount < 10**15:
            raise Refused("bad_amount", field=f"lines.{place}.amount", value=line.amount)
        if not line.basis.is_possible:
            raise Refused("bad_basis", field=f"lines.{place}")


def check_given(kind: str, about: str) -> None:
    """Refuse evidence that nobody can mean: of an unknown kind, or about nothing that a reason looks at."""
    for field, value, known in (("kind", kind, EVIDENCE_KINDS), ("about", about, EVIDENCE_ABOUT)):
        if value not in known:
            raise Refused("unknown_evidence", field=f"evidence.{field}", value=value)


def check_fact(path: str, value: Any) -> Any:
    """The value of a fact as it is kept, or Refused: causes from the list, days as ISO texts, truths as booleans."""
    if value is None or (path in _WORDS and value in _WORDS[path]) or (path in _TRUTHS and isinstance(value, bool)):
        return value
    if path in _DAYS:
        return _day(path, value)
    if (path.startswith("fault.meters.") or path == "fault.defective_pixels") and _is_reading(value):
        return value
    if path == "fault.component" and isinstance(value, str) and 0 < len(value) <= 60:
        return value
    if is_days_out(path) and _is_reading(value) and value <= _LONGEST_STAY:
        return value
    raise Refused("bad_fact", field=path, value=str(value)[:60])


def check_days_out(days: int) -> int:
    """How long a repair took, in whole days; refused where nobody can mean it."""
    if not (_is_reading(days) and days <= _LONGEST_STAY):
        raise Refused("bad_days_out", field="days_out", most=_LONGEST_STAY)
    return days


def _is_reading(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9


def _day(path: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise Refused("bad_fact", field=path, value=str(value)[:60]) from error


def rank(source: str) -> int:
    """How much a source is worth."""
    return RANK.get(source, 0)


def learn(known: Mapping[str, Any], path: str, value: Any, source: str) -> dict[str, Any]:
    """The facts with one more. Raises Refused("better_source_known") where a better source has already spoken."""
    if source not in RANK:
        raise Refused("unknown_source", field="source", value=source)
    held = known.get(path)
    if held is not None and rank(held["source"]) > rank(source):
        raise Refused("better_source_known", field=path, source=held["source"])
    return {**known, path: {"value": check_fact(path, value), "source": source}}


def compose_case(
    *,
    asked_on: date,
    unit: Mapping[str, Any],
    fault: Fault,
    facts: Mapping[str, Any],
    lines: Iterable[tuple[str, LineDraft]],
    evidence: Sequence[Given] = (),
    history: Sequence[Mapping[str, Any]] = (),
    currency: str,
) -> dict[str, Any]:
    """The case as the contract has it, from the unit's register, the claim's own data and what was learned.

    `unit` is the register's mapping (its values are the system's); a fact about the unit replaces it only when it
    comes from a source at least as good. Lines are (id, line) pairs. Evidence keeps its order: reasons name its place.
    """
    case: dict[str, Any] = {
        "asked_on": asked_on.isoformat(),
        "unit": {name: value for name, value in unit.items() if name not in _BESIDE},
        "fault": {
            "failed_on": fault.failed_on.isoformat() if fault.failed_on else None,
            "component": fault.component or None,
            "symptom": fault.symptom or None,
            "meters": dict(unit.get("meters") or {}),
        },
        "history": [dict(act) for act in history],
        "evidence": [{"kind": given.kind, "about": given.about} for given in evidence],
        "lines": [_line(line_id, line, currency) for line_id, line in lines],
    }
    for path in sorted(facts):
        _place(case, path, facts[path])
    return case


def _line(line_id: str, line: LineDraft, currency: str) -> dict[str, Any]:
    return {
        "id": line_id,
        "kind": line.kind,
        "component": line.component or None,
        "amount": str(line.amount),
        "currency": currency,
    }


def _earlier_act(fact: Mapping[str, Any], component: str | None) -> dict[str, Any]:
    """Who repaired it before; where nobody did, that somebody looked and found no trace of it."""
    if fact["value"] == NOBODY:
        return {"kind": "inspection", "by": {"value": "authorised", "source": fact["source"]}}
    return {"kind": "repair", "by": {"value": fact["value"], "source": fact["source"]}, "component": component}


def about_of(path: str) -> str:
    """What evidence about a fact is called: `fault.cause` → `cause`, `fault.meters.km` → `meters`."""
    if path.startswith("fault.meters."):
        return "meters"
    if path.startswith("history"):
        return "history"
    return {"maintenance_done": "maintenance"}.get(leaf := path.rpartition(".")[2], leaf)


def _place(case: dict[str, Any], path: str, fact: Mapping[str, Any]) -> None:
    """Put one fact where it belongs, unless the register knows better."""
    if path in _COLUMNS or fact["value"] is None or is_days_out(path):
        return
    if path == "history":
        case["history"].append(_earlier_act(fact, case["fault"]["component"]))
        return
    *folders, leaf = path.split(".")
    branch: dict[str, Any] = case
    for folder in folders:
        branch = branch.setdefault(folder, {})
    if branch.get(leaf) is not None and rank("system") > rank(fact["source"]) and folders[0] == "unit":
        return
    branch[leaf] = {"value": fact["value"], "source": fact["source"]}
