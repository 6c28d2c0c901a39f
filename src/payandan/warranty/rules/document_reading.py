"""From plain data to terms and packs, with every problem named by its path."""

import re
from collections.abc import Mapping
from typing import Any

from payandan.platform.kit.calendars import CalendarName
from payandan.platform.kit.periods import Period
from payandan.warranty.rules.documents import (
    ComponentTerms,
    Condition,
    Exclusion,
    Floor,
    Grant,
    Latest,
    Limit,
    Pack,
    Promised,
    Remedy,
    Scope,
    Shares,
    Source,
    Stage,
    Start,
    Sum,
    Terms,
    When,
    Words,
    WorkTime,
)
from payandan.warranty.rules.reading import BadData, Reader, join
from payandan.warranty.rules.vocabulary import (
    BASES,
    CAUSES,
    CHOICES,
    CLASS_CAUSES,
    CONDITION_FAILURES,
    CONDITION_KINDS,
    CONFIDENCES,
    EXCLUSION_CLASSES,
    EXCLUSION_EFFECTS,
    FINDERS,
    KINDS,
    LINE_KINDS,
    MEMBERS,
    NO_FAULT,
    PRESUMPTIONS,
    REMEDIES,
    REPAIR_BASES,
    RIGHTS,
    SOURCES,
)

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}@[1-9][0-9]{0,8}")
_MANY = 10**9
_ENDLESS_KINDS = ("recall", "goodwill", "commitment", "supplier")

TERMS_KEYS = (
    "id", "kind", "title", "scope", "start", "period", "limits", "lines", "components", "pro_rata", "deductible",
    "caps", "late_claim", "transferable", "clock_stops", "grants", "conditions", "exclusions", "remedies", "note",
)  # fmt: skip
PACK_KEYS = (
    "id", "kind", "title", "scope", "source", "floor", "cannot_exclude", "keeps_presumption", "rights", "clocks",
)  # fmt: skip
_WHEN_COUNTS = (
    "days_since_start_max", "same_problem_repairs_min", "repair_working_days_over", "repair_days_over",
    "days_out_of_service_over",
)  # fmt: skip
_WHEN_KEYS = (*_WHEN_COUNTS, "causes", "replacement_available", "part_available")


class DocumentError(BadData):
    """Terms or a pack that cannot be used."""


def parse_document(document: object, path: str = "") -> Terms | Pack:
    """Terms, or a pack where `kind` is `pack`. Raises DocumentError with all problems, each with its path."""
    reader = Reader()
    is_pack = isinstance(document, Mapping) and document.get("kind") == "pack"
    found = _pack(reader, document, path) if is_pack else _terms(reader, document, path)
    if reader.problems:
        raise DocumentError(reader.problems)
    return found


def _terms(reader: Reader, document: object, path: str) -> Terms:
    data = reader.mapping(document, path, TERMS_KEYS, ("id", "kind", "start", "lines"))
    kind = reader.choice(data.get("kind"), join(path, "kind"), KINDS) or "manufacturer"
    period = reader.period(data.get("period"), join(path, "period"))
    calendar: CalendarName = period.calendar if period else "gregorian"
    caps = _optional(reader, data, join(path, "caps"), ("per_claim", "total"))
    late = _optional(reader, data, join(path, "late_claim"), ("days",), ("days",))
    stops = _optional(reader, data, join(path, "clock_stops"), ("in_workshop",))
    terms = Terms(
        id=_id(reader, data, path),
        kind=kind,
        title=_words(reader, data.get("title"), join(path, "title")),
        scope=_scope(reader, data.get("scope"), join(path, "scope")),
        start=_start(reader, data.get("start"), join(path, "start"), calendar),
        period=period,
        lines=_shares(reader, data.get("lines"), join(path, "lines")),
        limits=_limits(reader, data.get("limits"), join(path, "limits")),
        components=_components(reader, data.get("components"), join(path, "components"), calendar),
        pro_rata=_stages(reader, data.get("pro_rata"), join(path, "pro_rata"), calendar),
        deductible=_sum(reader, data.get("deductible"), join(path, "deductible")),
        cap_per_claim=_sum(reader, caps.get("per_claim"), join(path, "caps.per_claim")),
        cap_total=_sum(reader, caps.get("total"), join(path, "caps.total")),
        late_claim_days=reader.integer(late.get("days"), join(path, "late_claim.days"), 0, 36_600),
        transferable=reader.truth(data.get("transferable"), join(path, "transferable")) is not False,
        stops_in_workshop=bool(reader.truth(stops.get("in_workshop"), join(path, "clock_stops.in_workshop"))),
        grants=_grants(reader, data.get("grants"), join(path, "grants")),
        conditions=_conditions(reader, data.get("conditions"), join(path, "conditions")),
        exclusions=_exclusions(reader, data.get("exclusions"), join(path, "exclusions")),
        remedies=_remedies(reader, data.get("remedies"), join(path, "remedies"), REMEDIES),
        note=_words(reader, data.get("note"), join(path, "note"), 4000),
    )
    # Terms need an end. One that was given and could not be read has its own problem already.
    if data.get("period") is None and not terms.limits and data and kind not in _ENDLESS_KINDS:
        reader.wrong(join(path, "period"), "required")
    return terms


