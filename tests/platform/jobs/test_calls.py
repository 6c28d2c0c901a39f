"""Wake-up calls: one waits and not many, cheap, after the commit, and never in the way of a request."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from payandan.platform.jobs import runner
from payandan.platform.jobs.actions import Job, calls, periodic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["memory://", ""])
def queue(request: Any, settings: Any, tmp_path: Any) -> Iterator[Any]:
    """The engine's storage: in memory, and as the database at hand would have it."""
    calls.close()
    settings.JOBS_URL = request.param
    settings.DATA = tmp_path
    yield calls.engine().storage
    calls.engine().storage.flush_all()
    calls.close()


@pytest.fixture
def ran() -> list[int]:
    return []


@pytest.fixture
def job(ran: list[int], monkeypatch: Any) -> Job:
    monkeypatch.setattr("payandan.platform.jobs.actions.clockwork._jobs", {})

    @periodic(every=timedelta(minutes=1))
    def count() -> None:
        ran.append(1)

    return count


def test_however_often_it_is_called_one_call_waits(queue: Any, job: Job, ran: list[int]) -> None:
    for _ in range(3):
        with transaction.atomic():
            job.soon()
            job.soon()
            assert queue.queue_size() <= 1
    assert queue.queue_size() == 1
    assert runner.drain() == 1
    assert ran == [1]
    job.soon()
    assert queue.queue_size() == 1


def test_a_rolled_back_act_calls_nobody(queue: Any, job: Job) -> None:
    with transaction.atomic():
        job.soon()
        transaction.set_rollback(True)
    assert queue.queue_size() == 0


def test_a_broken_queue_does_not_break_the_act(queue: Any, job: Job, monkeypatch: Any) -> None:
    def broken(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(type(queue), "call", broken)
    with transaction.atomic():
        job.soon()


def test_a_call_for_later_waits_for_its_time_and_is_made_once(queue: Any, job: Job) -> None:
    now = timezone.now()
    job.soon_at(now + timedelta(seconds=20))
    job.soon_at(now + timedelta(seconds=25))
    job.soon_at(now + timedelta(hours=1))
    assert queue.schedule_size() == 1
    huey = calls.engine()
    assert huey.read_schedule(huey._get_timestamp()) == []
    assert len(huey.read_schedule(huey._get_timestamp() + timedelta(seconds=21))) == 1


def test_a_call_while_the_job_runs_makes_it_run_once_more(job: Job, ran: list[int]) -> None:
    begun, go_on = threading.Event(), threading.Event()
    count = job.function

    def slow() -> None:
        begun.set()
        go_on.wait(5)
        count()

    job.function = slow
    first = threading.Thread(target=job)
    first.start()
    begun.wait(5)
    for _ in range(3):
        job()  # returns at once: the thread that is at it will see to it
    assert ran == []
    go_on.set()
    first.join(5)
    assert ran == [1, 1]


def test_a_call_costs_a_request_less_than_a_millisecond(queue: Any, job: Job) -> None:
    job._call()
    best = 1.0
    for _ in range(5):
        begun = time.process_time()
        for _ in range(20):
            job._call()
        best = min(best, (time.process_time() - begun) / 20)
    assert best < 0.001
