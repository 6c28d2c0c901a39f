"""A bank on loopback: speaks ZarinPal's and Zibal's HTTP, shows a page where a browser pays, misbehaves to order.

with FakeBank() as bank:
    settings.PAYMENT_GATEWAY = bank.zarinpal_url()
    bank.behave("half", "ok")               # the next answer, then the one after; afterwards "ok"
    bank.pay(authority)                     # what the payer does at the bank's page; `bank.decline(authority)`
"""

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

KEY = "canary-merchant-7f3a-000000000000000"


@dataclass
class Sale:
    """One payment as the bank has it."""

    authority: str
    amount: int
    callback: str
    state: str = "waiting"
    """waiting, paid, declined, verified, reversed"""


@dataclass
class FakeBank:
    """The server. `sales` by authority; `requests` every path and body it was asked."""

    sales: dict[str, Sale] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    errors_as_list: bool = False
    told_amount: int | None = None
    """What Zibal tells as the amount, where it is not the true one."""
    slowness: float = 1.0
    _behaviour: deque[str] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"bank": self})
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

    def zarinpal_url(self) -> str:
        """What `PAYANDAN_PAYMENT_GATEWAY` must say for it to be asked as ZarinPal."""
        return f"zarinpal+http://{KEY}@127.0.0.1:{self.port}/"

    def zibal_url(self) -> str:
        """What `PAYANDAN_PAYMENT_GATEWAY` must say for it to be asked as Zibal."""
        return f"zibal+http://{KEY}@127.0.0.1:{self.port}/"

    def behave(self, *manners: str) -> None:
        """The manners of the next requests, in order: `ok`, `html` (502), `half` (does it, half an answer), `cut` (does
        it, no answer), `slow` (does it, answers too late), or an error code such as `-12` (does nothing)."""
        self._behaviour.extend(manners)

    def next_manner(self) -> str:
        """The manner of this request."""
        with self._lock:
            return self._behaviour.popleft() if self._behaviour else "ok"

    def pay(self, authority: str) -> str:
        """The payer pays; returns the address the bank sends the payer back to."""
        return self._end(authority, "paid")

    def decline(self, authority: str) -> str:
        """The payer does not pay."""
        return self._end(authority, "declined")

    def asked(self, word: str) -> int:
        """How often it was asked for something: `verify`, `request`, `inquiry`, `reverse`."""
        return sum(word in path for path, _body in self.requests)

    def open(self, amount: int, callback: str) -> Sale:
        """A new sale."""
        with self._lock:
            sale = Sale(f"{'A' * 20}{len(self.sales) + 1:016d}", amount, callback)
            self.sales[sale.authority] = sale
            return sale

    def take(self, authority: str, origin: str, to: str) -> bool:
        """One move of a sale; False where it is not in that state."""
        with self._lock:
            sale = self.sales[authority]
            if sale.state != origin:
                return False
            sale.state = to
            return True

    def _end(self, authority: str, state: str) -> str:
        sale = self.sales[authority]
        if sale.state == "waiting":
            sale.state = state
        paid = sale.state in ("paid", "verified")
        zarinpal = {"Authority": authority, "Status": "OK" if paid else "NOK"}
        told = {**zarinpal, "trackId": str(int(authority[20:])), "success": int(paid), "status": 2 if paid else 3}
        return f"{sale.callback}?{urlencode(told)}"


