"""What terms and law packs are, once read: immutable, typed, without any gap left to interpretation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from payandan.platform.kit.periods import Period
from payandan.warranty.rules.vocabulary import CHANNELS, FINDERS

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
    territory: frozenset[str] | None = None
    serials: tuple["SerialRange", ...] = ()


@dataclass(frozen=True, slots=True)
class SerialRange:
    """Serials from `first` to `last`, both included, as they are matched (`kit.identifiers.serial_key`)."""

    first: str
    last: str

    def holds(self, serial: str) -> bool:
        """Whether a serial, as it is matched, lies in the range."""
        return len(serial) == len(self.first) and self.first <= serial <= self.last


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


USUAL_START = Start("delivered", ("sold",))
"""When a floor that stands alone begins, where its law does not say."""


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
    working_days_since_start_max: int | None = None
    safety_part: bool | None = None
    injury_risk: bool | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """A rung of the ladder of terms, or a right of a pack. `by` and `per` belong to `extend`.

    `name` is that of the rule in its pack.
    """

    kind: str
    when: When = When()
    choice: str = "company"
    clause: str | None = None
    by: Period | None = None
    per: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a service contract gives beside cover: so many visits or hours, or an answer within so many hours."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class GoodwillRow:
    """A row of the matrix: when everything that is given is known to be true, the cost is shared like this."""

    split: Mapping[str, int]
    months_after_end_max: int | None = None
    meter: str | None = None
    meter_max: int | None = None
    price_min: "Sum | None" = None
    loyalty: tuple[str, ...] = ()
    repairs_min: int | None = None
    same_problem_repairs_min: int | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """How much goodwill an approver may grant, by claim and by month."""

    approver: str
    per_claim: "Sum | None" = None
    per_month: "Sum | None" = None


@dataclass(frozen=True, slots=True)
class Goodwill:
    """A policy of goodwill: the first row that holds is proposed, to the first approver whose budget reaches."""

    matrix: tuple[GoodwillRow, ...]
    budgets: tuple[Budget, ...] = ()


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
    entitlements: tuple[Entitlement, ...] = ()
    goodwill: Goodwill | None = None


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that the law lets a promise be. With `exclusions` of its own it stands without any terms.

    `start` is the law's own, else that of the terms beneath. `kind` is that of the promise it is when it stands alone;
    `name` that of the rule in its pack.
    """

    period: Period | None = None
    lines: Shares | None = None
    limits: tuple[Limit, ...] = ()
    start: Start | None = None
    exclusions: tuple[Exclusion, ...] | None = None
    kind: str = "statutory"
    name: str = "floor"


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
class Withdrawal:
    """A buyer's right to give the goods back without a reason: how long, from when, and who pays the way back."""

    within: WorkTime
    after: str = "delivered"
    channels: tuple[str, ...] = CHANNELS
    return_freight: str = "customer"


@dataclass(frozen=True, slots=True)
class RepairDuty:
    """The maker must repair, at the customer's cost, whatever is asked for on this day or later."""

    since: date


@dataclass(frozen=True, slots=True)
class Vector:
    """A small case that shows what a rule does: what it changes in the pack's sample, and what must come out."""

    name: Words
    change: Mapping[str, object]
    expect: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Ground:
    """What one rule of a pack rests on: its own source, and its test vectors."""

    source: Source
    vectors: tuple[Vector, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """Law of a country for some kinds of product. It only ever adds.

    `grounds` holds, by the name of the rule, what a rule rests on where that is not the pack's own source.
    `sample` is the case and the terms that test vectors start from; nothing is decided by it.
    """

    id: str
    title: Words
    scope: Scope
    source: Source
    floors: tuple[Floor, ...] = ()
    cannot_exclude: tuple[str, ...] = ()
    keeps_presumption: bool = False
    rights: tuple[Remedy, ...] = ()
    repair_due: WorkTime | None = None
    parts_promised: Promised | None = None
    stops_in_workshop: bool = False
    withdrawal: Withdrawal | None = None
    repair_duty: RepairDuty | None = None
    subject: str = "guarantee"
    grounds: Mapping[str, Ground] = field(default_factory=dict)
    sample: Mapping[str, object] = field(default_factory=dict)

    @property
    def floor(self) -> Floor | None:
        """The first floor, where there is one."""
        return self.floors[0] if self.floors else None

    @property
    def decides(self) -> bool:
        """Whether the pack's own source is trusted well enough to decide by; a rule may have one of its own."""
        return self.source.confidence != "low"

    def source_of(self, rule: str) -> Source:
        """Where a rule was read: its own source, else the pack's."""
        ground = self.grounds.get(rule)
        return self.source if ground is None else ground.source

    def rules(self) -> tuple[str, ...]:
        """The names of everything that the pack says."""
        named = (
            ("keeps_presumption", self.keeps_presumption), ("repair_due", self.repair_due),
            ("parts_promised", self.parts_promised), ("clock_stops", self.stops_in_workshop),
            ("withdrawal", self.withdrawal), ("repair_duty", self.repair_duty),
        )  # fmt: skip
        return (
            *(floor.name for floor in self.floors),
            *(protection(what) for what in self.cannot_exclude),
            *(right.name for right in self.rights),
            *(name for name, said in named if said),
        )

    def part(self, *, deciding: bool) -> "Pack | None":
        """The rules whose text has been checked well enough to decide by, or those of low confidence."""
        kept = {rule for rule in self.rules() if (self.source_of(rule).confidence != "low") is deciding}
        if len(kept) == len(self.rules()):
            return self if kept or self.decides is deciding else None
        if not kept:
            return None
        return replace(
            self,
            floors=tuple(floor for floor in self.floors if floor.name in kept),
            cannot_exclude=tuple(what for what in self.cannot_exclude if protection(what) in kept),
            keeps_presumption=self.keeps_presumption and "keeps_presumption" in kept,
            rights=tuple(right for right in self.rights if right.name in kept),
            repair_due=self.repair_due if "repair_due" in kept else None,
            parts_promised=self.parts_promised if "parts_promised" in kept else None,
            stops_in_workshop=self.stops_in_workshop and "clock_stops" in kept,
            withdrawal=self.withdrawal if "withdrawal" in kept else None,
            repair_duty=self.repair_duty if "repair_duty" in kept else None,
        )


def protection(what: str) -> str:
    """The name of the rule that takes an exclusion away."""
    return f"cannot_exclude.{what}"
