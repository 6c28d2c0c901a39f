"""Periodic work of the workshop: forgotten timers, broken promises, reminders, and repeats that show up later."""

from datetime import timedelta

from django.utils import timezone

from payandan.platform.jobs.actions import crontab, periodic
from payandan.repairs import actions, queries
from payandan.repairs.actions.delays import tell_delays
from payandan.repairs.queries import money


@periodic(every=timedelta(minutes=10))
def stop_forgotten_timers() -> None:
    """Stop what still runs after the shift is over, and ask its person."""
    actions.cut_timers(at=timezone.now())


@periodic(every=timedelta(hours=1))
def watch_promises() -> None:
    """Tell customers of promises that were broken, once for each promise."""
    tell_delays(at=timezone.now())


@periodic(every=crontab(minute="0", hour="9"))
def remind_customers() -> None:
    """Remind those who were told and have not come."""
    now = timezone.now()
    for order in queries.uncollected().iterator(chunk_size=200):
        actions.remind(order=order, at=now)


@periodic(every=crontab(minute="40", hour="2"))
def search_for_repeats() -> None:
    """Look again at the jobs of the last weeks, as parts and causes have become known since."""
    now = timezone.now()
    actions.search_for_repeats(orders=queries.unlinked(since=now - timedelta(days=45)), at=now)


@periodic(every=timedelta(hours=1))
def watch_estimates() -> None:
    """Remind of estimates that wait for an answer, once, and end those whose days are over."""
    now = timezone.now()
    for estimate in money.overdue(now):
        actions.expire_estimate(estimate=estimate, at=now)
    for estimate in money.due_reminders(now):
        actions.remind_of_estimate(estimate=estimate, at=now)
