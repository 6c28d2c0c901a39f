"""Long work: done once it is committed, watched, cancelled, killed, failed; and nobody else's business."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from payandan.platform.jobs import queries
from payandan.platform.jobs.actions import (
    Background,
    Cancelled,
    advance_work,
    background,
    cancel_work,
    claim_work,
    end_work,
    expire_work_leases,
    forget_work,
    run_next_work,
    start_work,
)
from payandan.platform.jobs.models import Work
from payandan.platform.jobs.rules import State
from payandan.platform.kit.actors import ANONYMOUS, SYSTEM, Actor
from payandan.platform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
MINA = Actor(kind="staff", id=1, name="Mina")
REZA = Actor(kind="staff", id=2, name="Reza")


class Script:
    """What the background function of this test does."""

    def __init__(self) -> None:
        self.act: Any = lambda work: {"made": 3}

    def start(self, **options: Any) -> Work:
        return start_work(self.job, title="units.import", actor=MINA, at=NOW, **options)

    job: Background


@pytest.fixture
def script(monkeypatch: Any) -> Script:
    monkeypatch.setattr("payandan.platform.jobs.actions.work._functions", {})
    made = Script()

    @background
    def play(work: Work) -> dict[str, Any]:
        return made.act(work)  # type: ignore[no-any-return]

    made.job = play
    return made


def run(at: datetime = NOW) -> bool:
    return run_next_work(clock=lambda: at)


def test_work_is_done_and_tells_its_result(script: Script) -> None:
    work = script.start(arguments={"file": 9}, total=40)
    assert queries.open_work() == 1
    assert run()
    assert not run()
    found = queries.progress(MINA, work.pk)
    assert found is not None
    assert (found.state, found.result, found.percent, found.is_open) == ("done", {"made": 3}, 100, False)


def test_work_shows_how_far_it_is(script: Script) -> None:
    seen: list[int | None] = []

    def act(work: Work) -> None:
        advance_work(work, at=NOW, done=10, total=40)
        found = queries.progress(MINA, work.pk)
        seen.append(found.percent if found else None)

    script.act = act
    script.start()
    run()
    assert seen == [25]


def test_work_is_seen_by_who_started_it(script: Script) -> None:
    work = script.start()
    assert [queries.progress(actor, work.pk) for actor in (REZA, ANONYMOUS)] == [None, None]
    assert list(queries.work_of(MINA)) == list(queries.work_of(SYSTEM)) == [work]
    with pytest.raises(Refused, match="missing"):
        cancel_work(work.pk, actor=REZA, at=NOW)


def test_work_that_has_not_begun_is_cancelled_at_once(script: Script) -> None:
    work = script.start()
    assert cancel_work(work.pk, actor=MINA, at=NOW).state == State.CANCELLED
    assert not run()
    with pytest.raises(Refused, match="not_open"):
        cancel_work(work.pk, actor=MINA, at=NOW)


def test_work_under_way_is_cancelled_at_its_next_step(script: Script) -> None:
    steps: list[int] = []

    def act(work: Work) -> None:
        for step in range(5):
            steps.append(step)
            if step == 2:
                cancel_work(work.pk, actor=MINA, at=NOW)
            advance_work(work, at=NOW, done=step)

    script.act = act
    work = script.start()
    run()
    work.refresh_from_db()
    assert (work.state, steps) == ("cancelled", [0, 1, 2])


def test_work_that_refuses_is_told_as_a_code(script: Script) -> None:
    def act(work: Work) -> None:
        raise Refused("file_broken", row=7)

    script.act = act
    work = script.start()
    run()
    work.refresh_from_db()
    assert (work.state, work.result) == ("failed", {"refused": "file_broken", "row": 7})


def test_work_that_fails_is_tried_again_then_has_failed(script: Script) -> None:
    def act(work: Work) -> None:
        raise RuntimeError("No paper.")

    script.act = act
    work = script.start()
    at = NOW
    for _ in range(4):
        assert run(at)
        work.refresh_from_db()
        at = work.due_at
    assert (work.state, work.attempts) == ("failed", 4)
    assert "No paper." in work.error


def test_work_of_a_killed_worker_is_taken_up_where_it_was(script: Script) -> None:
    work = script.start(total=10)
    held = claim_work(at=NOW)
    assert held is not None
    advance_work(held, at=NOW, done=6)
    assert claim_work(at=NOW) is None

    expire_work_leases(NOW)
    seen: list[int] = []
    script.act = lambda work: seen.append(work.done)
    assert run()
    assert seen == [6]
    with pytest.raises(Cancelled):
        advance_work(held, at=NOW, done=7)  # the one that was thought dead must stop
    end_work(held, at=NOW, state=State.FAILED)
    work.refresh_from_db()
    assert work.state == State.DONE


def test_work_that_kills_every_worker_has_failed(script: Script) -> None:
    work = script.start()
    for _ in range(6):
        claim_work(at=NOW)
        expire_work_leases(NOW)
    work.refresh_from_db()
    assert (work.state, work.error) == ("failed", "died")


def test_work_waits_for_its_time(script: Script) -> None:
    start_work(script.job, title="later", actor=MINA, at=NOW + timedelta(hours=1))
    assert not run()


def test_work_that_ended_long_ago_is_forgotten(script: Script) -> None:
    script.start()
    run()
    waiting = script.start()
    assert forget_work(before=NOW) == 0
    assert forget_work(before=NOW + timedelta(days=1)) == 1
    assert list(queries.work_of(MINA)) == [waiting]
