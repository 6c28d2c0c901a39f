"""A payment between us and its gateway. Nothing here talks to a network: the jobs do, between these acts."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.payments import rules
from payandan.platform.payments.actions.refunding import refund_settled
from payandan.platform.payments.actions.taking import about, received
from payandan.platform.payments.events import PaymentDoubted, PaymentFailed
from payandan.platform.payments.models import GatewayAnswer, Payment
from payandan.platform.payments.rules import Answer, Verdict

LEASE = timedelta(seconds=60)
"""Longer than a gateway may take to answer twice."""


def lease(number: str, *, states: tuple[str, ...], at: datetime) -> Payment | None:
    """Hold a payment in one of the states, so that one process alone asks its gateway; None when another does."""
    mark = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    held = Payment.objects.filter(free, number=number, state__in=states, method=Payment.Method.GATEWAY)
    if not held.update(lease=mark, leased_until=at + LEASE):
        return None
    return Payment.objects.filter(number=number, lease=mark).first()


def note_begun(payment: Payment, answer: Answer, *, at: datetime) -> Payment:
    """Write down whether the gateway waits for the payer."""
    with transaction.atomic():
        held = _held(payment)
        if held is None:
            return Payment.objects.get(pk=payment.pk)
        _keep(held, "begin", answer, at)
        if answer.verdict == Verdict.BEGUN:
            held.state = rules.check_move(held.state, "redirect")
            held.authority, held.start_url = answer.authority[:80], answer.url[:300]
            held.redirected_at, held.check_at, held.error = at, at + rules.FIRST_LOOK, ""
            _release(held)
        else:
            # Without an authority nobody can have paid: the payer tries again with a new payment.
            _fail(held, answer.code or "begin", at)
    return held


def note_answer(payment: Payment, step: str, answer: Answer, *, at: datetime) -> Payment:
    """Write down what the gateway said about a payment, and make the move that it amounts to."""
    with transaction.atomic():
        held = _held(payment)
        if held is None:
            return Payment.objects.get(pk=payment.pk)
        _keep(held, step, answer, at)
        age = at - (held.redirected_at or held.created_at)
        act = rules.act_of(answer.verdict, age)
        if act == "settle":
            _settle(held, answer, at)
        elif act == "fail":
            if held.state == rules.FAILED:
                _release(held)
            else:
                _fail(held, answer.code or "unpaid", at)
        else:
            _wait(held, answer.code, age, at, doubt=act == "doubt")
    return held


def doubt(number: str, *, reason: str, at: datetime) -> None:
    """Something does not fit (a callback that names another authority): the gateway will be asked."""
    with transaction.atomic():
        held = Payment.objects.select_for_update().filter(number=number, state=rules.REDIRECTED).first()
        if held is not None:
            _wait(held, reason, timedelta(0), at, doubt=True)


def close_unvisited(number: str, *, at: datetime) -> None:
    """Close a payment whose payer never went to the gateway."""
    with transaction.atomic():
        held = Payment.objects.select_for_update().filter(number=number, state=rules.CREATED).first()
        if held is not None:
            _fail(held, "unvisited", at)


def _held(payment: Payment) -> Payment | None:
    """The row, locked, where the lease is still ours."""
    return Payment.objects.select_for_update().filter(pk=payment.pk, lease=payment.lease).exclude(lease="").first()


def _keep(payment: Payment, step: str, answer: Answer, at: datetime) -> None:
    GatewayAnswer.objects.create(
        payment=payment,
        at=at,
        step=step,
        gateway=payment.gateway,
        verdict=answer.verdict,
        code=answer.code[:40],
        detail=answer.detail[:300],
    )


def _settle(payment: Payment, answer: Answer, at: datetime) -> None:
    payment.state = rules.check_move(payment.state, "settle")
    payment.reference, payment.card = answer.reference[:80], answer.card[:20]
    payment.settled_at, payment.check_at, payment.error = at, None, ""
    _release(payment)
    if payment.refund_of_id is not None:
        refund_settled(payment, actor=SYSTEM, at=at)
        return
    record(received(payment), actor=SYSTEM, at=at, about=about(payment))


def _fail(payment: Payment, reason: str, at: datetime) -> None:
    payment.state = rules.check_move(payment.state, "fail")
    payment.error, payment.settled_at, payment.check_at = reason[:40], at, None
    _release(payment)
    record(PaymentFailed(*_body(payment), reason=payment.error), actor=SYSTEM, at=at, about=about(payment))


def _wait(payment: Payment, reason: str, age: timedelta, at: datetime, *, doubt: bool) -> None:
    pause = rules.next_look(age)
    payment.check_at = at + pause if pause and payment.state in rules.OPEN else None
    newly = doubt and payment.state not in (rules.UNKNOWN, rules.FAILED)
    if newly:
        payment.state = rules.check_move(payment.state, "doubt")
    if doubt:
        payment.error = reason[:40]
    _release(payment)
    if newly:
        record(PaymentDoubted(*_body(payment), reason=payment.error), actor=SYSTEM, at=at, about=about(payment))


def _release(payment: Payment) -> None:
    payment.lease, payment.leased_until = "", None
    payment.save()


def _body(payment: Payment) -> tuple[str, str, int, int, str, str]:
    return (payment.number, *payment.owner, payment.amount, payment.currency, payment.purpose)
