"""The careful HTTP client: short waits, small answers, no redirects, and no key in any text that leaves it."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

CONNECT, READ, WHOLE = 3.0, 10.0, 25.0
"""Seconds to connect, between two pieces of an answer, and for all of it."""

LARGEST_ANSWER = 64 * 1024
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was JSON: the HTTP status and the body."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer that could be read. `asked`: the question may have arrived, so nobody knows what was done."""

    asked: bool
    code: str
    detail: str
    status: int = 0


@dataclass(frozen=True, slots=True)
class HttpDoor:
    """Requests to one gateway, with its key kept out of every error text."""

    base: str
    secret: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **content: Any) -> Told | Silence:
        """The JSON answer; or, where there is none, whether the question may have arrived. Never raises for it."""
        import httpx

        try:
            with _client().stream(method, self.base + path, headers=dict(self.headers), **content) as response:
                return self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            return Silence(False, "unreachable", self.masked(error))
        except httpx.HTTPError as error:
            return Silence(True, "no_answer", self.masked(error))

    def post(self, path: str, body: Mapping[str, Any]) -> Told | Silence:
        """The JSON object that answers a JSON object; anything else is no answer that could be read."""
        told = self.ask("POST", path, json=dict(body))
        if isinstance(told, Told) and not isinstance(told.body, dict):
            return Silence(True, f"http_{told.status}", "The answer was not a JSON object.", told.status)
        return told

    def masked(self, error: object) -> str:
        """An error or a gateway's own words as text without the key."""
        text = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else str(error)
        return (text.replace(self.secret, MASK) if self.secret else text)[:300]

    def _read(self, response: "httpx.Response") -> Told | Silence:
        body = _limited(response)
        try:
            return Told(response.status_code, json.loads(body))
        except ValueError:
            return Silence(True, f"http_{response.status_code}", "The answer was not JSON.", response.status_code)


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
