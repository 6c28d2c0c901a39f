"""The clauses that terms and packs are made of, from plain data; what is wrong is noted with its path."""

from collections.abc import Mapping
from typing import Any

from payandan.platform.kit.calendars import CalendarName
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.periods import Period
from payandan.warranty.rules.documents import (
    ComponentTerms,
    Condition,
    Exclusion,
    Grant,
    Latest,
    Limit,
    Remedy,
    Scope,
    SerialRange,
    Shares,
    Stage,
    Start,
    Sum,
    When,
    Words,
)
from payandan.warranty.rules.reading import Reader, join
from payandan.warranty.rules.vocabulary import (
    BASES,
    CAUSES,
    CHOICES,
    CLASS_CAUSES,
    CONDITION_FAILURES,
    CONDITION_KINDS,
    EXCLUSION_CLASSES,
    EXCLUSION_EFFECTS,
    FINDERS,
    LINE_KINDS,
    MEMBERS,
    NO_FAULT,
    PRESUMPTIONS,
    REPAIR_BASES,
    SOURCES,
)

MANY = 10**9
_WHEN_COUNTS = (
    "days_since_start_max", "same_problem_repairs_min", "repair_working_days_over", "repair_days_over",
    "days_out_of_service_over", "working_days_since_start_max",
)  # fmt: skip
_WHEN_TRUTHS = ("replacement_available", "part_available", "safety_part", "injury_risk")
_WHEN_KEYS = (*_WHEN_COUNTS, *_WHEN_TRUTHS, "causes")
RULE_KEYS = ("name", "source", "vectors")
"""What every rule of a pack may carry beside what it says."""


def read_words(reader: Reader, value: object, path: str, most: int = 400) -> Words:
    """A title or note: one text, or one by language."""
    if not isinstance(value, Mapping):
        return reader.text(value, path, most)
    data = reader.mapping(value, path, ("fa", "en"))
    texts = {tongue: reader.text(data.get(tongue), join(path, tongue), most) for tongue in ("fa", "en")}
    return {tongue: text for tongue, text in texts.items() if text is not None} or None


def read_names(reader: Reader, value: object, path: str) -> frozenset[str] | None:
    """A list of names; `all`, an empty value or none at all mean everything."""
    if value is None or value == "all":
        return None
    names = frozenset(
        text for at, member in reader.items(value, path) if (text := reader.text(member, at, 80)) is not None
    )
    if not names and isinstance(value, list | tuple):
        reader.wrong(path, "empty")
    return names


def read_scope(reader: Reader, value: object, path: str) -> Scope:
    """Whom terms are for, and where a fault may be presented."""
    if value is None:
        return Scope()
    data = reader.mapping(value, path, ("categories", "components", "countries", "territory", "serials"))
    return Scope(
        categories=read_names(reader, data.get("categories"), join(path, "categories")),
        components=read_names(reader, data.get("components"), join(path, "components")),
        countries=read_names(reader, data.get("countries"), join(path, "countries")),
        territory=read_names(reader, data.get("territory"), join(path, "territory")),
        serials=_serials(reader, data.get("serials"), join(path, "serials")),
    )


def _serials(reader: Reader, value: object, path: str) -> tuple[SerialRange, ...]:
    ranges: list[SerialRange] = []
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("from", "to"), ("from", "to"))
        texts = [reader.text(data.get(end), join(at, end), 80) for end in ("from", "to")]
        first, last = (serial_key(text or "") for text in texts)
        if not first or not last:
            if all(texts):
                reader.wrong(at, "empty")
            continue
        if len(first) != len(last):
            reader.wrong(join(at, "to"), "other_length", other="from")
        elif last < first:
            reader.wrong(join(at, "to"), "not_before", other="from")
        else:
            ranges.append(SerialRange(first, last))
    return tuple(ranges)


