"""Estimates, invoices and payments as the API answers them, and how they are found."""

from typing import Any

from payandan.platform.api import rest
from payandan.platform.payments.models import Payment
from payandan.repairs import queries
from payandan.repairs.models import Estimate, Invoice, RepairOrder
from payandan.repairs.queries import money


def estimate_out(row: Estimate) -> dict[str, Any]:
    """An estimate as the API shows it."""
    names = (
        "number", "version", "state", "currency", "amount", "customer", "tax", "tax_bp", "total", "deposit", "agreed",
        "cause", "sent_at", "valid_until", "answered_at", "answered_by",
    )  # fmt: skip
    lines = [{**line_out(line), "outcome": line.outcome, "answer": line.answer} for line in row.lines.all()]
    return {**{name: getattr(row, name) for name in names}, "job": row.order.number, "lines": lines}


def invoice_out(row: Invoice) -> dict[str, Any]:
    """An invoice as the API shows it."""
    names = (
        "number", "serial", "state", "currency", "amount", "by_payer", "tax", "tax_bp", "total", "issued_at",
        "cancelled_at",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "job": row.order.number,
        "branch": row.branch.code if row.branch else "",
        "lines": [line_out(line) for line in row.lines.all()],
    }


def payment_out(row: Payment) -> dict[str, Any]:
    """A payment as the API shows it."""
    names = (
        "number", "purpose", "method", "amount", "currency", "state", "reference", "created_at", "settled_at",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "job": row.owner_number}


def line_out(line: Any) -> dict[str, Any]:
    names = ("position", "kind", "component", "label", "quantity", "amount", "split", "tax")
    return {name: getattr(line, name) for name in names}


def order_of(request: rest.Request, number: str) -> RepairOrder:
    order: RepairOrder = rest.found(queries.visible(request.actor), number=number)
    return order


def estimate_of(request: rest.Request, number: str) -> Estimate:
    found = money.find_estimate(request.actor, number)
    if found is None:
        raise rest.Problem("not-found")
    return found


def invoice_of(request: rest.Request, number: str) -> Invoice:
    found = money.find_invoice(request.actor, number)
    if found is None:
        raise rest.Problem("not-found")
    return found
