"""Working time: which days and hours count, and where a deadline of so many working hours or days falls.

All arithmetic is in whole seconds of UTC; wall-clock hours are converted day by day, so a change of the
clocks in the middle of a shift neither adds nor loses time. Local time decides what is open, instants
decide how long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

Interval = tuple[int, int]
Intervals = tuple[Interval, ...]

FULL_DAY: Intervals = ((0, 1440),)
HORIZON_DAYS = 400
MIN_WEEKLY_MINUTES = 20  # about 1,000 minutes a year; less is a slip of the pen, not a calendar

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400
_REACH = 15 * 3600  # more than any offset from UTC


class BadCalendar(ValueError):  # noqa: N818 — the name is the sentence
    """A calendar that cannot be used. ``reason_code``: ``unknown_zone``, ``seven_days`` (not seven weekdays),
    ``bad_interval`` (outside 0-1440 minutes, or the end not after the start), ``overlap``, ``empty``."""

    def __init__(self, reason_code: str, detail: object = "") -> None:
        super().__init__(f"{reason_code}: {detail}")
        self.reason_code = reason_code


class EmptyCalendar(BadCalendar):
    """A calendar with (almost) no working time: every deadline would be nowhere."""

    def __init__(self) -> None:
        super().__init__("empty", f"less than {MIN_WEEKLY_MINUTES} working minutes a week")


class BeyondHorizon(ValueError):  # noqa: N818 — the name is the sentence
    """The deadline is more than 400 working days away, or the calendar stays closed for 400 days."""


@dataclass(frozen=True)
class WorkCalendar:
    """When a team works, in local minutes after midnight of an IANA ``zone``.

    ``weekly`` has seven entries, Monday first, each any number of ``(start, end)`` with ``end`` up to 1440
    (24:00). A night shift is two intervals: up to 24:00, and from 0 on the next day. ``exceptions`` says
    the intervals of one date (empty = closed) and wins over ``holidays``, which win over ``weekly``.
    ``always_open`` ignores them all. Raises :class:`BadCalendar` or :class:`EmptyCalendar`.
    """

    zone: str
    weekly: tuple[Intervals, ...]
    holidays: frozenset[date] = frozenset()
    exceptions: Mapping[date, Intervals] = field(default_factory=dict, hash=False)
    always_open: bool = False

    def __post_init__(self) -> None:
        _zone(self.zone)
        if len(self.weekly) != 7:
            raise BadCalendar("seven_days", len(self.weekly))
        tidy = tuple(_checked(intervals) for intervals in self.weekly)
        object.__setattr__(self, "weekly", tidy)
        object.__setattr__(self, "holidays", frozenset(self.holidays))
        checked = {day: _checked(intervals) for day, intervals in self.exceptions.items()}
        object.__setattr__(self, "exceptions", checked)
        minutes = sum(end - start for intervals in tidy for start, end in intervals)
        if not self.always_open and minutes < MIN_WEEKLY_MINUTES:
            raise EmptyCalendar

    def intervals(self, day: date) -> Intervals:
        """The working intervals of a local date, in order, in minutes after midnight."""
        if self.always_open:
            return FULL_DAY
        exception = self.exceptions.get(day)
        if exception is not None:
            return exception
        return () if day in self.holidays else self.weekly[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether any time of ``day`` is worked; half a day is a working day."""
        return bool(self.intervals(day))

    def with_holidays(self, days: Iterable[date]) -> WorkCalendar:
        """The same calendar with these holidays added."""
        return replace(self, holidays=self.holidays | frozenset(days))

    def with_exceptions(self, days: Mapping[date, Intervals]) -> WorkCalendar:
        """The same calendar with these days changed: an announced closure, a half day, an extra open day."""
        return replace(self, exceptions={**self.exceptions, **days})


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise BadCalendar("unknown_zone", name) from error


def _checked(intervals: Iterable[Interval]) -> Intervals:
    tidy = tuple(sorted((int(start), int(end)) for start, end in intervals))
    for start, end in tidy:
        if not 0 <= start < end <= 1440:
            raise BadCalendar("bad_interval", (start, end))
    for (_, end), (start, _) in pairwise(tidy):
        if start < end:
            raise BadCalendar("overlap", (start, end))
    return tidy


# --- days -----------------------------------------------------------------------------------------


def is_working_day(cal: WorkCalendar, day: date) -> bool:
    """Whether any time of ``day`` is worked."""
    return cal.is_working_day(day)


