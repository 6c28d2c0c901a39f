"""Back to back: what the company can get back from a supplier. It never changes what the customer gets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.documents import Terms
from payandan.warranty.rules.findings import Reason
from payandan.warranty.rules.judging import Judge, Status
from payandan.warranty.rules.law import Law
from payandan.warranty.rules.placing import Bill, Placement, place
from payandan.warranty.rules.promises import Promise, rank

NO_LAW = Law((), (), ())
"""Consumer law does not speak between the company and its supplier."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What one supplier owes for one line: `owed` so much, `not_owed`, or `open` until something is found out."""

    line: str
    terms: str
    outcome: str
    amount: int
    reasons: tuple[Reason, ...]


def recoveries(
    case: Case, suppliers: Sequence[Terms], bills: Sequence[Bill], placement: Placement, calendar: WorkCalendar
) -> tuple[Recovery, ...]:
    """Who gives back how much of what the company pays, by line; the supplier who promises longest first."""
    paid = [replace(bill, amount=bill.amount - placement.rest[bill.line.id]) for bill in bills if bill.currency]
    paid = [bill for bill in paid if bill.amount]
    if not suppliers or not paid:
        return ()
    judges = [Judge(case, Promise(one.id, one), NO_LAW, calendar) for one in suppliers]
    judges.sort(key=_order)
    statuses = {(at, bill.line.id): judge.status(bill.line) for at, judge in enumerate(judges) for bill in paid}
    granted = {key: status for key, status in statuses.items() if status.truth}
    placed = place(case, paid, [judge.promise for judge in judges], granted)
    found = []
    for bill in paid:
        shares = {promise.name: amount for promise, amount in placed.split(bill.line.id)}
        for at, judge in enumerate(judges):
            status = statuses[at, bill.line.id]
            amount = shares.get(judge.promise.name, 0)
            found.append(Recovery(bill.line.id, judge.promise.name, _outcome(status, amount), amount, status.reasons))
    return tuple(found)


def _order(judge: Judge) -> tuple[int, int, str, str]:
    end = judge.overall_span.end
    return rank(judge.promise, end.day if end else None)


def _outcome(status: Status, amount: int) -> str:
    if status.truth is None:
        return "open"
    return "owed" if amount else "not_owed"
