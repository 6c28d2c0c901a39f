import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from payandan.platform.kit import working_time
from payandan.platform.kit.calendars import from_jalali, to_jalali
from payandan.platform.kit.working_time import (
    ALWAYS_OPEN,
    IRAN_OFFICE,
    IRAN_WEEK,
    BadCalendar,
    BeyondHorizon,
    EmptyCalendar,
    NoHolidayData,
    WorkCalendar,
    add_working_days,
    add_working_seconds,
    holiday_countries,
    holiday_list,
    holidays_of,
    is_open,
    is_working_day,
    next_opening,
    working_days_between,
    working_seconds_between,
)

HOUR = 3600
TEHRAN = ZoneInfo("Asia/Tehran")
NOWRUZ = [from_jalali(1405, 1, day) for day in range(1, 5)]
BRANCH = WorkCalendar("Asia/Tehran", IRAN_WEEK, frozenset(NOWRUZ))
WEEK_OF_NINE_TO_FIVE = (((540, 1020),),) * 5 + ((), ())


def tehran(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TEHRAN)  # type: ignore[misc,arg-type]


# --- worked examples -------------------------------------------------------------------------------


def test_four_hours_over_nowruz_with_thursday_closed() -> None:
    closed_thursday = WorkCalendar("Asia/Tehran", (*IRAN_WEEK[:3], (), *IRAN_WEEK[4:]), frozenset(NOWRUZ))
    assert add_working_seconds(closed_thursday, tehran(2026, 3, 18, 16), 4 * HOUR) == tehran(2026, 3, 25, 11)


def test_four_hours_with_a_half_thursday() -> None:
    assert add_working_seconds(BRANCH, tehran(2026, 3, 18, 16), 4 * HOUR) == tehran(2026, 3, 19, 11)


def test_what_is_left_after_a_pause_over_the_holidays() -> None:
    due = tehran(2026, 3, 19, 11)
    left = working_seconds_between(BRANCH, tehran(2026, 3, 19, 10), due)
    assert left == HOUR
    assert add_working_seconds(BRANCH, tehran(2026, 3, 25, 9), left) == tehran(2026, 3, 25, 10)


def test_the_shipped_default_agrees_with_the_worked_example() -> None:
    assert add_working_seconds(IRAN_OFFICE, tehran(2026, 3, 18, 16), 4 * HOUR) == tehran(2026, 3, 19, 11)
    assert add_working_seconds(IRAN_OFFICE, tehran(2026, 3, 19, 11), 2 * HOUR) == tehran(2026, 3, 25, 9)


def test_a_full_day_ends_at_closing_time_and_not_at_the_next_opening() -> None:
    assert add_working_seconds(BRANCH, tehran(2026, 5, 4, 8), 9 * HOUR) == tehran(2026, 5, 4, 17)
    assert add_working_seconds(BRANCH, tehran(2026, 5, 4, 8), 9 * HOUR + 1) == tehran(2026, 5, 5, 8, 0, 1)


def test_zero_seconds_leave_the_instant_alone() -> None:
    friday = tehran(2026, 5, 8, 3)
    assert add_working_seconds(BRANCH, friday, 0) == friday
    assert add_working_seconds(BRANCH, friday, 1) == tehran(2026, 5, 9, 8, 0, 1)


def test_a_lunch_break_is_not_worked() -> None:
    cal = WorkCalendar("Asia/Tehran", (((480, 720), (780, 1020)),) * 7)
    assert add_working_seconds(cal, tehran(2026, 5, 4, 11, 30), HOUR) == tehran(2026, 5, 4, 13, 30)
    assert not is_open(cal, tehran(2026, 5, 4, 12))
    assert is_open(cal, tehran(2026, 5, 4, 13))


def test_a_night_shift_runs_through_midnight() -> None:
    cal = WorkCalendar("Asia/Tehran", (((0, 360), (1320, 1440)),) * 7)
    assert add_working_seconds(cal, tehran(2026, 5, 4, 21), 3 * HOUR) == tehran(2026, 5, 5, 1)
    assert working_seconds_between(cal, tehran(2026, 5, 4, 12), tehran(2026, 5, 5, 12)) == 8 * HOUR