def _pack(reader: Reader, document: object, path: str) -> Pack:
    data = reader.mapping(document, path, PACK_KEYS, ("id", "kind", "scope"))
    clocks = _optional(reader, data, join(path, "clocks"), ("repair_due", "parts_promised"))
    known = tuple(dict.fromkeys((*EXCLUSION_CLASSES, *CAUSES)))
    return Pack(
        id=_id(reader, data, path),
        title=_words(reader, data.get("title"), join(path, "title")),
        scope=_pack_scope(reader, data.get("scope"), join(path, "scope")),
        source=_source(reader, data.get("source"), join(path, "source")),
        floor=_floor(reader, data.get("floor"), join(path, "floor")),
        cannot_exclude=reader.words(data.get("cannot_exclude"), join(path, "cannot_exclude"), known),
        keeps_presumption=bool(reader.truth(data.get("keeps_presumption"), join(path, "keeps_presumption"))),
        rights=_remedies(reader, data.get("rights"), join(path, "rights"), RIGHTS),
        repair_due=_work_time(reader, clocks.get("repair_due"), join(path, "clocks.repair_due")),
        parts_promised=_promised(reader, clocks.get("parts_promised"), join(path, "clocks.parts_promised")),
    )


def _optional(
    reader: Reader, data: Mapping[str, Any], at: str, allowed: tuple[str, ...], required: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    """The mapping at the end of the path `at`, or an empty one where there is none."""
    value = data.get(at.rpartition(".")[2])
    return {} if value is None else reader.mapping(value, at, allowed, required)


def _id(reader: Reader, data: Mapping[str, Any], path: str) -> str:
    value = data.get("id")
    if value is None:
        return ""
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    reader.wrong(join(path, "id"), "bad_id", value=value)
    return ""


def _words(reader: Reader, value: object, path: str, most: int = 400) -> Words:
    if not isinstance(value, Mapping):
        return reader.text(value, path, most)
    data = reader.mapping(value, path, ("fa", "en"))
    texts = {tongue: reader.text(data.get(tongue), join(path, tongue), most) for tongue in ("fa", "en")}
    return {tongue: text for tongue, text in texts.items() if text is not None} or None


def _names(reader: Reader, value: object, path: str) -> frozenset[str] | None:
    """A list of names; `all`, an empty value or none at all mean everything."""
    if value is None or value == "all":
        return None
    names = frozenset(
        text for at, member in reader.items(value, path) if (text := reader.text(member, at, 80)) is not None
    )
    if not names and isinstance(value, list | tuple):
        reader.wrong(path, "empty")
    return names


def _scope(reader: Reader, value: object, path: str) -> Scope:
    if value is None:
        return Scope()
    data = reader.mapping(value, path, ("categories", "components", "countries"))
    return Scope(
        categories=_names(reader, data.get("categories"), join(path, "categories")),
        components=_names(reader, data.get("components"), join(path, "components")),
        countries=_names(reader, data.get("countries"), join(path, "countries")),
    )


def _pack_scope(reader: Reader, value: object, path: str) -> Scope:
    if value is None:
        return Scope()
    data = reader.mapping(value, path, ("country", "categories", "from", "until"), ("country",))
    country = reader.text(data.get("country"), join(path, "country"), 80)
    since = reader.day(data.get("from"), join(path, "from"))
    until = reader.day(data.get("until"), join(path, "until"))
    if since and until and until <= since:
        reader.wrong(join(path, "until"), "not_after", other="from")
    return Scope(
        categories=_names(reader, data.get("categories"), join(path, "categories")),
        countries=frozenset((country,)) if country else None,
        since=since,
        until=until,
    )


def _source(reader: Reader, value: object, path: str) -> Source:
    if value is None:
        return Source()
    data = reader.mapping(value, path, ("title", "article", "confidence", "checked_on", "note"))
    return Source(
        title=_words(reader, data.get("title"), join(path, "title")),
        article=_words(reader, data.get("article"), join(path, "article")),
        confidence=reader.choice(data.get("confidence"), join(path, "confidence"), CONFIDENCES) or "medium",
        checked_on=reader.day(data.get("checked_on"), join(path, "checked_on")),
        note=_words(reader, data.get("note"), join(path, "note"), 4000),
    )


def _start(reader: Reader, value: object, path: str, calendar: CalendarName) -> Start:
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


def _shares(reader: Reader, value: object, path: str) -> Shares:
    if value is None:
        return {}
    data = reader.mapping(value, path, LINE_KINDS)
    shares = {kind: reader.percent(data.get(kind), join(path, kind)) for kind in LINE_KINDS}
    return {kind: share for kind, share in shares.items() if share is not None}


def _limits(reader: Reader, value: object, path: str) -> tuple[Limit, ...]:
    limits: list[Limit] = []
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("meter", "max"), ("meter", "max"))
        meter = reader.word(data.get("meter"), join(at, "meter"))
        most = reader.integer(data.get("max"), join(at, "max"), 1, _MANY)
        if meter in {limit.meter for limit in limits}:
            reader.wrong(join(at, "meter"), "duplicate", value=meter)
        elif meter and most:
            limits.append(Limit(meter, most))
    return tuple(limits)


