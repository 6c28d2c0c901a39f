"""The accounting journal: every paper as lines that balance.

Revenue is booked net by kind of cost, whoever pays; tax stands only on what the customer pays. While a job has no
invoice, what the customer paid is a debt of ours (deposits); an invoice takes all of it to the customer's account, and
one that is cancelled gives it back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

ACCOUNTS: Mapping[str, str] = {
    "cash": "1110",
    "card_terminal": "1120",
    "transfer": "1125",
    "gateway": "1130",
    "customers": "1310",
    "warranty": "1320",
    "deposits": "2110",
    "tax": "2310",
    "part": "4110",
    "labour": "4120",
    "travel": "4130",
    "shipping": "4140",
    "expense": "4150",
    "goodwill": "5510",
    "cash_difference": "5590",
}
"""Account → its number in our chart; a company sets its own numbers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; one of `debit` and `credit` is nothing, and neither is below nothing."""

    day: date
    paper: str
    what: str
    account: str
    debit: int
    credit: int
    branch: str
    job: str
    currency: str


@dataclass(frozen=True, slots=True)
class InvoicePaper:
    """An invoice as the journal needs it: net amounts by kind, who bears them, the tax, and what the customer had
    paid at that moment."""

    number: str
    day: date
    branch: str
    job: str
    currency: str
    by_kind: Mapping[str, int]
    by_payer: Mapping[str, int]
    tax: int
    deposits: int
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class MoneyPaper:
    """Money that came or went: `advance` where it is a deposit not yet used by an invoice."""

    number: str
    day: date
    branch: str
    job: str
    currency: str
    method: str
    amount: int
    went: bool = False
    advance: bool = False


@dataclass(frozen=True, slots=True)
class DrawerPaper:
    """A drawer that was closed with a difference."""

    number: str
    day: date
    branch: str
    currency: str
    difference: int


def invoice_entries(paper: InvoicePaper) -> list[Entry]:
    """An invoice; a cancelled one with both sides changed over."""
    customer = paper.by_payer.get("customer", 0)
    goodwill = paper.by_payer.get("goodwill", 0)
    company = sum(paper.by_payer.values()) - customer - goodwill
    charged: list[tuple[str, int]] = [
        ("deposits", paper.deposits),
        ("customers", customer + paper.tax - paper.deposits),
        ("warranty", company),
        ("goodwill", goodwill),
    ]
    owed = [*paper.by_kind.items(), ("tax", paper.tax)]
    if paper.cancelled:
        charged, owed = owed, charged
    what = "invoice_cancelled" if paper.cancelled else "invoice"
    return _lines(_Head(paper.day, paper.number, what, paper.branch, paper.job, paper.currency), charged, owed)


def money_entries(paper: MoneyPaper) -> list[Entry]:
    """Money that came or went, against what customers owe or have given in advance."""
    against = "deposits" if paper.advance else "customers"
    money, other = [(paper.method, paper.amount)], [(against, paper.amount)]
    charged, owed = (other, money) if paper.went else (money, other)
    what = "refund" if paper.went else ("deposit" if paper.advance else "payment")
    return _lines(_Head(paper.day, paper.number, what, paper.branch, paper.job, paper.currency), charged, owed)


def drawer_entries(paper: DrawerPaper) -> list[Entry]:
    """Cash that was missing or too much when a drawer was closed."""
    amount = abs(paper.difference)
    found, other = [("cash", amount)], [("cash_difference", amount)]
    charged, owed = (found, other) if paper.difference > 0 else (other, found)
    return _lines(_Head(paper.day, paper.number, "drawer", paper.branch, "", paper.currency), charged, owed)


def sides(entries: Iterable[Entry]) -> tuple[int, int]:
    """The sums of debit and credit."""
    rows = list(entries)
    return sum(row.debit for row in rows), sum(row.credit for row in rows)


class _Head(NamedTuple):
    day: date
    paper: str
    what: str
    branch: str
    job: str
    currency: str


def _lines(head: _Head, charged: Iterable[tuple[str, int]], owed: Iterable[tuple[str, int]]) -> list[Entry]:
    found = []
    for pairs, is_debit in ((charged, True), (owed, False)):
        for account, amount in pairs:
            if not amount:
                continue
            # What would stand below nothing on one side stands on the other.
            on_debit = is_debit == (amount > 0)
            debit, credit = (abs(amount), 0) if on_debit else (0, abs(amount))
            found.append(
                Entry(head.day, head.paper, head.what, account, debit, credit, head.branch, head.job, head.currency)
            )
    return found
