from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from payandan.platform.kit.calendars import CalendarName, from_jalali, month_length, parts, to_jalali
from payandan.platform.kit.periods import (
    BadPeriod,
    DateOverflow,
    Period,
    Span,
    add_months,
    add_period,
    months_between,
)

days = st.dates(from_jalali(1300, 1, 1), from_jalali(1450, 1, 1))
calendars = st.sampled_from(["jalali", "gregorian"])
months = st.integers(0, 240)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ((1404, 6, 31), 1, (1404, 7, 30)),
        ((1403, 12, 30), 12, (1404, 12, 29)),
        ((1403, 12, 30), 60, (1408, 12, 30)),
        ((1404, 1, 31), 18, (1405, 7, 30)),
        ((1404, 5, 15), 18, (1405, 11, 15)),
        ((1404, 7, 30), -1, (1404, 6, 30)),
        ((1404, 1, 1), -1, (1403, 12, 1)),
        ((1404, 2, 31), -2, (1403, 12, 30)),
        ((1404, 10, 1), 3, (1405, 1, 1)),
    ],
)
def test_jalali_months(start: tuple[int, int, int], count: int, end: tuple[int, int, int]) -> None:
    assert to_jalali(add_months(from_jalali(*start), count, "jalali")) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 11, 30), 2, date(2026, 1, 30)),
    ],
)
def test_gregorian_months(start: date, count: int, end: date) -> None:
    assert add_months(start, count) == end


def test_the_calendar_of_a_promise_matters() -> None:
    day = from_jalali(1404, 6, 31)
    assert add_months(day, 18, "jalali") == date(2027, 3, 20)
    assert add_months(day, 18, "gregorian") == date(2027, 3, 22)


@given(days, st.integers(-240, 240), calendars)
def test_the_month_is_exact_and_the_day_is_kept_or_clipped(day: date, count: int, calendar: CalendarName) -> None:
    y, m, d = parts(day, calendar)
    year, month, number = parts(add_months(day, count, calendar), calendar)
    assert year * 12 + month == y * 12 + m + count
    assert number == min(d, month_length(year, month, calendar))


@given(days, days, months, calendars)
def test_a_later_start_never_ends_earlier(one: date, other: date, count: int, calendar: CalendarName) -> None:
    first, second = sorted((one, other))
    assert add_months(first, count, calendar) <= add_months(second, count, calendar)


@given(days, months, months, calendars)
def test_steps_add_up_unless_a_day_was_clipped(day: date, one: int, other: int, calendar: CalendarName) -> None:
    assume(parts(day, calendar)[2] <= 28)
    assert add_months(add_months(day, one, calendar), other, calendar) == add_months(day, one + other, calendar)
    assert add_months(add_months(day, one, calendar), -one, calendar) == day


@given(days, months, calendars)
def test_months_between_undoes_add_months(day: date, count: int, calendar: CalendarName) -> None:
    assert months_between(day, add_months(day, count, calendar), calendar) == count


@given(days, days, calendars)
def test_months_between_is_the_largest_that_fits(one: date, other: date, calendar: CalendarName) -> None:
    start, end = sorted((one, other))
    elapsed = months_between(start, end, calendar)
    assert add_months(start, elapsed, calendar) <= end < add_months(start, elapsed + 1, calendar)
    assert months_between(end, start, calendar) == -elapsed


@given(days, months, st.integers(0, 9), st.integers(0, 900), st.integers(0, 90), calendars)
def test_a_period_is_its_months_and_then_its_days(
    day: date, count: int, years: int, number: int, weeks: int, calendar: CalendarName
) -> None:
    period = Period(months=count, years=years, days=number, weeks=weeks, calendar=calendar)
    expected = add_months(day, count + 12 * years, calendar) + timedelta(days=number, weeks=weeks)
    assert add_period(day, period) == expected
    assert period == Period.of({"months": count, "years": years, "days": number, "weeks": weeks, "calendar": calendar})
    assert bool(period) == bool(count or years or number or weeks)


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"month": 3}, "unknown_unit"),
        ({"months": -1}, "negative"),
        ({"months": 1.5}, "not_whole"),
        ({"months": "18"}, "not_whole"),
        ({"days": True}, "not_whole"),
        ({"months": 1, "calendar": "hijri"}, "unknown_calendar"),
    ],
)
def test_bad_periods(mapping: dict[str, object], reason: str) -> None:
    with pytest.raises(BadPeriod) as refused:
        Period.of(mapping)
    assert refused.value.reason_code == reason


def test_periods_and_spans_are_values() -> None:
    with pytest.raises(AttributeError):
        Period(months=1).months = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Span(date.min, date.max).start = date.max  # type: ignore[misc]
    assert len({Period(months=1), Period(months=1), Span(date.min, date.max), Span(date.min, date.max)}) == 2


def test_nothing_wraps_at_the_end_of_time() -> None:
    for attempt in (
        lambda: add_months(date.max, 1),
        lambda: add_months(date.min, -1),
        lambda: add_months(date(2025, 1, 1), 10**9),
        lambda: add_months(from_jalali(1499, 12, 1), 1, "jalali"),
        lambda: add_months(date(9000, 1, 1), 1, "jalali"),
        lambda: add_period(date.max, Period(days=1)),
        lambda: add_period(date(2025, 1, 1), Period(days=10**12)),
        lambda: Span(date.max - timedelta(days=1), date.max).shift(1),
    ):
        with pytest.raises(DateOverflow):
            attempt()
    assert add_months(date(9998, 12, 31), 12) == date.max


def test_spans_are_half_open() -> None:
    span = Span.of(date(2025, 1, 31), Period(months=1))
    assert (span.until, span.last_day, span.days) == (date(2025, 2, 28), date(2025, 2, 27), 28)
    assert span.start in span
    assert span.last_day in span
    assert span.until not in span
    assert "2025-02-01" not in span
    empty = Span(date(2025, 1, 1), date(2025, 1, 1))
    assert not empty
    assert empty.last_day is None
    assert empty.start not in empty
    with pytest.raises(BadPeriod):
        Span(date(2025, 1, 2), date(2025, 1, 1))


spans = st.tuples(days, st.integers(0, 90)).map(lambda pair: Span(pair[0], pair[0] + timedelta(days=pair[1])))
near = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
    lambda pair: Span(date(2025, 1, 1) + timedelta(days=pair[0]), date(2025, 1, 1) + timedelta(days=sum(pair)))
)


def members(span: Span | None) -> set[date]:
    return {span.start + timedelta(days=n) for n in range(span.days)} if span else set()


@given(near, near)
def test_overlap_is_the_days_in_both(one: Span, other: Span) -> None:
    assert members(one.overlap(other)) == members(one) & members(other)
    assert one.overlap(other) == other.overlap(one)


@given(spans, st.integers(-500, 500))
def test_a_shift_keeps_the_length(span: Span, count: int) -> None:
    moved = span.shift(count)
    assert moved.days == span.days
    assert moved.shift(-count) == span
    assert (moved.start - span.start).days == count
