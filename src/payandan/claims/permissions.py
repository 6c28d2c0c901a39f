"""Who may do what with claims, and who may see a claim's photos."""

from django.utils.translation import gettext_lazy as _

from payandan.claims.models import Claim
from payandan.platform.kit.actors import Actor

CAPABILITIES = {
    "claims.view": _("See claims"),
    "claims.file": _("File a claim"),
    "claims.work": _("Work on claims: estimate, ask, add evidence"),
    "claims.inspect": _("State what an inspection or a laboratory found"),
    "claims.decide": _("Decide claims as proposed, close them"),
    "claims.override": _("Decide otherwise than proposed, in the customer's favour"),
    "claims.appeals": _("Decide appeals"),
    "claims.settle": _("Settle what was decided"),
    "claims.export": _("Export claims"),
}
_CLERK = ["claims.view", "claims.file", "claims.work", "claims.inspect", "claims.decide"]
ROLES = {
    "administrator": list(CAPABILITIES),
    "manager": list(CAPABILITIES),
    "clerk": _CLERK,
    "technician": ["claims.view", "claims.file", "claims.work", "claims.inspect"],
    "analyst": ["claims.view", "claims.export"],
}


def may_see_files(actor: Actor, claim_id: int) -> bool:
    """A claim's photos and papers are for those who may see the claim."""
    return Claim.objects.visible_to(actor).filter(pk=claim_id).exists()
