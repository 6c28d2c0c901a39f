"""The desk's pages of payments."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import actions, gateways, jobs, queries, rules, words
from payandan.platform.payments.models import Payment
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import MoneyField, TextField, add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage


class RefundForm(forms.Form):
    """What goes back, how and why."""

    amount = MoneyField(label=gettext_lazy("Amount"), min_value=1)
    method = forms.ChoiceField(label=gettext_lazy("How"))
    reference = TextField(label=gettext_lazy("Number on the slip"), required=False, max_length=80)
    reason = TextField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gateway = gateways.find(payment.gateway) if payment.gateway else None
        known = ([Payment.Method.GATEWAY] if gateway and gateway.refunds else []) + list(actions.DESK_METHODS)
        method: Any = self.fields["method"]
        method.choices = [(value, words.METHODS[value]) for value in known]
        self.fields["amount"] = MoneyField(
            payment.currency, label=_("Amount"), min_value=1, initial=payment.amount - payment.refunded
        )


class DecideForm(forms.Form):
    """What a person found in the gateway's own books."""

    paid = forms.ChoiceField(
        label=gettext_lazy("What the gateway's own pages say"),
        choices=[("yes", gettext_lazy("The money came")), ("no", gettext_lazy("No money came"))],
        widget=forms.RadioSelect,
    )
    reason = TextField(label=gettext_lazy("Where you saw it"), max_length=300)


@require_safe
@staff_page("payments.view")
def payment_list(request: ActorRequest) -> HttpResponseBase:
    """Payments of the actor's centres."""
    listing = ListPage(
        queries.list_payments(request.actor),
        request,
        name="payments",
        filters=[
            Choice("state", _("State"), words.STATES, field="state"),
            Choice("purpose", _("For what"), words.PURPOSES, field="purpose"),
            Choice("method", _("How"), words.METHODS, field="method"),
            DateRange("made", _("Written at"), field="created_at"),
        ],
        columns=[
            Column("number", _("Payment"), kind="code", link=_address),
            Column("for", _("For"), kind="code", value="owner_number"),
            Column("purpose", _("For what"), value=lambda row: words.PURPOSES[row.purpose]),
            Column("method", _("How"), value=lambda row: words.METHODS[row.method]),
            Column("amount", _("Amount"), kind="money", currency="currency"),
            Column("state", _("State"), badge=lambda row: words.state(row.state)),
            Column("made", _("Written at"), kind="moment", value="created_at"),
            Column("reference", _("Number on the slip"), kind="code", hidden=True),
            Column("by", _("Written down by"), value="taken_by_name", hidden=True),
        ],
        sort="-id",
        export=Export("payments"),
        row_link=_address,
        empty=Empty(title=_("No payments"), text=_("Deposits, payments and money given back will stand here.")),
        search_hint=_("Number of a payment, of what it is for, or on the slip"),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "payments/list.html", {"list": listing})


@require_safe
@staff_page("payments.view")
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One payment, what the gateways said, and what may be done."""
    return _show(request, _found(request.actor, number))


@require_POST
@staff_page("payments.view", "payments.take")
def check(request: ActorRequest, number: str) -> HttpResponse:
    """Ask the gateway now."""
    payment = _found(request.actor, number)
    if payment.refund_of_id is not None:
        jobs.give_back(payment.number)
    else:
        jobs.settle(payment.number)
    return HttpResponseRedirect(_address(payment))


@require_POST
@staff_page("payments.view", "payments.refund")
def refund(request: ActorRequest, number: str) -> HttpResponse:
    """Give it back, or a part of it."""
    payment = _found(request.actor, number)
    form = RefundForm(request.POST, payment=payment)
    if not form.is_valid():
        return _show(request, payment, refund_form=form)
    data = form.cleaned_data
    try:
        row = actions.refund(
            payment_id=payment.pk,
            amount=data["amount"],
            method=data["method"],
            reason=data["reason"],
            reference=data["reference"] or "",
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return _show(request, payment, refund_form=form)
    if row.method == Payment.Method.GATEWAY:
        row = jobs.give_back(row.number) or row
    if row.state == rules.PAID:
        messages.success(request, _("The money has gone back."))
    return HttpResponseRedirect(_address(row if row.state != rules.PAID else payment))


@require_POST
@staff_page("payments.view", "payments.refund")
def decide(request: ActorRequest, number: str) -> HttpResponse:
    """Say what became of a payment of which no gateway tells."""
    payment = _found(request.actor, number)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, payment, decide_form=form)
    data = form.cleaned_data
    try:
        actions.decide(
            number=number, paid=data["paid"] == "yes", reason=data["reason"], actor=request.actor, at=timezone.now()
        )
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return _show(request, payment, decide_form=form)
    return HttpResponseRedirect(_address(payment))


def _show(
    request: ActorRequest,
    payment: Payment,
    *,
    refund_form: RefundForm | None = None,
    decide_form: DecideForm | None = None,
) -> HttpResponse:
    state, tone = words.state(payment.state)
    may_refund = request.actor.can("payments.refund")
    lines = [
        {
            "title": words.STEPS[answer.step],
            "at": answer.at,
            "by": answer.gateway,
            "text": " ".join(filter(None, [str(words.VERDICTS.get(answer.verdict, "")), words.reason(answer.code)])),
        }
        for answer in payment.answers.all()
    ]
    refundable = payment.state == rules.PAID and payment.refund_of_id is None
    context = {
        "payment": payment,
        "state": state,
        "tone": tone,
        "purpose": words.PURPOSES[payment.purpose],
        "method": words.METHODS[payment.method],
        "reason": words.reason(payment.error) if payment.error else "",
        "lines": lines,
        "refunds": [(row, *words.state(row.state)) for row in payment.refunds.all()],
        "left": payment.amount - payment.refunded,
        "checkable": payment.state in (rules.REDIRECTED, rules.UNKNOWN) and request.actor.can("payments.take"),
        "refund_form": (refund_form or RefundForm(payment=payment)) if refundable and may_refund else None,
        "decide_form": (decide_form or DecideForm()) if payment.state == rules.UNKNOWN and may_refund else None,
        "open": "refund" if refund_form else ("decide" if decide_form else ""),
    }
    status = 422 if refund_form or decide_form else 200
    return render(request, "payments/record.html", context, status=status)


def _found(actor: Actor, number: str) -> Payment:
    payment = queries.find_payment(actor, number)
    if payment is None:
        raise Http404
    return payment


def _address(payment: Payment) -> str:
    return reverse("payments-record", args=[payment.number])
