"""What every gateway looks like to the rest, and the careful HTTP client that they share."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from payandan.platform.payments.rules import Answer, Verdict

if TYPE_CHECKING:
    import httpx

CONNECT, READ, WHOLE = 3.0, 10.0, 25.0
"""Seconds to connect, between two pieces of an answer, and for all of it."""

LARGEST_ANSWER = 64 * 1024
MASK = "•••"


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


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was a JSON object: the HTTP status and the body."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HttpDoor:
    """Requests to one gateway, with its key kept out of every error text."""

    base: str
    secret: str

    def ask(self, path: str, body: Mapping[str, Any]) -> Told | Answer:
        """The JSON answer to a POST; where there is none: REFUSED if it was surely not asked, else UNSURE."""
        import httpx

        try:
            headers = {"Accept": "application/json"}
            with _client().stream("POST", self.base + path, json=dict(body), headers=headers) as response:
                return self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            return Answer(Verdict.REFUSED, "unreachable", self.masked(error))
        except httpx.HTTPError as error:
            return Answer(Verdict.UNSURE, "no_answer", self.masked(error))

    def masked(self, error: object) -> str:
        """An error or a gateway's own words as text without the key."""
        text = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else str(error)
        return (text.replace(self.secret, MASK) if self.secret else text)[:300]

    def _read(self, response: "httpx.Response") -> Told | Answer:
        content = _limited(response)
        try:
            body = json.loads(content)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return Answer(Verdict.UNSURE, f"http_{response.status_code}", "The answer was not a JSON object.")
        return Told(response.status_code, body)


def asked(answer: Answer) -> Answer:
    """An answer about a payment that may be paid: not having reached the gateway says nothing about the payment."""
    if answer.verdict != Verdict.REFUSED:
        return answer
    return Answer(Verdict.UNSURE, answer.code, answer.detail)


def national(mobile: str) -> str:
    """A mobile number as the country's gateways want it: `+989121234567` → `09121234567`."""
    return "0" + mobile[3:] if mobile.startswith("+98") else mobile


@cache
def _client() -> "httpx.Client":
    import httpx

    timeout = httpx.Timeout(READ, connect=CONNECT)
    return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)


def _limited(response: "httpx.Response") -> bytes:
    import httpx

    body, begun = b"", time.monotonic()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER or time.monotonic() - begun > WHOLE:
            raise httpx.ReadError("The answer was too long or too slow.")
    return body
