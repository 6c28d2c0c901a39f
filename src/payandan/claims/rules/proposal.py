"""From a verdict to the decision that it proposes, and what a person may make of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payandan.platform.kit.refusals import Refused

PAYERS: tuple[str, ...] = ("warranty", "statutory", "contract", "goodwill", "supplier", "customer")
COMPANY_PAYERS: tuple[str, ...] = PAYERS[:-1]

_DECISION = {"covered": "approved", "partly_covered": "partly_approved", "not_covered": "rejected"}
_ACT = {"approved": "approve", "partly_approved": "approve_partly", "rejected": "reject"}


@dataclass(frozen=True, slots=True)
class LineShare:
    """Who pays how much of one line, in the smallest unit. `by_payer` never holds a zero."""

    line: str
    amount: int
    by_payer: tuple[tuple[str, int], ...]

    @property
    def customer(self) -> int:
        return sum(amount for payer, amount in self.by_payer if payer == "customer")

    @property
    def company(self) -> int:
        return self.amount - self.customer

    def as_json(self) -> dict[str, Any]:
        split = {payer: str(amount) for payer, amount in self.by_payer}
        return {"id": self.line, "amount": str(self.amount), "split": split}


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a verdict. While lines are undecided the customer pays between `customer` and `customer_most`."""

    amount: int
    company: int
    customer: int
    customer_most: int

    @property
    def undecided(self) -> bool:
        return self.customer_most > self.customer


def shares(verdict: Mapping[str, Any]) -> tuple[LineShare, ...]:
    """Per line of a verdict, who pays; of an undecided line what is certain, the rest stands as the customer's."""
    return tuple(
        LineShare(line["id"], int(line["amount"]), _sum_by_payer(line.get("split") or ())) for line in verdict["lines"]
    )


def _sum_by_payer(split: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = {}
    for part in split:
        sums[part["payer"]] = sums.get(part["payer"], 0) + int(part["amount"])
    return tuple((payer, sums[payer]) for payer in PAYERS if sums.get(payer))


def totals(verdict: Mapping[str, Any]) -> Totals:
    """The sums over all lines, with the range that is still open: an open line's split is what is certain already."""
    open_lines = {line["id"] for line in verdict["lines"] if line["outcome"] == "undecided"}
    lines = shares(verdict)
    customer = sum(line.customer for line in lines if line.line not in open_lines)
    return Totals(
        amount=sum(line.amount for line in lines),
        company=sum(line.company for line in lines),
        customer=customer,
        customer_most=customer + sum(line.customer for line in lines if line.line in open_lines),
    )


def by_payer(lines: Iterable[LineShare]) -> dict[str, int]:
    """What each payer pays over all lines; payers who pay nothing are left out."""
    sums: dict[str, int] = {}
    for line in lines:
        for payer, amount in line.by_payer:
            sums[payer] = sums.get(payer, 0) + amount
    return {payer: sums[payer] for payer in PAYERS if sums.get(payer)}


def proposed_outcome(verdict: Mapping[str, Any]) -> str:
    """`approved`, `partly_approved` or `rejected`; empty while the verdict is undecided."""
    return _DECISION.get(verdict.get("outcome", ""), "")


def act_of(outcome: str) -> str:
    """The act in the table of moves that a first decision with this outcome is."""
    return _ACT[outcome]


def check_rejection(verdict: Mapping[str, Any]) -> None:
    """No rejection without its evidence: refuse unless the verdict itself, on its evidence, covers nothing."""
    outcome = verdict.get("outcome", "")
    if outcome != "not_covered":
        missing = [question["fact"] for question in verdict.get("questions", ())]
        raise Refused("no_rejection_without_evidence", field="outcome", outcome=outcome, missing=missing)


def changed_split(
    verdict: Mapping[str, Any], customer_pays: Mapping[str, int], *, floor: Sequence[LineShare] = ()
) -> tuple[LineShare, ...]:
    """The split when a person lets the customer pay other amounts than proposed (per line id).

    It may only favour the customer: on no line may the customer pay more than the verdict says, and nothing on a line
    that is undecided (that would be a rejection without its evidence). With `floor` (the first decision, in an
    appeal) not more than was decided there either. What the company adds is goodwill.
    """
    open_lines = {line["id"] for line in verdict["lines"] if line["outcome"] == "undecided"}
    before = {line.line: line.customer for line in floor}
    changed = []
    for line in shares(verdict):
        most = 0 if line.line in open_lines else line.customer
        most = min(most, before.get(line.line, most))
        pays = customer_pays.get(line.line, most)
        if not 0 <= pays <= most:
            raise Refused("customer_would_pay_more", field=f"lines.{line.line}", most=most, asked=pays)
        changed.append(_with_goodwill(line, pays))
    unknown = set(customer_pays) - {line.line for line in changed}
    if unknown:
        raise Refused("no_such_line", field="lines", line=min(unknown))
    return tuple(changed)


def _with_goodwill(line: LineShare, pays: int) -> LineShare:
    """The line with the customer paying `pays`; the difference to what others pay is goodwill."""
    sums = {payer: amount for payer, amount in line.by_payer if payer != "customer"}
    sums["goodwill"] = sums.get("goodwill", 0) + line.amount - pays - sum(sums.values())
    sums["customer"] = pays
    return LineShare(line.line, line.amount, tuple((payer, sums[payer]) for payer in PAYERS if sums.get(payer)))


def outcome_of(lines: Sequence[LineShare], verdict: Mapping[str, Any]) -> str:
    """What a split amounts to: the customer pays nothing, something, or all; without amounts the verdict's own word."""
    customer, amount = sum(line.customer for line in lines), sum(line.amount for line in lines)
    if amount == 0:
        return proposed_outcome(verdict) or "approved"
    if customer == 0:
        return "approved"
    return "rejected" if customer == amount else "partly_approved"


def check_settlement(paid: Mapping[str, int], lines: Sequence[LineShare]) -> int:
    """The sum to settle; refuse a payer that pays nothing here, a negative sum, or more than was decided."""
    decided = by_payer(lines)
    for payer, amount in paid.items():
        if payer not in COMPANY_PAYERS:
            raise Refused("unknown_payer", field=payer, value=payer)
        if not 0 <= amount <= decided.get(payer, 0):
            raise Refused("more_than_decided", field=payer, most=decided.get(payer, 0), asked=amount)
    return sum(paid.values())


def without_sentences(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict as it is stored: codes only; the sentences are made at the door, in the reader's language."""
    bare = dict(verdict)
    for part in ("reasons", "questions"):
        bare[part] = [{name: value for name, value in item.items() if name != "text"} for item in verdict.get(part, ())]
    return bare
