"""Whether a verdict that was made again is the one that was kept, and if not, what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

AUDIENCES = ("sms", "customer", "clerk", "auditor")
"""Who may be told: a sentence, a paragraph, a page, codes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: where it stands, as it was kept, and as it comes out now."""

    path: str
    kept: Any
    made: Any

    def as_json(self) -> dict[str, Any]:
        return {"path": self.path, "kept": self.kept, "made": self.made}


def differences(kept: Mapping[str, Any], made: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs between two verdicts in what they decide and why; their ids of reasons are names, not content."""
    ours, theirs = dict(_flat(kept)), dict(_flat(made))
    paths = [*ours, *(path for path in theirs if path not in ours)]
    return tuple(
        Difference(path, ours.get(path), theirs.get(path)) for path in paths if ours.get(path) != theirs.get(path)
    )


def _flat(verdict: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """A verdict as the values that count, each under a path."""
    reasons = {reason["id"]: _reason(reason) for reason in verdict.get("reasons", ())}
    yield "outcome", verdict.get("outcome")
    for line in verdict.get("lines", ()):
        at = f"lines.{line['id']}"
        yield f"{at}.outcome", line["outcome"]
        yield f"{at}.amount", line["amount"]
        yield f"{at}.split", [[part["payer"], part.get("terms"), part["amount"]] for part in line.get("split", ())]
        yield f"{at}.reasons", sorted(reasons[reason] for reason in line.get("reasons", ()) if reason in reasons)
    yield "questions", [question["fact"] for question in verdict.get("questions", ())]
    yield "remedies", [[one["kind"], one["whose_choice"], one["due_on"]] for one in verdict.get("remedies", ())]
    yield "presumed", list(verdict.get("presumed", ()))
    yield "clocks", dict(verdict.get("clocks", {}))
    book = verdict.get("rule_book", {})
    for name in ("terms", "packs", "digest"):
        yield f"rule_book.{name}", book.get(name)


def _reason(reason: Mapping[str, Any]) -> str:
    """A reason in one line: what it says, by which clause or law, of which days and evidence.

    Members are taken by name, for a database may keep those of a JSON object in an order of its own.
    """
    law = (reason.get("law") or {}).get("pack")
    dates = reason.get("dates") or {}
    days = [dates[name] for name in ("from", "until", "on") if dates.get(name)]
    params = [f"{name}={value}" for name, value in sorted((reason.get("params") or {}).items())]
    said = (reason["code"], reason["effect"], reason.get("terms"), reason.get("clause"), law)
    proofs = ",".join(str(place) for place in reason.get("evidence", ()))
    shown = [f"evidence {proofs}"] if proofs else []
    return " ".join([*(str(part) for part in said if part), *days, *params, *shown])