def test_exceptions_win_over_holidays_and_over_the_week() -> None:
    closed, half, extra = date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 8)
    cal = BRANCH.with_exceptions({closed: (), half: ((480, 600),), extra: ((600, 660),), NOWRUZ[0]: ((0, 60),)})
    assert not is_working_day(cal, closed)
    assert is_working_day(cal, extra)
    assert is_working_day(cal, NOWRUZ[0])
    assert not is_working_day(BRANCH, extra)
    assert working_seconds_between(cal, tehran(2026, 5, 4), tehran(2026, 5, 6)) == 2 * HOUR
    assert not cal.with_holidays([date(2026, 5, 6)]).is_working_day(date(2026, 5, 6))


def test_old_receipts_know_the_summer_time_of_iran() -> None:
    summer = WorkCalendar("Asia/Tehran", (((480, 1020),),) * 7)
    assert add_working_seconds(summer, datetime(2022, 7, 1, 3, 30, tzinfo=UTC), HOUR) == datetime(
        2022, 7, 1, 4, 30, tzinfo=UTC
    )
    assert next_opening(summer, datetime(2022, 9, 23, tzinfo=UTC)) == datetime(2022, 9, 23, 4, 30, tzinfo=UTC)


def test_a_night_with_a_clock_change_is_an_hour_longer_or_shorter() -> None:
    nights = WorkCalendar("Europe/Berlin", (((0, 360),),) * 7)
    berlin = ZoneInfo("Europe/Berlin")
    for day, hours in ((date(2025, 10, 26), 7), (date(2025, 3, 30), 5), (date(2025, 6, 1), 6)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=berlin)
        assert working_seconds_between(nights, midnight, midnight + timedelta(hours=12)) == hours * HOUR
        assert add_working_seconds(nights, midnight, hours * HOUR) == midnight.replace(hour=6)


def test_next_opening() -> None:
    assert next_opening(BRANCH, tehran(2026, 5, 7, 12)) == tehran(2026, 5, 9, 8)
    assert next_opening(BRANCH, tehran(2026, 5, 7, 11, 59)) == tehran(2026, 5, 7, 11, 59)
    assert next_opening(ALWAYS_OPEN, tehran(2026, 5, 8, 3)) == tehran(2026, 5, 8, 3)


def test_working_days() -> None:
    wednesday = date(2026, 3, 18)
    assert add_working_days(BRANCH, wednesday, 1) == date(2026, 3, 19)
    assert add_working_days(BRANCH, wednesday, 2) == date(2026, 3, 25)
    assert add_working_days(BRANCH, wednesday, 0) == wednesday
    assert add_working_days(BRANCH, date(2026, 3, 20), 0) == date(2026, 3, 20)
    assert add_working_days(BRANCH, date(2026, 3, 25), -2) == wednesday
    assert working_days_between(BRANCH, wednesday, date(2026, 3, 25)) == 2
    assert working_days_between(BRANCH, date(2026, 3, 25), wednesday) == -2


def test_always_open_counts_every_second() -> None:
    friday = tehran(2026, 5, 8, 3)
    assert add_working_seconds(ALWAYS_OPEN, friday, 10**7) == friday + timedelta(seconds=10**7)
    assert working_seconds_between(ALWAYS_OPEN, friday, friday + timedelta(days=9)) == 9 * 86_400
    assert is_working_day(ALWAYS_OPEN, friday.date())


# --- refusals --------------------------------------------------------------------------------------


def test_calendars_that_cannot_work_are_refused() -> None:
    with pytest.raises(EmptyCalendar):
        WorkCalendar("Asia/Tehran", ((),) * 7)
    with pytest.raises(EmptyCalendar):
        WorkCalendar("Asia/Tehran", (((0, 19),),) + ((),) * 6)
    assert WorkCalendar("Asia/Tehran", (((0, 20),),) + ((),) * 6).is_working_day(date(2026, 5, 4))


@pytest.mark.parametrize(
    ("zone", "monday", "reason"),
    [
        ("Asia/Nowhere", ((480, 1020),), "unknown_zone"),
        ("../etc/passwd", ((480, 1020),), "unknown_zone"),
        ("", ((480, 1020),), "unknown_zone"),
        ("Asia/Tehran", ((480, 480),), "bad_interval"),
        ("Asia/Tehran", ((1320, 360),), "bad_interval"),
        ("Asia/Tehran", ((480, 1441),), "bad_interval"),
        ("Asia/Tehran", ((-1, 60),), "bad_interval"),
        ("Asia/Tehran", ((480, 720), (700, 900)), "overlap"),
    ],
)
def test_bad_calendars(zone: str, monday: tuple[tuple[int, int], ...], reason: str) -> None:
    with pytest.raises(BadCalendar) as refused:
        WorkCalendar(zone, (monday, *WEEK_OF_NINE_TO_FIVE[1:]))
    assert refused.value.reason_code == reason


