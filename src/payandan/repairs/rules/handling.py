"""Counting handling time honestly: spans of work, the end of a shift, and the average over solved jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(hours=12)
"""Nobody works on one thing for longer without a pause: a timer that says so was forgotten."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A timer that nobody stopped, stopped at the end of the shift; a person says later how it really was."""

    at: datetime
    seconds: int


def seconds_between(started: datetime, stopped: datetime) -> int:
    """Whole seconds from one moment to the other, never negative."""
    return max(0, int((stopped - started).total_seconds()))


def end_of_shift(started: datetime, ends: time, zone: str) -> datetime:
    """The first end of a shift after a timer was started, at that place."""
    local = started.astimezone(ZoneInfo(zone))
    end = local.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    if end <= local:
        end += timedelta(days=1)
    return min(end.astimezone(started.tzinfo), started + LONGEST)


def cut(started: datetime, at: datetime, *, ends: time, zone: str) -> Cut | None:
    """Where a running timer is to be cut because its shift is over; None while it may run on."""
    end = end_of_shift(started, ends, zone)
    return Cut(end, seconds_between(started, end)) if at >= end else None


@dataclass(frozen=True, slots=True)
class Handled:
    """Handling time over some jobs: S16. `solved` are the jobs it is divided by; none, and there is no average."""

    seconds: int
    solved: int

    @property
    def minutes(self) -> float | None:
        """Total handling minutes ÷ solved jobs: the average handling time."""
        return self.seconds / 60 / self.solved if self.solved else None


def handled(jobs: Iterable[tuple[int, bool]]) -> Handled:
    """The handling time of jobs given as (seconds, solved): work on unsolved jobs counts as well, in the numerator."""
    rows = list(jobs)
    return Handled(sum(seconds for seconds, _ in rows), sum(1 for _, solved in rows if solved))
