"""The shared clock: each job begins once, whichever worker is first; a killed run is begun again; errors are kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from payandan.platform.jobs import queries, runner
from payandan.platform.jobs.actions import (
    Job,
    begin_run,
    calls,
    crontab,
    finish_run,
    periodic,
    prepare_worker,
    run_by_name,
    run_due,
)
from payandan.platform.jobs.models import PeriodicJob

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 2, 9, 0, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def jobs(monkeypatch: Any) -> dict[str, Job]:
    monkeypatch.setattr("payandan.platform.jobs.actions.clockwork._jobs", {})
    monkeypatch.setattr("payandan.platform.jobs.actions.clockwork._starters", [])

    @periodic(every=MINUTE)
    def often() -> None:
        """Every minute."""

    @periodic(every=crontab(minute="30", hour="12"))  # 12:30 in Tehran is 09:00 UTC
    def daily() -> None:
        raise RuntimeError("It rained.")

    return {"often": often, "daily": daily}


def test_the_clock_calls_what_is_due_in_the_installations_own_time(jobs: dict[str, Job]) -> None:
    assert run_due(at=NOW) == [jobs["often"].name, jobs["daily"].name]
    assert run_due(at=NOW + MINUTE) == [jobs["often"].name]


def test_of_two_workers_one_begins(jobs: dict[str, Job]) -> None:
    name = jobs["often"].name
    run_due(at=NOW)
    assert begin_run(name, at=NOW)
    assert not begin_run(name, at=NOW)
    finish_run(name, at=NOW)
    assert not begin_run(name, at=NOW + MINUTE / 2)
    assert begin_run(name, at=NOW + MINUTE)


def test_a_killed_run_is_begun_again(jobs: dict[str, Job]) -> None:
    name = jobs["daily"].name
    run_due(at=NOW)
    begin_run(name, at=NOW)
    assert name not in run_due(at=NOW + timedelta(minutes=9))
    assert name in run_due(at=NOW + timedelta(minutes=11))
    prepare_worker(at=NOW)
    assert name in run_due(at=NOW)


def test_a_failing_job_is_kept_and_shown_and_does_not_end_the_worker(jobs: dict[str, Job]) -> None:
    name = jobs["daily"].name
    run_due(at=NOW)
    run_by_name(name, on_schedule=True, clock=lambda: NOW)
    assert [job.name for job in queries.failing_jobs()] == [name]
    assert "It rained." in PeriodicJob.objects.get(name=name).error

    jobs["daily"].function = lambda: None
    run_by_name(name, on_schedule=True, clock=lambda: NOW + timedelta(days=1))
    assert list(queries.failing_jobs()) == []


def test_a_job_that_is_gone_is_forgotten(jobs: dict[str, Job]) -> None:
    run_by_name("gone.jobs.job", on_schedule=True, clock=lambda: NOW)


def test_the_engines_tick_calls_what_is_due(jobs: dict[str, Job], monkeypatch: Any) -> None:
    called: list[tuple[str, bool]] = []
    monkeypatch.setattr(calls, "call", lambda task: called.append(task.args))
    monkeypatch.setattr(runner, "close_old_connections", lambda: None)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    runner._tick()
    assert called == [(jobs["often"].name, True), (jobs["daily"].name, True)]
