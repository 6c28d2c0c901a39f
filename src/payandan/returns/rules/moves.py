"""The one table of moves of a shipment. The states are AfterShip's tags, with what comes before and beside them.

Guards, the database constraint, the diagram in the docs and the tests are all made from it.
"""

from payandan.platform.kit.moves import Move, Table, moves

DRAFT = "draft"
"""Written down; no carrier knows of it."""
ASKED = "asked"
"""A carrier was asked to take it, and nobody can say yet whether it will: it is inquired, never asked blindly again."""
PENDING = "pending"
"""It has a waybill; the carrier has told nothing about it yet."""
INFO_RECEIVED = "info_received"
"""The carrier has it in its books and waits for the parcel."""
IN_TRANSIT = "in_transit"
OUT_FOR_DELIVERY = "out_for_delivery"
ATTEMPT_FAIL = "attempt_fail"
AVAILABLE_FOR_PICKUP = "available_for_pickup"
DELIVERED = "delivered"
EXCEPTION = "exception"
EXPIRED = "expired"
"""Nothing was heard of it for so long that nobody waits for news any more."""
CANCELLED = "cancelled"

TAGS: tuple[str, ...] = (
    INFO_RECEIVED, IN_TRANSIT, OUT_FOR_DELIVERY, ATTEMPT_FAIL, AVAILABLE_FOR_PICKUP, DELIVERED, EXCEPTION,
)  # fmt: skip
"""What a checkpoint may say: the states that a carrier's word or a colleague's can bring about."""
_ROAD = (IN_TRANSIT, OUT_FOR_DELIVERY, ATTEMPT_FAIL, AVAILABLE_FOR_PICKUP, EXCEPTION)
UNDER_WAY: tuple[str, ...] = (PENDING, INFO_RECEIVED, *_ROAD)
"""Somebody waits for it."""
_SEEN_FROM = dict.fromkeys(TAGS, (*UNDER_WAY, EXPIRED)) | {INFO_RECEIVED: (PENDING,)}

MOVES = Table(
    *moves("ask", [DRAFT], ASKED),
    *moves("book", [ASKED], INFO_RECEIVED),
    *moves("refuse", [ASKED], DRAFT),
    # By hand: the waybill of the counter; or of a carrier of which nobody could tell, looked up by a person.
    *moves("name_waybill", [DRAFT, ASKED], PENDING),
    *(Move(tag, state, tag) for tag in TAGS for state in _SEEN_FROM[tag] if state != tag),
    *moves("expire", UNDER_WAY, EXPIRED),
    *moves("cancel", [DRAFT, PENDING, INFO_RECEIVED], CANCELLED),
)

STATES, acts_in, check_move = MOVES.states, MOVES.acts_in, MOVES.after
OPEN: tuple[str, ...] = (DRAFT, ASKED, *UNDER_WAY)
"""Neither over nor given up."""
OVER: tuple[str, ...] = tuple(state for state in STATES if state not in OPEN)


def leads_to(state: str, act: str) -> str | None:
    """The same, or None where the table has no such move: late news of a parcel that is over changes nothing."""
    return next((move.to for move in MOVES if (move.act, move.origin) == (act, state)), None)


def takes_checkpoints(state: str) -> bool:
    """Whether anything can be seen of a shipment in this state: not before it was handed in, nor after it was over."""
    return state in (*UNDER_WAY, EXPIRED)


def diagram() -> str:
    """The table as a Mermaid state diagram for the docs; what the road leads to from any of its states stands once."""
    lines = ["stateDiagram-v2", f"    [*] --> {DRAFT}: ship"]
    lines += [f"    {move.origin} --> {move.to}: {move.act}" for move in MOVES if move.act not in (*TAGS, "expire")]
    lines += ["    state under_way {"]
    lines += [f"        {state}" for state in UNDER_WAY]
    lines += ["    }", f"    under_way --> {DELIVERED}: {DELIVERED}", f"    under_way --> {EXPIRED}: expire"]
    return "\n".join([*lines, f"    {EXPIRED} --> under_way: any checkpoint"])
