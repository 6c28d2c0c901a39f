"""What is known about a claim, from whom, and how it becomes a case for the adjudicator.

A fact is named by its path in the contract (`fault.cause`, `unit.sold_on`, `fault.meters.km`). What a better source
said is never replaced by a lesser one; the same source may correct itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from payandan.platform.kit.refusals import Refused

RANK: Mapping[str, int] = {"customer": 1, "seller": 2, "system": 3, "technician": 4, "laboratory": 5}
"""How much a source is worth; `assumed` (a reaction of ours to silence) is worth nothing."""

CAUSES: tuple[str, ...] = (
    "material", "workmanship", "design", "performance", "software", "wear", "accident", "liquid", "misuse", "overload",
    "missed_maintenance", "power_surge", "unauthorised_repair", "modification", "non_original_part", "transport",
    "force_majeure", "none_found",
)  # fmt: skip
LINE_KINDS: tuple[str, ...] = ("part", "labour", "travel", "shipping", "expense")
EVIDENCE_KINDS: tuple[str, ...] = (
    "photo", "video", "invoice", "guarantee_card", "inspection_report", "laboratory_report", "authenticity_check",
    "installation_form", "maintenance_record", "diagnostic_log", "document",
)  # fmt: skip
EVIDENCE_ABOUT: tuple[str, ...] = (
    "cause", "visible_at_purchase", "genuine", "sold_on", "installed_on", "meters", "history",
)  # fmt: skip

_BOOLEANS = frozenset({"fault.visible_at_purchase", "unit.genuine"})
_DAYS = frozenset(
    f"unit.{day}" for day in ("made_on", "sold_on", "delivered_on", "installed_on", "activated_on", "registered_on")
) | {"fault.failed_on", "unit.import_declared_on"}


@dataclass(frozen=True, slots=True)
class LineDraft:
    """Something that somebody must pay for; `amount` in the smallest unit, 0 while nobody has estimated it."""

    kind: str
    amount: int = 0
    component: str = ""
    label: str = ""


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


def check_fact(path: str, value: Any) -> Any:
    """The value of a fact as it is kept, or Refused: causes from the list, days as ISO texts, yes and no as booleans."""
    if value is None:
        return None
    if path == "fault.cause" and value in CAUSES:
        return value
    if path in _BOOLEANS and isinstance(value, bool):
        return value
    if path in _DAYS:
        return _day(path, value)
    if path.startswith("fault.meters.") and isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    if path in ("fault.component", "unit.installed_by") and isinstance(value, str) and 0 < len(value) <= 60:
        return value
    raise Refused("bad_fact", field=path, value=str(value)[:60])


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


def merge(known: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """Both sets of facts; where they meet the better source stands, and the newer of two equal ones."""
    merged = dict(known)
    for path, fact in stated.items():
        held = merged.get(path)
        if held is None or rank(fact["source"]) >= rank(held["source"]):
            merged[path] = fact
    return merged


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
    comes from a source at least as good. Lines are (id, line) pairs. Evidence keeps its order: a reason names it by place.
    """
    case: dict[str, Any] = {
        "asked_on": asked_on.isoformat(),
        "unit": dict(unit),
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
    case["unit"].pop("meters", None)
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


def _place(case: dict[str, Any], path: str, fact: Mapping[str, Any]) -> None:
    """Put one fact where it belongs, unless the register knows better."""
    *folders, leaf = path.split(".")
    if not folders or folders[0] not in ("unit", "fault"):
        return
    branch: dict[str, Any] = case
    for folder in folders:
        branch = branch.setdefault(folder, {})
    if branch.get(leaf) is not None and rank("system") > rank(fact["source"]) and folders[0] == "unit":
        return
    branch[leaf] = {"value": fact["value"], "source": fact["source"]}
