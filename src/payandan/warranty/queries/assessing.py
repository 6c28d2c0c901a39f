"""The assessment at the door: a case in, a verdict with its sentences out."""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.kit.refusals import Refused
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty import rulebook
from payandan.warranty.models import Document
from payandan.warranty.queries.books import judge, rule_book_for
from payandan.warranty.queries.facts import contract_unit, plain
from payandan.warranty.rules import DocumentError, Pack, Problem, RuleBook, Terms, parse_document, parse_stored
from payandan.warranty.rules.publishing import UNPUBLISHED
from payandan.warranty.rules.sources import RANK
from payandan.warranty.words import render_verdict

AnyDocument = TypeVar("AnyDocument", Terms, Pack)


def assess(case: Mapping[str, Any], actor: Actor, *, today: date | None) -> dict[str, Any]:
    """The contract's assessment: a verdict with its sentences in both languages.

    Where a unit with the case's `serial` is registered and visible to the actor, the register brings it, with its
    terms and packs; what the case states beside it wins only with a better source. `terms` and `packs` are ids of the
    rule book or whole documents; left out, the rule book of the unit is used. Raises Refused: bad_case,
    unknown_document, invalid_document, each with the path in `field` or `problems`.
    """
    stated = _mapping(case, "")
    unit_stated = _mapping(stated.get("unit") or {}, "unit")
    unit = _registered(unit_stated, actor)
    body = {name: value for name, value in stated.items() if name not in ("terms", "packs")}
    if today is not None:
        body.setdefault("asked_on", today.isoformat())
    if unit is not None:
        register = units.facts_for_case(unit)
        body["unit"] = _merged(contract_unit(register), unit_stated)
        fault = _mapping(stated.get("fault") or {}, "fault")
        meters = _merged(register["meters"], _mapping(fault.get("meters") or {}, "fault.meters"))
        body["fault"] = {**fault, "meters": meters}
    book = _asked_book(stated, unit, body.get("unit") or {})
    return render_verdict(judge(body, book))


def assess_text(text: str, *, today: date | None = None) -> tuple[dict[str, Any], bool]:
    """`assess` from JSON text, in the name of the system: the answer, and whether the case could be read.

    Needs no database for a case that brings its documents, or names some that come with the program.
    """
    try:
        case = json.loads(text)
        return assess(case, SYSTEM, today=today), True
    except ValueError as error:
        return {"error": {"code": "not_json", "reason": str(error)}}, False
    except Refused as refused:
        problems = [
            {"path": problem.path, "code": problem.code, **dict(problem.params)}
            for problem in refused.params.get("problems", ())
        ]
        return {"error": {"code": refused.code, "field": refused.field, "problems": problems}}, False


def _mapping(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused("bad_case", field=path or "case", problems=[Problem(path, "not_a_mapping")])
    return value


def _registered(unit: Mapping[str, Any], actor: Actor) -> Unit | None:
    serial = plain(unit.get("serial"))
    matched = serial_key(serial) if isinstance(serial, str) else ""
    if not matched:
        return None
    rows = (
        Unit.objects.visible_to(actor) if actor.can("units.view") or actor.kind == "customer" else Unit.objects.none()
    )
    return rows.select_related("model__category").filter(serial_key=matched).first()


def _merged(register: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """The register's facts; what is stated stands where nothing is registered, or where its source is better."""
    merged = dict(register)
    for name, fact in stated.items():
        source = str(fact.get("source") or "system") if isinstance(fact, Mapping) else "system"
        if merged.get(name) is None or RANK.get(source, 0) > RANK["system"]:
            merged[name] = fact
    return merged


def _asked_book(case: Mapping[str, Any], unit: Unit | None, facts: Mapping[str, Any]) -> RuleBook:
    """The documents that the case names or brings; for what it leaves out, those of the unit."""
    terms, packs = case.get("terms"), case.get("packs")
    if terms is not None and packs is not None:
        return RuleBook(terms=_documents(terms, "terms", Terms), packs=_documents(packs, "packs", Pack))
    own = rule_book_for(facts, unit_id=unit.pk if unit else None)
    return RuleBook(
        terms=own.terms if terms is None else _documents(terms, "terms", Terms),
        packs=own.packs if packs is None else _documents(packs, "packs", Pack),
    )


def _documents(asked: Any, path: str, kind: type[AnyDocument]) -> tuple[AnyDocument, ...]:
    """Documents of one kind, each given by its id or whole."""
    if not isinstance(asked, list | tuple):
        raise Refused("bad_case", field=path, problems=[Problem(path, "not_a_list")])
    found = []
    for place, item in enumerate(asked):
        document = _by_id(item, f"{path}[{place}]") if isinstance(item, str) else _whole(item, f"{path}[{place}]")
        if not isinstance(document, kind):
            raise Refused("unknown_document", field=f"{path}[{place}]", document=document.id)
        found.append(document)
    return tuple(found)


def _by_id(document_id: str, path: str) -> Terms | Pack:
    """A document by id: those that come with the program need no database."""
    shipped = _shipped().get(document_id)
    if shipped is not None:
        return shipped
    code, _, version = document_id.partition("@")
    rows = Document.objects.exclude(state__in=UNPUBLISHED)
    held = rows.filter(code=code, version=int(version)).first() if version.isascii() and version[:9].isdigit() else None
    if held is None:
        raise Refused("unknown_document", field=path, document=document_id[:90])
    return parse_stored(held.body)


def _whole(document: Any, path: str) -> Terms | Pack:
    try:
        return parse_document(document, path)
    except DocumentError as error:
        raise Refused("invalid_document", field=path, problems=list(error.problems)) from error


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Terms | Pack]:
    parsed = [parse_document(body) for body in rulebook.shipped().values()]
    return {document.id: document for document in parsed}
