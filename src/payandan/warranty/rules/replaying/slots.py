"""A promise and all that it has said so far. It is asked once for all cases that look the same to it.

What it says to a line is put together of two answers, as `Judge` does: of days, meters, conditions and shares (its
`span`), and of what went wrong (its `Faults`). A day is seen by where it lies among the days at which the promise
could change its mind, counted from its beginning.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any, Generic, TypeVar

from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.deciding import law_binds
from payandan.warranty.rules.documents import Pack, Start, Terms
from payandan.warranty.rules.faults import Faults
from payandan.warranty.rules.findings import Ask, Truth
from payandan.warranty.rules.judging import Judge, Status, clock_of, kinds_added
from payandan.warranty.rules.law import Law, binds
from payandan.warranty.rules.promises import Promise, rank
from payandan.warranty.rules.repair_spans import counts
from payandan.warranty.rules.replaying.views import ACTS, DEFECT, Columns, Unseen, View
from payandan.warranty.rules.spans import STRANGERS, Begin, begin, days_later, later
from payandan.warranty.rules.vocabulary import BASES, REPAIR_BASES

MOST_KEPT = 50_000
"""So many answers are kept of one promise; then it begins anew."""

L = TypeVar("L")

_FAILED, _OWNER, _REGISTERED = "fault.failed_on", "unit.owner_changed_on", "unit.registered_on"
_BEGINNINGS = frozenset(f"unit.{name}" for name in BASES.values())

Signature = tuple[tuple[str, str | None], ...]
"""Kind and component of each line."""

Parts = tuple[tuple[str | None, frozenset[str]], ...]
"""The component of each line, and those of all lines."""


class Again(Exception):  # noqa: N818 - it is no error: the case is looked at more closely
    """A promise has looked at a part of the case that was not compared so far."""


class Asked:
    """One case, with what all promises look at."""

    __slots__ = ("_begun", "bills", "case", "failed", "kinds", "parts", "row", "signature", "undisputed")

    def __init__(self, case: Case, lines: Sequence[Line], columns: Columns) -> None:
        self.case = case
        self.failed: date | None = case.value(_FAILED)
        self.kinds = _kinds(case) if case.history else _NO_ACTS
        self.row = columns.row(case)
        self.signature: Signature = tuple([(line.kind, line.component) for line in lines])
        named = frozenset([line.component for line in lines if line.component])
        self.parts: Parts = tuple([(line.component, named) for line in lines])
        self.bills = lines
        self.undisputed: Case | None = None
        self._begun: dict[int, Begin] = {}

    def begun(self, slot: "Slot") -> Begin:
        """When a promise begins; those with the same start begin together."""
        found = self._begun.get(slot.start)
        if found is None:
            found = self._begun[slot.start] = begin(self.case, slot.promise.terms.start, None)
        return found

    def components(self) -> set[str]:
        """The components that lines are judged by."""
        at_fault = self.case.value("fault.component") or ""
        return {component or at_fault for _, component in self.signature}

    def without_dispute(self) -> Case:
        """The case with a cause that every promise grants."""
        if self.undisputed is None:
            self.undisputed = replace(self.case, facts={**self.case.facts, "fault.cause": DEFECT})
        return self.undisputed


_NO_ACTS: frozenset[str] = frozenset()


def _kinds(case: Case) -> frozenset[str]:
    """The kinds of acts; a repair by a stranger is none of the guarantor's."""
    return frozenset(act.kind for act in case.history if act.kind != "repair" or act.by.value not in STRANGERS)


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


class Kept(Generic[L]):
    """What a promise says to all cases that look like the one that it was asked about."""

    __slots__ = ("_lines", "_said", "_speak", "bound", "deciding")

    def __init__(self, speak: Callable[[L], int], *, bound: bool = True, deciding: tuple[Pack, ...] = ()) -> None:
        self._speak = speak
        self._said: dict[tuple[L, ...], tuple[int, ...]] = {}
        self._lines: dict[L, int] = {}
        self.bound = bound
        self.deciding = deciding

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


@dataclass(frozen=True, slots=True)
class Heard:
    """What a promise says to each line, and when it ends."""

    slot: "Slot"
    codes: tuple[int, ...]
    end: date | None


