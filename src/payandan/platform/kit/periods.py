"""Lengths of time in months and days, and spans of days.

"18 months" is only defined with a calendar: a term says which. Adding months keeps the day of the month and
clips it to the month's last day: 31 Shahrivar + 1 month = 30 Mehr, 30 Esfand 1403 + 12 months = 29 Esfand
1404.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from .calendars import (
    FIRST_JALALI_YEAR,
    LAST_JALALI_YEAR,
    CalendarName,
    from_parts,
    month_length,
    parts,
)


class BadPeriod(ValueError):  # noqa: N818 — the name is the sentence
    """A period or span that makes no sense. ``reason_code``: ``unknown_unit``, ``not_whole``, ``negative``,
    ``unknown_calendar``, ``backwards``."""

    def __init__(self, reason_code: str, detail: object) -> None:
        super().__init__(f"{reason_code}: {detail!r}")
        self.reason_code = reason_code


class DateOverflow(OverflowError):  # noqa: N818 — the name is the sentence
    """The result lies outside what the calendar can express (Jalali 1200-1499, Gregorian 1-9999)."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time. Years and months are counted in ``calendar``; weeks and days are the same in both."""

    months: int = 0
    days: int = 0
    years: int = 0
    weeks: int = 0
    calendar: CalendarName = "gregorian"

    def __post_init__(self) -> None:
        for amount in (self.months, self.days, self.years, self.weeks):
            if isinstance(amount, bool) or not isinstance(amount, int):
                raise BadPeriod("not_whole", amount)
            if amount < 0:
                raise BadPeriod("negative", amount)
        if self.calendar not in ("jalali", "gregorian"):
            raise BadPeriod("unknown_calendar", self.calendar)

    @classmethod
    def of(cls, mapping: Mapping[str, object]) -> Period:
        """From plain data such as ``{"months": 18, "calendar": "jalali"}``. Raises :class:`BadPeriod`."""
        for name in mapping:
            if name not in ("months", "days", "years", "weeks", "calendar"):
                raise BadPeriod("unknown_unit", name)
        return cls(**mapping)  # type: ignore[arg-type]

    @property
    def total_months(self) -> int:
        """Years and months together, in months of ``calendar``."""
        return self.years * 12 + self.months

    @property
    def total_days(self) -> int:
        """Weeks and days together, in days."""
        return self.weeks * 7 + self.days

    def __bool__(self) -> bool:
        return bool(self.total_months or self.total_days)


def add_period(day: date, period: Period) -> date:
    """``day`` and the months of ``period``, clipped once, and then its days. Raises :class:`DateOverflow`."""
    moved = add_months(day, period.total_months, period.calendar) if period.total_months else day
    return _add_days(moved, period.total_days)


def add_months(day: date, months: int, calendar: CalendarName = "gregorian") -> date:
    """The same day ``months`` later (earlier if negative), clipped to the month's last day.

    Raises :class:`DateOverflow`. Clipping loses days, so adding 1 and then 1 may differ from adding 2:
    always add to the first day of a promise, never to a day that was already moved.
    """
    try:
        year, month, number = parts(day, calendar)
    except ValueError as error:
        raise DateOverflow(f"{day} in the {calendar} calendar") from error
    count = year * 12 + month - 1 + months
    year, month = count // 12, count % 12 + 1
    first, last = (FIRST_JALALI_YEAR, LAST_JALALI_YEAR) if calendar == "jalali" else (MINYEAR, MAXYEAR)
    if not first <= year <= last:
        raise DateOverflow(f"{day} {months:+d} months in the {calendar} calendar")
    if number > 28:
        number = min(number, month_length(year, month, calendar))
    return from_parts(year, month, number, calendar)


def _add_days(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise DateOverflow(f"{day} {days:+d} days") from error


def months_between(start: date, end: date, calendar: CalendarName) -> int:
    """Whole months elapsed: the largest n with ``add_months(start, n) <= end``; negated if ``end`` is
    earlier."""
    if end < start:
        return -months_between(end, start, calendar)
    start_year, start_month, start_number = parts(start, calendar)
    year, month, number = parts(end, calendar)
    elapsed = (year - start_year) * 12 + month - start_month
    # The last day of a shorter month completes a month that began on a later number.
    if number < min(start_number, month_length(year, month, calendar)):
        elapsed -= 1
    return elapsed


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from ``start`` up to but not including ``until``; empty when they are equal."""

    start: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.start:
            raise BadPeriod("backwards", (self.start, self.until))

    @classmethod
    def of(cls, start: date, period: Period) -> Span:
        """The days that ``period`` covers from ``start`` on."""
        return cls(start, add_period(start, period))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.until

    def __bool__(self) -> bool:
        return self.start < self.until

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.start).days

    @property
    def last_day(self) -> date | None:
        """The last day inside, which is what people are told; ``None`` when the span is empty."""
        return self.until - timedelta(days=1) if self else None

    def overlap(self, other: Span) -> Span | None:
        """The days in both, or ``None`` when there are none."""
        start, until = max(self.start, other.start), min(self.until, other.until)
        return Span(start, until) if start < until else None

    def shift(self, days: int) -> Span:
        """The same length, ``days`` later. Raises :class:`DateOverflow`."""
        return Span(_add_days(self.start, days), _add_days(self.until, days))
