"""The pure logic of payments: the table of moves, what answers mean, sums."""

from payandan.platform.payments.rules.answers import (
    FIRST_LOOK,
    Answer,
    Verdict,
    act_of,
    masked_card,
    next_look,
)
from payandan.platform.payments.rules.balance import Balance, Entry, balance
from payandan.platform.payments.rules.moves import (
    CREATED,
    FAILED,
    MOVES,
    OPEN,
    PAID,
    RECEIVED,
    REDIRECTED,
    REFUNDED,
    STATES,
    UNKNOWN,
    acts_in,
    check_move,
    diagram,
)

__all__ = [
    "CREATED",
    "FAILED",
    "FIRST_LOOK",
    "MOVES",
    "OPEN",
    "PAID",
    "RECEIVED",
    "REDIRECTED",
    "REFUNDED",
    "STATES",
    "UNKNOWN",
    "Answer",
    "Balance",
    "Entry",
    "Verdict",
    "act_of",
    "acts_in",
    "balance",
    "check_move",
    "diagram",
    "masked_card",
    "next_look",
]
