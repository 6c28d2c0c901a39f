"""Names of kinds, places, acts and states."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS = {
    "consumable": _("Consumable"),
    "rotable": _("Rotable"),
    "safety": _("Safety part"),
    "accessory": _("Accessory"),
}
DIRECTIONS = {
    "both": _("Either does for the other"),
    "forward": _("The new one does for the old one only"),
    "neither": _("Not without a further change"),
}
NODE_KINDS = {
    "central": _("Central store"),
    "centre": _("Store of a centre"),
    "van": _("Van"),
    "consignment": _("Consignment"),
}
PLACES = {
    "node": _("Stock"),
    "transit": _("On its way"),
    "supplier": _("Supplier"),
    "job": _("Repair"),
    "customer": _("Customer"),
    "scrap": _("Scrap"),
    "difference": _("Difference"),
    "device": _("A device taken apart"),
}
ACTS = {
    "open": _("First stock"),
    "receive": _("Received"),
    "open_back": _("First stock taken back"),
    "harvest": _("Taken out of a device"),
    "issue": _("Issued to a repair"),
    "take_back": _("Back from a repair"),
    "sell": _("Sold"),
    "customer_return": _("Back from a customer"),
    "send": _("Sent to another store"),
    "arrive": _("Come from another store"),
    "short": _("Lost on the way"),
    "count_more": _("Found in a count"),
    "count_less": _("Missing in a count"),
    "scrap": _("Scrapped"),
    "return_to_supplier": _("Sent back to the supplier"),
}
RESERVATION_STATES = {"held": _("Reserved"), "issued": _("Issued"), "released": _("Let go")}
TRANSFER_STATES = {"sent": _("On its way"), "received": _("Received"), "short": _("Received short")}
ORDER_STATES = {
    "proposed": _("Proposed"),
    "approved": _("Ordered"),
    "received": _("Received"),
    "dropped": _("Dropped"),
    "closed": _("Closed with a rest"),
}
SHEET_STATES = {"open": _("Being counted"), "booked": _("Booked"), "dropped": _("Dropped")}
DEMAND_MODELS = {
    "none": _("no use so far"),
    "poisson": _("even use"),
    "negative_binomial": _("uneven use"),
}
_TONES = {
    "held": "info", "issued": "good", "released": "muted", "sent": "info", "received": "good", "short": "bad",
    "proposed": "warn", "approved": "info", "dropped": "muted", "closed": "muted", "open": "info", "booked": "good",
}  # fmt: skip


def label(names: Mapping[str, Any], code: str) -> str:
    """The name of a code; the code itself where nobody named it."""
    return str(names.get(code, code))


def tone(state: str) -> str:
    """The colour of a state."""
    return _TONES.get(state, "muted")
