"""What promises say, each answer by a number, and what they have said so far."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from payandan.warranty.rules.documents import Pack, Start
from payandan.warranty.rules.findings import Ask, Truth
from payandan.warranty.rules.judging import Status

MOST_KEPT = 50_000
"""So many answers are kept of one promise; then it begins anew."""

L = TypeVar("L")


class Codes:
    """Everything that promises say to lines, each by a number; 0 is a plain no."""

    def __init__(self) -> None:
        self.statuses: list[Status] = [Status(False, 0, (), (), (), None)]
        self._numbers: dict[tuple[Truth, int, tuple[Ask, ...]], int] = {(False, 0, ()): 0}
        self._starts: dict[Start, int] = {}
        self._joined: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[int, ...]] = {}

    def start(self, start: Start) -> int:
        """The number of a start; equal ones have one."""
        return self._starts.setdefault(start, len(self._starts))

    def number(self, truth: Truth, share: int, asks: Iterable[Ask]) -> int:
        """The number of what is said. A no has neither share nor open points."""
        key = (truth, share if truth is not False else 0, tuple(dict.fromkeys(asks)) if truth is None else ())
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.statuses)
            self.statuses.append(Status(key[0], key[1], (), key[2], (), None))
        return found

    def joined(self, spans: tuple[int, ...], faults: tuple[int, ...]) -> tuple[int, ...]:
        """What two answers come to, line by line: no if one says no, open if one is open, else yes."""
        key = (spans, faults)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = tuple(self._join(*pair) for pair in zip(spans, faults, strict=True))
        return found

    def _join(self, span: int, fault: int) -> int:
        one, other = self.statuses[span], self.statuses[fault]
        truths = (one.truth, other.truth)
        truth = False if False in truths else None if None in truths else True
        return self.number(truth, one.share, (*one.asks, *other.asks))


class Kept(Generic[L]):
    """What a promise says to all cases that look like the one that it was asked about."""

    __slots__ = ("_lines", "_said", "_speak", "bound", "deciding", "named")

    def __init__(self, speak: Callable[[L], int], *, bound: bool = True, deciding: tuple[Pack, ...] = ()) -> None:
        self._speak = speak
        self._said: dict[tuple[L, ...], tuple[int, ...]] = {}
        self._lines: dict[L, int] = {}
        self.bound = bound
        self.deciding = deciding
        self.named = names(deciding)

    def to(self, lines: tuple[L, ...]) -> tuple[int, ...]:
        """What is said to each line. Raises Unseen."""
        found = self._said.get(lines)
        if found is None:
            found = self._said[lines] = tuple([self._to(line) for line in lines])
        return found

    def _to(self, line: L) -> int:
        found = self._lines.get(line)
        if found is None:
            found = self._lines[line] = self._speak(line)
        return found


def names(packs: Iterable[Pack]) -> tuple[int, ...]:
    """A name for each pack of a rule book that can be compared quickly."""
    return tuple([id(pack) for pack in packs])
