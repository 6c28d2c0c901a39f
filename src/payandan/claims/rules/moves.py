"""The one table of moves: which act leads a claim from which state to which.

Guards, buttons, the database constraint, the diagram in the docs and the tests are all made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from payandan.platform.kit.refusals import Refused

SUBMITTED = "submitted"
INFO_REQUESTED = "info_requested"
UNDER_INSPECTION = "under_inspection"
APPROVED = "approved"
PARTLY_APPROVED = "partly_approved"
REJECTED = "rejected"
APPEALED = "appealed"
FINAL = "final"
SETTLED = "settled"
CLOSED = "closed"
WITHDRAWN = "withdrawn"

OPEN = (SUBMITTED, INFO_REQUESTED, UNDER_INSPECTION)
"""Not decided yet: facts may be learned and the verdict moves."""
WORKING = (*OPEN, APPEALED)
"""Somebody of the company has to do something."""
DECIDED = (APPROVED, PARTLY_APPROVED, REJECTED)


@dataclass(frozen=True, slots=True)
class Move:
    """An act, the state it starts in, the state it leads to, and the capability it takes.

    `customer` says that the claim's own customer may do it as well; acts with no capability are the customer's alone.
    """

    act: str
    origin: str
    to: str
    capability: str = ""
    customer: bool = False


def _moves(act: str, pairs: Iterable[tuple[str, str]], capability: str = "", *, customer: bool = False) -> list[Move]:
    return [Move(act, origin, to, capability, customer) for origin, to in pairs]


MOVES: tuple[Move, ...] = (
    *_moves("learn", [(state, state) for state in WORKING], "claims.work", customer=True),
    *_moves("estimate", [(state, state) for state in OPEN], "claims.work"),
    *_moves("ask_customer", [(state, INFO_REQUESTED) for state in OPEN], "claims.work"),
    *_moves("ask_customer", [(APPEALED, APPEALED)], "claims.work"),
    *_moves("inspect", [(SUBMITTED, UNDER_INSPECTION), (UNDER_INSPECTION, UNDER_INSPECTION)], "claims.work"),
    *_moves("inspect", [(INFO_REQUESTED, INFO_REQUESTED), (APPEALED, APPEALED)], "claims.work"),
    *_moves("answer", [(INFO_REQUESTED, to) for to in OPEN], "claims.work", customer=True),
    *_moves("answer", [(UNDER_INSPECTION, to) for to in (UNDER_INSPECTION, SUBMITTED)], "claims.work"),
    *_moves("answer", [(SUBMITTED, SUBMITTED), (APPEALED, APPEALED)], "claims.work", customer=True),
    *_moves("approve", [(state, APPROVED) for state in OPEN], "claims.decide"),
    *_moves("approve_partly", [(state, PARTLY_APPROVED) for state in OPEN], "claims.decide"),
    *_moves("reject", [(state, REJECTED) for state in OPEN], "claims.decide"),
    *_moves("appeal", [(PARTLY_APPROVED, APPEALED), (REJECTED, APPEALED)], "claims.work", customer=True),
    *_moves("decide_appeal", [(APPEALED, FINAL)], "claims.appeals"),
    *_moves("settle", [(state, SETTLED) for state in (APPROVED, PARTLY_APPROVED, FINAL)], "claims.settle"),
    *_moves("close", [(state, CLOSED) for state in (SETTLED, REJECTED, FINAL)], "claims.decide"),
    *_moves("withdraw", [(state, WITHDRAWN) for state in OPEN], "claims.work", customer=True),
)

STATES: tuple[str, ...] = tuple(dict.fromkeys([SUBMITTED, *(move.to for move in MOVES)]))
ENDS: tuple[str, ...] = tuple(state for state in STATES if not any(move.origin == state for move in MOVES))


def moves_from(state: str) -> tuple[Move, ...]:
    """Every move that starts in this state."""
    return tuple(move for move in MOVES if move.origin == state)


def acts_in(state: str) -> tuple[str, ...]:
    """The acts that the state allows, in the order of the table, whoever may do them."""
    return tuple(dict.fromkeys(move.act for move in moves_from(state)))


def check_move(state: str, act: str, to: str = "") -> str:
    """The state that `act` leads to from `state`; where it may lead to several, `to` must be one of them.

    Raises Refused("not_in_this_state") where the table has no such move.
    """
    targets = [move.to for move in moves_from(state) if move.act == act]
    if not targets or (to and to not in targets):
        raise Refused("not_in_this_state", state=state, act=act)
    return to or targets[0]


def waiting_state(asked: Iterable[str]) -> str:
    """The state of an open claim, from whom its unanswered questions were put to."""
    people = set(asked)
    if people & {"customer", "seller"}:
        return INFO_REQUESTED
    if people & {"technician", "laboratory"}:
        return UNDER_INSPECTION
    return SUBMITTED


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {SUBMITTED}: file"]
    lines += [f"    {move.origin} --> {move.to}: {move.act}" for move in MOVES if move.origin != move.to]
    lines += [f"    {state} --> [*]" for state in ENDS]
    return "\n".join(lines)


def next_act(state: str, *, proposed: bool, asks: Iterable[str], rejected: bool = False) -> str:
    """The one act that a claim waits for: what the page offers as its first button; empty where nothing is to be done.

    `proposed`: the verdict is complete; `asks`: whom its questions are for, the cheapest first; `rejected`: what was
    decided pays nothing.
    """
    if state in OPEN:
        if proposed:
            return "decide"
        first = next(iter(asks), "")
        return "ask_customer" if first in ("customer", "seller") else "inspect"
    if state == APPEALED:
        return "decide_appeal"
    if state in (APPROVED, PARTLY_APPROVED) or (state == FINAL and not rejected):
        return "settle"
    return "close" if state in (SETTLED, REJECTED, FINAL) else ""
