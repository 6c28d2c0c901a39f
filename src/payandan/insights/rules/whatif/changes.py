"""Changes to a rule book that nobody has made: each is made on the document, and the ordinary reader reads it.

A change names a document by its code (`tv-standard`): it is made on every version of it, since claims of two years
stand on several. What cannot be read afterwards is refused with the sentences of any other document.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from payandan.platform.kit.refusals import Refused
from payandan.warranty.rules import (
    DocumentError,
    Pack,
    Problem,
    RuleBook,
    Terms,
    document_to_mapping,
    parse_document,
    parse_stored,
)
from payandan.warranty.rules.reading import BadData, Reader, join
from payandan.warranty.rules.vocabulary import EXCLUSION_CLASSES, LINE_KINDS

UNITS = ("months", "years", "days")
CAPS = ("per_claim", "total")
MOST = 20
"""How many changes a scenario may have."""

KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "period": (("document", "component", "period"), ("document", "period")),
    "share": (("document", "component", "line", "share"), ("document", "line", "share")),
    "drop_exclusion": (("document", "class"), ("document", "class")),
    "add_exclusion": (("document", "exclusion"), ("document", "exclusion")),
    "deductible": (("document", "sum"), ("document",)),
    "cap": (("document", "of", "sum"), ("document", "of")),
    "replace": (("document", "body", "text"), ("document", "body")),
    "put_in": (("body", "text", "country"), ("body",)),
    "leave_out": (("document",), ("document",)),
}
"""The kinds of changes: which keys each may have, and which it must. A `sum` left out takes what stood there away."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `said` are its own keys as they were given, for `as_json`."""

    kind: str
    document: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **self.said}


def parse_change(mapping: object, path: str = "") -> Change:
    """A change from plain data. Raises DocumentError with all problems, each with its path."""
    reader = Reader()
    given: Mapping[str, Any] = mapping if isinstance(mapping, Mapping) else {}
    if not isinstance(mapping, Mapping):
        reader.wrong(path, "not_a_mapping", value=mapping)
    elif given.get("kind") is None:
        reader.wrong(join(path, "kind"), "required")
    kind = reader.choice(given.get("kind"), join(path, "kind"), tuple(KINDS))
    if kind is not None:
        allowed, required = KINDS[kind]
        reader.mapping(given, path, ("kind", *allowed), required)
        reader.text(given.get("document"), join(path, "document"), 80)
        reader.word(given.get("component"), join(path, "component"))
        reader.choice(given.get("line"), join(path, "line"), LINE_KINDS)
        reader.choice(given.get("class"), join(path, "class"), EXCLUSION_CLASSES)
        reader.choice(given.get("of"), join(path, "of"), CAPS)
        reader.text(given.get("text"), join(path, "text"), 100_000)
        reader.text(given.get("country"), join(path, "country"), 2)
        for key in ("body", "exclusion", "period", "sum"):
            if given.get(key) is not None and not isinstance(given[key], Mapping):
                reader.wrong(join(path, key), "not_a_mapping", value=given[key])
    if kind is None or reader.problems:
        raise DocumentError(reader.problems)
    said = {key: deepcopy(given[key]) for key in KINDS[kind][0] if given.get(key) not in (None, "")}
    return Change(kind, given.get("document") or code_of(_body(said)), said)


def code_of(document: Mapping[str, Any] | Terms | Pack) -> str:
    """The code of a document: its id without the version."""
    identity = document.id if isinstance(document, Terms | Pack) else document.get("id")
    return str(identity or "").partition("@")[0]


# --- a rule book after changes ---------------------------------------------------------------------------------------


def changed(book: RuleBook, changes: Sequence[Change]) -> RuleBook:
    """The rule book after the changes; the very same one where none of them concerns it.

    Raises DocumentError with the problems that a change brought, each under `changes[n]`.
    """
    before: tuple[Terms | Pack, ...] = (*book.terms, *book.packs)
    after = documents_after(before, changes)
    if after == before:
        return book
    return RuleBook(
        tuple(one for one in after if isinstance(one, Terms)), tuple(one for one in after if isinstance(one, Pack))
    )


def documents_after(documents: Iterable[Terms | Pack], changes: Sequence[Change]) -> tuple[Terms | Pack, ...]:
    """The documents after the changes, one after the other. Raises DocumentError as `changed`."""
    found = tuple(documents)
    for place, change in enumerate(changes):
        found = _after(found, change, f"changes[{place}]")
    return found


