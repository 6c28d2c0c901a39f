"""The words of supplier recovery: states, acts, deadlines, how it says no, and its lines of the history."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payandan.claims.rules import recovery as rules
from payandan.claims.words.labels import Label, label
from payandan.platform.ui import words as shown

RECOVERY_STATES: dict[str, Label] = {
    "open": gettext_lazy("To be sent"),
    "sent": gettext_lazy("Sent to the supplier"),
    "accepted": gettext_lazy("Accepted"),
    "negotiated": gettext_lazy("Negotiated"),
    "refused": gettext_lazy("Refused by the supplier"),
    "paid": gettext_lazy("Recovered"),
    "closed": gettext_lazy("Closed"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
RECOVERY_TONES = {
    "open": "info", "sent": "warn", "accepted": "brand", "negotiated": "brand", "refused": "bad", "paid": "good",
    "closed": "muted", "withdrawn": "muted",
}  # fmt: skip
RECOVERY_ACTS: dict[str, Label] = {
    "send": gettext_lazy("Send to the supplier"),
    "accept": gettext_lazy("The supplier accepts"),
    "negotiate": gettext_lazy("Another amount was agreed"),
    "refuse": gettext_lazy("The supplier refuses"),
    "receive": gettext_lazy("Record a payment"),
    "give_up": gettext_lazy("Give the rest up"),
    "close": gettext_lazy("Close"),
    "withdraw": gettext_lazy("Withdraw"),
}
LATE: dict[str, Label] = {
    "claim": gettext_lazy("Claim deadline missed"),
    "answer": gettext_lazy("Supplier's answer overdue"),
}
BUCKETS: dict[str, Label] = {
    "0": gettext_lazy("0–30 days"),
    "1": gettext_lazy("31–60 days"),
    "2": gettext_lazy("61–90 days"),
    "3": gettext_lazy("More than 90 days"),
}


def _amount(body: Mapping[str, Any], name: str = "amount") -> str:
    return shown.money(body[name], body["currency"])


def _opened(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Supplier recovery opened: %(amount)s") % {"amount": _amount(body, "claimed")}
    return title, _("By hand") if body.get("by_hand") else "", "info"


def _computed(body: Mapping[str, Any]) -> tuple[str, str, str]:
    before, after = _amount(body, "before"), _amount(body, "after")
    text = _("%(before)s became %(after)s, as the decision was changed") % {"before": before, "after": after}
    return _("Supplier recovery computed again"), text, ""


def _moved(body: Mapping[str, Any]) -> tuple[str, str, str]:
    amount = _amount(body)
    titles = {
        "send": _("Supplier recovery sent: %(amount)s"),
        "accept": _("The supplier accepted %(amount)s"),
        "negotiate": _("Agreed with the supplier: %(amount)s"),
        "refuse": _("The supplier refused %(amount)s"),
        "receive": _("The supplier paid a part: %(amount)s"),
        "settle": _("The supplier paid %(amount)s"),
        "give_up": _("%(amount)s given up"),
        "close": _("Supplier recovery closed"),
        "withdraw": _("Supplier recovery withdrawn"),
    }
    text = " · ".join(part for part in (body.get("reason", ""), body.get("reference", "")) if part)
    return (
        titles[body["act"]] % {"amount": amount},
        text,
        RECOVERY_TONES.get(body["after"], "").replace("brand", "info"),
    )


def _supplier(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Supplier changed") if body.get("before") else _("Supplier written down"), "", ""


def _terms(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("What it pays was changed") if body.get("before") else _("What it pays was written down"), "", ""


def _note(body: Mapping[str, Any]) -> tuple[str, str, str]:
    count = body["recoveries"]
    text = ngettext("%(count)s part, %(amount)s", "%(count)s parts, %(amount)s", count) % {
        "count": shown.digits(count),
        "amount": _amount(body),
    }
    return _("Debit note %(number)s sent") % {"number": body["number"]}, text, "info"


TELLERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "claims.recovery_opened": _opened,
    "claims.recovery_computed": _computed,
    "claims.recovery_moved": _moved,
    "claims.supplier_put": _supplier,
    "claims.supply_terms_put": _terms,
    "claims.debit_note_sent": _note,
}


def state_sentence(state: str) -> str:
    """A refused act: where the recovery stands now."""
    return _("This recovery is “%(state)s” now, so that is no longer possible. Look at the page again.") % {
        "state": label(RECOVERY_STATES, state)
    }


def sentences() -> dict[str, str]:
    """How supplier recovery says no."""
    return {
        "name_needed": _("Write the supplier's name."),
        "stale_supplier": _("Somebody else changed this supplier in the meantime. Look at the page again."),
        "document_taken": _("This document already belongs to another supplier."),
        "nothing_paid": _("Write what the supplier pays of at least one kind of cost."),
        "stale_recovery": _("Somebody else changed this recovery in the meantime. Look at it again."),
        "not_decided": _("This claim is not decided yet. Money is asked back once it is."),
        "no_such_part": _("The company pays for no such part on this claim."),
        "already_recovering": _("Money is already asked back for this part."),
        "not_covered_by_supplier": _(
            "This supplier's terms do not cover the part. Write an amount and the reason if it pays all the same."
        ),
        "recovery_reason_needed": _("Write the reason; it is kept with the recovery."),
        "recovery_beyond_cost": _("Write an amount above zero, and at most what the part cost the company."),
        "nothing_to_send": _("Choose at least one recovery to send."),
        "too_many_on_note": _("A debit note holds at most %(most)s parts. Send several."),
        "two_currencies": _("A debit note has one currency. Send the others on another note."),
        "negotiated_beyond": _("Write an amount above zero, and at most what was asked for."),
        "negotiated_below_paid": _("The supplier has already paid more than that."),
        "bad_recovery_payment": _("Write how much came, as an amount above zero."),
        "paid_beyond_agreed": _("That is more than is left of what was agreed. Check the amount."),
    }


def shares_text(shares: Mapping[str, int], names: Mapping[str, Any]) -> str:
    """«قطعه ۱۰۰٪، اجرت ۵۰٪»: what terms pay, kind by kind."""
    parts = [
        f"{label(names, kind)} {shown.percent(Decimal(shares[kind]) / rules.WHOLE, 2 if shares[kind] % 100 else 0)}"
        for kind in rules.KINDS
        if shares.get(kind)
    ]
    return " · ".join(parts)