def read_start(reader: Reader, value: object, path: str, calendar: CalendarName) -> Start:
    """From which day a promise runs."""
    if value is None:
        return Start("sold")
    data = reader.mapping(value, path, ("basis", "else", "latest"), ("basis",))
    basis = reader.choice(data.get("basis"), join(path, "basis"), (*BASES, *REPAIR_BASES)) or "sold"
    other = data.get("else")
    listed = [other] if isinstance(other, str) else other
    fallbacks = reader.words(listed, join(path, "else"), tuple(BASES))
    if basis in fallbacks:
        reader.wrong(join(path, "else"), "duplicate", value=basis)
    return Start(basis, fallbacks, _latest(reader, data.get("latest"), join(path, "latest"), calendar))


def _latest(reader: Reader, value: object, path: str, calendar: CalendarName) -> Latest | None:
    if value is None:
        return None
    period = reader.period(value, path, calendar, ("after",))
    if not isinstance(value, Mapping):
        return None
    if value.get("after") is None:
        reader.wrong(join(path, "after"), "required")
    after = reader.choice(value.get("after"), join(path, "after"), tuple(BASES))
    return Latest(period, after) if period and after else None


def read_shares(reader: Reader, value: object, path: str) -> Shares:
    """What is paid of each kind of line, in hundredths of a percent."""
    if value is None:
        return {}
    data = reader.mapping(value, path, LINE_KINDS)
    shares = {kind: reader.percent(data.get(kind), join(path, kind)) for kind in LINE_KINDS}
    return {kind: share for kind, share in shares.items() if share is not None}


def read_limits(reader: Reader, value: object, path: str) -> tuple[Limit, ...]:
    """The meters that end a promise."""
    limits: list[Limit] = []
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("meter", "max"), ("meter", "max"))
        meter = reader.word(data.get("meter"), join(at, "meter"))
        most = reader.integer(data.get("max"), join(at, "max"), 1, MANY)
        if meter in {limit.meter for limit in limits}:
            reader.wrong(join(at, "meter"), "duplicate", value=meter)
        elif meter and most:
            limits.append(Limit(meter, most))
    return tuple(limits)


def read_components(
    reader: Reader, value: object, path: str, calendar: CalendarName
) -> tuple[ComponentTerms, ...]:  # fmt: skip
    found: list[ComponentTerms] = []
    keys = ("component", "period", "lines", "consumable", "clause")
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, keys, ("component",))
        component = reader.text(data.get("component"), join(at, "component"), 80)
        if component in {entry.component for entry in found}:
            reader.wrong(join(at, "component"), "duplicate", value=component)
        found.append(
            ComponentTerms(
                component=component or "",
                period=reader.period(data.get("period"), join(at, "period"), calendar),
                lines=read_shares(reader, data.get("lines"), join(at, "lines")),
                consumable=bool(reader.truth(data.get("consumable"), join(at, "consumable"))),
                clause=read_clause(reader, data, at),
            )
        )
    return tuple(found)


def read_clause(reader: Reader, data: Mapping[str, Any], path: str) -> str | None:
    """The number of a clause."""
    return reader.text(data.get("clause"), join(path, "clause"), 40)


def read_stages(reader: Reader, value: object, path: str, calendar: CalendarName) -> tuple[Stage, ...]:
    """The share by age, each stage longer than the one before."""
    stages: list[Stage] = []
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("until", "share"), ("until", "share"))
        until = reader.period(data.get("until"), join(at, "until"), calendar)
        share = reader.percent(data.get("share"), join(at, "share"))
        if until is None or share is None:
            continue
        if stages and length(until) <= length(stages[-1].until):
            reader.wrong(join(at, "until"), "not_ascending")
        stages.append(Stage(until, share))
    return tuple(stages)


def length(period: Period) -> float:
    """About how many days, to put periods in order."""
    return period.total_months * 30.4369 + period.total_days


