"""Getting money back from suppliers: what is owed by which terms, the one table of moves, deadlines and ages.

Back to back with the warranty: it starts from what the company was decided to bear, and never touches the customer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from payandan.claims.rules.moves import Move
from payandan.platform.kit.moves import Table
from payandan.platform.kit.periods import Period, add_period
from payandan.platform.kit.refusals import Refused

OPENED, SENT, ACCEPTED, NEGOTIATED, REFUSED = "open", "sent", "accepted", "negotiated", "refused"
PAID, CLOSED, WITHDRAWN = "paid", "closed", "withdrawn"
RECOVER = "claims.recover"

RECOVERY_MOVES = Table(
    Move("compute", OPENED, OPENED, RECOVER),
    Move("send", OPENED, SENT, RECOVER),
    Move("accept", SENT, ACCEPTED, RECOVER),
    *(Move("negotiate", origin, NEGOTIATED, RECOVER) for origin in (SENT, REFUSED, NEGOTIATED)),
    Move("refuse", SENT, REFUSED, RECOVER),
    *(Move("receive", origin, origin, RECOVER) for origin in (ACCEPTED, NEGOTIATED)),
    *(Move("settle", origin, PAID, RECOVER) for origin in (ACCEPTED, NEGOTIATED)),
    *(Move("give_up", origin, CLOSED, RECOVER) for origin in (ACCEPTED, NEGOTIATED)),
    *(Move("close", origin, CLOSED, RECOVER) for origin in (PAID, REFUSED)),
    *(Move("withdraw", origin, WITHDRAWN, RECOVER) for origin in (OPENED, SENT)),
    refusal="recovery_not_in_this_state",
)
"""Guards, buttons, the database constraint, the diagram in the docs and the tests are made from it."""
RECOVERY_STATES = RECOVERY_MOVES.states
recovery_moves_from, check_recovery_move = RECOVERY_MOVES.moves_from, RECOVERY_MOVES.move
OUTSTANDING = (SENT, ACCEPTED, NEGOTIATED)
"""Asked of the supplier, and not paid in full."""
WAITING = (OPENED, *OUTSTANDING)
BUCKETS = ((0, 30), (31, 60), (61, 90), (91, None))
"""Ages in days: from the first to the last one of each, the last open."""
KINDS = ("part", "labour", "travel", "shipping", "expense")
WHOLE = 10_000
"""A hundred percent, in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the company bears of one line of a decided claim, in the smallest unit."""

    line: str
    kind: str
    component: str
    amount: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What a supplier's terms ask about a claim: which product it is, what failed, when and why."""

    category: int
    model: int
    cause: str
    failed_on: date | None
    sold_on: date | None


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    """What a supplier promised: for which parts, since when, how long, and how much of which cost it pays.

    `shares` are hundredths of a percent by kind of line; a kind that is not named is not paid. None (or an empty text)
    in `category`, `model`, `component` means any. `months` counts from the day of sale; None: as long as the company's.
    """

    id: int
    supplier: int
    since: date
    until: date | None = None
    category: int | None = None
    model: int | None = None
    component: str = ""
    months: int | None = None
    causes: frozenset[str] = frozenset()
    shares: Mapping[str, int] = field(default_factory=dict)

    @property
    def narrowness(self) -> tuple[bool, bool, bool]:
        """The more is named, the better it fits: a component before a model before a kind of product."""
        return (bool(self.component), self.model is not None, self.category is not None)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a recovery: what the company bears, the share that the supplier pays, and what that is."""

    line: str
    kind: str
    cost: int
    share: int
    amount: int

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "kind": self.kind, "cost": self.cost, "share": self.share, "amount": self.amount}


def covers(terms: SupplierTerms, fault: Fault, component: str) -> bool:
    """Whether the terms speak of this part of this product, on the day of its fault and for its cause.

    They count from the day of the fault; a claim whose day is not known is covered only by terms without days of age.
    """
    wanted = ((terms.component or None, component), (terms.category, fault.category), (terms.model, fault.model))
    if any(named is not None and named != there for named, there in wanted):
        return False
    if terms.causes and fault.cause not in terms.causes:
        return False
    return _holds(terms, fault)


def _holds(terms: SupplierTerms, fault: Fault) -> bool:
    day = fault.failed_on
    if day is None:
        return terms.months is None and terms.until is None
    if day < terms.since or (terms.until is not None and day >= terms.until):
        return False
    if terms.months is None:
        return True
    return fault.sold_on is not None and day < add_period(fault.sold_on, Period(months=terms.months))


def terms_for(terms: Iterable[SupplierTerms], fault: Fault, component: str) -> SupplierTerms | None:
    """The narrowest terms that cover the part; of equally narrow ones the newest, then the first written."""
    fitting = [one for one in terms if covers(one, fault, component)]
    return max(fitting, key=lambda one: (one.narrowness, one.since, -one.id), default=None)


def causal(costs: Sequence[Cost], component: str) -> tuple[Cost, ...]:
    """The causal parts: the claim's failed component where a line of it is borne, else every part that is."""
    parts = tuple(cost for cost in costs if cost.kind == "part" and cost.amount > 0)
    failed = tuple(cost for cost in parts if component and cost.component == component)
    return failed or parts


