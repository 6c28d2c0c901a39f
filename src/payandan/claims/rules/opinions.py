"""Second opinions: what may be found, and when it confirms the first decision."""

from payandan.claims.rules.moves import APPEALED, CLOSED, DECIDED, FINAL, SETTLED
from payandan.platform.kit.refusals import Refused

APPEAL, SAMPLE = "appeal", "sample"
"""Why a second opinion is asked for: a customer appealed, or the house looks at its own work."""

WAITING, GIVEN, DROPPED = "waiting", "given", "dropped"
CONFIRMED, OVERTURNED, MORE_EVIDENCE = "confirmed", "overturned", "more_evidence"

OUTCOMES = ("approved", "partly_approved", "rejected")
"""What a reviewer may find: what a decision may be, so that the two can be compared."""

MAY_BE_SAMPLED = (*DECIDED, FINAL, SETTLED, CLOSED)


def finding(first: str, second: str) -> str:
    """What a second opinion makes of the first decision. It can be blind only because it is stated as an outcome."""
    if second not in OUTCOMES:
        raise Refused("no_outcome", field="outcome", value=second[:20])
    return CONFIRMED if first == second else OVERTURNED


def check_sample(state: str, decided_as: str) -> None:
    """Refuse a sample of what is not decided, or is being heard already."""
    if state == APPEALED or state not in MAY_BE_SAMPLED or not decided_as:
        raise Refused("not_in_this_state", state=state, act="ask_opinion")


def check_centre(own: int | None, asked: int | None) -> None:
    """Refuse to ask the very centre that decided."""
    if asked is not None and asked == own:
        raise Refused("same_centre", field="branch")
