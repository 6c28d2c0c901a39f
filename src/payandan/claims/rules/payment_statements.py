"""The settlement statement of a centre: its one table of moves, its sums, and what may be taken off or added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from payandan.claims.rules.moves import Move
from payandan.claims.rules.proposal import COMPANY_PAYERS, PAYERS, LineShare
from payandan.platform.kit.moves import Table

DRAFT, SENT, APPROVED, PAID = "draft", "sent", "approved", "paid"

STATEMENT_MOVES = Table(
    Move("change", DRAFT, DRAFT, "claims.statements"),
    Move("send", DRAFT, SENT, "claims.statements"),
    Move("return", SENT, DRAFT, "claims.statements"),
    Move("approve", SENT, APPROVED, "claims.approve_statements"),
    Move("return", APPROVED, DRAFT, "claims.approve_statements"),
    Move("pay", APPROVED, PAID, "claims.settle"),
    refusal="statement_not_in_this_state",
)
"""Guards, buttons, the database constraint and the tests are made from it. A draft may also be dropped."""
STATEMENT_STATES = STATEMENT_MOVES.states
statement_moves_from, check_statement_move = STATEMENT_MOVES.moves_from, STATEMENT_MOVES.move
DEDUCTIONS = ("part_not_returned", "poor_work", "paper_missing", "already_paid", "agreed", "decision_changed", "other")
"""Why something is taken off or added. `decision_changed`: an appeal moved what an earlier statement had paid."""
PAYABLE = ("approved", "partly_approved", "final")
"""States of a claim in which its centre is owed: decided, not on appeal, and not settled by itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one claim brings to a statement: who pays, for which kind of cost, and the centre's fee for handling it."""

    by_payer: Mapping[str, int] = field(default_factory=dict)
    by_kind: Mapping[str, int] = field(default_factory=dict)
    fee: int = 0

    @property
    def amount(self) -> int:
        """What the company's payers owe of the claim, without the fee."""
        return sum(self.by_payer.values())


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a statement. `due` = claims + fees − deductions."""

    claims: int
    fees: int
    deducted: int
    by_payer: Mapping[str, int]
    by_kind: Mapping[str, int]

    @property
    def due(self) -> int:
        return self.claims + self.fees - self.deducted


def shares_in(split: Iterable[Mapping[str, Any]]) -> tuple[LineShare, ...]:
    """The split of a decision, as it is kept, as values."""
    return tuple(
        LineShare(
            line["id"],
            int(line["amount"]),
            tuple((payer, int(line["split"][payer])) for payer in PAYERS if payer in line["split"]),
        )
        for line in split
    )


def entry_of(split: Sequence[LineShare], kinds: Mapping[str, str], *, fee: int = 0) -> Entry:
    """What a decided claim brings: the company's part of each line, by payer and by kind of cost (line id → kind)."""
    by_payer: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    for line in split:
        for payer, amount in line.by_payer:
            if payer in COMPANY_PAYERS:
                by_payer[payer] = by_payer.get(payer, 0) + amount
        if line.company:
            kind = kinds.get(line.line, "expense")
            by_kind[kind] = by_kind.get(kind, 0) + line.company
    return Entry(by_payer, by_kind, fee)


def sums_of(entries: Iterable[Entry], deductions: Iterable[int]) -> Sums:
    """The sums of a statement; a deduction below zero adds."""
    by_payer: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    claims = fees = 0
    for entry in entries:
        claims += entry.amount
        fees += entry.fee
        for sums, parts in ((by_payer, entry.by_payer), (by_kind, entry.by_kind)):
            for name, amount in parts.items():
                sums[name] = sums.get(name, 0) + amount
    return Sums(claims, fees, sum(deductions), by_payer, by_kind)
