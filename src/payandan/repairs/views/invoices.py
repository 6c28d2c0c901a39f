"""The staff pages of invoices."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage
from payandan.repairs import actions
from payandan.repairs.forms import money as forms
from payandan.repairs.models import Invoice
from payandan.repairs.queries import money
from payandan.repairs.rules import bills
from payandan.repairs.rules import estimates as rules
from payandan.repairs.views.invoice_papers import pdf_answer, print_context, qr_answer
from payandan.repairs.views.money_pages import Written
from payandan.repairs.views.shared import found, tried, who
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
    items = actions.agreed_items(order, agreed)
    page = Written(request, forms.InvoiceForm, order, items, initial={"cause": agreed.cause if agreed else ""})

    def issued(values: dict[str, Any]) -> Invoice:
        return actions.issue_invoice(
            order=order,
            items=page.lines.items(),
            cause=values["cause"],
            goodwill=values["goodwill"] or 0,
            goodwill_reason=values["goodwill_reason"] or "",
            note=values["note"] or "",
            **who(request),
        )

    if (row := page.saved(issued)) is not None:
        return HttpResponseRedirect(_address(row))
    most = rules.most_allowed(agreed.agreed or 0, agreed.tolerance_bp) if agreed else 0
    return page.shown(request, "repairs/invoice_issue.html", agreed=agreed, most=most)


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

    def cancelled() -> Invoice:
        return actions.cancel_invoice(invoice=row, reason=form.cleaned_data["reason"], **who(request))

    if not form.is_valid() or tried(form, cancelled) is None:
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
