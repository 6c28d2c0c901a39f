"""Names of states, legs, carriers, payers and troubles."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payandan.returns import rules

STATES: dict[str, Any] = {
    rules.DRAFT: pgettext_lazy("shipment", "Not handed to a carrier"),
    rules.ASKED: pgettext_lazy("shipment", "Carrier was asked"),
    rules.PENDING: pgettext_lazy("shipment", "No news yet"),
    rules.INFO_RECEIVED: pgettext_lazy("shipment", "Carrier expects it"),
    rules.IN_TRANSIT: pgettext_lazy("shipment", "On the way"),
    rules.OUT_FOR_DELIVERY: pgettext_lazy("shipment", "Out for delivery"),
    rules.ATTEMPT_FAIL: pgettext_lazy("shipment", "Nobody was there"),
    rules.AVAILABLE_FOR_PICKUP: pgettext_lazy("shipment", "Waits at the counter"),
    rules.DELIVERED: pgettext_lazy("shipment", "Delivered"),
    rules.EXCEPTION: pgettext_lazy("shipment", "Problem"),
    rules.EXPIRED: pgettext_lazy("shipment", "No news any more"),
    rules.CANCELLED: pgettext_lazy("shipment", "Cancelled"),
}
TONES: dict[str, str] = {
    rules.DRAFT: "muted",
    rules.ASKED: "warn",
    rules.PENDING: "info",
    rules.INFO_RECEIVED: "info",
    rules.IN_TRANSIT: "info",
    rules.OUT_FOR_DELIVERY: "brand",
    rules.ATTEMPT_FAIL: "warn",
    rules.AVAILABLE_FOR_PICKUP: "brand",
    rules.DELIVERED: "good",
    rules.EXCEPTION: "bad",
    rules.EXPIRED: "bad",
    rules.CANCELLED: "muted",
}
LEGS: dict[str, Any] = {
    "outbound": pgettext_lazy("way of a parcel", "To the customer"),
    "inbound": pgettext_lazy("way of a parcel", "From the customer"),
    "swap_out": pgettext_lazy("way of a parcel", "Replacement to the customer"),
    "loaner_out": pgettext_lazy("way of a parcel", "Loaner to the customer"),
    "loaner_back": pgettext_lazy("way of a parcel", "Loaner back to us"),
    "part_to_centre": pgettext_lazy("way of a parcel", "Part to a centre"),
    "core_back": pgettext_lazy("way of a parcel", "Defective part back"),
}
SERVICES: dict[str, Any] = {
    "own_fleet": pgettext_lazy("service of a carrier", "Our own driver"),
    "post_counter": pgettext_lazy("service of a carrier", "Counter of the Post"),
    "courier": pgettext_lazy("service of a carrier", "Another courier"),
    "express": pgettext_lazy("service of a carrier", "Express"),
    "registered": pgettext_lazy("service of a carrier", "Registered"),
    "economy": pgettext_lazy("service of a carrier", "Economy"),
}
PAYERS: dict[str, Any] = {
    "company": pgettext_lazy("who pays", "The company"),
    "customer": pgettext_lazy("who pays", "The customer"),
    "shared": pgettext_lazy("who pays", "Shared: inside the city the company, what it costs more the customer"),
}
PAYER_SHORT: dict[str, Any] = {
    "company": pgettext_lazy("who pays", "The company"),
    "customer": pgettext_lazy("who pays", "The customer"),
    "shared": pgettext_lazy("who pays", "Shared"),
}
CAUSES: dict[str, Any] = {
    "defect": pgettext_lazy("why a parcel travels", "A fault under a promise"),
    "dead_on_arrival": pgettext_lazy("why a parcel travels", "Dead on arrival"),
    "repair": pgettext_lazy("why a parcel travels", "A repair that is paid for"),
    "no_fault": pgettext_lazy("why a parcel travels", "No fault was found"),
    "withdrawal": pgettext_lazy("why a parcel travels", "The customer withdrew from the purchase"),
    "wrong_item": pgettext_lazy("why a parcel travels", "We sent the wrong thing"),
    "damaged_on_the_way": pgettext_lazy("why a parcel travels", "It was damaged on the way"),
    "recall": pgettext_lazy("why a parcel travels", "A recall"),
    "loaner": pgettext_lazy("why a parcel travels", "A loaner"),
    "internal": pgettext_lazy("why a parcel travels", "Among ourselves"),
    "convenience": pgettext_lazy("why a parcel travels", "The customer wishes it sent instead of coming"),
}
COVERAGES: dict[str, Any] = {
    "covered": pgettext_lazy("the promise", "Covered"),
    "partly_covered": pgettext_lazy("the promise", "Partly covered"),
    "not_covered": pgettext_lazy("the promise", "Not covered"),
    "unknown": pgettext_lazy("the promise", "Not known"),
}
DISTANCES: dict[str, Any] = {
    "same_city": pgettext_lazy("distance", "The same city"),
    "other_city": pgettext_lazy("distance", "Another city"),
    "unknown": pgettext_lazy("distance", "Not known"),
}
TROUBLES: dict[str, Any] = {
    "late": pgettext_lazy("trouble of a parcel", "Late"),
    "lost": pgettext_lazy("trouble of a parcel", "Lost"),
    "damaged": pgettext_lazy("trouble of a parcel", "Damaged"),
    "refused": pgettext_lazy("trouble of a parcel", "Refused or sent back"),
    "wrong_address": pgettext_lazy("trouble of a parcel", "Wrong address"),
    "held": pgettext_lazy("trouble of a parcel", "Held"),
}
TROUBLE_ICONS = {
    "late": "clock-alert", "lost": "search-x", "damaged": "package-x", "refused": "undo-2",
    "wrong_address": "map-pin-off", "held": "hand",
}  # fmt: skip
PARTY: dict[str, Any] = {
    "name": _("Name"),
    "mobile": _("Mobile"),
    "province": _("Province"),
    "city": _("City"),
    "address": _("Address"),
    "postcode": _("Postal code"),
}
STEPS: dict[str, Any] = {
    "create": _("Asked to take the parcel"),
    "find": _("Asked whether it took the parcel"),
    "track": _("Asked where the parcel is"),
    "label": _("Asked for its label"),
    "cancel": _("Asked not to carry it"),
}
VERDICTS: dict[str, Any] = {
    "done": pgettext_lazy("carrier", "Done."),
    "absent": pgettext_lazy("carrier", "It has no such parcel in its books."),
    "refused": pgettext_lazy("carrier", "It refused."),
    "unsure": pgettext_lazy("carrier", "It gave no clear answer."),
}
_CARRIERS: dict[str, Any] = {
    "manual": pgettext_lazy("carrier", "By hand"),
    "tapin": _("Post (Tapin)"),
    "tipax": _("Tipax"),
}
# Our own codes and those of carriers that people can act on; any other is shown as it is.
_REASONS: dict[str, Any] = {
    "unreachable": _("The carrier could not be reached."),
    "no_answer": _("The carrier gave no answer."),
    "half": _("The carrier's answer was not whole."),
    "no_carrier": _("This carrier is no longer in the settings."),
    "no_token": _("The carrier gave no key to its doors."),
    "currency": _("This carrier reckons in rials only."),
    "not_found": _("The carrier has no such parcel in its books."),
    "404": _("The carrier has no such parcel in its books."),
    "401": _("The carrier does not know our key."),
    "700": _("The carrier does not know the postal code."),
    "bad_postcode": _("The carrier does not know the postal code."),
    "no_credit": _("Our account at the carrier is empty."),
    "taken": _("The parcel is already with the carrier."),
}


def label(labels: Mapping[str, Any], code: str) -> str:
    """The name of a code; the code itself where nobody has named it."""
    return str(labels.get(code, code))


def state(value: str) -> tuple[str, str]:
    """A state's name and tone."""
    return label(STATES, value), TONES.get(value, "muted")


def carrier(name: str) -> str:
    """A carrier's name; a second of one kind keeps its number."""
    kind, _hyphen, place = name.partition("-")
    return f"{label(_CARRIERS, kind)} {place}".strip()


def by_whom(name: str, service: str) -> str:
    """Who carries it, as a customer calls it: by hand the service, else the company."""
    return label(SERVICES, service) if service and name.partition("-")[0] == "manual" else carrier(name)


def reason(code: str) -> str:
    """Why a carrier refused or nobody knows; a carrier's own code as it is."""
    return str(_REASONS.get(code, code))
