"""When periodic work is due, and how long work moves from state to state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

Cron = Callable[[datetime], bool]
"""Whether a minute, in the installation's own time zone, is one of those meant."""

Every = timedelta | Cron

LOOK_BACK = timedelta(days=1)
"""A daily job missed while everything was off is made up for when it comes back within this time."""

SLACK = timedelta(seconds=5)
_MINUTE = timedelta(minutes=1)


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({State.WAITING, State.RUNNING})

PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))


def pause_after(attempts: int) -> timedelta | None:
    """The wait after so many failed attempts at a piece of work; None when it has failed for good.

    >>> pause_after(1).total_seconds(), pause_after(4)
    (10.0, None)
    """
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_due(every: Every, *, last: datetime | None, now: datetime) -> bool:
    """Whether a job that last began at `last` should begin at `now`; both in the zone that a cron speaks of.

    A job that never ran: at once for an interval, at its next minute for a cron.
    """
    if isinstance(every, timedelta):
        return last is None or now - last >= every - SLACK
    minute = now.replace(second=0, microsecond=0)
    earliest = minute if last is None else max(last.replace(second=0, microsecond=0) + _MINUTE, minute - LOOK_BACK)
    while minute >= earliest:
        if every(minute):
            return True
        minute -= _MINUTE
    return False
