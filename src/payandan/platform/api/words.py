"""What the API says to people who read its answers."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = str | Promise

PROBLEMS: dict[str, Words] = {
    "malformed": gettext_lazy("The request could not be read"),
    "unauthenticated": gettext_lazy("A valid token is needed"),
    "forbidden": gettext_lazy("This token may not do that"),
    "not-found": gettext_lazy("There is no such thing"),
    "method-not-allowed": gettext_lazy("This address does not know that method"),
    "refused": gettext_lazy("The act was refused"),
    "in-progress": gettext_lazy("The same request is being worked on"),
    "too-large": gettext_lazy("The request is too large"),
    "unsupported-media-type": gettext_lazy("The content type is not understood"),
    "validation": gettext_lazy("Some of what was sent is not right"),
    "idempotency-key-missing": gettext_lazy("This request needs an Idempotency-Key"),
    "idempotency-key-invalid": gettext_lazy("The Idempotency-Key is not right"),
    "idempotency-key-reused": gettext_lazy("The Idempotency-Key belongs to another request"),
    "too-many-requests": gettext_lazy("Too many requests"),
    "internal": gettext_lazy("Something went wrong on our side"),
    "unavailable": gettext_lazy("The service is busy"),
    "storage-full": gettext_lazy("The storage is full"),
}

DETAILS: dict[str, Words] = {
    "unauthenticated": gettext_lazy("Send the header “Authorization: Bearer pyd_…” with a token that is still valid."),
    "not-found": gettext_lazy("Either it does not exist, or this token may not see it."),
    "in-progress": gettext_lazy("Wait a moment and send it again with the same key; it will not be done twice."),
    "unsupported-media-type": gettext_lazy("Send JSON, with the header “Content-Type: application/json”."),
    "idempotency-key-missing": gettext_lazy(
        "Send a key of your own, new for each act and the same when it is repeated; a repetition then does no harm."
    ),
    "idempotency-key-invalid": gettext_lazy("It must have 1 to 255 visible ASCII characters."),
    "idempotency-key-reused": gettext_lazy("Another request was sent with this key; use a new one."),
    "internal": gettext_lazy("It has been written down. Please try again later."),
    "unavailable": gettext_lazy("Nothing was changed. Please try again in a moment."),
    "storage-full": gettext_lazy("Nothing was changed. The operator has to make room."),
}

_INPUT: dict[str, Words] = {
    "required": gettext_lazy("This is missing."),
    "unknown_field": gettext_lazy("No such field is known here."),
    "repeated": gettext_lazy("This was given more than once."),
    "not_text": gettext_lazy("This must be text."),
    "not_integer": gettext_lazy("This must be a whole number."),
    "not_number": gettext_lazy("This must be a number."),
    "not_boolean": gettext_lazy("This must be true or false."),
    "not_object": gettext_lazy("This must be an object."),
    "not_list": gettext_lazy("This must be a list."),
    "not_date": gettext_lazy("This must be a date such as 2025-03-21."),
    "not_moment": gettext_lazy("This must be a time with a zone, such as 2025-03-21T09:30:00Z."),
    "not_amount": gettext_lazy('This must be a whole number of the smallest unit, written as a string: "120000".'),
    "not_in_choices": gettext_lazy("This must be one of: %(expected)s."),
    "too_short": gettext_lazy("This is shorter than allowed."),
    "too_long": gettext_lazy("This is longer than allowed."),
    "too_small": gettext_lazy("This is smaller than allowed."),
    "too_big": gettext_lazy("This is bigger than allowed."),
    "wrong_form": gettext_lazy("This does not have the right form."),
    "bad_characters": gettext_lazy("This contains characters that cannot be kept."),
    "bad_cursor": gettext_lazy("This cursor does not belong here; begin again without one."),
    "out_of_range": gettext_lazy("A value is outside the range that can be kept."),
    "wrong": gettext_lazy("This value is not right."),
}


def title(code: str) -> str:
    """The short name of a kind of problem."""
    return str(PROBLEMS[code])


def detail(code: str) -> str:
    """What to do about it, where that is the same each time; otherwise empty."""
    return str(DETAILS.get(code, ""))


def input_message(code: str, params: dict[str, Any] | None = None) -> str:
    """The sentence about one wrong field."""
    sentence = str(_INPUT.get(code, _INPUT["wrong"]))
    return sentence % {"expected": "", **(params or {})} if "%(" in sentence else sentence


def refusal(code: str, params: dict[str, Any]) -> str:  # noqa: ARG001 - the signature of every package's
    """The sentence for a refusal for which the package has no words."""
    return _("You may not do this.") if code == "not_allowed" else _("This is not possible now.")
