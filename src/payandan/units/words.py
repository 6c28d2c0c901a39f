"""What people read about units."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.customers.words import refusal as customer_refusal
from payandan.customers.words import told
from payandan.platform.notifications.rules import MessageTemplate
from payandan.platform.ui import words as shown

STATES = {
    "made": gettext_lazy("Made"),
    "sold": gettext_lazy("Sold"),
    "registered": gettext_lazy("Registered"),
    "in_service": gettext_lazy("In service"),
    "in_repair": gettext_lazy("In repair"),
    "replaced": gettext_lazy("Replaced"),
    "retired": gettext_lazy("Retired"),
    "stolen": gettext_lazy("Reported stolen"),
    "quarantined_clone": gettext_lazy("Held: possible copy"),
}
STATE_TONES = {
    "made": "muted",
    "sold": "muted",
    "registered": "info",
    "in_service": "good",
    "in_repair": "warn",
    "replaced": "muted",
    "retired": "muted",
    "stolen": "bad",
    "quarantined_clone": "bad",
}
ACTS = {
    "take_in": gettext_lazy("Take in for repair"),
    "give_back": gettext_lazy("Give back after repair"),
    "replace": gettext_lazy("Replaced by another"),
    "retire": gettext_lazy("Take out of use"),
    "renew": gettext_lazy("Made good: the company's own again"),
    "report_stolen": gettext_lazy("Report as stolen"),
    "recover": gettext_lazy("It was found again"),
    "quarantine": gettext_lazy("Hold as a possible copy"),
    "release": gettext_lazy("Release: it is genuine"),
}
INSTALLERS = {
    "authorised": gettext_lazy("An authorised centre"),
    "unauthorised": gettext_lazy("Somebody else"),
    "owner": gettext_lazy("The owner"),
}
METERS = {
    "km": gettext_lazy("Kilometres"),
    "hours": gettext_lazy("Hours of use"),
    "cycles": gettext_lazy("Cycles"),
}
CLOCKS = {
    "free_until": gettext_lazy("Free repair until"),
    "parts_promised_until": gettext_lazy("Parts and service until"),
}
HOW = {
    "qr": gettext_lazy("Registered by its QR code"),
    "form": gettext_lazy("Registered by its serial"),
    "staff": gettext_lazy("Registered by staff"),
    "import": gettext_lazy("From an import"),
    "api": gettext_lazy("From another program"),
    "transfer": gettext_lazy("Handed over"),
    "request": gettext_lazy("By decision on an invoice"),
}
PROOFS = {
    "code": gettext_lazy("The code on the warranty card"),
    "month": gettext_lazy("The month of purchase, such as 1404/05"),
    "phone": gettext_lazy("The last four digits of the owner's mobile number"),
}
ANSWERS = {
    "genuine_free": (
        gettext_lazy("Genuine"),
        gettext_lazy("We made this unit, and it is not registered to anybody yet."),
        "good",
    ),
    "genuine_registered": (
        gettext_lazy("Genuine and registered"),
        gettext_lazy("We made this unit, and it is registered to its owner."),
        "good",
    ),
    "expired": (
        gettext_lazy("Genuine, warranty over"),
        gettext_lazy("We made this unit. The time of free repair is over; service and parts are still for you."),
        "info",
    ),
    "unproven": (
        gettext_lazy("We cannot confirm this"),
        gettext_lazy(
            "What you typed does not open an answer. Check the serial and the proof. If both are right, "
            "call us or visit a service centre with the unit."
        ),
        "warn",
    ),
    "suspicious": (
        gettext_lazy("Please let us look at it"),
        gettext_lazy(
            "Something about this serial number needs a look: it may have been copied. You have done nothing wrong. "
            "Bring or send us the invoice, and we will find out with you."
        ),
        "warn",
    ),
}
SIGNS = {
    "registered_often": gettext_lazy("Several people tried to register it with its code"),
    "registered_twice": gettext_lazy("Somebody else tried to register it with its code"),
    "outside_series": gettext_lazy("Its serial is outside the model's series"),
    "many_before_sale": gettext_lazy("It was asked about often before it was sold"),
    "many_addresses": gettext_lazy("It was asked about from many places"),
    "wrong_codes": gettext_lazy("Wrong codes were tried often"),
    "burst": gettext_lazy("Many questions within one hour"),
}
FIELDS = {
    "serial": gettext_lazy("Serial number"),
    "model": gettext_lazy("Product"),
    "made_on": gettext_lazy("Made on"),
    "imported_on": gettext_lazy("Imported on"),
    "sold_on": gettext_lazy("Bought on"),
    "delivered_on": gettext_lazy("Delivered on"),
    "installed_on": gettext_lazy("Installed on"),
    "installed_by": gettext_lazy("Installed by"),
    "activated_on": gettext_lazy("First switched on"),
    "registered_on": gettext_lazy("Registered on"),
    "owner_changed_on": gettext_lazy("Changed hands on"),
    "seller": gettext_lazy("Seller"),
    "lot": gettext_lazy("Production lot"),
    "country": gettext_lazy("Country"),
    "branch_id": gettext_lazy("Branch"),
    "meters": gettext_lazy("Readings"),
}


def label(table: Mapping[str, Any], code: str) -> str:
    """The words for a code; the code itself where there are none."""
    return str(table.get(code, code))


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what happened, and what to do next."""
    found = _SENTENCES().get(code)
    if found is None:
        return customer_refusal(code, params)
    return found % _said(params or {})


