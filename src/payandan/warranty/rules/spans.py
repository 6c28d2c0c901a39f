"""Days: when a promise begins and ends, and whether the fault lies inside. Spans are half-open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from payandan.platform.kit.periods import DateOverflow, Period, add_period
from payandan.platform.kit.working_time import BeyondHorizon, WorkCalendar, add_working_days, working_days_between
from payandan.warranty.rules.cases import Act, Case
from payandan.warranty.rules.documents import Pack, Remedy, Start, Terms
from payandan.warranty.rules.findings import YES, Ask, Finding, Reason
from payandan.warranty.rules.vocabulary import BASES

FAILED_ON = "fault.failed_on"
STRANGERS = ("owner", "unauthorised")
"""Whose repairs are no repairs of the guarantor's."""

ACTS_OF_BASIS: Mapping[str, tuple[str, ...]] = {
    "repaired": ("repair",),
    "replaced": ("part_replaced", "replacement"),
}


@lru_cache(maxsize=1 << 18)
def later(day: date, period: Period) -> date:
    """`day` and the period; the last day of all where no calendar reaches so far."""
    try:
        return add_period(day, period)
    except DateOverflow:
        return date.max


def days_later(day: date, days: int) -> date:
    """`day` and so many days, within time."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


class Begin(NamedTuple):
    """The first day of a promise. When it is unknown, `at_most` bounds it and `asks` names the missing day."""

    day: date | None
    facts: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    at_most: date | None = None
    asks: tuple[Ask, ...] = ()
    never: bool = False

    def no_later_than(self, failed: date | None) -> date | None:
        """The last day on which the promise can have begun and still hold on the day of the fault."""
        if self.day is not None:
            return self.day
        return min((day for day in (failed, self.at_most) if day is not None), default=None)


def begin(case: Case, start: Start, component: str | None) -> Begin:
    """From which day the promise runs, with what had to be presumed for it."""
    if start.basis not in BASES:
        return _begin_by_history(case, start.basis, component)
    bound, bound_facts, bound_presumed = _bound(case, start)
    skipped: list[str] = []
    for basis in (start.basis, *start.fallbacks):
        path = f"unit.{BASES[basis]}"
        day = case.value(path)
        if day is None:
            skipped.append(path)
            continue
        if bound is not None and bound < day:
            return Begin(bound, (path, *bound_facts), tuple(skipped))
        return Begin(day, (path,), (*skipped, *bound_presumed))
    missing = f"unit.{BASES[start.basis]}"
    about = BASES[start.basis]
    evidence = {"sold_on": ("invoice",), "installed_on": ("installation_form",)}.get(about, ())
    ask = Ask(missing, "customer" if evidence else "system", evidence)
    return Begin(None, (missing,), bound_presumed, bound, (ask,))


def _bound(case: Case, start: Start) -> tuple[date | None, tuple[str, ...], tuple[str, ...]]:
    if start.latest is None:
        return None, (), ()
    path = f"unit.{BASES[start.latest.after]}"
    day = case.value(path)
    if day is None:
        return None, (), (path,)
    return later(day, start.latest.period), (path,), ()


def _begin_by_history(case: Case, basis: str, component: str | None) -> Begin:
    """The last authorised repair (or replaced part) before the fault, whatever it was about."""
    failed = case.value(FAILED_ON)
    days = [
        act.on
        for act in case.history
        if act.kind in ACTS_OF_BASIS[basis]
        and act.by.value not in STRANGERS
        and act.on is not None
        and (failed is None or act.on <= failed)
        and (act.component is None or component is None or act.component == component)
    ]
    presumed = () if case.history else ("history",)
    return Begin(max(days), ("history",)) if days else Begin(None, ("history",), presumed, never=True)


@dataclass(frozen=True, slots=True)
class Lateness:
    """A right that lengthens a promise for each week (or day, or repair) that a repair takes too long."""

    pack: Pack
    right: Remedy

    def late_days(self, out_on: date, days: int, calendar: WorkCalendar) -> int:
        """How many days beyond what the law allows a repair of `days` took."""
        limit = self.right.when.repair_working_days_over
        if limit is None:
            return max(0, days - (self.right.when.repair_days_over or 0))
        try:
            due = add_working_days(calendar, out_on, limit)
        except BeyondHorizon:
            return 0
        return max(0, (days_later(out_on, days) - due).days)

    def times(self, late_days: int) -> int:
        """How often the extension is granted; a week that has begun counts, `once` is once for all repairs."""
        if late_days <= 0:
            return 0
        if self.right.per == "week":
            return -(-late_days // 7)
        return late_days if self.right.per == "day" else 1


class End(NamedTuple):
    """The first day outside a promise and how it came about."""

    day: date
    stopped: int = 0
    granted: int = 0
    rights: tuple[tuple[str, str], ...] = ()
    added: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """All that moves the end of a promise besides its period; `added` is what the company gave of its own accord."""

    case: Case
    stops: bool
    lateness: Sequence[Lateness]
    calendar: WorkCalendar
    added: Sequence[Period] = ()

    @property
    def moves(self) -> bool:
        """Whether the history can move the end at all."""
        return self.stops or bool(self.lateness)

    def end(self, start: date, period: Period | None, *, generous: bool, anywhere: bool = False) -> End:
        """start + period + days in the workshop + grants.

        `generous` counts unknown days as many as can be; `anywhere` counts repairs outside the promise as well, for a
        bound that holds whenever it began.
        """
        if period is None:
            return End(date.max)
        end = later(start, period)
        for more in self.added:
            end = later(end, more)
        if not self.moves:
            return End(end, added=len(self.added))
        stopped = granted = 0
        rights: set[tuple[str, str]] = set()
        for act in sorted(self._repairs(), key=lambda act: act.on or start):
            began = act.on or start
            if not anywhere and not start <= began < end:
                continue
            days = act.days_out if act.days_out is not None else self._most_days(began) if generous else 0
            before = end
            if self.stops:
                stopped += days
                end = days_later(end, days)
            for late in self.lateness:
                mark = (late.pack.id, late.right.name)
                if late.right.per == "once" and mark in rights:
                    continue
                times = late.times(late.late_days(began, days, self.calendar))
                if times and late.right.by:
                    end = later(end, _times(late.right.by, times))
                    granted += times
                    rights.add(mark)
            end = max(end, before)
        return End(end, stopped, granted, tuple(sorted(rights)), len(self.added))

    def _repairs(self) -> list[Act]:
        return [act for act in self.case.history if act.kind == "repair" and act.by.value not in STRANGERS]

    def _most_days(self, began: date) -> int:
        until = self.case.value(FAILED_ON) or self.case.asked_on or began
        return int(max(0, (until - began).days))

    def unknown_days(self) -> tuple[Ask, ...]:
        """Which stays in the workshop nobody has counted."""
        return tuple(
            Ask(f"history[{place}].days_out_of_service", "system")
            for place, act in enumerate(self.case.history)
            if act.kind == "repair" and act.days_out is None and act.by.value not in STRANGERS
        )


def _times(period: Period, times: int) -> Period:
    return Period(
        months=period.months * times, days=period.days * times, years=period.years * times,
        weeks=period.weeks * times, calendar=period.calendar,
    )  # fmt: skip


class Span(NamedTuple):
    """Whether the fault lies inside the promise, and the days that say so."""

    finding: Finding
    begin: Begin
    end: End | None = None


def span(terms: Terms, period: Period | None, clock: Clock, begun: Begin, law: str | None) -> Span:
    """Test the day of the fault against the promise, three-valued."""
    case = clock.case
    failed = case.value(FAILED_ON)
    history = ("history",) if clock.moves and not case.history else ()
    presumed = (*begun.presumed, *history)
    if begun.never:
        reason = Reason("not_started", "rejects", terms.id, law=law, facts=begun.facts, dates=(None, None, failed))
        return Span(Finding(False, (reason,), (), presumed), begun)
    asks = begun.asks if failed is not None else (*begun.asks, Ask(FAILED_ON, "customer"))
    first = begun.no_later_than(failed)
    if first is None:
        return Span(_unknown_day(terms, law, begun, asks, presumed), begun)
    sure = clock.end(first, period, generous=False)
    counted = begun.day is not None and not clock.unknown_days()
    hoped = sure if counted else clock.end(first, period, generous=True, anywhere=begun.day is None)
    truth, code, until = _compare(terms, case, begun, first, (sure, hoped))
    if code == "date_unknown":
        return Span(_unknown_day(terms, law, begun, asks, presumed), begun, sure)
    if truth and terms.late_claim_days is not None and case.asked_on is None:
        presumed = (*presumed, "asked_on")
    last = until.day if begun.day and until.day != date.max else None
    effect = {True: "confirms", False: "rejects", None: "asks"}[truth]
    reason = Reason(
        code, effect, terms.id, law=law, facts=(*begun.facts, FAILED_ON), dates=(begun.day, last, failed),
        params=_arithmetic(period, until),
    )  # fmt: skip
    return Span(Finding(truth, (reason,), clock.unknown_days() if truth is None else (), presumed), begun, until)


def _compare(
    terms: Terms, case: Case, begun: Begin, first: date, ends: tuple[End, End]
) -> tuple[bool | None, str, End]:
    """Where the fault lies: its truth, the code that says so, and the end that was looked at."""
    sure, hoped = ends
    failed, asked = case.value(FAILED_ON), case.asked_on
    if begun.day is not None and (failed or asked or first) < first:
        return False, "not_started", sure
    if failed is not None and failed >= hoped.day:
        return False, "period_ended", hoped
    if _late(terms, asked, hoped):
        return False, "claimed_late", hoped
    if begun.day is None or failed is None:
        return None, "date_unknown", sure
    if failed >= sure.day or _late(terms, asked, sure):
        return None, "days_unknown", sure
    return True, "in_period", sure


def _late(terms: Terms, asked: date | None, end: End) -> bool:
    if terms.late_claim_days is None or asked is None:
        return False
    return asked >= days_later(end.day, terms.late_claim_days)


def _unknown_day(
    terms: Terms, law: str | None, begun: Begin, asks: tuple[Ask, ...], presumed: tuple[str, ...]
) -> Finding:
    facts = tuple(ask.fact for ask in asks) or begun.facts
    return Finding(None, (Reason("date_unknown", "asks", terms.id, law=law, facts=facts),), asks, presumed)


def _arithmetic(period: Period | None, end: End) -> tuple[tuple[str, str | int], ...]:
    """The sum behind the end, for the sentence about it."""
    parts: list[tuple[str, str | int]] = []
    if period is not None:
        if period.total_months:
            parts.append(("months", period.total_months))
        if period.total_days:
            parts.append(("days", period.total_days))
        parts.append(("calendar", period.calendar))
    if end.stopped:
        parts.append(("days_in_workshop", end.stopped))
    if end.granted or end.added:
        parts.append(("extensions", end.granted + end.added))
    return tuple(parts)


def limits(terms: Terms, case: Case, begun: Begin, law: str | None) -> Finding:
    """Test the meters: the promise ends when one reaches its limit."""
    if not terms.limits:
        return YES
    failed = case.value(FAILED_ON)
    truth: bool | None = True
    reasons: list[Reason] = []
    asks: list[Ask] = []
    presumed: list[str] = []
    for limit in terms.limits:
        path = f"fault.meters.{limit.meter}"
        read = case.meters.get(limit.meter)
        params: tuple[tuple[str, str | int], ...] = (("meter", limit.meter), ("max", limit.most))
        if read is not None and read.value is not None:
            if read.value >= limit.most:
                truth = False
                shown = (*params, ("value", str(read.value)))
                reasons.append(Reason("limit_reached", "rejects", terms.id, law=law, facts=(path,), params=shown))
            continue
        if limit.meter == "hours" and begun.day and failed and (failed - begun.day).days * 24 + 24 <= limit.most:
            presumed.append(path)
            continue
        truth = None if truth else truth
        reasons.append(Reason("meter_unknown", "asks", terms.id, law=law, facts=(path,), params=params))
        asks.append(Ask(path, "customer", ("photo",)))
    return Finding(truth, tuple(reasons), tuple(asks), tuple(presumed))


def repair_is_over(act: Act, calendar: WorkCalendar, working_days: int | None, days: int | None) -> bool:
    """Whether a repair took longer than so many (working) days. Unknown days are not held against anybody."""
    if act.kind != "repair" or act.days_out is None:
        return False
    if days is not None and act.days_out > days:
        return True
    if working_days is None or act.on is None:
        return False
    return working_days_between(calendar, act.on, days_later(act.on, act.days_out)) > working_days
