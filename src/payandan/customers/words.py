"""What people read about customers."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from payandan.platform.notifications.rules import MessageTemplate
from payandan.platform.people import words as people

KINDS = {"person": gettext_lazy("Person"), "company": gettext_lazy("Company")}
FIELDS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Person or company"),
    "mobile": gettext_lazy("Mobile number"),
    "email": gettext_lazy("E-mail"),
    "national_id": gettext_lazy("National ID"),
    "language": gettext_lazy("Language"),
    "province": gettext_lazy("Province"),
    "city": gettext_lazy("City"),
    "address": gettext_lazy("Address"),
    "postal_code": gettext_lazy("Postal code"),
    "accepts_offers": gettext_lazy("Wants to hear of offers"),
    "note": gettext_lazy("Note for colleagues"),
}


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what happened, and what to do next. Refusals of codes and links are people's."""
    found = _SENTENCES().get(code)
    if found is None:
        return people.refusal(code, dict(params or {}))
    return found % {name: value for name, value in (params or {}).items() if isinstance(value, str | int)}


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You are not allowed to do this. Ask a manager if you need it."),
        "name_missing": _("Please write a name."),
        "mobile_wrong": _("This is not a mobile number. Write it like 0912 345 6789."),
        "mobile_taken": _("This mobile number belongs to another customer. Search for the number to find the record."),
        "email_wrong": _("This is not an e-mail address. Write it like name@example.com, or leave it empty."),
        "national_id_wrong": _("This national ID cannot be right. Check its digits, or leave it empty."),
        "postal_code_wrong": _("A postal code has ten digits. Check it, or leave it empty."),
        "too_long": _("Please make this shorter: at most %(longest)s letters."),
        "kind_unknown": _("Choose a person or a company."),
        "language_unknown": _("Choose Persian or English."),
        "stale": _("Somebody changed this record while you were writing. Look at it again, then save once more."),
        "wait_for_code": _("A code was sent a moment ago. Please wait for it a little before asking for another."),
        "start_again": _("Too much time has passed. Please start again with your mobile number."),
    }


MESSAGES = {
    "customers.code": MessageTemplate(
        sms={
            "fa": "پایندان\nکد ورود شما: {code}\nاین کد را به هیچ‌کس نگویید.",
            "en": "Payandan\nYour code: {code}\nDo not tell it to anybody.",
        },
    ),
}

Teller = Callable[[Mapping[str, Any]], str]


def told(teller: Teller) -> Callable[[Mapping[str, Any], str], str]:
    """A sentence about a fact, in the language that is asked for."""

    def tell(body: Mapping[str, Any], language: str) -> str:
        with override(language):
            return teller(body)

    return tell


def field_names(names: list[str]) -> str:
    """Labels of fields, as a list in a sentence."""
    return _(", ").join(str(FIELDS.get(name, name)) for name in names)


SENTENCES = {
    "customers.customer_created": told(lambda _body: _("Added to the customers")),
    "customers.customer_changed": told(
        lambda body: _("Changed: %(fields)s") % {"fields": field_names(body["changed"])}
    ),
    "customers.customer_unmasked": told(
        lambda body: _("Looked at in full: %(fields)s") % {"fields": field_names(body["fields"])}
    ),
}