def _said(params: Mapping[str, Any]) -> dict[str, str]:
    said = {name: shown.day(value) if isinstance(value, date) else str(value) for name, value in params.items()}
    if "state" in params:
        said["state"] = label(STATES, str(params["state"]))
    for name in ("last", "minutes", "longest"):
        if name in params:
            said[name] = shown.digits(params[name])
    return said


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You are not allowed to do this. Ask a manager if you need it."),
        "serial_missing": _("Please copy the serial number from the label."),
        "serial_too_long": _("A serial number has at most %(longest)s letters and digits. Copy only the serial."),
        "serial_taken": _(
            "This unit is already registered. If it is yours, sign in with the number you registered it with; "
            "if you bought it from somebody, send us the invoice."
        ),
        "serial_known": _("This serial number is already on the books. Search for it."),
        "serial_blocked": _("This unit cannot be registered now. Please call us; we will look into it with you."),
        "serial_outside_series": _(
            "This product has no such serial numbers. Check the serial, or type the code from the warranty card."
        ),
        "serial_twice": _("This serial number is twice in the list."),
        "model_missing": _("We cannot tell the product from the serial. Please choose it."),
        "owner_unknown": _("This customer does not exist."),
        "card_code_wrong": _("This code does not belong to this serial. Check both, or leave the code empty."),
        "date_in_future": _("%(on)s has not come yet. Give today or an earlier day."),
        "before_made": _("%(on)s is before the unit was made (%(made_on)s). Check the two dates."),
        "purchase_known": _("The seller reported %(on)s as the day of purchase. If that is wrong, send the invoice."),
        "installer_unknown": _("Choose who installed it."),
        "country_unknown": _("Write the country with two letters, such as IR."),
        "meter_unknown": _("Choose what the counter counts."),
        "meter_falls": _(
            "The last reading was %(last)s, and a counter does not run backwards. Check the number; "
            "if the counter was exchanged, a colleague may record it with a reason."
        ),
        "reading_impossible": _("This number cannot be a reading. Check it."),
        "reason_missing": _("Please say why, in a few words."),
        "same_owner": _("This unit already belongs to this customer."),
        "not_from_here": _("This unit is “%(state)s” now, so that is not possible."),
        "invoice_missing": _("Please add a photo of the invoice."),
        "decided_already": _("A colleague has already decided this."),
        "proof_missing": _("Give the code from the card, the month of purchase, or the last digits of the phone."),
        "too_many": _("Too many questions came from your network. Please wait %(minutes)s minutes."),
        "too_many_guesses": _("This was tried too often today. Use the code on the warranty card, or call us."),
        "stale": _("Somebody changed this unit while you were writing. Look at it again, then save once more."),
        "customer_missing": _("Find the customer by mobile number, or write the name of a new one."),
        "labels_missing": _("Give at least one serial number or unit number."),
        "labels_unknown": _("Not found: %(serials)s. Check these and try again."),
    }


