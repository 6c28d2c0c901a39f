"""A courier that speaks as Tipax does: a token first, then its doors; refusals come as HTTP errors with a code.

What is public of its API is the token; the other doors are written to the same shape, and a contract may name them
otherwise: try one parcel before the first real day.
"""

from dataclasses import dataclass
from typing import Any

from payandan.platform.gateways import HttpDoor, Told, national
from payandan.platform.gateways.door import MASK
from payandan.returns.carriers.carrier import Carrier, Held, Names, Order, Party, ask, asked, number, sightings
from payandan.returns.rules import Answer, Verdict

_OK, _UNKNOWN_ORDER = 200, 404
_SENDER_CREDIT, _FREIGHT_COLLECT = 10, 20
_EVENT = Names(word="latinTitle", at="eventDate", place="cityName", text="title")


@dataclass(frozen=True, slots=True)
class _Keys:
    """All that must never be shown."""

    user: str
    password: str
    api_key: str

    def masked(self, text: str, token: str = "") -> str:
        """A text without any of them."""
        for secret in filter(None, (self.password, self.api_key, token)):
            text = text.replace(secret, MASK)
        return text[:300]


class TipaxCarrier(Carrier):
    """`Account/token`, `Pricing`, `Orders`, `Orders/find`, `Tracking`, `Orders/cancel`."""

    kind = "tipax"
    services = ("express", "economy")

    def __init__(self, name: str, base: str, user: str, password: str, api_key: str) -> None:
        self.name = name
        self._base = base
        self._keys = _Keys(user, password, api_key)

    def quote(self, order: Order) -> Answer:
        """The price in rials and the days."""
        if order.currency != "IRR":
            return Answer(Verdict.REFUSED, "currency")
        body = self._ask("Pricing", _parcel(order))
        if isinstance(body, Answer):
            return body
        price = number(body.get("finalPrice"))
        days = number(body.get("deliveryDays"))
        return Answer(Verdict.DONE, str(_OK), price=price, days=days) if price is not None else _half()

    def create(self, order: Order) -> Answer:
        """Order the parcel; its tracking code is the waybill."""
        if order.currency != "IRR":
            return Answer(Verdict.REFUSED, "currency")
        body = {
            "externalId": order.number,
            "paymentType": _FREIGHT_COLLECT if order.receiver_pays else _SENDER_CREDIT,
            "sender": _party(order.sender),
            "receiver": _party(order.receiver),
            **_parcel(order),
        }
        return self._booked(self._ask("Orders", body))

    def find(self, order: Order) -> Answer:
        """Look for the order by our number."""
        answer = asked(self._booked(self._ask("Orders/find", {"externalId": order.number})))
        return Answer(Verdict.ABSENT, answer.code, answer.detail) if answer.code == str(_UNKNOWN_ORDER) else answer

    def label(self, held: Held) -> Answer:
        """Its own label, as a page."""
        body = self._ask("Orders/label", {"orderId": held.carrier_id})
        if isinstance(body, Answer):
            return body
        url = str(body.get("labelUrl") or "")
        safe = url.startswith(("https://", self._base + "/")) and len(url) <= 300
        return Answer(Verdict.DONE, str(_OK), label_url=url) if safe else _half()

    def track(self, held: Held) -> Answer:
        """The events of the parcel."""
        body = self._ask("Tracking", {"trackingCode": held.waybill})
        if isinstance(body, Answer):
            return asked(body)
        rows = body.get("parcelEvents")
        if not isinstance(rows, list):
            return _half()
        flat = [{**row, **_status(row)} for row in rows if isinstance(row, dict)]
        seen = sightings(self.kind, flat, _EVENT)
        return Answer(Verdict.DONE, str(_OK), sightings=seen)

    def cancel(self, held: Held) -> Answer:
        """Ask for the order to be given up."""
        body = self._ask("Orders/cancel", {"orderId": held.carrier_id})
        return body if isinstance(body, Answer) else Answer(Verdict.DONE, str(_OK))

    def _booked(self, body: dict[str, Any] | Answer) -> Answer:
        if isinstance(body, Answer):
            return body
        order, waybill = str(body.get("orderId") or "")[:80], str(body.get("trackingCode") or "")[:60]
        if not order or not waybill:
            return _half()
        price, days = number(body.get("finalPrice")), number(body.get("deliveryDays"))
        return Answer(Verdict.DONE, str(_OK), carrier_id=order, waybill=waybill, price=price, days=days)

    def _ask(self, path: str, content: dict[str, Any]) -> dict[str, Any] | Answer:
        """What a door gives, asked with a fresh token. Without a token nothing was asked for: REFUSED."""
        keys = self._keys
        account = {"username": keys.user, "password": keys.password, "apiKey": keys.api_key}
        told = self._post("Account/token", account)
        token = "" if isinstance(told, Answer) else str(told.get("accessToken") or "")
        if not token:
            code, detail = (told.code, told.detail) if isinstance(told, Answer) else ("no_token", "")
            return Answer(Verdict.REFUSED, code, detail)
        return self._post(path, content, token)

    def _post(self, path: str, content: dict[str, Any], token: str = "") -> dict[str, Any] | Answer:
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        told = ask(HttpDoor(f"{self._base}/api/OM/v3/", self._keys.api_key, headers), path, content)
        return told if isinstance(told, Answer) else self._read(told, token)

    def _read(self, told: Told, token: str) -> dict[str, Any] | Answer:
        """The body of a 200; a 4xx with a code of its own is REFUSED, everything else UNSURE."""
        if told.status == _OK:
            body: dict[str, Any] = told.body
            return body
        code = str(told.status if told.status == _UNKNOWN_ORDER else told.body.get("code") or told.status)[:40]
        words = self._keys.masked(str(told.body.get("message") or ""), token)
        return Answer(Verdict.REFUSED if 400 <= told.status < 500 else Verdict.UNSURE, code, words)


def _party(party: Party) -> dict[str, str]:
    return {
        "fullName": party.name,
        "mobile": national(party.mobile),
        "provinceName": party.province,
        "cityName": party.city,
        "fullAddress": party.address,
        "postalCode": party.postcode,
    }


def _parcel(order: Order) -> dict[str, Any]:
    return {
        "weight": order.weight,
        "declaredValue": order.declared,
        "service": order.service,
        "contentDescription": order.content,
        "originCity": order.sender.city,
        "destinationCity": order.receiver.city,
    }


def _status(row: dict[str, Any]) -> dict[str, Any]:
    status = row.get("parcelStatus")
    return status if isinstance(status, dict) else {}


def _half() -> Answer:
    return Answer(Verdict.UNSURE, "half", "The answer lacks what was asked for.")
