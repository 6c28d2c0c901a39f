"""What a decision stands on, as the record shows it: the evidence and what it proves, and second opinions."""

from typing import Any

from payandan.claims import forms, queries, rules, words
from payandan.claims.models import Claim, Opinion
from payandan.claims.rules import opinions as opinion_rules
from payandan.claims.words import opinions as opinion_words
from payandan.platform.kit.actors import Actor
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty import queries as warranty
from payandan.warranty import words as warranty_words


def bindings(claim: Claim) -> dict[int, forms.BindForm]:
    """By its place, the form that says what a piece of evidence is and which fact it shows."""
    return {
        item.position: forms.BindForm(
            initial={
                "version": claim.version,
                "position": item.position,
                "kind": item.kind,
                "about": item.about,
            },
            auto_id=f"bind-{item.position}-%s",
        )
        for item in claim.evidence.all()
    }


def opinions_of(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """The second opinions on a claim, and whether one may be asked for; None where there is nothing to say."""
    if claim.decided_at is None:
        return None
    rows = queries.of_claim(claim) if queries.has(claim, "opinions") else []
    waiting = any(row.state == opinion_rules.WAITING for row in rows)
    can_ask = actor.can("claims.ask_review") and not waiting and claim.state in opinion_rules.MAY_BE_SAMPLED
    if not rows and not can_ask:
        return None
    return {"rows": [_opinion(row) for row in rows], "can_ask": can_ask, "can_open": actor.can("claims.review")}


def _opinion(row: Opinion) -> dict[str, Any]:
    awaited = row.state == opinion_rules.WAITING
    return {
        "why": words.label(opinion_words.WHY, row.why),
        "awaited": awaited,
        "asked_of": shown.name_in(row.branch) if row.branch else "",
        "at": row.asked_at if awaited else row.given_at,
        "by": row.given_name,
        "outcome": words.label(words.DECISIONS, row.outcome) if row.outcome else "",
        "outcome_tone": words.DECISION_TONES.get(row.outcome, "muted"),
        "finding": words.label(opinion_words.FINDINGS, row.finding) if row.finding else "",
        "finding_tone": opinion_words.FINDING_TONES.get(row.finding, "muted"),
        "reason": row.reason,
        "request": row.request,
    }


def unproven_of(claim: Claim) -> list[dict[str, Any]]:
    """What a rejection still lacks: the kind of evidence, why it is needed, and whether it is named already."""
    missing = rules.unproven(
        claim.verdict, warranty.evidence_needed(claim.verdict), queries.pieces_of(claim.evidence.all())
    )
    return [
        {
            "kind": words.label(words.EVIDENCE_KINDS, item.kind),
            "code": warranty_words.label("exclusion", item.code, reader.language()),
            "there": item.there,
        }
        for item in missing
    ]
