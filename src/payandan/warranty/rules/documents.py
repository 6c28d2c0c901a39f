"""What terms and law packs are, once read: immutable, typed, without any gap left to interpretation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from payandan.platform.kit.periods import Period
from payandan.warranty.rules.vocabulary import FINDERS

Shares = Mapping[str, int]
"""Hundredths of a percent paid, by kind of line; a kind that is missing is paid nothing."""

Words = str | Mapping[str, str] | None
"""A title: one text, or one by language."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a document speaks about; None means all."""

    categories: frozenset[str] | None = None
    components: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Latest:
    """The promise begins no later than `period` after the day of another basis."""

    period: Period
    after: str


@dataclass(frozen=True, slots=True)
class Start:
    """From which day the promise runs; `fallbacks` are taken in order when that day is unknown."""

    basis: str
    fallbacks: tuple[str, ...] = ()
    latest: Latest | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The promise ends when the meter reaches `most`, if that comes before the end of the period."""

    meter: str
    most: int


@dataclass(frozen=True, slots=True)
class ComponentTerms:
    """What differs for one component."""

    component: str
    period: Period | None = None
    lines: Shares = field(default_factory=dict)
    consumable: bool = False
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Until this age (from the start) this share of what the terms would pay."""

    until: Period
    share: int


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in the smallest unit of its currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Which causes are granted under which clause, and who may find them."""

    causes: tuple[str, ...]
    found_by: tuple[str, ...] = FINDERS
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """An act that the promise depends on."""

    kind: str
    on_failure: str = "set_aside"
    clause: str | None = None
    cure: str | None = None
    presume: str = "customer"
    days: int | None = None
    who: tuple[str, ...] = ()
    every: Period | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What the promise does not pay for, how that is proven, and how far it reaches."""

    kind: str
    effect: str
    causes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    found_by: tuple[str, ...] = FINDERS
    presume: str = "customer"
    clause: str | None = None
    cure: str | None = None
    cured_by: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class When:
    """When a remedy or a right holds. Everything that is given must be true."""

    days_since_start_max: int | None = None
    same_problem_repairs_min: int | None = None
    causes: tuple[str, ...] = ()
    replacement_available: bool | None = None
    part_available: bool | None = None
    repair_working_days_over: int | None = None
    repair_days_over: int | None = None
    days_out_of_service_over: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """A rung of the ladder of terms, or a right of a pack. `by` and `per` belong to `extend`."""

    kind: str
    when: When = When()
    choice: str = "company"
    clause: str | None = None
    by: Period | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """One promise, one version."""

    id: str
    kind: str
    title: Words
    scope: Scope
    start: Start
    period: Period | None
    lines: Shares
    limits: tuple[Limit, ...] = ()
    components: tuple[ComponentTerms, ...] = ()
    pro_rata: tuple[Stage, ...] = ()
    deductible: Sum | None = None
    cap_per_claim: Sum | None = None
    cap_total: Sum | None = None
    late_claim_days: int | None = None
    transferable: bool = True
    stops_in_workshop: bool = False
    grants: tuple[Grant, ...] = ()
    conditions: tuple[Condition, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    note: Words = None


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that the law lets a promise be. With `exclusions` of its own it stands without any terms."""

    period: Period | None = None
    lines: Shares | None = None
    limits: tuple[Limit, ...] = ()
    start: Start = Start("delivered", ("sold",))
    exclusions: tuple[Exclusion, ...] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a pack's text was read and how far it is trusted."""

    title: Words = None
    article: Words = None
    confidence: str = "medium"
    checked_on: date | None = None
    note: Words = None


@dataclass(frozen=True, slots=True)
class WorkTime:
    """So many days, or so many working days."""

    days: int
    working: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """How long parts are promised, and from when: a start basis, or the last sale of the model."""

    period: Period
    after: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Law of a country for some kinds of product. It only ever adds."""

    id: str
    title: Words
    scope: Scope
    source: Source
    floor: Floor | None = None
    cannot_exclude: tuple[str, ...] = ()
    keeps_presumption: bool = False
    rights: tuple[Remedy, ...] = ()
    repair_due: WorkTime | None = None
    parts_promised: Promised | None = None

    @property
    def decides(self) -> bool:
        """Whether the text has been checked well enough to decide by."""
        return self.source.confidence != "low"
