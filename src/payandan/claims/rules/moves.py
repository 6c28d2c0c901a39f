"""The one table of moves: which act leads a claim from which state to which.

Guards, buttons, the database constraint, the diagram in the docs and the tests are all made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from payandan.platform.kit import moves as kit

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
class Move(kit.Move):
    """A move, and the capability it takes.

    `customer` says that the claim's own customer may do it as well; acts with no capability are the customer's alone.
    """

    capability: str = ""
    customer: bool = False


def _moves(act: str, pairs: Iterable[tuple[str, str]], capability: str = "", *, customer: bool = False) -> list[Move]:
    return [Move(act, origin, to, capability, customer) for origin, to in pairs]


MOVES = kit.Table(
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

STATES, ENDS = MOVES.states, MOVES.ends
moves_from, acts_in, check_move = MOVES.moves_from, MOVES.acts_in, MOVES.after


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
    return MOVES.diagram("file")


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
