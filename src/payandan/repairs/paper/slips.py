"""Papers to sign at the counter: the receipt of what was handed in, and the contract of a loaner."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from payandan.platform.kit.actors import Language
from payandan.platform.ui import words as shown
from payandan.repairs.models import Loan, MoneyTerms
from payandan.repairs.paper.making import fact, made, mobile, seller


def receipt_pdf(context: Mapping[str, Any], *, terms: MoneyTerms, address: str, language: Language) -> bytes:
    """The receipt of a device as PDF. `context` is what its print page shows."""
    with translation.override(language):
        return made("slip.typ", _receipt(context, terms, language), address=address)


def loan_pdf(loan: Loan, *, terms: MoneyTerms, address: str, language: Language) -> bytes:
    """The contract of a loaner as PDF."""
    with translation.override(language):
        return made("slip.typ", _loan(loan, terms, language), address=address)


def _receipt(context: Mapping[str, Any], terms: MoneyTerms, language: Language) -> dict[str, Any]:
    order = context["order"]
    comma = "، " if language == "fa" else ", "
    fault = " — ".join(filter(None, (comma.join(context["symptoms"]), order.words)))
    condition = comma.join(f"{line['label']}: {line['answer']}" for line in context["condition"])
    promised = shown.day(order.promised_at) if order.promised_at else _("We tell you as soon as we know")
    return {
        **_common(language, order.number, _("Receipt %(number)s") % {"number": order.number}),
        "heading": _("Receipt of intake"),
        "seller": seller(order.branch, terms),
        "facts": [
            fact(_("Taken in"), shown.day(order.received_at)),
            fact(_("Customer"), order.customer.name),
            mobile(order.customer.mobile),
            fact(_("Product"), shown.name_in(order.unit.model)),
            fact(_("Serial number"), order.unit.serial, code=True),
            fact(_("What is wrong"), fault),
            fact(_("Warranty"), context["covered"]),
            fact(_("Recalls"), comma.join(line["recall"].title for line in context["recalls"])),
            fact(_("What came along"), comma.join(context["accessories"]) or _("Nothing")),
            fact(_("Condition"), " ".join(filter(None, (condition, order.appearance)))),
            fact(_("Data"), context["consent"]),
        ],
        "strong": [fact(_("Promised for"), promised), fact(_("Tracking code"), order.tracking, code=True)],
        "text": [
            _(
                "Follow it by the code or the QR code. If the fault comes back soon after the hand-over, bring this "
                "receipt: the same job is opened again."
            )
        ],
        "code-note": _("QR code to follow it"),
    }


def _loan(loan: Loan, terms: MoneyTerms, language: Language) -> dict[str, Any]:
    order = loan.order
    back = f"{shown.day(loan.back_at)} · {loan.condition_back}" if loan.back_at else ""
    unit, job = loan.loaner.unit, f"{shown.name_in(order.unit.model)} · {order.number}"
    return {
        **_common(language, loan.number, _("Loan contract %(number)s") % {"number": loan.number}),
        "heading": _("Loan contract"),
        "seller": seller(order.branch, terms),
        "facts": [
            fact(_("Lent on"), shown.day(loan.out_at)),
            fact(_("Customer"), loan.customer.name),
            mobile(loan.customer.mobile),
            fact(_("Loaner"), shown.name_in(unit.model)),
            fact(_("Serial number"), unit.serial, code=True),
            fact(_("For the job"), job),
            fact(_("Condition when lent"), loan.condition_out),
            fact(_("What goes along"), loan.accessories),
            fact(_("Came back"), back),
        ],
        "strong": [
            fact(_("Back by"), shown.day(loan.due_on)),
            *([fact(_("Deposit"), shown.money(loan.deposit, loan.currency))] if loan.deposit else []),
        ],
        "text": [
            _(
                "The customer uses the loaner with care, gives it to nobody else, and brings it back in this condition "
                "on that day or when the repaired device is collected, whichever comes first. A deposit is returned "
                "when it comes back whole."
            )
        ],
        "code-note": _("See the job online"),
    }


def _common(language: Language, number: str, title: str) -> dict[str, Any]:
    return {
        "language": language,
        "size": "a5",
        "number": number,
        "title": title,
        "cancelled": "",
        "foot": "",
        "sign": [_("Customer"), _("For the centre")],
    }
