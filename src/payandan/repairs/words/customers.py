"""What a customer reads of a job: where it is and what comes next, without codes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from payandan.platform.ui import words as shown

_STEPS = (
    ("received", ("received", "come_back")),
    ("looked", ("triage", "diagnosing", "estimate_sent", "declined", "approved", "sent_to_centre", "swap_offered")),
    ("repaired", ("waiting_part", "repairing", "testing", "irreparable")),
    ("ready", ("ready", "notified", "abandoned")),
    ("collected", ("delivered",)),
)


def headline(state: str) -> str:
    """How it stands, in one sentence to the customer."""
    said = {
        "received": _("We have your device and look at it soon."),
        "triage": _("We are looking at your device."),
        "diagnosing": _("We are looking for the cause."),
        "estimate_sent": _("We wait for your answer to the estimate."),
        "approved": _("The repair begins soon."),
        "declined": _("You did not want the repair; we prepare your device for collection."),
        "waiting_part": _("We wait for a part."),
        "repairing": _("Your device is being repaired."),
        "testing": _("Your device is repaired and being tested."),
        "ready": _("Your device is ready for collection."),
        "notified": _("Your device is ready for collection."),
        "delivered": _("You have your device back."),
        "sent_to_centre": _("Your device is on its way to a specialised centre."),
        "swap_offered": _("We offer you another device in exchange."),
        "irreparable": _("Your device cannot be repaired; we will tell you what is possible."),
        "abandoned": _("Your device has waited for you for a long time. Please call us."),
        "come_back": _("Your device is with us again; we look at it first."),
    }
    return said.get(state, "")


def steps(state: str, *, received_at: datetime, ready_at: datetime | None, delivered_at: datetime | None) -> list[Any]:
    """The tracker: what is done, what is now, what comes."""
    titles = {
        "received": pgettext("repair step", "Handed in"),
        "looked": pgettext("repair step", "Cause found"),
        "repaired": pgettext("repair step", "Repaired"),
        "ready": pgettext("repair step", "Ready for you"),
        "collected": pgettext("repair step", "Collected"),
    }
    times = {"received": received_at, "ready": ready_at, "collected": delivered_at}
    now = next(place for place, (_code, states) in enumerate(_STEPS) if state in states)
    over = state == "delivered"
    return [
        {
            "title": titles[code],
            "at": times.get(code) if place <= now else None,
            "state": "done" if place < now or over else "now" if place == now else "next",
        }
        for place, (code, _states) in enumerate(_STEPS)
    ]


def promise_text(promised_at: datetime | None) -> str:
    """The promise, or that there is none yet."""
    if promised_at is None:
        return _("We tell you as soon as we know when it will be ready.")
    return _("Promised for %(when)s.") % {"when": shown.moment(promised_at)}
