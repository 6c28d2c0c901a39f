"""Devices that stand in for others: loaners that come back, swaps that stay, and the pool they are taken from.

A table of moves for each, and grades.
"""

from payandan.platform.kit.refusals import Refused

AVAILABLE, LENT, CHECKING, WITHDRAWN = "available", "lent", "checking", "withdrawn"
LOANER_STATES = (AVAILABLE, LENT, CHECKING, WITHDRAWN)
LOANER_MOVES: dict[str, dict[str, str]] = {
    "lend": {AVAILABLE: LENT},
    "take_back": {LENT: CHECKING},
    "clear": {CHECKING: AVAILABLE},
    "withdraw": {AVAILABLE: WITHDRAWN, CHECKING: WITHDRAWN},
}

SWAP, ADVANCE = "swap", "advance"
EXCHANGE_KINDS = (SWAP, ADVANCE)
"""Over the counter against the old one, or the new one first and the old one later, against a deposit."""
OFFERED, ACCEPTED, HANDED_OVER, CORE_BACK, CHARGED, DECLINED = (
    "offered", "accepted", "handed_over", "core_back", "charged", "declined",
)  # fmt: skip
EXCHANGE_STATES = (OFFERED, ACCEPTED, HANDED_OVER, CORE_BACK, CHARGED, DECLINED)
EXCHANGE_MOVES: dict[str, dict[str, str]] = {
    "accept": {OFFERED: ACCEPTED},
    "decline": {OFFERED: DECLINED},
    "hand_over": {ACCEPTED: HANDED_OVER},
    "core_back": {HANDED_OVER: CORE_BACK},
    "charge": {HANDED_OVER: CHARGED},
}

REFURBISH, HARVEST, SCRAP = "refurbish", "harvest", "scrap"
WAYS = (REFURBISH, HARVEST, SCRAP)
GRADES = ("A", "B", "C")
"""As new, used, worn: what a removed unit is after it was looked at."""

TO_GRADE, REFURBISHING, READY, RESERVED, GIVEN, HARVESTING, HARVESTED, SCRAPPED = (
    "to_grade", "refurbishing", "ready", "reserved", "given", "harvesting", "harvested", "scrapped",
)  # fmt: skip
POOL_STATES = (TO_GRADE, REFURBISHING, READY, RESERVED, GIVEN, HARVESTING, HARVESTED, SCRAPPED)
POOL_MOVES: dict[str, dict[str, str]] = {
    "refurbish": {TO_GRADE: REFURBISHING, READY: REFURBISHING},
    "refurbished": {REFURBISHING: READY},
    "offer": {READY: RESERVED},
    "free": {RESERVED: READY},
    "give": {RESERVED: GIVEN},
    "set_aside": {TO_GRADE: HARVESTING, REFURBISHING: HARVESTING, READY: HARVESTING},
    "harvest": {HARVESTING: HARVESTED},
    "scrap": {TO_GRADE: SCRAPPED, REFURBISHING: SCRAPPED, READY: SCRAPPED, HARVESTING: SCRAPPED},
}
"""The life of a unit in the pool. `offer`, `free` and `give` follow an exchange; the rest is done by hand."""
POOL_LEFT = frozenset({GIVEN, HARVESTED, SCRAPPED})
FIRST_OF_WAY = {REFURBISH: "refurbish", HARVEST: "set_aside", SCRAP: "scrap"}
"""The move that a grading causes, by what becomes of the unit."""
ORIGINS = ("core", "own")
"""A customer's old unit that stayed here, or one of the company's own."""


def after(moves: dict[str, dict[str, str]], act: str, state: str) -> str:
    """The state that an act leads to. Raises Refused("not_in_this_state")."""
    if state not in moves.get(act, {}):
        raise Refused("not_in_this_state", state=state, act=act)
    return moves[act][state]


def check_disposition(way: str, grade: str) -> None:
    """Refuse a way or a grade that does not exist, and to refurbish what is graded as worn."""
    if way not in WAYS:
        raise Refused("unknown_way", field="way")
    if grade not in GRADES:
        raise Refused("unknown_grade", field="grade")
    if way == REFURBISH and grade == "C":
        raise Refused("too_worn", field="grade")
