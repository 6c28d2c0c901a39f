"""Who may do what with units."""

from django.utils.translation import gettext_lazy as _

from payandan.platform.kit.actors import Actor
from payandan.units.models import Unit

CAPABILITIES = {
    "units.view": _("See units"),
    "units.register": _("Add units and register them to customers"),
    "units.edit": _("Correct units, record installations and readings"),
    "units.transfer": _("Hand units over to another owner"),
    "units.protect": _("Quarantine, release and retire units; decide whose a unit is"),
    "units.export": _("Export lists of units"),
}
_ALL = list(CAPABILITIES)
ROLES = {
    "administrator": _ALL,
    "manager": _ALL,
    "clerk": ["units.view", "units.register", "units.edit", "units.transfer"],
    "technician": ["units.view", "units.edit"],
    "analyst": ["units.view", "units.export"],
}


def may_see_files(actor: Actor, unit_id: int) -> bool:
    """Files of a unit are for those who may see the unit."""
    return Unit.objects.visible_to(actor).filter(pk=unit_id).exists()