def attributed(costs: Sequence[Cost], component: str) -> dict[str, tuple[Cost, ...]]:
    """Which costs each causal part brought about, by the part's line.

    A part carries itself; labour, travel, freight and the rest are divided among the causal parts by their amounts,
    exactly and each once. Other parts carry only themselves and are nobody's: they did not fail.
    """
    parts = causal(costs, component)
    whole = sum(part.amount for part in parts)
    found: dict[str, list[Cost]] = {part.line: [part] for part in parts}
    for cost in costs:
        if cost.kind == "part" or cost.amount <= 0 or not whole:
            continue
        for part, amount in zip(parts, _divided(cost.amount, [part.amount for part in parts]), strict=True):
            if amount:
                found[part.line].append(Cost(cost.line, cost.kind, part.component, amount))
    return {line: tuple(carried) for line, carried in found.items()}


def _divided(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` by weights, the sum kept: largest remainder, the earlier first on a tie."""
    whole = sum(weights)
    shares = [amount * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % whole), place))
    for place in order[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def items_of(costs: Iterable[Cost], shares: Mapping[str, int]) -> tuple[Item, ...]:
    """What terms pay of what a part brought about, rounded down line by line: in favour of whoever pays."""
    return tuple(
        Item(
            cost.line, cost.kind, cost.amount, shares.get(cost.kind, 0), cost.amount * shares.get(cost.kind, 0) // WHOLE
        )
        for cost in costs
    )


def items_owed(costs: Iterable[Cost], owed: Mapping[str, int], whole: Mapping[str, int]) -> tuple[Item, ...]:
    """What a supplier's document pays, as the adjudicator found it by line, for the costs that one part brought about.

    `owed` is by line for the whole claim, `whole` what the company bears of the line: a part of the cost takes the same
    part of what is owed.
    """
    found = []
    for cost in costs:
        due = min(owed.get(cost.line, 0), whole[cost.line])
        amount = due * cost.amount // whole[cost.line]
        found.append(Item(cost.line, cost.kind, cost.amount, amount * WHOLE // cost.amount, amount))
    return tuple(found)


def owed_by_document(verdict: Mapping[str, Any], line: str) -> tuple[str, dict[str, int]]:
    """The supplier's document that owes most for a line of a verdict, and what it owes by line. ("", {}): none."""
    found: dict[str, dict[str, int]] = {}
    for one in verdict.get("recovery", ()):
        if one["outcome"] == "owed":
            found.setdefault(one["terms"], {})[one["line"]] = int(one["amount"])
    mine = {terms: by_line for terms, by_line in found.items() if by_line.get(line)}
    best = min(mine, key=lambda terms: (-mine[terms][line], terms), default="")
    return best, mine.get(best, {})


def check_negotiated(amount: int, *, claimed: int, paid: int, reason: str) -> None:
    """A negotiated amount is more than nothing, not more than was asked, not less than was paid, and has its reason."""
    if not 0 < amount <= claimed:
        raise Refused("negotiated_beyond", field="amount")
    if amount < paid:
        raise Refused("negotiated_below_paid", field="amount")
    if not reason.strip():
        raise Refused("recovery_reason_needed", field="reason")


def check_payment(amount: int, *, agreed: int, paid: int) -> bool:
    """Whether this payment settles it. Refused: nothing, or more than is left of what was agreed."""
    if amount <= 0:
        raise Refused("bad_recovery_payment", field="amount")
    if paid + amount > agreed:
        raise Refused("paid_beyond_agreed", field="amount")
    return paid + amount == agreed


def bucket_of(days: int) -> int:
    """Which of BUCKETS an age lies in; a day still to come counts as none."""
    return next(place for place, (_first, last) in enumerate(BUCKETS) if last is None or days <= last)


def deadline(day: date, days: int) -> date:
    """The last day on which something is in time."""
    return day + timedelta(days=days)


def is_late(state: str, *, claim_by: date | None, answer_by: date | None, today: date) -> str:
    """Which deadline was missed: "claim" (ours), "answer" (the supplier's), or none."""
    if state == OPENED and claim_by is not None and today > claim_by:
        return "claim"
    if state == SENT and answer_by is not None and today > answer_by:
        return "answer"
    return ""


def rate(recovered: int, claimable: int) -> Decimal | None:
    """The recovery rate: money received ÷ money that the suppliers' terms owe. None where nothing is owed."""
    return Decimal(recovered) / claimable if claimable > 0 else None


def recovery_diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {OPENED}: open"]
    lines += [f"    {move.origin} --> {move.to}: {move.act}" for move in RECOVERY_MOVES if move.origin != move.to]
    lines += [f"    {state} --> [*]" for state in (CLOSED, WITHDRAWN)]
    return "\n".join(lines)
