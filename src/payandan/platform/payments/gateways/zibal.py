"""Zibal's REST API, version 1. Amounts go in rials."""

from typing import Any

from payandan.platform.gateways import HttpDoor, Told, national
from payandan.platform.payments.gateways.gateway import Gateway, Held, Order, ask, asked
from payandan.platform.payments.rules import Answer, Verdict, masked_card

_OK, _VERIFIED_BEFORE = "100", "201"
# Not paid or failed; no such payment.
_UNPAID = {"202", "203"}
_STATUS = {
    "1": Verdict.HELD,
    "2": Verdict.HELD,
    "-1": Verdict.PENDING,
    "-2": Verdict.UNSURE,
    "15": Verdict.UNPAID,
    "16": Verdict.UNPAID,
    "18": Verdict.UNPAID,
    **{str(status): Verdict.UNPAID for status in range(3, 13)},
}


class ZibalGateway(Gateway):
    """`request`, the page `start`, `verify`; `inquiry` after lost callbacks."""

    authority_names = ("trackId",)

    def __init__(self, name: str, base: str, key: str) -> None:
        self.name = name
        self.origin = base
        self._key = key
        self._door = HttpDoor(f"{base}/v1/", key, {"Accept": "application/json"})

    def begin(self, order: Order) -> Answer:
        """Ask for a track id."""
        if order.currency != "IRR":
            return Answer(Verdict.REFUSED, "currency")
        body = {
            "amount": order.amount,
            "callbackUrl": order.callback_url,
            "description": order.description,
            "orderId": order.number,
        } | ({"mobile": national(order.mobile)} if order.mobile else {})
        answer = ask(self._door, "request", {"merchant": self._key, **body})
        if isinstance(answer, Answer):
            return answer
        code, words = self._read(answer)
        track = str(answer.body.get("trackId") or "")
        if code == _OK and track:
            return Answer(Verdict.BEGUN, code, authority=track, url=f"{self.origin}/start/{track}")
        return Answer(Verdict.UNSURE if not code else Verdict.REFUSED, code or f"http_{answer.status}", words)

    def verify(self, held: Held) -> Answer:
        """100 is paid now, 201 was verified before; the amount it tells must be ours."""
        answer = self._ask_about(held, "verify")
        if isinstance(answer, Answer):
            return asked(answer)
        code, words = self._read(answer)
        if code in (_OK, _VERIFIED_BEFORE):
            return self._paid(held, answer.body, code)
        return Answer(Verdict.UNPAID if code in _UNPAID else Verdict.UNSURE, code or f"http_{answer.status}", words)

    def inquire(self, held: Held) -> Answer:
        """What became of it."""
        answer = self._ask_about(held, "inquiry")
        if isinstance(answer, Answer):
            return asked(answer)
        code, words = self._read(answer)
        if code != _OK:
            return Answer(Verdict.UNPAID if code in _UNPAID else Verdict.UNSURE, code or f"http_{answer.status}", words)
        status = str(answer.body.get("status"))
        return Answer(_STATUS.get(status, Verdict.UNSURE), f"status_{status}"[:40])

    def _paid(self, held: Held, body: dict[str, Any], code: str) -> Answer:
        told = body.get("amount")
        if told is not None and str(told) != str(held.amount):
            return Answer(Verdict.UNSURE, "amount_differs", f"The gateway tells {str(told)[:20]}.")
        card = masked_card(str(body.get("cardNumber") or ""))
        return Answer(Verdict.PAID, code, reference=str(body.get("refNumber") or "")[:80], card=card)

    def _ask_about(self, held: Held, path: str) -> Told | Answer:
        track: str | int = int(held.authority) if held.authority.isdecimal() else held.authority
        return ask(self._door, path, {"merchant": self._key, "trackId": track})

    def _read(self, told: Told) -> tuple[str, str]:
        result = told.body.get("result")
        if result is None:
            return "", "The answer has no result."
        return str(result)[:40], self._door.masked(told.body.get("message") or "")
