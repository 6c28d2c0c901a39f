"""What detectors are called, what they look at, and the sentence of each finding: it doubts a claim, never a person."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payandan.claims.words.labels import METERS, Label, label
from payandan.platform.kit.text import isolate
from payandan.platform.ui import words as shown

NAMES: dict[str, Label] = {
    "duplicate": gettext_lazy("Same problem twice"),
    "photo_reused": gettext_lazy("Photo seen before"),
    "photo_date": gettext_lazy("Photo older than the fault"),
    "serial_unknown": gettext_lazy("Serial not known"),
    "clone_alarm": gettext_lazy("Code asked about like a copy"),
    "registered_after": gettext_lazy("Registered after the fault"),
    "first_days": gettext_lazy("First days of cover"),
    "last_days": gettext_lazy("Last days of cover"),
    "meter_falls": gettext_lazy("Counter went back"),
    "labour_hours": gettext_lazy("Unusually long work"),
    "hours_of_day": gettext_lazy("More work than a day holds"),
    "impossible_travel": gettext_lazy("Two places too far apart"),
    "price_above_list": gettext_lazy("Price above the list"),
    "price_above_peers": gettext_lazy("Price above what others ask"),
    "same_part": gettext_lazy("Same part out and in"),
    "many_serials": gettext_lazy("One number, many products"),
    "one_customer": gettext_lazy("One centre, one customer"),
    "no_fault_found": gettext_lazy("Centre often finds no fault"),
    "replacing": gettext_lazy("Centre replaces instead of repairing"),
    "round_amounts": gettext_lazy("Round amounts"),
    "rest_days": gettext_lazy("Filed on the day of rest"),
    "pair": gettext_lazy("Approver and centre"),
}
LOOKS_AT: dict[str, Label] = {
    "duplicate": gettext_lazy(
        "An earlier claim of the same serial with the same symptom within 90 days. Strongest with the same day of "
        "fault, or while the earlier one is open; after a repair it may simply have come back."
    ),
    "photo_reused": gettext_lazy(
        "A photo that looks like one of another product's claim: by its perceptual hash, at most 3 of 64 bits apart. "
        "Plain dark or bright pictures are left out."
    ),
    "photo_date": gettext_lazy(
        "The day on which the camera says the photo was taken, against the day of the fault. Two days are allowed."
    ),
    "serial_unknown": gettext_lazy(
        "A serial outside the model's range; or one that none of our books names, where they name nearly all others."
    ),
    "clone_alarm": gettext_lazy(
        "How often and from how many places the code was asked about, before its sale and since; and whether the "
        "product is set apart as a copy or reported stolen."
    ),
    "registered_after": gettext_lazy(
        "The day of registration against the day of the fault. It weighs little where the sale is known."
    ),
    "first_days": gettext_lazy(
        "A fault within ten days of the beginning of the cover, against how usual that is for this kind of product."
    ),
    "last_days": gettext_lazy(
        "A fault within the last ten days of the cover, against how usual that is for this kind of product."
    ),
    "meter_falls": gettext_lazy("A counter that is stated lower than an earlier reading."),
    "labour_hours": gettext_lazy(
        "The minutes of an operation against the same operation elsewhere: 3.5 robust deviations above the median "
        "(by MAD, from 20 claims on), and half as much again."
    ),
    "hours_of_day": gettext_lazy(
        "All minutes that one person wrote down on one day: more than twelve hours. Work of a week that is typed in on "
        "one day looks like this too."
    ),
    "impossible_travel": gettext_lazy(
        "Work on site in two cities on one day by the same person, where the way and the work together do not fit into "
        "twelve hours. Places are the customers' cities; unknown ones are left out."
    ),
    "price_above_list": gettext_lazy(
        "The amount of a part against the list price of that day and centre with handling and tax: more than a tenth "
        "above."
    ),
    "price_above_peers": gettext_lazy(
        "For parts in no list: the amount against the same part of the same model elsewhere, as an outlier by the "
        "median."
    ),
    "same_part": gettext_lazy(
        "The serials of the part that came out and of the one that went in, where both are written."
    ),
    "many_serials": gettext_lazy(
        "How many products one mobile number registered in the last 30 days: from 5 on, of a company from 40 on."
    ),
    "one_customer": gettext_lazy(
        "How many products of one customer or postal code one centre claimed for in 90 days: from 4 on; of a company "
        "from 15 on, where they are a quarter of the centre's claims."
    ),
    "no_fault_found": gettext_lazy(
        "The centre's share of claims without a fault against all others, on a claim without a fault."
    ),
    "replacing": gettext_lazy(
        "The centre's share of replacing, where others repair, on a claim with something replaced."
    ),
    "round_amounts": gettext_lazy(
        "The centre's share of round amounts against all others, on a claim with a round amount."
    ),
    "rest_days": gettext_lazy(
        "The centre's share of claims filed on Fridays against all others, on a claim filed on a Friday."
    ),
    "pair": gettext_lazy(
        "The share of approvals of one approver at one centre, against other approvers there and the same approver "
        "elsewhere, on an approved claim."
    ),
}
OUTCOMES: dict[str, Label] = {"right": gettext_lazy("Was right"), "wrong": gettext_lazy("Was wrong")}
OUTCOME_TONES = {"right": "bad", "wrong": "good"}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """What was found, with its facts, in the reader's language. Old facts that a sentence misses give its name."""
    tell = _TELLERS.get(code)
    try:
        return tell(params) if tell else code
    except (KeyError, TypeError, ValueError):
        return str(label(NAMES, code))


