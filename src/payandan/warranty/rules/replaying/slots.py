"""A promise and all that it has said so far. It is asked once for all cases that look the same to it.

What it says to a line is put together of two answers, as `Judge` does: of days, meters, conditions and shares (its
`span`), and of what went wrong (its `Faults`). A day is seen by where it lies among the days at which the promise
could change its mind, counted from its beginning.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from payandan.platform.kit.periods import Period
from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Act, Case, Line
from payandan.warranty.rules.deciding import law_binds
from payandan.warranty.rules.documents import Pack
from payandan.warranty.rules.judging import Judge, Status, clock_of, is_lengthened, kinds_added
from payandan.warranty.rules.law import Law, binds
from payandan.warranty.rules.promises import Promise, rank
from payandan.warranty.rules.repair_spans import counts, same_problem
from payandan.warranty.rules.replaying.answers import MOST_KEPT, Kept, names
from payandan.warranty.rules.replaying.asking import Again, Asked
from payandan.warranty.rules.replaying.days import OWNER, REGISTERED, Interest, Scale, Turns, turns_of
from payandan.warranty.rules.replaying.views import ACTS, DEFECT, Unseen, View
from payandan.warranty.rules.replaying.voices import Memory, getter
from payandan.warranty.rules.spans import Begin, Clock, later
from payandan.warranty.rules.vocabulary import BASES, REPAIR_BASES

_FAILED = "fault.failed_on"
_BEGINNINGS = frozenset(f"unit.{name}" for name in BASES.values())


class Heard(NamedTuple):
    """What a promise says to each line, and when it ends."""

    slot: "Slot"
    codes: tuple[int, ...]
    end: date | None


class Slot:
    """One promise under one law."""

    def __init__(self, promise: Promise, law: Law, calendar: WorkCalendar, memory: Memory, *, single: bool) -> None:
        terms = promise.terms
        self.promise = promise
        self.place = rank(promise, None)[0]
        self.start = memory.codes.start(terms.start)
        self.entangles = bool(terms.deductible or terms.cap_per_claim or terms.cap_total or terms.entitlements)
        self.pays = any(terms.lines.values()) or any(any(one.lines.values()) for one in terms.components)
        self._law, self._calendar = law, calendar
        self._columns, self.codes, self.voices = memory.columns, memory.codes, memory.voices_of(promise)
        self.by_history = terms.start.basis in REPAIR_BASES
        self._moving_kinds, self._deciding_kinds = _kinds_that_matter(promise, law)
        # Its end moves for nothing; and nobody of its name is asked who would have to come after it.
        self._calm = single and terms.period is not None and not self._moving_kinds
        self._undisputed = replace(promise, terms=replace(terms, exclusions=(), grants=()))
        days = (day for pack in (*law.deciding, *law.unchecked) for day in (pack.scope.since, pack.scope.until))
        self._law_days = sorted({day for day in days if day is not None})
        self._interest = Interest.of([terms])
        self._scales: dict[date, Scale] = {}
        self._periods = list(
            dict.fromkeys(one for one in (terms.period, *(part.period for part in terms.components)) if one is not None)
        )
        self.shown: set[str] = {ACTS}
        self._days = _BEGINNINGS | {_FAILED}
        self._days |= {REGISTERED} if self._interest.registers else set()
        self._days |= {OWNER} if self._interest.owners else set()
        self._forget()

    def _forget(self) -> None:
        self._kept: dict[object, Kept[tuple[str, str | None]]] = {}
        self._seen = getter(self._columns.places(self.shown - {ACTS}))

    def hear(self, asked: Asked) -> Heard | None:
        """What the promise says; None where it does not exist for this case, or says no whatever it is asked.

        Raises Again where it looks at something that was not compared so far.
        """
        said = self.say(asked)
        return None if said is None else said.with_faults(said.faults(asked))

    def say(self, asked: Asked) -> "Said | None":
        """The same, leaving aside what went wrong."""
        terms = self.promise.terms
        if self.by_history:
            return self._alone(asked) if self._begins(asked) else None
        if terms.entitlements or not asked.kinds.isdisjoint(self._deciding_kinds):
            return self._alone(asked)
        begun = asked.begun(self.start, terms.start)
        if begun.day is None:
            return self._alone(asked)
        still = asked.kinds.isdisjoint(self._moving_kinds)
        scale: Scale | Turns | None = self.scale(begun.day) if still else self._moved(asked, begun)
        if scale is None:
            return self._alone(asked)
        try:
            kept = self._like(self._key(asked, begun.day, scale), asked)
            if not kept.bound:
                return None
            return Said(self, kept.to(asked.signature), scale.end, kept.deciding, kept.named)
        except Unseen as part:
            self.shown.add(part.part)
            self._columns.add(part.part)
            self._forget()
            raise Again from None

    def _begins(self, asked: Asked) -> bool:
        """Whether there is an act that a promise about an earlier repair may begin with, and that may still answer."""
        terms, case = self.promise.terms, asked.case
        return any(
            counts(act, terms, component) and not (self._calm and self._is_over(act, case))
            for act in case.history
            for component in asked.components()
        )

    def _is_over(self, act: Act, case: Case) -> bool:
        """Whether the act certainly does not answer for this fault: it was about something else, or is too long ago."""
        if self.promise.terms.kind == "repair" and same_problem(case, act) is False:
            return True
        failed = case.value(_FAILED)
        return bool(act.on and failed and all(failed >= later(act.on, period) for period in self._periods))

    def law_place(self, begun: date) -> int:
        """Which packs bind a promise that began on this day, by where it lies among the days of all packs."""
        return bisect_right(self._law_days, begun)

    def scale(self, begun: date) -> Scale:
        """Its days, where nothing has moved its end."""
        scale = self._scales.get(begun)
        if scale is None:
            ends = [later(begun, period) for period in self._periods]
            scale = self._scales[begun] = Scale(turns_of(self.promise.terms, begun, ends), self._end(ends))
        return scale

    def _moved(self, asked: Asked, begun: Begin) -> Turns | None:
        """The scale of a promise whose end has moved; None where nobody knows how far."""
        deciding = [pack for pack in self._law.deciding if binds(pack, begun, asked.failed)]
        clock = clock_of(asked.case, self.promise, deciding, self._calendar)
        if begun.day is None or clock.unknown_days():
            return None
        moved_by = (self.start, clock.stops, tuple([id(late.right) for late in clock.lateness]), *clock.added)
        ends = [self._moved_end(asked, clock, begun.day, period, moved_by) for period in self._periods]
        return Turns(turns_of(self.promise.terms, begun.day, ends), self._end(ends))

    def _moved_end(self, asked: Asked, clock: Clock, begun: date, period: Period, moved_by: object) -> date:
        """When a period ends that the history moves; promises that are moved by the same are asked for together."""
        found = asked.ends.get((period, moved_by))
        if found is None:
            found = asked.ends[period, moved_by] = clock.end(begun, period, generous=False).day
        return found

    def _end(self, ends: Sequence[date]) -> date | None:
        """The end for the whole unit, as `Judge.overall_span` has it."""
        return date.max if self.promise.terms.period is None else ends[0]

    def _key(self, asked: Asked, begun: date, scale: Scale | Turns) -> object:
        return (self._seen(asked.row), self.law_place(begun), *self._interest.seen(asked, scale))

    def _like(self, key: object, asked: Asked) -> Kept[tuple[str, str | None]]:
        """What is kept for cases that look like this one."""
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[key] = self._ask(asked)
        return kept

    def _ask(self, asked: Asked) -> Kept[tuple[str, str | None]]:
        case = View.as_case(asked.case, (*self.shown, *self._days), acts=asked.case.history, cause=DEFECT)
        judge = Judge(case, self._undisputed, self._law, self._calendar)

        def speak(line: tuple[str, str | None]) -> int:
            kind, component = line
            return self._number(judge.status(Line("", kind, 0, "", component)))

        return Kept(speak, bound=self._bound(judge), deciding=tuple(judge.deciding))

    def _bound(self, judge: Judge) -> bool:
        return self.promise.law is None or law_binds(judge, self._law)

    def _number(self, status: Status) -> int:
        return self.codes.number(status.truth, status.share, status.asks)

    def _alone(self, asked: Asked) -> "Said | None":
        """Ask about this case and no other: its history moves the end, or its beginning is unknown."""
        judge = Judge(asked.without_dispute(), self._undisputed, self._law, self._calendar)
        if not self._bound(judge):
            return None
        spans = tuple(self._number(judge.status(line)) for line in asked.bills)
        end = judge.overall_span.end
        deciding = tuple(judge.deciding)
        return Said(self, spans, end.day if end else None, deciding, names(deciding))


class Said(NamedTuple):
    """What a promise says to each line as if nothing had gone wrong that it excludes, under the packs that bind it."""

    slot: Slot
    spans: tuple[int, ...]
    end: date | None
    deciding: tuple[Pack, ...]
    named: tuple[int, ...]

    @property
    def speaker(self) -> object:
        """Who says what went wrong: promises with the same exclusions, bound by the same packs, say it alike."""
        return self.slot.voices, self.named

    def faults(self, asked: Asked) -> tuple[int, ...]:
        """What it says about what went wrong, where that still matters. Raises Again."""
        return self.slot.voices.of(asked, self.deciding, self.named) if any(self.spans) else ()

    def with_faults(self, faults: tuple[int, ...]) -> Heard:
        """Both together."""
        codes = self.slot.codes.joined(self.spans, faults) if faults else self.spans
        return Heard(self.slot, codes, self.end)


def _kinds_that_matter(promise: Promise, law: Law) -> tuple[frozenset[str], frozenset[str]]:
    """The kinds of acts that can only move the end of a promise; those that decide more than that."""
    terms = promise.terms
    moving = set(kinds_added(promise))
    lawful = is_lengthened(promise) and any(pack.stops_in_workshop or pack.rights for pack in law.deciding)
    if terms.stops_in_workshop or lawful:
        moving.add("repair")
    upheld = any(one.kind == "maintenance_done" for one in terms.conditions)
    return frozenset(moving), frozenset({"maintenance"} if upheld else ())
