"""What the page of a claim says about its defective parts and the money asked back from suppliers."""

from typing import Any

from payandan.claims.models import Claim
from payandan.claims.queries import cores, has, recovery
from payandan.claims.rules import cores as custody
from payandan.claims.rules import recovery as recovering
from payandan.claims.views.recovery_forms import supplier_name
from payandan.claims.words import cores as core_words
from payandan.claims.words import recovery as words
from payandan.claims.words.labels import label
from payandan.platform.kit.actors import Actor


def parts_of_record(claim: Claim, components: Any, actor: Actor) -> dict[str, Any]:
    """Both panels of a decided claim, for those who may see them. One query each, where there is something."""
    if claim.decided_at is None:
        return {}
    found: dict[str, Any] = {}
    if actor.can(custody.CAPABILITY):
        found["cores"] = [
            {
                "row": row,
                "part": components.get(row.component, row.component),
                "state": label(core_words.CORE_STATES, row.state),
                "tone": core_words.CORE_TONES[row.state],
                "order": label(core_words.ORDERS, row.order),
                "waits": row.state == custody.EXPECTED,
            }
            for row in (cores.of_claim(actor, claim) if has(claim, "cores") else ())
        ]
    if actor.can(recovering.RECOVER):
        rows = recovery.of_claim(actor, claim) if has(claim, "recoveries") else []
        asked = {row.position for row in rows if row.state != recovering.WITHDRAWN}
        parts = {line.position for line in claim.lines.all() if line.kind == "part"}
        found["recoveries"] = [
            {
                "row": row,
                "part": components.get(row.component, row.component),
                "supplier": supplier_name(row.supplier),
                "state": label(words.RECOVERY_STATES, row.state),
                "tone": words.RECOVERY_TONES[row.state],
            }
            for row in rows
        ]
        found["can_recover"] = bool(parts - asked) and bool(claim.paid_by_company)
    return found