MESSAGES = {
    "units.registered": MessageTemplate(
        sms={
            "fa": "{name} عزیز، {product} با سریال {serial} به نام شما ثبت شد.\nدستگاه شما: {link}",
            "en": "Dear {name}, {product}, serial {serial}, is registered to you.\nYour unit: {link}",
        },
        subject={"fa": "{product} به نام شما ثبت شد", "en": "{product} is registered to you"},
        email={
            "fa": "{name} عزیز،\n\n{product} با سریال {serial} به نام شما ثبت شد.\n"
            "مهلت تعمیر رایگان و راه درخواست خدمات را این‌جا می‌بینید:\n{link}",
            "en": "Dear {name},\n\n{product}, serial {serial}, is registered to you.\n"
            "See until when repair is free, and how to ask for service:\n{link}",
        },
    ),
    "units.handed_over": MessageTemplate(
        sms={
            "fa": "{name} عزیز، {product} با سریال {serial} به مالک تازه واگذار شد. "
            "اگر شما این کار را نکرده‌اید، همین حالا با ما تماس بگیرید.",
            "en": "Dear {name}, {product}, serial {serial}, was handed over to a new owner. "
            "If this was not you, please call us now.",
        },
    ),
    "units.request_refused": MessageTemplate(
        sms={
            "fa": "{name} عزیز، با این فاکتور نتوانستیم {product} را به نام شما ثبت کنیم: {reason}",
            "en": "Dear {name}, with this invoice we could not register {product} to you: {reason}",
        },
    ),
}


def _corrected(body: Mapping[str, Any]) -> str:
    names = _(", ").join(label(FIELDS, name) for name in body["after"])
    return _("Corrected: %(fields)s") % {"fields": names}


def _moved(body: Mapping[str, Any]) -> str:
    return _("%(act)s: now “%(state)s”") % {"act": label(ACTS, body["act"]), "state": label(STATES, body["after"])}


def _reading(body: Mapping[str, Any]) -> str:
    said = {"meter": label(METERS, body["meter"]), "value": shown.digits(body["value"])}
    return _("Reading: %(meter)s %(value)s") % said


SENTENCES = {
    "units.unit_added": told(lambda _body: _("Put on the books")),
    "units.unit_registered": told(
        lambda body: _("%(how)s: %(serial)s") % {"how": label(HOW, body["channel"]), "serial": body["serial"]}
    ),
    "units.unit_corrected": told(_corrected),
    "units.purchase_stated": told(
        lambda body: _("The owner stated the day of purchase: %(day)s") % {"day": shown.day(body["sold_on"])}
    ),
    "units.unit_installed": told(
        lambda body: (
            _("Installed on %(day)s: %(by)s") % {"day": shown.day(body["on"]), "by": label(INSTALLERS, body["by"])}
        )
    ),
    "units.unit_transferred": told(lambda _body: _("Handed over to another owner")),
    "units.reading_recorded": told(_reading),
    "units.unit_moved": told(_moved),
    "units.clone_suspected": told(lambda _body: _("What was asked about it looks like copies in circulation")),
    "units.ownership_claimed": told(lambda _body: _("Somebody else asks for it and sent an invoice")),
    "units.ownership_decided": told(
        lambda body: _("Request with invoice accepted") if body["accepted"] else _("Request with invoice refused")
    ),
    "units.units_taken_back": told(lambda _body: _("An import was taken back")),
}
