"""Papers with lines and sums: the estimate and the invoice."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from payandan.platform.kit.actors import Language
from payandan.platform.kit.money import unit_word
from payandan.platform.ui import words as shown
from payandan.repairs.paper.making import fact, made, mobile, seller


def invoice_pdf(context: Mapping[str, Any], *, address: str, language: Language) -> bytes:
    """An invoice as PDF. `context` is what its print page shows; `address` stands in its QR code."""
    with translation.override(language):
        return made("bill.typ", _invoice(context, language), address=address)


def estimate_pdf(context: Mapping[str, Any], *, address: str, language: Language) -> bytes:
    """An estimate as PDF. `context` is what `views.estimate_papers.paper_context` puts together."""
    with translation.override(language):
        return made("bill.typ", _estimate(context, language), address=address)


def _invoice(context: Mapping[str, Any], language: Language) -> dict[str, Any]:
    invoice, currency, due = context["invoice"], context["currency"], context["due"]

    def money(amount: int) -> str:
        return shown.money(amount, currency)

    paid = [[_("Paid so far"), money(due.kept)], [_("Still to pay"), money(max(0, due.left))]] if due else []
    return {
        **_common(context, invoice, language),
        "title": _("Invoice %(number)s") % {"number": invoice.number},
        "heading": _("Invoice"),
        "cancelled": _("Cancelled") if context["cancelled"] else "",
        "seller": seller(invoice.branch, context["terms"]),
        "facts": [
            fact(_("Date"), shown.day(invoice.issued_at)),
            fact(_("Serial no."), shown.digits(invoice.serial)),
            *_of_order(context["order"], invoice.customer),
        ],
        "paid": paid,
        "payments": [
            {
                "text": f"{one['purpose']} · {one['method']} · {shown.day(one['row'].settled_at)}",
                "amount": money(one["signed"]),
                "number": one["row"].number,
            }
            for one in context["payments"]
        ],
        "code-note": _("Find this invoice again"),
        "sign": [_("Signature of the company"), _("Signature of the customer")],
    }


def _estimate(context: Mapping[str, Any], language: Language) -> dict[str, Any]:
    estimate, order = context["estimate"], context["order"]
    deposit = (
        [[_("Deposit to ask for"), shown.money(estimate.deposit, context["currency"])]] if estimate.deposit else []
    )
    return {
        **_common(context, estimate, language),
        "title": _("Estimate %(number)s") % {"number": estimate.number},
        "heading": _("Estimate"),
        "cancelled": "",
        "seller": seller(order.branch, context["terms"]),
        "facts": [
            fact(_("Date"), shown.day(estimate.sent_at or estimate.created_at)),
            fact(_("Valid until"), shown.day(estimate.valid_until) if estimate.valid_until else ""),
            fact(_("State"), context["state"]),
            fact(_("Version"), shown.digits(estimate.version)),
            *_of_order(order, order.customer),
        ],
        "paid": deposit,
        "payments": [],
        "code-note": _("Answer it online"),
        "sign": [_("Signature of the company"), _("Signature of the customer")],
    }


def _common(context: Mapping[str, Any], paper: Any, language: Language) -> dict[str, Any]:
    """Lines and sums, the same on both."""
    sums, currency = context["sums"], context["currency"]

    def money(amount: int) -> str:
        return shown.money(amount, currency)

    return {
        "language": language,
        "size": "a4",
        "number": paper.number,
        "foot": _("All amounts are in %(unit)s.") % {"unit": unit_word(currency, language)},
        "head": [_("Row"), _("What for"), _("How many"), _("Amount"), _("Your share"), _("Tax")],
        "rows": _rows(context["lines"], currency),
        "totals": [
            [_("Sum without tax"), money(sums["amount"])],
            *([payer, money(amount)] for payer, amount in context["less"]),
            [_("Your share"), money(sums["customer"])],
            [_("Value added tax %(rate)s") % {"rate": sums["rate"]}, money(sums["tax"])],
        ],
        "total": [_("You pay"), money(sums["total"])],
        "payments-title": _("Payments"),
        "note": paper.note,
    }


def _rows(lines: Iterable[Mapping[str, Any]], currency: str) -> list[list[str]]:
    return [
        [
            shown.digits(place),
            line["label"],
            shown.digits(line["row"].quantity),
            shown.money(line["amount"], currency, with_unit=False),
            shown.money(line["customer"], currency, with_unit=False),
            shown.money(line["tax"], currency, with_unit=False),
        ]
        for place, line in enumerate(lines, start=1)
    ]


def _of_order(order: Any, customer: Any) -> list[dict[str, Any]]:
    return [
        fact(_("Customer"), customer.name),
        mobile(customer.mobile),
        fact(_("Product"), shown.name_in(order.unit.model)),
        fact(_("Serial number"), order.unit.serial, code=True),
        fact(_("Job"), order.number, code=True),
    ]
