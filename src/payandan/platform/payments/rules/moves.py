"""The one table of moves of a payment: which act leads from which state to which.

Guards, the database constraint, the diagram in the docs and the tests are all made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from payandan.platform.kit.refusals import Refused

CREATED = "created"
"""Written down; nobody was asked for money yet."""
REDIRECTED = "redirected"
"""The payer was sent to the gateway."""
PAID = "paid"
FAILED = "failed"
UNKNOWN = "unknown"
"""Nobody can say yet; the gateway is asked again until it tells."""
REFUNDED = "refunded"
"""All of it went back."""


@dataclass(frozen=True, slots=True)
class Move:
    """An act, the state it starts in and the state it leads to."""

    act: str
    origin: str
    to: str


def _moves(act: str, origins: Iterable[str], to: str) -> list[Move]:
    return [Move(act, origin, to) for origin in origins]


MOVES: tuple[Move, ...] = (
    *_moves("redirect", [CREATED], REDIRECTED),
    # At the desk (cash, card terminal, transfer) money is there when it is written down. A failed payment may turn out
    # to be paid after all: the payer came back late, or the gateway told late.
    *_moves("settle", [CREATED, REDIRECTED, UNKNOWN, FAILED], PAID),
    *_moves("fail", [CREATED, REDIRECTED, UNKNOWN], FAILED),
    *_moves("doubt", [CREATED, REDIRECTED, UNKNOWN], UNKNOWN),
    *_moves("refund_part", [PAID], PAID),
    *_moves("refund_all", [PAID], REFUNDED),
)

STATES: tuple[str, ...] = tuple(dict.fromkeys([CREATED, *(move.to for move in MOVES)]))
OPEN = (CREATED, REDIRECTED, UNKNOWN)
"""Not known to be paid or failed."""
RECEIVED = (PAID, REFUNDED)
"""The money came, whatever became of it."""


def acts_in(state: str) -> tuple[str, ...]:
    """The acts that the state allows, in the order of the table."""
    return tuple(dict.fromkeys(move.act for move in MOVES if move.origin == state))


def check_move(state: str, act: str) -> str:
    """The state that `act` leads to from `state`. Refused: `not_in_this_state`."""
    for move in MOVES:
        if (move.act, move.origin) == (act, state):
            return move.to
    raise Refused("not_in_this_state", state=state, act=act)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {CREATED}: begin"]
    lines += [f"    {move.origin} --> {move.to}: {move.act}" for move in MOVES if move.origin != move.to]
    return "\n".join(lines)
