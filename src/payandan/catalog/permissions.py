"""Who may do what with the catalogue."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "catalog.view": _("See products"),
    "catalog.edit": _("Add and change products, components and symptoms"),
}
_ALL = list(CAPABILITIES)
ROLES = {
    "administrator": _ALL,
    "manager": _ALL,
    "clerk": ["catalog.view"],
    "technician": ["catalog.view"],
    "analyst": ["catalog.view"],
}