def score_tone(score: int, held_from: int) -> str:
    """How a score is coloured."""
    if score >= held_from:
        return "bad"
    return "warn" if score >= held_from // 2 else "muted"


def _duplicate(said: Mapping[str, Any]) -> str:
    number = isolate(said["number"])
    if said["same_day"]:
        return _("Claim %(number)s is about the same product, the same problem and the same day of fault.") % {
            "number": number
        }
    return ngettext(
        "Claim %(number)s about the same product and problem was filed %(days)s day earlier.",
        "Claim %(number)s about the same product and problem was filed %(days)s days earlier.",
        said["days"],
    ) % {"number": number, "days": shown.digits(said["days"])}


def _photo_reused(said: Mapping[str, Any]) -> str:
    if said["claims"] > 1:
        return _("A photo looks like ones of %(claims)s other products' claims, such as %(number)s.") % {
            "claims": shown.digits(said["claims"]),
            "number": isolate(said["number"]),
        }
    return _("A photo looks like one of claim %(number)s, which is about another product.") % {
        "number": isolate(said["number"])
    }


def _photo_date(said: Mapping[str, Any]) -> str:
    return _("By its camera a photo was taken on %(day)s, %(days)s days before the fault.") % {
        "day": _day(said["taken_on"]),
        "days": shown.digits(said["days"]),
    }


def _serial_unknown(said: Mapping[str, Any]) -> str:
    if said["outside"]:
        return _("The serial lies outside the range of this model's serials.")
    return _("None of our books names this serial, though they name nearly all others of this model.")


def _clone_alarm(said: Mapping[str, Any]) -> str:
    if said.get("state") == "stolen":
        return _("This product was reported stolen.")
    if said.get("state"):
        return _("This product is set apart because copies of its code are in circulation.")
    return _("The product's code was asked about in a way that is usual for copies (%(score)s of 100).") % {
        "score": shown.digits(said["score"])
    }


def _registered_after(said: Mapping[str, Any]) -> str:
    return ngettext(
        "The product was registered on %(day)s, %(days)s day after the fault.",
        "The product was registered on %(day)s, %(days)s days after the fault.",
        said["days"],
    ) % {"day": _day(said["registered_on"]), "days": shown.digits(said["days"])}


def _first_days(said: Mapping[str, Any]) -> str:
    text = ngettext(
        "The fault came %(days)s day after the beginning of the cover.",
        "The fault came %(days)s days after the beginning of the cover.",
        said["days"],
    ) % {"days": shown.digits(said["days"])}
    return _edge(text, said)


def _last_days(said: Mapping[str, Any]) -> str:
    text = ngettext(
        "The fault came %(days)s day before the end of the cover.",
        "The fault came %(days)s days before the end of the cover.",
        said["days"],
    ) % {"days": shown.digits(said["days"])}
    return _edge(text, said)


def _edge(text: str, said: Mapping[str, Any]) -> str:
    if "share" not in said:
        return text
    usual = _("Of such products %(share)s fail in these ten days.") % {"share": _percent(said["share"], 1)}
    return f"{text} {usual}"


def _meter_falls(said: Mapping[str, Any]) -> str:
    return _("%(meter)s: %(stated)s is stated, though it was %(known)s on %(day)s.") % {
        "meter": label(METERS, said["meter"]),
        "stated": shown.digits(said["stated"]),
        "known": shown.digits(said["known"]),
        "day": _day(said["on"]),
    }


def _labour_hours(said: Mapping[str, Any]) -> str:
    return _("The work is put at %(minutes)s minutes; the median of %(peers)s similar ones is %(median)s.") % {
        "minutes": shown.digits(said["minutes"]),
        "peers": shown.digits(said["peers"]),
        "median": shown.digits(said["median"]),
    }


def _hours_of_day(said: Mapping[str, Any]) -> str:
    return _("For %(day)s one person wrote down %(hours)s of work on %(claims)s claims.") % {
        "day": _day(said["on"]),
        "hours": shown.duration(said["minutes"] * 60),
        "claims": shown.digits(said["claims"]),
    }


def _impossible_travel(said: Mapping[str, Any]) -> str:
    return _(
        "On %(day)s the same person was on site in %(city)s and in %(other)s; the way alone takes about %(hours)s "
        "hours."
    ) % {
        "day": _day(said["on"]),
        "city": said["city"],
        "other": said["other"],
        "hours": shown.digits(round(said["hours"])),
    }


