"""Payments in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.platform.payments import rules
from payandan.platform.ui import words as shown

PURPOSES: dict[str, Any] = {
    "deposit": gettext_lazy("Deposit in advance"),
    "payment": gettext_lazy("Payment"),
    "refund": gettext_lazy("Money given back"),
}
METHODS: dict[str, Any] = {
    "gateway": gettext_lazy("Online"),
    "cash": gettext_lazy("Cash"),
    "card_terminal": gettext_lazy("Card terminal"),
    "transfer": gettext_lazy("Bank transfer"),
}
STATES: dict[str, Any] = {
    rules.CREATED: gettext_lazy("Not paid yet"),
    rules.REDIRECTED: gettext_lazy("At the bank"),
    rules.PAID: gettext_lazy("Paid"),
    rules.FAILED: gettext_lazy("Not paid"),
    rules.UNKNOWN: gettext_lazy("Being checked"),
    rules.REFUNDED: gettext_lazy("Given back"),
}
_TONES = {
    rules.CREATED: "muted",
    rules.REDIRECTED: "info",
    rules.PAID: "good",
    rules.FAILED: "bad",
    rules.UNKNOWN: "warn",
    rules.REFUNDED: "muted",
}
STEPS: dict[str, Any] = {
    "begin": gettext_lazy("Asked to wait for the payer"),
    "verify": gettext_lazy("Asked to confirm the payment"),
    "inquire": gettext_lazy("Asked what became of it"),
    "refund": gettext_lazy("Asked to give the money back"),
}
VERDICTS: dict[str, Any] = {
    "begun": gettext_lazy("It waits for the payer."),
    "paid": gettext_lazy("Done."),
    "unpaid": gettext_lazy("Not paid."),
    "pending": gettext_lazy("The payer is still there."),
    "held": gettext_lazy("Paid, not confirmed yet."),
    "refused": gettext_lazy("It refused."),
    "unsure": gettext_lazy("It gave no clear answer."),
}

# Our own codes and those of the gateways that people can act on; any other is shown as it is.
_REASONS: dict[str, Any] = {
    "unvisited": gettext_lazy("The payer never opened the payment page."),
    "unreachable": gettext_lazy("The gateway could not be reached."),
    "no_answer": gettext_lazy("The gateway gave no answer."),
    "no_gateway": gettext_lazy("This gateway is no longer in the settings."),
    "currency": gettext_lazy("This gateway takes rials only."),
    "other_authority": gettext_lazy("Somebody came back with the number of another payment."),
    "amount_differs": gettext_lazy("The gateway tells another amount than ours."),
    "decided": gettext_lazy("A colleague looked it up: no money came."),
    "-50": gettext_lazy("The gateway tells another amount than ours."),
    "-51": gettext_lazy("The payer did not pay, or the bank refused."),
    "202": gettext_lazy("The payer did not pay, or the bank refused."),
    "IN_BANK": gettext_lazy("The payer left the bank's page without paying."),
    "-41": gettext_lazy("The amount is larger than this gateway takes at once."),
    "-10": gettext_lazy("The merchant code or our address is not accepted by the gateway."),
    "-11": gettext_lazy("The merchant account is not active."),
    "-14": gettext_lazy("The address to come back to is not on the domain that the gateway knows."),
    "-15": gettext_lazy("The merchant account is suspended."),
    "-61": gettext_lazy("The gateway can no longer give this payment back."),
    "-62": gettext_lazy("The gateway gives money back only to an address that it knows."),
    "-63": gettext_lazy("The half hour in which the gateway gives money back is over."),
}

_REFUSALS: dict[str, Any] = {
    "not_allowed": gettext_lazy("You may not do this with payments."),
    "no_gateway": gettext_lazy("Payments over the Internet are not set up here; please pay at the desk."),
    "bad_amount": gettext_lazy("Please give an amount of more than nothing."),
    "bad_method": gettext_lazy("Please say how the money was paid."),
    "reference_missing": gettext_lazy("Please give the number on the slip."),
    "reason_missing": gettext_lazy("Please give the reason."),
    "not_in_this_state": gettext_lazy("This can no longer be done with this payment."),
    "missing": gettext_lazy("There is no such payment."),
    "gateway_cannot": gettext_lazy(
        "The gateway cannot give this back; give it back in cash or by transfer, and write that down."
    ),
}


def state(value: str) -> tuple[Any, str]:
    """A state's name and tone."""
    return STATES[value], _TONES[value]


def reason(code: str) -> str:
    """Why it failed or nobody knows; a gateway's own code as it is."""
    return str(_REASONS.get(code, code))


def refusal(code: str, params: Mapping[str, Any]) -> str:
    """Why an act was refused."""
    if code == "too_much":
        left = shown.money(params["left"], params["currency"])
        return _("No more than %(left)s is left to give back.") % {"left": left}
    return str(_REFUSALS.get(code) or _("That is not possible."))


def description(purpose: str, number: str) -> str:
    """What the payer reads at the bank."""
    if purpose == "deposit":
        return _("Deposit for %(number)s") % {"number": number}
    return _("Payment for %(number)s") % {"number": number}


# --- lines of a timeline ---------------------------------------------------------------------------------------------

_BEGUN = gettext_lazy("%(amount)s was asked for over the Internet.")
_FAILED = gettext_lazy("The payment of %(amount)s did not come about.")
_DOUBTED = gettext_lazy("Nobody can say yet whether %(amount)s was paid; the gateway is asked again.")
_RECEIVED = {
    "deposit": gettext_lazy("A deposit of %(amount)s was received (%(method)s)."),
    "payment": gettext_lazy("%(amount)s was received (%(method)s)."),
}
_REFUNDED = gettext_lazy("%(amount)s was given back (%(method)s).")

Body = Mapping[str, Any]


def _sentence(text_of: Callable[[Body], Any]) -> Callable[[Body, str], str]:
    def sentence(body: Body, language: str) -> str:
        with translation.override(language):
            values = {
                "amount": shown.money(body["amount"], body["currency"]),
                "method": METHODS.get(body.get("method", ""), ""),
            }
            return str(text_of(body)) % values

    return sentence


SENTENCES = {
    "payments.payment_begun": _sentence(lambda _body: _BEGUN),
    "payments.payment_received": _sentence(lambda body: _RECEIVED[body["purpose"]]),
    "payments.payment_failed": _sentence(lambda _body: _FAILED),
    "payments.payment_doubted": _sentence(lambda _body: _DOUBTED),
    "payments.payment_refunded": _sentence(lambda _body: _REFUNDED),
}
