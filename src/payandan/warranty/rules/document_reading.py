"""From plain data to terms and packs, with every problem named by its path."""

import re
from collections.abc import Mapping
from typing import Any

from payandan.platform.kit.calendars import CalendarName
from payandan.warranty.rules.clause_reading import (
    read_components,
    read_conditions,
    read_exclusions,
    read_grants,
    read_limits,
    read_remedies,
    read_scope,
    read_shares,
    read_stages,
    read_start,
    read_sum,
    read_words,
)
from payandan.warranty.rules.documents import Pack, Terms
from payandan.warranty.rules.pack_reading import PACK_KEYS, read_pack
from payandan.warranty.rules.reading import BadData, Reader, join
from payandan.warranty.rules.sense import check_sense
from payandan.warranty.rules.service_reading import read_entitlements, read_goodwill
from payandan.warranty.rules.vocabulary import KINDS, REMEDIES

__all__ = ["PACK_KEYS", "TERMS_KEYS", "DocumentError", "parse_document", "parse_stored"]

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}@[1-9][0-9]{0,8}")
_ENDLESS_KINDS = ("recall", "goodwill", "commitment", "supplier")

TERMS_KEYS = (
    "id", "kind", "title", "scope", "start", "period", "limits", "lines", "components", "pro_rata", "deductible",
    "caps", "late_claim", "transferable", "clock_stops", "grants", "conditions", "exclusions", "remedies",
    "entitlements", "goodwill", "note",
)  # fmt: skip


class DocumentError(BadData):
    """Terms or a pack that cannot be used."""


def parse_document(document: object, path: str = "") -> Terms | Pack:
    """Terms, or a pack where `kind` is `pack`, as somebody writes them.

    Raises DocumentError with all problems, each with its path: what cannot be read, and what can be read but cannot
    be meant (`sense`).
    """
    reader = Reader()
    found = _read(reader, document, path)
    if not reader.problems:
        check_sense(reader, found, path)
    if reader.problems:
        raise DocumentError(reader.problems)
    return found


def parse_stored(document: object, path: str = "") -> Terms | Pack:
    """A document that was published: it stands as it was promised, even where nobody would write it so today."""
    reader = Reader()
    found = _read(reader, document, path)
    if reader.problems:
        raise DocumentError(reader.problems)
    return found


def _read(reader: Reader, document: object, path: str) -> Terms | Pack:
    if isinstance(document, Mapping) and document.get("kind") == "pack":
        return read_pack(reader, document, path, _id(reader, document, path))
    return _terms(reader, document, path)


def _terms(reader: Reader, document: object, path: str) -> Terms:
    data = reader.mapping(document, path, TERMS_KEYS, ("id", "kind", "start", "lines"))
    kind = reader.choice(data.get("kind"), join(path, "kind"), KINDS) or "manufacturer"
    period = reader.period(data.get("period"), join(path, "period"))
    calendar: CalendarName = period.calendar if period else "gregorian"
    caps = reader.part(data.get("caps"), join(path, "caps"), ("per_claim", "total"))
    late = reader.part(data.get("late_claim"), join(path, "late_claim"), ("days",), ("days",))
    stops = reader.part(data.get("clock_stops"), join(path, "clock_stops"), ("in_workshop",))
    terms = Terms(
        id=_id(reader, data, path),
        kind=kind,
        title=read_words(reader, data.get("title"), join(path, "title")),
        scope=read_scope(reader, data.get("scope"), join(path, "scope")),
        start=read_start(reader, data.get("start"), join(path, "start"), calendar),
        period=period,
        lines=read_shares(reader, data.get("lines"), join(path, "lines")),
        limits=read_limits(reader, data.get("limits"), join(path, "limits")),
        components=read_components(reader, data.get("components"), join(path, "components"), calendar),
        pro_rata=read_stages(reader, data.get("pro_rata"), join(path, "pro_rata"), calendar),
        deductible=read_sum(reader, data.get("deductible"), join(path, "deductible")),
        cap_per_claim=read_sum(reader, caps.get("per_claim"), join(path, "caps.per_claim")),
        cap_total=read_sum(reader, caps.get("total"), join(path, "caps.total")),
        late_claim_days=reader.integer(late.get("days"), join(path, "late_claim.days"), 0, 36_600),
        transferable=reader.truth(data.get("transferable"), join(path, "transferable")) is not False,
        stops_in_workshop=bool(reader.truth(stops.get("in_workshop"), join(path, "clock_stops.in_workshop"))),
        grants=read_grants(reader, data.get("grants"), join(path, "grants")),
        conditions=read_conditions(reader, data.get("conditions"), join(path, "conditions")),
        exclusions=read_exclusions(reader, data.get("exclusions"), join(path, "exclusions")),
        remedies=read_remedies(reader, data.get("remedies"), join(path, "remedies"), REMEDIES),
        note=read_words(reader, data.get("note"), join(path, "note"), 4000),
        entitlements=read_entitlements(reader, data.get("entitlements"), join(path, "entitlements"), kind),
        goodwill=read_goodwill(reader, data.get("goodwill"), join(path, "goodwill"), kind),
    )
    # Terms need an end. One that was given and could not be read has its own problem already.
    if data.get("period") is None and not terms.limits and data and kind not in _ENDLESS_KINDS:
        reader.wrong(join(path, "period"), "required")
    return terms


def _id(reader: Reader, data: Mapping[str, Any], path: str) -> str:
    value = data.get("id")
    if value is None:
        return ""
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    reader.wrong(join(path, "id"), "bad_id", value=value)
    return ""
