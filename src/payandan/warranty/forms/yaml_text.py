"""YAML as its author wrote it: read as plain data, and changed only where something changed, comments and all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from django.forms import ValidationError
from django.utils.translation import gettext as _
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from payandan.warranty.rules.document_reading import PACK_KEYS, TERMS_KEYS

LARGEST = 100_000
_WIDTH = 110
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Edit = tuple[int, int, str]
"""From this character up to that one, this text instead."""


def read(text: str) -> Any:
    """The plain data that YAML text says. Raises yaml.YAMLError, ValueError or RecursionError."""
    return plain(yaml.load(text[:LARGEST], Loader=_Loader))  # noqa: S506 - the safe loader, made in C


def plain(value: Any) -> Any:
    """YAML's values as JSON has them: days as ISO texts, names of keys as text."""
    if isinstance(value, Mapping):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def as_yaml(body: Any) -> str:
    """A document as YAML that people can read."""
    return "".join(_entry(str(key), value) for key, value in body.items()) if isinstance(body, Mapping) else ""


def typed_document(text: str, otherwise: str) -> dict[str, Any]:
    """The document that was typed. Raises a form's error; `otherwise` is said of what is YAML and no document."""
    try:
        found = read(text)
    except yaml.YAMLError as error:
        raise ValidationError(not_yaml(error)) from error
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This cannot be read as YAML.")) from error
    if not isinstance(found, Mapping):
        raise ValidationError(otherwise)
    return dict(found)


def not_yaml(error: yaml.YAMLError) -> str:
    """Where the YAML cannot be read."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _("This cannot be read as YAML.")
    return _("This cannot be read as YAML: line %(line)d, column %(column)d.") % {
        "line": mark.line + 1,
        "column": mark.column + 1,
    }


def edited(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The text that says `before`, changed so that it says `after`; what did not change stays letter by letter.

    Where the text cannot be changed in places (it uses anchors, say), it is written anew.
    """
    if before == after:
        return text
    try:
        node = yaml.compose(text, Loader=_Loader)
        changed = _applied(text, sorted(_edits(text, node, before, after)))
        if read(changed) == after:
            return changed
    except (yaml.YAMLError, ValueError, KeyError, IndexError):
        pass
    return as_yaml(after)


def _applied(text: str, edits: Sequence[Edit]) -> str:
    for start, end, instead in reversed(edits):
        text = text[:start] + instead + text[end:]
    return text


def _edits(text: str, node: Node | None, before: Any, after: Any) -> Iterator[Edit]:
    if before == after or node is None:
        return
    both = isinstance(after, Mapping) and isinstance(before, Mapping)
    if isinstance(node, MappingNode) and both and (list(before) == list(after) or not node.flow_style):
        yield from _in_mapping(text, node, before, after)
        return
    if isinstance(node, SequenceNode) and isinstance(after, list) and isinstance(before, list):
        if len(before) == len(after) and not (_moved(before, after) and not node.flow_style):
            for member, old, new in zip(node.value, before, after, strict=True):
                yield from _edits(text, member, old, new)
            return
        if not node.flow_style and after:
            yield _rows(text, node, before, after)
            return
    yield node.start_mark.index, _last(node), _flow(after, node.start_mark.column)


def _in_mapping(text: str, node: MappingNode, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Edit]:
    found = {key.value: (key, value) for key, value in node.value}
    column = node.start_mark.column
    for name, (key, value) in found.items():
        if name in after:
            yield from _edits(text, value, before[name], after[name])
        else:
            yield _line_start(text, key.start_mark.index), _line_end(text, _last(value)), ""
    new = [name for name in after if name not in found]
    if not new:
        return
    places = [name for name in found if name in after]
    for name in new:
        behind = _behind(name, places)
        at = _line_end(text, _last(found[behind][1])) if behind else _line_start(text, node.start_mark.index)
        gap = "" if at == 0 or text[at - 1 : at] == "\n" else "\n"
        yield at, at, gap + _entry(name, after[name], column)


def _behind(name: str, places: Sequence[str]) -> str:
    """After which of the keys that stay a new one belongs: the usual order where it is known, else at the end."""
    for order in (TERMS_KEYS, PACK_KEYS):
        if name in order:
            earlier = [place for place in places if place in order and order.index(place) < order.index(name)]
            if earlier:
                return earlier[-1]
    return places[-1] if places else ""


def _rows(text: str, node: SequenceNode, before: Sequence[Any], after: Sequence[Any]) -> Edit:
    """A list of which rows were added, taken away or moved: rows that stay keep their text and their comments."""
    starts = [_with_comments(text, _line_start(text, member.start_mark.index)) for member in node.value]
    end = _line_end(text, _last(node))
    kept: dict[str, list[str]] = {}
    for old, start, until in zip(before, starts, [*starts[1:], end], strict=True):
        kept.setdefault(_key(old), []).append(text[start:until])
    dash = " " * node.start_mark.column
    written = []
    for row in after:
        same = kept.get(_key(row))
        if same:
            written.append(same.pop(0))
        else:
            written.append(f"{dash}- {_flow(row, len(dash) + 2)}\n")
    return starts[0], end, "".join(part if part.endswith("\n") else f"{part}\n" for part in written)


def _moved(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Whether a row that stood at another place stands where something changed."""
    stood = {_key(row) for row in before}
    return any(old != new and _key(new) in stood for old, new in zip(before, after, strict=True))


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _last(node: Node) -> int:
    """Where what a node says ends, without the comments and blank lines that follow it."""
    if isinstance(node, ScalarNode):
        return int(node.end_mark.index)
    if getattr(node, "flow_style", False) or not node.value:
        return int(node.end_mark.index)
    members = [member for pair in node.value for member in (pair if isinstance(pair, tuple) else (pair,))]
    return max(_last(member) for member in members)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _with_comments(text: str, start: int) -> int:
    """Where the comments begin that stand right above a line: they are about what follows."""
    while start:
        above = _line_start(text, start - 1)
        if not text[above:start].lstrip().startswith("#"):
            break
        start = above
    return start


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _entry(name: str, value: Any, column: int = 0) -> str:
    """A key with its value as lines of their own; a list has a line for each row, a long mapping for each key."""
    margin = " " * column
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        rows = "".join(f"{margin}  - {_flow(row, column + 4)}\n" for row in value)
        return f"{margin}{_flow(name)}:\n{rows}"
    line = f"{margin}{_flow(name)}: {_flow(value, column + 2)}\n"
    if isinstance(value, Mapping) and value and len(line) > _WIDTH:
        return f"{margin}{_flow(name)}:\n" + "".join(_entry(key, one, column + 2) for key, one in value.items())
    return line


def _flow(value: Any, column: int = 0) -> str:
    """A value within a line, broken only where it is very long."""
    written = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, default_flow_style=True, width=max(40, _WIDTH - column)
    )
    lines = written.removesuffix("\n...\n").rstrip("\n").split("\n")
    return f"\n{' ' * (column + 1)}".join(line.strip() for line in lines)
