"""All promises of a setting at once. Most cases look to all of them like one that has been decided before.

It holds for units to which nothing was done before; what promises say of acts depends on each day of them.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from payandan.warranty.rules.promises import Promise, rank
from payandan.warranty.rules.replaying.answers import MOST_KEPT
from payandan.warranty.rules.replaying.asking import Asked
from payandan.warranty.rules.replaying.days import Interest, Scales
from payandan.warranty.rules.replaying.payment import Payment
from payandan.warranty.rules.replaying.slots import Heard, Said, Slot
from payandan.warranty.rules.replaying.views import Columns
from payandan.warranty.rules.replaying.voices import getter

Look = tuple[object, ...]
"""All that the promises of a setting see of a case."""

Faults = tuple[tuple[int, ...], ...]
"""What is said to each line about what went wrong, by each who says something of his own."""


class Told(NamedTuple):
    """What promises say in the order of payment, and how lines are paid; None where one depends on another."""

    heard: list[Heard]
    paid: tuple[Payment, ...] | None


class Answer:
    """What promises say to cases that look the same to them; what comes of it depends on what went wrong."""

    __slots__ = ("_said", "_speakers", "told")

    def __init__(self, said: Sequence[Said]) -> None:
        self.told: dict[Faults, Told] = {}
        self._said = said
        self._speakers = {one.speaker: one for one in said if any(one.spans)}

    def faults(self, asked: Asked) -> Faults:
        """What those who still say yes say about what went wrong. Raises Again."""
        return tuple([one.faults(asked) for one in self._speakers.values()])

    def heard(self, faults: Faults) -> list[Heard]:
        """What all of it comes to, promise by promise."""
        by = dict(zip(self._speakers, faults, strict=True))
        return [one.with_faults(by[one.speaker] if any(one.spans) else ()) for one in self._said]


Rivals = list[tuple[int, int]]
"""Promises of one kind, by section and place there, in the order of their names."""


class Section:
    """Promises that begin together; `rivals` are those among them of which the one that ends last pays first."""

    def __init__(self, slots: Sequence[Slot], rivals: Sequence[Rivals]) -> None:
        terms = [slot.promise.terms for slot in slots]
        self._slots, self._rivals = slots, rivals
        self._number, self._start = slots[0].start, terms[0].start
        self._interest = Interest.of(terms)
        self._begun: dict[date, Scales] = {}
        self._numbers: dict[tuple[int, ...], int] = {}

    def scales(self, asked: Asked) -> Scales | None:
        """The days of its promises; None where nobody knows when they began."""
        begun = asked.begun(self._number, self._start).day
        if begun is None:
            return None
        found = self._begun.get(begun)
        if found is None:
            scales = [slot.scale(begun) for slot in self._slots]
            orders = [_order([scales[place].rank for _, place in rivals]) for rivals in self._rivals]
            says = (self._slots[0].law_place(begun), *orders)
            found = self._begun[begun] = Scales(scales, self._numbers, says)
        return found

    def see(self, asked: Asked, scales: Scales) -> list[object]:
        """What its promises see of a case, beside what stands in its row."""
        return [scales.begun, *self._interest.seen(asked, scales)]


class Chorus:
    """The promises of a setting, and what they have said so far by all that they saw."""

    def __init__(self, slots: Sequence[Slot], columns: Columns) -> None:
        self._slots, self._columns = slots, columns
        self._alike = not any(slot.promise.terms.entitlements for slot in slots)
        self._standing = [slot for slot in slots if not slot.by_history]
        together: dict[int, list[Slot]] = {}
        for slot in self._standing:
            together.setdefault(slot.start, []).append(slot)
        rivals = _rivals(list(together.values()))
        alone = [[some for some in rivals if {section for section, _ in some} == {n}] for n in range(len(together))]
        self._sections = [Section(some, own) for some, own in zip(together.values(), alone, strict=True)]
        self._rivals = [some for some in rivals if len({section for section, _ in some}) > 1]
        self._kept: dict[Look, Answer] = {}
        self.look_closer()

    def look_closer(self) -> None:
        """See what one of the promises has begun to look at."""
        shown = frozenset[str]().union(*[slot.shown for slot in self._standing])
        self._seen = getter(self._columns.places(shown))
        self._kept.clear()

    def answer(self, asked: Asked) -> Answer:
        """What they say. Raises Again."""
        look = self._look(asked) if self._alike and not asked.case.history else None
        if look is None:
            return Answer([said for slot in self._slots if (said := slot.say(asked))])
        found = self._kept.get(look)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[look] = Answer([said for slot in self._standing if (said := slot.say(asked))])
        return found

    def _look(self, asked: Asked) -> Look | None:
        """What all promises see of a case; None where they must be heard one by one."""
        look: list[object] = [asked.signature, self._seen(asked.row)]
        begun: list[Scales] = []
        for section in self._sections:
            scales = section.scales(asked)
            if scales is None:
                return None
            begun.append(scales)
            look += section.see(asked, scales)
        look += [_order([begun[section].ends[place] for section, place in rivals]) for rivals in self._rivals]
        return tuple(look)


def _order(ends: Sequence[int]) -> tuple[int, ...]:
    """Who comes first; of those that end on one day, the first."""
    return tuple(sorted(range(len(ends)), key=ends.__getitem__))


def _rivals(sections: Sequence[Sequence[Slot]]) -> list[Rivals]:
    """Promises of one kind: which of them pays first is decided by their ends, and then by their names."""
    found: dict[int, list[tuple[Promise, int, int]]] = {}
    for number, slots in enumerate(sections):
        for place, slot in enumerate(slots):
            found.setdefault(slot.place, []).append((slot.promise, number, place))
    return [
        [(number, place) for _, number, place in sorted(some, key=lambda one: rank(one[0], None))]
        for some in found.values()
        if len(some) > 1
    ]
