"""Goodwill as a proposal: a matrix says how the cost may be shared, a person with a budget decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from payandan.platform.kit.periods import Period
from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.documents import Budget, GoodwillRow, Sum, Terms
from payandan.warranty.rules.judging import FULL, Judge
from payandan.warranty.rules.placing import Bill
from payandan.warranty.rules.promises import Promise
from payandan.warranty.rules.questions import NOTHING, Scenario
from payandan.warranty.rules.recovery import NO_LAW
from payandan.warranty.rules.repair_spans import same_problem
from payandan.warranty.rules.spans import STRANGERS, later
from payandan.warranty.rules.vocabulary import BEARERS, PRODUCT_KINDS


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """How the customer's share of one line would be borne."""

    line: str
    currency: str
    split: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be offered, by which row of which policy, and the first approver whose budget reaches so far.

    `approver` is empty where no budget does; `budget_known` says whether the month's grants were told. `missing` are
    facts that might lead to an earlier row.
    """

    terms: str
    row: int
    clause: str | None
    lines: tuple[ProposedLine, ...]
    approver: str
    budget_known: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Test:
    """Whether a row holds; what it would take to know."""

    holds: bool
    missing: tuple[str, ...] = ()


def proposals(
    scenario: Scenario, policies: Sequence[Terms], undecided: frozenset[str], calendar: WorkCalendar
) -> tuple[Proposal, ...]:
    """One proposal for each policy that speaks about a decided line of which the customer would have to pay."""
    if not policies:
        return ()
    rest = scenario.placed(NOTHING).rest
    left = [replace(bill, amount=rest[bill.line.id]) for bill in scenario.bills if bill.currency]
    left = [bill for bill in left if bill.amount and bill.line.id not in undecided]
    ended = last_end(scenario.judges, scenario.case.value("fault.failed_on"))
    found = (_proposal(scenario.case, policy, left, ended, calendar) for policy in policies if left)
    return tuple(one for one in found if one is not None)


def last_end(judges: Sequence[Judge], failed: date | None) -> date | None:
    """When the last promise of the sale had ended, on the day of the fault; None where one holds or none is known."""
    ends = [
        span.end.day
        for judge in judges
        if judge.terms.kind in (*PRODUCT_KINDS, "statutory")
        and (span := judge.overall_span).end is not None
        and span.begin.day is not None
    ]
    last = max(ends, default=None)
    return last if last is not None and failed is not None and last <= failed else None


def _proposal(
    case: Case, policy: Terms, bills: Sequence[Bill], ended: date | None, calendar: WorkCalendar
) -> Proposal | None:
    """By the first row that holds. `bills` are what the customer would have to pay."""
    judge = Judge(case, Promise(policy.id, policy), NO_LAW, calendar)
    shared = [(bill, status.share) for bill in bills if (status := judge.status(bill.line)).truth]
    if not shared or policy.goodwill is None:
        return None
    missing: list[str] = []
    for place, row in enumerate(policy.goodwill.matrix):
        test = _test(row, case, ended)
        missing += test.missing
        if not test.holds:
            continue
        lines = tuple(
            ProposedLine(bill.line.id, bill.currency, _split(row, bill.amount, share)) for bill, share in shared
        )
        approver, known = _approver(case, policy.goodwill.budgets, lines)
        return Proposal(policy.id, place, row.clause, lines, approver, known, tuple(dict.fromkeys(missing)))
    return None


def _split(row: GoodwillRow, amount: int, share: int) -> dict[str, int]:
    """The row's shares of the amount, each rounded up against its bearer; the customer's is what is left.

    What the policy does not share of a kind of line (`lines`) stays the customer's.
    """
    most = -(-amount * share // (FULL * FULL))
    left, split = most, {}
    for bearer in BEARERS[:-1]:
        part = min(left, -(-most * row.split.get(bearer, 0) // FULL))
        left -= part
        if part:
            split[bearer] = part
    return split | {"customer": amount - sum(split.values())}


def _test(row: GoodwillRow, case: Case, ended: date | None) -> _Test:
    """Everything that the row asks must be known to be true."""
    tests = (
        _young(row, case, ended), _little_used(row, case), _dear(row, case), _loyal(row, case), _repaired(row, case),
    )  # fmt: skip
    missing = tuple(fact for test in tests for fact in test.missing)
    open_ = all(test.holds or test.missing for test in tests)
    return _Test(all(test.holds for test in tests), missing if open_ else ())


def _young(row: GoodwillRow, case: Case, ended: date | None) -> _Test:
    if row.months_after_end_max is None:
        return _Test(True)
    failed = case.value("fault.failed_on")
    if failed is None or ended is None:
        return _Test(False, () if failed else ("fault.failed_on",))
    return _Test(failed < later(ended, Period(months=row.months_after_end_max)))


def _little_used(row: GoodwillRow, case: Case) -> _Test:
    if row.meter is None or row.meter_max is None:
        return _Test(True)
    read = case.meters.get(row.meter)
    if read is None or read.value is None:
        return _Test(False, (f"fault.meters.{row.meter}",))
    return _Test(read.value <= row.meter_max)


def _dear(row: GoodwillRow, case: Case) -> _Test:
    if row.price_min is None:
        return _Test(True)
    price = case.value("unit.price")
    if price is None:
        return _Test(False, ("unit.price",))
    amount, currency = price
    return _Test(currency == row.price_min.currency and amount >= row.price_min.amount)


def _loyal(row: GoodwillRow, case: Case) -> _Test:
    if not row.loyalty:
        return _Test(True)
    loyalty = case.value("customer.loyalty")
    return _Test(False, ("customer.loyalty",)) if loyalty is None else _Test(loyalty in row.loyalty)


def _repaired(row: GoodwillRow, case: Case) -> _Test:
    repairs = [act for act in case.history if act.kind == "repair" and act.by.value not in STRANGERS]
    same = [act for act in repairs if same_problem(case, act)]
    enough = len(repairs) >= (row.repairs_min or 0) and len(same) >= (row.same_problem_repairs_min or 0)
    return _Test(enough, () if enough or case.history_known else ("history",))


def _approver(case: Case, budgets: Sequence[Budget], lines: Sequence[ProposedLine]) -> tuple[str, bool]:
    """The first who may grant so much for one claim and has so much left this month; unknown grants count as none."""
    wanted: dict[str, int] = {}
    for line in lines:
        given = sum(amount for bearer, amount in line.split.items() if bearer != "customer")
        wanted[line.currency] = wanted.get(line.currency, 0) + given
    known = case.goodwill_spent is not None
    for budget in budgets:
        if all(_reaches(case, budget, currency, amount) for currency, amount in wanted.items()):
            return budget.approver, known
    return "", known


def _reaches(case: Case, budget: Budget, currency: str, amount: int) -> bool:
    spent = sum(
        one.amount for one in case.goodwill_spent or () if one.approver == budget.approver and one.currency == currency
    )
    return _within(budget.per_claim, currency, amount) and _within(budget.per_month, currency, spent + amount)


def _within(most: Sum | None, currency: str, amount: int) -> bool:
    """A budget in another currency reaches nowhere; none at all, everywhere."""
    return most is None or (most.currency == currency and amount <= most.amount)
