"""The ledger of stock: the one table of moves, and what pieces are worth by moving average.

Every move takes pieces from one place and puts them in another; nothing appears and nothing vanishes. A balance is the
sum of the moves that end at a node less those that begin there, in pieces and in money.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from payandan.platform.kit.refusals import Refused

NODE, TRANSIT, SUPPLIER, JOB, CUSTOMER, SCRAP, DIFFERENCE, DEVICE = (
    "node", "transit", "supplier", "job", "customer", "scrap", "difference", "device",
)  # fmt: skip
PLACES = (NODE, TRANSIT, SUPPLIER, JOB, CUSTOMER, SCRAP, DIFFERENCE, DEVICE)
"""Where pieces may be. Only at nodes are they ours and counted; what a count finds or misses is a difference.

A device is one of the company's own that is taken apart for its parts.
"""

CENTRAL, CENTRE, VAN, CONSIGNMENT = "central", "centre", "van", "consignment"
NODE_KINDS = (CENTRAL, CENTRE, VAN, CONSIGNMENT)


@dataclass(frozen=True, slots=True)
class MoveKind:
    """An act on stock: where its pieces come from and where they go."""

    act: str
    origin: str
    to: str


MOVES: tuple[MoveKind, ...] = (
    MoveKind("open", DIFFERENCE, NODE),
    MoveKind("receive", SUPPLIER, NODE),
    MoveKind("open_back", NODE, DIFFERENCE),
    MoveKind("harvest", DEVICE, NODE),
    MoveKind("issue", NODE, JOB),
    MoveKind("take_back", JOB, NODE),
    MoveKind("sell", NODE, CUSTOMER),
    MoveKind("customer_return", CUSTOMER, NODE),
    MoveKind("send", NODE, TRANSIT),
    MoveKind("arrive", TRANSIT, NODE),
    MoveKind("short", TRANSIT, DIFFERENCE),
    MoveKind("count_more", DIFFERENCE, NODE),
    MoveKind("count_less", NODE, DIFFERENCE),
    MoveKind("scrap", NODE, SCRAP),
    MoveKind("return_to_supplier", NODE, SUPPLIER),
)
"""The acts, the database constraint, the diagram in the docs and the tests are made from it."""
ACTS = tuple(move.act for move in MOVES)
USES = ("issue", "sell")
"""Acts that are demand: a piece was wanted here."""
UNUSES = ("take_back", "customer_return")
"""Acts that take demand back."""
INFLOWS = tuple(move.act for move in MOVES if move.to == NODE)
OUTFLOWS = tuple(move.act for move in MOVES if move.origin == NODE)


def move_kind(act: str) -> MoveKind:
    """The row of the table. ValueError for an act that it does not know."""
    found = next((move for move in MOVES if move.act == act), None)
    if found is None:
        raise ValueError(f"no such move: {act}")
    return found


@dataclass(frozen=True, slots=True)
class Holding:
    """What a node has of one part: pieces, how many of them are promised, and what they cost together.

    `last` is what a piece cost when it was last known; it values pieces that are taken before they are there.
    """

    on_hand: int = 0
    reserved: int = 0
    value: int = 0
    last: int = 0

    @property
    def free(self) -> int:
        """Pieces that nobody is promised; never below nothing."""
        return max(self.on_hand - self.reserved, 0)

    @property
    def average(self) -> int:
        """What a piece costs now, to the nearest smallest unit."""
        return (2 * self.value + self.on_hand) // (2 * self.on_hand) if self.on_hand > 0 else self.last


def take(held: Holding, quantity: int, *, promised: bool = False, allows_negative: bool = False) -> tuple[Holding, int]:
    """Take pieces out: what is left, and what they cost.

    `promised` pieces come out of the reservation; others may touch no reserved piece. The last piece takes all that is
    left of the value, so that an empty shelf is worth nothing. Raises Refused("not_enough").
    """
    _positive(quantity)
    reserved = held.reserved - quantity if promised else held.reserved
    if reserved < 0:
        raise Refused("not_reserved", "quantity", free=held.reserved, wanted=quantity)
    left = held.on_hand - quantity
    if left < reserved and not allows_negative:
        free = held.on_hand if promised else held.free
        raise Refused("not_enough", "quantity", free=max(free, 0), wanted=quantity)
    there = min(quantity, max(held.on_hand, 0))
    cost = _part_of(held.value, there, held.on_hand) + (quantity - there) * held.average
    return Holding(left, reserved, held.value - cost, held.average), cost


def put(held: Holding, quantity: int, cost: int) -> tuple[Holding, int]:
    """Put pieces in that cost `cost` together: what is there then, and by how much that corrects the value.

    The correction is nothing, except where pieces had been taken before they were there: those were valued at what was
    last known, and the difference shows now.
    """
    _positive(quantity)
    last = (2 * cost + quantity) // (2 * quantity)
    there = held.on_hand + quantity
    if held.on_hand >= 0:
        after = Holding(there, held.reserved, held.value + cost, last)
        return replace(after, last=after.average), 0
    value = _part_of(cost, there, quantity) if there > 0 else there * last
    return Holding(there, held.reserved, value, last), value - (held.value + cost)


def reserve(held: Holding, quantity: int) -> Holding:
    """Promise pieces that are free; also where a node may go below nothing, only what is there can be promised.

    Raises Refused("not_enough").
    """
    _positive(quantity)
    if held.free < quantity:
        raise Refused("not_enough", "quantity", free=held.free, wanted=quantity)
    return replace(held, reserved=held.reserved + quantity)


def release(held: Holding, quantity: int) -> Holding:
    """Let promised pieces go. Raises Refused("not_reserved")."""
    _positive(quantity)
    if held.reserved < quantity:
        raise Refused("not_reserved", "quantity", free=held.reserved, wanted=quantity)
    return replace(held, reserved=held.reserved - quantity)


def _positive(quantity: int) -> None:
    if quantity <= 0:
        raise Refused("quantity_wrong", "quantity")


def _part_of(value: int, pieces: int, of: int) -> int:
    """The cost of some of the pieces, to the nearest smallest unit; of all of them, all of it."""
    if pieces <= 0:
        return 0
    return value if pieces == of else (2 * value * pieces + of) // (2 * of)


@dataclass(frozen=True, slots=True)
class Entry:
    """A move as the ledger adds it up."""

    act: str
    quantity: int
    value: int = 0
    revalued: int = 0


def balance(entries: Iterable[Entry]) -> Holding:
    """What a node has of a part, from its moves alone."""
    pieces = value = 0
    for entry in entries:
        kind = move_kind(entry.act)
        sign = (kind.to == NODE) - (kind.origin == NODE)
        pieces += sign * entry.quantity
        value += sign * entry.value + entry.revalued
    return Holding(on_hand=pieces, value=value)


def ledger_diagram() -> str:
    """The table as a Mermaid diagram, for the docs."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for move in MOVES:
        pairs.setdefault((move.origin, move.to), []).append(move.act)
    return "\n".join(["flowchart LR", *(f"    {a} -- {', '.join(acts)} --> {b}" for (a, b), acts in pairs.items())])
