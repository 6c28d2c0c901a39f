"""The person who reads the page: the language, the calendar and the clock that filters and fields speak in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language

from payandan.platform.kit.calendars import CalendarName
from payandan.platform.kit.text import Language

_chosen: ContextVar[Callable[[], CalendarName | None] | None] = ContextVar("reader_calendar", default=None)


def language() -> Language:
    """The language of the page being made."""
    return "en" if (get_language() or "fa").startswith("en") else "fa"


def calendar() -> CalendarName:
    """The calendar the reader chose; else Jalali in Persian and Gregorian in English."""
    choose = _chosen.get()
    return (choose() if choose else None) or ("jalali" if language() == "fa" else "gregorian")


def is_rtl() -> bool:
    """Whether the page runs from right to left."""
    return language() == "fa"


@contextmanager
def reading(choose: Callable[[], CalendarName | None]) -> Iterator[None]:
    """Within this block the reader's calendar is what `choose` says; it is asked only when a date is shown."""
    token = _chosen.set(choose)
    try:
        yield
    finally:
        _chosen.reset(token)


def local_day(value: date | datetime) -> date:
    """The calendar day of an instant where the reader is; a day stays itself."""
    if not isinstance(value, datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
