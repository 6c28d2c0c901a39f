"""What the bench wrote down becomes what the claim asks for: nobody writes it twice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from payandan.claims import actions as claims
from payandan.claims import rules as claim_rules
from payandan.claims.models import Claim
from payandan.claims.rules.payment_prices import Basis
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.repairs.models import PartChange, RepairOrder
from payandan.repairs.queries import money, pricing
from payandan.repairs.rules import estimates as rules
from payandan.repairs.rules.moves import REPAIRED

Shape = list[tuple[str, str, int]]


def bring_into_claim(*, order: RepairOrder, actor: Actor, at: datetime) -> bool:
    """Put the lines of a job into its claim: of the newest estimate that was sent, else of the repair that was done.

    Only while the claim is undecided and its lines are empty or came from this job: what a person wrote there stays.
    Where the work has no price yet, nothing is brought. Returns whether anything was. Refused: as `claims.set_lines`.
    """
    if order.claim_id is None:
        return False
    with transaction.atomic():
        claim = Claim.objects.select_for_update().filter(pk=order.claim_id, state__in=claim_rules.OPEN).first()
        if claim is None:
            return False
        sent = list(
            order.estimates.exclude(state__in=(rules.DRAFT, rules.DROPPED))
            .order_by("-version")
            .prefetch_related("lines")
        )
        held = _shape(claim.lines.all())
        ours = [_shape(lines) for row in sent for lines in (row.lines.all(), money.wanted(row))]
        if any(amount for *_, amount in held) and held not in ours:
            return False
        found = money.wanted(sent[0]) if sent else _done(order, at)
        if not found or _shape(found) == held:
            return False
        claims.set_lines(claim=claim, lines=_drafts(found, order), actor=actor, at=at)
        return True


def _done(order: RepairOrder, at: datetime) -> list[rules.Item]:
    """The repair as the job suggests it, at the prices of the lists; none where a price is missing."""
    if order.outcome != REPAIRED:
        return []
    try:
        found = pricing.price(order, pricing.proposed(order), at=at)
    except Refused:
        return []
    return [replace(one.item, amount=one.amount) for one in found]


def _drafts(lines: Iterable[Any], order: RepairOrder) -> list[claim_rules.LineDraft]:
    """Lines of an estimate, or of the work, as a claim takes them; of a part that was changed, with both serials."""
    changes: dict[int | None, PartChange] = {}
    for row in order.changes.exclude(part_id=None):
        changes.setdefault(row.part_id, row)
    drafts = []
    for line in lines:
        change = changes.get(line.part_id) if line.kind == "part" else None
        basis = Basis(
            operation=line.operation,
            minutes=line.minutes,
            quantity=line.quantity if line.kind == "part" else None,
            km=line.km,
            removed=change.removed_serial if change else "",
            installed=change.installed_serial if change else "",
        )
        drafts.append(claim_rules.LineDraft(line.kind, line.amount, line.component, line.label, basis))
    return drafts


def _shape(lines: Iterable[Any]) -> Shape:
    return [(line.kind, line.component, line.amount) for line in lines]
