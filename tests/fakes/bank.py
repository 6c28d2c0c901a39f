"""A bank on loopback: speaks ZarinPal's and Zibal's HTTP, shows a page where a browser pays, misbehaves to order.

with FakeBank() as bank:
    settings.PAYMENT_GATEWAY = bank.zarinpal_url()
    bank.behave("half", "ok")               # the next answer, then the one after; afterwards "ok"
    bank.pay(authority)                     # what the payer does at the bank's page; `bank.decline(authority)`
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.fakes.server import FakeHandler, FakeServer

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
class FakeBank(FakeServer):
    """The server. `sales` by authority. Manners of its own: `html` (502), or an error code (`-12`: does nothing)."""

    sales: dict[str, Sale] = field(default_factory=dict)
    errors_as_list: bool = False
    told_amount: int | None = None
    """What Zibal tells as the amount, where it is not the true one."""

    def handler(self) -> type[FakeHandler]:
        return _Handler

    def zarinpal_url(self) -> str:
        """What `PAYANDAN_PAYMENT_GATEWAY` must say for it to be asked as ZarinPal."""
        return f"zarinpal+http://{KEY}@127.0.0.1:{self.port}/"

    def zibal_url(self) -> str:
        """What `PAYANDAN_PAYMENT_GATEWAY` must say for it to be asked as Zibal."""
        return f"zibal+http://{KEY}@127.0.0.1:{self.port}/"

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


class _Handler(FakeHandler):
    fake: FakeBank

    def do_POST(self) -> None:
        body = json.loads(self.body())
        self.note(body)
        manner = self.fake.next_manner()
        zarinpal = self.path.startswith("/pg/v4/payment/")
        if manner == "html":
            self.raw(502, b"<html><h1>Bad gateway</h1></html>", "text/html")
        elif manner.lstrip("-").isdecimal():
            self.answer("ok", *((self._zarinpal_error if zarinpal else _zibal_error)(int(manner))))
        else:
            answer = (self._zarinpal if zarinpal else self._zibal)(self.path.rsplit("/", 1)[1], body)
            self.answer(manner, *answer)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        authority = self._long(path.rsplit("/", 1)[1])
        if authority not in self.fake.sales:
            self.raw(404, b"", "text/html")
        elif path.startswith(("/pg/StartPay/", "/start/")):
            amount = self.fake.sales[authority].amount
            page = f"<!doctype html><meta charset=utf-8><title>Bank</title><p id=amount>{amount}</p>"
            page += f"<a id=pay href='/pay/{authority}'>Pay</a> <a id=decline href='/decline/{authority}'>Decline</a>"
            self.raw(200, page.encode(), "text/html")
        else:
            act = self.fake.pay if path.startswith("/pay/") else self.fake.decline
            self.send_response(302)
            self.send_header("Location", act(authority))
            self.send_header("Content-Length", "0")
            self.end_headers()

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
            sale = self.fake.open(body["amount"], body["callback_url"])
            return 200, {"data": {"code": 100, "message": "Success", "authority": sale.authority}, "errors": []}
        sale_or_none = self.fake.sales.get(body["authority"])
        if sale_or_none is None:
            return self._zarinpal_error(-54)
        return getattr(self, "_zarinpal_" + act.removesuffix(".json"))(sale_or_none, body)  # type: ignore[no-any-return]

    def _zarinpal_verify(self, sale: Sale, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if sale.amount != body["amount"]:
            return self._zarinpal_error(-50)
        first = self.fake.take(sale.authority, "paid", "verified")
        if not first and sale.state != "verified":
            return self._zarinpal_error(-51)
        data = {"code": 100 if first else 101, "message": "Verified", "ref_id": 201, "card_pan": "603799******1234"}
        return 200, {"data": data, "errors": []}

    def _zarinpal_inquiry(self, sale: Sale, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        names = {"waiting": "IN_BANK", "paid": "PAID", "declined": "FAILED"}
        status = names.get(sale.state, sale.state.upper())
        return 200, {"data": {"code": 100, "message": "Success", "status": status}, "errors": []}

    def _zarinpal_reverse(self, sale: Sale, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not self.fake.take(sale.authority, "verified", "reversed"):
            return self._zarinpal_error(-61)
        return 200, {"data": {"code": 100, "message": "Reversed"}, "errors": []}

    def _zarinpal_error(self, code: int) -> tuple[int, dict[str, Any]]:
        error = {"code": code, "message": f"error of {KEY}", "validations": []}
        return 200, {"data": [], "errors": [error] if self.fake.errors_as_list else error}

    # --- Zibal

    def _zibal(self, act: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if body.get("merchant") != KEY:
            return _zibal_error(102)
        if act == "request":
            sale = self.fake.open(body["amount"], body["callbackUrl"])
            return 200, {"result": 100, "message": "success", "trackId": int(sale.authority[20:])}
        found = self.fake.sales.get(self._long(str(body["trackId"])))
        if found is None:
            return _zibal_error(203)
        if act == "inquiry":
            status = {"waiting": -1, "paid": 2, "declined": 3, "verified": 1, "reversed": 15}[found.state]
            return 200, {"result": 100, "status": status, "amount": found.amount}
        if self.fake.take(found.authority, "paid", "verified"):
            amount = self.fake.told_amount or found.amount
            told = {"result": 100, "status": 1, "amount": amount, "refNumber": 301, "cardNumber": "6037991234561234"}
            return 200, told
        return _zibal_error(201 if found.state == "verified" else 202)


def _zibal_error(code: int) -> tuple[int, dict[str, Any]]:
    return 200, {"result": code, "message": f"error of {KEY}"}
