"""Who may see shipments, and who may send."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "shipments.view": _("See shipments"),
    "shipments.manage": _("Send and fetch, write down where parcels are, and take care of what goes wrong"),
}
_ALL = list(CAPABILITIES)
ROLES = {
    "administrator": _ALL,
    "manager": _ALL,
    "clerk": _ALL,
    "storekeeper": _ALL,
    "technician": ["shipments.view"],
}
