"""The custody of defective parts (daghi): holders, the one table of moves, findings and the money that follows.

Double entry: a move takes a part from one holder and gives it to another. It comes out of the unit, so the unit owes
what the others hold; the sum over all holders is nothing, always.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from payandan.platform.kit.refusals import Refused

CAPABILITY = "claims.cores"

# Holders.
UNIT, CUSTOMER, CENTRE, TRANSIT, STORE, SUPPLIER, SCRAP, LOST = (
    "unit", "customer", "centre", "transit", "store", "supplier", "scrap", "lost",
)  # fmt: skip
PLACES = (CUSTOMER, CENTRE, TRANSIT, STORE, SUPPLIER, SCRAP, LOST)
"""Where a part may be. The unit is not one: it is where the part came from, and stands against all of them."""

# Orders.
KEEP, RETURN, SCRAPPING, DESTROY = "keep", "return", "scrap", "destroy"
ORDERS = (KEEP, RETURN, SCRAPPING, DESTROY)
"""What was ordered for the part: the holder keeps it, sends it in, throws it away, or destroys it before a camera."""

# States.
KEPT, EXPECTED, HANDED, RECEIVED, INSPECTED, RETURNED = (
    "kept", "expected", "handed_over", "received", "inspected", "returned",
)  # fmt: skip
AT_SUPPLIER, SCRAPPED, MISSING = "at_supplier", "scrapped", "missing"


@dataclass(frozen=True, slots=True)
class CoreMove:
    """An act on a part: the state it starts in, where the part then is, the state and the place it leads to.

    `to_place` is empty where the part stays where it is. `orders` are those under which the act makes sense.
    `central` acts are not for people who are bound to a centre: nobody receives and judges his own parts.
    """

    act: str
    origin: str
    place: str
    to: str
    to_place: str = ""
    orders: tuple[str, ...] = ()
    central: bool = False


def _from_holders(
    act: str, to: str, to_place: str = "", orders: tuple[str, ...] = (), *, central: bool = False
) -> tuple[CoreMove, ...]:
    return tuple(CoreMove(act, EXPECTED, place, to, to_place, orders, central) for place in (CUSTOMER, CENTRE))


def _central(act: str, origin: str, place: str, to: str, to_place: str = "") -> CoreMove:
    return CoreMove(act, origin, place, to, to_place, central=True)


CORE_MOVES: tuple[CoreMove, ...] = (
    *_from_holders("hand_over", HANDED, TRANSIT, (RETURN,)),
    *_from_holders("receive", RECEIVED, STORE, central=True),
    _central("receive", HANDED, TRANSIT, RECEIVED, STORE),
    _central("receive", MISSING, LOST, RECEIVED, STORE),
    *_from_holders("scrap", SCRAPPED, SCRAP, (SCRAPPING,)),
    *_from_holders("destroy", SCRAPPED, SCRAP, (DESTROY,)),
    *_from_holders("waive", KEPT, central=True),
    *_from_holders("report_missing", MISSING, LOST),
    CoreMove("report_missing", HANDED, TRANSIT, MISSING, LOST),
    _central("inspect", RECEIVED, STORE, INSPECTED),
    _central("report_missing", RECEIVED, STORE, MISSING, LOST),
    _central("ship", INSPECTED, STORE, AT_SUPPLIER, SUPPLIER),
    _central("take_back", AT_SUPPLIER, SUPPLIER, INSPECTED, STORE),
    _central("give_back", INSPECTED, STORE, RETURNED, CENTRE),
    _central("scrap", INSPECTED, STORE, SCRAPPED, SCRAP),
)
"""Guards, buttons, the database constraint, the diagram in the docs and the tests are made from it."""
CORE_STATES: tuple[str, ...] = tuple(dict.fromkeys([EXPECTED, KEPT, *(move.to for move in CORE_MOVES)]))
WAITING = (EXPECTED, HANDED, RECEIVED)
"""Somebody still has to do something before the part's money is settled."""
ACTS: tuple[str, ...] = tuple(dict.fromkeys(move.act for move in CORE_MOVES))

# Findings, and what follows from them.
CONFIRMED, NO_FAULT, MISUSE, WRONG_PART, NOT_THERE = "confirmed", "no_fault", "misuse", "wrong_part", "missing"
FINDINGS = (CONFIRMED, NO_FAULT, MISUSE, WRONG_PART, NOT_THERE)
PAY, CLAW_BACK, RECOVER = "pay", "claw_back", "recover"
RESOLUTIONS = (PAY, CLAW_BACK, RECOVER)

# Money with the centre.
OVERDUE, FINDING, UNDONE = "overdue", "finding", "undone"
CHARGE_REASONS = (OVERDUE, FINDING, UNDONE)
DEFAULT_DAYS = 30
NOTICE_DAYS = 7
"""How long before a part is charged its centre must have been told."""
MOST_PIECES = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What the installation's terms say about a part. None (or an empty text) means any."""

    id: int
    order: str
    days: int
    category: int | None = None
    component: str = ""
    least_value: int = 0

    @property
    def narrowness(self) -> tuple[bool, bool, int]:
        return (bool(self.component), self.category is not None, self.least_value)


