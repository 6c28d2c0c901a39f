"""The radar: what law and terms make of a repair that takes long. What has fallen due, what falls due next, and when.

Pure: a day is counted by the very tests with which the adjudicator judges a repair that is over (`remedies.holds`,
`spans.Lateness`), so that the radar is never earlier and never later than the verdict will be.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from payandan.platform.kit.periods import Period
from payandan.platform.kit.working_time import (
    BeyondHorizon,
    WorkCalendar,
    add_working_days,
    is_working_day,
    working_days_between,
)
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.documents import USUAL_START, Pack, Remedy, Scope, Source, Terms, When
from payandan.warranty.rules.law import binds, calendar_of, law_of
from payandan.warranty.rules.remedies import holds
from payandan.warranty.rules.rulebooks import RuleBook
from payandan.warranty.rules.spans import STRANGERS, Begin, Lateness, begin, days_later

EXTEND, LOANER = "extend", "loaner"
KINDS = (EXTEND, LOANER, "replace", "refund", "price_reduction")
"""What may fall due; a repair itself is owed anyway."""
TIMED = ("repair_working_days_over", "repair_days_over", "days_out_of_service_over")
"""The limits that a repair passes by taking long."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair as its clocks need it: the adjudicator's case, when the unit came in, and whether it is back.

    `promise` is the id of the terms that pay first: days that are counted from a start are counted from theirs.
    """

    case: Case
    started_on: date
    handed_back_on: date | None = None
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Right:
    """Something that the customer may ask for, or is given, from `due_on` on: by which rule of which document.

    `occurrence` counts the weeks (or days) of one rule that lengthens again and again. `checked` is false for law that
    nobody has compared with its text: it is shown and never granted.
    """

    kind: str
    document: str
    rule: str
    due_on: date
    law: bool = True
    choice: str = "customer"
    occurrence: int = 1
    clause: str = ""
    checked: bool = True
    by: Period | None = None
    per: str = ""
    when: When = field(default_factory=When)
    source: Source = field(default_factory=Source)

    @property
    def key(self) -> str:
        """What makes it one right of a claim, whichever version of the document speaks: it is granted once.

        Something to ask for is held once, from whichever document first; each document that lengthens does so itself.
        """
        return f"{self.kind}:{self.document.partition('@')[0]}" if self.kind == EXTEND else self.kind


@dataclass(frozen=True, slots=True)
class Clocks:
    """How a repair stands on a day: what has fallen due, what comes next (the soonest first), and what is unchecked."""

    started_on: date
    on: date
    running: bool
    days: int
    working_days: int
    repair_due: date | None = None
    due_by: str = ""
    fallen: tuple[Right, ...] = ()
    coming: tuple[Right, ...] = ()
    unchecked: tuple[Right, ...] = ()
    calendar: WorkCalendar | None = field(default=None, repr=False, compare=False)

    @property
    def next(self) -> Right | None:
        """What falls due next if nothing happens."""
        return self.coming[0] if self.coming else None

    @property
    def working_days_left(self) -> int | None:
        """Working days up to the day before the next right, of which today may be one; None where nothing comes."""
        if self.next is None or self.calendar is None:
            return None
        before = self.on - timedelta(days=1)
        return working_days_between(self.calendar, before, self.next.due_on - timedelta(days=1))


def radar(repair: Repair, rule_book: RuleBook, today: date, calendar: WorkCalendar) -> Clocks:
    """The clocks of a repair on a day, by the documents of the unit's rule book and the country's working days.

    What has fallen due stays due on every later day. Once the unit is back, nothing more comes, and only what fell
    due by that day remains.
    """
    stop = today if repair.handed_back_on is None else min(today, repair.handed_back_on)
    stop = max(stop, repair.started_on)
    running = repair.handed_back_on is None or repair.handed_back_on > today
    law = law_of(repair.case, rule_book)
    terms = next((one for one in rule_book.terms if one.id == repair.promise), None)
    begun = begin(repair.case, terms.start if terms else USUAL_START, repair.case.value("fault.component"))
    failed = repair.case.value("fault.failed_on")
    packs = [pack for pack in law.deciding if binds(pack, begun, failed)]
    rights = [right for pack in packs for right in _of_pack(pack, repair, begun, stop, calendar, checked=True)]
    if terms is not None:
        rights += _of_terms(terms, repair, begun, calendar)
    doubted = [
        right
        for pack in law.unchecked
        if binds(pack, begun, failed)
        for right in _of_pack(pack, repair, begun, stop, calendar, checked=False)
    ]
    due, due_by = _repair_due(packs, repair.started_on, calendar)
    fallen, coming = _parted(rights, stop)
    return Clocks(
        started_on=repair.started_on,
        on=stop,
        running=running,
        days=(stop - repair.started_on).days,
        working_days=working_days_between(calendar, repair.started_on, stop),
        repair_due=due,
        due_by=due_by,
        fallen=fallen,
        coming=coming if running else (),
        unchecked=tuple(sorted(_first_of_each(doubted), key=_order)),
        calendar=calendar,
    )


def _of_pack(
    pack: Pack, repair: Repair, begun: Begin, stop: date, calendar: WorkCalendar, *, checked: bool
) -> Iterator[Right]:
    """The rights of a pack that come due in this repair. What the company may do, and need not, is none."""
    for rule in pack.rights:
        if rule.kind not in KINDS or rule.when == When() or (rule.kind != EXTEND and rule.choice != "customer"):
            continue
        found = Right(
            kind=rule.kind,
            document=pack.id,
            rule=rule.name,
            due_on=repair.started_on,
            choice=rule.choice,
            clause=rule.clause or "",
            checked=checked,
            by=rule.by,
            per=rule.per or "",
            when=rule.when,
            source=pack.source_of(rule.name),
        )
        if rule.kind == EXTEND:
            yield from _extensions(found, Lateness(pack, rule), repair, stop, calendar)
        elif (due := due_day(rule.when, repair, begun, calendar)) is not None:
            yield replace(found, due_on=due)


def _of_terms(terms: Terms, repair: Repair, begun: Begin, calendar: WorkCalendar) -> Iterator[Right]:
    """What the terms themselves let the customer choose when a repair takes long or comes again."""
    for rung in terms.remedies:
        if rung.kind not in KINDS or rung.choice != "customer" or rung.when == When():
            continue
        due = due_day(rung.when, repair, begun, calendar)
        if due is not None:
            yield Right(
                rung.kind, terms.id, rung.clause or rung.kind, due, law=False, clause=rung.clause or "", when=rung.when
            )


def due_day(when: When, repair: Repair, begun: Begin, calendar: WorkCalendar) -> date | None:
    """The first day on which a right holds if the repair goes on until then; None where it never does.

    Only this repair is counted against limits of time: one that took long before was answered for then.
    """
    standing = replace(when, repair_working_days_over=None, repair_days_over=None, days_out_of_service_over=None)
    if not holds(standing, repair.case, begun.day, calendar):
        return None
    start = repair.started_on
    due = min(start, repair.case.asked_on or start)
    late = _overdue_days(when, start, calendar)
    if late:
        reached = [day for day in late if day is not None]
        if not reached:
            return None
        due = max(due, min(reached))
    if when.days_out_of_service_over is not None:
        out = sum(act.days_out or 0 for act in repair.case.history if act.kind == "repair")
        due = max(due, days_later(start, max(0, when.days_out_of_service_over - out + 1)))
    return due


def _overdue_days(when: When, start: date, calendar: WorkCalendar) -> list[date | None]:
    """The first day beyond each limit of time; None beyond all calendars. Either limit is enough, as in a verdict."""
    found: list[date | None] = []
    if when.repair_days_over is not None:
        found.append(days_later(start, when.repair_days_over + 1))
    if when.repair_working_days_over is not None:
        found.append(working_day(calendar, start, when.repair_working_days_over + 1))
    return found


def working_day(calendar: WorkCalendar, start: date, days: int) -> date | None:
    """The n-th working day after a day; None beyond the calendar's horizon."""
    try:
        return add_working_days(calendar, start, days)
    except BeyondHorizon:
        return None


