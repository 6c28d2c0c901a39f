"""What one version of a document changed against another: a path with what stood there before and what stands now.

Works on plain data, of right and of wrong documents alike, and knows no key by name but those that tell rows apart. A
row is known by what it is about, not by its place: `exclusions[accident].effect`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payandan.warranty.rules.document_reading import parse_stored
from payandan.warranty.rules.document_writing import document_to_mapping
from payandan.warranty.rules.reading import BadData, join

_NAMES = ("component", "class", "meter", "what", "name", "kind")
"""What a row is about, the most telling key first."""

_WHOLE = (
    frozenset({"years", "months", "weeks", "days", "working_days", "calendar", "after"}),
    frozenset({"amount", "currency"}),
)
"""Mappings with no other keys are one value: a length of time, a sum of money."""

_IN_ORDER = ("remedies", "rights", "else")
"""Lists whose order says something, and may change by itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """What stands at `path` before and after; None is nothing. With `moved`, only the order of the rows changed."""

    path: str
    before: Any
    after: Any
    moved: bool = False


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every change from one document to the other, in the order of the document."""
    return tuple(change for change in _changes("", settled(before), settled(after)) if change.path != "id")


def settled(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document in its one canonical form where it can be read, so that spelling makes no change."""
    try:
        return document_to_mapping(parse_stored(document))
    except BadData:
        return document


def _changes(path: str, before: Any, after: Any, key: str = "") -> Iterator[Change]:
    if before == after:
        return
    if _opens(before) and _opens(after) and (before is not None or after is not None):
        old, new = before or {}, after or {}
        for name in dict.fromkeys([*new, *old]):
            yield from _changes(join(path, str(name)), old.get(name), new.get(name), str(name))
        return
    if _is_table(before) and _is_table(after) and (before or after):
        yield from _rows(path, before or [], after or [], key)
        return
    yield Change(path, before, after)


def _opens(value: Any) -> bool:
    """Whether a value is looked into key by key; nothing at all is like a mapping without keys."""
    return value is None or (isinstance(value, Mapping) and not any(set(value) <= keys for keys in _WHOLE))


def _is_table(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(row, Mapping) for row in value))


def _rows(path: str, before: Sequence[Any], after: Sequence[Any], key: str) -> Iterator[Change]:
    """Rows that are the same fall away first; of the rest, rows about the same thing are compared with each other."""
    gone, new = _without_equals(before, after)
    named = [(_name(row), row) for row in gone]
    for row in new:
        name = _name(row)
        match = next((place for place, (other, _row) in enumerate(named) if other == name), None)
        if match is None:
            yield Change(f"{path}[{name}]", None, row)
        else:
            yield from _changes(f"{path}[{name}]", named.pop(match)[1], row)
    for name, row in named:
        yield Change(f"{path}[{name}]", row, None)
    if key in _IN_ORDER and not gone and not new:
        yield Change(path, list(before), list(after), moved=True)


def _without_equals(before: Sequence[Any], after: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    left = [_text(row) for row in after]
    gone = []
    for row in before:
        if _text(row) in left:
            left.remove(_text(row))
        else:
            gone.append(row)
    new = []
    for row in after:
        if _text(row) in left:
            left.remove(_text(row))
            new.append(row)
    return gone, new


def _name(row: Mapping[str, Any]) -> str:
    found = next((row[name] for name in _NAMES if isinstance(row.get(name), str)), None)
    return str(found) if found is not None else "row"


def _text(row: Any) -> str:
    return json.dumps(row, sort_keys=True, default=str)
