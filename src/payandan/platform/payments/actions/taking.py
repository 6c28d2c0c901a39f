"""Writing payments down: asked for through a gateway, or taken at the desk."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.money import MAX_AMOUNT, MINOR_UNITS
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits, store
from payandan.platform.payments import gateways, rules
from payandan.platform.payments.events import PaymentBegun, PaymentReceived
from payandan.platform.payments.models import Payment

Owner = tuple[str, int]

UNVISITED = timedelta(days=2)
"""A payment whose payer never went to the gateway is closed after so long."""
DESK_METHODS = (Payment.Method.CASH, Payment.Method.CARD_TERMINAL, Payment.Method.TRANSFER)


def begin(
    *,
    owner: Owner,
    owner_number: str,
    amount: int,
    currency: str,
    purpose: str,
    actor: Actor,
    at: datetime,
    branch_id: int | None = None,
    payer_mobile: str = "",
    back_path: str = "",
    key: str = "",
) -> Payment:
    """Write down that somebody will be asked for money through the gateway; the payer pays on the page of its link.

    The caller has seen that the actor may see the owner. The same `key` is the same payment while it may still be
    paid. Refused: `not_allowed`, `no_gateway`, `bad_amount`.
    """
    if actor.kind != "customer" and not actor.can("payments.take"):
        raise Refused("not_allowed")
    gateway = gateways.first()
    if gateway is None:
        raise Refused("no_gateway")
    _check(amount, currency, purpose)
    with transaction.atomic():
        known = _known(key)
        if known is not None:
            return known
        payment = _insert(
            key,
            owner_kind=owner[0],
            owner_id=owner[1],
            owner_number=owner_number,
            branch_id=branch_id,
            purpose=purpose,
            method=Payment.Method.GATEWAY,
            amount=amount,
            currency=currency,
            state=rules.CREATED,
            gateway=gateway.name,
            payer_mobile=payer_mobile,
            back_path=_own_path(back_path),
            check_at=at + UNVISITED,
            created_at=at,
            **by(actor),
        )
        body = (payment.number, *owner, amount, currency, purpose, str(Payment.Method.GATEWAY))
        record(PaymentBegun(*body), actor=actor, at=at, about=about(payment))
    return payment


def take(
    *,
    owner: Owner,
    owner_number: str,
    amount: int,
    currency: str,
    purpose: str,
    method: str,
    actor: Actor,
    at: datetime,
    branch_id: int | None = None,
    reference: str = "",
    note: str = "",
    key: str = "",
) -> Payment:
    """Write down money that came at the desk: cash, by card terminal, by transfer (the last two with their number).

    Refused: `not_allowed`, `bad_amount`, `bad_method`, `reference_missing`.
    """
    if not actor.can("payments.take"):
        raise Refused("not_allowed")
    _check(amount, currency, purpose)
    slip = check_desk(method, reference)
    with transaction.atomic():
        known = _known(key)
        if known is not None:
            return known
        payment = _insert(
            key,
            owner_kind=owner[0],
            owner_id=owner[1],
            owner_number=owner_number,
            branch_id=branch_id,
            purpose=purpose,
            method=method,
            amount=amount,
            currency=currency,
            state=rules.check_move(rules.CREATED, "settle"),
            reference=slip,
            reason=store(note)[:300],
            created_at=at,
            settled_at=at,
            **by(actor),
        )
        record(received(payment), actor=actor, at=at, about=about(payment))
    return payment


def check_desk(method: str, reference: str) -> str:
    """The number on the slip of a payment or refund at the desk. Refused: `bad_method`, `reference_missing`."""
    if method not in DESK_METHODS:
        raise Refused("bad_method", "method")
    slip = ascii_digits(store(reference)).strip()[:80]
    if method != Payment.Method.CASH and not slip:
        raise Refused("reference_missing", "reference")
    return slip


def about(payment: Payment) -> list[tuple[str, int]]:
    """What a fact of this payment is about: itself, and its owner."""
    return [("payment", payment.pk), payment.owner]


def by(actor: Actor) -> dict[str, Any]:
    """Who wrote it down."""
    return {"taken_by_kind": actor.kind, "taken_by_id": actor.id, "taken_by_name": actor.name[:160]}


def received(payment: Payment) -> PaymentReceived:
    """The fact that its money came."""
    return PaymentReceived(
        payment=payment.number,
        owner_kind=payment.owner_kind,
        owner_id=payment.owner_id,
        amount=payment.amount,
        currency=payment.currency,
        purpose=payment.purpose,
        method=payment.method,
        gateway=payment.gateway,
        reference=payment.reference,
    )


def _check(amount: int, currency: str, purpose: str) -> None:
    if not 0 < amount <= MAX_AMOUNT or currency not in MINOR_UNITS:
        raise Refused("bad_amount", "amount")
    if purpose not in (Payment.Purpose.DEPOSIT, Payment.Purpose.PAYMENT):
        raise Refused("bad_purpose", "purpose")


def _known(key: str) -> Payment | None:
    """The payment made before for the same cause. A failed one gives its key to the next."""
    if not key:
        return None
    known = Payment.objects.select_for_update().filter(key=key).first()
    if known is not None and known.state == rules.FAILED:
        Payment.objects.filter(pk=known.pk).update(key=None)
        return None
    return known


def _insert(key: str, **fields: Any) -> Payment:
    """A new row; where another process was first with the same key, its row."""
    try:
        with transaction.atomic():
            return Payment.objects.create(number=public_id("PAY"), key=key or None, **fields)
    except IntegrityError:
        known = Payment.objects.filter(key=key).first() if key else None
        if known is None:
            raise
        return known


def _own_path(path: str) -> str:
    """A path on this site, or nothing."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path[:200] if inside else ""
