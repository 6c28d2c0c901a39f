"""What each state means to whom: who has to do something, how long it may take, and whether time runs for the company.

The hours are ours, chosen as a good workshop would; a company changes them as its own promise demands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from payandan.repairs.rules import moves

COUNTER, BENCH, CUSTOMER, SUPPLIER, CARRIER, MANAGER = (
    "counter", "bench", "customer", "supplier", "carrier", "manager",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one state: whose turn it is, after how many hours somebody should ask, and whether the legal clock rests.

    The clock rests only where the company can do nothing until the customer acts.
    """

    owner: str
    hours: int
    rests: bool = False


STANDINGS: dict[str, Standing] = {
    moves.RECEIVED: Standing(COUNTER, 4),
    moves.TRIAGE: Standing(BENCH, 24),
    moves.DIAGNOSING: Standing(BENCH, 24),
    moves.ESTIMATE_SENT: Standing(CUSTOMER, 72, rests=True),
    moves.APPROVED: Standing(BENCH, 24),
    moves.DECLINED: Standing(COUNTER, 24),
    moves.WAITING_PART: Standing(SUPPLIER, 120),
    moves.REPAIRING: Standing(BENCH, 48),
    moves.TESTING: Standing(BENCH, 8),
    moves.READY: Standing(COUNTER, 4, rests=True),
    moves.NOTIFIED: Standing(CUSTOMER, 168, rests=True),
    moves.DELIVERED: Standing("", 0, rests=True),
    moves.SENT_TO_CENTRE: Standing(CARRIER, 96),
    moves.SWAP_OFFERED: Standing(CUSTOMER, 72, rests=True),
    moves.IRREPARABLE: Standing(MANAGER, 24),
    moves.ABANDONED: Standing(MANAGER, 720, rests=True),
    moves.COME_BACK: Standing(COUNTER, 4),
}

BLOCKS: dict[str, str] = {
    moves.ESTIMATE_SENT: "customer_answer",
    moves.SWAP_OFFERED: "customer_answer",
    moves.WAITING_PART: "part",
    moves.SENT_TO_CENTRE: "on_the_way",
    moves.NOTIFIED: "collection",
    moves.ABANDONED: "collection",
    moves.IRREPARABLE: "decision",
    moves.DECLINED: "decision",
}
"""What a job waits for that nobody at the bench can change."""


def is_stale(state: str, entered_at: datetime, at: datetime) -> bool:
    """Whether it stands in this state for longer than it should."""
    hours = STANDINGS[state].hours
    return bool(hours) and at - entered_at > timedelta(hours=hours)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: states that lie together for whoever walks past it; the first gives it its name."""

    code: str
    states: tuple[str, ...]


COLUMNS: tuple[Column, ...] = (
    Column("received", (moves.RECEIVED, moves.COME_BACK)),
    Column("diagnosing", (moves.TRIAGE, moves.DIAGNOSING)),
    Column("answer", (moves.ESTIMATE_SENT, moves.SWAP_OFFERED, moves.DECLINED)),
    Column("approved", (moves.APPROVED,)),
    Column("waiting_part", (moves.WAITING_PART,)),
    Column("repairing", (moves.REPAIRING,)),
    Column("testing", (moves.TESTING,)),
    Column("ready", (moves.READY, moves.NOTIFIED)),
    Column("aside", (moves.SENT_TO_CENTRE, moves.IRREPARABLE, moves.ABANDONED)),
)


def column_of(state: str) -> str:
    """The column in which a state lies; empty for what is over."""
    return next((column.code for column in COLUMNS if state in column.states), "")


def target_in(state: str, column: str) -> str:
    """The state that a card dropped on a column goes to, by hand; empty where it needs more than a hand."""
    states = next((one.states for one in COLUMNS if one.code == column), ())
    reachable = {move.to: move for move in moves.by_hand(state)}
    wanted = (moves.DIAGNOSING, *states) if column == "diagnosing" else states
    return next((to for to in wanted if to in states and to in reachable), "")
