"""Law packs from plain data: every rule with what it rests on, its own source and its test vectors."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from payandan.warranty.rules.clause_reading import (
    RULE_KEYS,
    read_exclusions,
    read_limits,
    read_names,
    read_remedy,
    read_shares,
    read_start,
    read_words,
)
from payandan.warranty.rules.documents import (
    USUAL_START,
    Floor,
    Ground,
    Pack,
    Promised,
    Remedy,
    RepairDuty,
    Scope,
    Source,
    Vector,
    Withdrawal,
    Words,
    WorkTime,
    protection,
)
from payandan.warranty.rules.reading import Reader, join
from payandan.warranty.rules.vocabulary import (
    BASES,
    CAUSES,
    CHANNELS,
    CONFIDENCES,
    EXCLUSION_CLASSES,
    RIGHTS,
    SUBJECTS,
)

PACK_KEYS = (
    "id", "kind", "title", "subject", "scope", "source", "floor", "cannot_exclude", "keeps_presumption", "rights",
    "clocks", "clock_stops", "withdrawal", "repair_duty", "sample",
)  # fmt: skip
EXPECTED = (
    "outcome", "lines", "pays", "reasons", "no_reasons", "remedies", "no_remedies", "until", "due_on", "free_until",
    "parts_promised_until", "withdrawal", "presumed",
)  # fmt: skip
"""What a test vector may say about the verdict."""

FLOOR_KINDS = ("statutory", "repair", "replaced_part")
_GROUND_KEYS = RULE_KEYS[1:]
_DEEPEST = 12


@dataclass(slots=True)
class _Rules:
    """Collects what the rules of one pack rest on, and that no two share a name."""

    reader: Reader
    pack_source: Source
    grounds: dict[str, Ground] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def note(self, data: Mapping[str, Any], path: str, name: str) -> str:
        """Note the source and the vectors of a rule under its name."""
        if name in self.names:
            self.reader.wrong(join(path, "name"), "duplicate", value=name)
        self.names.add(name)
        if data.get("source") is None and data.get("vectors") is None:
            return name
        source = read_source(self.reader, data.get("source"), join(path, "source"), self.pack_source)
        vectors = read_vectors(self.reader, data.get("vectors"), join(path, "vectors"))
        self.grounds[name] = Ground(source, vectors)
        return name

    def named(self, data: Mapping[str, Any], path: str, usual: str) -> str:
        """The same for a rule that may have a name of its own."""
        return self.note(data, path, self.reader.word(data.get("name"), join(path, "name")) or usual)


def read_pack(reader: Reader, document: object, path: str, identity: str) -> Pack:
    """A pack; what is wrong is noted with the reader."""
    data = reader.mapping(document, path, PACK_KEYS, ("id", "kind", "scope"))
    source = read_source(reader, data.get("source"), join(path, "source"), Source())
    rules = _Rules(reader, source)
    clocks = reader.part(data.get("clocks"), join(path, "clocks"), ("repair_due", "parts_promised"))
    return Pack(
        id=identity,
        title=read_words(reader, data.get("title"), join(path, "title")),
        subject=reader.choice(data.get("subject"), join(path, "subject"), SUBJECTS) or "guarantee",
        scope=_scope(reader, data.get("scope"), join(path, "scope")),
        source=source,
        floors=_floors(rules, data.get("floor"), join(path, "floor")),
        cannot_exclude=_protections(rules, data.get("cannot_exclude"), join(path, "cannot_exclude")),
        keeps_presumption=_switch(rules, data, join(path, "keeps_presumption"), "keeps_presumption"),
        rights=_rights(rules, data.get("rights"), join(path, "rights")),
        repair_due=_work_time(rules, clocks.get("repair_due"), join(path, "clocks.repair_due")),
        parts_promised=_promised(rules, clocks.get("parts_promised"), join(path, "clocks.parts_promised")),
        stops_in_workshop=_stops(rules, data.get("clock_stops"), join(path, "clock_stops")),
        withdrawal=_withdrawal(rules, data.get("withdrawal"), join(path, "withdrawal")),
        repair_duty=_repair_duty(rules, data.get("repair_duty"), join(path, "repair_duty")),
        grounds=rules.grounds,
        sample=read_sample(reader, data.get("sample"), join(path, "sample")),
    )


def _scope(reader: Reader, value: object, path: str) -> Scope:
    if value is None:
        return Scope()
    data = reader.mapping(value, path, ("country", "categories", "from", "until"), ("country",))
    country = reader.text(data.get("country"), join(path, "country"), 80)
    since = reader.day(data.get("from"), join(path, "from"))
    until = reader.day(data.get("until"), join(path, "until"))
    if since and until and until <= since:
        reader.wrong(join(path, "until"), "not_after", other="from")
    return Scope(
        categories=read_names(reader, data.get("categories"), join(path, "categories")),
        countries=frozenset((country,)) if country else None,
        since=since,
        until=until,
    )


def read_source(reader: Reader, value: object, path: str, beneath: Source) -> Source:
    """Where something was read; what is left out is as `beneath`."""
    if value is None:
        return beneath
    data = reader.mapping(value, path, ("title", "article", "confidence", "checked_on", "note"))

    def words(key: str, most: int = 400) -> Words:
        return read_words(reader, data.get(key), join(path, key), most)

    return Source(
        title=words("title") or beneath.title,
        article=words("article") or beneath.article,
        confidence=reader.choice(data.get("confidence"), join(path, "confidence"), CONFIDENCES) or beneath.confidence,
        checked_on=reader.day(data.get("checked_on"), join(path, "checked_on")) or beneath.checked_on,
        note=words("note", 4000) or beneath.note,
    )


# --- rules ----------------------------------------------------------------------------------------


def _floors(rules: _Rules, value: object, path: str) -> tuple[Floor, ...]:
    """One floor, or a list of them, each under a name."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        return (_floor(rules, value, path),)
    return tuple(_floor(rules, member, at) for at, member in rules.reader.items(value, path))


