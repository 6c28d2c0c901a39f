"""What every gateway looks like to the job that sends, and the careful HTTP client that the SMS gateways share."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from payandan.platform.notifications.rules import Outcome, State, Verdict

if TYPE_CHECKING:
    import httpx

CONNECT, READ, WHOLE = 3.0, 10.0, 25.0
"""Seconds to connect, between two pieces of an answer, and for all of it."""

LARGEST_ANSWER = 64 * 1024
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a gateway needs of a message. `code` is set for one-time codes only."""

    address: str
    text: str
    language: str
    client_id: int
    subject: str = ""
    code: str = ""


class Gateway:
    """One way out. `repeatable`: asking twice with one client id sends once; `reports`: can tell about delivery."""

    name: str
    repeatable = False
    reports = False

    def send(self, message: Outgoing) -> Outcome:
        """Hand the message over; never raises for anything the other side does."""
        raise NotImplementedError

    def find(self, client_id: int) -> Outcome | None:
        """What became of an earlier attempt that got no answer; None when it never arrived. For repeatable ones."""

    def statuses(self, ids: Sequence[str]) -> Mapping[str, tuple[State | None, str]]:
        """The state (None: nothing new) and the gateway's own code for each message id it knows. For reporting ones."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was JSON: the HTTP status and the body."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class HttpDoor:
    """Requests to one gateway, with its key kept out of every error text."""

    base: str
    secret: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **content: Any) -> Answer | Outcome:
        """The JSON answer; or, where there is none, what that means for a message that was to be sent."""
        import httpx

        try:
            with _client().stream(method, self.base + path, headers=dict(self.headers), **content) as response:
                return self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            return Outcome(Verdict.ELSEWHERE, "unreachable", self.masked(error))
        except httpx.HTTPError as error:  # it was asked, and what it did nobody knows
            return Outcome(Verdict.UNSURE, "no_answer", self.masked(error))

    def masked(self, error: object) -> str:
        """An error as text without the key."""
        text = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else str(error)
        return text.replace(self.secret, MASK) if self.secret else text

    def _read(self, response: "httpx.Response") -> Answer | Outcome:
        body = _limited(response)
        try:
            return Answer(response.status_code, json.loads(body))
        except ValueError:
            verdict = Verdict.ELSEWHERE if 300 <= response.status_code < 500 else Verdict.UNSURE
            return Outcome(verdict, f"http_{response.status_code}", "The answer was not JSON.")


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
