from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from payandan.platform.kit.calendars import (
    FIRST_DAY,
    LAST_DAY,
    CalendarName,
    NoSuchDate,
    format_date,
    from_jalali,
    is_jalali_leap,
    jalali_month_length,
    month_key,
    month_start,
    months_of_year,
    next_month_start,
    parse_date,
    to_jalali,
    weekday_name,
)
from payandan.platform.kit.text import persian_digits

days = st.dates(FIRST_DAY, LAST_DAY)
calendars = st.sampled_from(["jalali", "gregorian"])


def test_every_day_of_two_centuries_is_that_of_persiantools() -> None:
    day, last = from_jalali(1300, 1, 1), from_jalali(1498, 12, 29)
    seen = 0
    while day <= last:
        other = JalaliDate(day)
        found = to_jalali(day)
        assert found == (other.year, other.month, other.day)
        assert from_jalali(*found) == day
        day += timedelta(days=1)
        seen += 1
    assert seen == 199 * 365 + 48


def test_leap_years_and_month_lengths_are_those_of_persiantools() -> None:
    for year in range(1200, 1500):
        assert is_jalali_leap(year) == JalaliDate.is_leap(year)
        for month in range(1, 13):
            assert jalali_month_length(year, month) == JalaliDate.days_in_month(month, year)
    assert [year for year in range(1394, 1413) if is_jalali_leap(year)] == [1395, 1399, 1403, 1408, 1412]


@pytest.mark.parametrize(
    ("jalali", "gregorian", "weekday"),
    [
        ((1399, 12, 30), date(2021, 3, 20), "Saturday"),
        ((1403, 12, 30), date(2025, 3, 20), "Thursday"),
        ((1404, 12, 29), date(2026, 3, 20), "Friday"),
        ((1405, 1, 1), date(2026, 3, 21), "Saturday"),
        ((1404, 6, 31), date(2025, 9, 22), "Monday"),
        ((1404, 7, 1), date(2025, 9, 23), "Tuesday"),
        ((1408, 12, 30), date(2030, 3, 20), "Wednesday"),
        ((1357, 11, 22), date(1979, 2, 11), "Sunday"),
    ],
)
def test_known_days(jalali: tuple[int, int, int], gregorian: date, weekday: str) -> None:
    assert from_jalali(*jalali) == gregorian
    assert to_jalali(gregorian) == jalali
    assert weekday_name(gregorian, "en") == weekday


@pytest.mark.parametrize(
    ("y", "m", "d", "reason"),
    [
        (1404, 12, 30, "no_such_day"),
        (1404, 7, 31, "no_such_day"),
        (1405, 12, 30, "no_such_day"),
        (1404, 13, 1, "no_such_day"),
        (1404, 0, 1, "no_such_day"),
        (1404, 1, 0, "no_such_day"),
        (1404, 1, 32, "no_such_day"),
        (1199, 12, 1, "out_of_range"),
        (1500, 1, 1, "out_of_range"),
    ],
)
def test_days_that_do_not_exist(y: int, m: int, d: int, reason: str) -> None:
    with pytest.raises(NoSuchDate) as refused:
        from_jalali(y, m, d)
    assert refused.value.reason_code == reason


def test_the_ends_of_the_table() -> None:
    assert to_jalali(FIRST_DAY) == (1200, 1, 1)
    assert to_jalali(LAST_DAY)[:2] == (1499, 12)
    for outside in (FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1), date.min, date.max):
        with pytest.raises(NoSuchDate):
            to_jalali(outside)


