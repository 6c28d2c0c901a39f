"""What a gateway's answer means for a payment, and when to ask again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What a gateway said."""

    BEGUN = "begun"
    """It waits for the payer at `url`, and knows the payment by `authority`."""
    PAID = "paid"
    """The money is ours; said again for a payment that was verified before."""
    UNPAID = "unpaid"
    """It will not come."""
    PENDING = "pending"
    """The payer is still there."""
    HELD = "held"
    """Paid, and waiting to be verified."""
    REFUNDED = "refunded"
    REFUSED = "refused"
    """The gateway surely did not do what it was asked."""
    UNSURE = "unsure"
    """No answer, half an answer, or one that does not fit our row."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the verdict, the gateway's own code and words (keys masked), and what it gave."""

    verdict: Verdict
    code: str = ""
    detail: str = ""
    authority: str = ""
    url: str = ""
    reference: str = ""
    """The number on the payer's slip."""
    card: str = ""
    """The payer's card, masked."""


ABANDONED_AFTER = timedelta(minutes=40)
"""A payer who has not paid at the gateway by then will not: the gateways close the page earlier."""
FIRST_LOOK = timedelta(minutes=10)
"""A payer who has not come back by then is asked after."""
GIVE_UP_AFTER = timedelta(days=4)
"""A payment that no gateway could tell about for so long is left to people."""


def next_look(age: timedelta) -> timedelta | None:
    """The wait before the gateway is asked again about a payment of that age; None when people must look.

    >>> next_look(timedelta(minutes=1)), next_look(timedelta(days=5))
    (datetime.timedelta(seconds=60), None)
    """
    if age > GIVE_UP_AFTER:
        return None
    return min(max(timedelta(minutes=1), age / 2), timedelta(hours=3))


def act_of(verdict: Verdict, age: timedelta) -> str:
    """The act in the table of moves that an answer about a payment of that age amounts to; empty: nothing new."""
    if verdict == Verdict.PAID:
        return "settle"
    if verdict == Verdict.UNPAID:
        return "fail"
    if verdict == Verdict.PENDING:
        return "fail" if age > ABANDONED_AFTER else ""
    return "doubt"


def masked_card(number: str) -> str:
    """A card number with its first six and last four digits, whatever a gateway sent.

    >>> masked_card("6037991234567890"), masked_card("603799******7890"), masked_card("")
    ('603799******7890', '603799******7890', '')
    """
    signs = "".join(sign for sign in number if sign.isascii() and (sign.isdecimal() or sign in "*xX"))
    if len(signs) < 12:
        return ""
    return f"{signs[:6]}{'*' * 6}{signs[-4:]}"