def _floor(rules: _Rules, value: object, path: str) -> Floor:
    reader = rules.reader
    keys = ("kind", "period", "lines", "limits", "start", "exclusions")
    data = reader.mapping(value, path, (*keys, *RULE_KEYS))
    exclusions = data.get("exclusions")
    if exclusions is None and data.get("kind") is not None:
        reader.wrong(join(path, "kind"), "needs_own_exclusions")
    if exclusions is not None:
        for key in ("period", "lines"):
            if data.get(key) is None:
                reader.wrong(join(path, key), "required")
    start = None if exclusions is None else USUAL_START
    if data.get("start") is not None:
        start = read_start(reader, data["start"], join(path, "start"), "gregorian")
    return Floor(
        period=reader.period(data.get("period"), join(path, "period")),
        lines=None if data.get("lines") is None else read_shares(reader, data["lines"], join(path, "lines")),
        limits=read_limits(reader, data.get("limits"), join(path, "limits")),
        start=start,
        exclusions=None if exclusions is None else read_exclusions(reader, exclusions, join(path, "exclusions")),
        kind=reader.choice(data.get("kind"), join(path, "kind"), FLOOR_KINDS) or "statutory",
        name=rules.named(data, path, "floor"),
    )


def _protections(rules: _Rules, value: object, path: str) -> tuple[str, ...]:
    """What no terms may exclude: words, or words with what they rest on."""
    reader, found = rules.reader, []
    known = tuple(dict.fromkeys((*EXCLUSION_CLASSES, *CAUSES)))
    for at, member in reader.items(value, path):
        grounded = isinstance(member, Mapping)
        data = reader.mapping(member, at, ("what", *_GROUND_KEYS), ("what",)) if grounded else {"what": member}
        if data.get("what") is None:
            if not grounded:
                reader.wrong(at, "required")
            continue
        what = reader.choice(data["what"], join(at, "what") if grounded else at, known)
        if what in found:
            reader.wrong(at, "duplicate", value=what)
        elif what is not None:
            found.append(what)
            rules.note(data, at, protection(what))
    return tuple(found)


def _switch(rules: _Rules, data: Mapping[str, Any], path: str, name: str) -> bool:
    """A rule that holds or does not: `true`, or what it rests on."""
    value = data.get(name)
    if not isinstance(value, Mapping):
        return bool(rules.reader.truth(value, path))
    rules.note(rules.reader.mapping(value, path, _GROUND_KEYS), path, name)
    return True


def _rights(rules: _Rules, value: object, path: str) -> tuple[Remedy, ...]:
    found = []
    for place, (at, member) in enumerate(rules.reader.items(value, path), start=1):
        data = member if isinstance(member, Mapping) else {}
        name = rules.named(data, at, f"right-{place}")
        found.append(read_remedy(rules.reader, member, at, RIGHTS, name=name))
    return tuple(found)


def _grounded(rules: _Rules, value: object, path: str, keys: tuple[str, ...], name: str) -> Mapping[str, Any]:
    data = rules.reader.mapping(value, path, (*keys, *_GROUND_KEYS))
    rules.note(data, path, name)
    return data


def _work_time(rules: _Rules, value: object, path: str) -> WorkTime | None:
    if value is None:
        return None
    data = _grounded(rules, value, path, ("working_days", "days"), "repair_due")
    return _days(rules.reader, data, path)


