"""How shipping says no: what happened, why, and what to do next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.returns.words.labels import PARTY, STATES, label

_KNOWN: dict[str, Any] = {
    "not_allowed": gettext_lazy("You may not do this with shipments. Ask somebody who may, or an administrator."),
    "not_found": gettext_lazy("There is no such shipment, or it is not yours."),
    "unknown_owner": gettext_lazy("There is nothing of that number that could be sent, or it is not yours."),
    "unknown_leg": gettext_lazy("This cannot travel that way. Choose one of the ways offered."),
    "unknown_carrier": gettext_lazy("This carrier is not in the settings. Choose another."),
    "unknown_service": gettext_lazy("This carrier has no such service. Choose another."),
    "bad_weight": gettext_lazy("Please give the weight: more than nothing, and at most 100 kilograms."),
    "bad_amount": gettext_lazy("Please give an amount that is not below nothing."),
    "bad_cause": gettext_lazy("Please say why it travels."),
    "bad_payer": gettext_lazy("Please say who pays."),
    "reason_missing": gettext_lazy("Please give the reason: it stays with the shipment."),
    "waybill_missing": gettext_lazy("Please type the number of the waybill."),
    "not_by_hand": gettext_lazy("This carrier tells by itself where its parcels are."),
    "bad_tag": gettext_lazy("Please choose what was seen."),
    "bad_trouble": gettext_lazy("Please say what is wrong with it."),
    "in_the_future": gettext_lazy("Nobody can have seen it in the future."),
    "asked_already": gettext_lazy("The carrier was asked and has not told. It will be inquired first."),
    "task_closed": gettext_lazy("Somebody else took care of this already."),
    "same_place": gettext_lazy("It is already there: the way needs two places."),
    "carrier_kept_it": gettext_lazy("The carrier does not give the parcel back; please call it."),
}


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal. Raises KeyError for a code nobody has worded."""
    params = params or {}
    if code == "not_in_this_state":
        return _("This shipment stands at “%(state)s” now, so that is no longer possible.") % {
            "state": label(STATES, str(params.get("state", "")))
        }
    if code == "address_incomplete":
        return _("The address lacks: %(what)s.") % {
            "what": "، ".join(label(PARTY, name) for name in params.get("lacks", ()))
        }
    return str(_KNOWN[code])
