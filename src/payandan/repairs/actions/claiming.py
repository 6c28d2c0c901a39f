"""What the bench wrote down becomes what the claim asks for: nobody writes it twice."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from payandan.claims import actions as claims
from payandan.claims import rules as claim_rules
from payandan.claims.models import Claim, Line
from payandan.claims.rules.payment_prices import Basis
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.repairs.models import Estimate, EstimateLine, PartChange, RepairOrder
from payandan.repairs.queries import pricing
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
        sent = list(order.estimates.exclude(state__in=(rules.DRAFT, rules.DROPPED)).order_by("-version"))
        held = _shape(claim.lines.all())
        ours = [_shape(lines) for row in sent for lines in (row.lines.all(), _estimated(row, order))]
        if any(amount for *_, amount in held) and held not in ours:
            return False
        lines = _estimated(sent[0], order) if sent else _done(order, at)
        if not lines or _shape(lines) == held:
            return False
        claims.set_lines(claim=claim, lines=lines, actor=actor, at=at)
        return True


def _estimated(estimate: Estimate, order: RepairOrder) -> list[claim_rules.LineDraft]:
    """The lines of an estimate that were not declined."""
    return [
        claim_rules.LineDraft(line.kind, line.amount, line.component, line.label, _basis(line, order))
        for line in estimate.lines.all()
        if line.answer is not False
    ]


def _done(order: RepairOrder, at: datetime) -> list[claim_rules.LineDraft]:
    """The repair as the job suggests it, at the prices of the lists; none where a price is missing."""
    if order.outcome != REPAIRED:
        return []
    try:
        found = pricing.price(order, pricing.proposed(order), at=at)
    except Refused:
        return []
    return [
        claim_rules.LineDraft(one.item.kind, one.amount, one.item.component, one.item.label, _basis(one.item, order))
        for one in found
    ]


def _basis(line: EstimateLine | rules.Item, order: RepairOrder) -> Basis:
    """What the amount stands on; of a part that was changed already, with both serials."""
    change = _change_of(line, order)
    return Basis(
        operation=line.operation,
        minutes=line.minutes,
        quantity=line.quantity if line.kind == "part" else None,
        km=line.km,
        removed=change.removed_serial if change else "",
        installed=change.installed_serial if change else "",
    )


def _change_of(line: EstimateLine | rules.Item, order: RepairOrder) -> PartChange | None:
    if line.kind != "part" or line.part_id is None:
        return None
    return next((change for change in order.changes.all() if change.part_id == line.part_id), None)


def _shape(lines: Iterable[EstimateLine | claim_rules.LineDraft | Line]) -> Shape:
    return [(line.kind, line.component, line.amount) for line in lines]
