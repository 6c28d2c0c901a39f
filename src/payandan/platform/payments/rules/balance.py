"""Sums over the payments of one owner."""

from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """What matters of a payment for a sum: its purpose and its amount, both of received ones only."""

    purpose: str
    amount: int


class Balance(NamedTuple):
    """What came in and what went back, in the smallest unit of the currency."""

    deposits: int
    payments: int
    refunds: int

    @property
    def received(self) -> int:
        """What came in."""
        return self.deposits + self.payments

    @property
    def kept(self) -> int:
        """What came in and has not gone back."""
        return self.received - self.refunds


def balance(entries: Iterable[Entry]) -> Balance:
    """The sums of received payments.

    >>> balance([Entry("deposit", 10), Entry("payment", 5), Entry("refund", 3)]).kept
    12
    """
    sums = {"deposit": 0, "payment": 0, "refund": 0}
    for entry in entries:
        sums[entry.purpose] += entry.amount
    return Balance(sums["deposit"], sums["payment"], sums["refund"])
