"""Invoices: issued once, cancelled with a reason; and devices that leave before they are paid."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.models import Branch
from payandan.repairs.actions.shared import about, guard, locked
from payandan.repairs.events import InvoiceCancelled, InvoiceIssued, ReleasedUnpaid
from payandan.repairs.models import Estimate, Invoice, InvoiceLine, Release, RepairOrder
from payandan.repairs.models.estimates import KINDS
from payandan.repairs.queries import money, pricing
from payandan.repairs.rules import bills
from payandan.repairs.rules import estimates as rules
from payandan.repairs.rules.bills import Cost
from payandan.repairs.rules.estimates import Item
from payandan.repairs.rules.moves import ABANDONED, AT_COUNTER, DELIVERED

INVOICE, RELEASE = "repairs.invoice", "repairs.release"
INVOICED_IN = (*AT_COUNTER, ABANDONED, DELIVERED)
"""Work is over: what it cost is known."""


def issue_invoice(
    *,
    order: RepairOrder,
    actor: Actor,
    at: datetime,
    items: Sequence[Item] | None = None,
    cause: str = "",
    goodwill: int = 0,
    goodwill_reason: str = "",
    note: str = "",
) -> Invoice:
    """Issue the invoice of a job: of these lines, else of the lines that the customer agreed to.

    What the customer pays stays within the consent and the centre's tolerance. Refused: not_allowed, not_found,
    not_finished, invoiced_already, lines_missing, bad_line, amount_missing, too_much_goodwill, goodwill_why,
    consent_needed.
    """
    guard(actor, INVOICE)
    why = store(goodwill_reason)[:300]
    if goodwill and not why:
        raise Refused("goodwill_why", field="goodwill_reason")
    with transaction.atomic():
        row = locked(order, actor=actor)
        if row.state not in INVOICED_IN:
            raise Refused("not_finished")
        if money.invoice_of(row.pk) is not None:
            raise Refused("invoiced_already")
        consent = money.consent_of(row.pk)
        wanted = list(items) if items is not None else agreed_items(row, consent)
        rules.check_items(wanted, KINDS)
        priced = pricing.price(row, wanted, at=at)
        judged = pricing.judge(row, priced, cause=cause or (consent.cause if consent else ""), at=at)
        tax_bp = money.tax_on(row.branch_id, timezone.localdate(at))
        costs = bills.with_goodwill(judged.costs, goodwill)
        sums = bills.sums(costs, tax_bp)
        _check_consent(consent, sums.total, row.branch_id)
        held = money.balance_of(row.pk)
        invoice = Invoice.objects.create(
            number=public_id("INV"),
            serial=_next_serial(row.branch_id),
            order=row,
            estimate=consent,
            branch_id=row.branch_id,
            customer_id=row.customer_id,
            currency=settings.CURRENCY,
            verdict=judged.verdict,
            tax_bp=tax_bp,
            amount=sums.amount,
            customer_net=sums.customer,
            tax=sums.tax,
            goodwill=goodwill,
            goodwill_reason=why,
            by_payer=dict(sums.by_payer),
            deposits_used=held.kept,
            note=store(note)[:400],
            issued_at=at,
            issued_by=actor.name[:160],
        )
        _write_lines(invoice, priced, costs)
        event = InvoiceIssued(
            order_id=row.pk,
            invoice=invoice.number,
            customer_id=row.customer_id,
            total=invoice.total,
            tax=invoice.tax,
            currency=invoice.currency,
            by_payer=dict(sums.by_payer),
        )
        journal.record(event, actor=actor, at=at, about=about(row))
        return invoice


def agreed_items(order: RepairOrder, consent: Estimate | None) -> list[Item]:
    """What was agreed to, line by line; without an estimate, what the job itself suggests."""
    if consent is None:
        return pricing.proposed(order)
    return [
        Item(
            line.kind, line.component, line.part_id, line.label, line.quantity, line.operation, line.minutes, line.km,
            line.amount,
        )
        for line in consent.lines.all()
        if line.answer
    ]  # fmt: skip


def cancel_invoice(*, invoice: Invoice, reason: str, actor: Actor, at: datetime) -> Invoice:
    """Cancel an invoice; what was paid stays and counts for the next one. Refused: not_allowed, not_found,
    invoice_cancelled, reason_missing."""
    guard(actor, INVOICE)
    why = store(reason)[:300]
    if not why:
        raise Refused("reason_missing", field="reason")
    with transaction.atomic():
        order = locked(invoice.order, actor=actor)
        row: Invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if row.state == bills.CANCELLED:
            raise Refused("invoice_cancelled")
        row.state, row.cancelled_at, row.cancelled_by, row.cancel_reason = bills.CANCELLED, at, actor.name[:160], why
        row.deposits_back = money.balance_of(order.pk).kept
        row.save()
        event = InvoiceCancelled(
            order_id=order.pk, invoice=row.number, total=row.total, currency=row.currency, reason=why
        )
        journal.record(event, actor=actor, at=at, about=about(order))
        return row


def release_unpaid(*, order: RepairOrder, reason: str, actor: Actor, at: datetime) -> Release:
    """Let a device go though it is not paid, and say why. Refused: not_allowed, not_found, reason_missing."""
    guard(actor, RELEASE)
    why = store(reason)[:300]
    if not why:
        raise Refused("reason_missing", field="reason")
    with transaction.atomic():
        row = locked(order, actor=actor)
        release, _made = Release.objects.update_or_create(
            order=row, defaults={"reason": why, "by_name": actor.name[:160], "at": at}
        )
        left = money.due_of(row.pk).left
        event = ReleasedUnpaid(order_id=row.pk, number=row.number, left=left, currency=settings.CURRENCY, reason=why)
        journal.record(event, actor=actor, at=at, about=about(row))
        return release


def check_money(order: RepairOrder) -> None:
    """Whether the device may leave. Refused: not_invoiced, not_paid."""
    if not money.terms_of(order.branch_id).hold_unpaid:
        return
    bills.check_handing(
        due=money.due_of(order.pk),
        invoiced=money.invoice_of(order.pk) is not None,
        agreed=money.agreed_to(order.pk),
        released=Release.objects.filter(order=order).exists(),
    )


def _check_consent(consent: Estimate | None, total: int, branch_id: int | None) -> None:
    tolerance = consent.tolerance_bp if consent else money.terms_of(branch_id).tolerance_bp
    agreed = (consent.agreed or 0) if consent else 0
    rules.check_consent(asked=total, agreed=agreed, tolerance_bp=tolerance)


def _next_serial(branch_id: int | None) -> int:
    """The next number of the centre, without gaps: its row is locked, so that two never draw the same."""
    if branch_id is not None:
        Branch.objects.select_for_update().get(pk=branch_id)
    own = Q(branch=None) if branch_id is None else Q(branch_id=branch_id)
    last = Invoice.objects.filter(own).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def _write_lines(invoice: Invoice, priced: Sequence[pricing.Priced], costs: Sequence[Cost]) -> None:
    taxes = bills.taxes(costs, invoice.tax_bp)
    splits: list[Mapping[str, int]] = [dict(cost.split) for cost in costs]
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=place,
            kind=one.item.kind,
            component=one.item.component[:60],
            label=store(one.item.label)[:160],
            quantity=one.item.quantity,
            minutes=one.item.minutes,
            amount=one.amount,
            split=splits[place],
            tax=taxes[place],
        )
        for place, one in enumerate(priced)
    )
