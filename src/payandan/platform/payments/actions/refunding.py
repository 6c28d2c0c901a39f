"""Money that goes back, and what people decide where no gateway can tell."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.payments import gateways, rules
from payandan.platform.payments.actions.taking import about, by, check_desk, received
from payandan.platform.payments.events import PaymentFailed, PaymentRefunded
from payandan.platform.payments.models import Payment

SOON = timedelta(minutes=1)
"""A refund whose process was killed before it asked the gateway is asked for then."""


def refund(
    *,
    payment_id: int,
    amount: int,
    method: str,
    reason: str,
    actor: Actor,
    at: datetime,
    reference: str = "",
    key: str = "",
) -> Payment:
    """Give back a payment or a part of it. At the desk it has gone back; through the gateway it will be asked.

    Refused: `not_allowed`, `missing`, `not_in_this_state`, `bad_amount`, `too_much`, `reason_missing`, `bad_method`,
    `reference_missing`, `gateway_cannot`.
    """
    if not actor.can("payments.refund"):
        raise Refused("not_allowed")
    why = store(reason)[:300]
    if not why:
        raise Refused("reason_missing", "reason")
    with transaction.atomic():
        known = Payment.objects.filter(key=key).first() if key else None
        if known is not None:
            return known
        paid = Payment.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=payment_id).first()
        if paid is None or paid.refund_of_id is not None:
            raise Refused("missing")
        rules.check_move(paid.state, "refund_part")
        _check_amount(paid, amount)
        by_gateway = method == Payment.Method.GATEWAY
        slip = _check_gateway(paid, amount) if by_gateway else check_desk(method, reference)
        done: dict[str, Any] = {"state": rules.PAID, "settled_at": at}
        if by_gateway:
            done = {"state": rules.CREATED, "check_at": at + SOON}
        row = Payment.objects.create(
            number=public_id("PAY"),
            key=key or None,
            owner_kind=paid.owner_kind,
            owner_id=paid.owner_id,
            owner_number=paid.owner_number,
            branch_id=paid.branch_id,
            purpose=Payment.Purpose.REFUND,
            method=method,
            amount=amount,
            currency=paid.currency,
            refund_of=paid,
            reason=why,
            gateway=paid.gateway if by_gateway else "",
            reference=slip,
            created_at=at,
            **done,
            **by(actor),
        )
        if not by_gateway:
            refund_settled(row, actor=actor, at=at)
    return row


def refund_settled(row: Payment, *, actor: Actor, at: datetime) -> None:
    """Note on the payment that money went back. Inside the transaction in which the refund was settled."""
    paid = Payment.objects.select_for_update(of=("self",)).get(refunds=row.pk)
    paid.refunded += row.amount
    act = "refund_all" if paid.refunded == paid.amount else "refund_part"
    paid.state = rules.check_move(paid.state, act)
    paid.save(update_fields=["refunded", "state"])
    fact = PaymentRefunded(
        payment=paid.number,
        refund=row.number,
        owner_kind=row.owner_kind,
        owner_id=row.owner_id,
        amount=row.amount,
        currency=row.currency,
        method=row.method,
        reason=row.reason,
    )
    record(fact, actor=actor, at=at, about=[("payment", row.pk), *about(paid)])


def decide(*, number: str, paid: bool, reason: str, actor: Actor, at: datetime) -> Payment:
    """A person looked at the gateway's own books and says what became of a payment of which nobody knows.

    Refused: `not_allowed`, `missing`, `not_in_this_state`, `reason_missing`.
    """
    if not actor.can("payments.refund"):
        raise Refused("not_allowed")
    why = store(reason)[:300]
    if not why:
        raise Refused("reason_missing", "reason")
    with transaction.atomic():
        row = Payment.objects.visible_to(actor).select_for_update(of=("self",)).filter(number=number).first()
        if row is None:
            raise Refused("missing")
        if row.state != rules.UNKNOWN:
            raise Refused("not_in_this_state", state=row.state, act="decide")
        row.state = rules.check_move(row.state, "settle" if paid else "fail")
        row.settled_at, row.check_at, row.lease, row.leased_until = at, None, "", None
        row.error, row.reason = ("" if paid else "decided"), row.reason or why
        row.save()
        if paid and row.refund_of_id is not None:
            refund_settled(row, actor=actor, at=at)
        elif paid:
            record(received(row), actor=actor, at=at, about=about(row))
        else:
            body = (row.number, *row.owner, row.amount, row.currency, row.purpose)
            record(PaymentFailed(*body, reason=row.error), actor=actor, at=at, about=about(row))
    return row


def _check_amount(paid: Payment, amount: int) -> None:
    if amount <= 0:
        raise Refused("bad_amount", "amount")
    going = paid.refunds.exclude(state=rules.FAILED).aggregate(sum=Sum("amount"))["sum"] or 0
    if going + amount > paid.amount:
        raise Refused("too_much", "amount", left=paid.amount - going, currency=paid.currency)


def _check_gateway(paid: Payment, amount: int) -> str:
    gateway = gateways.find(paid.gateway) if paid.method == Payment.Method.GATEWAY else None
    if gateway is None or not gateway.refunds or amount != paid.amount:
        raise Refused("gateway_cannot", "method")
    return ""
