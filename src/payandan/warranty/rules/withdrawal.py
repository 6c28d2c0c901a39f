"""The right to give goods back without a reason: a right of its own, whatever the fault."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payandan.platform.kit.working_time import WorkCalendar, add_working_days
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.documents import Pack, Withdrawal
from payandan.warranty.rules.spans import days_later
from payandan.warranty.rules.vocabulary import BASES, CHANNELS


@dataclass(frozen=True, slots=True)
class WithdrawalRight:
    """Whether the buyer may still withdraw: `open`, `ended`, `not_for_this`, or `unknown` with the facts missing.

    `until` is the first day on which it is too late; `return_freight` says who pays the way back.
    """

    pack: str
    outcome: str
    until: date | None
    return_freight: str
    missing: tuple[str, ...] = ()


def withdrawal(case: Case, packs: Sequence[Pack], calendar: WorkCalendar) -> WithdrawalRight | None:
    """What the packs that speak about the unit say; where several do, the one that lasts longest."""
    found = [right for pack in packs if (right := _right(case, pack, calendar)) is not None]
    return max(found, key=lambda one: (_ORDER[one.outcome], one.until or date.min, one.pack), default=None)


_ORDER = {"not_for_this": 0, "ended": 1, "unknown": 2, "open": 3}


def _right(case: Case, pack: Pack, calendar: WorkCalendar) -> WithdrawalRight | None:
    rule = pack.withdrawal
    if rule is None:
        return None
    path = f"unit.{BASES[rule.after]}"
    began, channel = case.value(path), case.value("unit.channel")
    if began is not None and not _in_force(pack, began):
        return None
    until = None if began is None else _until(began, rule, calendar)

    def right(outcome: str, *missing: str) -> WithdrawalRight:
        return WithdrawalRight(pack.id, outcome, until, rule.return_freight, missing)

    if channel is not None and channel not in rule.channels:
        return right("not_for_this")
    if until is not None and case.asked_on is not None and case.asked_on >= until:
        return right("ended")
    facts = (
        (path, began),
        ("asked_on", case.asked_on),
        ("unit.channel", channel or set(rule.channels) == set(CHANNELS)),
    )
    missing = [fact for fact, known in facts if not known]
    return right("unknown" if missing else "open", *missing)


def _in_force(pack: Pack, day: date) -> bool:
    since, until = pack.scope.since, pack.scope.until
    return (since is None or day >= since) and (until is None or day < until)


def _until(began: date, rule: Withdrawal, calendar: WorkCalendar) -> date:
    """The day after the last one; the day it begins with does not count."""
    days = rule.within.days
    last = add_working_days(calendar, began, days) if rule.within.working else days_later(began, days)
    return days_later(last, 1)
