"""Who may do what with claims, and who may see a claim's photos."""

from django.utils.translation import gettext_lazy as _

from payandan.claims.models import Claim, Core, Opinion
from payandan.platform.kit.actors import Actor

CAPABILITIES = {
    "claims.view": _("See claims"),
    "claims.file": _("File a claim"),
    "claims.work": _("Work on claims: estimate, ask, add evidence"),
    "claims.inspect": _("State what an inspection or a laboratory found"),
    "claims.decide": _("Decide claims as proposed, close them"),
    "claims.override": _("Decide otherwise than proposed, in the customer's favour"),
    "claims.appeals": _("Decide appeals"),
    "claims.review": _("Give second opinions"),
    "claims.ask_review": _("Ask for second opinions"),
    "claims.agreement": _("See how far first and second opinions agree"),
    "claims.settle": _("Settle what was decided"),
    "claims.export": _("Export claims"),
    "claims.radar": _("See the radar and be warned before rights fall due"),
    "claims.cancel_rights": _("Take back rights that were granted, two people together"),
    "claims.rules": _("Write prices, standard times and the table of payment"),
    "claims.statements": _("See and draft statements of service centres"),
    "claims.approve_statements": _("Approve statements of service centres"),
    "claims.suspicion": _("See why a claim is held, judge it and let it go"),
    "claims.detectors": _("Switch detectors on and off"),
    "claims.recover": _("Ask money back from suppliers"),
    "claims.cores": _("Send in, receive and inspect defective parts"),
}
_CLERK = [
    "claims.view", "claims.file", "claims.work", "claims.inspect", "claims.decide", "claims.review",
    "claims.statements", "claims.radar", "claims.cores",
]  # fmt: skip
ROLES = {
    "administrator": list(CAPABILITIES),
    "manager": list(CAPABILITIES),
    "clerk": _CLERK,
    "technician": [
        "claims.view", "claims.file", "claims.work", "claims.inspect", "claims.review", "claims.radar", "claims.cores",
    ],
    "storekeeper": ["claims.cores"],
    "analyst": ["claims.view", "claims.export", "claims.agreement"],
}  # fmt: skip


def may_see_files(actor: Actor, claim_id: int) -> bool:
    """A claim's photos and papers are for those who may see the claim, or are asked for a second opinion on it."""
    if Claim.objects.visible_to(actor).filter(pk=claim_id).exists():
        return True
    return Opinion.objects.visible_to(actor).filter(claim_id=claim_id).exists()


def may_see_core_files(actor: Actor, core_id: int) -> bool:
    """The photo of a destroyed part is for those who may see the part."""
    return Core.objects.visible_to(actor).filter(pk=core_id).exists()
