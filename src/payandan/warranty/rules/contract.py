"""The verdict as the contract's JSON: codes, ISO days, amounts as texts. Sentences are added at the door."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from payandan.warranty.rules.entitlements import ONE, Left
from payandan.warranty.rules.findings import Reason, dearest
from payandan.warranty.rules.goodwill import Proposal
from payandan.warranty.rules.questions import Question
from payandan.warranty.rules.verdicts import LineVerdict, Verdict


def verdict_to_mapping(verdict: Verdict) -> dict[str, Any]:
    """The verdict as the contract's JSON, in codes: sentences are added at the door."""
    return {
        "outcome": verdict.outcome,
        "lines": [_line_mapping(line) for line in verdict.lines],
        "reasons": [_reason_mapping(verdict, place, reason) for place, reason in enumerate(verdict.reasons, start=1)],
        "questions": [_question_mapping(question) for question in verdict.questions],
        "remedies": [
            {
                "kind": remedy.kind,
                "whose_choice": remedy.whose_choice,
                "because": f"r{remedy.because}",
                "due_on": _iso(remedy.due_on),
            }
            for remedy in verdict.remedies
        ],
        "presumed": list(verdict.presumed),
        "clocks": {
            "free_until": _iso(verdict.free_until),
            "parts_promised_until": _iso(verdict.parts_promised_until),
        },
        "rule_book": {"terms": list(verdict.terms), "packs": list(verdict.packs), "digest": verdict.digest},
        "entitlements": [_left_mapping(left) for left in verdict.entitlements],
        "recovery": [
            {
                "line": one.line,
                "terms": one.terms,
                "outcome": one.outcome,
                "amount": str(one.amount),
                "reasons": [_reason_mapping(verdict, place, reason) for place, reason in enumerate(one.reasons, 1)],
            }
            for one in verdict.recovery
        ],
        "proposals": [_proposal_mapping(one) for one in verdict.proposals],
        "withdrawal": _withdrawal_mapping(verdict) if verdict.withdrawal else None,
    }


def _left_mapping(one: Left) -> dict[str, Any]:
    counts = {"count": one.count, "used": one.used, "takes": one.takes, "left": one.left}
    shown = {name: None if count is None else _number(count) for name, count in counts.items()}
    return {"terms": one.terms, "what": one.what, **shown}


def _number(hundredths: int) -> int | float:
    return hundredths // ONE if hundredths % ONE == 0 else hundredths / ONE


def _proposal_mapping(one: Proposal) -> dict[str, Any]:
    return {
        "kind": "goodwill",
        "terms": one.terms,
        "clause": one.clause,
        "row": one.row + 1,
        "lines": [
            {"id": line.line, "currency": line.currency, "split": {who: str(sum_) for who, sum_ in line.split.items()}}
            for line in one.lines
        ],
        "approver": one.approver or None,
        "budget_known": one.budget_known,
        "missing": list(one.missing),
    }


def _withdrawal_mapping(verdict: Verdict) -> dict[str, Any]:
    right = verdict.withdrawal
    assert right is not None
    return {
        "outcome": right.outcome,
        "until": _iso(right.until),
        "return_freight": right.return_freight,
        "missing": list(right.missing),
        "law": _law_mapping(verdict, right.pack, "withdrawal"),
    }


def _line_mapping(line: LineVerdict) -> dict[str, Any]:
    return {
        "id": line.id,
        "outcome": line.outcome,
        "amount": str(line.amount),
        "split": [{"payer": share.payer, "terms": share.terms, "amount": str(share.amount)} for share in line.split],
        "reasons": [f"r{number}" for number in line.reasons],
    }


def _reason_mapping(verdict: Verdict, place: int, reason: Reason) -> dict[str, Any]:
    since, until, on = reason.dates
    return {
        "id": f"r{place}",
        "code": reason.code,
        "effect": reason.effect,
        "terms": reason.terms or None,
        "clause": reason.clause,
        "law": _law_mapping(verdict, reason.law, reason.rule or _floor_of(reason)) if reason.law else None,
        "facts": list(reason.facts),
        "evidence": list(reason.evidence),
        "dates": {"from": _iso(since), "until": _iso(until), "on": _iso(on)},
        "params": dict(reason.params),
    }


def _floor_of(reason: Reason) -> str:
    """A reason that a floor gives names it by the name it has as a promise."""
    pack, _, name = reason.terms.partition("#")
    return (name or "floor") if pack == reason.law else ""


def _law_mapping(verdict: Verdict, pack: str, rule: str) -> dict[str, Any]:
    source = verdict.rules.get(f"{pack}#{rule}") or verdict.laws[pack]
    return {
        "pack": pack,
        "rule": rule or None,
        "title": _plain(source.title),
        "article": _plain(source.article),
        "confidence": source.confidence,
        "checked_on": _iso(source.checked_on),
    }


def _plain(words: object) -> Any:
    return dict(words) if isinstance(words, Mapping) else words


def _question_mapping(question: Question) -> dict[str, Any]:
    return {
        "fact": question.fact,
        "decides": list(question.decides),
        "ask": question.ask,
        "evidence": dearest(question.evidence),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
