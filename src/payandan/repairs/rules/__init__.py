"""The pure rules of repairs."""

from payandan.repairs.rules.moves import (
    AT_COUNTER,
    BENCH,
    CLOSED,
    MOVES,
    OPEN,
    OUTCOMES,
    SOLVED,
    STATES,
    Move,
    act_between,
    acts_in,
    by_hand,
    check_move,
    diagram,
    moves_from,
)
from payandan.repairs.rules.states import BLOCKS, COLUMNS, STANDINGS, Column, column_of, is_stale, target_in

__all__ = [
    "AT_COUNTER", "BENCH", "BLOCKS", "CLOSED", "COLUMNS", "MOVES", "OPEN", "OUTCOMES", "SOLVED", "STANDINGS", "STATES",
    "Column", "Move", "act_between", "acts_in", "by_hand", "check_move", "column_of", "diagram", "is_stale",
    "moves_from", "target_in",
]  # fmt: skip
