"""A list as one request has it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from payandan.platform.kit.text import store
from payandan.platform.ui import words
from payandan.platform.ui.lists import export as exporting
from payandan.platform.ui.lists import paging
from payandan.platform.ui.lists.columns import Column
from payandan.platform.ui.lists.export import Export
from payandan.platform.ui.lists.filters import Bound, Filter, kept, link

LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says while there is nothing yet, and the next step."""

    title: Any = ""
    text: Any = ""
    action_label: Any = ""
    action_href: str = ""
    icon: str = "inbox"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the link that takes it off."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, with the link that sorts by it."""

    column: Column
    href: str
    direction: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row; `leads` where the cell itself is the way to the record."""

    column: Column
    html: SafeString
    leads: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is drawn."""

    object: Any
    href: str
    preview: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Toggle:
    """A column that can be shown or hidden."""

    label: str
    shown: bool
    href: str


class ListPage:
    """Rows, chips, columns and pages of a list. Nothing a client sends raises; what cannot be read does not narrow."""

    def __init__(
        self,
        queryset: QuerySet[Any],
        request: HttpRequest,
        *,
        columns: Sequence[Column],
        filters: Sequence[Filter] = (),
        name: str = "",
        sort: str = "-pk",
        sorts: Mapping[str, Any] | None = None,
        page_size: int = 25,
        export: Export | None = None,
        row_link: Callable[[Any], str] | None = None,
        preview: Callable[[Any], str] | None = None,
        empty: Empty | None = None,
        search_hint: Any = "",
    ) -> None:
        """`sort` is the first order (``-filed_at``); `sorts` are further named ones as {order: label}."""
        self.request, self.asked = request, request.GET
        self.all_rows, self.every_column, self.name = queryset, list(columns), name
        self.filter_set, self.first_sort, self.sorts = list(filters), sort, dict(sorts or {})
        self.page_size, self.export, self.empty = page_size, export, empty or Empty()
        self.row_link, self.preview, self.search_hint = row_link, preview, search_hint

    # --- what was asked ----------------------------------------------------------------------------------------

    @property
    def searchable(self) -> bool:
        """Whether the rows can be searched by text."""
        return hasattr(self.all_rows, "search")

    @cached_property
    def text(self) -> str:
        """The search as typed, tidied."""
        return store(self.asked.get("q", "")[:LONGEST_SEARCH]) if self.searchable else ""

    @cached_property
    def filters(self) -> list[Bound]:
        """The filters as this request has them."""
        return [choice.bind(self.asked) for choice in self.filter_set]

    @cached_property
    def problems(self) -> list[str]:
        """What was typed and could not be read, in words."""
        return [f"{bound.label}: {bound.problem}" for bound in self.filters if bound.problem]

    @cached_property
    def chips(self) -> list[Chip]:
        """What narrows the list now."""
        chips = [Chip(bound.label, bound.shown, bound.clear) for bound in self.filters if bound.active]
        if self.text:
            chips.insert(0, Chip(_("Search"), self.text, link(self.asked, drop=["q"])))
        return chips

    @property
    def clear(self) -> str:
        """The list without search and filters."""
        names = {name for bound in self.filters for name in (bound.name, f"{bound.name}_from", f"{bound.name}_to")}
        return link(self.asked, drop=["q", *names])

    @property
    def others(self) -> list[tuple[str, str]]:
        """What the search form must not lose."""
        return list(kept(self.asked, drop=["q"]))

    @cached_property
    def sort(self) -> str:
        """The order in force: one that the list offers, else its first."""
        offered = {self.first_sort, *self.sorts}
        for column in self.every_column:
            offered |= {column.sort, f"-{column.sort}"} if column.sort else set()
        asked = self.asked.get("sort", "")
        return asked if asked in offered else self.first_sort

    @property
    def sort_choices(self) -> list[tuple[str, str, bool]]:
        """The named orders: label, link and whether it is in force."""
        return [(str(label), link(self.asked, sort=order), order == self.sort) for order, label in self.sorts.items()]

    # --- columns ---------------------------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[Column]:
        """The columns shown: those asked for, else those chosen before, else all that are not hidden."""
        wanted = self._wanted_columns()
        shown = [column for column in self.every_column if column.name in wanted]
        return shown or [column for column in self.every_column if not column.hidden]

    def _wanted_columns(self) -> set[str]:
        session, kept_as = getattr(self.request, "session", None), f"columns:{self.name}"
        known = {column.name for column in self.every_column}
        if "show" in self.asked:
            wanted = set(self.asked.get("show", "").split(".")) & known
            if session is not None and self.name and wanted and session.get(kept_as) != sorted(wanted):
                session[kept_as] = sorted(wanted)
            return wanted
        return set(session.get(kept_as, ())) if session is not None and self.name else set()

    @property
    def toggles(self) -> list[Toggle]:
        """Every column with the link that shows or hides it; the last one stays."""
        names = [column.name for column in self.columns]
        toggles = []
        for column in self.every_column:
            shown = column.name in names
            after = [name for name in names if name != column.name] if shown else [*names, column.name]
            toggles.append(Toggle(str(column.label), shown, link(self.asked, show=".".join(after or names))))
        return toggles

    @property
    def heads(self) -> list[Head]:
        """The heads of the shown columns."""
        return [Head(column, *self._sorting(column)) for column in self.columns]

    def _sorting(self, column: Column) -> tuple[str, str]:
        if not column.sort:
            return "", ""
        current = self.sort.split(",")[0]
        direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(current, "")
        target = f"-{column.sort}" if direction == "ascending" else column.sort
        return link(self.asked, sort=target), direction

    # --- rows --------------------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """All rows that match, unordered and unsliced."""
        rows = self.all_rows
        for choice in self.filter_set:
            rows = choice.narrow(rows, self.asked)
        return rows.search(self.text) if self.text else rows  # type: ignore[attr-defined]

    @cached_property
    def keys(self) -> list[paging.Key]:
        """The order, down to the primary key."""
        return paging.keys_of(self.all_rows, self.sort)

    @cached_property
    def slice(self) -> paging.Slice:
        """This page of rows and the cursors around it."""
        after, before = self.asked.get("after", ""), self.asked.get("before", "")
        return paging.slice_of(self.rows, self.keys, self.page_size, after=after, before=before)

    @property
    def has_preview(self) -> bool:
        """Whether rows can be looked at from the side."""
        return self.preview is not None

    @property
    def page(self) -> list[Any]:
        """The objects of this page."""
        return self.slice.rows

    @cached_property
    def drawn(self) -> list[Row]:
        """The rows of this page, cell by cell."""
        shown = list(enumerate(self.columns))
        return [
            Row(
                object=row,
                href=self.row_link(row) if self.row_link else "",
                preview=self.preview(row) if self.preview else "",
                cells=[Cell(column, column.cell(row), leads=not place and not column.link) for place, column in shown],
            )
            for row in self.page
        ]

    @cached_property
    def count(self) -> int:
        """How many rows match, up to a thousand and one."""
        if not self.first and not self.slice.after and not self.slice.before:
            return len(self.page)
        return paging.capped_count(self.rows)

    # --- place -----------------------------------------------------------------------------------------------------

    @cached_property
    def first(self) -> int:
        """How many rows stand before this page, as the links counted them; a hint for the reader, no more."""
        typed = self.asked.get("at", "")
        cursor = self.asked.get("after") or self.asked.get("before")
        return min(int(typed), 10**9) if cursor and typed.isascii() and typed.isdigit() and len(typed) < 11 else 0

    @property
    def next_href(self) -> str:
        """The next page, or nothing."""
        at = str(self.first + len(self.page))
        return link(self.asked, after=self.slice.after, at=at) if self.slice.after else ""

    @property
    def previous_href(self) -> str:
        """The previous page, or nothing; the first page has the plain address."""
        if not self.slice.before:
            return ""
        at = max(0, self.first - self.page_size)
        return link(self.asked, before=self.slice.before, at=str(at)) if at else link(self.asked)

    @property
    def where(self) -> str:
        """«۲۶ تا ۵۰ از ۳۴۰», or «بیش از ۱٬۰۰۰»."""
        if not self.page:
            return ""
        total = _("more than %(count)s") % {"count": words.digits(paging.COUNT_CAP)}
        if self.count <= paging.COUNT_CAP:
            total = words.digits(self.count)
        shown = {
            "first": words.digits(self.first + 1),
            "last": words.digits(self.first + len(self.page)),
            "total": total,
        }
        return _("%(first)s to %(last)s of %(total)s") % shown

    # --- export ------------------------------------------------------------------------------------------------------

    @property
    def export_wanted(self) -> bool:
        """Whether the request asks for the file."""
        return self.export is not None and self.asked.get("export") in ("csv", "xlsx")

    def export_response(self) -> HttpResponseBase:
        """The file: the shown columns of all matching rows, in the order of the list, up to the limit."""
        if self.export is None:
            raise ValueError("this list has no export")
        ordered = self.rows.order_by(*(key.ordering(reverse=False) for key in self.keys))
        return exporting.response(ordered, self.columns, self.export, self.asked.get("export", "csv"))

    @property
    def export_links(self) -> list[tuple[str, str]]:
        """Label and link of each kind of file."""
        base = link(self.asked)
        joint = "" if base == "?" else "&"
        return [("Excel", f"{base}{joint}export=xlsx"), ("CSV", f"{base}{joint}export=csv")]
