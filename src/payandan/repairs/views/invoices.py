"""The staff pages of invoices and of the money of a job."""

import io
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.kit.ids import token
from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import words as payment_words
from payandan.platform.payments.models import Payment
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage
from payandan.repairs import actions, paper
from payandan.repairs.forms import money as forms
from payandan.repairs.models import Invoice
from payandan.repairs.queries import money, visible
from payandan.repairs.rules import bills
from payandan.repairs.rules import estimates as rules
from payandan.repairs.views.money_pages import components_of, lines_of, sums_of
from payandan.repairs.views.shared import found, sentence_of
from payandan.repairs.words import money as words

INVOICE = "repairs.invoice"


@require_safe
@staff_page("repairs.view", INVOICE)
def invoices(request: ActorRequest) -> HttpResponseBase:
    """Invoices of the actor's jobs."""
    listing = ListPage(
        money.visible_invoices(request.actor).defer("verdict"),
        request,
        name="invoices",
        filters=[
            Choice("state", _("State"), words.INVOICE_STATES, field="state"),
            DateRange("issued", _("Issued on"), field="issued_at"),
        ],
        columns=[
            Column("number", _("Invoice"), kind="code", link=_address),
            Column("serial", _("Serial no."), kind="number"),
            Column("job", _("Job"), kind="code", value="order.number"),
            Column("customer", _("Customer"), value="customer.name"),
            Column("total", _("Customer pays"), kind="money", currency="currency"),
            Column("tax", _("Tax"), kind="money", currency="currency", hidden=True),
            Column(
                "state", _("State"), badge=lambda row: (words.INVOICE_STATES[row.state], words.INVOICE_TONES[row.state])
            ),
            Column("issued", _("Issued on"), kind="moment", value="issued_at", sort="issued_at"),
        ],
        sort="-issued_at",
        export=Export("invoices"),
        row_link=_address,
        empty=Empty(title=_("No invoices yet"), text=_("They are issued on the page of a job."), icon="receipt"),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "repairs/invoices.html", {"list": listing})


@staff_page("repairs.view", INVOICE)
def issue(request: ActorRequest, number: str) -> HttpResponse:
    """Issue the invoice of a job: what was agreed to, as it turned out."""
    order = found(request, number, whole=True)
    held = money.invoice_of(order.pk)
    if held is not None:
        return HttpResponseRedirect(_address(held))
    agreed = money.consent_of(order.pk)
    data = request.POST if request.method == "POST" else None
    items = actions.agreed_items(order, agreed)
    lines = forms.Lines(data, items, components=components_of(order), currency=settings.CURRENCY)
    form = forms.InvoiceForm(data, initial={"cause": agreed.cause if agreed else ""})
    if data is not None and not data.get("more") and lines.is_valid() and form.is_valid():
        values = form.cleaned_data
        try:
            row = actions.issue_invoice(
                order=order,
                items=lines.items(),
                cause=values["cause"],
                goodwill=values["goodwill"] or 0,
                goodwill_reason=values["goodwill_reason"] or "",
                note=values["note"] or "",
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
        else:
            return HttpResponseRedirect(_address(row))
    status = 422 if data is not None and not data.get("more") else 200
    context = {
        "order": order,
        "lines": lines,
        "form": form,
        "currency": settings.CURRENCY,
        "agreed": agreed,
        "most": rules.most_allowed(agreed.agreed or 0, agreed.tolerance_bp) if agreed else 0,
    }
    return render(request, "repairs/invoice_issue.html", context, status=status)


@require_safe
@staff_page("repairs.view")
def invoice(request: ActorRequest, number: str) -> HttpResponse:
    """One invoice on the desk."""
    return _show(request, _found(request, number))


@require_POST
@staff_page("repairs.view", INVOICE)
def cancel(request: ActorRequest, number: str) -> HttpResponse:
    """Cancel it, with a reason."""
    row = _found(request, number)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form)
    try:
        actions.cancel_invoice(invoice=row, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now())
    except Refused as refused:
        add_refusal(form, refused, sentence_of)
        return _show(request, row, form=form)
    return HttpResponseRedirect(_address(row))


@require_safe
@staff_page("repairs.view")
def printed(request: ActorRequest, number: str) -> HttpResponse:
    """The invoice for paper."""
    return render(request, "repairs/invoice_print.html", print_context(_found(request, number)))


