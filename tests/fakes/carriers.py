"""A carrier on loopback: speaks Tapin's and Tipax's HTTP, and misbehaves to order.

with FakeCarrier() as post:
    settings.CARRIERS = post.tapin_url()
    post.behave("half", "ok")               # the next answer, then the one after; afterwards "ok"
    post.see(number, "ارسال شده", at)         # what happens to the parcel of that shipment of ours
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from tests.fakes.server import FakeHandler, FakeServer

KEY = "canary-carrier-5c1d-key"
USER, PASSWORD = "ava", "canary-carrier-9b2e-password"
TOKEN = "canary-carrier-token-77aa"


@dataclass
class Parcel:
    """One parcel as the carrier has it."""

    order: int
    number: str
    waybill: str
    events: list[tuple[str, str, str]] = field(default_factory=list)
    state: str = "waiting"
    """waiting, gone, cancelled"""


@dataclass
class FakeCarrier(FakeServer):
    """The server. `parcels` by our number. Its own manners (tokens are always given): `html` (502), `bare` (does it, an
    answer without what was asked for), or an error code such as `700` (does nothing)."""

    parcels: dict[str, Parcel] = field(default_factory=dict)
    ordered: int = 0
    """How many parcels it was asked for and took, the same number twice counted twice."""
    slowness: float = 0.4

    def handler(self) -> type[FakeHandler]:
        return _Handler

    @property
    def host(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def tapin_url(self) -> str:
        """What `PAYANDAN_CARRIERS` must say for it to be asked as Tapin."""
        return f"tapin+http://{KEY}@{self.host}/?shop=shop-1"

    def tipax_url(self) -> str:
        """What `PAYANDAN_CARRIERS` must say for it to be asked as Tipax."""
        return f"tipax+http://{quote(f'{USER}:{PASSWORD}:{KEY}', safe='')}@{self.host}/"

    def see(self, number: str, word: str, at: datetime, place: str = "تهران") -> None:
        """Something happens to a parcel."""
        self.parcels[number].events.append((word, at.isoformat(), place))

    def asked(self, word: str) -> int:
        """How often it was asked for something, by a piece of the path."""
        return sum(word in path for path, _body in self.requests)

    def take(self, number: str) -> Parcel:
        """A new parcel; the same number again is another order, as with carriers that do not look."""
        with self._lock:
            self.ordered += 1
            parcel = Parcel(self.ordered, number, f"9988776655{self.ordered:010d}")
            self.parcels[number] = parcel
            return parcel

    def by_order(self, order: Any) -> Parcel | None:
        """The parcel of that order of its own."""
        return next((one for one in self.parcels.values() if str(one.order) == str(order)), None)


class _Handler(FakeHandler):
    fake: FakeCarrier

    def do_POST(self) -> None:
        body = json.loads(self.body())
        self.note(body)
        tipax = self.path.startswith("/api/OM/v3/")
        if self.path.endswith("/Account/token"):
            self._token(body)
            return
        if self.headers.get("Authorization") != (f"Bearer {TOKEN}" if tipax else KEY):
            self._json(*(_tipax_error(401, "Unauthorized") if tipax else _tapin_error(401)))
            return
        manner = self.fake.next_manner()
        if manner == "html":
            self.raw(502, b"<html><h1>Bad gateway</h1></html>", "text/html")
        elif manner.isdecimal():
            self._json(*(_tipax_error(422, f"{manner}") if tipax else _tapin_error(int(manner))))
        else:
            answer = self._tipax(body) if tipax else self._tapin(body)
            self._give(manner, *answer)

    def _token(self, body: dict[str, Any]) -> None:
        if body == {"username": USER, "password": PASSWORD, "apiKey": KEY}:
            self._json(200, {"accessToken": TOKEN, "refreshToken": "refresh"})
        else:
            self._json(*_tipax_error(401, "Unauthorized"))

    # --- Tapin

    def _tapin(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        act = self.path.rstrip("/").rsplit("/", 1)[1]
        if act == "check-price":
            return _tapin_ok({"send_price": 500_000, "just_send_price": 450_000, "tax": 50_000, "total": 550_000})
        if act == "register":
            return _tapin_ok(_tapin_order(self.fake.take(body["external_order_id"])))
        if act == "detail":
            found = self.fake.parcels.get(body["external_order_id"])
            return _tapin_ok(_tapin_order(found)) if found else _tapin_error(404)
        parcel = self.fake.by_order(body["order_id"])
        if parcel is None:
            return _tapin_error(404)
        if act == "label":
            return _tapin_ok({"url": f"http://{self.fake.host}/labels/{parcel.order}.pdf"})
        if act == "tracking":
            names = ("title", "date", "city")
            return _tapin_ok({"events": [dict(zip(names, event, strict=True)) for event in parcel.events]})
        if parcel.state == "gone":
            return _tapin_error(409)
        parcel.state = "cancelled"
        return _tapin_ok({})

    # --- Tipax

    def _tipax(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        act = self.path.removeprefix("/api/OM/v3/")
        if act == "Pricing":
            return 200, {"finalPrice": 700_000, "deliveryDays": 2}
        if act == "Orders":
            return 200, _tipax_order(self.fake.take(body["externalId"]))
        if act == "Orders/find":
            found = self.fake.parcels.get(body["externalId"])
            return (200, _tipax_order(found)) if found else _tipax_error(404, "OrderNotFound")
        if act == "Tracking":
            parcel = next((one for one in self.fake.parcels.values() if one.waybill == body["trackingCode"]), None)
            return (200, {"parcelEvents": _tipax_events(parcel)}) if parcel else _tipax_error(404, "NotFound")
        parcel = self.fake.by_order(body["orderId"])
        if parcel is None:
            return _tipax_error(404, "OrderNotFound")
        if act == "Orders/label":
            return 200, {"labelUrl": f"http://{self.fake.host}/labels/{parcel.order}.pdf"}
        if parcel.state == "gone":
            return _tipax_error(409, "taken")
        parcel.state = "cancelled"
        return 200, {}

    # --- answers

    def _give(self, manner: str, status: int, body: dict[str, Any]) -> None:
        if manner == "bare":
            body = {"returns": {"status": 200}, "entries": {}} if "returns" in body else {}
        self.answer(manner, status, body)

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self.answer("ok", status, body)


def _tapin_ok(entries: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return 200, {"returns": {"status": 200, "message": "ok"}, "entries": entries}


def _tapin_error(code: int) -> tuple[int, dict[str, Any]]:
    return 200, {"returns": {"status": code, "message": f"error of {KEY}"}, "entries": None}


def _tapin_order(parcel: Parcel) -> dict[str, Any]:
    return {"id": parcel.order, "order_id": parcel.order, "barcode": parcel.waybill, "send_price": 550_000}


def _tipax_error(status: int, code: str) -> tuple[int, dict[str, Any]]:
    return status, {"code": code, "message": f"error of {KEY} {PASSWORD} {TOKEN}"}


def _tipax_order(parcel: Parcel) -> dict[str, Any]:
    return {"orderId": parcel.order, "trackingCode": parcel.waybill, "finalPrice": 700_000, "deliveryDays": 2}


def _tipax_events(parcel: Parcel) -> list[dict[str, Any]]:
    return [
        {"eventDate": at, "cityName": place, "parcelStatus": {"id": 1, "latinTitle": word, "title": word}}
        for word, at, place in parcel.events
    ]
