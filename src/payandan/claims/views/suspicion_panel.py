"""What speaks against a claim, put together for the pages of those who may see it."""

from collections.abc import Iterable
from typing import Any

from payandan.claims.models import Claim, Screening, Suspicion
from payandan.claims.queries import has
from payandan.claims.queries import suspicion as queries
from payandan.claims.words import suspicion as words
from payandan.claims.words.labels import label
from payandan.platform.kit.actors import Actor


def panel_of(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """The panel of a claim's page; None for who may not see it, and where nothing was found. At most two queries."""
    if not (actor.can("claims.suspicion") and has(claim, "screening")):
        return None
    row = queries.screening_of(actor, claim)
    panel = shown_panel(row) if row is not None else None
    return panel if panel and panel["findings"] else None


def shown_panel(row: Screening) -> dict[str, Any]:
    """A screening as its pages show it."""
    held_from = queries.threshold()
    return {
        "score": row.score,
        "tone": words.score_tone(row.score, held_from),
        "held": row.held,
        "held_at": row.held_at,
        "held_from": held_from,
        "released_at": row.released_at,
        "released_name": row.released_name,
        "word": row.word,
        "findings": findings(row.claim.suspicions.all()),
    }


def findings(rows: Iterable[Suspicion]) -> list[dict[str, Any]]:
    """Each finding as a sentence: what stands first, the strongest first."""
    ordered = sorted(rows, key=lambda one: (not one.stands, -one.score, one.code))
    return [
        {
            "code": one.code,
            "name": label(words.NAMES, one.code),
            "looks_at": label(words.LOOKS_AT, one.code),
            "text": words.sentence(one.code, one.params),
            "number": one.params.get("number", ""),
            "score": one.score,
            "stands": one.stands,
            "outcome": label(words.OUTCOMES, one.outcome) if one.outcome else "",
            "tone": words.OUTCOME_TONES.get(one.outcome, ""),
            "word": one.word,
            "judged_at": one.judged_at,
            "judged_name": one.judged_name,
        }
        for one in ordered
    ]
