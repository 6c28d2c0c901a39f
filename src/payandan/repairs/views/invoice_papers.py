"""The paper of an invoice, for the desk and for its customer: what it shows, its PDF, its QR code."""

import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from payandan.platform.payments import words as payment_words
from payandan.platform.payments.models import Payment
from payandan.platform.ui import reader
from payandan.repairs import paper
from payandan.repairs.models import Invoice
from payandan.repairs.queries import money
from payandan.repairs.rules import bills
from payandan.repairs.views.money_pages import components_of, lines_of, pdf, sums_of
from payandan.repairs.words import money as words


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
    return pdf(made, row.number)


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