def _components(
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
                lines=_shares(reader, data.get("lines"), join(at, "lines")),
                consumable=bool(reader.truth(data.get("consumable"), join(at, "consumable"))),
                clause=_clause(reader, data, at),
            )
        )
    return tuple(found)


def _clause(reader: Reader, data: Mapping[str, Any], path: str) -> str | None:
    return reader.text(data.get("clause"), join(path, "clause"), 40)


def _stages(reader: Reader, value: object, path: str, calendar: CalendarName) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("until", "share"), ("until", "share"))
        until = reader.period(data.get("until"), join(at, "until"), calendar)
        share = reader.percent(data.get("share"), join(at, "share"))
        if until is None or share is None:
            continue
        if stages and _length(until) <= _length(stages[-1].until):
            reader.wrong(join(at, "until"), "not_ascending")
        stages.append(Stage(until, share))
    return tuple(stages)


def _length(period: Period) -> float:
    """About how many days, to put periods in order."""
    return period.total_months * 30.4369 + period.total_days


def _sum(reader: Reader, value: object, path: str) -> Sum | None:
    if value is None:
        return None
    data = reader.mapping(value, path, ("amount", "currency"), ("amount", "currency"))
    amount = reader.amount(data.get("amount"), join(path, "amount"))
    currency = reader.currency(data.get("currency"), join(path, "currency"))
    return None if amount is None or currency is None else Sum(amount, currency)


def _grants(reader: Reader, value: object, path: str) -> tuple[Grant, ...]:
    grants: list[Grant] = []
    known = tuple(cause for cause in CAUSES if cause != NO_FAULT)
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("causes", "found_by", "clause"), ("causes",))
        causes = reader.words(data.get("causes"), join(at, "causes"), known)
        for cause in causes:
            if any(cause in grant.causes for grant in grants):
                reader.wrong(join(at, "causes"), "duplicate", value=cause)
        grants.append(Grant(causes, _found_by(reader, data, at), _clause(reader, data, at)))
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


def _conditions(reader: Reader, value: object, path: str) -> tuple[Condition, ...]:
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
        clause=_clause(reader, data, path),
        cure=reader.word(data.get("cure"), join(path, "cure")),
        presume=presume or ("unknown" if kind == "proof_of_purchase" else "customer"),
        days=reader.integer(data.get("days"), join(path, "days"), 1, 36_600),
        who=members or (("authorised",) if kind == "installed_by" else ()),
        every=reader.period(data.get("every"), join(path, "every")),
        evidence=reader.words(data.get("evidence"), join(path, "evidence"))
        or (("invoice", "receipt", "guarantee_card") if kind == "proof_of_purchase" else ()),
    )


def _exclusions(reader: Reader, value: object, path: str) -> tuple[Exclusion, ...]:
    return tuple(_exclusion(reader, member, at) for at, member in reader.items(value, path))


_EXCLUSION_KEYS = (
    "class", "causes", "effect", "evidence", "found_by", "presume", "clause", "cure", "cured_by", "max",
)  # fmt: skip


