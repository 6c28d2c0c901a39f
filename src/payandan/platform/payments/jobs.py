"""Talking to the gateways, outside of any transaction; and asking after payments whose payer did not come back."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from payandan.platform.jobs.actions import periodic
from payandan.platform.payments import actions, gateways, queries, rules, words
from payandan.platform.payments.gateways import Gateway, Held, Order
from payandan.platform.payments.models import Payment
from payandan.platform.payments.rules import Answer, Verdict
from payandan.platform.people.actions import make_link

NO_GATEWAY = Answer(Verdict.UNSURE, "no_gateway")
BACK_DAYS = 7


def pass_on(number: str) -> Payment | None:
    """Begin a payment at its gateway; None when another process is doing that now."""
    now = timezone.now()
    payment = actions.lease(number, states=(rules.CREATED,), at=now)
    if payment is None:
        return None
    gateway = gateways.find(payment.gateway)
    answer = gateway.begin(_order(payment)) if gateway else NO_GATEWAY
    return actions.note_begun(payment, answer, at=timezone.now())


def settle(number: str, *, asked_by_payer: bool = True) -> Payment | None:
    """Ask the gateway about a payment and write down what it says; None when another process is doing that now.

    A payer who comes back has paid or given up, so it is verified at once; the job, which does not know, inquires
    first. A payment that failed is asked about once more where the payer comes back after all.
    """
    states = (rules.REDIRECTED, rules.UNKNOWN, *((rules.FAILED,) if asked_by_payer else ()))
    payment = actions.lease(number, states=states, at=timezone.now())
    if payment is None:
        return None
    gateway = gateways.find(payment.gateway)
    if gateway is None:
        return actions.note_answer(payment, "verify", NO_GATEWAY, at=timezone.now())
    if not asked_by_payer:
        answer = gateway.inquire(_held(payment))
        if answer.verdict != Verdict.HELD:
            return actions.note_answer(payment, "inquire", answer, at=timezone.now())
    return actions.note_answer(payment, "verify", gateway.verify(_held(payment)), at=timezone.now())


def give_back(number: str) -> Payment | None:
    """Ask the gateway for a refund that was written down; None when another process is doing that now."""
    payment = actions.lease(number, states=(rules.CREATED, rules.UNKNOWN), at=timezone.now())
    if payment is None:
        return None
    gateway = gateways.find(payment.gateway)
    if gateway is None:
        return actions.note_answer(payment, "refund", NO_GATEWAY, at=timezone.now())
    return _ask_refund(payment, gateway)


@periodic(every=timedelta(minutes=1))
def ask_after_open() -> None:
    """Payments whose payer did not come back, and those of which nobody knows."""
    for payment in queries.due_checks(timezone.now()):
        if payment.refund_of_id is not None:
            give_back(payment.number)
        elif payment.state == rules.CREATED:
            actions.close_unvisited(payment.number, at=timezone.now())
        else:
            settle(payment.number, asked_by_payer=False)


def _ask_refund(payment: Payment, gateway: Gateway) -> Payment:
    """Give it back, unless an earlier try without an answer has done so."""
    paid = Payment.objects.get(refunds=payment.pk)
    held = _held(paid)
    before = gateway.inquire(held)
    gone = before.verdict == Verdict.UNPAID and before.code.upper() == "REVERSED"
    answer = Answer(Verdict.REFUNDED, before.code) if gone else gateway.refund(held)
    told = {Verdict.REFUNDED: Verdict.PAID, Verdict.REFUSED: Verdict.UNPAID}.get(answer.verdict, Verdict.UNSURE)
    return actions.note_answer(payment, "refund", Answer(told, answer.code, answer.detail), at=timezone.now())


def _order(payment: Payment) -> Order:
    token = make_link(queries.BACK_PURPOSE, payment.number, at=timezone.now(), days=BACK_DAYS)
    return Order(
        number=payment.number,
        amount=payment.amount,
        currency=payment.currency,
        callback_url=settings.BASE_URL + reverse("payments-back", args=[token]),
        description=words.description(payment.purpose, payment.owner_number),
        mobile=payment.payer_mobile,
    )


def _held(payment: Payment) -> Held:
    return Held(payment.number, payment.amount, payment.currency, payment.authority)
