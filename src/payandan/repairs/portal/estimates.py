"""The customer's pages of money: answer an estimate line by line, ask, pay, and keep the invoice."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import queries as payments
from payandan.platform.people.permissions import ActorRequest, customer_page
from payandan.repairs import actions
from payandan.repairs.forms import money as forms
from payandan.repairs.models import Estimate, Invoice, RepairOrder
from payandan.repairs.queries import money
from payandan.repairs.rules import bills
from payandan.repairs.rules import estimates as rules
from payandan.repairs.views import estimate_papers
from payandan.repairs.views import invoice_papers as desk
from payandan.repairs.views.estimates import answers_in
from payandan.repairs.views.money_pages import components_of, lines_of, sums_of
from payandan.repairs.views.shared import sentence_of
from payandan.repairs.words import money as words


@require_safe
@customer_page
def estimate(request: ActorRequest, number: str) -> HttpResponse:
    """What it will cost, who pays what and why; with a choice for every line."""
    return _show(request, _estimate(request, number))


@require_safe
@customer_page
def estimate_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The same as PDF."""
    return estimate_papers.pdf_answer(_estimate(request, number))


@require_POST
@customer_page
def answer(request: ActorRequest, number: str) -> HttpResponse:
    """Approve or decline, line by line."""
    row = _estimate(request, number)
    chosen = answers_in(request.POST, row)
    try:
        row = actions.answer_estimate(estimate=row, answers=chosen, actor=request.actor, at=timezone.now())
    except Refused as refused:
        problem = sentence_of(refused.code, refused.params)
        return _show(request, row, chosen=chosen, problem=problem, at_line=refused.params.get("position"))
    messages.success(request, _("Thank you. Your answer is with us."))
    return HttpResponseRedirect(reverse("repairs-mine-estimate", args=[number]))


@require_POST
@customer_page
def ask(request: ActorRequest, number: str) -> HttpResponse:
    """Ask something before answering."""
    row = _estimate(request, number)
    form = forms.QuestionForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form)
    try:
        actions.ask_about_estimate(estimate=row, text=form.cleaned_data["text"], actor=request.actor, at=timezone.now())
    except Refused as refused:
        return _show(request, row, form=form, problem=sentence_of(refused.code, refused.params))
    messages.success(request, _("Your question has arrived. We answer it here and tell you."))
    return HttpResponseRedirect(reverse("repairs-mine-estimate", args=[number]))


@require_POST
@customer_page
def pay(request: ActorRequest, number: str) -> HttpResponse:
    """To the page where the deposit, or what is left of the invoice, is paid."""
    order = RepairOrder.objects.visible_to(request.actor).filter(number=number).first()
    if order is None:
        raise Http404
    back = reverse("repairs-mine", args=[number])
    now = timezone.now()
    try:
        payment = actions.begin_payment(order=order, actor=request.actor, at=now, back_path=back)
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(reverse("payments-pay", args=[payments.pay_token(payment.number, at=now)]))


@require_safe
@customer_page
def invoice(request: ActorRequest, number: str) -> HttpResponse:
    """My invoice, for paper."""
    context = {**desk.print_context(_invoice(request, number)), "mine": True}
    return render(request, "repairs/invoice_print.html", context)


@require_safe
@customer_page
def invoice_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """My invoice as PDF."""
    return desk.pdf_answer(_invoice(request, number))


@require_safe
@customer_page
def invoice_qr(request: ActorRequest, number: str) -> HttpResponse:
    """The QR code on my invoice."""
    return desk.qr_answer(_invoice(request, number))


def money_of(order: RepairOrder) -> dict[str, Any]:
    """What the include `repairs/mine_money.html` reads as `money`."""
    open_ = order.estimates.filter(state=rules.SENT).first()
    answered = money.consent_of(order.pk)
    bill = money.invoice_of(order.pk)
    kept = money.balance_of(order.pk).kept
    due = bills.Due(bill.total if bill else 0, kept)
    purpose, now_due = actions.due_now(order)
    return {
        "order": order,
        "estimate": open_,
        "answered": answered if not open_ else None,
        "answered_state": words.ESTIMATE_STATES[answered.state] if answered else "",
        "invoice": bill,
        "due": due,
        "kept": kept,
        "now_due": now_due,
        "is_deposit": purpose == "deposit",
        "online": payments.online(),
        "currency": settings.CURRENCY,
    }


def _show(
    request: ActorRequest,
    row: Estimate,
    *,
    chosen: dict[int, bool] | None = None,
    problem: str = "",
    at_line: int | None = None,
    form: Any = None,
) -> HttpResponse:
    lines = lines_of(row, components_of(row.order))
    for line in lines:
        said = (chosen or {}).get(line["position"])
        line["chosen"] = "" if said is None else ("yes" if said else "no")
        line["missing"] = at_line == line["position"]
        line["answer"] = line["row"].answer
    now = timezone.now()
    over = row.valid_until is not None and row.valid_until <= now
    context = {
        "estimate": row,
        "order": row.order,
        "state": words.ESTIMATE_STATES[row.state],
        "tone": words.ESTIMATE_TONES[row.state],
        "lines": lines,
        "sums": sums_of(row),
        "currency": row.currency,
        "open": row.state == rules.SENT and not over,
        "over": row.state == rules.EXPIRED or (row.state == rules.SENT and over),
        "form": form or forms.QuestionForm(),
        "problem": problem,
        "money": money_of(row.order),
        "several": sum(1 for line in lines if line["customer"]) > 1,
    }
    status = 422 if problem or (form is not None and form.errors) else 200
    return render(request, "repairs/mine_estimate.html", context, status=status)


def _estimate(request: ActorRequest, number: str) -> Estimate:
    row = money.find_estimate(request.actor, number)
    if row is None:
        raise Http404
    return row


def _invoice(request: ActorRequest, number: str) -> Invoice:
    row = money.find_invoice(request.actor, number)
    if row is None:
        raise Http404
    return row