def read_sum(reader: Reader, value: object, path: str) -> Sum | None:
    """An amount with its currency."""
    if value is None:
        return None
    data = reader.mapping(value, path, ("amount", "currency"), ("amount", "currency"))
    amount = reader.amount(data.get("amount"), join(path, "amount"))
    currency = reader.currency(data.get("currency"), join(path, "currency"))
    return None if amount is None or currency is None else Sum(amount, currency)


def read_grants(reader: Reader, value: object, path: str) -> tuple[Grant, ...]:
    """The causes that are promised, each under one clause."""
    grants: list[Grant] = []
    known = tuple(cause for cause in CAUSES if cause != NO_FAULT)
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("causes", "found_by", "clause"), ("causes",))
        causes = reader.words(data.get("causes"), join(at, "causes"), known)
        for cause in causes:
            if any(cause in grant.causes for grant in grants):
                reader.wrong(join(at, "causes"), "duplicate", value=cause)
        grants.append(Grant(causes, _found_by(reader, data, at), read_clause(reader, data, at)))
    return tuple(grants)


def _found_by(reader: Reader, data: Mapping[str, Any], path: str) -> tuple[str, ...]:
    value = data.get("found_by")
    if value is None:
        return FINDERS
    found = reader.words(value, join(path, "found_by"), SOURCES)
    if not found:
        reader.wrong(join(path, "found_by"), "empty")
    return tuple(source for source in SOURCES if source in found)


_CONDITION_EXTRAS: Mapping[str, tuple[str, ...]] = {
    "registered_within": ("days",),
    "installed_by": ("who",),
    "maintenance_done": ("every",),
    "proof_of_purchase": ("evidence",),
    "genuine_serial": (),
}


def read_conditions(reader: Reader, value: object, path: str) -> tuple[Condition, ...]:
    """The acts that a promise depends on, each kind once."""
    conditions: list[Condition] = []
    common = ("kind", "clause", "on_failure", "cure", "presume")
    for at, member in reader.items(value, path):
        kind = str(member.get("kind")) if isinstance(member, Mapping) else ""
        extras = _CONDITION_EXTRAS.get(kind, ("days", "who", "every", "evidence"))
        data = reader.mapping(member, at, (*common, *extras), ("kind",))
        condition = _condition(reader, data, at)
        if condition is None:
            continue
        if any(condition.kind == other.kind for other in conditions):
            reader.wrong(at, "contradictory", value=condition.kind)
        conditions.append(condition)
    return tuple(conditions)


def _condition(reader: Reader, data: Mapping[str, Any], path: str) -> Condition | None:
    kind = reader.choice(data.get("kind"), join(path, "kind"), CONDITION_KINDS)
    if kind is None:
        return None
    if kind == "registered_within" and data.get("days") is None:
        reader.wrong(join(path, "days"), "required")
    who = data.get("who")
    members = reader.words([who] if isinstance(who, str) else who, join(path, "who"), MEMBERS)
    presume = reader.choice(data.get("presume"), join(path, "presume"), PRESUMPTIONS)
    return Condition(
        kind=kind,
        on_failure=reader.choice(data.get("on_failure"), join(path, "on_failure"), CONDITION_FAILURES) or "set_aside",
        clause=read_clause(reader, data, path),
        cure=reader.word(data.get("cure"), join(path, "cure")),
        presume=presume or ("unknown" if kind == "proof_of_purchase" else "customer"),
        days=reader.integer(data.get("days"), join(path, "days"), 1, 36_600),
        who=members or (("authorised",) if kind == "installed_by" else ()),
        every=reader.period(data.get("every"), join(path, "every")),
        evidence=reader.words(data.get("evidence"), join(path, "evidence"))
        or (("invoice", "receipt", "guarantee_card") if kind == "proof_of_purchase" else ()),
    )


def read_exclusions(reader: Reader, value: object, path: str) -> tuple[Exclusion, ...]:
    """What a promise does not pay for."""
    return tuple(_exclusion(reader, member, at) for at, member in reader.items(value, path))


