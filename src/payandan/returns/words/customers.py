"""What a customer reads of a way: where the parcel is and what comes next, without codes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from payandan.returns import rules
from payandan.returns.words.labels import STATES, TONES, label

_STEPS = (
    ("prepared", (rules.DRAFT, rules.ASKED)),
    ("handed", (rules.PENDING, rules.INFO_RECEIVED)),
    ("way", (rules.IN_TRANSIT, rules.EXCEPTION, rules.EXPIRED)),
    ("near", (rules.OUT_FOR_DELIVERY, rules.ATTEMPT_FAIL, rules.AVAILABLE_FOR_PICKUP)),
    ("there", (rules.DELIVERED,)),
)


def headline(state: str, *, from_customer: bool) -> str:
    """How it stands, in one sentence to the customer."""
    if from_customer:
        return _from(state)
    said = {
        rules.DRAFT: _("We are preparing your parcel."),
        rules.ASKED: _("We are preparing your parcel."),
        rules.PENDING: _("Your parcel is with the carrier."),
        rules.INFO_RECEIVED: _("The carrier fetches your parcel from us soon."),
        rules.IN_TRANSIT: _("Your parcel is on its way to you."),
        rules.OUT_FOR_DELIVERY: _("Your parcel reaches you today."),
        rules.ATTEMPT_FAIL: _("The carrier was there and met nobody. It will try again."),
        rules.AVAILABLE_FOR_PICKUP: _("Your parcel waits for you at the carrier's counter."),
        rules.DELIVERED: _("Your parcel was delivered."),
        rules.EXCEPTION: _("Something went wrong on the way. We are taking care of it."),
        rules.EXPIRED: _("Nothing was heard of your parcel for long. We are taking care of it."),
        rules.CANCELLED: _("This parcel will not be sent."),
    }
    return said.get(state, "")


def _from(state: str) -> str:
    said = {
        rules.DRAFT: _("We are ordering that your parcel is fetched."),
        rules.ASKED: _("We are ordering that your parcel is fetched."),
        rules.PENDING: _("Hand your parcel over with the number below."),
        rules.INFO_RECEIVED: _("The carrier waits for your parcel. Hand it over with the number below."),
        rules.IN_TRANSIT: _("Your parcel is on its way to us."),
        rules.OUT_FOR_DELIVERY: _("Your parcel reaches us today."),
        rules.ATTEMPT_FAIL: _("Your parcel is on its way to us."),
        rules.AVAILABLE_FOR_PICKUP: _("Your parcel has arrived near us; we fetch it."),
        rules.DELIVERED: _("Your parcel is with us."),
        rules.EXCEPTION: _("Something went wrong on the way. We are taking care of it."),
        rules.EXPIRED: _("Nothing was heard of your parcel for long. We are taking care of it."),
        rules.CANCELLED: _("This parcel will not be fetched."),
    }
    return said.get(state, "")


def steps(state: str, times: dict[str, Any]) -> list[dict[str, Any]]:
    """The tracker as one line of steps: what is done, what is now, what comes. `times` by step, where known."""
    titles = {
        "prepared": pgettext("parcel step", "Prepared"),
        "handed": pgettext("parcel step", "Handed to the carrier"),
        "way": pgettext("parcel step", "On the way"),
        "near": pgettext("parcel step", "Close by"),
        "there": pgettext("parcel step", "Delivered"),
    }
    now = next((place for place, (_code, states) in enumerate(_STEPS) if state in states), 0)
    over, stopped = state == rules.DELIVERED, state in (rules.EXCEPTION, rules.EXPIRED, rules.CANCELLED)
    here = "stopped" if stopped else "now"
    return [
        {
            "title": titles[code],
            "at": times.get(code) if place <= now else None,
            "state": "done" if place < now or over else here if place == now else "next",
        }
        for place, (code, _states) in enumerate(_STEPS)
    ]


def seen(tag: str, raw: str, at: datetime, place: str) -> dict[str, Any]:
    """A checkpoint as the customer reads it: what and where, without notes of colleagues."""
    return {"title": label(STATES, tag) if tag else raw, "at": at, "text": place, "tone": TONES.get(tag, "")}
