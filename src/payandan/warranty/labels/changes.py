"""The changes between two versions as people say them: «Duration: 18 months → 24 months»."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from payandan.warranty.labels.keys import name_of_key, name_of_value, row_in_words, said
from payandan.warranty.rules.differences import Change


@dataclass(frozen=True, slots=True)
class ChangeText:
    """One change: what it is about, what stood there and what stands now; `tone` is good for new, bad for gone."""

    name: str
    before: str
    after: str
    tone: str
    path: str


def in_words(changes: Iterable[Change], names: Mapping[str, str]) -> list[ChangeText]:
    """Each change in the reader's language; `names` are those of components and categories by code."""
    return [_text(change, names) for change in changes]


def paths_in_words(paths: Iterable[str]) -> str:
    """The parts of a document that some paths lie in, each once: «Duration, Not covered»."""
    tops = dict.fromkeys(name_of_key(_top(path)) for path in paths)
    return _(", ").join(tops)


def _text(change: Change, names: Mapping[str, str]) -> ChangeText:
    if change.moved:
        return ChangeText(
            name=_("Order of: %(what)s") % {"what": name_of_key(change.path)},
            before=_order(change.path, change.before, names),
            after=_order(change.path, change.after, names),
            tone="info",
            path=change.path,
        )
    tone = "good" if change.before is None else "bad" if change.after is None else "info"
    return ChangeText(
        _name(change.path, names),
        _side(change.path, change.before, names),
        _side(change.path, change.after, names),
        tone,
        change.path,
    )


def _name(path: str, names: Mapping[str, str]) -> str:
    """«Not covered, Impact: Reaches» for `exclusions[accident].effect`; a row as a whole has no key of its own."""
    found = re.fullmatch(r"(.+?)\[([^\]]*)\]\.?(.*)", path)
    if not found:
        return name_of_key(path)
    table, row, rest = found.groups()
    name = name_of_key(table)
    if row and row != "row":
        named = name_of_value(f"{table}[].{_WHAT.get(table.rpartition('.')[2], 'kind')}", row, names)
        name = _("%(table)s, %(row)s") % {"table": name, "row": named}
    return _("%(row)s: %(key)s") % {"row": name, "key": name_of_key(f"{table}[].{rest}")} if rest else name


_WHAT = {"components": "component", "exclusions": "class", "limits": "meter"}


def _side(path: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, Mapping) and path.endswith("]"):
        return row_in_words(path.rpartition("[")[0], value, names)
    return said(path, value, names)


def _order(path: str, rows: Iterable[Any], names: Mapping[str, str]) -> str:
    return _(", ").join(said(f"{path}[].kind", row.get("kind"), names) for row in rows if isinstance(row, Mapping))


def _top(path: str) -> str:
    top = re.split(r"[.\[]", path)[0]
    return {"clock_stops": "clock_stops.in_workshop", "caps": "caps.per_claim", "scope": "scope.categories",
            "source": "source.title", "clocks": "clocks.repair_due"}.get(top, top)  # fmt: skip
