"""Taking claims back that an import made and nobody has touched since."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from payandan.claims.events import ClaimsTakenBack
from payandan.claims.models import Claim
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused


def take_back(*, claim_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Remove those of the claims that came by import and are still as it made them; how many were. History stays.

    Refused: not_allowed.
    """
    if not (actor.can("claims.file") and actor.can("claims.decide")):
        raise Refused("not_allowed")
    with transaction.atomic():
        untouched = Claim.objects.filter(
            pk__in=claim_ids, channel="import", version=1, questions=None, settlement=None, statement_line=None,
            recoveries=None, cores=None,
        )  # fmt: skip
        gone = sorted(untouched.values_list("pk", flat=True))
        Claim.objects.filter(pk__in=gone).delete()
        if gone:
            about = [("claim", pk) for pk in gone]
            journal.record(ClaimsTakenBack(claim_ids=tuple(gone)), actor=actor, at=at, about=about)
    return len(gone)
