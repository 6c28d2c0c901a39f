"""The Post through an aggregator that speaks as Tapin does: the status of the work stands in the body, never in HTTP.

What is public of its API is the price; the other doors are written to the same shape, and a contract may name them
otherwise: try one parcel before the first real day.
"""

from typing import Any

from payandan.platform.gateways import HttpDoor, Told, national
from payandan.returns.carriers.carrier import Carrier, Held, Names, Order, ask, asked, number, sightings
from payandan.returns.rules import Answer, Verdict

_OK, _UNKNOWN_ORDER = "200", "404"
_ORDER_TYPES = {"registered": 0, "express": 1}
_PREPAID, _FREIGHT_COLLECT = 1, 2
_EVENT = Names(word="title", at="date", place="city", text="description")


class TapinCarrier(Carrier):
    """`check-price`, `register`, `detail`, `change-status`."""

    kind = "tapin"
    services = ("express", "registered")

    def __init__(self, name: str, base: str, key: str, shop: str) -> None:
        self.name = name
        self._shop = shop
        self._base = base
        self._door = HttpDoor(base, key, {"Accept": "application/json", "Authorization": key})

    def quote(self, order: Order) -> Answer:
        """The price in rials; Tapin promises no day."""
        if order.currency != "IRR":
            return Answer(Verdict.REFUSED, "currency")
        entries = self._ask("/api/v1/post-office/check-price/", _priced(order))
        if isinstance(entries, Answer):
            return entries
        price = number(entries.get("total"))
        return Answer(Verdict.DONE, _OK, price=price) if price is not None else _half()

    def create(self, order: Order) -> Answer:
        """Register the order; the barcode is the waybill."""
        if order.currency != "IRR":
            return Answer(Verdict.REFUSED, "currency")
        receiver = order.receiver
        body = {
            "external_order_id": order.number,
            "shop_id": self._shop,
            "first_name": receiver.name,
            "mobile": national(receiver.mobile),
            "address": receiver.address,
            "postal_code": receiver.postcode,
            "description": order.content,
            **_priced(order),
        }
        return self._booked(self._ask("/api/v2/public/order/post/register/", body))

    def find(self, order: Order) -> Answer:
        """Look for the order by our number."""
        body = {"shop_id": self._shop, "external_order_id": order.number}
        answer = asked(self._booked(self._ask("/api/v2/public/order/post/detail/", body)))
        return Answer(Verdict.ABSENT, answer.code, answer.detail) if answer.code == _UNKNOWN_ORDER else answer

    def label(self, held: Held) -> Answer:
        """Its own label, as a page."""
        entries = self._about(held, "/api/v2/public/order/post/label/")
        if isinstance(entries, Answer):
            return entries
        url = str(entries.get("url") or "")
        safe = url.startswith(("https://", self._base + "/")) and len(url) <= 300
        return Answer(Verdict.DONE, _OK, label_url=url) if safe else _half()

    def track(self, held: Held) -> Answer:
        """The events of the parcel."""
        entries = self._about(held, "/api/v2/public/order/post/tracking/")
        if isinstance(entries, Answer):
            return asked(entries)
        rows = entries.get("events")
        if not isinstance(rows, list):
            return _half()
        seen = sightings(self.kind, rows, _EVENT)
        return Answer(Verdict.DONE, _OK, sightings=seen)

    def cancel(self, held: Held) -> Answer:
        """Status −1 is cancelled."""
        entries = self._about(held, "/api/v2/public/order/post/change-status/", status=-1)
        return entries if isinstance(entries, Answer) else Answer(Verdict.DONE, _OK)

    def _about(self, held: Held, path: str, **more: Any) -> dict[str, Any] | Answer:
        return self._ask(path, {"shop_id": self._shop, "order_id": held.carrier_id, **more})

    def _booked(self, entries: dict[str, Any] | Answer) -> Answer:
        if isinstance(entries, Answer):
            return entries
        order, waybill = str(entries.get("order_id") or "")[:80], str(entries.get("barcode") or "")[:60]
        if not order or not waybill:
            return _half()
        return Answer(Verdict.DONE, _OK, carrier_id=order, waybill=waybill, price=number(entries.get("send_price")))

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any] | Answer:
        told = ask(self._door, path, body)
        return told if isinstance(told, Answer) else self._read(told)

    def _read(self, told: Told) -> dict[str, Any] | Answer:
        """What it gave; REFUSED where it says a status of its own that is not 200, UNSURE where it says none."""
        returns, entries = told.body.get("returns"), told.body.get("entries")
        if not isinstance(returns, dict) or returns.get("status") is None:
            return Answer(Verdict.UNSURE, f"http_{told.status}", "The answer has no status.")
        code = str(returns["status"])[:40]
        if code != _OK:
            words = self._door.masked(returns.get("message") or "")
            return Answer(Verdict.UNSURE if code.startswith("5") else Verdict.REFUSED, code, words)
        return entries if isinstance(entries, dict) else _half()


def _priced(order: Order) -> dict[str, Any]:
    return {
        "price": order.declared,
        "weight": order.weight,
        "order_type": _ORDER_TYPES.get(order.service, 1),
        "pay_type": _FREIGHT_COLLECT if order.receiver_pays else _PREPAID,
        "from_province": order.sender.province,
        "from_city": order.sender.city,
        "to_province": order.receiver.province,
        "to_city": order.receiver.city,
    }


def _half() -> Answer:
    return Answer(Verdict.UNSURE, "half", "The answer lacks what was asked for.")
