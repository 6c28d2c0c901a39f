"""What every gateway looks like to the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payandan.platform.gateways import HttpDoor, Told
from payandan.platform.payments.rules import Answer, Verdict


@dataclass(frozen=True, slots=True)
class Order:
    """What a gateway is asked to collect. Everything stands in our own row."""

    number: str
    amount: int
    currency: str
    callback_url: str
    description: str
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A payment that a gateway knows by `authority`; the amount is what our row says."""

    number: str
    amount: int
    currency: str
    authority: str


class Gateway:
    """One bank or payment company. `refunds`: can give the whole amount back by itself."""

    name: str
    origin: str
    """Scheme and host of the page where the payer pays: forms of ours may lead there."""
    refunds = False
    authority_names: tuple[str, ...] = ()
    """What the callback calls the authority."""

    def begin(self, order: Order) -> Answer:
        """Ask it to wait for a payer: BEGUN with authority and url, REFUSED, or UNSURE. Never raises for its faults."""
        raise NotImplementedError

    def verify(self, held: Held) -> Answer:
        """Take the money: PAID (also when taken before), UNPAID, or UNSURE."""
        raise NotImplementedError

    def inquire(self, held: Held) -> Answer:
        """Ask what became of it, without taking anything: PAID, HELD, UNPAID, PENDING, or UNSURE."""
        raise NotImplementedError

    def refund(self, held: Held) -> Answer:
        """Give all of it back: REFUNDED, REFUSED, or UNSURE. For gateways that can."""
        raise NotImplementedError

    def authority_of(self, told: Mapping[str, str]) -> str:
        """The authority that a callback names; empty where it names none."""
        return next((told[name] for name in self.authority_names if told.get(name)), "")


def ask(door: HttpDoor, path: str, body: Mapping[str, Any]) -> Told | Answer:
    """The JSON object that answers a POST; where there is none: REFUSED if it was surely not asked, else UNSURE."""
    told = door.post(path, body)
    if isinstance(told, Told):
        return told
    return Answer(Verdict.UNSURE if told.asked else Verdict.REFUSED, told.code, told.detail)


def asked(answer: Answer) -> Answer:
    """An answer about a payment that may be paid: not having reached the gateway says nothing about the payment."""
    if answer.verdict != Verdict.REFUSED:
        return answer
    return Answer(Verdict.UNSURE, answer.code, answer.detail)
