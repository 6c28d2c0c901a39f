"""The one table of moves of a payment: which act leads from which state to which.

Guards, the database constraint, the diagram in the docs and the tests are all made from it.
"""

from payandan.platform.kit.moves import Table, moves

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

MOVES = Table(
    *moves("redirect", [CREATED], REDIRECTED),
    # At the desk (cash, card terminal, transfer) money is there when it is written down. A failed payment may turn out
    # to be paid after all: the payer came back late, or the gateway told late.
    *moves("settle", [CREATED, REDIRECTED, UNKNOWN, FAILED], PAID),
    *moves("fail", [CREATED, REDIRECTED, UNKNOWN], FAILED),
    *moves("doubt", [CREATED, REDIRECTED, UNKNOWN], UNKNOWN),
    *moves("refund_part", [PAID], PAID),
    *moves("refund_all", [PAID], REFUNDED),
)

STATES = MOVES.states
OPEN = (CREATED, REDIRECTED, UNKNOWN)
"""Not known to be paid or failed."""
RECEIVED = (PAID, REFUNDED)
"""The money came, whatever became of it."""
acts_in, check_move = MOVES.acts_in, MOVES.after


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    return MOVES.diagram("begin")