@require_safe
@staff_page("repairs.view")
def pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The invoice as PDF."""
    return pdf_answer(_found(request, number))


@require_safe
@staff_page("repairs.view")
def qr(request: ActorRequest, number: str) -> HttpResponse:
    """Where the customer finds this invoice, as a QR code."""
    return qr_answer(_found(request, number))


@require_safe
@staff_page("repairs.view")
def receipt(request: ActorRequest, number: str) -> HttpResponse:
    """The receipt of one payment, for paper."""
    row = Payment.objects.filter(number=number, owner_kind=money.OWNER).received().first()
    order = money_order(request, row) if row else None
    if row is None or order is None:
        raise Http404
    return render(request, "repairs/payment_print.html", receipt_context(row, order))


@staff_page("repairs.view", "payments.take")
def take(request: ActorRequest, number: str) -> HttpResponse:
    """Take money at the counter."""
    order = found(request, number, whole=True)
    purpose, due = actions.due_now(order)
    form = forms.TakeForm(request.POST or None, initial={"amount": due or None, "key": _key()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            row = actions.take_payment(
                order=order,
                amount=values["amount"],
                method=values["method"],
                reference=values["reference"] or "",
                key=values["key"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
        else:
            messages.success(request, _("The money is written down as %(number)s.") % {"number": row.number})
            return HttpResponseRedirect(reverse("repairs-record", args=[number]))
    context = {
        "order": order,
        "form": form,
        "purpose": payment_words.PURPOSES[purpose],
        "due": due,
        "currency": settings.CURRENCY,
    }
    return render(request, "repairs/take.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page("repairs.view", "payments.take")
def send_link(request: ActorRequest, number: str) -> HttpResponse:
    """Send the customer the link where to pay."""
    order = found(request, number)
    back = reverse("repairs-mine", args=[number])
    try:
        actions.begin_payment(order=order, actor=request.actor, at=timezone.now(), back_path=back, tell=True)
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
    else:
        messages.success(request, _("The link to pay is on its way."))
    return HttpResponseRedirect(reverse("repairs-record", args=[number]))


@staff_page("repairs.view", "repairs.release")
def release(request: ActorRequest, number: str) -> HttpResponse:
    """Let a device go though it is not paid."""
    order = found(request, number)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.release_unpaid(
                order=order, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
        else:
            messages.success(request, _("It may be handed over now."))
            return HttpResponseRedirect(reverse("repairs-record", args=[number]))
    context = {"order": order, "form": form, "due": money.due_of(order.pk), "currency": settings.CURRENCY}
    return render(request, "repairs/release.html", context, status=422 if form.errors else 200)


# --- shared with the customer's pages ---------------------------------------------------------------------------------


def print_context(row: Invoice) -> dict[str, Any]:
    """What the paper shows."""
    terms = money.terms_of(row.branch_id)
    payments = money.received_of(row.order_id)
    return {
        "invoice": row,
        "order": row.order,
        "lines": lines_of(row, components_of(row.order)),
        "sums": sums_of(row),
        "currency": row.currency,
        "terms": terms,
        "payers": [(words.payer(payer), amount) for payer, amount in row.by_payer.items() if payer != "customer"],
        "less": [(words.payer(payer), -amount) for payer, amount in row.by_payer.items() if payer != "customer"],
        "payments": [payment_row(one) for one in payments],
        "due": money.due_of(row.order_id) if row.state == bills.ISSUED else None,
        "cancelled": row.state == bills.CANCELLED,
    }


def payment_row(row: Payment) -> dict[str, Any]:
    """A payment in words."""
    state, tone = payment_words.state(row.state)
    return {
        "row": row,
        "purpose": payment_words.PURPOSES[row.purpose],
        "method": payment_words.METHODS[row.method],
        "state": state,
        "tone": tone,
        "went": row.purpose == Payment.Purpose.REFUND,
        "signed": -row.amount if row.purpose == Payment.Purpose.REFUND else row.amount,
        "received": row.state in ("paid", "refunded"),
    }


def receipt_context(row: Payment, order: Any) -> dict[str, Any]:
    """What the receipt of a payment shows."""
    return {**payment_row(row), "payment": row, "order": order, "terms": money.terms_of(order.branch_id)}


def pdf_answer(row: Invoice) -> HttpResponse:
    """The invoice as PDF, in the reader's language."""
    made = paper.invoice_pdf(print_context(row), address=address_of(row), language=reader.language())
    headers = {"Content-Disposition": f'inline; filename="{row.number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def qr_answer(row: Invoice) -> HttpResponse:
    """The QR code of its address."""
    drawing = io.BytesIO()
    segno.make(address_of(row), error="m", micro=False).save(
        drawing, kind="svg", border=2, xmldecl=False, omitsize=True, unit=""
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


def address_of(row: Invoice) -> str:
    """Where the customer finds the invoice, after signing in."""
    return f"{settings.BASE_URL}{reverse('repairs-mine-invoice', args=[row.number])}"


def money_order(request: ActorRequest, row: Payment) -> Any:
    """The job of a payment, where the actor may see it."""
    return visible(request.actor).filter(pk=row.owner_id).first()


def _show(request: ActorRequest, row: Invoice, *, form: Any = None) -> HttpResponse:
    may_cancel = row.state == bills.ISSUED and request.actor.can(INVOICE)
    context = {
        **print_context(row),
        "state": words.INVOICE_STATES[row.state],
        "tone": words.INVOICE_TONES[row.state],
        "cancel_form": (form or forms.ReasonForm()) if may_cancel else None,
        "open": form is not None,
    }
    return render(request, "repairs/invoice.html", context, status=422 if form else 200)


def _found(request: ActorRequest, number: str) -> Invoice:
    row = money.find_invoice(request.actor, number)
    if row is None:
        raise Http404
    return row


def _address(row: Invoice) -> str:
    return reverse("repairs-invoice", args=[row.number])


def _key() -> str:
    return token(16)