# --- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1404/1/5", date(2025, 3, 25)),
        ("۱۴۰۴/۰۱/۰۵", date(2025, 3, 25)),
        ("١٤٠٤/٠١/٠٥", date(2025, 3, 25)),
        ("۱۴۰۴٫۰۱٫۰۵", date(2025, 3, 25)),
        ("1404-01-05", date(2025, 3, 25)),
        ("1404.1.5", date(2025, 3, 25)),
        ("1404 1 5", date(2025, 3, 25)),
        ("5/1/1404", date(2025, 3, 25)),
        ("\u200f۱۴۰۴/۱/۵ ", date(2025, 3, 25)),
        ("14040105", date(2025, 3, 25)),
        ("1404/01/05 00:00:00", date(2025, 3, 25)),
        ("۵ فروردین ۱۴۰۴", date(2025, 3, 25)),
        ("5 فروردین‌ماه 1404", date(2025, 3, 25)),
        ("۵ فروردین ماه سال ۱۴۰۴", date(2025, 3, 25)),
        ("سه‌شنبه ۵ فروردین ۱۴۰۴", date(2025, 3, 25)),
        ("سه شنبه، ۵ فروردین ۱۴۰۴", date(2025, 3, 25)),
        ("5 Farvardin 1404", date(2025, 3, 25)),
        ("۱ آبان ۱۴۰۴", date(2025, 10, 23)),
        ("30 Esfand 1403", date(2025, 3, 20)),
        ("1403/12/30", date(2025, 3, 20)),
        ("2025-03-25", date(2025, 3, 25)),
        ("2025-03-25T00:00:00", date(2025, 3, 25)),
        ("20250325", date(2025, 3, 25)),
        ("25.03.2025", date(2025, 3, 25)),
        ("04.03.2025", date(2025, 3, 4)),
        ("25/3/2025", date(2025, 3, 25)),
        ("3/25/2025", date(2025, 3, 25)),
        ("3/3/2025", date(2025, 3, 3)),
        ("25 March 2025", date(2025, 3, 25)),
        ("Tue, Mar 25th, 2025", date(2025, 3, 25)),
        ("۲۵ مارس ۲۰۲۵", date(2025, 3, 25)),
        ("۴ مهٔ ۲۰۲۵", date(2025, 5, 4)),
        ("۴ ژوئیهٔ ۲۰۲۵", date(2025, 7, 4)),
    ],
)
def test_dates_as_people_write_them(text: str, expected: date) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1404/12/30", "no_such_day"),
        ("31/7/1404", "no_such_day"),
        ("2025-02-29", "no_such_day"),
        ("جمعه ۵ فروردین ۱۴۰۴", "no_such_day"),
        ("03/04/2025", "ambiguous"),
        ("04/01/05", "ambiguous"),
        ("۵ فروردین ۰۴", "ambiguous"),
        ("1199/1/1", "out_of_range"),
        ("1750/1/1", "out_of_range"),
        ("", "unreadable"),
        ("دیروز", "unreadable"),
        ("1404/1", "unreadable"),
        ("1404/-1/5", "unreadable"),
        ("1404//1/5", "unreadable"),
        ("/1404/1/5", "unreadable"),
        ("404/1/5", "unreadable"),
        ("1/1404/5", "unreadable"),
        ("1404/1/5/6", "unreadable"),
        ("۵ فروردین تیر ۱۴۰۴", "unreadable"),
        ("2025-03-25T10:30:00", "unreadable"),
        ("اردیبهشت ۱۴۰۴", "unreadable"),
        ("140401", "unreadable"),
    ],
)
def test_dates_that_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NoSuchDate) as refused:
        parse_date(text)
    assert refused.value.reason_code == reason
    assert refused.value.text == text


@pytest.mark.parametrize(
    ("text", "calendar", "expected"),
    [
        ("05/01/02", None, (1405, 1, 2)),
        ("۰۴/۰۱/۰۵", "jalali", (1404, 1, 5)),
        ("99/12/30", None, (1399, 12, 30)),
        ("15/6/99", None, (1399, 6, 15)),
        ("040105", None, (1404, 1, 5)),
        ("5 فروردین 04", None, (1404, 1, 5)),
    ],
)
def test_two_digit_years_in_an_import(text: str, calendar: CalendarName | None, expected: tuple[int, ...]) -> None:
    assert to_jalali(parse_date(text, calendar=calendar, century=True)) == expected


def test_two_digit_gregorian_years_in_an_import() -> None:
    assert parse_date("25-03-24", calendar="gregorian", century=True) == date(2025, 3, 24)
    assert parse_date("24.03.99", calendar="gregorian", century=True) == date(1999, 3, 24)


@pytest.mark.parametrize(
    ("text", "calendar"), [("2025-03-25", "jalali"), ("1404/1/5", "gregorian"), ("5 May 2025", "jalali")]
)
def test_a_date_plainly_of_the_other_calendar_is_refused(text: str, calendar: CalendarName) -> None:
    with pytest.raises(NoSuchDate) as refused:
        parse_date(text, calendar=calendar)
    assert refused.value.reason_code == "other_calendar"


def test_the_years_that_tell_their_calendar() -> None:
    assert parse_date("1300/1/1") == from_jalali(1300, 1, 1)
    assert parse_date("1499/1/1") == from_jalali(1499, 1, 1)
    assert parse_date("1900-01-01") == date(1900, 1, 1)
    assert parse_date("2099-01-01") == date(2099, 1, 1)
    for text in ("1299/1/1", "1500/1/1", "1899-01-01", "2100-01-01"):
        with pytest.raises(NoSuchDate) as refused:
            parse_date(text)
        assert refused.value.reason_code == "out_of_range"