def _days(reader: Reader, data: Mapping[str, Any], path: str) -> WorkTime | None:
    working = reader.integer(data.get("working_days"), join(path, "working_days"), 1, 300)
    days = reader.integer(data.get("days"), join(path, "days"), 1, 3660)
    if (data.get("working_days") is None) == (data.get("days") is None):
        reader.wrong(path, "one_of", allowed="working_days, days")
    if working is not None:
        return WorkTime(working, working=True)
    return None if days is None else WorkTime(days, working=False)


def _promised(rules: _Rules, value: object, path: str) -> Promised | None:
    if value is None:
        return None
    reader = rules.reader
    period = reader.period(value, path, extra=("after", *_GROUND_KEYS))
    if not isinstance(value, Mapping):
        return None
    rules.note(value, path, "parts_promised")
    after = reader.choice(value.get("after"), join(path, "after"), (*BASES, "last_sold")) or "last_sold"
    return Promised(period, after) if period else None


def _stops(rules: _Rules, value: object, path: str) -> bool:
    if value is None:
        return False
    data = _grounded(rules, value, path, ("in_workshop",), "clock_stops")
    return bool(rules.reader.truth(data.get("in_workshop"), join(path, "in_workshop")))


def _withdrawal(rules: _Rules, value: object, path: str) -> Withdrawal | None:
    if value is None:
        return None
    reader = rules.reader
    data = _grounded(rules, value, path, ("within", "after", "channels", "return_freight"), "withdrawal")
    if data.get("within") is None:
        reader.wrong(join(path, "within"), "required")
        return None
    within = _days(
        reader, reader.mapping(data["within"], join(path, "within"), ("working_days", "days")), join(path, "within")
    )
    freight = reader.choice(data.get("return_freight"), join(path, "return_freight"), ("customer", "seller"))
    after = reader.choice(data.get("after"), join(path, "after"), tuple(BASES)) or "delivered"
    channels = reader.words(data.get("channels"), join(path, "channels"), CHANNELS) or CHANNELS
    return Withdrawal(within, after, channels, freight or "customer") if within else None


def _repair_duty(rules: _Rules, value: object, path: str) -> RepairDuty | None:
    if value is None:
        return None
    data = _grounded(rules, value, path, ("from",), "repair_duty")
    since = rules.reader.day(data.get("from"), join(path, "from"))
    if data.get("from") is None:
        rules.reader.wrong(join(path, "from"), "required")
    return RepairDuty(since) if since else None


# --- test vectors ---------------------------------------------------------------------------------


def read_vectors(reader: Reader, value: object, path: str) -> tuple[Vector, ...]:
    """Small cases beside a rule. Reading does not run them (`vectors.failures` does)."""
    found = []
    for at, member in reader.items(value, path):
        data = reader.mapping(member, at, ("name", "given", "expect"), ("expect",))
        given = _plain_mapping(reader, data.get("given"), join(at, "given"))
        expect = _plain_mapping(reader, data.get("expect"), join(at, "expect"))
        reader.mapping(expect, join(at, "expect"), EXPECTED)
        found.append(Vector(read_words(reader, data.get("name"), join(at, "name")), given, expect))
    return tuple(found)


def read_sample(reader: Reader, value: object, path: str) -> Mapping[str, Any]:
    """The case and the terms from which the test vectors start."""
    sample = _plain_mapping(reader, value, path)
    reader.mapping(sample, path, ("case", "terms"))
    return sample


def _plain_mapping(reader: Reader, value: object, path: str) -> dict[str, Any]:
    if value is None:
        return {}
    plain = _plain(reader, value, path, _DEEPEST)
    if isinstance(plain, dict):
        return plain
    reader.wrong(path, "not_a_mapping", value=value)
    return {}


def _plain(reader: Reader, value: object, path: str, deep: int) -> Any:
    """Data as JSON has it: days as texts; what JSON cannot say is wrong."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if deep and isinstance(value, Mapping):
        return {str(key)[:80]: _plain(reader, one, path, deep - 1) for key, one in value.items()}
    if deep and isinstance(value, list | tuple):
        return [_plain(reader, one, path, deep - 1) for one in value]
    reader.wrong(path, "not_plain")
    return None


def overlapping(packs: Iterable[Pack], other: Pack) -> Pack | None:
    """A pack that speaks of the same subject, country, kind of product and time as `other`, under another name."""
    for pack in packs:
        if pack.id.partition("@")[0] != other.id.partition("@")[0] and _overlap(pack, other):
            return pack
    return None


def _overlap(one: Pack, other: Pack) -> bool:
    def meet(mine: frozenset[str] | None, theirs: frozenset[str] | None) -> bool:
        return mine is None or theirs is None or bool(mine & theirs)

    a, b = one.scope, other.scope
    in_time = (a.until is None or b.since is None or b.since < a.until) and (
        b.until is None or a.since is None or a.since < b.until
    )
    same = one.subject == other.subject
    return same and in_time and meet(a.countries, b.countries) and meet(a.categories, b.categories)
