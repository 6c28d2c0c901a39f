"""The sweeps that keep everything going: deliveries of facts, long work, the seals."""

from datetime import datetime, timedelta

from django.utils import timezone

from payandan.platform.jobs.actions import (
    at_worker_start,
    crontab,
    expire_work_leases,
    forget_work,
    periodic,
    run_next_work,
)
from payandan.platform.jobs.actions.work import when_started
from payandan.platform.journal import actions as journal_actions
from payandan.platform.journal import queries as journal_queries

MINUTE = timedelta(minutes=1)
KEPT = timedelta(days=30)


@periodic(every=MINUTE)
def dispatch_facts() -> None:
    """Bring facts to their listeners until none is due; come back early for one that is tried again soon."""
    while journal_actions.dispatch(at=timezone.now()).claimed:
        pass
    due = journal_queries.next_due()
    if due is not None:
        dispatch_facts.soon_at(due)


@periodic(every=MINUTE)
def do_work() -> None:
    """Do long work, piece after piece."""
    while run_next_work(clock=timezone.now):
        pass


@periodic(every=MINUTE)
def seal_journal() -> None:
    """Seal what was recorded."""
    while journal_actions.seal(at=timezone.now()):
        pass


@periodic(every=crontab(minute="40", hour="3"))
def forget_what_is_done() -> None:
    """Delete deliveries and long work that were done a month ago."""
    before = timezone.now() - KEPT
    while journal_actions.forget_deliveries(before=before):
        pass
    forget_work(before=before)


@at_worker_start
def take_back(at: datetime) -> None:
    """End the leases of the worker that was killed."""
    journal_actions.expire_leases(at=at)
    expire_work_leases(at)


journal_actions.when_recorded(dispatch_facts.soon)
when_started(do_work.soon)
