"""When periodic work is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.jobs import rules
from payandan.platform.jobs.actions import crontab

TEHRAN = ZoneInfo("Asia/Tehran")
NOON = datetime(2026, 5, 2, 12, 0, 30, tzinfo=TEHRAN)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("ago", "due"), [(None, True), (timedelta(seconds=50), False), (timedelta(seconds=58), True), (timedelta(3), True)]
)
def test_an_interval(ago: timedelta | None, due: bool) -> None:
    assert rules.is_due(MINUTE, last=NOON - ago if ago else None, now=NOON) is due


def test_a_daily_job_runs_once_a_day() -> None:
    at_noon = crontab(hour="12")
    assert rules.is_due(at_noon, last=None, now=NOON)
    assert not rules.is_due(at_noon, last=NOON, now=NOON + MINUTE / 3)
    assert not rules.is_due(at_noon, last=NOON, now=NOON + timedelta(hours=23))
    assert rules.is_due(at_noon, last=NOON, now=NOON + timedelta(days=1))


def test_a_missed_run_is_made_up_for_within_a_day_but_a_first_one_is_not() -> None:
    at_noon = crontab(hour="12")
    yesterday = NOON - timedelta(days=1)
    assert rules.is_due(at_noon, last=yesterday, now=NOON + timedelta(hours=5))
    assert not rules.is_due(at_noon, last=None, now=NOON + timedelta(hours=5))


def test_a_bad_crontab_is_refused_when_it_is_declared() -> None:
    with pytest.raises(ValueError, match="25"):
        crontab(hour="25")


@given(st.integers(1, 3000), st.integers(0, 59), st.integers(0, 23))
def test_a_daily_job_is_due_exactly_when_its_minute_passed_since_the_last_run(gap: int, minute: int, hour: int) -> None:
    now = NOON.replace(second=0)
    passed = any(
        (moment := now - timedelta(minutes=back)).minute == minute and moment.hour == hour
        for back in range(min(gap, 1441))
    )
    assert rules.is_due(crontab(str(minute), str(hour)), last=now - timedelta(minutes=gap), now=now) is passed


def test_failed_work_is_tried_three_times_more() -> None:
    assert [rules.pause_after(count) is None for count in (1, 2, 3, 4)] == [False, False, False, True]
