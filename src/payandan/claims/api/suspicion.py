"""What speaks against a claim, over REST: for tokens that hold the capability."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from payandan.claims import queries
from payandan.claims.api.router import router
from payandan.claims.models import Suspicion
from payandan.claims.queries import suspicion as suspicions
from payandan.claims.words.suspicion import sentence
from payandan.platform.api import rest
from payandan.platform.people.permissions import ActorRequest


class SentenceOut(rest.Out):
    fa: str
    en: str


class FindingOut(rest.Out):
    """`stands`: it was found the last time; `outcome`: what a person said of it, `right` or `wrong`."""

    code: str
    score: int
    params: dict[str, Any]
    sentence: SentenceOut
    stands: bool
    found_at: datetime
    outcome: str
    word: str
    judged_at: datetime | None


class SuspicionOut(rest.Out):
    """A reason to look, never a verdict. `held`: nothing is paid until a person has looked."""

    number: str
    score: int
    held_from: int
    held: bool
    held_at: datetime | None
    released_at: datetime | None
    screened_at: datetime | None
    findings: list[FindingOut]


@router.get(
    "/claims/{number}/suspicion",
    auth=rest.allow("claims.suspicion"),
    response=SuspicionOut,
    summary=_("Read why a claim is held"),
)
def read_suspicion(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """What the detectors found on a claim, all together and one by one, with a sentence each in both languages."""
    claim = rest.found(queries.visible(request.actor), number=number)
    row = suspicions.screening_of(request.actor, claim)
    return {
        "number": claim.number,
        "score": row.score if row else 0,
        "held_from": suspicions.threshold(),
        "held": row.held if row else False,
        "held_at": row.held_at if row else None,
        "released_at": row.released_at if row else None,
        "screened_at": row.screened_at if row else None,
        "findings": [_finding(one) for one in row.claim.suspicions.all()] if row else [],
    }


def _finding(one: Suspicion) -> dict[str, Any]:
    return {
        "code": one.code,
        "score": one.score,
        "params": one.params,
        "sentence": {language: _said(one, language) for language in ("fa", "en")},
        "stands": one.stands,
        "found_at": one.found_at,
        "outcome": one.outcome,
        "word": one.word,
        "judged_at": one.judged_at,
    }


def _said(one: Suspicion, language: str) -> str:
    with override(language):
        return sentence(one.code, one.params)
