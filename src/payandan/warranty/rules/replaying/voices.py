"""What promises say about what went wrong. Those with the same exclusions say the same, whatever else they promise."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from payandan.warranty.rules.cases import Line
from payandan.warranty.rules.documents import Pack
from payandan.warranty.rules.faults import Faults
from payandan.warranty.rules.promises import Promise
from payandan.warranty.rules.replaying.answers import MOST_KEPT, Codes, Kept
from payandan.warranty.rules.replaying.asking import Again, Asked
from payandan.warranty.rules.replaying.views import Columns, Unseen, View


def exclusions_of(promise: Promise) -> object:
    """All that `Faults` looks at in a promise: two promises in which it is the same say the same of every case."""
    terms = promise.terms
    consumable = frozenset(entry.component for entry in terms.components if entry.consumable)
    return terms.exclusions, terms.grants, consumable, terms.kind == "recall"


class Voices:
    """What promises with the same exclusions have said so far."""

    def __init__(self, promise: Promise, columns: Columns, codes: Codes) -> None:
        self._promise, self._columns, self._codes = promise, columns, codes
        self._shown: set[str] = set()
        self._forget()

    def _forget(self) -> None:
        self._kept: dict[object, Kept[tuple[str | None, frozenset[str]]]] = {}
        self._seen = getter(self._columns.places(self._shown))

    def of(self, asked: Asked, deciding: tuple[Pack, ...], named: tuple[int, ...]) -> tuple[int, ...]:
        """What is said to each line, under the packs that bind (and their names). Raises Again."""
        found = asked.voices.get((self, named))
        if found is None:
            found = asked.voices[self, named] = self._to(asked, deciding, (named, self._seen(asked.row)))
        return found

    def _to(self, asked: Asked, deciding: tuple[Pack, ...], key: object) -> tuple[int, ...]:
        try:
            kept = self._kept.get(key)
            if kept is None:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                kept = self._kept[key] = self._ask(asked, deciding)
            return kept.to(asked.parts)
        except Unseen as part:
            self._shown.add(part.part)
            self._columns.add(part.part)
            self._forget()
            raise Again from None

    def _ask(self, asked: Asked, deciding: tuple[Pack, ...]) -> Kept[tuple[str | None, frozenset[str]]]:
        case = View.as_case(asked.case, self._shown, acts=self._columns.shown(asked.case), cause=None)
        faults = Faults(case, self._promise, deciding)
        cause = faults.cause()

        def speak(line: tuple[str | None, frozenset[str]]) -> int:
            component, named = line
            part = component or case.value("fault.component") or ""
            found = [cause, *faults.of_line(Line("", "", 0, "", component), part, named)]
            truths = [one.truth for one in found]
            truth = False if False in truths else None if None in truths else True
            return self._codes.number(truth, 0, [ask for one in found if one.truth is None for ask in one.asks])

        return Kept(speak)


class Memory:
    """What all promises of a rule book share: what is compared, what was said, and who says the same."""

    def __init__(self, cures: frozenset[str]) -> None:
        self.columns = Columns(cures)
        self.codes = Codes()
        self._voices: dict[object, Voices] = {}

    def voices_of(self, promise: Promise) -> Voices:
        """Those that a promise shares with all that have its exclusions."""
        key = exclusions_of(promise)
        if key not in self._voices:
            self._voices[key] = Voices(promise, self.columns, self.codes)
        return self._voices[key]


def getter(places: Sequence[int]) -> Callable[[Sequence[object]], Any]:
    """What stands at these places of a row."""
    return itemgetter(*places) if places else lambda _row: None
