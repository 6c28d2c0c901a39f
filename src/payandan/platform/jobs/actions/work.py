"""Long work: a row first, done by a worker afterwards, with progress that anybody may watch or leave."""

import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from payandan.platform.jobs import rules
from payandan.platform.jobs.models import Work
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused

log = logging.getLogger(__name__)

Function = Callable[[Work], Mapping[str, Any] | None]
State = rules.State

LEASE = timedelta(minutes=5)
_functions: dict[str, "Background"] = {}
_wakers: list[Callable[[], None]] = []


class Cancelled(Exception):  # noqa: N818 - it is an answer, not an error
    """Whoever started the work asked it to stop; raised by `advance_work` inside the work."""


class Background:
    """A function for long work. `start_work(it, …)` has a worker call it with its `Work` row, at least once."""

    def __init__(self, function: Function, lease: timedelta) -> None:
        self.function = function
        self.lease = lease
        self.name = f"{function.__module__.removeprefix('payandan.')}.{function.__name__}"

    def __call__(self, work: Work) -> Mapping[str, Any] | None:
        return self.function(work)


def background(function: Function) -> Background:
    """Declare a function for long work, in a `jobs.py` room.

    It gets its `Work` (`.arguments`, `.done` to go on from after a kill), opens transactions of its own, calls
    `advance_work` at least every few minutes, and returns what the page that waits should know (JSON).
    """
    known = Background(function, LEASE)
    _functions[known.name] = known
    return known


def when_started(wake: Callable[[], None]) -> None:
    """Let the worker be woken after a commit that started work."""
    _wakers.append(wake)


def start_work(
    what: Background,
    *,
    title: str,
    actor: Actor,
    at: datetime,
    arguments: Mapping[str, Any] | None = None,
    total: int = 0,
) -> Work:
    """Put long work in the queue, in the caller's transaction. `title` is a code that a page puts into words."""
    work = Work.objects.create(
        kind=what.name,
        title=title,
        arguments=dict(arguments or {}),
        total=total,
        actor_kind=actor.kind,
        actor_id=actor.id,
        language=actor.language,
        due_at=at,
        created_at=at,
    )
    for wake in _wakers:
        wake()
    return work


def advance_work(work: Work, *, at: datetime, done: int, total: int | None = None) -> None:
    """Report progress from inside the work, and keep hold of it. Raises `Cancelled` when it should stop."""
    mine = Work.objects.filter(pk=work.pk, lease=work.lease, state=State.RUNNING)
    changes: dict[str, Any] = {"done": done, "leased_until": at + LEASE}
    if total is not None:
        changes["total"] = total
    if not mine.update(**changes) or mine.filter(cancel_asked=True).exists():
        raise Cancelled
    work.done = done


def cancel_work(work_id: int, *, actor: Actor, at: datetime) -> Work:
    """Ask work to stop: at once where it has not begun, else at its next step. Refused: `missing`, `not_open`."""
    with transaction.atomic():
        work = Work.objects.visible_to(actor).select_for_update().filter(pk=work_id).first()
        if work is None:
            raise Refused("missing")
        if not work.is_open:
            raise Refused("not_open")
        work.cancel_asked = True
        if work.state == State.WAITING:
            work.state, work.finished_at = State.CANCELLED, at
        work.save(update_fields=["cancel_asked", "state", "finished_at"])
    return work


def expire_work_leases(at: datetime) -> int:
    """Take back what a killed worker held."""
    return Work.objects.filter(state=State.RUNNING, leased_until__gte=at).update(leased_until=at - timedelta.resolution)


def run_next_work(*, clock: Callable[[], datetime]) -> bool:
    """Do one piece of work that is due; False when there is none."""
    work = claim_work(at=clock())
    if work is None:
        return False
    try:
        result = _functions[work.kind](work)
    except Cancelled:
        end_work(work, at=clock(), state=State.CANCELLED)
    except Refused as refused:
        end_work(work, at=clock(), state=State.FAILED, result={"refused": refused.code, **refused.params})
    except Exception as error:
        log.exception("Work %s failed", work)
        _fail(work, clock(), error)
    else:
        end_work(work, at=clock(), state=State.DONE, result=result or {})
    return True


def claim_work(*, at: datetime) -> Work | None:
    """Lease the next piece of work, also one whose worker died; one that killed its workers too often has failed."""
    if not _due(at).exists():
        return None
    with transaction.atomic():
        waiting = _due(at)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        work = waiting.first()
        if work is None:
            return None
        work.attempts += 1
        if work.kind not in _functions or work.attempts > len(rules.PAUSES) + 1:
            reason = "died" if work.kind in _functions else "unknown_kind"
            Work.objects.filter(pk=work.pk).update(state=State.FAILED, error=reason, finished_at=at, leased_until=None)
            return None
        work.state = State.RUNNING
        work.started_at = work.started_at or at
        work.lease = secrets.token_hex(16)
        work.leased_until = at + _functions[work.kind].lease
        work.save(update_fields=["attempts", "state", "started_at", "lease", "leased_until"])
    return work


def end_work(work: Work, *, at: datetime, state: rules.State, result: Mapping[str, Any] | None = None) -> None:
    """Write down how work ended, unless its lease ran out and another worker has it."""
    changes: dict[str, Any] = {"state": state, "result": dict(result or {}), "finished_at": at, "leased_until": None}
    if state == State.DONE:
        changes["done"] = F("total")
    Work.objects.filter(pk=work.pk, lease=work.lease, state=State.RUNNING).update(**changes)


def forget_work(*, before: datetime) -> int:
    """Delete what is known of work that ended before a moment."""
    deleted, _ = Work.objects.filter(finished_at__lt=before).exclude(state__in=rules.OPEN).delete()
    return deleted


def _fail(work: Work, at: datetime, error: Exception) -> None:
    pause = rules.pause_after(work.attempts)
    text = "".join(traceback.format_exception(error, limit=-3))[-2000:]
    changes: dict[str, Any] = {"error": text, "leased_until": None}
    if pause is None:
        changes |= {"state": State.FAILED, "finished_at": at}
    else:
        changes |= {"state": State.WAITING, "due_at": at + pause}
    Work.objects.filter(pk=work.pk, lease=work.lease, state=State.RUNNING).update(**changes)


def _due(at: datetime) -> QuerySet[Work]:
    ready = Q(state=State.WAITING, due_at__lte=at) | Q(state=State.RUNNING, leased_until__lt=at)
    return Work.objects.filter(ready).order_by("due_at", "id")
