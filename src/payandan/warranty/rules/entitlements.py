"""Service contracts: what they count, what was used of it, and what is left. Kept apart from cover of defects."""

from collections.abc import Mapping
from dataclasses import dataclass

from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.documents import Terms
from payandan.warranty.rules.findings import YES, Ask, Finding, Reason
from payandan.warranty.rules.vocabulary import COUNTERS, RESPONSES

ONE = 100
"""One visit, or one hour, in hundredths."""

_COUNTER_OF_LINE: Mapping[str, str] = {kind: what for what, kind in COUNTERS.items() if kind}


@dataclass(frozen=True, slots=True)
class Left:
    """What a contract gives of one thing: in all, used before, taken by this case, and left after it; hundredths.

    A promise of an answer within so many hours is not used up.
    """

    terms: str
    what: str
    count: int
    used: int = 0
    takes: int = 0

    @property
    def left(self) -> int | None:
        """What is left after this case; None for what is not counted."""
        return None if self.what in RESPONSES else max(0, self.count - self.used - self.takes)


def counters_left(terms: Terms, case: Case) -> dict[str, int]:
    """What is left of each counter of a contract before this case, in hundredths."""
    return {
        one.what: max(0, one.count - used(terms, case, one.what)) for one in terms.entitlements if counted(one.what)
    }


def used(terms: Terms, case: Case, what: str) -> int:
    """What the history says was used of a counter."""
    return sum(
        count for act in case.history for name, used_of, count in act.used if name == terms.id and used_of == what
    )


def counted(what: str) -> bool:
    """Whether it is used up by using it."""
    return what in COUNTERS


def need(terms: Terms, line: Line) -> tuple[str, int] | None:
    """The counter that a line takes from, and how much; None where the contract counts no such thing."""
    what = _COUNTER_OF_LINE.get(line.kind)
    if what is None or all(one.what != what for one in terms.entitlements):
        return None
    return what, ONE if what == "visits" else line.hours or 0


def test_counters(terms: Terms, case: Case, line: Line) -> Finding:
    """Whether the contract still has some of what the line takes. What is beyond its counter it does not pay."""
    taken = need(terms, line) if terms.entitlements else None
    if taken is None:
        return YES
    what, _ = taken
    params: tuple[tuple[str, str | int], ...] = (("what", what),)
    if counters_left(terms, case)[what] == 0:
        return Finding(False, (Reason("used_up", "rejects", terms.id, facts=("history",), params=params),))
    if what == "labour_hours" and line.hours is None:
        fact = f"lines.{line.id}.hours"
        return Finding(None, (Reason("hours_unknown", "asks", terms.id, facts=(fact,)),), (Ask(fact, "technician"),))
    return Finding(True, presumed=() if case.history_known else ("history",))
