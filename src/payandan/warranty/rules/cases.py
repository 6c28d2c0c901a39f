"""The case: what is known of the unit, the fault, its history and evidence, and the lines to be paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from payandan.platform.kit.periods import Period
from payandan.warranty.rules.reading import BadData, Reader, join
from payandan.warranty.rules.vocabulary import (
    BASES,
    CAUSES,
    CHANNELS,
    COUNTERS,
    EVIDENCE_ABOUT,
    LINE_KINDS,
    MEMBERS,
    SOURCES,
)

T = TypeVar("T")
_MOST = 10**12


class CaseError(BadData):
    """A case that cannot be judged because its data makes no sense."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value and who stated it; None is unknown."""

    value: T | None = None
    source: str = "system"


UNKNOWN: Fact[Any] = Fact()


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done to the unit before: a repair, maintenance, a replaced part, an extension.

    `paid` and `used` say what it took from the caps and counters of terms; `extends` is what the company added of its
    own accord to the promise named by `terms`, or to every promise of the sale.
    """

    kind: str
    on: date | None = None
    by: Fact[str] = UNKNOWN
    component: str | None = None
    same_problem: bool | None = None
    days_out: int | None = None
    paid: tuple[tuple[str, int, str], ...] = ()
    symptom: str | None = None
    symptom_group: str | None = None
    meters: Mapping[str, int | float] = field(default_factory=dict)
    used: tuple[tuple[str, str, int], ...] = ()
    extends: Period | None = None
    terms: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence and the fact that it is about."""

    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something that somebody must pay for; the amount in the smallest unit of the currency.

    `hours` is the work in hundredths of an hour, where a contract counts it.
    """

    id: str
    kind: str
    amount: int
    currency: str
    component: str | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """How much goodwill an approver has granted this month."""

    approver: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a verdict is made from, apart from the rule book. Facts are kept by path (`unit.sold_on`)."""

    asked_on: date | None = None
    facts: Mapping[str, Fact[Any]] = field(default_factory=dict)
    meters: Mapping[str, Fact[int | float]] = field(default_factory=dict)
    history: tuple[Act, ...] = ()
    history_known: bool = False
    evidence: tuple[Evidence, ...] = ()
    lines: tuple[Line, ...] = ()
    goodwill_spent: tuple[Spent, ...] | None = None

    def fact(self, path: str) -> Fact[Any]:
        """What is known about `path`."""
        return self.facts.get(path, UNKNOWN)

    def value(self, path: str) -> Any:
        """The value alone, whoever stated it."""
        return self.facts.get(path, UNKNOWN).value

    def about(self, what: str) -> list[tuple[int, str]]:
        """The evidence about something: its place and kind."""
        return [(place, piece.kind) for place, piece in enumerate(self.evidence) if piece.about == what]


_CASE_KEYS = (
    "asked_on", "unit", "fault", "history", "evidence", "lines", "terms", "packs", "customer", "goodwill",
)  # fmt: skip
_UNIT_DAYS = (*BASES.values(), "registered_on", "owner_changed_on", "last_sold_on")
_UNIT_TRUTHS = ("genuine", "maintenance_done", "seal_intact", "serial_readable", "software_rooted")
_UNIT_TEXTS = ("serial", "category", "country")
_UNIT_WORDS: Mapping[str, tuple[str, ...]] = {"installed_by": MEMBERS, "channel": CHANNELS}
_UNIT_KEYS = (*_UNIT_TEXTS, *_UNIT_TRUTHS, *_UNIT_DAYS, *_UNIT_WORDS, "price", "import_declared_on")
_FAULT_TRUTHS = ("visible_at_purchase", "replacement_available", "part_available", "safety_part", "injury_risk")
_FAULT_TEXTS = ("component", "symptom", "symptom_group", "country")
_FAULT_KEYS = ("failed_on", *_FAULT_TEXTS, "cause", "meters", "defective_pixels", *_FAULT_TRUTHS)
_ACT_KEYS = (
    "kind", "on", "by", "component", "same_problem", "days_out_of_service", "paid", "symptom", "symptom_group",
    "meters", "used", "extends", "terms",
)  # fmt: skip