def test_the_century_turns_at_fifty() -> None:
    assert to_jalali(parse_date("49/1/1", century=True)) == (1449, 1, 1)
    assert to_jalali(parse_date("50/1/1", century=True)) == (1350, 1, 1)


def test_a_named_calendar_reaches_further_than_the_guess() -> None:
    assert to_jalali(parse_date("1285/5/14", calendar="jalali")) == (1285, 5, 14)
    assert parse_date("1850-01-02", calendar="gregorian") == date(1850, 1, 2)
    with pytest.raises(NoSuchDate):
        parse_date("1285/5/14")


@given(st.dates(from_jalali(1300, 1, 1), from_jalali(1478, 10, 1)), calendars, st.sampled_from(["fa", "en"]))
def test_what_is_written_can_be_read(day: date, calendar: CalendarName, language: str) -> None:
    for style in ("short", "long", "iso"):
        written = format_date(day, calendar=calendar, language=language, style=style)  # type: ignore[arg-type]
        assert parse_date(written) == day
        assert parse_date(written, calendar=calendar) == day


@given(st.text(max_size=20) | st.text(alphabet="0123456789۰۱۲/-. فروردینمهٔTtabMay:", max_size=14))
def test_reading_only_ever_refuses_with_a_reason(text: str) -> None:
    reason, found = "", FIRST_DAY
    try:
        found = parse_date(text, century=True)
    except NoSuchDate as refused:
        reason = refused.reason_code
    assert reason in {"no_such_day", "unreadable", "ambiguous", "out_of_range", "other_calendar"} | {""}
    assert FIRST_DAY <= found <= LAST_DAY


# --- writing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "language", "style", "expected"),
    [
        ("jalali", "fa", "short", "۱۴۰۴/۰۲/۱۴"),
        ("jalali", "fa", "long", "۱۴ اردیبهشت ۱۴۰۴"),
        ("jalali", "fa", "month", "اردیبهشت ۱۴۰۴"),
        ("jalali", "fa", "iso", "1404-02-14"),
        ("jalali", "en", "short", "1404/02/14"),
        ("jalali", "en", "long", "14 Ordibehesht 1404"),
        ("jalali", "en", "month", "Ordibehesht 1404"),
        ("gregorian", "fa", "short", "۲۰۲۵/۰۵/۰۴"),
        ("gregorian", "fa", "long", "۴ مهٔ ۲۰۲۵"),
        ("gregorian", "fa", "month", "مهٔ ۲۰۲۵"),
        ("gregorian", "en", "short", "2025-05-04"),
        ("gregorian", "en", "long", "4 May 2025"),
        ("gregorian", "en", "month", "May 2025"),
        ("gregorian", "en", "iso", "2025-05-04"),
    ],
)
def test_formats(calendar: CalendarName, language: str, style: str, expected: str) -> None:
    written = format_date(date(2025, 5, 4), calendar=calendar, language=language, style=style)  # type: ignore[arg-type]
    assert written == expected


def test_names() -> None:
    assert weekday_name(date(2025, 5, 4), "fa") == "یکشنبه"
    assert weekday_name(date(2025, 5, 3), "fa") == "شنبه"
    assert months_of_year("jalali", "fa")[1] == "اردیبهشت"
    assert months_of_year("gregorian", "fa")[4] == "مه"
    assert len({name for c in ("jalali", "gregorian") for name in months_of_year(c, "en")}) == 24


# --- months ----------------------------------------------------------------------------------------


def test_months_as_keys() -> None:
    assert month_key(date(2025, 5, 4), "jalali") == "1404-02"
    assert month_key(date(2025, 5, 4), "gregorian") == "2025-05"
    assert month_start(date(2025, 5, 4), "jalali") == date(2025, 4, 21)
    assert next_month_start(date(2026, 3, 1), "jalali") == date(2026, 3, 21)
    assert next_month_start(date(2025, 12, 31), "gregorian") == date(2026, 1, 1)


@given(st.dates(FIRST_DAY, from_jalali(1499, 11, 30)), calendars)
def test_a_month_is_the_days_from_its_start_to_the_next(day: date, calendar: CalendarName) -> None:
    start, until = month_start(day, calendar), next_month_start(day, calendar)
    assert start <= day < until
    assert 28 <= (until - start).days <= 31
    assert month_key(start, calendar) == month_key(day, calendar) == month_key(until - timedelta(days=1), calendar)
    assert month_key(until, calendar) > month_key(day, calendar)


@given(days)
def test_persian_short_dates_sort_as_time_does(day: date) -> None:
    if day == LAST_DAY:
        return
    today, tomorrow = (format_date(d, calendar="jalali", language="fa") for d in (day, day + timedelta(days=1)))
    assert today < tomorrow
    assert today == persian_digits(today)
