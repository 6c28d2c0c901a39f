"""The states of reservations, transfers, purchase orders and count sheets: one table of moves for each."""

from payandan.platform.kit.moves import Move, Table

HELD, ISSUED, RELEASED = "held", "issued", "released"
RESERVATION = Table(Move("issue", HELD, ISSUED), Move("release", HELD, RELEASED))

SENT, RECEIVED, SHORT = "sent", "received", "short"
TRANSFER = Table(Move("receive", SENT, RECEIVED), Move("close_short", SENT, SHORT))

PROPOSED, APPROVED, DROPPED, CLOSED = "proposed", "approved", "dropped", "closed"
ORDER = Table(
    Move("approve", PROPOSED, APPROVED),
    Move("drop", PROPOSED, DROPPED),
    Move("receive", APPROVED, RECEIVED),
    Move("close", APPROVED, CLOSED),
)

OPEN, BOOKED = "open", "booked"
SHEET = Table(Move("book", OPEN, BOOKED), Move("drop", OPEN, DROPPED))

TABLES = {"reservation": RESERVATION, "transfer": TRANSFER, "order": ORDER, "sheet": SHEET}