@lru_cache(maxsize=65_536)  # deadlines of many cases are counted from the same days
def add_working_days(cal: WorkCalendar, day: date, n: int) -> date:
    """The n-th working day after ``day``, which itself does not count; before it if ``n`` is negative.

    ``n == 0`` gives ``day`` itself, worked or not. Raises :class:`BeyondHorizon` above 400 working days.
    """
    if abs(n) > HORIZON_DAYS:
        raise BeyondHorizon(f"{n} working days")
    step = timedelta(days=1 if n > 0 else -1)
    left, closed = abs(n), 0
    try:
        while left:
            day += step
            if cal.is_working_day(day):
                left, closed = left - 1, 0
            else:
                closed = _count_closed(closed, day)
    except OverflowError as error:
        raise BeyondHorizon(f"{n} working days reach the end of time") from error
    return day


def _count_closed(closed: int, day: date) -> int:
    if closed >= HORIZON_DAYS:
        raise BeyondHorizon(f"closed for {HORIZON_DAYS} days up to {day}")
    return closed + 1


def working_days_between(cal: WorkCalendar, start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; negated if ``end`` is earlier.

    ``working_days_between(cal, d, add_working_days(cal, d, n)) == n`` for every ``n >= 0``.
    """
    if end < start:
        return -working_days_between(cal, end, start)
    first, last = start.toordinal() + 1, end.toordinal()
    return sum(cal.is_working_day(date.fromordinal(ordinal)) for ordinal in range(first, last + 1))


# --- seconds --------------------------------------------------------------------------------------


def add_working_seconds(cal: WorkCalendar, at: datetime, seconds: int) -> datetime:
    """The first instant by which ``seconds`` of working time have passed since ``at``, in UTC.

    ``at`` must be aware; parts of a second are dropped. Zero seconds give ``at`` itself, open or not. A
    deadline that fills a day falls on its closing time, not on the next opening. Raises
    :class:`BeyondHorizon`.
    """
    if seconds < 0:
        raise ValueError(f"negative working time: {seconds}")
    start = _epoch(at)
    if cal.always_open or not seconds:
        return _instant(start + seconds)
    left = seconds
    for opened, closed in _windows_from(cal, start):
        begin = max(opened, start)
        if begin >= closed:
            continue
        if closed - begin >= left:
            return _instant(begin + left)
        left -= closed - begin
    raise BeyondHorizon(f"{seconds} working seconds after {at.isoformat()}")


def working_seconds_between(cal: WorkCalendar, a: datetime, b: datetime) -> int:
    """Working seconds from ``a`` to ``b``; negated if ``b`` is earlier. Both must be aware."""
    start, end = _epoch(a), _epoch(b)
    if end < start:
        return -_worked(cal, end, start)
    return _worked(cal, start, end)


def is_open(cal: WorkCalendar, at: datetime) -> bool:
    """Whether the instant ``at`` is working time: open at the opening second, closed at the closing one."""
    now = _epoch(at)
    return cal.always_open or any(a <= now < b for a, b in _windows(cal, _local_day(cal, now)))


def next_opening(cal: WorkCalendar, at: datetime) -> datetime:
    """``at`` if it is working time, else the next opening, in UTC. Raises :class:`BeyondHorizon`."""
    now = _epoch(at)
    if cal.always_open:
        return _instant(now)
    for opened, closed in _windows_from(cal, now):
        if now < closed:
            return _instant(max(opened, now))
    raise BeyondHorizon(f"closed after {at.isoformat()}")


def _worked(cal: WorkCalendar, start: int, end: int) -> int:
    if cal.always_open:
        return end - start
    total = 0
    for day in range(_local_day(cal, start), _local_day(cal, end) + 1):
        for opened, closed in _windows(cal, day):
            total += max(0, min(closed, end) - max(opened, start))
    return total


def _windows_from(cal: WorkCalendar, start: int) -> Iterator[Interval]:
    """Windows of open seconds from the local day of ``start`` on, as far as the horizon."""
    day = _local_day(cal, start)
    worked = closed = 0
    while worked <= HORIZON_DAYS:
        windows = _windows(cal, day)
        if windows:
            worked, closed = worked + 1, 0
            yield from windows
        else:
            closed = _count_closed(closed, date.fromordinal(day))
        day += 1


def _windows(cal: WorkCalendar, ordinal: int) -> Intervals:
    intervals = cal.intervals(date.fromordinal(ordinal))
    return _local_windows(cal.zone, ordinal, intervals) if intervals else ()


@lru_cache(maxsize=8192)
def _local_windows(zone: str, ordinal: int, intervals: Intervals) -> Intervals:
    """The instants (epoch seconds) of one local date whose wall clock lies within ``intervals``."""
    info = ZoneInfo(zone)
    midnight = (ordinal - _EPOCH) * _DAY
    low, high = midnight - _REACH, midnight + _DAY + _REACH
    before, after = _offset(info, low), _offset(info, high)
    if before == after:
        return tuple((midnight + a * 60 - before, midnight + b * 60 - before) for a, b in intervals)
    change = _change_between(info, low, high, before)
    # A wall-clock time that the change skips has no instant, and one that it repeats has two.
    found: list[Interval] = []
    for offset, since, until in ((before, low, change), (after, change, high)):
        for a, b in intervals:
            opened, closed = max(midnight + a * 60 - offset, since), min(midnight + b * 60 - offset, until)
            if opened < closed:
                found.append((opened, closed))
    return tuple(sorted(found))


def _change_between(info: ZoneInfo, low: int, high: int, before: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(info: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, info).utcoffset()
    return 0 if offset is None else offset.days * _DAY + offset.seconds


def _local_day(cal: WorkCalendar, second: int) -> int:
    return datetime.fromtimestamp(second, ZoneInfo(cal.zone)).toordinal()


def _epoch(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    since = at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * _DAY + since.seconds


def _instant(second: int) -> datetime:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    except OverflowError as error:
        raise BeyondHorizon("the end of time") from error


# --- holidays -------------------------------------------------------------------------------------

_HOLIDAY_FILES = Path(__file__).parent / "data" / "holidays"


class NoHolidayData(LookupError):  # noqa: N818 — the name is the sentence
    """There is no frozen table for this country and year. Guessing "no holidays" would move every
    deadline."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; ``estimated`` while the moon or the government may still move it."""

    day: date
    names: Mapping[str, str]
    estimated: bool = False

    def name(self, language: str) -> str:
        """In ``language`` if the table has it, else in English."""
        return self.names.get(language) or self.names["en"]


def holiday_countries() -> tuple[str, ...]:
    """ISO codes of the countries that have a table."""
    return tuple(sorted(path.stem for path in _HOLIDAY_FILES.glob("*.json")))


def holidays_of(country: str, years: Iterable[int]) -> frozenset[date]:
    """Public holidays of Gregorian ``years`` from the frozen tables. Raises :class:`NoHolidayData`."""
    return frozenset(holiday.day for holiday in holiday_list(country, years))


def holiday_list(country: str, years: Iterable[int]) -> tuple[Holiday, ...]:
    """The same, with names and certainty, in order of date."""
    first, last, table = _holiday_table(country)
    wanted = set(years)
    for year in wanted:
        if not first <= year <= last:
            raise NoHolidayData(f"{country} {year}")
    return tuple(holiday for holiday in table if holiday.day.year in wanted)


@lru_cache(maxsize=16)
def _holiday_table(country: str) -> tuple[int, int, tuple[Holiday, ...]]:
    if country not in holiday_countries():
        raise NoHolidayData(country)
    data = json.loads((_HOLIDAY_FILES / f"{country}.json").read_text(encoding="utf-8"))
    table = tuple(
        Holiday(
            day=date.fromisoformat(row["day"]),
            names={name: value for name, value in row.items() if name not in ("day", "estimated")},
            estimated=bool(row.get("estimated", False)),
        )
        for row in data["days"]
    )
    return data["first_year"], data["last_year"], table


_OFFICE: Intervals = ((8 * 60, 17 * 60),)
_MORNING: Intervals = ((8 * 60, 12 * 60),)

# Saturday to Wednesday full, Thursday half, Friday closed. Thursday is disputed and differs: a branch keeps
# its own.
IRAN_WEEK: tuple[Intervals, ...] = (_OFFICE, _OFFICE, _OFFICE, _MORNING, (), _OFFICE, _OFFICE)
IRAN_OFFICE = WorkCalendar("Asia/Tehran", IRAN_WEEK, holidays_of("IR", range(2021, 2031)))
ALWAYS_OPEN = WorkCalendar("Asia/Tehran", ((),) * 7, always_open=True)