_EXCLUSION_KEYS = (
    "class", "causes", "effect", "evidence", "found_by", "presume", "clause", "cure", "cured_by", "max",
)  # fmt: skip


def _exclusion(reader: Reader, value: object, path: str) -> Exclusion:
    data = reader.mapping(value, path, _EXCLUSION_KEYS, ("class", "effect"))
    kind = reader.choice(data.get("class"), join(path, "class"), EXCLUSION_CLASSES) or ""
    causes = reader.words(data.get("causes"), join(path, "causes"), tuple(c for c in CAUSES if c != NO_FAULT))
    effect = reader.choice(data.get("effect"), join(path, "effect"), EXCLUSION_EFFECTS) or "claim"
    most = reader.integer(data.get("max"), join(path, "max"), 0, MANY)
    if kind == "pixels_within_tolerance" and most is None and "max" not in data and not causes:
        reader.wrong(join(path, "max"), "required")
    if "max" in data and kind and kind != "pixels_within_tolerance":
        reader.wrong(join(path, "max"), "not_here", value=kind)
    return Exclusion(
        kind=kind,
        effect=effect,
        causes=causes or CLASS_CAUSES.get(kind, ()),
        evidence=reader.words(data.get("evidence"), join(path, "evidence")),
        found_by=_found_by(reader, data, path),
        presume=reader.choice(data.get("presume"), join(path, "presume"), PRESUMPTIONS) or "customer",
        clause=read_clause(reader, data, path),
        cure=reader.word(data.get("cure"), join(path, "cure")),
        cured_by=reader.words(data.get("cured_by"), join(path, "cured_by")),
        most=most,
    )


def read_remedies(reader: Reader, value: object, path: str, kinds: tuple[str, ...]) -> tuple[Remedy, ...]:
    """The ladder of terms, in its order."""
    return tuple(read_remedy(reader, member, at, kinds) for at, member in reader.items(value, path))


def read_remedy(reader: Reader, value: object, path: str, kinds: tuple[str, ...], *, name: str = "") -> Remedy:
    """A rung of a ladder, or with a `name` the right of a pack."""
    more = RULE_KEYS if name else ()
    data = reader.mapping(value, path, ("kind", "when", "choice", "clause", "by", "per", *more), ("kind",))
    kind = reader.choice(data.get("kind"), join(path, "kind"), kinds) or "repair"
    when = _when(reader, data.get("when"), join(path, "when"))
    by = reader.period(data.get("by"), join(path, "by"))
    per = reader.choice(data.get("per"), join(path, "per"), ("day", "week", "repair", "once"))
    if kind == "extend" and data.get("by") is None:
        reader.wrong(join(path, "by"), "required")
    if kind == "extend" and when.repair_working_days_over is None and when.repair_days_over is None:
        reader.wrong(join(path, "when"), "needs_lateness")
    if kind != "extend":
        for key in ("by", "per"):
            if data.get(key) is not None:
                reader.wrong(join(path, key), "not_here", value=kind)
    choice = reader.choice(data.get("choice"), join(path, "choice"), CHOICES) or "company"
    return Remedy(kind, when, choice, read_clause(reader, data, path), by, per, name)


def _when(reader: Reader, value: object, path: str) -> When:
    if value is None:
        return When()
    data = reader.mapping(value, path, _WHEN_KEYS)
    said: dict[str, Any] = {key: reader.integer(data.get(key), join(path, key), 0, 36_600) for key in _WHEN_COUNTS}
    for key in ("repair_working_days_over", "working_days_since_start_max"):
        if (said[key] or 0) > 300:
            reader.wrong(join(path, key), "out_of_range", least=0, most=300)
    said |= {key: reader.truth(data.get(key), join(path, key)) for key in _WHEN_TRUTHS}
    return When(**said, causes=reader.words(data.get("causes"), join(path, "causes"), CAUSES))