def _price_above_list(said: Mapping[str, Any]) -> str:
    return _("A part is asked for at %(times)s times its list price, handling and tax included.") % {
        "times": _times(said["amount"], said["listed"])
    }


def _price_above_peers(said: Mapping[str, Any]) -> str:
    return _("A part is asked for at %(times)s times the median of %(peers)s others of the same model.") % {
        "times": _times(said["amount"], said["median"]),
        "peers": shown.digits(said["peers"]),
    }


def _same_part(said: Mapping[str, Any]) -> str:
    return _("The part that went in has the serial of the one that came out: %(serial)s.") % {
        "serial": isolate(said["serial"])
    }


def _many_serials(said: Mapping[str, Any]) -> str:
    return _("The customer's mobile number registered %(units)s products in 30 days.") % {
        "units": shown.digits(said["units"])
    }


def _one_customer(said: Mapping[str, Any]) -> str:
    return _("In 90 days this centre claimed for %(units)s products of the same customer or address.") % {
        "units": shown.digits(said["units"])
    }


def _share(text: Label, said: Mapping[str, Any]) -> str:
    """A sentence about a centre's share and the others'."""
    return str(text) % {
        "share": _percent(said["share"]),
        "of": shown.digits(said["of"]),
        "others": _percent(said["others"]),
    }


def _percent(part: float, places: int = 0) -> str:
    return shown.percent(Decimal(str(part)), places)


def _times(amount: int, usual: int) -> str:
    return shown.digits(round(amount / usual, 1))


def _day(text: str) -> str:
    return shown.day(date.fromisoformat(text))


_NONE_FOUND = gettext_lazy(
    "No fault was found. At this centre that is so in %(share)s of %(of)s claims, elsewhere in %(others)s."
)
_REPLACES = gettext_lazy(
    "The part was replaced. At this centre that is so in %(share)s of %(of)s claims, elsewhere in %(others)s."
)
_ROUND = gettext_lazy(
    "The amount is round. At this centre that is so in %(share)s of %(of)s claims, elsewhere in %(others)s."
)
_REST = gettext_lazy(
    "Filed on a Friday. At this centre that is so in %(share)s of %(of)s claims, elsewhere in %(others)s."
)
_PAIR = gettext_lazy(
    "This approver approved %(share)s of %(of)s claims of this centre; others approve %(others)s there."
)
_TELLERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "duplicate": _duplicate,
    "photo_reused": _photo_reused,
    "photo_date": _photo_date,
    "serial_unknown": _serial_unknown,
    "clone_alarm": _clone_alarm,
    "registered_after": _registered_after,
    "first_days": _first_days,
    "last_days": _last_days,
    "meter_falls": _meter_falls,
    "labour_hours": _labour_hours,
    "hours_of_day": _hours_of_day,
    "impossible_travel": _impossible_travel,
    "price_above_list": _price_above_list,
    "price_above_peers": _price_above_peers,
    "same_part": _same_part,
    "many_serials": _many_serials,
    "one_customer": _one_customer,
    "no_fault_found": lambda said: _share(_NONE_FOUND, said),
    "replacing": lambda said: _share(_REPLACES, said),
    "round_amounts": lambda said: _share(_ROUND, said),
    "rest_days": lambda said: _share(_REST, said),
    "pair": lambda said: _share(_PAIR, said),
}


# --- the history and refusals ----------------------------------------------------------------------------------------


def _screened(body: Mapping[str, Any]) -> tuple[str, str, str]:
    found = _(" and ").join(str(label(NAMES, code)) for code in body["codes"])
    title = _("Held for a person") if body["held"] else _("Looked at by the detectors")
    return title, found, "warn" if body["held"] else ""


def _judged(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(label(NAMES, body["code"])), str(label(OUTCOMES, body["outcome"])), ""


def _switched(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Detector switched on") if body["on"] else _("Detector switched off")
    return title, str(label(NAMES, body["code"])), ""


TELLERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "claims.claim_screened": _screened,
    "claims.suspicion_judged": _judged,
    "claims.claim_released": lambda _body: (_("Let go after a look"), "", "good"),
    "claims.detector_switched": _switched,
}


def sentences() -> dict[str, str]:
    """How suspicion says no. The first is read by people who are not to know more."""
    return {
        "held_for_check": _("A check of this claim is not finished yet, so it cannot be paid now. Ask a manager."),
        "no_judgement": _("Say whether the finding was right or wrong."),
        "word_needed": _("Write a word about why; it is kept."),
        "no_such_finding": _("This finding is no longer here. Look at the page again."),
        "not_held": _("This claim is not held."),
        "no_such_detector": _("There is no such detector."),
        "already_so": _("Somebody has switched it already. Look at the page again."),
    }
