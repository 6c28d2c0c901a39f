"""What the fakes of other companies' machines share: a server on loopback that misbehaves to order.

class FakeCarrier(FakeServer):            # a dataclass, with what the company keeps
    def url(self) -> str: ...             # what the setting must say for it to be asked
    def handler(self) -> type: return _Carrier

class _Carrier(FakeHandler):              # do_GET and do_POST of the company's dialect
    fake: FakeCarrier                     # self.note(body); self.answer(self.fake.next_manner(), 200, told)
"""

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass
class FakeServer:
    """The server. `requests` are every path and body it was asked; `behave` says how it answers the next ones."""

    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    slowness: float = 1.0
    _behaviour: deque[str] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handler(self) -> "type[FakeHandler]":
        """The class that speaks the company's dialect."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        handler = type("Handler", (self.handler(),), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def behave(self, *manners: str) -> None:
        """The manners of the next requests, in order; afterwards `ok`. Every fake knows `slow` (does it, answers too
        late), `half` (does it, half an answer) and `cut` (does it, no answer); its own are said where it is."""
        self._behaviour.extend(manners)

    def next_manner(self) -> str:
        """The manner of this request."""
        with self._lock:
            return self._behaviour.popleft() if self._behaviour else "ok"


class FakeHandler(BaseHTTPRequestHandler):
    """One request."""

    fake: Any
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def body(self) -> bytes:
        """What was sent."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def note(self, body: dict[str, Any]) -> None:
        """Write down what was asked."""
        self.fake.requests.append((self.path, body))

    def answer(self, manner: str, status: int, body: Any) -> None:
        """Answer in this manner."""
        written = json.dumps(body).encode()
        if manner == "slow":
            time.sleep(self.fake.slowness)
        if manner == "cut":
            self.close_connection = True
        elif manner == "half":
            self.raw(status, written[: len(written) // 2], length=len(written))
            self.close_connection = True
        else:
            self.raw(status, written)

    def raw(self, status: int, body: bytes, kind: str = "application/json", length: int | None = None) -> None:
        """Bytes, of which more may be announced than come; who asked may have gone."""
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Quiet."""
