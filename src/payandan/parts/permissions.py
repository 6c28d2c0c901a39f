"""Who may do what with spare parts and stock."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "parts.view": _("See spare parts and stock"),
    "parts.manage": _("Add and change spare parts, nodes, kits and prices"),
    "stock.move": _("Receive, issue, reserve and send stock"),
    "stock.count": _("Count stock and book differences"),
    "purchase.approve": _("Approve purchases"),
}
_ALL = list(CAPABILITIES)
ROLES = {
    "administrator": _ALL,
    "manager": _ALL,
    "clerk": ["parts.view"],
    "technician": ["parts.view", "stock.move"],
    "storekeeper": ["parts.view", "stock.move", "stock.count"],
    "analyst": ["parts.view"],
}
