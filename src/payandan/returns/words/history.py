"""The lines of a shipment's history; its owner's and its customer's timelines show them too."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from payandan.returns.words.labels import LEGS, PAYER_SHORT, STATES, TONES, TROUBLES, by_whom, carrier, label, reason

Line = tuple[str, str, str]
Body = Mapping[str, Any]


def sentence(name: str, body: Body) -> Line:
    """A line of the history: its title, more about it, and its tone. Empty title: not worth a line."""
    teller = TELLERS.get(name)
    return teller(body) if teller else ("", "", "")


def _made(body: Body) -> Line:
    title = _("Shipment %(number)s written: %(leg)s") % {"number": body["shipment"], "leg": label(LEGS, body["leg"])}
    return title, _("Pays: %(payer)s") % {"payer": label(PAYER_SHORT, body["payer"])}, ""


def _booked(body: Body) -> Line:
    told = {"carrier": by_whom(body["carrier"], body["service"]), "waybill": body["waybill"]}
    return _("Handed to %(carrier)s, waybill %(waybill)s") % told, body["shipment"], "info"


def _refused(body: Body) -> Line:
    return _("%(carrier)s did not take it") % {"carrier": carrier(body["carrier"])}, reason(body["reason"]), "bad"


def _moved(body: Body) -> Line:
    text = " · ".join(part for part in (body["shipment"], body["place"]) if part)
    told = {"state": label(STATES, body["after"])}
    return _("Parcel: %(state)s") % told, text, TONES.get(body["after"], "")


def _delivered(body: Body) -> Line:
    return _("Delivered: %(leg)s") % {"leg": label(LEGS, body["leg"])}, body["shipment"], "good"


def _cancelled(body: Body) -> Line:
    return _("Shipment %(number)s cancelled") % {"number": body["shipment"]}, body["reason"], "muted"


def _payer(body: Body) -> Line:
    told = {"payer": label(PAYER_SHORT, body["after"])}
    return _("Decided otherwise than the rule: %(payer)s pays") % told, body["reason"], "warn"


def _trouble(body: Body) -> Line:
    told = {"number": body["shipment"], "trouble": label(TROUBLES, body["trouble"])}
    return _("Problem with shipment %(number)s: %(trouble)s") % told, "", "bad"


def _closed(body: Body) -> Line:
    return _("Taken care of: %(trouble)s") % {"trouble": label(TROUBLES, body["trouble"])}, body["note"], "good"


TELLERS: dict[str, Callable[[Body], Line]] = {
    "returns.shipment_made": _made,
    "returns.shipment_booked": _booked,
    "returns.carrier_refused": _refused,
    "returns.shipment_moved": _moved,
    "returns.shipment_delivered": _delivered,
    "returns.shipment_cancelled": _cancelled,
    "returns.payer_changed": _payer,
    "returns.trouble_found": _trouble,
    "returns.trouble_closed": _closed,
}


def _told(name: str) -> Callable[[Body, str], str]:
    """The one sentence that other timelines show."""

    def tell(body: Body, language: str) -> str:
        with override(language):
            title, text, _tone = sentence(name, body)
            return f"{title} · {text}" if text else title

    return tell


SENTENCES = {name: _told(name) for name in TELLERS}