def _extensions(right: Right, late: Lateness, repair: Repair, stop: date, calendar: WorkCalendar) -> Iterator[Right]:
    """Each time that a late repair has lengthened the promise by `stop`, and the next one."""
    if right.per == "once" and _was_lengthened(late, repair.case, calendar):
        return
    first = _first_late_day(late, repair.started_on, calendar)
    if first is None:
        return
    step = {"week": 7, "day": 1}.get(right.per)
    if step is None:
        yield replace(right, due_on=first)
        return
    many = max(0, (stop - first).days // step + 1)
    for place in range(many + 1):
        yield replace(right, due_on=days_later(first, place * step), occurrence=place + 1)


def _first_late_day(late: Lateness, start: date, calendar: WorkCalendar) -> date | None:
    working = late.right.when.repair_working_days_over
    if working is None:
        return days_later(start, (late.right.when.repair_days_over or 0) + 1)
    due = working_day(calendar, start, working)
    return None if due is None else days_later(due, 1)


def _was_lengthened(late: Lateness, case: Case, calendar: WorkCalendar) -> bool:
    return any(
        late.late_days(act.on, act.days_out, calendar) > 0
        for act in case.history
        if act.kind == "repair" and act.by.value not in STRANGERS and act.on is not None and act.days_out is not None
    )


def _repair_due(packs: Iterable[Pack], start: date, calendar: WorkCalendar) -> tuple[date | None, str]:
    """The earliest day by which a law wants the repair done, and which law that is."""
    days = []
    for pack in packs:
        if pack.repair_due is None:
            continue
        length = pack.repair_due.days
        due = working_day(calendar, start, length) if pack.repair_due.working else days_later(start, length)
        if due is not None:
            days.append((due, pack.id))
    return min(days) if days else (None, "")


def _parted(rights: Iterable[Right], stop: date) -> tuple[tuple[Right, ...], tuple[Right, ...]]:
    """What has fallen due by a day, and what has not; what is held already does not come again."""
    ordered = sorted(rights, key=_order)
    fallen = _first_of_each(right for right in ordered if right.due_on <= stop)
    held = {(right.key, right.occurrence) for right in fallen}
    coming = _first_of_each(
        right for right in ordered if right.due_on > stop and (right.key, right.occurrence) not in held
    )
    return tuple(fallen), tuple(coming)


def _first_of_each(rights: Iterable[Right]) -> list[Right]:
    found: dict[tuple[str, int], Right] = {}
    for right in rights:
        found.setdefault((right.key, right.occurrence), right)
    return list(found.values())


def _order(right: Right) -> tuple[Any, ...]:
    return right.due_on, KINDS.index(right.kind), right.document, right.rule, right.occurrence


# --- money and the ways out ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prices:
    """What things cost about, in the smallest unit of the currency: estimates of the company, not prices.

    A loaner for a day, a month of longer warranty, bringing a unit to another centre; a loaner usually stays out for
    `loaner_days`.
    """

    loaner_day: int = 0
    extension_month: int = 0
    transfer: int = 0
    loaner_days: int = 7


@dataclass(frozen=True, slots=True)
class WayOut:
    """Something lawful that can still be done, and what it costs about. `by`: the last day on which it helps."""

    kind: str
    cost: int
    estimated: bool = False
    by: date | None = None
    place: str = ""
    there: int = 0
    here: int = 0

    @property
    def is_priced(self) -> bool:
        """Whether anybody knows what it costs; what costs nothing for sure is."""
        return self.cost > 0 or not self.estimated


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another centre that has fewer repairs open than this one."""

    place: str
    there: int
    here: int


def cost_of(right: Right, value: int, prices: Prices) -> int:
    """What a right costs the company about; `value` is that of the unit, else the claim's amount."""
    if right.kind == EXTEND:
        by = right.by or Period()
        return prices.extension_month * (by.total_months + -(-by.total_days // 30))
    if right.kind == LOANER:
        return prices.loaner_day * prices.loaner_days
    return value


def at_stake(clocks: Clocks, value: int, prices: Prices) -> int:
    """The money that hangs on the next day: all that falls due with the next right; nothing where nothing comes."""
    if clocks.next is None:
        return 0
    same_day = [right for right in clocks.coming if right.due_on == clocks.next.due_on]
    own = sum(cost_of(right, value, prices) for right in same_day if right.kind in (EXTEND, LOANER))
    instead = [cost_of(right, value, prices) for right in same_day if right.kind not in (EXTEND, LOANER)]
    return own + max(instead, default=0)


def ways_out(
    clocks: Clocks, value: int, prices: Prices, elsewhere: Elsewhere | None = None, *, known: bool = True
) -> list[WayOut]:
    """What can lawfully be done now, the cheapest first; what has no price comes last.

    `known`: `value` is the unit's own. What a repair costs says nothing about what another unit would.
    """
    if not clocks.running or (clocks.next is None and not clocks.fallen):
        return []
    found: list[WayOut] = []
    last = _last_working_day(clocks)
    if last is not None:
        found.append(WayOut("finish", 0, by=last))
        if elsewhere is not None and elsewhere.there < elsewhere.here and last > clocks.on:
            place, there, here = elsewhere.place, elsewhere.there, elsewhere.here
            found.append(
                WayOut("transfer", prices.transfer, estimated=True, by=last, place=place, there=there, here=here)
            )
    elif clocks.fallen:
        found.append(WayOut("finish_now", 0))
    if any(right.kind == LOANER for right in (*clocks.fallen, *clocks.coming)):
        found.append(WayOut("loaner", prices.loaner_day * prices.loaner_days, estimated=True))
    found.append(WayOut("swap", value if known else 0, estimated=True))
    return sorted(found, key=lambda way: (not way.is_priced, way.cost))


def _last_working_day(clocks: Clocks) -> date | None:
    """The last working day on which handing it back still keeps the next right from falling due."""
    if clocks.next is None or clocks.calendar is None:
        return None
    day = clocks.next.due_on - timedelta(days=1)
    while day >= clocks.on and not is_working_day(clocks.calendar, day):
        day -= timedelta(days=1)
    return day if day >= clocks.on else None


# --- what was granted, as the history of the next case ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extended:
    """A promise was lengthened so many times by one rule, for a late repair of one claim."""

    document: str
    times: int
    by: Mapping[str, Any]
    on: date
    country: str = "IR"
    when: Mapping[str, int] = field(default_factory=dict)
    per: str = ""


def extension_acts(granted: Iterable[Extended], repair: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was granted as acts of the contract, less what the adjudicator counts itself from the days of the repair.

    So a customer has what was promised, or what the days give, whichever is more, and never both.
    """
    acts: list[dict[str, Any]] = []
    for one in granted:
        left = one.times - _counted(one, repair)
        acts += [{"kind": "late_extension", "on": one.on.isoformat(), "extends": dict(one.by)}] * max(0, left)
    return acts


def _counted(one: Extended, repair: Mapping[str, Any]) -> int:
    """How often the adjudicator lengthens the promise itself, from a repair whose days are known."""
    if repair["kind"] != "repair" or repair["days_out_of_service"] is None:
        return 0
    limits: dict[str, Any] = dict(one.when)
    rule = Remedy(EXTEND, When(**limits), by=Period.of(one.by), per=one.per)
    late = Lateness(Pack(one.document, None, Scope(), Source()), rule)
    days = late.late_days(date.fromisoformat(repair["on"]), repair["days_out_of_service"], calendar_of(one.country))
    return late.times(days)
