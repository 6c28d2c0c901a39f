"""Filters and tags of every template: they speak the reader's language and calendar. Built in, never loaded."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from payandan.platform.kit import identifiers, text
from payandan.platform.kit.calendars import DateStyle
from payandan.platform.ui import drawings, icons, reader, words

register = template.Library()

EMPTY = "—"


# --- days and times --------------------------------------------------------------------------------------------


@register.filter
def day(value: Any, style: DateStyle = "long") -> str:
    """A day in the reader's calendar: ``long`` ۱۴ اردیبهشت ۱۴۰۴, ``short`` ۱۴۰۴/۰۲/۱۴, ``iso``, or ``week``.

    An empty value is a dash; text in ISO form is read; anything else is shown as it is.
    """
    return words.day(value, style)


@register.filter
def month(value: Any) -> str:
    """«اردیبهشت ۱۴۰۴»."""
    return words.month(value)


@register.filter
def moment(value: Any) -> str:
    """An instant as people say it: «امروز ۰۹:۴۲», «دیروز ۱۷:۰۳», else the day and the time."""
    return words.moment(value)


@register.filter
def stamp(value: Any) -> str:
    """The machine's form of a day or an instant, for `<time datetime>`."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value or "")


@register.filter
def duration(value: Any) -> str:
    """A length of time in its two largest units: «۳ روز و ۴ ساعت». Seconds, a timedelta or a kit Period."""
    return words.duration(value)


# --- numbers and names -----------------------------------------------------------------------------------------


@register.filter
def digits(value: Any) -> str:
    """Text with the digits of the page's language; whole numbers are grouped by threes."""
    return words.digits(value)


@register.filter
def money(amount: Any, currency: str = "IRR") -> str:
    """An amount in its smallest unit, with the unit word: «۱۲٬۸۰۰٬۰۰۰ ریال». Empty is a dash."""
    return words.money(amount, currency or "IRR")


@register.filter
def amount(value: Any, currency: str = "IRR") -> str:
    """Like ``money`` without the unit word, for columns whose head names it."""
    return words.money(value, currency or "IRR", with_unit=False)


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """A part of one as percent: 0.125 → ۱۲٫۵٪ with one place."""
    return EMPTY if value is None or value == "" else words.percent(Decimal(str(value)), int(places))


@register.filter
def code(value: Any) -> SafeString:
    """A number, serial or code as a left-to-right island in tabular figures."""
    return words.code(value)


@register.filter
def mobile(value: str) -> SafeString:
    """A mobile number as people write it, in a left-to-right island."""
    return words.mobile(value)


@register.filter
def masked(value: str) -> SafeString:
    """A mobile number that its owner knows and nobody can call."""
    return code(identifiers.mask_mobile(value) if value else "")


@register.filter
def name_in(value: Any, field: str = "name") -> str:
    """The name in the page's language: ``name_fa`` or ``name_en`` of an object or a mapping, whichever is there."""
    return words.name_in(value, field)


@register.filter
def initials(name: str) -> str:
    """One or two letters for an avatar."""
    return text.initials(str(name or "")) or "؟"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value that a mapping holds for a key that is only known here; None where there is none."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


# --- building blocks of the components ---------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "") -> SafeString:
    """An icon as inline SVG."""
    return icons.icon(str(name), int(size), str(label))


@register.simple_tag
def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """The attributes that a component passes on, escaped; None and False are left out, True has no value."""
    attrs = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    parts = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, conditional_escape(value))
        for name, value in attrs.items()
        if value is not None and value is not False
    ]
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's query with changes, as ``?a=b``: an empty value drops the name; paging always starts anew."""
    request = context.get("request")
    asked = request.GET.copy() if request else QueryDict(mutable=True)
    for name in ("after", "before", "at", "export", *changes):
        asked.pop(name, None)
    for name, value in changes.items():
        if value not in (None, ""):
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked else "?"


@register.simple_tag
def period_drawing(start: Any, until: Any, on: Any = None) -> drawings.PeriodDrawing | None:
    """Where the period bar's pieces lie; None where a day is missing."""
    first, last, marked = words.as_day(start), words.as_day(until), words.as_day(on)
    if first is None or last is None:
        return None
    return drawings.period_drawing(first, last, marked, rtl=reader.is_rtl())


@register.simple_tag
def share_drawing(**amounts: Any) -> list[drawings.Piece]:
    """Parts of a whole side by side, named by their tones."""
    return drawings.shares([(tone, int(value or 0)) for tone, value in amounts.items()], rtl=reader.is_rtl())


@register.simple_tag
def today() -> date:
    """The reader's day."""
    return words.now().date()


@register.filter
def is_date(value: Any) -> bool:
    """Whether a value is a day or an instant."""
    return isinstance(value, date)


@register.simple_tag
def yes_no(value: Any) -> str:
    """Yes, no, or a dash for what is not known."""
    return EMPTY if value is None else _("Yes") if value else _("No")


@register.simple_tag
def ranking_drawing(rows: Sequence[Any]) -> list[tuple[Any, drawings.Piece]]:
    """Each row with its horizontal bar, the longest filling the width."""
    values = [float(_read(row, "value") or 0) for row in rows or ()]
    longest = max(values, default=0) or 1
    widths = [round(max(0.0, value) * 100 / longest, 2) for value in values]
    rtl = reader.is_rtl()
    return [
        (row, drawings.Piece(round(100 - width, 2) if rtl else 0, width))
        for row, width in zip(rows or (), widths, strict=True)
    ]


def _read(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


@register.simple_tag
def reader_calendar() -> str:
    """``jalali`` or ``gregorian``, for the date picker."""
    return reader.calendar()