def parse_case(mapping: object) -> Case:
    """The case from plain data. Raises CaseError with all problems, each with its path."""
    reader = Reader()
    data = reader.mapping(mapping, "", _CASE_KEYS)
    facts: dict[str, Fact[Any]] = {}
    _unit(reader, data.get("unit"), facts)
    meters = _fault(reader, data.get("fault"), facts)
    _customer(reader, data.get("customer"), facts)
    for key in ("terms", "packs"):
        reader.items(data.get(key), key)
    case = Case(
        asked_on=reader.day(data.get("asked_on"), "asked_on"),
        facts=facts,
        meters=meters,
        history=tuple(_act(reader, member, at) for at, member in reader.items(data.get("history"), "history")),
        history_known=data.get("history") is not None,
        evidence=tuple(_evidence(reader, member, at) for at, member in reader.items(data.get("evidence"), "evidence")),
        lines=_lines(reader, data.get("lines")),
        goodwill_spent=_spent(reader, data.get("goodwill")),
    )
    if reader.problems:
        raise CaseError(reader.problems)
    return case


def _stated(reader: Reader, value: object, path: str) -> tuple[object, str, str]:
    """The bare value, where it stands and who stated it."""
    if not isinstance(value, Mapping) or "amount" in value:
        return value, path, "system"
    data = reader.mapping(value, path, ("value", "source"))
    source = reader.choice(data.get("source"), join(path, "source"), SOURCES)
    return data.get("value"), join(path, "value"), source or "system"


def _unit(reader: Reader, value: object, facts: dict[str, Fact[Any]]) -> None:
    if value is None:
        return
    data = reader.mapping(value, "unit", _UNIT_KEYS)
    for key in _UNIT_KEYS:
        bare, at, source = _stated(reader, data.get(key), f"unit.{key}")
        if bare is None:
            continue
        if key in _UNIT_TRUTHS:
            read: object = reader.truth(bare, at)
        elif key in _UNIT_TEXTS:
            read = reader.text(bare, at, 80)
        elif key in _UNIT_WORDS:
            read = reader.choice(bare, at, _UNIT_WORDS[key])
        elif key == "price":
            read = _price(reader, bare, at)
        else:
            read = reader.day(bare, at)
        if read is not None:
            facts[f"unit.{key}"] = Fact(read, source)
    # The basis is called `import_declared`; both names of its day are understood.
    declared = facts.pop("unit.import_declared_on", None)
    if declared is not None:
        facts.setdefault("unit.imported_on", declared)


def _price(reader: Reader, value: object, path: str) -> tuple[int, str] | None:
    """What the unit cost, as (amount, currency)."""
    data = reader.mapping(value, path, ("amount", "currency"), ("amount", "currency"))
    amount = reader.amount(data.get("amount"), join(path, "amount"))
    currency = reader.currency(data.get("currency"), join(path, "currency"))
    return None if amount is None or currency is None else (amount, currency)


def _customer(reader: Reader, value: object, facts: dict[str, Fact[Any]]) -> None:
    if value is None:
        return
    data = reader.mapping(value, "customer", ("loyalty",))
    bare, at, source = _stated(reader, data.get("loyalty"), "customer.loyalty")
    loyalty = reader.word(bare, at)
    if loyalty is not None:
        facts["customer.loyalty"] = Fact(loyalty, source)


def _spent(reader: Reader, value: object) -> tuple[Spent, ...] | None:
    """What each approver has granted this month; None is unknown."""
    if value is None:
        return None
    data = reader.mapping(value, "goodwill", ("spent",))
    if data.get("spent") is None:
        return None
    spent: list[Spent] = []
    keys = ("approver", "amount", "currency")
    for at, member in reader.items(data["spent"], "goodwill.spent"):
        row = reader.mapping(member, at, keys, keys)
        approver = reader.word(row.get("approver"), join(at, "approver"))
        amount = reader.amount(row.get("amount"), join(at, "amount"))
        currency = reader.currency(row.get("currency"), join(at, "currency"))
        if approver and amount is not None and currency:
            spent.append(Spent(approver, amount, currency))
    return tuple(spent)


def _fault(reader: Reader, value: object, facts: dict[str, Fact[Any]]) -> dict[str, Fact[int | float]]:
    if value is None:
        return {}
    data = reader.mapping(value, "fault", _FAULT_KEYS)
    for key in _FAULT_KEYS:
        if key == "meters":
            continue
        bare, at, source = _stated(reader, data.get(key), f"fault.{key}")
        if bare is None:
            continue
        if key in _FAULT_TRUTHS:
            read: object = reader.truth(bare, at)
        elif key == "failed_on":
            read = reader.day(bare, at)
        elif key == "cause":
            read = reader.choice(bare, at, CAUSES)
        elif key == "defective_pixels":
            read = reader.integer(bare, at, 0, _MOST)
        else:
            read = reader.text(bare, at, 80)
        if read is not None:
            facts[f"fault.{key}"] = Fact(read, source)
    return _meters(reader, data.get("meters"), "fault.meters")


