"""Periodic jobs: declared by a decorator, begun by the clock, woken early when there is something to do."""

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from payandan.platform.jobs import rules
from payandan.platform.jobs.models import PeriodicJob

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""A run that has not ended after so long is taken for killed, and begun again."""

_jobs: dict[str, "Job"] = {}
_starters: list[Callable[[datetime], object]] = []


class Job:
    """A periodic job. Calling it runs it here and now; `soon()` wakes the worker for it.

    In one process it runs at most once at a time; a call that comes meanwhile makes it run once more.
    """

    def __init__(self, function: Callable[[], None], every: rules.Every, lease: timedelta) -> None:
        self.function = function
        self.every = every
        self.lease = lease
        self.name = f"{function.__module__.removeprefix('payandan.')}.{function.__name__}"
        self._busy = threading.Lock()
        self._asked = False
        self._later: datetime | None = None

    def __call__(self) -> None:
        self._asked = True
        while self._asked and self._busy.acquire(blocking=False):
            try:
                self._asked = False
                self.function()
            finally:
                self._busy.release()

    def soon(self) -> None:
        """Have the worker run this once the current transaction commits (at once outside of one).

        However often it is asked in one transaction, and by however many processes: one call waits.
        """
        hooks = transaction.get_connection().run_on_commit
        if not any(hook[1] == self._call for hook in hooks):
            transaction.on_commit(self._call)

    def soon_at(self, at: datetime) -> None:
        """Have the worker run this at a moment less than a minute away; later ones are the sweep's business."""
        now = timezone.now()
        if at - now > timedelta(minutes=1) or (self._later and now < self._later <= at):
            return
        self._later = at
        _quietly(lambda calls: calls.call_later(calls.task(self.name), at))

    def _call(self) -> None:
        _quietly(lambda calls: calls.call(calls.task(self.name)))


def periodic(*, every: rules.Every, lease: timedelta = LEASE) -> Callable[[Callable[[], None]], Job]:
    """Declare a job that runs every so often: a `timedelta` of a minute or more, or `crontab(hour="7", …)`.

    A run that was killed, and a cron missed while everything was off for less than a day, are made up for. So a job
    is idempotent: it looks at what is to be done, and does that.
    """

    def declare(function: Callable[[], None]) -> Job:
        job = Job(function, every, lease)
        _jobs[job.name] = job
        return job

    return declare


def crontab(minute: str = "0", hour: str = "*", day: str = "*", month: str = "*", day_of_week: str = "*") -> rules.Cron:
    """The minutes, in the installation's time zone, that match: `crontab(hour="7", day_of_week="6")` (0 is Sunday)."""
    from huey import crontab as parse

    matches: rules.Cron = parse(minute=minute, hour=hour, day=day, month=month, day_of_week=day_of_week, strict=True)
    return matches


def at_worker_start(function: Callable[[datetime], object]) -> Callable[[datetime], object]:
    """Declare what a worker does first when it knows itself to be the only one: take back what a killed one held."""
    _starters.append(function)
    return function


def prepare_worker(*, at: datetime) -> None:
    """Take back at once what the worker before this one held when it was killed."""
    for starter in _starters:
        starter(at)
    PeriodicJob.objects.filter(started_at__isnull=False).exclude(finished_at__gte=F("started_at")).update(
        started_at=None
    )


def sweeps() -> list[str]:
    """The names of the jobs that run at intervals: what a starting worker does first, as calls may have been lost."""
    return [name for name, job in _jobs.items() if isinstance(job.every, timedelta)]


def run_due(*, at: datetime) -> list[str]:
    """The names of the jobs that should begin at `at`, each noted as a row so that all workers share one clock."""
    rows = {row.name: row for row in PeriodicJob.objects.filter(name__in=_jobs)}
    missing = [PeriodicJob(name=name) for name in _jobs if name not in rows]
    if missing:
        PeriodicJob.objects.bulk_create(missing, ignore_conflicts=True)
    return [name for name, job in _jobs.items() if _should_begin(job, rows.get(name), at)]


def begin_run(name: str, *, at: datetime) -> bool:
    """Note that a job begins, unless another worker has just begun it."""
    job = _jobs[name]
    row = PeriodicJob.objects.filter(name=name).first()
    if row is None or not _should_begin(job, row, at):
        return False
    same = Q(started_at=row.started_at) if row.started_at else Q(started_at=None)
    return PeriodicJob.objects.filter(same, name=name).update(started_at=at) == 1


def finish_run(name: str, *, at: datetime, error: str = "") -> None:
    """Note that a job ended, and how."""
    fields: dict[str, Any] = {"finished_at": at, "error": error[-2000:]}
    if not error:
        fields["succeeded_at"] = at
    PeriodicJob.objects.filter(name=name).update(**fields)


def run_by_name(name: str, *, on_schedule: bool, clock: Callable[[], datetime]) -> None:
    """Run a job on the worker. What it raises is logged and kept, and does not end the worker."""
    job = _jobs.get(name)
    if job is None or (on_schedule and not begin_run(name, at=clock())):
        return
    error = ""
    try:
        job()
    except Exception as raised:
        log.exception("Job %s failed", name)
        error = "".join(traceback.format_exception(raised, limit=-3))
    if on_schedule or error:
        finish_run(name, at=clock(), error=error)


def _should_begin(job: Job, row: PeriodicJob | None, at: datetime) -> bool:
    last = row.started_at if row else None
    if row and last and (row.finished_at is None or row.finished_at < last):
        return at - last >= job.lease
    here = timezone.get_default_timezone()
    return rules.is_due(job.every, last=last.astimezone(here) if last else None, now=at.astimezone(here))


def _quietly(wake: Callable[[Any], None]) -> None:
    """Wake the worker; where that fails, its sweep finds the work within a minute, so nobody else need know."""
    from payandan.platform.jobs.actions import calls  # its library is loaded by those who call, not by all

    try:
        wake(calls)
    except Exception:
        log.warning("The worker could not be woken", exc_info=True)
