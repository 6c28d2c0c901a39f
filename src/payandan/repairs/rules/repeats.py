"""The same problem again: S17. Found by symptom group, by likeness of words, and by the part that was changed.

The rate that is published counts only what a code says (same unit, same symptom group, within so many days); what
likeness finds beside is counted separately, for it is a suspicion until a person has classed it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

WINDOWS = (30, 90, 365)
"""Days for which the rate of repeat repairs is shown."""
LOOK_BACK = 365
"""Days after a delivery within which the next job is compared with it."""
LIKE = 0.34
"""From this likeness of words on two faults count as the same. Chosen on the seeded set of the tests (S17)."""
SHORTEST = 6
"""Letters that words must have before their likeness says anything."""

BY_SYMPTOM, BY_TEXT, BY_PART = "symptom", "text", "part"
CLASSES = ("part", "workmanship", "diagnosis", "new", "use")
"""Why it came again: the part failed, the work was bad, the diagnosis was wrong, a new fault, the customer's use."""
OURS = frozenset({"part", "workmanship", "diagnosis"})
"""Classes in which the company did not repair it the first time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is compared of a job: the unit, the days, the symptom's group, the folded words, the components changed."""

    id: int
    unit_id: int
    received_on: date
    delivered_on: date | None = None
    group: str = ""
    words: str = ""
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """An earlier job of which a new one is a repeat: by what it was found, how alike, how many days after."""

    earlier: int
    by: str
    likeness: int
    days: int


def trigrams(words: str) -> frozenset[str]:
    """The runs of three letters of every word, each with a space before and after it."""
    padded = [f"  {word} " for word in words.split()]
    return frozenset(word[place : place + 3] for word in padded for place in range(len(word) - 2))


def likeness(one: str, other: str) -> float:
    """How alike two folded texts are, 0 to 1: the trigrams both have ÷ those either has. Short texts say nothing."""
    if min(len(one), len(other)) < SHORTEST:
        return 0.0
    mine, others = trigrams(one), trigrams(other)
    return len(mine & others) / len(mine | others) if mine or others else 0.0


def find(problem: Problem, earlier: Iterable[Problem], *, within: int = LOOK_BACK, like: float = LIKE) -> list[Found]:
    """The earlier jobs of the same unit that this one repeats, the newest first; each found by the surest sign."""
    found = [hit for other in earlier if (hit := _compare(problem, other, within, like)) is not None]
    return sorted(found, key=lambda hit: hit.days)


def _compare(problem: Problem, other: Problem, within: int, like: float) -> Found | None:
    back = other.delivered_on
    if other.id == problem.id or other.unit_id != problem.unit_id or back is None:
        return None
    days = (problem.received_on - back).days
    if not 0 <= days <= within:
        return None
    if problem.group and problem.group == other.group:
        return Found(other.id, BY_SYMPTOM, 100, days)
    alike = likeness(problem.words, other.words)
    if alike >= like:
        return Found(other.id, BY_TEXT, round(alike * 100), days)
    if problem.parts & other.parts:
        return Found(other.id, BY_PART, 100, days)
    return None


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate of repeat repairs within a window: `repeats` ÷ `repairs`; None where nothing was repaired."""

    days: int
    repeats: int
    repairs: int

    @property
    def share(self) -> float | None:
        """Part of one."""
        return self.repeats / self.repairs if self.repairs else None


def rate(repairs: Sequence[Problem], days: int) -> Rate:
    """Repairs whose unit had a repair for the same symptom group handed back within `days` before ÷ all repairs."""
    repeats = sum(1 for one in repairs if any(_same(one, other, days) for other in repairs))
    return Rate(days, repeats, len(repairs))


def _same(one: Problem, other: Problem, days: int) -> bool:
    if one.id == other.id or one.unit_id != other.unit_id or not one.group or one.group != other.group:
        return False
    return other.delivered_on is not None and 0 <= (one.received_on - other.delivered_on).days <= days
