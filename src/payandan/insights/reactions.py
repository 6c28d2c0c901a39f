"""A claim changed: its numbers follow."""

from payandan.claims import events as claims
from payandan.insights import actions
from payandan.platform.journal.actions import listens
from payandan.platform.journal.models import Fact


@listens(
    claims.ClaimFiled,
    claims.FactStated,
    claims.LinesChanged,
    claims.QuestionAnswered,
    claims.ClaimDecided,
    claims.AppealDecided,
    claims.ClaimWithdrawn,
)
def count_claim(event: claims.ClaimFiled, fact: Fact) -> None:  # noqa: ARG001
    """Counting again what is already counted changes nothing, so a fact may come twice."""
    actions.count_claims(claim_ids=[event.claim_id])


@listens(claims.ClaimsTakenBack)
def uncount_claims(event: claims.ClaimsTakenBack, fact: Fact) -> None:  # noqa: ARG001
    """What is gone is counted as nothing."""
    actions.count_claims(claim_ids=event.claim_ids)