def _exclusion(reader: Reader, value: object, path: str) -> Exclusion:
    data = reader.mapping(value, path, _EXCLUSION_KEYS, ("class", "effect"))
    kind = reader.choice(data.get("class"), join(path, "class"), EXCLUSION_CLASSES) or ""
    causes = reader.words(data.get("causes"), join(path, "causes"), tuple(c for c in CAUSES if c != NO_FAULT))
    effect = reader.choice(data.get("effect"), join(path, "effect"), EXCLUSION_EFFECTS) or "claim"
    most = reader.integer(data.get("max"), join(path, "max"), 0, _MANY)
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
        clause=_clause(reader, data, path),
        cure=reader.word(data.get("cure"), join(path, "cure")),
        cured_by=reader.words(data.get("cured_by"), join(path, "cured_by")),
        most=most,
    )


def _remedies(reader: Reader, value: object, path: str, kinds: tuple[str, ...]) -> tuple[Remedy, ...]:
    return tuple(_remedy(reader, member, at, kinds) for at, member in reader.items(value, path))


def _remedy(reader: Reader, value: object, path: str, kinds: tuple[str, ...]) -> Remedy:
    data = reader.mapping(value, path, ("kind", "when", "choice", "clause", "by", "per"), ("kind",))
    kind = reader.choice(data.get("kind"), join(path, "kind"), kinds) or "repair"
    when = _when(reader, data.get("when"), join(path, "when"))
    by = reader.period(data.get("by"), join(path, "by"))
    per = reader.choice(data.get("per"), join(path, "per"), ("day", "week", "repair"))
    if kind == "extend" and data.get("by") is None:
        reader.wrong(join(path, "by"), "required")
    if kind == "extend" and when.repair_working_days_over is None and when.repair_days_over is None:
        reader.wrong(join(path, "when"), "needs_lateness")
    if kind != "extend":
        for key in ("by", "per"):
            if data.get(key) is not None:
                reader.wrong(join(path, key), "not_here", value=kind)
    choice = reader.choice(data.get("choice"), join(path, "choice"), CHOICES) or "company"
    return Remedy(kind, when, choice, _clause(reader, data, path), by, per)


def _when(reader: Reader, value: object, path: str) -> When:
    if value is None:
        return When()
    data = reader.mapping(value, path, _WHEN_KEYS)
    counts = {key: reader.integer(data.get(key), join(path, key), 0, 36_600) for key in _WHEN_COUNTS}
    for key in ("repair_working_days_over",):
        if (counts[key] or 0) > 300:
            reader.wrong(join(path, key), "out_of_range", least=0, most=300)
    return When(
        **counts,
        causes=reader.words(data.get("causes"), join(path, "causes"), CAUSES),
        replacement_available=reader.truth(data.get("replacement_available"), join(path, "replacement_available")),
        part_available=reader.truth(data.get("part_available"), join(path, "part_available")),
    )


def _floor(reader: Reader, value: object, path: str) -> Floor | None:
    if value is None:
        return None
    data = reader.mapping(value, path, ("period", "lines", "limits", "start", "exclusions"))
    period = reader.period(data.get("period"), join(path, "period"))
    exclusions = data.get("exclusions")
    if data.get("start") is not None and exclusions is None:
        reader.wrong(join(path, "start"), "needs_own_exclusions")
    if exclusions is not None:
        for key in ("period", "lines"):
            if data.get(key) is None:
                reader.wrong(join(path, key), "required")
    return Floor(
        period=period,
        lines=None if data.get("lines") is None else _shares(reader, data["lines"], join(path, "lines")),
        limits=_limits(reader, data.get("limits"), join(path, "limits")),
        start=_start(reader, data["start"], join(path, "start"), "gregorian") if data.get("start") else Floor().start,
        exclusions=None if exclusions is None else _exclusions(reader, exclusions, join(path, "exclusions")),
    )


def _work_time(reader: Reader, value: object, path: str) -> WorkTime | None:
    if value is None:
        return None
    data = reader.mapping(value, path, ("working_days", "days"))
    working = reader.integer(data.get("working_days"), join(path, "working_days"), 1, 300)
    days = reader.integer(data.get("days"), join(path, "days"), 1, 3660)
    if (data.get("working_days") is None) == (data.get("days") is None):
        reader.wrong(path, "one_of", allowed="working_days, days")
    if working is not None:
        return WorkTime(working, working=True)
    return None if days is None else WorkTime(days, working=False)


def _promised(reader: Reader, value: object, path: str) -> Promised | None:
    if value is None:
        return None
    period = reader.period(value, path, extra=("after",))
    if not isinstance(value, Mapping):
        return None
    after = reader.choice(value.get("after"), join(path, "after"), (*BASES, "last_sold")) or "last_sold"
    return Promised(period, after) if period else None
