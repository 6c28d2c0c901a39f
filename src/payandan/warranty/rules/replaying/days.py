"""The days of promises: at which of them they could change their mind, and how the days of a case lie among them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from payandan.warranty.rules.documents import Limit, Terms
from payandan.warranty.rules.replaying.asking import Asked
from payandan.warranty.rules.spans import days_later, later

OWNER, REGISTERED = "unit.owner_changed_on", "unit.registered_on"


class Days(Protocol):
    """Something that says where a day lies."""

    def at(self, day: date | None) -> int:
        """Days at the same place are the same to whoever was asked."""


class Scale:
    """The days at which a promise could change its mind, and the day on which it ends for the whole unit."""

    __slots__ = ("_passed", "days", "end")

    def __init__(self, turns: Sequence[date], end: date | None) -> None:
        self.end = end
        self.days = sorted(set(turns))
        # Which turns have been passed says more than how many: they need not come in the same order every time.
        self._passed = [0, *(sum(1 << n for n, turn in enumerate(turns) if turn <= day) for day in self.days)]

    def at(self, day: date | None) -> int:
        """Which turns a day has passed, each a bit; -1 for an unknown one."""
        if day is None:
            return -1
        return self._passed[bisect_right(self.days, day)]

    @property
    def rank(self) -> int:
        """Its place among others by their ends: the one that ends last comes first, one without an end the last."""
        return -(self.end or date.min).toordinal()


class Turns:
    """The same for one case alone: nothing is put in order that is looked at once or twice."""

    __slots__ = ("_turns", "end")

    def __init__(self, turns: Sequence[date], end: date | None) -> None:
        self._turns, self.end = turns, end

    def at(self, day: date | None) -> int:
        """As `Scale.at`."""
        if day is None:
            return -1
        return sum([1 << n for n, turn in enumerate(self._turns) if turn <= day])


class Scales:
    """The scales of promises that began together, read at once; `begun`: what else the day of their beginning says."""

    __slots__ = ("_at", "_days", "_numbers", "_scales", "begun", "ends")

    def __init__(self, scales: Sequence[Scale], numbers: dict[tuple[int, ...], int], begun: tuple[object, ...]) -> None:
        self.begun = begun
        self.ends = [scale.rank for scale in scales]
        self._scales, self._numbers = scales, numbers
        self._days = sorted({day for scale in scales for day in scale.days})
        self._at: list[int | None] = [None] * (len(self._days) + 1)

    def at(self, day: date | None) -> int:
        """A number for which turns of every scale a day has passed; -1 for an unknown day."""
        if day is None:
            return -1
        place = bisect_right(self._days, day)
        found = self._at[place]
        if found is None:
            passed = tuple([scale.at(day) for scale in self._scales])
            found = self._at[place] = self._numbers.setdefault(passed, len(self._numbers))
        return found


@dataclass(frozen=True, slots=True)
class Interest:
    """Which days and meters of a case promises look at, beside the day of the fault."""

    late: bool
    owners: bool
    registers: bool
    limits: tuple[Limit, ...]

    @classmethod
    def of(cls, terms: Iterable[Terms]) -> "Interest":
        """What at least one of these terms looks at."""
        every = list(terms)
        return cls(
            any(one.late_claim_days is not None for one in every),
            not all(one.transferable for one in every),
            any(condition.kind == "registered_within" for one in every for condition in one.conditions),
            tuple(dict.fromkeys(limit for one in every for limit in one.limits)),
        )

    def seen(self, asked: Asked, days: Days) -> list[object]:
        """What it sees of a case whose days lie on these scales."""
        case, failed = asked.case, asked.failed
        seen: list[object] = [days.at(failed)]
        if self.late or failed is None:
            seen.append(days.at(case.asked_on))
        if self.owners:
            changed = case.value(OWNER)
            seen += (days.at(changed), changed is not None and failed is not None and failed < changed)
        if self.registers:
            seen.append(days.at(case.value(REGISTERED)))
        for limit in self.limits:
            read = case.meters.get(limit.meter)
            seen.append(None if read is None or read.value is None else read.value >= limit.most)
        return seen


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