USUAL = Order(0, RETURN, DEFAULT_DAYS)
"""What holds where the installation has written nothing: every part comes back within thirty days."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of a move in the ledger: −1 with the holder that gives, +1 with the one that takes."""

    holder: str
    amount: int


def order_for(orders: Iterable[Order], *, category: int, component: str, value: int, wanted: bool = False) -> Order:
    """The narrowest order for a part; one that a supplier wants to see (`wanted`) always comes back."""
    fitting = [
        one
        for one in orders
        if (one.category is None or one.category == category)
        and (not one.component or one.component == component)
        and value >= one.least_value
    ]
    chosen = max(fitting, key=lambda one: (one.narrowness, -one.id), default=USUAL)
    if wanted and chosen.order != RETURN:
        return Order(chosen.id, RETURN, chosen.days or DEFAULT_DAYS)
    return chosen


def first_state(order: str) -> str:
    """A part that may be kept is done with at once; any other is expected."""
    return KEPT if order == KEEP else EXPECTED


def moves_of(state: str, place: str, order: str) -> tuple[CoreMove, ...]:
    """The moves that a part in this state, place and order allows, in the order of the table."""
    return tuple(
        move
        for move in CORE_MOVES
        if move.origin == state and move.place == place and (not move.orders or order in move.orders)
    )


def check_core_move(state: str, place: str, order: str, act: str) -> CoreMove:
    """The move that `act` is here. Raises Refused("core_not_in_this_state")."""
    move = next((move for move in moves_of(state, place, order) if move.act == act), None)
    if move is None:
        raise Refused("core_not_in_this_state", state=state, place=place, act=act)
    return move


def postings(origin: str, to: str) -> tuple[Posting, Posting]:
    """Both sides of a move. ValueError where nothing moves."""
    if origin == to:
        raise ValueError(f"nothing moves from {origin} to {to}")
    return Posting(origin, -1), Posting(to, 1)


def balances(ledger: Iterable[Posting]) -> dict[str, int]:
    """What each holder has, in the order in which they are met."""
    found: dict[str, int] = {}
    for posting in ledger:
        found[posting.holder] = found.get(posting.holder, 0) + posting.amount
    return found


def is_whole(ledger: Sequence[Posting]) -> bool:
    """Whether the ledger of one part keeps the law: it sums to nothing, and the part is with exactly one holder."""
    held = balances(ledger)
    unit = held.pop(UNIT, 0)
    return unit == -1 and sorted(amount for amount in held.values() if amount) == [1]


def resolution_of(finding: str, *, recoverable: bool) -> str:
    """What usually follows from a finding: a confirmed fault is paid or recovered; else it is clawed back."""
    if finding != CONFIRMED:
        return CLAW_BACK
    return RECOVER if recoverable else PAY


def check_resolution(finding: str, resolution: str, *, recoverable: bool, reason: str) -> str:
    """The resolution to write down; another one than the usual takes a reason.

    Raises Refused: unknown_finding, unknown_resolution, nothing_to_recover, core_reason_needed.
    """
    if finding not in FINDINGS:
        raise Refused("unknown_finding", field="finding", value=finding)
    usual = resolution_of(finding, recoverable=recoverable)
    chosen = resolution or usual
    if chosen not in RESOLUTIONS:
        raise Refused("unknown_resolution", field="resolution", value=resolution)
    if chosen == RECOVER and not recoverable:
        raise Refused("nothing_to_recover", field="resolution")
    if chosen != usual and not reason.strip():
        raise Refused("core_reason_needed", field="note")
    return chosen


def charge_due(resolution: str, *, value: int, charged: int) -> int:
    """What must still be charged to the centre (below zero: given back) so that it bears what the finding says."""
    return (value if resolution == CLAW_BACK else 0) - charged


def due_day(day: date, days: int) -> date:
    """The last day on which the part is in time."""
    return day + timedelta(days=days)


def notice_due(*, state: str, due_on: date | None, noticed: bool, charged: int, today: date) -> bool:
    """Whether the centre is to be told now that a part falls due: a week before, or at once where that has passed."""
    if state != EXPECTED or due_on is None or noticed or charged:
        return False
    return today >= due_on - timedelta(days=NOTICE_DAYS)


def charge_is_due(*, state: str, due_on: date | None, noticed_on: date | None, charged: int, today: date) -> bool:
    """Whether a part is charged now: past its day, and its centre was told a week ago or earlier."""
    if state != EXPECTED or due_on is None or noticed_on is None or charged:
        return False
    return today > due_on and today >= noticed_on + timedelta(days=NOTICE_DAYS)


def core_diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    drawn = dict.fromkeys((move.origin, move.to, move.act) for move in CORE_MOVES if move.origin != move.to)
    lines = ["stateDiagram-v2", f"    [*] --> {EXPECTED}: expect", f"    [*] --> {KEPT}: keep"]
    return "\n".join([*lines, *(f"    {origin} --> {to}: {act}" for origin, to, act in drawn)])
