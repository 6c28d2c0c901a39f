"""Estimates, invoices, payments and drawers in words."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from payandan.claims.words.labels import LINE_KINDS, PAYERS
from payandan.platform.payments import words as payment_words
from payandan.platform.ui import words as shown
from payandan.repairs.rules import bills, estimates
from payandan.repairs.rules.estimates import WHOLE

ESTIMATE_STATES: dict[str, Any] = {
    estimates.DRAFT: gettext_lazy("Estimate being written"),
    estimates.SENT: gettext_lazy("Waiting for the customer's answer"),
    estimates.APPROVED: gettext_lazy("Approved by the customer"),
    estimates.PARTLY: gettext_lazy("Approved in part"),
    estimates.DECLINED: gettext_lazy("Declined by the customer"),
    estimates.EXPIRED: gettext_lazy("Its days are over"),
    estimates.REPLACED: gettext_lazy("Replaced by a newer one"),
    estimates.DROPPED: gettext_lazy("Thrown away"),
}
ESTIMATE_TONES = {
    estimates.DRAFT: "muted",
    estimates.SENT: "info",
    estimates.APPROVED: "good",
    estimates.PARTLY: "good",
    estimates.DECLINED: "bad",
    estimates.EXPIRED: "warn",
    estimates.REPLACED: "muted",
    estimates.DROPPED: "muted",
}
INVOICE_STATES: dict[str, Any] = {
    bills.ISSUED: gettext_lazy("Invoice issued"),
    bills.CANCELLED: gettext_lazy("Cancelled"),
}
INVOICE_TONES = {bills.ISSUED: "good", bills.CANCELLED: "muted"}
ANSWERED_BY: dict[str, Any] = {
    "customer": gettext_lazy("by the customer"),
    "staff": gettext_lazy("noted by a colleague"),
    "nobody": gettext_lazy("nothing to pay"),
}
ENTRIES: dict[str, Any] = {
    "invoice": gettext_lazy("Invoice"),
    "invoice_cancelled": gettext_lazy("Invoice cancelled"),
    "payment": gettext_lazy("Payment received"),
    "deposit": gettext_lazy("Deposit received"),
    "refund": gettext_lazy("Money given back"),
    "drawer": gettext_lazy("Difference of the drawer"),
}
ACCOUNTS: dict[str, Any] = {
    "cash": gettext_lazy("Cash drawer"),
    "card_terminal": gettext_lazy("Card terminals"),
    "transfer": gettext_lazy("Bank account"),
    "gateway": gettext_lazy("Payment gateway"),
    "customers": gettext_lazy("Customers owe"),
    "warranty": gettext_lazy("Cost of warranty"),
    "deposits": gettext_lazy("Deposits of customers"),
    "tax": gettext_lazy("Value added tax"),
    "part": gettext_lazy("Sales of parts"),
    "labour": gettext_lazy("Income from labour"),
    "travel": gettext_lazy("Income from travel"),
    "shipping": gettext_lazy("Income from freight"),
    "expense": gettext_lazy("Other income"),
    "goodwill": gettext_lazy("Cost of goodwill"),
    "cash_difference": gettext_lazy("Differences of cash"),
}


def rate(basis_points: int) -> str:
    """A part in hundredths of a percent, as people write it: «۱۰٪»."""
    return shown.percent(Decimal(basis_points) / WHOLE, 0 if basis_points % 100 == 0 else 2)


def payer(code: str) -> str:
    """Who pays."""
    return str(PAYERS.get(code, code))


def line_kind(code: str) -> str:
    """The kind of a line."""
    return str(LINE_KINDS.get(code, code))


def line_name(kind: str, label: str, component: str, components: Mapping[str, str]) -> str:
    """A line in a few words: what was written, else the component, else the kind."""
    if label:
        return label
    name = components.get(component, "")
    if kind == "part" and name:
        return name
    return f"{line_kind(kind)} · {name}" if name else line_kind(kind)


# --- refusals ---------------------------------------------------------------------------------------------------------

_REFUSALS: dict[str, Any] = {
    "estimate_not_in_this_state": gettext_lazy("This version was sent or thrown away; write a new version instead."),
    "estimate_expired": gettext_lazy("This estimate is no longer valid. Ask us for a new one; it takes a minute."),
    "lines_missing": gettext_lazy("Write at least one line."),
    "answer_missing": gettext_lazy("Choose for every line whether you want it."),
    "consent_how": gettext_lazy("Write how the customer agreed: when, by which number, with whom you spoke."),
    "question_missing": gettext_lazy("Write the question or the reply first."),
    "too_many_questions": gettext_lazy("There are many questions already. Please call us."),
    "goodwill_why": gettext_lazy("Write why the company takes this upon itself."),
    "not_finished": gettext_lazy("The work is not over yet; the invoice comes when the device is ready."),
    "invoiced_already": gettext_lazy("This job has an invoice. Cancel it first to issue another."),
    "invoice_cancelled": gettext_lazy("This invoice is cancelled already."),
    "reason_missing": gettext_lazy("Write the reason."),
    "nothing_due": gettext_lazy("There is nothing to pay now."),
    "not_invoiced": gettext_lazy("The customer agreed to pay, but there is no invoice yet. Issue it first."),
    "drawer_open": gettext_lazy("The drawer of this centre is open already."),
    "drawer_closed": gettext_lazy("This drawer is closed already."),
    "bad_count": gettext_lazy("Write the cash that was counted."),
    "bad_rate": gettext_lazy("A rate lies between 0 and 100 percent."),
}


def refusal(code: str, params: Mapping[str, Any]) -> str:  # noqa: PLR0911 - a sentence for each code with numbers
    """The sentence for a refusal about money; empty for a code that is not of money."""
    money = {name: _sum(value) for name, value in params.items() if isinstance(value, int)}
    if code in ("bad_line", "amount_missing"):
        line = {"line": shown.digits(params["position"])}
        if code == "bad_line":
            return _("Line %(line)s cannot be right; look at its kind, its quantity and its minutes.") % line
        return _("No list has a price for line %(line)s. Write its amount.") % line
    if code == "too_many_lines":
        return _("At most %(most)s lines; put small ones together.") % {"most": shown.digits(params["most"])}
    if code == "consent_needed":
        if not params["agreed"]:
            return _("The customer has not agreed to pay anything. Send an estimate first, or note the consent.")
        return (
            _(
                "The customer agreed to %(agreed)s; with the tolerance %(most)s may be asked, and this is %(asked)s. "
                "Send a new version and let the customer agree."
            )
            % money
        )
    if code == "deposit_too_large":
        return _("The deposit is at most %(most)s.") % money
    if code == "too_much_goodwill":
        return _("The company can take at most %(most)s upon itself: that is the customer's share.") % money
    if code == "not_paid":
        return _("%(left)s is still to be paid. Take it, or let the device go with a reason.") % money
    if code == "more_than_due":
        return _("Only %(left)s is still to be paid.") % money
    if code == "difference_unexplained":
        return _("%(expected)s should be in the drawer. Count once more, or write why it differs.") % money
    if code in _REFUSALS:
        return str(_REFUSALS[code])
    known = payment_words.refusal(code, params)
    return "" if known == payment_words.refusal("", {}) else known


def _sum(amount: int) -> str:
    from django.conf import settings

    return shown.money(amount, settings.CURRENCY)


# --- lines of the history ---------------------------------------------------------------------------------------------

Body = Mapping[str, Any]
Line = tuple[str, str, str]


def _estimate(title: Any, tone: str = "") -> Callable[[Body], Line]:
    def tell(body: Body) -> Line:
        version = _("Version %(version)s") % {"version": shown.digits(body["version"])} if "version" in body else ""
        return str(title), version, tone

    return tell


def _sent(body: Body) -> Line:
    return _("Estimate sent"), shown.money(body["total"], body["currency"]), "info"


def _answered(body: Body) -> Line:
    text = shown.money(body["agreed"], body["currency"]) if body["agreed"] else ""
    title = str(ESTIMATE_STATES[body["state"]])
    by = str(ANSWERED_BY.get(body["by"], "")) if body["by"] == "staff" else ""
    return title, " · ".join(filter(None, [text, by])), ESTIMATE_TONES[body["state"]]


def _payment(name: str, tone: str) -> Callable[[Body], Line]:
    def tell(body: Body) -> Line:
        return payment_words.SENTENCES[name](body, get_language() or "fa"), "", tone

    return tell


TELLERS: dict[str, Callable[[Body], Line]] = {
    "repairs.estimate_drafted": _estimate(gettext_lazy("Estimate begun")),
    "repairs.estimate_sent": _sent,
    "repairs.estimate_answered": _answered,
    "repairs.estimate_reminded": _estimate(gettext_lazy("The customer was reminded of the estimate"), "warn"),
    "repairs.estimate_expired": _estimate(gettext_lazy("The days of the estimate are over"), "warn"),
    "repairs.estimate_question_asked": _estimate(gettext_lazy("The customer asked about the estimate"), "warn"),
    "repairs.estimate_question_replied": _estimate(gettext_lazy("The question was answered")),
    "repairs.payment_asked": lambda body: (_("Link to pay sent"), shown.money(body["amount"], body["currency"]), ""),
    "repairs.invoice_issued": lambda body: (
        _("Invoice %(number)s issued") % {"number": body["invoice"]},
        shown.money(body["total"], body["currency"]),
        "info",
    ),
    "repairs.invoice_cancelled": lambda body: (
        _("Invoice %(number)s cancelled") % {"number": body["invoice"]},
        body["reason"],
        "warn",
    ),
    "repairs.released_unpaid": lambda body: (_("Let go unpaid"), body["reason"], "warn"),
    "payments.payment_received": _payment("payments.payment_received", "good"),
    "payments.payment_failed": _payment("payments.payment_failed", "warn"),
    "payments.payment_doubted": _payment("payments.payment_doubted", "warn"),
    "payments.payment_refunded": _payment("payments.payment_refunded", ""),
}
"""Lines of a job's history; facts of payments stand there too."""
