"""One claim before and after: its outcome, who pays how much, and what that is to its customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from payandan.warranty.rules import Ruling

OPEN = "open"
"""Stands for a payer where a line is not decided: what the customer may yet have to pay beyond what is certain."""
COMPANY = ("warranty", "statutory", "contract", "goodwill", "supplier")
PAYERS = (*COMPANY, "customer", OPEN)
OUTCOMES = ("covered", "partly_covered", "not_covered", "undecided")
DECISION = {"covered": "approved", "partly_covered": "partly_approved", "not_covered": "rejected"}
_WORTH = {"not_covered": 0, "undecided": 1, "partly_covered": 2, "covered": 3}

BETTER, WORSE, ELSEWHERE, SAME = "better", "worse", "elsewhere", "same"
"""For the customer better or worse; or only who of the company's side pays has changed; or nothing has."""


@dataclass(frozen=True, slots=True)
class Side:
    """The outcome of a claim and who pays how much, in the smallest unit. Payers of nothing are left out."""

    outcome: str
    by_payer: Mapping[str, int] = field(default_factory=dict)

    @property
    def company(self) -> int:
        return sum(amount for payer, amount in self.by_payer.items() if payer in COMPANY)

    @property
    def customer(self) -> int:
        return self.by_payer.get("customer", 0)


def side_of(ruling: Ruling) -> Side:
    """What a ruling comes to."""
    sums: dict[str, int] = {}
    for line in ruling.lines:
        for payer, _terms, amount in line.split:
            if payer == "customer" and line.outcome == "undecided":
                least = min(amount, line.customer_least)
                sums[OPEN] = sums.get(OPEN, 0) + amount - least
                amount = least  # noqa: PLW2901 - the certain part of it
            sums[payer] = sums.get(payer, 0) + amount
    return Side(ruling.outcome, {payer: sums[payer] for payer in PAYERS if sums.get(payer)})


@dataclass(frozen=True, slots=True)
class Replayed:
    """A claim ruled twice. `months` are those in which it was filed, by calendar."""

    months: Mapping[str, str]
    model: int
    currency: str
    before: Side
    after: Side
    differs: bool = False

    @property
    def flipped(self) -> bool:
        """Whether the verdict has another outcome."""
        return self.before.outcome != self.after.outcome

    @property
    def direction(self) -> str:
        """What the change is to the customer: first by what the customer pays, then by the outcome."""
        if self.before == self.after:
            return SAME
        pays = self.after.customer - self.before.customer
        worth = _WORTH[self.after.outcome] - _WORTH[self.before.outcome]
        if pays < 0 or (pays == 0 and worth > 0):
            return BETTER
        return WORSE if pays > 0 or worth < 0 else ELSEWHERE


def decided_otherwise(outcome: str, by_payer: Mapping[str, int], replayed: Side) -> bool:
    """Whether people decided otherwise than the rules of the day: another outcome, or another sum for the customer."""
    if not outcome:
        return False
    return DECISION.get(replayed.outcome) != outcome or by_payer.get("customer", 0) != replayed.customer
