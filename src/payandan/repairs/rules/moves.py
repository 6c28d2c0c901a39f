"""The one table of moves: which act leads a repair order from which state to which.

Guards, buttons, the board's columns, the database constraint, the diagram in the docs and the tests are made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from payandan.platform.kit import moves as kit
from payandan.platform.kit.refusals import Refused

RECEIVED = "received"
TRIAGE = "triage"
DIAGNOSING = "diagnosing"
ESTIMATE_SENT = "estimate_sent"
APPROVED = "approved"
DECLINED = "declined"
WAITING_PART = "waiting_part"
REPAIRING = "repairing"
TESTING = "testing"
READY = "ready"
NOTIFIED = "notified"
DELIVERED = "delivered"
SENT_TO_CENTRE = "sent_to_centre"
SWAP_OFFERED = "swap_offered"
IRREPARABLE = "irreparable"
ABANDONED = "abandoned"
COME_BACK = "come_back"

BENCH = (TRIAGE, DIAGNOSING, APPROVED, WAITING_PART, REPAIRING, TESTING)
"""It lies with a technician: time may be counted and parts may be changed."""
AT_COUNTER = (READY, NOTIFIED)
"""Work is over and the customer may come for it."""


@dataclass(frozen=True, slots=True)
class Move(kit.Move):
    """A move, and the capability it takes.

    `by_hand`: a person may choose it on the board or the record; the others are made by the act that causes them (an
    estimate that is sent, a transfer, a delivery), which asks for what the move needs.
    """

    capability: str = "repairs.bench"
    by_hand: bool = True


def _moves(
    act: str, origins: Iterable[str], to: str, capability: str = "repairs.bench", *, by_hand: bool = True
) -> list[Move]:
    return [Move(act, origin, to, capability, by_hand) for origin in origins]


_WORK = (TRIAGE, DIAGNOSING, APPROVED, WAITING_PART, REPAIRING)
_SENDABLE = (RECEIVED, TRIAGE, DIAGNOSING, APPROVED, WAITING_PART, REPAIRING, READY)

MOVES = kit.Table(
    *_moves("triage", (RECEIVED, COME_BACK), TRIAGE),
    *_moves("diagnose", (RECEIVED, TRIAGE, COME_BACK), DIAGNOSING),
    *_moves("send_estimate", (TRIAGE, DIAGNOSING, APPROVED, REPAIRING), ESTIMATE_SENT, by_hand=False),
    *_moves("approve", (ESTIMATE_SENT,), APPROVED, by_hand=False),
    *_moves("decline", (ESTIMATE_SENT,), DECLINED, by_hand=False),
    *_moves("revise", (ESTIMATE_SENT, DECLINED), DIAGNOSING),
    *_moves("wait_for_part", (TRIAGE, DIAGNOSING, APPROVED, REPAIRING), WAITING_PART),
    *_moves("repair", (TRIAGE, DIAGNOSING, APPROVED, WAITING_PART, TESTING), REPAIRING),
    *_moves("test", (DIAGNOSING, REPAIRING), TESTING),
    *_moves("finish", (DIAGNOSING, TESTING, DECLINED, IRREPARABLE, SWAP_OFFERED), READY, by_hand=False),
    *_moves("notify", (READY, NOTIFIED), NOTIFIED, "repairs.intake", by_hand=False),
    *_moves("reopen", (READY, NOTIFIED), TESTING),
    *_moves("deliver", (READY, NOTIFIED, ABANDONED), DELIVERED, "repairs.intake", by_hand=False),
    *_moves("give_up", (*_WORK, TESTING), IRREPARABLE),
    *_moves("offer_swap", (*_WORK, TESTING, IRREPARABLE), SWAP_OFFERED, by_hand=False),
    *_moves("decline_swap", (SWAP_OFFERED,), DIAGNOSING, by_hand=False),
    *_moves("send_to_centre", _SENDABLE, SENT_TO_CENTRE, "repairs.intake", by_hand=False),
    *_moves("arrive", (SENT_TO_CENTRE,), TRIAGE, "repairs.intake", by_hand=False),
    *_moves("arrive", (SENT_TO_CENTRE,), READY, "repairs.intake", by_hand=False),
    *_moves("abandon", (READY, NOTIFIED), ABANDONED, "repairs.manage", by_hand=False),
    *_moves("come_back", (DELIVERED,), COME_BACK, "repairs.intake", by_hand=False),
)
moves_from, acts_in, check_move = MOVES.moves_from, MOVES.acts_in, MOVES.move

STATES: tuple[str, ...] = (
    RECEIVED, TRIAGE, DIAGNOSING, ESTIMATE_SENT, APPROVED, DECLINED, WAITING_PART, REPAIRING, TESTING, READY, NOTIFIED,
    DELIVERED, SENT_TO_CENTRE, SWAP_OFFERED, IRREPARABLE, ABANDONED, COME_BACK,
)  # fmt: skip
CLOSED = (DELIVERED,)
SECOND_CHANCE_DAYS = 7
"""Days after delivery within which a device that comes back opens the same job again; later it is a new one."""
OPEN = tuple(state for state in STATES if state not in CLOSED)

REPAIRED = "repaired"
NO_FAULT_FOUND = "no_fault_found"
DEAD_ON_ARRIVAL = "dead_on_arrival"
BEYOND_ECONOMIC_REPAIR = "beyond_economic_repair"
REPLACED = "replaced"
REFUNDED = "refunded"
RETURNED_UNREPAIRED = "returned_unrepaired"
OUTCOMES = (
    REPAIRED, NO_FAULT_FOUND, DEAD_ON_ARRIVAL, BEYOND_ECONOMIC_REPAIR, REPLACED, REFUNDED, RETURNED_UNREPAIRED,
)  # fmt: skip
SOLVED = (REPAIRED, NO_FAULT_FOUND, DEAD_ON_ARRIVAL, REPLACED, REFUNDED)
"""The customer's problem is solved: what the handling time of a solved job is divided by."""


def by_hand(state: str) -> tuple[Move, ...]:
    """The moves that a person may choose in this state without giving anything else."""
    return tuple(move for move in moves_from(state) if move.by_hand)


def act_between(state: str, to: str) -> str:
    """The act that a card dragged from one column to another means; refused where nobody may do it by hand."""
    found = [move.act for move in by_hand(state) if move.to == to]
    if not found:
        raise Refused("no_such_move", state=state, to=to)
    return found[0]


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    return MOVES.diagram("receive", rests=CLOSED)
