"""The studio's sheet: the controls of one document, with what is wrong beside each, and how rows come and go.

What has no control stays in the text and is named beside the form.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict

from payandan.platform.ui import reader
from payandan.warranty.forms.controls import Control, Part, at, control, put, write
from payandan.warranty.forms.plans import Names, Plan, TablePlan, plans
from payandan.warranty.labels.keys import name_of_key, row_in_words
from payandan.warranty.rules import BadData, Problem, parse_document
from payandan.warranty.words import explain_problem

__all__ = ["Names", "Sheet", "changed", "moved", "problems_in", "sheet"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of the document: `summary` says it in one line."""

    path: str
    place: int
    summary: str
    controls: tuple[Control, ...]
    open: bool = False

    @property
    def wrong(self) -> bool:
        """Whether something is not right in it."""
        return any(one.problems for one in self.controls)


@dataclass(frozen=True, slots=True)
class Table:
    """A list of the document, row by row. `ordered`: the order of the rows says something."""

    path: str
    title: str
    rows: tuple[Row, ...]
    add: str
    ordered: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that belong together, and the tables below them."""

    title: str
    icon: str
    controls: tuple[Control, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as the studio shows it. `others`: what is in the text alone; `problems`: those of no control."""

    groups: tuple[Group, ...]
    others: tuple[str, ...]
    problems: tuple[str, ...]

    def controls(self) -> Iterable[Control]:
        """Every control, with those of the rows."""
        for group in self.groups:
            yield from group.controls
            for table in group.tables:
                for row in table.rows:
                    yield from row.controls


# --- the sheet of one document ---------------------------------------------------------------------------------------


class _Problems:
    """What is wrong in a document, each told once: beside its control, or in the end with the rest."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.left = list(found)

    def take(self, is_mine: Callable[[str], bool]) -> list[Problem]:
        """Those whose path is mine; nobody else tells them."""
        mine = [problem for problem in self.left if is_mine(problem.path)]
        self.left = [problem for problem in self.left if not is_mine(problem.path)]
        return mine


def sheet(document: Mapping[str, Any], names: Names, *, opened: str = "") -> Sheet:
    """The controls of a document, with what is wrong beside each. `opened`: the path of the row to show open."""
    return _sheet(document, names, _Problems(problems_in(document)), opened)


def _sheet(document: Mapping[str, Any], names: Names, wrong: _Problems, opened: str = "") -> Sheet:
    planned = plans(document, names)
    groups = []
    for plan in planned:
        controls = tuple(_control(document, part.key, part, wrong) for part in plan.parts)
        tables = tuple(_table(document, table, names, wrong, opened) for table in plan.tables)
        groups.append(Group(plan.title, plan.icon, controls, tables))
    said = tuple(explain_problem(problem, reader.language()) for problem in wrong.left)
    return Sheet(tuple(groups), tuple(_others(document, planned)), said)


def problems_in(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """All that is wrong in a document."""
    try:
        parse_document(document)
    except BadData as error:
        return error.problems
    return ()


def _control(document: Mapping[str, Any], path: str, part: Part, wrong: _Problems) -> Control:
    mine = [
        explain_problem(Problem("", problem.code, problem.params), reader.language())
        for problem in wrong.take(lambda at: _is_at(at, path))
    ]
    return control(document, path, part, name_of_key(path), mine)


def _is_at(problem: str, path: str) -> bool:
    """Whether a problem is that of a control: at its path or deeper, but not that of another control below it."""
    if problem == path:
        return True
    deeper = problem.startswith((f"{path}.", f"{path}["))
    return deeper and problem.rpartition(".")[2] not in ("after", "calendar", "kind")


def _table(document: Mapping[str, Any], plan: TablePlan, names: Names, wrong: _Problems, opened: str) -> Table:
    held = at(document, plan.path)
    rows = []
    for place, row in enumerate(held if isinstance(held, list) else []):
        if not isinstance(row, Mapping):
            continue
        path = f"{plan.path}[{place}]"
        parts = [part for part in plan.parts if _is_meant(part, row)]
        controls = tuple(_control(document, f"{path}.{part.key}", part, wrong) for part in parts)
        rows.append(Row(path, place, row_in_words(plan.path, row, names.all), controls, path == opened))
    mine = wrong.take(lambda at: at == plan.path or at.startswith(f"{plan.path}["))
    said = tuple(explain_problem(problem, reader.language()) for problem in mine)
    return Table(plan.path, name_of_key(plan.path), tuple(rows), f"add:{plan.path}", plan.ordered, said)


def _is_meant(part: Part, row: Mapping[str, Any]) -> bool:
    if part.only is None:
        return True
    key, values = part.only
    return row.get(key) in values or at(row, part.key) is not None


def _others(document: Mapping[str, Any], planned: Sequence[Plan]) -> Iterable[str]:
    """The keys of a document that no control shows, by their names."""
    known = {"id", "kind", *(part.key for plan in planned for part in plan.parts)}
    known |= {table.path for plan in planned for table in plan.tables}
    for key, value in document.items():
        below = {path.removeprefix(f"{key}.").split(".")[0] for path in known if path.startswith(f"{key}.")}
        if key not in known and not below:
            yield name_of_key(str(key))
        elif below and isinstance(value, Mapping) and key not in known:
            yield from (name_of_key(f"{key}.{inner}") for inner in value if inner not in below)


# --- what a person does ----------------------------------------------------------------------------------------------


def changed(document: Mapping[str, Any], names: Names, data: MultiValueDict[str, str]) -> dict[str, Any]:
    """The document with what was changed in its controls."""
    return write(document, list(_sheet(document, names, _Problems(())).controls()), data)


def moved(document: Mapping[str, Any], names: Names, act: str) -> tuple[dict[str, Any], str]:
    """The document after a button of a table (`add:exclusions`, `remove:exclusions:2`, `up:remedies:1`, `down:…`).

    Gives also the path of the row to look at now. An act that means nothing changes nothing.
    """
    verb, _colon, rest = act.partition(":")
    path, _colon, place = rest.partition(":")
    result = deepcopy(dict(document))
    plan = next((table for one in plans(document, names) for table in one.tables if table.path == path), None)
    held = at(result, path)
    if plan is None or not (held is None or isinstance(held, list)):
        return result, ""
    rows = list(held or [])
    if verb == "add":
        rows.append(deepcopy(dict(plan.new)))
        put(result, path, rows)
        return result, f"{path}[{len(rows) - 1}]"
    if not place.isascii() or not place.isdigit() or int(place[:6]) >= len(rows):
        return result, ""
    number = int(place)
    if verb == "remove":
        del rows[number]
        put(result, path, rows or None)
        return result, ""
    to = number + {"up": -1, "down": 1}.get(verb, 0)
    if to != number and 0 <= to < len(rows):
        rows.insert(to, rows.pop(number))
        put(result, path, rows)
    return result, f"{path}[{to}]"
