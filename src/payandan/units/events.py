"""What happens to units. Dates are ISO texts; people are ids, so that a fact outlives a forgotten name."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class UnitAdded:
    """A unit came onto the books without an owner: made, imported or sold."""

    unit_id: int
    number: str
    serial: str
    category: str
    model: str
    channel: str


@dataclass(frozen=True, slots=True)
class UnitRegistered:
    """A unit got its first owner; `new` where it was not on the books before."""

    unit_id: int
    number: str
    serial: str
    category: str
    model: str
    channel: str
    customer_id: int
    genuine: bool | None
    new: bool


@dataclass(frozen=True, slots=True)
class UnitCorrected:
    """Staff put data right: `before` and `after` by field."""

    unit_id: int
    number: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class PurchaseStated:
    """The owner said when it was bought."""

    unit_id: int
    number: str
    sold_on: str
    with_invoice: bool


@dataclass(frozen=True, slots=True)
class UnitInstalled:
    unit_id: int
    number: str
    on: str
    by: str


@dataclass(frozen=True, slots=True)
class UnitTransferred:
    """A unit changed hands; `from_id` is None where nobody had owned it."""

    unit_id: int
    number: str
    from_id: int | None
    to_id: int
    on: str
    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingRecorded:
    unit_id: int
    number: str
    meter: str
    value: int
    on: str
    overridden: bool
    reason: str


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A unit went from one state to another by an act of `rules.MOVES`."""

    unit_id: int
    number: str
    act: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloneSuspected:
    """What was asked about a serial looks like copies in circulation; `signs` are codes of `rules.SIGNS`."""

    unit_id: int
    number: str
    score: int
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnershipClaimed:
    """Somebody asks for a unit that is registered to another, and shows an invoice."""

    unit_id: int
    number: str
    request_id: int
    customer_id: int


@dataclass(frozen=True, slots=True)
class OwnershipDecided:
    unit_id: int
    number: str
    request_id: int
    customer_id: int
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class UnitsTakenBack:
    """Units that an import had made, and nobody had touched since, were removed."""

    numbers: tuple[str, ...]
