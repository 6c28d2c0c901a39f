"""What detectors look at, of one claim. Whatever is not known is None or empty, and then nothing is suspected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector found: its code, how strongly (1 to 100), and the facts that its sentence names."""

    code: str
    score: int
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another claim of the same unit that was filed before this one."""

    number: str
    filed_on: date
    failed_on: date | None = None
    symptom: str = ""
    component: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """How peers lie: their number, their median, and the median of their distances from it (MAD)."""

    n: int
    median: float
    mad: float


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group have a trait, beside the same of all others."""

    hits: int
    of: int
    others: int
    of_others: int


@dataclass(frozen=True, slots=True)
class Labour:
    """Work on a line, and what the same operation takes elsewhere."""

    minutes: int
    operation: str = ""
    peers: Spread | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part on a line: what is asked, what the list says (handling and tax in it), what peers ask, and the serials of
    what came out and what went in."""

    component: str
    amount: int
    listed: int | None = None
    peers: Spread | None = None
    removed: str = ""
    installed: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What one person wrote down as worked on one day, this claim included: minutes, claims, and the cities of those
    that were on site."""

    on: date
    minutes: int
    claims: int
    cities: tuple[str, ...] = ()
    """That of this claim comes first; empty where this claim was not on site."""


@dataclass(frozen=True, slots=True)
class Match:
    """A photo of this claim that looks like one of another claim, of another unit: in how many of 64 bits they
    differ."""

    number: str
    bits: int
    same_customer: bool = False


@dataclass(frozen=True, slots=True)
class Meter:
    """A counter as this claim states it, and as it stood on an earlier day."""

    name: str
    stated: int
    known: int
    on: date


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything that is known of one claim. Days are the installation's; amounts in the smallest unit."""

    filed_on: date
    failed_on: date | None = None
    symptom: str = ""
    component: str = ""
    cause: str = ""
    state: str = ""
    decided_as: str = ""
    amount: int = 0
    earlier: tuple[Earlier, ...] = ()
    # the unit
    serial_fits: bool | None = None
    in_books: bool | None = None
    books: Share | None = None
    unit_state: str = ""
    clone_score: int = 0
    registered_on: date | None = None
    sold_on: date | None = None
    meters: tuple[Meter, ...] = ()
    # its cover
    cover_since: date | None = None
    cover_until: date | None = None
    first_days: Share | None = None
    last_days: Share | None = None
    # its owner
    company: bool = False
    units_registered: int = 0
    units_here: int = 0
    claims_here: int = 0
    """Units of this customer or address with claims at this centre in the window, and all claims there."""
    # the work
    labour: tuple[Labour, ...] = ()
    parts: tuple[Part, ...] = ()
    day: Day | None = None
    # photos
    matches: tuple[Match, ...] = ()
    taken_on: tuple[date, ...] = ()
    # the centre beside its peers
    none_found: Share | None = None
    replaces: Share | None = None
    round_amounts: Share | None = None
    rest_days: Share | None = None
    pair_at_centre: Share | None = None
    """Approvals of this approver at this centre, beside those of other approvers there."""
    pair_elsewhere: Share | None = None
    """The same, beside those of this approver at other centres."""
