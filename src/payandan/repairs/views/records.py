"""The page of one job, whole or the part of it that moves, and its papers."""

import io
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.search.among import among
from payandan.platform.ui import reader
from payandan.repairs import paper
from payandan.repairs.models import Loan, RepairOrder
from payandan.repairs.queries import money
from payandan.repairs.rules.moves import SECOND_CHANCE_DAYS
from payandan.repairs.views import dialogs
from payandan.repairs.views.money_pages import pdf
from payandan.repairs.views.pages import record_context
from payandan.repairs.views.shared import found, sentence_of


@staff_page("repairs.view")
@require_safe
def record(request: ActorRequest, number: str) -> HttpResponse:
    """A job: how it stands, what was written down, and everything that happened."""
    return show(request, number, dialog=request.GET.get("dialog", "")[:20])


def show(request: ActorRequest, number: str, *, dialog: str = "", form: Any = None, **more: Any) -> HttpResponse:
    """The page as it is now; to htmx only the part that an act can change, or the dialog that was asked for."""
    order = found(request, number, whole=True)
    status = more.pop("status", 200)
    asked = dialogs.open_dialog(request, order, dialog, form) if dialog else None
    if request.headers.get("Payandan-Dialog"):
        if asked is None:
            raise Http404
        return render(request, "repairs/dialog.html", {"order": order, "dialog": asked}, status=status)
    template = "repairs/record_body.html" if request.headers.get("HX-Request") else "repairs/record.html"
    context = record_context(order, request.actor, dialog=asked, **more)
    return render(request, template, context, status=status)


def done(request: ActorRequest, number: str, message: str = "") -> HttpResponse:
    """After an act: the page with what it changed."""
    if request.headers.get("HX-Request"):
        return show(request, number, notice=message)
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(reverse("repairs-record", args=[number]))


def refused(request: ActorRequest, number: str, refusal: Refused, **more: Any) -> HttpResponse:
    """The page with the sentence that says no, and all that was typed."""
    if refusal.code == "not_found":
        raise Http404
    return show(request, number, status=422, problem=sentence_of(refusal.code, refusal.params), **more)


# --- papers ----------------------------------------------------------------------------------------------------------


@staff_page("repairs.view")
@require_safe
def receipt(request: ActorRequest, number: str) -> HttpResponse:
    """The receipt of what was handed in, for paper."""
    return _printed(request, number, "repairs/receipt.html")


@staff_page("repairs.view")
@require_safe
def receipt_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The receipt as PDF."""
    order = found(request, number, whole=True)
    terms, context = money.terms_of(order.branch_id), record_context(order, request.actor)
    made = paper.receipt_pdf(context, terms=terms, address=track_url(order), language=reader.language())
    return pdf(made, order.number)


@staff_page("repairs.view")
@require_safe
def label(request: ActorRequest, number: str) -> HttpResponse:
    """The label for the device."""
    return _printed(request, number, "repairs/label.html")


def _printed(request: ActorRequest, number: str, template: str) -> HttpResponse:
    order = found(request, number, whole=True)
    context = record_context(order, request.actor, days=SECOND_CHANCE_DAYS, track_url=track_url(order))
    return render(request, template, context)


@staff_page("repairs.view")
@require_safe
def loan(request: ActorRequest, number: str) -> HttpResponse:
    """The contract of a loaner, for paper."""
    return render(request, "repairs/loan.html", {"loan": _loan(request, number)})


@staff_page("repairs.view")
@require_safe
def loan_pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The contract as PDF."""
    row = _loan(request, number)
    terms = money.terms_of(row.order.branch_id)
    address = f"{settings.BASE_URL}{reverse('repairs-mine', args=[row.order.number])}"
    return pdf(paper.loan_pdf(row, terms=terms, address=address, language=reader.language()), row.number)


def _loan(request: ActorRequest, number: str) -> Loan:
    rows = Loan.objects.select_related("loaner__unit__model", "order__unit__model", "order__branch", "customer")
    row = rows.filter(among(RepairOrder.objects.visible_to(request.actor), "order_id"), number=number).first()
    if row is None:
        raise Http404
    return row


@staff_page("repairs.view")
@require_safe
def qr(request: ActorRequest, number: str) -> HttpResponse:
    """The job's public number as a QR code for the label; with `track`, the address at which a customer follows it."""
    order = found(request, number)
    drawing = io.BytesIO()
    text = track_url(order) if request.GET.get("track") else order.number
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=2, xmldecl=False, omitsize=True, unit="")
    headers = {"Cache-Control": "private, max-age=86400"}
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers=headers)


def track_url(order: RepairOrder) -> str:
    """Where a customer follows a job by its code."""
    return f"{settings.BASE_URL}{reverse('repairs-track')}?code={order.tracking}"
