"""The write door of payments."""

from payandan.platform.payments.actions.asking import (
    close_unvisited,
    doubt,
    lease,
    note_answer,
    note_begun,
)
from payandan.platform.payments.actions.refunding import decide, refund
from payandan.platform.payments.actions.taking import DESK_METHODS, Owner, begin, take

__all__ = [
    "DESK_METHODS",
    "Owner",
    "begin",
    "close_unvisited",
    "decide",
    "doubt",
    "lease",
    "note_answer",
    "note_begun",
    "refund",
    "take",
]