def test_a_week_has_seven_days() -> None:
    with pytest.raises(BadCalendar) as refused:
        WorkCalendar("UTC", WEEK_OF_NINE_TO_FIVE[:5])
    assert refused.value.reason_code == "seven_days"


def test_walks_stop_at_the_horizon() -> None:
    start = tehran(2026, 5, 4, 8)
    year_of_work = 400 * 8 * HOUR
    cal = WorkCalendar("Asia/Tehran", WEEK_OF_NINE_TO_FIVE)
    assert add_working_seconds(cal, start, year_of_work) > start
    with pytest.raises(BeyondHorizon):
        add_working_seconds(cal, start, 402 * 8 * HOUR)
    shut = cal.with_exceptions({start.date() + timedelta(days=n): () for n in range(500)})
    for walk in (
        lambda: add_working_seconds(shut, start, 1),
        lambda: next_opening(shut, start),
        lambda: add_working_days(shut, start.date(), 1),
        lambda: add_working_days(cal, start.date(), 401),
        lambda: add_working_days(cal, date.max, 1),
    ):
        with pytest.raises(BeyondHorizon):
            walk()


def test_instants_must_be_aware_and_time_runs_forward() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_working_seconds(BRANCH, datetime(2026, 5, 4, 8), 60)  # noqa: DTZ001
    with pytest.raises(ValueError, match="negative"):
        add_working_seconds(BRANCH, tehran(2026, 5, 4, 8), -1)


# --- laws, against an oracle that looks at the clock every minute ----------------------------------

ZONES = ["Asia/Tehran", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]
# Days beside changes of the clocks in these zones, among them the one that Samoa left out.
MOMENTS = [
    datetime(2022, 3, 21, tzinfo=UTC),
    datetime(2022, 9, 21, tzinfo=UTC),
    datetime(2025, 3, 29, tzinfo=UTC),
    datetime(2025, 10, 25, tzinfo=UTC),
    datetime(2025, 11, 1, tzinfo=UTC),
    datetime(2025, 4, 5, tzinfo=UTC),
    datetime(2011, 12, 29, tzinfo=UTC),
    datetime(2026, 3, 18, tzinfo=UTC),
]