class Slot:
    """One promise under one law."""

    def __init__(self, promise: Promise, law: Law, calendar: WorkCalendar, columns: Columns, codes: Codes) -> None:
        terms = promise.terms
        self.promise = promise
        self.place = rank(promise, None)[0]
        self.start = codes.start(terms.start)
        self.entangles = bool(terms.deductible or terms.cap_per_claim or terms.cap_total or terms.entitlements)
        self.pays = any(terms.lines.values()) or any(any(one.lines.values()) for one in terms.components)
        self._law, self._calendar, self._columns, self._codes = law, calendar, columns, codes
        self._by_history = terms.start.basis in REPAIR_BASES
        self._moving_kinds, self._deciding_kinds = _kinds_that_matter(promise, law)
        self._undisputed = replace(promise, terms=replace(terms, exclusions=(), grants=()))
        days = (day for pack in (*law.deciding, *law.unchecked) for day in (pack.scope.since, pack.scope.until))
        self._law_days = sorted({day for day in days if day is not None})
        self._registers = any(one.kind == "registered_within" for one in terms.conditions)
        self._scales: dict[date, Scale] = {}
        self._periods = list(
            dict.fromkeys(one for one in (terms.period, *(part.period for part in terms.components)) if one is not None)
        )
        self._shown: set[str] = {ACTS}
        self._shown_of_faults: set[str] = set()
        self._days = _BEGINNINGS | {_FAILED}
        self._days |= {_REGISTERED} if self._registers else set()
        self._days |= set() if terms.transferable else {_OWNER}
        self._forget()

    def _forget(self) -> None:
        self._kept: dict[object, Kept[tuple[str, str | None]]] = {}
        self._kept_faults: dict[object, Kept[tuple[str | None, frozenset[str]]]] = {}
        self._seen = _getter(self._columns.places(self._shown - {ACTS}))
        self._seen_of_faults = _getter(self._columns.places(self._shown_of_faults))

    def hear(self, asked: Asked) -> Heard | None:
        """What the promise says; None where it does not exist for this case, or says no whatever it is asked.

        Raises Again where it looks at something that was not compared so far.
        """
        terms = self.promise.terms
        if self._by_history:
            return self._alone(asked) if self._begins(asked) else None
        if terms.entitlements or not asked.kinds.isdisjoint(self._deciding_kinds):
            return self._alone(asked)
        begun = asked.begun(self)
        if begun.day is None:
            return self._alone(asked)
        scale = self._scale(begun.day) if asked.kinds.isdisjoint(self._moving_kinds) else self._moved(asked, begun)
        if scale is None:
            return self._alone(asked)
        try:
            kept = self._like(self._key(asked, begun.day, scale), asked)
            if not kept.bound:
                return None
            spans = kept.to(asked.signature)
        except Unseen as part:
            raise self._look_at(part, self._shown) from None
        return Heard(self, self._joined(spans, asked, kept.deciding), scale.end)

    def _joined(self, spans: tuple[int, ...], asked: Asked, deciding: tuple[Pack, ...]) -> tuple[int, ...]:
        return self._codes.joined(spans, self._faults(asked, deciding)) if any(spans) else spans

    def _begins(self, asked: Asked) -> bool:
        """Whether there is an act that a promise about an earlier repair may begin with."""
        acts = asked.case.history
        return bool(acts) and any(
            counts(act, self.promise.terms, component) for component in asked.components() for act in acts
        )

    def _scale(self, begun: date) -> Scale:
        scale = self._scales.get(begun)
        if scale is None:
            ends = [later(begun, period) for period in self._periods]
            scale = self._scales[begun] = Scale(_turns(self.promise.terms, begun, ends), self._end(ends))
        return scale

    def _moved(self, asked: Asked, begun: Begin) -> Scale | None:
        """The scale of a promise whose end has moved; None where nobody knows how far."""
        deciding = [pack for pack in self._law.deciding if binds(pack, begun, asked.failed)]
        clock = clock_of(asked.case, self.promise, deciding, self._calendar)
        if begun.day is None or clock.unknown_days():
            return None
        ends = [clock.end(begun.day, period, generous=False).day for period in self._periods]
        return Scale(_turns(self.promise.terms, begun.day, ends), self._end(ends))

    def _end(self, ends: Sequence[date]) -> date | None:
        """The end for the whole unit, as `Judge.overall_span` has it."""
        return date.max if self.promise.terms.period is None else ends[0]

    def _key(self, asked: Asked, begun: date, scale: Scale) -> object:
        terms, case, failed = self.promise.terms, asked.case, asked.failed
        key = (self._seen(asked.row), bisect_right(self._law_days, begun), scale.at(failed))
        more: list[object] = []
        if terms.late_claim_days is not None or failed is None:
            more.append(scale.at(case.asked_on))
        if not terms.transferable:
            changed = case.value(_OWNER)
            more.append((scale.at(changed), changed is not None and failed is not None and failed < changed))
        if self._registers:
            more.append(scale.at(case.value(_REGISTERED)))
        for limit in terms.limits:
            read = case.meters.get(limit.meter)
            more.append(None if read is None or read.value is None else read.value >= limit.most)
        return (*key, *more) if more else key

    def _like(self, key: object, asked: Asked) -> Kept[tuple[str, str | None]]:
        """What is kept for cases that look like this one."""
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[key] = self._ask(asked)
        return kept

    def _ask(self, asked: Asked) -> Kept[tuple[str, str | None]]:
        case = View.as_case(asked.case, (*self._shown, *self._days), acts=asked.case.history, cause=DEFECT)
        judge = Judge(case, self._undisputed, self._law, self._calendar)

        def speak(line: tuple[str, str | None]) -> int:
            kind, component = line
            return self._number(judge.status(Line("", kind, 0, "", component)))

        return Kept(speak, bound=self._bound(judge), deciding=tuple(judge.deciding))

    def _bound(self, judge: Judge) -> bool:
        return self.promise.law is None or law_binds(judge, self._law)

    def _number(self, status: Status) -> int:
        return self._codes.number(status.truth, status.share, status.asks)

    def _alone(self, asked: Asked) -> Heard | None:
        """Ask about this case and no other: its history moves the end, or its beginning is unknown."""
        judge = Judge(asked.without_dispute(), self._undisputed, self._law, self._calendar)
        if not self._bound(judge):
            return None
        spans = tuple(self._number(judge.status(line)) for line in asked.bills)
        end = judge.overall_span.end
        return Heard(self, self._joined(spans, asked, tuple(judge.deciding)), end.day if end else None)

    # --- what went wrong ---

    def _faults(self, asked: Asked, deciding: tuple[Pack, ...]) -> tuple[int, ...]:
        key = (tuple([id(pack) for pack in deciding]), self._seen_of_faults(asked.row))
        try:
            kept = self._kept_faults.get(key)
            if kept is None:
                if len(self._kept_faults) >= MOST_KEPT:
                    self._kept_faults.clear()
                kept = self._kept_faults[key] = self._ask_of_faults(asked, deciding)
            return kept.to(asked.parts)
        except Unseen as part:
            raise self._look_at(part, self._shown_of_faults) from None

    def _ask_of_faults(self, asked: Asked, deciding: tuple[Pack, ...]) -> Kept[tuple[str | None, frozenset[str]]]:
        acts = self._columns.shown(asked.case)
        case = View.as_case(asked.case, self._shown_of_faults, acts=acts, cause=None)
        faults = Faults(case, self.promise, deciding)
        cause = faults.cause()

        def speak(line: tuple[str | None, frozenset[str]]) -> int:
            component, named = line
            part = component or case.value("fault.component") or ""
            found = [cause, *faults.of_line(Line("", "", 0, "", component), part, named)]
            truths = [one.truth for one in found]
            truth = False if False in truths else None if None in truths else True
            return self._codes.number(truth, 0, [ask for one in found if one.truth is None for ask in one.asks])

        return Kept(speak)

    # --- looking more closely ---

    def _look_at(self, unseen: Unseen, shown: set[str]) -> Again:
        shown.add(unseen.part)
        if not self._columns.knows(unseen.part):
            self._columns.add(unseen.part)
        self._forget()
        return Again()


def _getter(places: Sequence[int]) -> Callable[[Sequence[object]], Any]:
    return itemgetter(*places) if places else lambda _row: None


def _kinds_that_matter(promise: Promise, law: Law) -> tuple[frozenset[str], frozenset[str]]:
    """The kinds of acts that can only move the end of a promise; those that decide more than that."""
    terms = promise.terms
    moving = set(kinds_added(promise))
    if terms.stops_in_workshop or any(pack.stops_in_workshop or pack.rights for pack in law.deciding):
        moving.add("repair")
    upheld = any(one.kind == "maintenance_done" for one in terms.conditions)
    return frozenset(moving), frozenset({"maintenance"} if upheld else ())


def _turns(terms: Terms, begun: date, ends: Sequence[date]) -> list[date]:
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
