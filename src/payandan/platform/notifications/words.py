"""Outgoing messages in words."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.platform.notifications.rules import State

_LINK = re.compile(r"https?://\S+")

CHANNELS = {"sms": gettext_lazy("SMS"), "email": gettext_lazy("E-mail")}

STATES: dict[str, Any] = {
    State.QUEUED: gettext_lazy("Waiting"),
    State.SENDING: gettext_lazy("Being sent"),
    State.ACCEPTED: gettext_lazy("With the gateway"),
    State.SENT: gettext_lazy("Sent"),
    State.DELIVERED: gettext_lazy("Delivered"),
    State.UNDELIVERED: gettext_lazy("Not delivered"),
    State.BLOCKED: gettext_lazy("Blocked by the recipient"),
    State.FAILED: gettext_lazy("Failed"),
    State.UNKNOWN: gettext_lazy("Unknown"),
}
_TONES = {
    State.QUEUED: "muted",
    State.SENDING: "info",
    State.ACCEPTED: "info",
    State.SENT: "good",
    State.DELIVERED: "good",
    State.UNDELIVERED: "warn",
    State.BLOCKED: "warn",
    State.FAILED: "bad",
    State.UNKNOWN: "warn",
}

# What our own codes in `Reply.code` and `Message.error` mean; a gateway's own are shown as they are.
_REASONS = {
    "unreachable": gettext_lazy("The gateway could not be reached."),
    "no_answer": gettext_lazy("The gateway gave no answer, so nobody can say whether it took the message."),
    "worker_died": gettext_lazy("The program ended while it asked the gateway."),
    "expired": gettext_lazy("The code was no longer valid when it could have been sent."),
    "no_gateway": gettext_lazy("This gateway is no longer in the settings."),
    "bad_mail": gettext_lazy("This cannot be written as a mail."),
    "internal": gettext_lazy("A fault of the program while it asked the gateway."),
}

_REFUSALS = {
    "not_allowed": gettext_lazy("You may not send messages again."),
    "secret_message": gettext_lazy("A one-time code is never sent twice; the person can ask for a new one."),
    "not_resendable": gettext_lazy("Only a message that failed, or of which nobody knows, can be sent again."),
}


def state(value: str) -> tuple[Any, str]:
    """A state's name and tone."""
    known = State(value)
    return STATES[known], _TONES[known]


def reason(code: str, detail: str) -> str:
    """Why an attempt ended as it did: our own codes in words, a gateway's as it gave them."""
    if code in _REASONS:
        return str(_REASONS[code])
    return " ".join(part for part in (code, detail) if part)


def preview(text: str, *, secret: bool) -> str:
    """The beginning of a message for a list, without its links; nothing of one that holds a code."""
    if secret:
        return _("One-time code")
    line = " ".join(_LINK.sub("", text).split())
    return line if len(line) <= 70 else f"{line[:69]}…"


def refusal(code: str, params: Mapping[str, Any]) -> str:  # noqa: ARG001 - every package's `refusal` takes both
    """Why an act was refused."""
    return str(_REFUSALS.get(code) or _("That is not possible."))


_SENT = {
    "sms": gettext_lazy("A message was sent by SMS."),
    "email": gettext_lazy("A message was sent by e-mail."),
}
_FAILED = {
    "sms": gettext_lazy("A message by SMS failed."),
    "email": gettext_lazy("A message by e-mail failed."),
}
_UNSURE = {
    "sms": gettext_lazy("Nobody can say whether an SMS went out."),
    "email": gettext_lazy("Nobody can say whether an e-mail went out."),
}


def sent_sentence(body: Mapping[str, Any], language: str) -> str:
    """The line in a timeline for `MessageSent`."""
    with translation.override(language):
        return str(_SENT[body["channel"]])


def failed_sentence(body: Mapping[str, Any], language: str) -> str:
    """The line in a timeline for `MessageFailed`."""
    with translation.override(language):
        return str((_UNSURE if body["state"] == State.UNKNOWN else _FAILED)[body["channel"]])


SENTENCES = {"notifications.message_sent": sent_sentence, "notifications.message_failed": failed_sentence}
