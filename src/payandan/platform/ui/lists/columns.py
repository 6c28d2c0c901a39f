"""The columns of a list: how a row's value is shown in a cell and written in a file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from payandan.platform.kit.calendars import NoSuchDate, format_date
from payandan.platform.ui import reader, words

Kind = Literal["text", "code", "day", "moment", "month", "money", "number", "mobile"]
_NUMERIC = frozenset({"money", "number"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` is a path (``customer.name``) or a function of the row; by default the column's name.

    `badge` gives (text, tone); `link` an address; `render` draws the cell itself; `write` gives the file's value.
    `sort` is the look-up to order by; `hidden` columns are off until the reader chooses them.
    """

    name: str
    label: Any
    kind: Kind = "text"
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    link: Callable[[Any], str] | None = None
    badge: Callable[[Any], tuple[Any, str]] | None = None
    render: Callable[[Any], Any] | None = None
    write: Callable[[Any], Any] | None = None
    currency: str = "currency"
    hidden: bool = False
    export: bool = True

    @property
    def numeric(self) -> bool:
        """Whether the cell stands at the end of its column, in figures of one width."""
        return self.kind in _NUMERIC

    def read(self, row: Any) -> Any:
        """The row's value."""
        return self.value(row) if callable(self.value) else read(row, self.value or self.name)

    def cell(self, row: Any) -> SafeString:
        """The cell's content, escaped."""
        if self.render is not None:
            return format_html("{}", self.render(row))
        if self.badge is not None:
            return _badge(*self.badge(row))
        shown = self._shown(row, self.read(row))
        target = self.link(row) if self.link else ""
        return (
            format_html('<a class="cell-link" href="{}">{}</a>', target, shown) if target else format_html("{}", shown)
        )

    def _shown(self, row: Any, value: Any) -> Any:
        if value is None or value == "":
            return words.EMPTY
        if self.kind == "money":
            return words.money(value, self._currency(row))
        return _DRAWN[self.kind](value) if self.kind in _DRAWN else value

    def _currency(self, row: Any) -> str:
        """A code such as ``IRR``, or the path where the row keeps it."""
        return self.currency if self.currency.isupper() else str(read(row, self.currency) or "IRR")

    def written(self, row: Any) -> str | int:
        """The value for a file: a whole number as it is, a day in the reader's calendar (ASCII digits), else text."""
        if self.write is not None:
            return _plain(self.write(row))
        if self.badge is not None:
            return str(self.badge(row)[0] or "")
        value = self.read(row)
        return value if isinstance(value, int) and not isinstance(value, bool) else _plain(value)


def _badge(label: Any, tone: str) -> SafeString:
    return format_html('<span class="badge tone-{}">{}</span>', tone, label) if label else SafeString(words.EMPTY)


def _moment(value: Any) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', _iso(value), words.moment(value))


def read(row: Any, path: str) -> Any:
    """A value along a path of attributes or keys; None as soon as a step is missing."""
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
        if row is None:
            return None
    return row() if callable(row) else row


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


_DRAWN: dict[str, Callable[[Any], Any]] = {
    "day": words.day,
    "month": words.month,
    "moment": _moment,
    "number": words.digits,
    "code": words.code,
    "mobile": words.mobile,
}


def _plain(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, date):
        found = _iso_in_calendar(reader.local_day(value))
        return f"{found} {words.local(value):%H:%M}" if isinstance(value, datetime) else found
    return str(value)


def _iso_in_calendar(day: date) -> str:
    try:
        return format_date(day, calendar=reader.calendar(), language="en", style="iso")
    except NoSuchDate:
        return day.isoformat()
