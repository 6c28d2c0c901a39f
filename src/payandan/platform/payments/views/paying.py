"""The payer's pages: one payment, on the way to the gateway and back. The signed token of the link is the only key.

A gateway may send the payer back by a POST from its own site, which carries no cookies of ours: nothing here needs any.
"""

from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from payandan.platform.api.limits import throttle
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import actions, gateways, jobs, queries, rules, words
from payandan.platform.payments.models import Payment, TrialSale
from payandan.platform.people.permissions import object_page

CHECKS, CHECKS_PER = 6, 60
"""How often a payer may have the gateway asked, in so many seconds."""


@require_http_methods(["GET", "HEAD", "POST"])
@object_page
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be paid, and what became of it; a POST goes to the gateway."""
    payment = _found(token)
    if request.method == "POST" and queries.is_wanted(payment):
        return _go(payment)
    return _show(request, payment, token)


@require_POST
@object_page
def check(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Ask the gateway what became of it."""
    payment = _found(token)
    if not throttle(f"payment:{payment.pk}", limit=CHECKS, per=CHECKS_PER):
        jobs.settle(payment.number)
    return HttpResponseRedirect(reverse("payments-pay", args=[token]))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@object_page
def back(request: HttpRequest, token: str) -> HttpResponse:
    """The payer comes back from the gateway. What the request says decides nothing: the gateway is asked."""
    try:
        payment = queries.by_back_token(token, at=timezone.now())
    except Refused:
        raise Http404 from None
    if payment is None:
        raise Http404
    if request.method != "HEAD":
        _come_back(request, payment)
    return HttpResponseRedirect(_pay_address(payment))


@require_http_methods(["GET", "HEAD", "POST"])
@object_page
def trial(request: HttpRequest, authority: str) -> HttpResponse:
    """The page of the trial gateway, where a demonstration pays or does not."""
    sale = TrialSale.objects.filter(authority=authority).first()
    if sale is None or gateways.find("trial") is None:
        raise Http404
    if request.method == "POST":
        paid = request.POST.get("act") == "pay"
        TrialSale.objects.filter(pk=sale.pk, state="waiting").update(state="paid" if paid else "declined")
        status = "OK" if paid else "NOK"
        return HttpResponseRedirect(f"{sale.callback_url}?Authority={sale.authority}&Status={status}")
    return _bare(render(request, "payments/trial.html", {"sale": sale}))


def _go(payment: Payment) -> HttpResponse:
    """To the gateway: with a new payment where this one failed."""
    if payment.state == rules.FAILED:
        payment = actions.begin(
            owner=payment.owner,
            owner_number=payment.owner_number,
            amount=payment.amount,
            currency=payment.currency,
            purpose=payment.purpose,
            branch_id=payment.branch_id,
            payer_mobile=payment.payer_mobile,
            back_path=payment.back_path,
            key=f"again:{payment.pk}",
            actor=SYSTEM,
            at=timezone.now(),
        )
    if payment.state == rules.CREATED:
        payment = jobs.pass_on(payment.number) or payment
    if payment.state == rules.REDIRECTED and payment.start_url:
        return HttpResponseRedirect(payment.start_url)
    return HttpResponseRedirect(_pay_address(payment))


def _come_back(request: HttpRequest, payment: Payment) -> None:
    told = {**request.GET.dict(), **request.POST.dict()}
    gateway = gateways.find(payment.gateway)
    named = gateway.authority_of(told) if gateway else ""
    if named and named != payment.authority:
        actions.doubt(payment.number, reason="other_authority", at=timezone.now())
        return
    jobs.settle(payment.number)


def _show(request: HttpRequest, payment: Payment, token: str) -> HttpResponse:
    state, tone = words.state(payment.state)
    gateway = gateways.find(payment.gateway)
    context: dict[str, Any] = {
        "payment": payment,
        "purpose": words.PURPOSES[payment.purpose],
        "state": state,
        "tone": tone,
        "token": token,
        "open": payment.state in (rules.CREATED, rules.REDIRECTED),
        "checkable": payment.state in (rules.REDIRECTED, rules.UNKNOWN),
        "unwanted": payment.state in (rules.CREATED, rules.FAILED) and not queries.is_wanted(payment),
        "reason": words.reason(payment.error) if payment.error in _TOLD else "",
        "trial": payment.gateway.startswith("trial"),
    }
    answer = render(request, "payments/pay.html", context)
    # The form leads to our own page and from there to the gateway's, which browsers count as the form's target.
    answer._csp_update = {"form-action": [SELF, *filter(None, [gateway.origin if gateway else ""])]}  # type: ignore[attr-defined]
    return _bare(answer)


_TOLD = ("-41", "-51", "202")
"""Of the reasons, those that a payer can do something about."""


def _bare(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _found(token: str) -> Payment:
    try:
        payment = queries.by_pay_token(token, at=timezone.now())
    except Refused:
        raise Http404 from None
    if payment is None or payment.method != Payment.Method.GATEWAY or payment.purpose == Payment.Purpose.REFUND:
        raise Http404
    return payment


def _pay_address(payment: Payment) -> str:
    base: str = settings.BASE_URL
    return base + reverse("payments-pay", args=[queries.pay_token(payment.number, at=timezone.now())])
