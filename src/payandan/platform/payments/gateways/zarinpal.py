"""ZarinPal's REST API, version 4. Amounts go in rials, as they stand in our rows."""

from typing import Any

from payandan.platform.gateways import HttpDoor, Told, national
from payandan.platform.payments.gateways.gateway import Gateway, Held, Order, ask, asked
from payandan.platform.payments.rules import Answer, Verdict, masked_card

_VERIFIED = {"100", "101"}
# Unpaid; no such payment. Everything else (our settings, their faults, another amount) says nothing about the money.
_UNPAID = {"-51", "-54", "-55"}
_INQUIRED = {
    "PAID": Verdict.HELD,
    "VERIFIED": Verdict.HELD,
    "IN_BANK": Verdict.PENDING,
    "FAILED": Verdict.UNPAID,
    "REVERSED": Verdict.UNPAID,
}


class ZarinpalGateway(Gateway):
    """`request`, the page StartPay, `verify`; `inquiry` after lost callbacks, `reverse` within half an hour."""

    refunds = True
    authority_names = ("Authority",)

    def __init__(self, name: str, base: str, key: str) -> None:
        self.name = name
        self.origin = base
        self._key = key
        self._door = HttpDoor(f"{base}/pg/v4/payment/", key, {"Accept": "application/json"})

    def begin(self, order: Order) -> Answer:
        """Ask for an authority."""
        if order.currency != "IRR":
            return Answer(Verdict.REFUSED, "currency")
        metadata = {"order_id": order.number} | ({"mobile": national(order.mobile)} if order.mobile else {})
        body = {
            "amount": order.amount,
            "currency": "IRR",
            "callback_url": order.callback_url,
            "description": order.description,
            "metadata": metadata,
        }
        answer = ask(self._door, "request.json", {"merchant_id": self._key, **body})
        if isinstance(answer, Answer):
            return answer
        data, code, words = self._read(answer)
        authority = str(data.get("authority") or "")
        if code == "100" and authority:
            return Answer(Verdict.BEGUN, code, authority=authority, url=f"{self.origin}/pg/StartPay/{authority}")
        return Answer(Verdict.UNSURE if not code else Verdict.REFUSED, code or f"http_{answer.status}", words)

    def verify(self, held: Held) -> Answer:
        """100 is paid now, 101 was verified before: both are success."""
        answer = self._ask_about(held, "verify.json", amount=held.amount)
        if isinstance(answer, Answer):
            return asked(answer)
        data, code, words = self._read(answer)
        if code in _VERIFIED:
            card = masked_card(str(data.get("card_pan") or ""))
            return Answer(Verdict.PAID, code, reference=str(data.get("ref_id") or ""), card=card)
        return Answer(Verdict.UNPAID if code in _UNPAID else Verdict.UNSURE, code or f"http_{answer.status}", words)

    def inquire(self, held: Held) -> Answer:
        """What became of it; a paid one is verified next, which says PAID again however often it is asked."""
        answer = self._ask_about(held, "inquiry.json")
        if isinstance(answer, Answer):
            return asked(answer)
        data, code, words = self._read(answer)
        if code != "100":
            return Answer(Verdict.UNPAID if code in _UNPAID else Verdict.UNSURE, code or f"http_{answer.status}", words)
        status = str(data.get("status") or "")
        return Answer(_INQUIRED.get(status.upper(), Verdict.UNSURE), status[:40])

    def refund(self, held: Held) -> Answer:
        """Reverse it: only whole, within half an hour, and from an address that ZarinPal knows."""
        answer = self._ask_about(held, "reverse.json")
        if isinstance(answer, Answer):
            return answer
        _data, code, words = self._read(answer)
        if code == "100":
            return Answer(Verdict.REFUNDED, code)
        return Answer(Verdict.REFUSED if code else Verdict.UNSURE, code or f"http_{answer.status}", words)

    def _ask_about(self, held: Held, path: str, **more: Any) -> Told | Answer:
        return ask(self._door, path, {"merchant_id": self._key, "authority": held.authority, **more})

    def _read(self, told: Told) -> tuple[dict[str, Any], str, str]:
        """(data, code, words). On errors `data` is an empty list and `errors` an object, or a list of them."""
        data = told.body.get("data")
        if isinstance(data, dict) and data.get("code") is not None:
            return data, str(data["code"])[:40], ""
        errors = told.body.get("errors")
        if isinstance(errors, list):
            errors = next((error for error in errors if isinstance(error, dict)), {})
        if not isinstance(errors, dict) or errors.get("code") is None:
            return {}, "", "The answer has neither data nor errors."
        return {}, str(errors["code"])[:40], self._door.masked(errors.get("message") or "")
