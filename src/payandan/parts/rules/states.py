"""The states of reservations, transfers, purchase orders and count sheets: one table of moves for each."""

from dataclasses import dataclass

from payandan.platform.kit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Move:
    """An act, the state it starts in, and the state it leads to."""

    act: str
    origin: str
    to: str


HELD, ISSUED, RELEASED = "held", "issued", "released"
RESERVATION = (Move("issue", HELD, ISSUED), Move("release", HELD, RELEASED))

SENT, RECEIVED, SHORT = "sent", "received", "short"
TRANSFER = (Move("receive", SENT, RECEIVED), Move("close_short", SENT, SHORT))

PROPOSED, APPROVED, DROPPED, CLOSED = "proposed", "approved", "dropped", "closed"
ORDER = (
    Move("approve", PROPOSED, APPROVED),
    Move("drop", PROPOSED, DROPPED),
    Move("receive", APPROVED, RECEIVED),
    Move("close", APPROVED, CLOSED),
)

OPEN, BOOKED = "open", "booked"
SHEET = (Move("book", OPEN, BOOKED), Move("drop", OPEN, DROPPED))

TABLES = {"reservation": RESERVATION, "transfer": TRANSFER, "order": ORDER, "sheet": SHEET}


def states(table: tuple[Move, ...]) -> tuple[str, ...]:
    """Every state of a table, the first one first."""
    return tuple(dict.fromkeys([table[0].origin, *(move.to for move in table)]))


def acts_from(table: tuple[Move, ...], state: str) -> tuple[str, ...]:
    """What may be done in a state, in the order of the table."""
    return tuple(move.act for move in table if move.origin == state)


def after(table: tuple[Move, ...], state: str, act: str) -> str:
    """The state that an act leads to. Raises Refused("not_in_this_state")."""
    move = next((move for move in table if move.origin == state and move.act == act), None)
    if move is None:
        raise Refused("not_in_this_state", state=state, act=act)
    return move.to


def diagram(name: str) -> str:
    """A table as a Mermaid state diagram, for the docs."""
    table = TABLES[name]
    lines = ["stateDiagram-v2", f"    [*] --> {table[0].origin}"]
    return "\n".join([*lines, *(f"    {move.origin} --> {move.to}: {move.act}" for move in table)])
