"""Who may do what with customers."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "customers.view": _("See customers"),
    "customers.edit": _("Add and change customers"),
    "customers.unmask": _("See a customer's whole phone number and national ID"),
    "customers.export": _("Export lists of customers"),
}
_ALL = list(CAPABILITIES)
ROLES = {
    "administrator": _ALL,
    "manager": _ALL,
    "clerk": ["customers.view", "customers.edit", "customers.unmask"],
    "technician": ["customers.view", "customers.unmask"],
    "analyst": ["customers.view"],
}