class _Handler(BaseHTTPRequestHandler):
    bank: FakeBank
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.bank.requests.append((self.path, body))
        manner = self.bank.next_manner()
        zarinpal = self.path.startswith("/pg/v4/payment/")
        if manner == "html":
            self._raw(502, b"<html><h1>Bad gateway</h1></html>", "text/html")
        elif manner.lstrip("-").isdecimal():
            self._json(*((self._zarinpal_error if zarinpal else _zibal_error)(int(manner))))
        else:
            answer = (self._zarinpal if zarinpal else self._zibal)(self.path.rsplit("/", 1)[1], body)
            self._give(manner, *answer)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        authority = self._long(path.rsplit("/", 1)[1])
        if authority not in self.bank.sales:
            self._raw(404, b"", "text/html")
        elif path.startswith(("/pg/StartPay/", "/start/")):
            amount = self.bank.sales[authority].amount
            page = f"<!doctype html><meta charset=utf-8><title>Bank</title><p id=amount>{amount}</p>"
            page += f"<a id=pay href='/pay/{authority}'>Pay</a> <a id=decline href='/decline/{authority}'>Decline</a>"
            self._raw(200, page.encode(), "text/html")
        else:
            act = self.bank.pay if path.startswith("/pay/") else self.bank.decline
            self.send_response(302)
            self.send_header("Location", act(authority))
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def _long(self, name: str) -> str:
        """An authority as the bank keeps it, also from a track id of Zibal's."""
        return f"{'A' * 20}{int(name):016d}" if name.isdecimal() else name

    # --- ZarinPal

    def _zarinpal(self, act: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if body.get("merchant_id") != KEY:
            return self._zarinpal_error(-10)
        if act == "request.json":
            if body["amount"] > 1_000_000_000:
                return self._zarinpal_error(-41)
            sale = self.bank.open(body["amount"], body["callback_url"])
            return 200, {"data": {"code": 100, "message": "Success", "authority": sale.authority}, "errors": []}
        sale_or_none = self.bank.sales.get(body["authority"])
        if sale_or_none is None:
            return self._zarinpal_error(-54)
        return getattr(self, "_zarinpal_" + act.removesuffix(".json"))(sale_or_none, body)  # type: ignore[no-any-return]

    def _zarinpal_verify(self, sale: Sale, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if sale.amount != body["amount"]:
            return self._zarinpal_error(-50)
        first = self.bank.take(sale.authority, "paid", "verified")
        if not first and sale.state != "verified":
            return self._zarinpal_error(-51)
        data = {"code": 100 if first else 101, "message": "Verified", "ref_id": 201, "card_pan": "603799******1234"}
        return 200, {"data": data, "errors": []}

    def _zarinpal_inquiry(self, sale: Sale, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        names = {"waiting": "IN_BANK", "paid": "PAID", "declined": "FAILED"}
        status = names.get(sale.state, sale.state.upper())
        return 200, {"data": {"code": 100, "message": "Success", "status": status}, "errors": []}

    def _zarinpal_reverse(self, sale: Sale, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not self.bank.take(sale.authority, "verified", "reversed"):
            return self._zarinpal_error(-61)
        return 200, {"data": {"code": 100, "message": "Reversed"}, "errors": []}

    def _zarinpal_error(self, code: int) -> tuple[int, dict[str, Any]]:
        error = {"code": code, "message": f"error of {KEY}", "validations": []}
        return 200, {"data": [], "errors": [error] if self.bank.errors_as_list else error}

    # --- Zibal

    def _zibal(self, act: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if body.get("merchant") != KEY:
            return _zibal_error(102)
        if act == "request":
            sale = self.bank.open(body["amount"], body["callbackUrl"])
            return 200, {"result": 100, "message": "success", "trackId": int(sale.authority[20:])}
        found = self.bank.sales.get(self._long(str(body["trackId"])))
        if found is None:
            return _zibal_error(203)
        if act == "inquiry":
            status = {"waiting": -1, "paid": 2, "declined": 3, "verified": 1, "reversed": 15}[found.state]
            return 200, {"result": 100, "status": status, "amount": found.amount}
        if self.bank.take(found.authority, "paid", "verified"):
            amount = self.bank.told_amount or found.amount
            told = {"result": 100, "status": 1, "amount": amount, "refNumber": 301, "cardNumber": "6037991234561234"}
            return 200, told
        return _zibal_error(201 if found.state == "verified" else 202)

    # --- answers

    def _give(self, manner: str, status: int, body: dict[str, Any]) -> None:
        answer = json.dumps(body).encode()
        if manner == "slow":
            time.sleep(self.bank.slowness)
        if manner == "cut":
            self.close_connection = True
        elif manner == "half":
            self._raw(status, answer[: len(answer) // 2], "application/json", length=len(answer))
            self.close_connection = True
        else:
            self._raw(status, answer, "application/json")

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._raw(status, json.dumps(body).encode(), "application/json")

    def _raw(self, status: int, body: bytes, kind: str, length: int | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


def _zibal_error(code: int) -> tuple[int, dict[str, Any]]:
    return 200, {"result": code, "message": f"error of {KEY}"}
