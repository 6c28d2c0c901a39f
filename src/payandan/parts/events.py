"""What happens to spare parts and stock. `about_kind` and `about_id` name what it happened for: ("repair", 12).

`lines` are (part, pieces, what they cost together in `currency`).
"""

from dataclasses import dataclass

Lines = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class PartAdded:
    part_id: int
    number: str
    code: str


@dataclass(frozen=True, slots=True)
class PartChanged:
    part_id: int
    number: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartsTakenBack:
    """Parts and pieces that were brought in by mistake are gone again."""

    parts: int
    pieces: int


@dataclass(frozen=True, slots=True)
class PartsLoaded:
    """Many parts were added at once."""

    count: int


@dataclass(frozen=True, slots=True)
class PartSuperseded:
    old_id: int
    new_id: int
    old: str
    new: str
    direction: str


@dataclass(frozen=True, slots=True)
class SupersessionTakenBack:
    old_id: int
    new_id: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SubstituteSet:
    """`kept` is false where it was taken away."""

    part_id: int
    substitute_id: int
    part: str
    substitute: str
    kept: bool = True


@dataclass(frozen=True, slots=True)
class PartPriced:
    part_id: int
    currency: str
    amount: int
    since: str


@dataclass(frozen=True, slots=True)
class NodeSaved:
    node_id: int
    code: str
    new: bool


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """Where a node keeps a part, and the points that were set by hand."""

    node_id: int
    part_id: int
    bin: str
    reorder_point: int | None
    order_up_to: int | None


@dataclass(frozen=True, slots=True)
class KitSaved:
    kit_id: int
    code: str
    lines: tuple[tuple[int, int], ...]
    new: bool


@dataclass(frozen=True, slots=True)
class StockReceived:
    """From a supplier, or as the first stock of a node (`act` is open)."""

    document: str
    act: str
    node_id: int
    lines: Lines
    currency: str
    about_kind: str = ""
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class StockIssued:
    document: str
    act: str
    node_id: int
    part_id: int
    quantity: int
    cost: int
    currency: str
    core: bool
    reservation_id: int | None = None
    about_kind: str = ""
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class StockTakenBack:
    document: str
    act: str
    node_id: int
    part_id: int
    quantity: int
    cost: int
    currency: str
    reservation_id: int | None = None
    about_kind: str = ""
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class StockRemoved:
    """Scrapped, or sent back to the supplier."""

    document: str
    act: str
    node_id: int
    lines: Lines
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class StockReserved:
    reservation_id: int
    number: str
    node_id: int
    part_id: int
    quantity: int
    about_kind: str = ""
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class StockReleased:
    reservation_id: int
    number: str
    node_id: int
    part_id: int
    quantity: int
    about_kind: str = ""
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class TransferSent:
    transfer_id: int
    number: str
    origin_id: int
    to_id: int
    lines: Lines
    currency: str


@dataclass(frozen=True, slots=True)
class TransferReceived:
    """`short` are pieces that will not come, as (part, pieces)."""

    transfer_id: int
    number: str
    to_id: int
    lines: Lines
    short: tuple[tuple[int, int], ...]
    ended: bool


@dataclass(frozen=True, slots=True)
class CountOpened:
    sheet_id: int
    number: str
    node_id: int
    parts: int


@dataclass(frozen=True, slots=True)
class CountBooked:
    """`differences` are (part, pieces more or fewer, their value)."""

    sheet_id: int
    number: str
    node_id: int
    counted: int
    differences: Lines
    currency: str


@dataclass(frozen=True, slots=True)
class CountDropped:
    sheet_id: int
    number: str
    node_id: int


@dataclass(frozen=True, slots=True)
class PurchaseProposed:
    order_id: int
    number: str
    node_id: int
    supplier: str
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PurchaseApproved:
    order_id: int
    number: str
    node_id: int
    supplier: str
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PurchaseEnded:
    """Dropped before it was approved, received in full, or closed with a rest that will not come (`state`)."""

    order_id: int
    number: str
    node_id: int
    state: str


@dataclass(frozen=True, slots=True)
class PastMovesBooked:
    """Moves of the past were brought in from another system."""

    document: str
    count: int
    first_day: str
    last_day: str
