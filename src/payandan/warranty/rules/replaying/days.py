"""The days of a promise: at which of them it could change its mind."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from payandan.warranty.rules.documents import Terms
from payandan.warranty.rules.spans import days_later, later


class Scale:
    """The days at which a promise could change its mind, and the day on which it ends for the whole unit."""

    __slots__ = ("_days", "_passed", "end")

    def __init__(self, turns: Sequence[date], end: date | None) -> None:
        self.end = end
        self._days = sorted(set(turns))
        # Which turns have been passed says more than how many: they need not come in the same order every time.
        self._passed = [0, *(sum(1 << n for n, turn in enumerate(turns) if turn <= day) for day in self._days)]

    def at(self, day: date | None) -> int:
        """Which turns a day has passed, each a bit; -1 for an unknown one."""
        if day is None:
            return -1
        return self._passed[bisect_right(self._days, day)]


def turns_of(terms: Terms, begun: date, ends: Sequence[date]) -> list[date]:
    """The days at which a promise could change its mind: one that began and ends on these days. Always in one order."""
    turns = [begun, days_later(begun, 1), *ends]
    turns += [later(begun, stage.until) for stage in terms.pro_rata]
    turns += [later(begun, one.every) for one in terms.conditions if one.every]
    if terms.late_claim_days is not None:
        turns += [days_later(day, terms.late_claim_days) for day in ends]
    turns += [days_later(begun, one.days) for one in terms.conditions if one.days]
    # A meter that nobody has read cannot have run longer than the unit has stood there.
    turns += [days_later(begun, (limit.most - 24) // 24 + 1) for limit in terms.limits if limit.meter == "hours"]
    return turns
