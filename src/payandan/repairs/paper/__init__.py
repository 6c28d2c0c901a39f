"""Designed paper of the workshop: the invoice, as data for the PDF engine."""

import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from payandan.platform.kit.actors import Language
from payandan.platform.kit.identifiers import display_mobile
from payandan.platform.kit.money import unit_word
from payandan.platform.ui import words as shown
from payandan.warranty import paper


def invoice_pdf(context: Mapping[str, Any], *, address: str, language: Language) -> bytes:
    """An invoice as PDF. `context` is what its print page shows; `address` stands in its QR code."""
    with tempfile.TemporaryDirectory() as folder, translation.override(language):
        segno.make(address, error="m", micro=False).save(str(Path(folder) / "code.svg"), border=2)
        template = (files(__package__) / "invoice.typ").read_bytes()
        return paper.compiled(template, _data(context, language), folder=Path(folder))


def _data(context: Mapping[str, Any], language: Language) -> dict[str, Any]:
    invoice, order, terms = context["invoice"], context["order"], context["terms"]
    sums, currency = context["sums"], context["currency"]

    def money(amount: int) -> str:
        return shown.money(amount, currency)

    totals = [[_("Sum without tax"), money(sums["amount"])]]
    totals += [[payer, money(amount)] for payer, amount in context["less"]]
    totals += [[_("Your share"), money(sums["customer"])]]
    totals += [[_("Value added tax %(rate)s") % {"rate": sums["rate"]}, money(sums["tax"])]]
    due = context["due"]
    paid = [[_("Paid so far"), money(due.kept)], [_("Still to pay"), money(max(0, due.left))]] if due else []
    return {
        "language": language,
        "title": _("Invoice %(number)s") % {"number": invoice.number},
        "heading": _("Invoice"),
        "number": invoice.number,
        "cancelled": _("Cancelled") if context["cancelled"] else "",
        "seller": [
            line
            for line in (
                shown.name_in(invoice.branch) if invoice.branch else "",
                terms.address,
                _("Phone: %(phone)s") % {"phone": terms.phone} if terms.phone else "",
                _("Tax number: %(number)s") % {"number": terms.tax_id} if terms.tax_id else "",
            )
            if line
        ],
        "facts": [
            {"label": _("Date"), "value": shown.day(invoice.issued_at)},
            {"label": _("Serial no."), "value": shown.digits(invoice.serial)},
            {"label": _("Customer"), "value": invoice.customer.name},
            {
                "label": _("Mobile"),
                "value": display_mobile(invoice.customer.mobile) if invoice.customer.mobile else "",
                "code": True,
            },
            {"label": _("Product"), "value": shown.name_in(order.unit.model)},
            {"label": _("Serial number"), "value": order.unit.serial, "code": True},
            {"label": _("Job"), "value": order.number, "code": True},
        ],
        "head": [_("Row"), _("What for"), _("How many"), _("Amount"), _("Your share"), _("Tax")],
        "rows": [
            [
                shown.digits(place),
                line["label"],
                shown.digits(line["row"].quantity),
                shown.money(line["amount"], currency, with_unit=False),
                shown.money(line["customer"], currency, with_unit=False),
                shown.money(line["tax"], currency, with_unit=False),
            ]
            for place, line in enumerate(context["lines"], start=1)
        ],
        "totals": totals,
        "total": [_("You pay"), money(sums["total"])],
        "paid": paid,
        "unit": _("All amounts are in %(unit)s.") % {"unit": unit_word(currency, language)},
        "payments": [
            {
                "text": f"{one['purpose']} · {one['method']} · {shown.day(one['row'].settled_at)}",
                "amount": money(one["signed"]),
                "number": one["row"].number,
            }
            for one in context["payments"]
        ],
        "payments-title": _("Payments"),
        "note": invoice.note,
        "code-note": _("Find this invoice again"),
        "sign": [_("Signature of the company"), _("Signature of the customer")],
    }
