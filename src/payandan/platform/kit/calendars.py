"""Jalali and Gregorian days: conversion, reading and writing.

Days are kept as Gregorian :class:`datetime.date`; Jalali lives at the edges. The Jalali year here is the
official Iranian one for 1200-1499, where the 33-year rule and the astronomical table agree (the tests
compare every day with persiantools). A leap year is usually four years after the last but sometimes five:
1403, then 1408.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from .text import ZWNJ, Language, key, persian_digits, strip_direction

CalendarName = Literal["jalali", "gregorian"]
DateStyle = Literal["short", "long", "month", "iso"]

FIRST_JALALI_YEAR = 1200
LAST_JALALI_YEAR = 1499


class NoSuchDate(ValueError):  # noqa: N818 — the name is the sentence
    """There is no such day, or the text cannot be read as one.

    ``reason_code``: ``no_such_day`` (1404/12/30), ``unreadable``, ``ambiguous`` (two readings, or a
    two-digit year where it is not allowed), ``out_of_range`` (outside 1200-1499 AP), ``other_calendar``
    (the text is plainly of the calendar that was not asked for).
    """

    def __init__(self, text: str, reason_code: str) -> None:
        super().__init__(f"{reason_code}: {text!r}")
        self.text = text
        self.reason_code = reason_code


# --- names ----------------------------------------------------------------------------------------

JALALI_MONTHS_FA = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
JALALI_MONTHS_EN = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
GREGORIAN_MONTHS_FA = (
    "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
)  # fmt: skip
GREGORIAN_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Within a date Persian joins a month that ends in a spoken «ه» to the year: «۴ مهٔ ۲۰۲۵».
_GREGORIAN_MONTHS_FA_JOINED = (
    "ژانویهٔ", "فوریهٔ", "مارس", "آوریل", "مهٔ", "ژوئن", "ژوئیهٔ", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
)  # fmt: skip
# Monday first, as date.weekday() counts.
WEEKDAYS_FA = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def months_of_year(calendar: CalendarName, language: Language) -> tuple[str, ...]:
    """The twelve month names, first month first, as they stand alone."""
    if calendar == "jalali":
        return JALALI_MONTHS_FA if language == "fa" else JALALI_MONTHS_EN
    return GREGORIAN_MONTHS_FA if language == "fa" else GREGORIAN_MONTHS_EN


def weekday_name(day: date, language: Language) -> str:
    """«دوشنبه» or ``Monday``."""
    return (WEEKDAYS_FA if language == "fa" else WEEKDAYS_EN)[day.weekday()]


# --- conversion -----------------------------------------------------------------------------------


def _leap_by_rule(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def _new_years() -> tuple[int, ...]:
    ordinals = [date(1821, 3, 21).toordinal()]  # 1200/01/01
    for year in range(FIRST_JALALI_YEAR, LAST_JALALI_YEAR + 1):
        ordinals.append(ordinals[-1] + 365 + _leap_by_rule(year))
    return tuple(ordinals)


# Ordinal of Nowruz for each year, and of the day after the last year: conversion is a table look-up.
_NEW_YEARS = _new_years()
_DAYS_BEFORE_MONTH = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)

FIRST_DAY = date.fromordinal(_NEW_YEARS[0])
LAST_DAY = date.fromordinal(_NEW_YEARS[-1] - 1)


def to_jalali(day: date) -> tuple[int, int, int]:
    """(year, month, day) in the Jalali calendar. Raises :class:`NoSuchDate` outside 1200-1499."""
    ordinal = day.toordinal()
    if not _NEW_YEARS[0] <= ordinal < _NEW_YEARS[-1]:
        raise NoSuchDate(day.isoformat(), "out_of_range")
    index = bisect_right(_NEW_YEARS, ordinal) - 1
    past = ordinal - _NEW_YEARS[index]
    if past < 186:
        return FIRST_JALALI_YEAR + index, past // 31 + 1, past % 31 + 1
    past -= 186
    return FIRST_JALALI_YEAR + index, past // 30 + 7, past % 30 + 1


def from_jalali(y: int, m: int, d: int) -> date:
    """The day of Jalali ``y/m/d``. Raises :class:`NoSuchDate` when it does not exist (1404/12/30)."""
    if not FIRST_JALALI_YEAR <= y <= LAST_JALALI_YEAR:
        raise NoSuchDate(f"{y}/{m}/{d}", "out_of_range")
    if not 1 <= m <= 12 or not 1 <= d <= jalali_month_length(y, m):
        raise NoSuchDate(f"{y}/{m}/{d}", "no_such_day")
    return date.fromordinal(_NEW_YEARS[y - FIRST_JALALI_YEAR] + _DAYS_BEFORE_MONTH[m - 1] + d - 1)


def is_jalali_leap(y: int) -> bool:
    """Whether Esfand of ``y`` has 30 days. Raises :class:`NoSuchDate` outside 1200-1499."""
    if not FIRST_JALALI_YEAR <= y <= LAST_JALALI_YEAR:
        raise NoSuchDate(str(y), "out_of_range")
    return _leap_by_rule(y)


def jalali_month_length(y: int, m: int) -> int:
    """Days in the month: 31 for the first six, 30 for the next five, 29 or 30 in Esfand."""
    if not 1 <= m <= 12:
        raise NoSuchDate(f"{y}/{m}", "no_such_day")
    if m <= 6:
        return 31
    return 30 if m <= 11 or is_jalali_leap(y) else 29


def month_length(y: int, m: int, calendar: CalendarName) -> int:
    """Days in month ``m`` of year ``y`` of either calendar."""
    return jalali_month_length(y, m) if calendar == "jalali" else monthrange(y, m)[1]


def parts(day: date, calendar: CalendarName) -> tuple[int, int, int]:
    """(year, month, day) of ``day`` in either calendar."""
    return to_jalali(day) if calendar == "jalali" else (day.year, day.month, day.day)


def from_parts(y: int, m: int, d: int, calendar: CalendarName) -> date:
    """The day of ``y/m/d`` in either calendar. Raises :class:`NoSuchDate`."""
    if calendar == "jalali":
        return from_jalali(y, m, d)
    try:
        return date(y, m, d)
    except ValueError as error:
        raise NoSuchDate(f"{y}-{m}-{d}", "no_such_day") from error


# --- months ---------------------------------------------------------------------------------------


def month_start(day: date, calendar: CalendarName) -> date:
    """The first day of the month that ``day`` is in."""
    year, month, _ = parts(day, calendar)
    return from_parts(year, month, 1, calendar)


def next_month_start(day: date, calendar: CalendarName) -> date:
    """The first day of the following month: the open end of ``day``'s month."""
    year, month, _ = parts(day, calendar)
    return from_parts(year + month // 12, month % 12 + 1, 1, calendar)


def month_key(day: date, calendar: CalendarName) -> str:
    """``1404-02`` or ``2025-05``: sorts as time does within one calendar."""
    year, month, _ = parts(day, calendar)
    return f"{year:04d}-{month:02d}"


# --- writing --------------------------------------------------------------------------------------


def format_date(day: date, *, calendar: CalendarName, language: Language, style: DateStyle = "short") -> str:
    """``day`` for a reader. Raises :class:`NoSuchDate` for a Jalali date outside 1200-1499.

    ``short`` ۱۴۰۴/۰۲/۱۴ (English Gregorian: 2025-05-04, which nobody can misread), ``long`` ۱۴ اردیبهشت
    ۱۴۰۴, ``month`` اردیبهشت ۱۴۰۴, ``iso`` 1404-02-14 with ASCII digits in any language, for machines and
    file names.
    """
    year, month, number = parts(day, calendar)
    if style == "iso":
        return f"{year:04d}-{month:02d}-{number:02d}"
    if style == "short":
        joint = "-" if (calendar, language) == ("gregorian", "en") else "/"
        written = joint.join((f"{year:04d}", f"{month:02d}", f"{number:02d}"))
    else:
        name = _month_name_in_date(month, calendar, language)
        written = f"{name} {year}" if style == "month" else f"{number} {name} {year}"
    return persian_digits(written) if language == "fa" else written


def _month_name_in_date(month: int, calendar: CalendarName, language: Language) -> str:
    if calendar == "gregorian" and language == "fa":
        return _GREGORIAN_MONTHS_FA_JOINED[month - 1]
    return months_of_year(calendar, language)[month - 1]


# --- reading --------------------------------------------------------------------------------------


def _name_table() -> dict[str, tuple[CalendarName, int]]:
    table: dict[str, tuple[CalendarName, int]] = {}
    spellings: tuple[tuple[CalendarName, Sequence[str]], ...] = (
        ("jalali", JALALI_MONTHS_FA),
        ("jalali", JALALI_MONTHS_EN),
        ("gregorian", GREGORIAN_MONTHS_FA),
        ("gregorian", GREGORIAN_MONTHS_EN),
        ("gregorian", [name[:3] for name in GREGORIAN_MONTHS_EN]),
    )
    for calendar, names in spellings:
        for number, name in enumerate(names, start=1):
            table[key(name)] = (calendar, number)
    others: tuple[tuple[CalendarName, int, str], ...] = (
        ("jalali", 5, "امرداد"), ("jalali", 5, "Amordad"), ("jalali", 6, "Shahrivar"), ("jalali", 10, "Day"),
        ("gregorian", 1, "جنوری"), ("gregorian", 4, "اپریل"), ("gregorian", 5, "می"), ("gregorian", 6, "جون"),
        ("gregorian", 7, "جولای"), ("gregorian", 8, "آگوست"), ("gregorian", 9, "Sept"),
    )  # fmt: skip
    table.update({key(name): (calendar, number) for calendar, number, name in others})
    return table


_MONTHS_BY_NAME = _name_table()
_WEEKDAYS_BY_NAME = {key(name): number for names in (WEEKDAYS_FA, WEEKDAYS_EN) for number, name in enumerate(names)} | {
    key(name[:3]): number for number, name in enumerate(WEEKDAYS_EN)
}
_FILLERS = frozenset({"ماه", "سال", "روز", "ام", "st", "nd", "rd", "th", "of"})
_PIECE = re.compile(r"[0-9]+|[^\W\d_]+")
_BETWEEN = re.compile(r"\s*[/.\-–\\,]?\s*")
_MIDNIGHT = re.compile(r"[t ]0?0:00(?::00(?:\.0+)?)?$")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was to be read, and how."""

    text: str
    calendar: CalendarName | None
    century: bool
    dotted: bool


def parse_date(text: str, *, calendar: CalendarName | None = None, century: bool = False) -> date:
    """The day a person or a spreadsheet wrote. Raises :class:`NoSuchDate` with a reason code.

    Any digits; ``/ - . ٫`` or a space between; year first, or day first where that is the only reading;
    ISO; month names in Persian and English of both calendars; ``14040105`` in one piece. ``calendar=None``
    tells the calendar by the year: 13xx and 14xx are Jalali, 19xx and 20xx Gregorian. Two-digit years are
    read only with ``century=True`` (imports, which show a preview): 05 is 1405 and 99 is 1399, year first
    if that is a real day.
    """
    folded = _MIDNIGHT.sub("", key(strip_direction(text).replace("٫", ".").replace(ZWNJ, " ")))
    pieces = _pieces(text, folded)
    numbers = [piece for piece in pieces if piece.isdigit()]
    words = [piece for piece in pieces if not piece.isdigit() and piece not in _FILLERS]
    named = [_MONTHS_BY_NAME[word] for word in words if word in _MONTHS_BY_NAME]
    weekday = _weekday(text, [word for word in words if word not in _MONTHS_BY_NAME])
    if len(named) > 1:
        raise NoSuchDate(text, "unreadable")
    asked = _Asked(text, calendar, century, dotted="." in folded)
    numbers = numbers if named else _split_packed(numbers, century)
    found = _read_named(asked, numbers, named[0]) if named else _read_numbers(asked, numbers)
    if weekday is not None and found.weekday() != weekday:
        raise NoSuchDate(text, "no_such_day")
    return found


def _pieces(text: str, folded: str) -> list[str]:
    pieces: list[str] = []
    end = 0
    for found in _PIECE.finditer(folded):
        # Nothing may stand before the first piece, and one separator at most between two: «1404/-1/5» is no
        # date.
        if not (_BETWEEN.fullmatch(folded[end : found.start()]) if pieces else found.start() == 0):
            raise NoSuchDate(text, "unreadable")
        pieces.append(found[0])
        end = found.end()
    if not pieces or folded[end:].strip(" .,"):
        raise NoSuchDate(text, "unreadable")
    return pieces


def _weekday(text: str, words: list[str]) -> int | None:
    if not words:
        return None
    name = "".join(words)
    if name not in _WEEKDAYS_BY_NAME:
        raise NoSuchDate(text, "unreadable")
    return _WEEKDAYS_BY_NAME[name]


def _split_packed(numbers: list[str], century: bool) -> list[str]:
    if len(numbers) == 1 and len(numbers[0]) == 8:
        return [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    if len(numbers) == 1 and len(numbers[0]) == 6 and century:
        return [numbers[0][:2], numbers[0][2:4], numbers[0][4:]]
    return numbers


def _read_named(asked: _Asked, numbers: list[str], month: tuple[CalendarName, int]) -> date:
    if len(numbers) != 2:
        raise NoSuchDate(asked.text, "unreadable")
    calendar, number = month
    if asked.calendar not in (None, calendar):
        raise NoSuchDate(asked.text, "other_calendar")
    asked = replace(asked, calendar=calendar)
    first, second = numbers
    if len(first) == 4 and len(second) <= 2:
        return _build(asked, first, number, second)
    if len(first) <= 2:
        return _build(asked, second, number, first)
    raise NoSuchDate(asked.text, "unreadable")


def _read_numbers(asked: _Asked, numbers: list[str]) -> date:
    if len(numbers) != 3 or len(numbers[1]) > 2:
        raise NoSuchDate(asked.text, "unreadable")
    first, second, third = numbers
    if len(first) == 4 and len(third) <= 2:
        return _build(asked, first, int(second), third)
    if len(third) == 4 and len(first) <= 2:
        return _read_year_last(asked, first, second, third)
    if len(first) <= 2 and len(third) <= 2:
        return _read_short_year(asked, first, second, third)
    raise NoSuchDate(asked.text, "unreadable")


def _read_year_last(asked: _Asked, first: str, second: str, year: str) -> date:
    calendar = _calendar_of(asked, int(year))
    # Only Gregorian dates are written month first by some people, and never with dots.
    if calendar == "gregorian" and not asked.dotted and int(first) != int(second) and int(first) <= 12:
        if int(second) <= 12:
            raise NoSuchDate(asked.text, "ambiguous")
        first, second = second, first
    return _build(asked, year, int(second), first)


def _read_short_year(asked: _Asked, first: str, second: str, third: str) -> date:
    if not asked.century:
        raise NoSuchDate(asked.text, "ambiguous")
    try:
        return _build(asked, first, int(second), third)
    except NoSuchDate:
        return _build(asked, third, int(second), first)


def _build(asked: _Asked, year: str, month: int, number: str) -> date:
    if len(year) not in (2, 4) or (len(year) == 2 and not asked.century):
        raise NoSuchDate(asked.text, "ambiguous" if len(year) <= 2 else "unreadable")
    full = int(year) if len(year) == 4 else _with_century(int(year), asked.calendar or "jalali")
    calendar = _calendar_of(asked, full)
    try:
        found = from_parts(full, month, int(number), calendar)
    except NoSuchDate as error:
        raise NoSuchDate(asked.text, error.reason_code) from error
    if not FIRST_DAY <= found <= LAST_DAY:
        raise NoSuchDate(asked.text, "out_of_range")
    return found


def _with_century(year: int, calendar: CalendarName) -> int:
    """Fifty years on either side of the turn of the century: 1350-1449, 1950-2049."""
    turn = 1400 if calendar == "jalali" else 2000
    return turn + year - (100 if year >= 50 else 0)


def _calendar_of(asked: _Asked, year: int) -> CalendarName:
    likely: CalendarName | None = None
    if 1300 <= year <= 1499:
        likely = "jalali"
    elif 1900 <= year <= 2099:
        likely = "gregorian"
    if asked.calendar is None:
        if likely is None:
            raise NoSuchDate(asked.text, "out_of_range")
        return likely
    if likely not in (None, asked.calendar):
        raise NoSuchDate(asked.text, "other_calendar")
    return asked.calendar
