"""The pure logic of shipments: the table of moves, carriers' words and answers, who pays, and what is late."""

from payandan.returns.rules.answers import (
    GIVE_UP_AFTER,
    NO_NEWS_AFTER,
    Answer,
    Sighting,
    Verdict,
    act_after,
    next_inquiry,
    next_look,
)
from payandan.returns.rules.late import LATE_STATES, is_late, promised_day
from payandan.returns.rules.legs import CODES, LEGS, Leg
from payandan.returns.rules.moves import (
    ASKED,
    ATTEMPT_FAIL,
    AVAILABLE_FOR_PICKUP,
    CANCELLED,
    DELIVERED,
    DRAFT,
    EXCEPTION,
    EXPIRED,
    IN_TRANSIT,
    INFO_RECEIVED,
    MOVES,
    OPEN,
    OUT_FOR_DELIVERY,
    OVER,
    PENDING,
    STATES,
    TAGS,
    UNDER_WAY,
    acts_in,
    check_move,
    diagram,
    leads_to,
    takes_checkpoints,
)
from payandan.returns.rules.paying import (
    CAUSES,
    COVERAGES,
    DISTANCES,
    HOUSE,
    LINES,
    PAYERS,
    Decision,
    Way,
    distance,
    who_pays,
)
from payandan.returns.rules.vocabulary import LATE, TOLD, TROUBLES, WORDS, meaning

__all__ = [
    "ASKED", "ATTEMPT_FAIL", "AVAILABLE_FOR_PICKUP", "CANCELLED", "CAUSES", "CODES", "COVERAGES", "DELIVERED",
    "DISTANCES", "DRAFT", "EXCEPTION", "EXPIRED", "GIVE_UP_AFTER", "HOUSE", "INFO_RECEIVED", "IN_TRANSIT", "LATE",
    "LATE_STATES", "LEGS", "LINES", "MOVES", "NO_NEWS_AFTER", "OPEN", "OUT_FOR_DELIVERY", "OVER", "PAYERS", "PENDING",
    "STATES", "TAGS", "TOLD", "TROUBLES", "UNDER_WAY", "WORDS", "Answer", "Decision", "Leg", "Sighting", "Verdict",
    "Way", "act_after", "acts_in", "check_move", "diagram", "distance", "is_late", "leads_to", "meaning",
    "next_inquiry", "next_look", "promised_day", "takes_checkpoints", "who_pays",
]  # fmt: skip