def check_changes(changes: Sequence[Change], documents: Iterable[Terms | Pack]) -> None:
    """Refuse changes that cannot be made on any of these documents (every version there is), or that change nothing.

    Raises DocumentError, or Refused: whatif_too_many, whatif_unknown_document, whatif_changes_nothing.
    """
    if len(changes) > MOST:
        raise Refused("whatif_too_many", field="changes", most=MOST)
    known: dict[str, list[tuple[Terms | Pack, ...]]] = {}
    for document in documents:
        known.setdefault(code_of(document), []).append((document,))
    for place, change in enumerate(changes):
        where = f"changes[{place}]"
        if change.kind == "put_in":
            known.setdefault(change.document, []).append(())
        if change.document not in known:
            raise Refused("whatif_unknown_document", field=where, document=change.document)
        versions = known[change.document]
        after = [_after(one, change, where) for one in versions]
        if after == versions:
            raise Refused("whatif_changes_nothing", field=where, document=change.document)
        known[change.document] = after


def _after(documents: tuple[Terms | Pack, ...], change: Change, path: str) -> tuple[Terms | Pack, ...]:
    if change.kind == "put_in":
        kept = tuple(one for one in documents if code_of(one) != change.document)
        return (*kept, _read(_as_put_in(change), join(path, "body")))
    if change.kind == "leave_out":
        return tuple(one for one in documents if code_of(one) != change.document)
    return tuple(_made(one, change, path) if code_of(one) == change.document else one for one in documents)


def _made(document: Terms | Pack, change: Change, path: str) -> Terms | Pack:
    """One document after a change of its words."""
    if change.kind == "replace":
        return _read({**_body(change.said), "id": document.id}, join(path, "body"))
    before = document_to_mapping(document)
    after = deepcopy(before)
    _MAKE[change.kind](after, change.said)
    return document if after == before else _read(after, path, known=before)


def _read(body: Mapping[str, Any], path: str, known: Mapping[str, Any] | None = None) -> Terms | Pack:
    """A changed document as anybody's is read; what was wrong in it before the change is not held against it."""
    try:
        return parse_document(body)
    except BadData as error:
        old = _problems(known) if known is not None else set()
        new = [one for one in error.problems if (one.path, one.code) not in old]
        if not new:
            return parse_stored(body)
        raise DocumentError([Problem(join(path, one.path), one.code, one.params) for one in new]) from error


def _problems(body: Mapping[str, Any]) -> set[tuple[str, str]]:
    try:
        parse_document(body)
    except BadData as error:
        return {(one.path, one.code) for one in error.problems}
    return set()


# --- the changes themselves ------------------------------------------------------------------------------------------


def _body(said: Mapping[str, Any]) -> Mapping[str, Any]:
    body = said.get("body")
    return body if isinstance(body, Mapping) else {}


def _as_put_in(change: Change) -> dict[str, Any]:
    """The document that is put in; with `country`, as if it had always been law there."""
    body = deepcopy(dict(_body(change.said)))
    country = change.said.get("country")
    if country and body.get("kind") == "pack":
        scope = body.get("scope")
        kept = {key: value for key, value in scope.items() if key == "categories"} if isinstance(scope, Mapping) else {}
        body["scope"] = {**kept, "country": country}
    return body


def _row_of(document: dict[str, Any], component: str) -> dict[str, Any]:
    """The row of a component, made where it has none."""
    rows: list[dict[str, Any]] = document.setdefault("components", [])
    for row in rows:
        if row.get("component") == component:
            return row
    rows.append({"component": component})
    return rows[-1]


def _place(document: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    component = said.get("component")
    return _row_of(document, component) if component else document


def _period(document: dict[str, Any], said: Mapping[str, Any]) -> None:
    place = _place(document, said)
    calendar = (place.get("period") or document.get("period") or {}).get("calendar", "gregorian")
    place["period"] = {"calendar": calendar, **said["period"]}


def _share(document: dict[str, Any], said: Mapping[str, Any]) -> None:
    place = _place(document, said)
    place["lines"] = {**(place.get("lines") or {}), said["line"]: said["share"]}


def _drop_exclusion(document: dict[str, Any], said: Mapping[str, Any]) -> None:
    rows = document.get("exclusions")
    if rows:
        document["exclusions"] = [row for row in rows if row.get("class") != said["class"]]
    if not document.get("exclusions"):
        document.pop("exclusions", None)


def _add_exclusion(document: dict[str, Any], said: Mapping[str, Any]) -> None:
    new = said["exclusion"]
    others = [row for row in document.get("exclusions", []) if row.get("class") != new.get("class")]
    document["exclusions"] = [*others, deepcopy(dict(new))]


def _deductible(document: dict[str, Any], said: Mapping[str, Any]) -> None:
    _put(document, "deductible", said.get("sum"))


def _cap(document: dict[str, Any], said: Mapping[str, Any]) -> None:
    caps = dict(document.get("caps") or {})
    _put(caps, said["of"], said.get("sum"))
    _put(document, "caps", caps or None)


def _put(place: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        place.pop(key, None)
    else:
        place[key] = dict(value)


_MAKE: Mapping[str, Callable[[dict[str, Any], Mapping[str, Any]], None]] = {
    "period": _period,
    "share": _share,
    "drop_exclusion": _drop_exclusion,
    "add_exclusion": _add_exclusion,
    "deductible": _deductible,
    "cap": _cap,
}
