"""Who may see, write and publish terms, and who may ask for an assessment."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "warranty.view": _("See terms and law packs"),
    "warranty.assess": _("Ask for an assessment"),
    "warranty.edit": _("Write drafts of terms and law packs"),
    "warranty.publish": _("Publish and withdraw terms and law packs"),
    "warranty.bind": _("Give terms to one unit, take them back"),
    "warranty.cards": _("Print guarantee cards"),
}
_EVERYDAY = ["warranty.view", "warranty.assess", "warranty.cards"]
ROLES = {
    "administrator": list(CAPABILITIES),
    "manager": list(CAPABILITIES),
    "clerk": [*_EVERYDAY, "warranty.bind"],
    "technician": _EVERYDAY,
    "analyst": ["warranty.view", "warranty.assess"],
}
