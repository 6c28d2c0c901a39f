"""SMS.ir's REST API, version 1. It knows no id of ours, so a request without an answer is never repeated."""

from collections.abc import Mapping, Sequence
from typing import Any

from payandan.platform.gateways import HttpDoor, Silence, Told, national
from payandan.platform.notifications.channels.gateway import Gateway, Outgoing, unanswered, unreadable
from payandan.platform.notifications.rules import Outcome, State, Verdict

# The number or the text is at fault, or the recipient wants no messages: no gateway will take it.
_REFUSED = frozenset({"103", "104", "107", "108", "114", "115"})

_DELIVERY = {
    "1": State.DELIVERED,
    "2": State.UNDELIVERED,
    "3": State.SENT,
    "4": State.FAILED,
    "5": State.SENT,
    "6": State.FAILED,
    "7": State.BLOCKED,
}


class SmsIrGateway(Gateway):
    """Free text by `send/bulk`, codes by an approved template (`send/verify`) where one is named."""

    reports = True

    def __init__(self, name: str, base: str, key: str, *, line: str = "", otp_template: str = "") -> None:
        self.name = name
        self.line = line
        self.otp_template = otp_template
        headers = {"X-API-KEY": key, "Accept": "application/json"}
        self._door = HttpDoor(f"{base}/v1/", key, headers)

    def send(self, message: Outgoing) -> Outcome:
        """Hand one message over."""
        mobile = national(message.address)
        if message.code and self.otp_template:
            body: dict[str, Any] = {
                "mobile": mobile,
                "templateId": int(self.otp_template),
                "parameters": [{"name": "CODE", "value": message.code}],
            }
            return self._outcome(self._door.ask("POST", "send/verify", json=body))
        body = {"lineNumber": int(self.line or 0), "messageText": message.text, "mobiles": [mobile]}
        return self._outcome(self._door.ask("POST", "send/bulk", json=body))

    def statuses(self, ids: Sequence[str]) -> Mapping[str, tuple[State | None, str]]:
        """Delivery of each message, one question each; what cannot be answered now is left for later."""
        found: dict[str, tuple[State | None, str]] = {}
        for message_id in ids:
            answer = self._door.ask("GET", f"send/{message_id}")
            if self._outcome(answer).verdict == Verdict.ACCEPTED and isinstance(answer, Told):
                code = str(_data(answer.body).get("deliveryState"))
                found[message_id] = (_DELIVERY.get(code), code)
        return found

    def _outcome(self, answer: Told | Silence) -> Outcome:
        if isinstance(answer, Silence):
            return unanswered(answer)
        if not isinstance(answer.body, dict) or "status" not in answer.body:
            return unreadable(answer, "status")
        code = str(answer.body["status"])
        if code == "1" and answer.status < 300:
            return Outcome(Verdict.ACCEPTED, code, gateway_id=_message_id(_data(answer.body)))
        if answer.status >= 500:
            return Outcome(Verdict.UNSURE, code, self._door.masked(answer.body.get("message", "")))
        verdict = Verdict.REFUSED if code in _REFUSED else Verdict.ELSEWHERE
        return Outcome(verdict, code, self._door.masked(answer.body.get("message", "")))


def _data(body: Any) -> dict[str, Any]:
    data = body.get("data")
    return data if isinstance(data, dict) else {}


def _message_id(data: Mapping[str, Any]) -> str:
    ids = data.get("messageIds")
    found = ids[0] if isinstance(ids, list) and ids else data.get("messageId")
    return "" if found is None else str(found)
