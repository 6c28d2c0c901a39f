"""Kavenegar's REST API. Its key stands in the address, so no address may reach a log or an error text."""

from collections.abc import Mapping, Sequence
from typing import Any

from payandan.platform.gateways import HttpDoor, Silence, Told, national
from payandan.platform.notifications.channels.gateway import Gateway, Outgoing, unanswered, unreadable
from payandan.platform.notifications.rules import Outcome, State, Verdict

# The receptor, the text or a token is at fault: no gateway will take it.
_REFUSED = frozenset({"411", "413", "417", "422", "431"})

_DELIVERY = {
    "4": State.SENT,
    "5": State.SENT,
    "6": State.FAILED,
    "10": State.DELIVERED,
    "50": State.DELIVERED,
    "11": State.UNDELIVERED,
    "13": State.FAILED,
    "14": State.BLOCKED,
}
_NO_SUCH_MESSAGE = "100"


class KavenegarGateway(Gateway):
    """Free text by `sms/send`, codes by an approved template (`verify/lookup`) where one is named."""

    repeatable = True
    reports = True

    def __init__(self, name: str, base: str, key: str, *, sender: str = "", otp_template: str = "") -> None:
        self.name = name
        self.sender = sender
        self.otp_template = otp_template
        self._door = HttpDoor(f"{base}/v1/{key}/", key)

    def send(self, message: Outgoing) -> Outcome:
        """Hand one message over."""
        receptor = national(message.address)
        if message.code and self.otp_template:
            form = {"receptor": receptor, "template": self.otp_template, "token": message.code, "type": "sms"}
            return self._outcome(self._door.ask("POST", "verify/lookup.json", data=form))
        form = {"receptor": receptor, "message": message.text, "localid": str(message.client_id)}
        if self.sender:
            form["sender"] = self.sender
        return self._outcome(self._door.ask("POST", "sms/send.json", data=form))

    def find(self, client_id: int) -> Outcome | None:
        """Ask by our own id whether an earlier attempt arrived."""
        answer = self._door.ask("POST", "sms/statuslocalmessageid.json", data={"localid": str(client_id)})
        outcome = self._outcome(answer)
        if outcome.verdict != Verdict.ACCEPTED:
            return Outcome(Verdict.UNSURE, outcome.code, outcome.detail)
        known = isinstance(answer, Told) and str(_entry(answer.body).get("status")) != _NO_SUCH_MESSAGE
        return outcome if known and outcome.gateway_id not in ("", "0") else None

    def statuses(self, ids: Sequence[str]) -> Mapping[str, tuple[State | None, str]]:
        """Delivery of up to 500 messages."""
        answer = self._door.ask("POST", "sms/status.json", data={"messageid": ",".join(ids)})
        if self._outcome(answer).verdict != Verdict.ACCEPTED or not isinstance(answer, Told):
            return {}
        return {
            str(entry.get("messageid")): (_DELIVERY.get(str(entry.get("status"))), str(entry.get("status")))
            for entry in _entries(answer.body)
        }

    def _outcome(self, answer: Told | Silence) -> Outcome:
        if isinstance(answer, Silence):
            return unanswered(answer)
        told = answer.body.get("return") if isinstance(answer.body, dict) else None
        if not isinstance(told, dict):
            return unreadable(answer, "return")
        code = str(told.get("status"))
        if code == "200":
            return Outcome(Verdict.ACCEPTED, code, gateway_id=str(_entry(answer.body).get("messageid", "")))
        verdict = Verdict.REFUSED if code in _REFUSED else Verdict.ELSEWHERE
        return Outcome(verdict, code, self._door.masked(told.get("message", "")))


def _entries(body: Any) -> list[dict[str, Any]]:
    """`entries` is a list, or for a single message sometimes that message itself."""
    entries = body.get("entries") or []
    entries = [entries] if isinstance(entries, dict) else entries
    return [entry for entry in entries if isinstance(entry, dict)]


def _entry(body: Any) -> dict[str, Any]:
    return next(iter(_entries(body)), {})
