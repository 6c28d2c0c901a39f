"""Money for a job: asked for through the gateway, or taken at the counter."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import actions as payments
from payandan.platform.payments.models import Payment
from payandan.repairs.actions.shared import about, guard, locked
from payandan.repairs.events import PaymentAsked
from payandan.repairs.models import RepairOrder
from payandan.repairs.queries import money


def begin_payment(
    *, order: RepairOrder, actor: Actor, at: datetime, back_path: str = "", tell: bool = False
) -> Payment:
    """Ask for what is to be paid now through the gateway: the deposit before there is an invoice, then what is left.

    `tell`: the customer is sent the link. Refused: not_found, not_allowed, nothing_due, no_gateway.
    """
    if actor.kind != "customer":
        guard(actor, "payments.take")
    with transaction.atomic():
        row = locked(order, actor=actor)
        purpose, amount = due_now(row)
        if amount <= 0:
            raise Refused("nothing_due")
        kept = money.balance_of(row.pk).kept
        payment = payments.begin(
            owner=(money.OWNER, row.pk),
            owner_number=row.number,
            amount=amount,
            currency=settings.CURRENCY,
            purpose=purpose,
            branch_id=row.branch_id,
            payer_mobile=row.customer.mobile or "",
            back_path=quote(back_path, safe="/?=&-~"),
            key=f"repair:{row.pk}:{purpose}:{amount}:{kept}",
            actor=actor,
            at=at,
        )
        if tell:
            event = PaymentAsked(
                order_id=row.pk,
                payment=payment.number,
                customer_id=row.customer_id,
                amount=amount,
                currency=settings.CURRENCY,
                purpose=purpose,
            )
            journal.record(event, actor=actor, at=at, about=about(row))
        return payment


def take_payment(
    *,
    order: RepairOrder,
    amount: int,
    method: str,
    actor: Actor,
    at: datetime,
    reference: str = "",
    note: str = "",
    key: str = "",
) -> Payment:
    """Write down money taken at the counter: a deposit before there is an invoice, a payment after it.

    Refused: not_allowed, not_found, more_than_due, bad_amount, bad_method, reference_missing.
    """
    guard(actor, "payments.take")
    with transaction.atomic():
        row = locked(order, actor=actor)
        invoiced = money.invoice_of(row.pk) is not None
        left = money.due_of(row.pk).left
        if invoiced and amount > left:
            raise Refused("more_than_due", field="amount", left=left)
        return payments.take(
            owner=(money.OWNER, row.pk),
            owner_number=row.number,
            amount=amount,
            currency=settings.CURRENCY,
            purpose=Payment.Purpose.PAYMENT if invoiced else Payment.Purpose.DEPOSIT,
            method=method,
            branch_id=row.branch_id,
            reference=reference,
            note=note,
            key=key and f"repair:{row.pk}:{key}",
            actor=actor,
            at=at,
        )


def due_now(order: RepairOrder) -> tuple[str, int]:
    """What is to be paid now: the purpose and the amount."""
    if money.invoice_of(order.pk) is not None:
        return Payment.Purpose.PAYMENT, money.due_of(order.pk).left
    return Payment.Purpose.DEPOSIT, money.deposit_left(order.pk)
