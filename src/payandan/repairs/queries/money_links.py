"""Where the links in messages about money lead, and what those messages say; worded in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from payandan.customers.queries import Target
from payandan.platform.payments import queries as payments
from payandan.platform.people.actions import make_link
from payandan.platform.ui import words as shown
from payandan.repairs.models import Estimate, Invoice

ESTIMATE_PURPOSE, INVOICE_PURPOSE = "estimate", "invoice"
LINK_DAYS = 60

Context = Callable[[], Mapping[str, Any]]


def estimate_target(number: str) -> Target | None:
    """The customer's page of an estimate."""
    row = Estimate.objects.select_related("order__customer").filter(number=number).first()
    return Target(row.order.customer, reverse("repairs-mine-estimate", args=[number])) if row else None


def invoice_target(number: str) -> Target | None:
    """The customer's page of an invoice."""
    row = Invoice.objects.select_related("customer").filter(number=number).first()
    return Target(row.customer, reverse("repairs-mine-invoice", args=[number])) if row else None


def link_to(purpose: str, number: str, at: datetime) -> str:
    """The address in a message that signs the customer in and opens the page."""
    token = make_link(purpose, number, at=at, days=LINK_DAYS)
    return f"{settings.BASE_URL}{reverse('customer-link', args=[token])}"


def of_estimate(number: str, at: datetime) -> Context:
    """What a message about an estimate says."""

    def context() -> Mapping[str, Any]:
        row = Estimate.objects.get(number=number)
        return {
            "total": shown.money(row.total, row.currency),
            "until": shown.day(row.valid_until),
            "link": link_to(ESTIMATE_PURPOSE, number, at),
        }

    return context


def of_invoice(number: str, at: datetime) -> Context:
    """What a message about an invoice says."""

    def context() -> Mapping[str, Any]:
        row = Invoice.objects.get(number=number)
        return {"total": shown.money(row.total, row.currency), "link": link_to(INVOICE_PURPOSE, number, at)}

    return context


def of_payment(number: str, amount: int, currency: str, at: datetime) -> Context:
    """What a message with a link to pay says."""
    path = reverse("payments-pay", args=[payments.pay_token(number, at=at)])
    return lambda: {"total": shown.money(amount, currency), "link": f"{settings.BASE_URL}{path}"}


def received(amount: int, currency: str) -> Context:
    """What a message about received money says."""
    return lambda: {"total": shown.money(amount, currency)}