@st.composite
def day_plans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    return tuple((a * 15, b * 15) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def work_calendars(draw: st.DrawFn) -> tuple[WorkCalendar, datetime]:
    moment = draw(st.sampled_from(MOMENTS))
    near = [moment.date() + timedelta(days=n) for n in range(-1, 4)]
    weekly = tuple(draw(day_plans()) for _ in range(7))
    assume(sum(b - a for plan in weekly for a, b in plan) >= 20)
    cal = WorkCalendar(
        draw(st.sampled_from(ZONES)),
        weekly,
        frozenset(draw(st.sets(st.sampled_from(near), max_size=1))),
        draw(st.dictionaries(st.sampled_from(near), day_plans(), max_size=2)),
    )
    return cal, moment + timedelta(minutes=draw(st.integers(-600, 2000)))


def open_minutes(cal: WorkCalendar, start: datetime, count: int) -> list[bool]:
    zone, found = ZoneInfo(cal.zone), []
    for minute in range(count):
        local = (start + timedelta(minutes=minute)).astimezone(zone)
        day, now = local.date(), local.hour * 60 + local.minute
        plan = cal.exceptions.get(day, () if day in cal.holidays else cal.weekly[local.weekday()])
        found.append(any(a <= now < b for a, b in plan))
    return found


@settings(max_examples=150, deadline=None)
@given(work_calendars(), st.data())
def test_the_oracle_of_minutes(pair: tuple[WorkCalendar, datetime], data: st.DataObject) -> None:
    cal, start = pair
    count = data.draw(st.integers(0, 2500))
    minutes = open_minutes(cal, start, count)
    end = start + timedelta(minutes=count)
    assert working_seconds_between(cal, start, end) == 60 * sum(minutes)
    assert working_seconds_between(cal, end, start) == -60 * sum(minutes)
    assert [is_open(cal, start + timedelta(minutes=n)) for n in range(0, count, 37)] == minutes[::37]
    if any(minutes):
        wanted = data.draw(st.integers(1, sum(minutes)))
        passed = [n for n, opened in enumerate(minutes) if opened][wanted - 1] + 1
        assert add_working_seconds(cal, start, wanted * 60) == start + timedelta(minutes=passed)
        assert next_opening(cal, start) == start + timedelta(minutes=minutes.index(True))


@settings(max_examples=150, deadline=None)
@given(work_calendars(), st.integers(0, 200_000), st.integers(0, 200_000))
def test_added_time_can_be_measured_and_added_in_parts(
    pair: tuple[WorkCalendar, datetime], one: int, other: int
) -> None:
    cal, start = pair
    try:
        end = add_working_seconds(cal, start, one + other)
    except BeyondHorizon:
        return
    assert working_seconds_between(cal, start, end) == one + other
    assert add_working_seconds(cal, add_working_seconds(cal, start, one), other) == end
    assert end.tzinfo is UTC


@given(st.dates(date(2022, 1, 1), date(2028, 1, 1)), st.integers(-200, 300))
def test_added_days_can_be_counted(day: date, count: int) -> None:
    moved = add_working_days(IRAN_OFFICE, day, count)
    if count > 0:
        assert working_days_between(IRAN_OFFICE, day, moved) == count
        assert is_working_day(IRAN_OFFICE, moved)
    if count < 0:
        assert working_days_between(IRAN_OFFICE, moved - timedelta(days=1), day - timedelta(days=1)) == -count
        assert is_working_day(IRAN_OFFICE, moved)


# --- holidays --------------------------------------------------------------------------------------

GOLDEN_1405 = """01/01 01/02 01/03 01/04 01/12 01/13 01/25 03/06 03/14 03/15 04/03 04/04 05/13 05/21 05/22 05/30 06/08
08/22 10/02 10/16* 11/04* 11/22 12/10* 12/19* 12/20* 12/29"""


def test_iranian_holidays_of_1405() -> None:
    listed = [
        "{1:02d}/{2:02d}".format(*to_jalali(holiday.day)) + "*" * holiday.estimated
        for holiday in holiday_list("IR", (2026, 2027))
        if to_jalali(holiday.day)[0] == 1405
    ]
    assert listed == GOLDEN_1405.split()


def test_holidays_are_those_of_the_years_asked_for() -> None:
    assert holidays_of("IR", [2026]) | holidays_of("IR", [2027]) == holidays_of("IR", [2026, 2027])
    assert {day.year for day in holidays_of("IR", [2026])} == {2026}
    assert date(2026, 10, 3) in holidays_of("DE", [2026])
    assert holidays_of("DE", []) == frozenset()


def test_names_come_in_the_language_of_the_country_or_in_english() -> None:
    nowruz = next(holiday for holiday in holiday_list("IR", [2025]) if holiday.day == date(2025, 3, 21))
    assert nowruz.name("en") == "Nowruz"
    assert "نوروز" in nowruz.name("fa")
    assert nowruz.name("tr") == "Nowruz"


def test_missing_data_is_an_error_and_not_a_year_without_holidays() -> None:
    for country, year in (("IR", 2020), ("IR", 2031), ("XX", 2025), ("../IR", 2025)):
        with pytest.raises(NoHolidayData):
            holidays_of(country, [year])


def test_the_tables_are_sound() -> None:
    assert holiday_countries() == ("AE", "DE", "EG", "IR", "TR")
    folder = Path(working_time.__file__).parent / "data" / "holidays"
    for country in holiday_countries():
        rows = json.loads((folder / f"{country}.json").read_text(encoding="utf-8"))["days"]
        days = [row["day"] for row in rows]
        assert days == sorted(set(days))
        assert all("estimated" not in row["en"] for row in rows)
        for year in range(2021, 2031):
            assert 7 <= len(holidays_of(country, [year])) <= 40
    for year in range(1400, 1409):
        assert from_jalali(year, 1, 1) in holidays_of("IR", range(2021, 2031))
