"""Writing an estimate and sending it. A version that was sent is never changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines
from payandan.repairs import rules as job_rules
from payandan.repairs.actions import timing
from payandan.repairs.actions.shared import about, guard, locked, step
from payandan.repairs.events import EstimateDrafted, EstimateSent
from payandan.repairs.models import Estimate, EstimateLine, RepairOrder
from payandan.repairs.models.estimates import KINDS
from payandan.repairs.queries import money, pricing
from payandan.repairs.rules import bills
from payandan.repairs.rules import estimates as rules
from payandan.repairs.rules.estimates import Item
from payandan.repairs.rules.moves import OPEN
from payandan.warranty.rules.vocabulary import CAUSES

ESTIMATE = "repairs.estimate"


def draft_estimate(
    *, order: RepairOrder, actor: Actor, at: datetime, items: Sequence[Item] | None = None, cause: str = ""
) -> Estimate:
    """Begin the next version: with these lines, else those of the last version, else what the job suggests.

    A draft that is open already is that draft. Refused: not_allowed, not_found, closed, unknown_cause, bad_line, …
    """
    guard(actor, ESTIMATE)
    with transaction.atomic():
        row = locked(order, actor=actor)
        if row.state not in OPEN:
            raise Refused("closed", number=row.number)
        held: Estimate | None = row.estimates.filter(state=rules.DRAFT).first()
        if held is not None and items is None:
            return held
        last = row.estimates.exclude(state=rules.DROPPED).order_by("-version").first()
        estimate: Estimate = held or Estimate.objects.create(
            number=public_id("EST"),
            order=row,
            version=(row.estimates.aggregate(last=Max("version"))["last"] or 0) + 1,
            currency=settings.CURRENCY,
            cause=last.cause if last else "",
            made_by_name=actor.name[:160],
            created_at=at,
        )
        wanted = list(items) if items is not None else (_items_of(last) if last else pricing.proposed(row))
        _write(estimate, row, wanted, cause=cause or estimate.cause, at=at, forgiving=items is None)
        if held is None:
            event = EstimateDrafted(order_id=row.pk, estimate=estimate.number, version=estimate.version)
            journal.record(event, actor=actor, at=at, about=about(row))
        return estimate


def write_estimate(
    *,
    estimate: Estimate,
    items: Sequence[Item],
    actor: Actor,
    at: datetime,
    cause: str = "",
    note: str = "",
    deposit: int | None = None,
    version: int | None = None,
) -> Estimate:
    """Write the lines of a draft anew: priced by the lists, shared out by the adjudicator.

    `deposit` None: as the centre usually asks. Refused: not_allowed, not_found, stale, estimate_not_in_this_state,
    lines_missing, too_many_lines, bad_line, amount_missing, unknown_cause, deposit_too_large.
    """
    guard(actor, ESTIMATE)
    with transaction.atomic():
        order = locked(estimate.order, actor=actor)
        row = _draft(estimate, version)
        row.note = store_lines(note)[:1000]
        _write(row, order, items, cause=cause, at=at, deposit=deposit)
        return row


def drop_estimate(*, estimate: Estimate, actor: Actor, at: datetime) -> None:  # noqa: ARG001 - acts have a time
    """Throw a draft away. Refused: not_allowed, not_found, estimate_not_in_this_state."""
    guard(actor, ESTIMATE)
    with transaction.atomic():
        locked(estimate.order, actor=actor)
        row = Estimate.objects.select_for_update().get(pk=estimate.pk)
        row.state = rules.check_estimate(row.state, "drop")
        row.save(update_fields=["state"])


def send_estimate(*, estimate: Estimate, actor: Actor, at: datetime, version: int | None = None) -> Estimate:
    """Freeze a draft and send it to the customer; versions before it no longer count.

    One that costs the customer nothing needs no answer. Refused: not_allowed, not_found, stale,
    estimate_not_in_this_state, lines_missing, not_in_this_state.
    """
    guard(actor, ESTIMATE)
    with transaction.atomic():
        order = locked(estimate.order, actor=actor)
        row = _draft(estimate, version)
        if not row.lines.exists():
            raise Refused("lines_missing", field="lines")
        _replace_others(row)
        terms = money.terms_of(order.branch_id)
        free = row.total == 0
        row.state = rules.check_estimate(row.state, "send", rules.APPROVED if free else rules.SENT)
        row.sent_at, row.tolerance_bp = at, terms.tolerance_bp
        row.valid_until = at + timedelta(days=terms.valid_days)
        if free:
            row.answered_at, row.answered_by, row.agreed = at, "nobody", 0
            row.lines.update(answer=True)
        row.draft_version += 1
        row.save()
        event = EstimateSent(
            order_id=order.pk,
            estimate=row.number,
            version=row.version,
            customer_id=order.customer_id,
            total=row.total,
            deposit=row.deposit,
            currency=row.currency,
            valid_until=row.valid_until.isoformat(),
        )
        journal.record(event, actor=actor, at=at, about=about(order))
        if not free and "send_estimate" in job_rules.acts_in(order.state):
            timing.stop_all_of(order, actor=actor, at=at)
            step(order, "send_estimate", actor=actor, at=at, note=row.number, system=True)
        return row


def _draft(estimate: Estimate, version: int | None) -> Estimate:
    row: Estimate = Estimate.objects.select_for_update(of=("self",)).select_related("order").get(pk=estimate.pk)
    if row.state != rules.DRAFT:
        raise Refused("estimate_not_in_this_state", state=row.state, act="write")
    if version is not None and row.draft_version != version:
        raise Refused("stale", version=row.draft_version)
    return row


def _replace_others(estimate: Estimate) -> None:
    others = Estimate.objects.select_for_update().filter(order_id=estimate.order_id).exclude(pk=estimate.pk)
    for other in others:
        if any(move.act == "replace" and move.origin == other.state for move in rules.ESTIMATE_MOVES):
            other.state = rules.check_estimate(other.state, "replace")
            other.save(update_fields=["state"])


def _items_of(estimate: Estimate) -> list[Item]:
    return [
        Item(
            line.kind, line.component, line.part_id, line.label, line.quantity, line.operation, line.minutes, line.km,
            line.amount,
        )
        for line in estimate.lines.all()
    ]  # fmt: skip


def _write(
    estimate: Estimate,
    order: RepairOrder,
    items: Sequence[Item],
    *,
    cause: str,
    at: datetime,
    deposit: int | None = None,
    forgiving: bool = False,
) -> None:
    if cause and cause not in CAUSES:
        raise Refused("unknown_cause", field="cause")
    if forgiving:
        items = [_with_amount(order, item, at) for item in items]
    rules.check_items(items, KINDS)
    priced = pricing.price(order, items, at=at)
    judged = pricing.judge(order, priced, cause=cause, at=at)
    estimate.tax_bp = money.tax_on(order.branch_id, timezone.localdate(at))
    sums = bills.sums(judged.costs, estimate.tax_bp)
    estimate.cause, estimate.case, estimate.verdict = cause, judged.case, judged.verdict
    estimate.amount, estimate.customer, estimate.tax = sums.amount, sums.customer, sums.tax
    estimate.deposit = _deposit(order, sums.total, deposit)
    estimate.draft_version += 1
    estimate.save()
    estimate.lines.all().delete()
    taxes = bills.taxes(judged.costs, estimate.tax_bp)
    EstimateLine.objects.bulk_create(
        EstimateLine(
            estimate=estimate,
            position=place,
            kind=one.item.kind,
            component=one.item.component[:60],
            part_id=one.item.part_id,
            label=store(one.item.label)[:160],
            quantity=one.item.quantity,
            operation=one.item.operation,
            minutes=one.item.minutes,
            km=one.item.km,
            amount=one.amount,
            by_list=one.by_list,
            split=dict(judged.costs[place].split),
            outcome=judged.outcomes[place],
            tax=taxes[place],
        )
        for place, one in enumerate(priced)
    )


def _with_amount(order: RepairOrder, item: Item, at: datetime) -> Item:
    """What the job suggests and no list prices begins at nothing, for the clerk to write."""
    try:
        pricing.price(order, [item], at=at)
    except Refused:
        return Item(item.kind, item.component, item.part_id, item.label, item.quantity, item.operation, amount=0)
    return item


def _deposit(order: RepairOrder, total: int, asked: int | None) -> int:
    if asked is None:
        terms = money.terms_of(order.branch_id)
        return rules.deposit_of(total, terms.deposit_bp, terms.deposit_step)
    if asked > total:
        raise Refused("deposit_too_large", field="deposit", most=total)
    return asked
