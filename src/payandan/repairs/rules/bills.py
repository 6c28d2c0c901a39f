"""The money of a job: what it cost, who bears it, what is to be paid, and what may be asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from payandan.platform.kit.refusals import Refused
from payandan.repairs.rules.estimates import spread
from payandan.repairs.rules.taxes import line_taxes, tax_of

CUSTOMER, GOODWILL = "customer", "goodwill"
ISSUED, CANCELLED = "issued", "cancelled"
INVOICE_STATES = (ISSUED, CANCELLED)


@dataclass(frozen=True, slots=True)
class Cost:
    """One thing that a job cost, net of tax, and how it is shared out between payers."""

    kind: str
    amount: int
    split: Mapping[str, int] = field(default_factory=dict)

    @property
    def customer(self) -> int:
        """What the customer pays of it."""
        return self.split.get(CUSTOMER, 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """A paper's sums in the smallest unit: everything, what the customer pays net and with tax, and each payer's."""

    amount: int
    customer: int
    tax: int
    by_payer: Mapping[str, int]

    @property
    def total(self) -> int:
        """What the customer pays."""
        return self.customer + self.tax


def sums(costs: Iterable[Cost], rate_bp: int) -> Sums:
    """The sums of the lines of a paper."""
    rows = list(costs)
    by_payer: dict[str, int] = {}
    for cost in rows:
        for payer, amount in cost.split.items():
            by_payer[payer] = by_payer.get(payer, 0) + amount
    customer = by_payer.get(CUSTOMER, 0)
    shown = {payer: amount for payer, amount in by_payer.items() if amount}
    return Sums(sum(cost.amount for cost in rows), customer, tax_of(customer, rate_bp), shown)


def taxes(costs: Sequence[Cost], rate_bp: int) -> list[int]:
    """The tax of each line, on what the customer pays of it."""
    return line_taxes([cost.customer for cost in costs], rate_bp)


def with_goodwill(costs: Sequence[Cost], amount: int) -> list[Cost]:
    """The same costs where the company takes so much of the customer's share upon itself, spread over the lines.

    Refused: `too_much_goodwill` with the most there can be.
    """
    shares = [cost.customer for cost in costs]
    if not 0 <= amount <= sum(shares):
        raise Refused("too_much_goodwill", field="goodwill", most=sum(shares))
    given = spread(amount, shares)
    return [
        cost if not part else Cost(cost.kind, cost.amount, _moved(cost.split, part))
        for cost, part in zip(costs, given, strict=True)
    ]


def _moved(split: Mapping[str, int], part: int) -> dict[str, int]:
    moved = dict(split)
    moved[CUSTOMER] -= part
    moved[GOODWILL] = moved.get(GOODWILL, 0) + part
    return {payer: amount for payer, amount in moved.items() if amount}


@dataclass(frozen=True, slots=True)
class Due:
    """What is asked of a customer, what came, and what is left; `left` below nothing is money to give back."""

    asked: int
    kept: int

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return self.asked - self.kept


def check_handing(*, due: Due, invoiced: bool, agreed: int, released: bool) -> None:
    """Whether a device may leave as far as money goes. Refused: `not_invoiced`, `not_paid`.

    `agreed` is what the customer agreed to pay; `released` says that somebody let it go unpaid, with a reason.
    """
    if released:
        return
    if not invoiced and agreed:
        raise Refused("not_invoiced")
    if due.left > 0:
        raise Refused("not_paid", left=due.left)
