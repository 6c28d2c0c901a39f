"""The words of defective parts: states, places, orders, findings, how they say no, and their lines of the history."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payandan.claims.words.labels import Label, label
from payandan.platform.ui import words as shown

CORE_STATES: dict[str, Label] = {
    "kept": gettext_lazy("May be kept"),
    "expected": gettext_lazy("Expected"),
    "handed_over": gettext_lazy("On its way"),
    "received": gettext_lazy("To be inspected"),
    "inspected": gettext_lazy("Inspected"),
    "returned": gettext_lazy("Given back to the centre"),
    "at_supplier": gettext_lazy("With the supplier"),
    "scrapped": gettext_lazy("Scrapped"),
    "missing": gettext_lazy("Missing"),
}
CORE_TONES = {
    "kept": "muted", "expected": "info", "handed_over": "info", "received": "warn", "inspected": "brand",
    "returned": "muted", "at_supplier": "brand", "scrapped": "muted", "missing": "bad",
}  # fmt: skip
PLACES: dict[str, Label] = {
    "customer": gettext_lazy("Customer"),
    "centre": gettext_lazy("Service centre"),
    "transit": gettext_lazy("In transit"),
    "store": gettext_lazy("Central store"),
    "supplier": gettext_lazy("Supplier"),
    "scrap": gettext_lazy("Scrap"),
    "lost": gettext_lazy("Lost"),
}
HOLDERS: dict[str, Label] = {**PLACES, "unit": gettext_lazy("The product")}
ORDERS: dict[str, Label] = {
    "keep": gettext_lazy("Need not come back"),
    "return": gettext_lazy("Return to the central store"),
    "scrap": gettext_lazy("Scrap at the centre"),
    "destroy": gettext_lazy("Destroy at the centre, with a photo"),
}
CORE_ACTS: dict[str, Label] = {
    "hand_over": gettext_lazy("Send it in"),
    "receive": gettext_lazy("Receive"),
    "inspect": gettext_lazy("Inspect"),
    "ship": gettext_lazy("Send to the supplier"),
    "take_back": gettext_lazy("Came back from the supplier"),
    "give_back": gettext_lazy("Give back to the centre"),
    "scrap": gettext_lazy("Scrap"),
    "destroy": gettext_lazy("Destroyed, with a photo"),
    "waive": gettext_lazy("Let it stay"),
    "report_missing": gettext_lazy("It is missing"),
}
FINDINGS: dict[str, Label] = {
    "confirmed": gettext_lazy("Fault confirmed"),
    "no_fault": gettext_lazy("No fault found"),
    "misuse": gettext_lazy("Misuse"),
    "wrong_part": gettext_lazy("Wrong part"),
    "missing": gettext_lazy("Missing"),
}
FINDING_TONES = {"confirmed": "good", "no_fault": "warn", "misuse": "bad", "wrong_part": "bad", "missing": "bad"}
RESOLUTIONS: dict[str, Label] = {
    "pay": gettext_lazy("The payment stands"),
    "claw_back": gettext_lazy("Clawed back from the centre"),
    "recover": gettext_lazy("Asked back from the supplier"),
}
CHARGE_REASONS: dict[str, Label] = {
    "overdue": gettext_lazy("Not returned in time"),
    "finding": gettext_lazy("What the inspection found"),
    "undone": gettext_lazy("Given back"),
}


def holder_text(holder: str) -> str:
    """A holder of the ledger, by its kind: «مرکز خدمات»."""
    return label(HOLDERS, holder.partition(":")[0])


def _expected(body: Mapping[str, Any]) -> tuple[str, str, str]:
    text = label(ORDERS, body["order"])
    if body.get("due_on"):
        day = shown.day(date.fromisoformat(body["due_on"]), "short")
        text = _("%(order)s, by %(day)s") % {"order": text, "day": day}
    return _("Defective part noted"), text, ""


def _moved(body: Mapping[str, Any]) -> tuple[str, str, str]:
    titles = {
        "hand_over": _("Defective part sent in"),
        "receive": _("Defective part received"),
        "ship": _("Defective part sent to the supplier"),
        "take_back": _("Defective part came back from the supplier"),
        "give_back": _("Defective part given back to the centre"),
        "scrap": _("Defective part scrapped"),
        "destroy": _("Defective part destroyed, with a photo"),
        "waive": _("Defective part need not come back"),
        "report_missing": _("Defective part is missing"),
    }
    told = []
    if body["origin"] != body["to"]:
        told.append(
            _("From: %(origin)s, to: %(to)s") % {"origin": holder_text(body["origin"]), "to": holder_text(body["to"])}
        )
    if body.get("seal"):
        told.append(_("Seal %(seal)s") % {"seal": body["seal"]})
    if body.get("seal_broken"):
        told.append(_("another seal than it left with"))
    if body.get("note"):
        told.append(body["note"])
    tone = "bad" if body["after"] == "missing" else "warn" if body.get("seal_broken") else ""
    return titles[body["act"]], " · ".join(told), tone


def _inspected(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Defective part inspected: %(finding)s") % {"finding": label(FINDINGS, body["finding"])}
    text = " · ".join(part for part in (label(RESOLUTIONS, body["resolution"]), body.get("note", "")) if part)
    return title, text, FINDING_TONES[body["finding"]]


def _charged(body: Mapping[str, Any]) -> tuple[str, str, str]:
    amount = shown.money(abs(body["amount"]), body["currency"])
    title = _("Charged to the centre: %(amount)s") if body["amount"] > 0 else _("Given back to the centre: %(amount)s")
    return title % {"amount": amount}, label(CHARGE_REASONS, body["reason"]), "warn" if body["amount"] > 0 else "good"


def _noticed(_body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("The centre was told that the part falls due"), "", "info"


TELLERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "claims.core_expected": _expected,
    "claims.core_moved": _moved,
    "claims.core_inspected": _inspected,
    "claims.core_charged": _charged,
    "claims.cores_noticed": _noticed,
    "claims.core_ordered": lambda _body: (_("Order for defective parts changed"), "", ""),
}


def state_sentence(state: str) -> str:
    """A refused act: where the part stands now."""
    return _("This part is “%(state)s” now, so that is not possible. Look at its page.") % {
        "state": label(CORE_STATES, state)
    }


def sentences() -> dict[str, str]:
    """How defective parts say no."""
    return {
        "stale_core": _("Somebody else did something with this part in the meantime. Look at it again."),
        "key_used": _("This key belongs to another act. Send a new one."),
        "unknown_finding": _("Choose what the inspection found."),
        "unknown_resolution": _("Choose what follows from it."),
        "nothing_to_recover": _("Nothing is asked back from a supplier for this part. Open a recovery first."),
        "core_reason_needed": _("Write the reason; it is kept with the part."),
        "core_order_taken": _("There is already an order for these parts. Change that one."),
        "no_centre": _("No centre belongs to this claim, so that there is nobody to give it to."),
        "unknown_core": _("No part with this label is expected here. Check the label, or search for its claim."),
        "central_only": _("Only the central store receives and inspects parts; your account belongs to a centre."),
        "no_photo": _("Add a photo that shows the destroyed part."),
    }


def days_text(due_on: date, today: date) -> str:
    """How long until a part is due, or since it was."""
    days = (due_on - today).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": shown.digits(-days)}
    if days == 0:
        return _("due today")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": shown.digits(days)}
