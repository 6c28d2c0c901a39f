"""Placing the amount of each line on those who pay, in their order, exactly to the smallest unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.documents import Sum
from payandan.warranty.rules.entitlements import counters_left, need
from payandan.warranty.rules.judging import WHOLE, Status
from payandan.warranty.rules.promises import Promise

NOMINAL = 10_000
"""What a line without an amount is judged by: it has an outcome before anybody has estimated it."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A line as it is placed: one without an amount yet carries a nominal one, in no currency."""

    line: Line
    amount: int
    currency: str

    @classmethod
    def of(cls, line: Line) -> "Bill":
        """The line with its own amount, or the nominal one."""
        return cls(line, line.amount, line.currency) if line.amount else cls(line, NOMINAL, "")


@dataclass(slots=True)
class Payer:
    """One who pays: what is due for each line, how much at most in each currency, what was placed.

    A contract has `counters` too: `taken` says what this case has taken of them.
    """

    promise: Promise
    due: dict[str, int]
    caps: dict[str, int] = field(default_factory=dict)
    placed: dict[str, int] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)

    def left(self, bill: Bill) -> int:
        """How much more this payer owes for the line, its cap apart."""
        return self.due.get(bill.line.id, 0) - self.placed.get(bill.line.id, 0)


@dataclass(frozen=True, slots=True)
class Placement:
    """Who pays how much of each line. What is missing is the customer's."""

    payers: tuple[Payer, ...]
    rest: Mapping[str, int]

    def split(self, line: str) -> list[tuple[Promise, int]]:
        """Who pays how much of the line, in the order of payment."""
        return [(payer.promise, payer.placed[line]) for payer in self.payers if payer.placed.get(line)]

    def spent(self, promise: Promise, currency: str) -> bool:
        """Whether the promise has reached its cap."""
        return any(payer.caps.get(currency) == 0 for payer in self.payers if payer.promise is promise)


Granted = Mapping[tuple[int, str], Status]
"""The statuses that pay, by place in the ranking and line."""


def place(case: Case, bills: Sequence[Bill], ranked: Sequence[Promise], granted: Granted) -> Placement:
    """Place every line on those who pay."""
    payers = _payers(case, bills, ranked, granted)
    rest = {bill.line.id: bill.amount for bill in bills}
    capped = False
    for position, payer in enumerate(payers):
        for bill in _in_turn(payer, bills, rest):
            _fill(payer, bill, rest)
        capped = capped or bool(payer.caps)
        if capped and len(bills) > 1:
            _make_room(payers[: position + 1], bills, rest)
    return Placement(tuple(payers), rest)


def _payers(case: Case, bills: Sequence[Bill], ranked: Sequence[Promise], granted: Granted) -> list[Payer]:
    payers: dict[str, Payer] = {}
    capped: set[str] = set()
    due_of: dict[str, dict[str, int]] = {}
    for index, promise in enumerate(ranked):
        if promise.lifts is not None:
            continue
        due_of[promise.name] = _due(promise, bills, index, granted)
    for index, promise in enumerate(ranked):
        if promise.lifts is None:
            payer = payers.setdefault(promise.name, Payer(promise, due_of[promise.name]))
            payer.caps = _caps(case, promise)
            if promise.terms.entitlements:
                payer.counters = counters_left(promise.terms, case)
            if payer.caps:
                capped.add(promise.name)
            continue
        # A floor tops up what it lifts; several copies of one floor are one payer.
        lifted = {} if promise.lifts in capped else due_of.get(promise.lifts, {})
        payer = payers.setdefault(promise.name, Payer(promise, {}))
        for line, due in _due(promise, bills, index, granted).items():
            payer.due[line] = max(payer.due.get(line, 0), due - lifted.get(line, 0))
    return list(payers.values())