def _meters(reader: Reader, value: object, place: str) -> dict[str, Fact[int | float]]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        reader.wrong(place, "not_a_mapping", value=value)
        return {}
    meters: dict[str, Fact[int | float]] = {}
    for name, stated in value.items():
        path = join(place, str(name)[:60])
        if reader.word(name, path) is None:
            continue
        bare, at, source = _stated(reader, stated, path)
        if bare is None:
            continue
        if isinstance(bare, bool) or not isinstance(bare, int | float) or not 0 <= bare <= _MOST:
            reader.wrong(at, "not_a_reading", value=bare)
            continue
        meters[name] = Fact(bare, source)
    return meters


def _act(reader: Reader, value: object, path: str) -> Act:
    data = reader.mapping(value, path, _ACT_KEYS, ("kind",))
    by, at, source = _stated(reader, data.get("by"), join(path, "by"))
    days_path = join(path, "days_out_of_service")
    if data.get("kind") == "extension" and data.get("extends") is None:
        reader.wrong(join(path, "extends"), "required")
    return Act(
        kind=reader.word(data.get("kind"), join(path, "kind")) or "",
        on=reader.day(data.get("on"), join(path, "on")),
        by=Fact(reader.choice(by, at, MEMBERS), source),
        component=reader.text(data.get("component"), join(path, "component"), 80),
        same_problem=reader.truth(data.get("same_problem"), join(path, "same_problem")),
        days_out=reader.integer(data.get("days_out_of_service"), days_path, 0, 3660),
        paid=_paid(reader, data.get("paid"), join(path, "paid")),
        symptom=reader.text(data.get("symptom"), join(path, "symptom"), 80),
        symptom_group=reader.text(data.get("symptom_group"), join(path, "symptom_group"), 80),
        meters=_readings(reader, data.get("meters"), join(path, "meters")),
        used=_used(reader, data.get("used"), join(path, "used")),
        extends=reader.period(data.get("extends"), join(path, "extends")),
        terms=reader.text(data.get("terms"), join(path, "terms"), 100),
    )


def _readings(reader: Reader, value: object, path: str) -> dict[str, int | float]:
    """What the meters showed at an act, whoever read them."""
    return {name: fact.value for name, fact in _meters(reader, value, path).items() if fact.value is not None}


def _used(reader: Reader, value: object, path: str) -> tuple[tuple[str, str, int], ...]:
    """What service contracts have given before, for their counters; hours in hundredths."""
    used: list[tuple[str, str, int]] = []
    keys = ("terms", "what", "count")
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, keys, keys)
        terms = reader.text(data.get("terms"), join(at, "terms"), 100)
        what = reader.choice(data.get("what"), join(at, "what"), tuple(COUNTERS))
        count = reader.hundredths(data.get("count"), join(at, "count"), _MOST)
        if terms and what and count is not None:
            used.append((terms, what, count))
    return tuple(used)


def _paid(reader: Reader, value: object, path: str) -> tuple[tuple[str, int, str], ...]:
    """What terms have paid before, for `caps.total`."""
    paid: list[tuple[str, int, str]] = []
    keys = ("terms", "amount", "currency")
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, keys, keys)
        terms = reader.text(data.get("terms"), join(at, "terms"), 100)
        amount = reader.amount(data.get("amount"), join(at, "amount"))
        currency = reader.currency(data.get("currency"), join(at, "currency"))
        if terms and amount is not None and currency:
            paid.append((terms, amount, currency))
    return tuple(paid)


def _evidence(reader: Reader, value: object, path: str) -> Evidence:
    data = reader.mapping(value, path, ("kind", "about"), ("kind", "about"))
    kind = reader.word(data.get("kind"), join(path, "kind"))
    about = reader.choice(data.get("about"), join(path, "about"), EVIDENCE_ABOUT)
    return Evidence(kind or "", about or "")


def _lines(reader: Reader, value: object) -> tuple[Line, ...]:
    lines: list[Line] = []
    keys = ("id", "kind", "component", "amount", "currency", "hours")
    for at, member in reader.items(value, "lines"):
        data = reader.mapping(member, at, keys, keys[:2] + keys[3:5])
        identity = reader.text(data.get("id"), join(at, "id"), 80)
        if identity is not None and identity in {line.id for line in lines}:
            reader.wrong(join(at, "id"), "duplicate", value=identity)
        lines.append(
            Line(
                id=identity or "",
                kind=reader.choice(data.get("kind"), join(at, "kind"), LINE_KINDS) or "part",
                amount=reader.amount(data.get("amount"), join(at, "amount")) or 0,
                currency=reader.currency(data.get("currency"), join(at, "currency")) or "",
                component=reader.text(data.get("component"), join(at, "component"), 80),
                hours=reader.hundredths(data.get("hours"), join(at, "hours"), 1_000_000),
            )
        )
    return tuple(lines)
