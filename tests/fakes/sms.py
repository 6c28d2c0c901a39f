"""A telephone company on loopback: speaks Kavenegar's and SMS.ir's HTTP, writes down what it got, misbehaves to order.

with FakeSms() as sms:
    settings.SMS_GATEWAY = sms.kavenegar_url(otp_template="login")
    sms.behave("no_credit", "ok")          # the next answer, then the one after; afterwards "ok"
    ...
    assert sms.texts == ["…"]
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.fakes.server import FakeHandler, FakeServer

KEY = "canary-key-7f3a"

# What a dialect answers: HTTP status, and the code in the body.
_KAVENEGAR = {
    "no_credit": (418, 418),
    "no_template": (424, 424),
    "bad_token": (431, 431),
    "bad_number": (411, 411),
    "bad_key": (403, 403),
    "error_in_200": (200, 418),
}
_SMSIR = {
    "no_credit": (400, 102),
    "no_template": (400, 113),
    "bad_token": (400, 114),
    "bad_number": (400, 104),
    "bad_key": (401, 10),
    "error_in_200": (200, 102),
}


@dataclass
class Sms:
    """One message as the gateway took it."""

    id: int
    to: str
    text: str = ""
    template: str = ""
    code: str = ""
    client_id: str = ""


@dataclass
class FakeSms(FakeServer):
    """The server. `taken` are the messages it will deliver. Manners of its own, when it is asked to send: a name in the
    tables above, `html`, `html_502`, `not_taken` (cuts before it takes it)."""

    taken: list[Sms] = field(default_factory=list)
    delivery: dict[str, int] = field(default_factory=dict)
    """The delivery code to report for a message id; 10 and 1 (delivered) where none is set."""
    repeated: int = 0
    """How often it was asked to send with a client id that it had already taken."""

    def handler(self) -> type[FakeHandler]:
        return _Handler

    @property
    def texts(self) -> list[str]:
        """The texts (or, by template, the codes) of the messages it took."""
        return [sms.text or sms.code for sms in self.taken]

    def kavenegar_url(self, **options: str) -> str:
        """What `PAYANDAN_SMS_GATEWAY` must say for it to be asked as Kavenegar."""
        return f"kavenegar+http://{KEY}@127.0.0.1:{self.port}/?{urlencode(options)}"

    def smsir_url(self, **options: str) -> str:
        """What `PAYANDAN_SMS_GATEWAY` must say for it to be asked as SMS.ir."""
        return f"smsir+http://{KEY}@127.0.0.1:{self.port}/?{urlencode({'line': '30001', **options})}"

    def take(self, **sms: str) -> Sms:
        """Take a message; the same client id twice is one message."""
        with self._lock:
            for known in self.taken:
                if sms.get("client_id") and known.client_id == sms["client_id"]:
                    self.repeated += 1
                    return known
            taken = Sms(id=1000 + len(self.taken), **sms)
            self.taken.append(taken)
            return taken


class _Handler(FakeHandler):
    fake: FakeSms

    def do_POST(self) -> None:
        body = self.body()
        if self.headers.get("Content-Type", "").startswith("application/json"):
            self._answer(json.loads(body))
        else:
            self._answer(dict(parse_qsl(body.decode())))

    def do_GET(self) -> None:
        self._answer({})

    def _answer(self, body: dict[str, Any]) -> None:
        self.note(body)
        kavenegar = self.path.startswith(f"/v1/{KEY}/")
        if not kavenegar and self.headers.get("X-API-KEY") != KEY:
            self.answer("ok", 401, {"status": 10, "message": "کلید نامعتبر است", "data": None})
        elif kavenegar:
            self._kavenegar(self.path.removeprefix(f"/v1/{KEY}/"), body)
        else:
            self._smsir(self.path.removeprefix("/v1/"), body)

    def _kavenegar(self, path: str, body: dict[str, Any]) -> None:
        if path == "sms/status.json":
            entries = [{"messageid": int(i), "status": self._delivery(i, 10)} for i in body["messageid"].split(",")]
            self.answer("ok", 200, {"return": {"status": 200, "message": "تایید شد"}, "entries": entries})
        elif path == "sms/statuslocalmessageid.json":
            known = [sms for sms in self.fake.taken if sms.client_id == body["localid"]]
            entry = {
                "messageid": known[0].id if known else 0,
                "localid": body["localid"],
                "status": 5 if known else 100,
            }
            self.answer("ok", 200, {"return": {"status": 200, "message": "تایید شد"}, "entries": [entry]})
        else:
            self._send(body, _KAVENEGAR, self._take_kavenegar)

    def _take_kavenegar(self, body: dict[str, Any]) -> Any:
        sms = self.fake.take(
            to=body["receptor"],
            text=body.get("message", ""),
            template=body.get("template", ""),
            code=body.get("token", ""),
            client_id=body.get("localid", ""),
        )
        entry = {"messageid": sms.id, "status": 1, "statustext": "در صف", "receptor": sms.to, "cost": 120}
        return {"return": {"status": 200, "message": "تایید شد"}, "entries": [entry]}

    def _smsir(self, path: str, body: dict[str, Any]) -> None:
        if self.command == "GET":
            number = path.removeprefix("send/")
            data = {"messageId": int(number), "deliveryState": self._delivery(number, 1)}
            self.answer("ok", 200, {"status": 1, "message": "موفق", "data": data})
        else:
            self._send(body, _SMSIR, self._take_smsir)

    def _take_smsir(self, body: dict[str, Any]) -> Any:
        if "templateId" in body:
            code = body["parameters"][0]["value"]
            sms = self.fake.take(to=body["mobile"], template=str(body["templateId"]), code=code)
            return {"status": 1, "message": "موفق", "data": {"messageId": sms.id, "cost": 1.0}}
        sms = self.fake.take(to=body["mobiles"][0], text=body["messageText"])
        return {"status": 1, "message": "موفق", "data": {"packId": "p", "messageIds": [sms.id], "cost": 1.0}}

    def _send(self, body: dict[str, Any], table: dict[str, tuple[int, int]], take: Any) -> None:
        manner = self.fake.next_manner()
        if manner in table:
            status, code = table[manner]
            told = {"status": code, "message": f"خطا {KEY}"}
            self.answer(
                "ok", status, {"return": told, "entries": None} if table is _KAVENEGAR else {**told, "data": None}
            )
        elif manner in ("html", "html_502"):
            self.raw(502 if manner == "html_502" else 404, b"<html><h1>Oops</h1></html>", "text/html")
        elif manner == "not_taken":
            self.close_connection = True
        else:
            self.answer(manner, 200, take(body))

    def _delivery(self, message_id: str, usual: int) -> int:
        return self.fake.delivery.get(str(message_id), usual)