def _due(promise: Promise, bills: Sequence[Bill], index: int, granted: Granted) -> dict[str, int]:
    """What a promise owes for each line, rounded up to the smallest unit, less its deductible."""
    due: dict[str, int] = {}
    deductible = promise.terms.deductible
    left = deductible.amount if deductible else 0
    for bill in bills:
        status = granted.get((index, bill.line.id))
        if status is None:
            continue
        owed = -(-bill.amount * status.share // WHOLE)
        if deductible and bill.currency == deductible.currency:
            cut = min(owed, left)
            owed, left = owed - cut, left - cut
        due[bill.line.id] = owed
    return due


def _caps(case: Case, promise: Promise) -> dict[str, int]:
    """What a promise pays at most in this claim, by currency."""
    caps: dict[str, int] = {}
    for cap, used in ((promise.terms.cap_per_claim, 0), (promise.terms.cap_total, _used(case, promise))):
        if cap is not None:
            caps[cap.currency] = min(caps.get(cap.currency, cap.amount), max(0, cap.amount - used))
    return caps


def _used(case: Case, promise: Promise) -> int:
    """What the promise has paid before, in the currency of its total cap."""
    cap: Sum | None = promise.terms.cap_total
    return sum(
        amount
        for act in case.history
        for terms, amount, currency in act.paid
        if cap is not None and terms == promise.name and currency == cap.currency
    )


def _in_turn(payer: Payer, bills: Sequence[Bill], rest: Mapping[str, int]) -> Sequence[Bill]:
    """The lines in the order in which they are filled: a counter is spent where it is worth most.

    What nobody has priced comes last: its nominal amount is worth nothing against a real one.
    """
    if not payer.counters:
        return bills

    def worth(bill: Bill) -> float:
        taken = need(payer.promise.terms, bill.line)
        payable = min(rest[bill.line.id], payer.left(bill))
        return -payable / (taken[1] if taken and taken[1] else 1) if bill.line.amount else 0

    return sorted(bills, key=worth)


def _fill(payer: Payer, bill: Bill, rest: dict[str, int]) -> int:
    """Place on `payer` what it owes of what is left of the line."""
    share = min(rest[bill.line.id], payer.left(bill))
    what, portion = "", 0
    taken = need(payer.promise.terms, bill.line) if payer.counters else None
    if taken is not None and taken[1]:
        what, portion = taken[0], min(taken[1], payer.counters[taken[0]])
        share = min(share, -(-payer.due.get(bill.line.id, 0) * portion // taken[1]))
    if bill.currency in payer.caps:
        share = min(share, payer.caps[bill.currency])
        payer.caps[bill.currency] -= max(share, 0)
    if share <= 0:
        return 0
    if portion:
        payer.counters[what] -= portion
        payer.taken[what] = payer.taken.get(what, 0) + portion
    payer.placed[bill.line.id] = payer.placed.get(bill.line.id, 0) + share
    rest[bill.line.id] -= share
    return share


def _make_room(payers: Sequence[Payer], bills: Sequence[Bill], rest: dict[str, int]) -> None:
    """Spend caps where they help most: let the last payer take over a line, so that others pay what it cannot.

    Without this a higher share on one line could cost the customer more on another, since it eats the cap.
    """
    for currency in sorted({bill.currency for bill in bills}):
        same = [bill for bill in bills if bill.currency == currency]
        while (path := _path(payers, same, rest)) is not None:
            _shift(path, currency, rest)


Step = tuple[Payer, Bill]


def _path(payers: Sequence[Payer], bills: Sequence[Bill], rest: Mapping[str, int]) -> list[Step] | None:
    """The shortest chain of payers, each taking over a line from the next; the last pays what is still open."""
    newcomer = payers[-1]
    if newcomer.counters:
        return None
    if newcomer.caps.get(bills[0].currency, 1) <= 0:
        return None
    waiting: list[tuple[Payer, list[Step]]] = [(newcomer, [])]
    seen = {newcomer.promise.name}
    for payer, chain in waiting:
        for bill in bills:
            if payer.left(bill) <= 0:
                continue
            steps = [*chain, (payer, bill)]
            if rest[bill.line.id] > 0:
                return steps
            for other in payers:
                if other.promise.name not in seen and not other.counters and other.placed.get(bill.line.id, 0) > 0:
                    seen.add(other.promise.name)
                    waiting.append((other, steps))
    return None


def _shift(path: Sequence[Step], currency: str, rest: dict[str, int]) -> None:
    """Move as much along the chain as every member of it allows."""
    newcomer = path[0][0]
    amount = min(rest[path[-1][1].line.id], *(payer.left(bill) for payer, bill in path))
    for (_, bill), (giver, _) in pairwise(path):
        amount = min(amount, giver.placed[bill.line.id])
    if currency in newcomer.caps:
        amount = min(amount, newcomer.caps[currency])
        newcomer.caps[currency] -= amount
    for payer, bill in path:
        payer.placed[bill.line.id] = payer.placed.get(bill.line.id, 0) + amount
    for (_, bill), (giver, _) in pairwise(path):
        giver.placed[bill.line.id] -= amount
    rest[path[-1][1].line.id] -= amount
