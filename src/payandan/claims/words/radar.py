"""What the radar says: rights and ways out in words, lines of the history, refusals, and the messages it sends."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payandan.claims.rules.radar import WayOut
from payandan.claims.words.labels import REMEDIES, Label, label
from payandan.platform.kit.periods import Period
from payandan.platform.notifications.rules import MessageTemplate
from payandan.platform.ui import words as shown
from payandan.warranty.labels.law import period
from payandan.warranty.labels.reading import title_of

TONES: Mapping[str, str] = {
    "extend": "info", "loaner": "info", "replace": "warn", "refund": "warn", "price_reduction": "warn",
}  # fmt: skip
STATES: dict[str, Label] = {
    "granted": gettext_lazy("Granted"),
    "cancel_asked": gettext_lazy("Somebody wants to take it back"),
    "cancelled": gettext_lazy("Taken back"),
}
STATE_TONES: Mapping[str, str] = {"granted": "good", "cancel_asked": "warn", "cancelled": "muted"}
WAYS: dict[str, Label] = {
    "finish": gettext_lazy("Finish in time"),
    "finish_now": gettext_lazy("Finish now"),
    "loaner": gettext_lazy("Give a loaner"),
    "swap": gettext_lazy("Offer another one"),
    "transfer": gettext_lazy("Another centre"),
}


def right_name(kind: str, by: Mapping[str, Any] | None = None) -> str:
    """A right in a word or two, for staff: “Loaner”, “Longer guarantee: 1 month”."""
    if kind == "extend" and by:
        return _("Longer guarantee: %(period)s") % {"period": period(Period.of(by))}
    return label(REMEDIES, kind)


def given(kind: str, by: Mapping[str, Any] | None = None) -> str:
    """What a customer has now, as a sentence to the customer."""
    if kind == "extend" and by:
        return _("Your guarantee has become %(period)s longer.") % {"period": period(Period.of(by))}
    return {
        "loaner": _("You may ask us for another one to use until yours is ready."),
        "replace": _("You may ask for a new one instead of the repair."),
        "refund": _("You may ask for your money back instead of the repair."),
        "price_reduction": _("You may keep it and ask for a part of the price back."),
    }.get(kind, label(REMEDIES, kind))


def given_together(rights: list[tuple[str, Mapping[str, Any]]]) -> str:
    """The same for several rights at once; months that were added one by one are added up."""
    longer = [by for kind, by in rights if kind == "extend"]
    kinds = dict.fromkeys(kind for kind, _by in rights if kind != "extend")
    said = [given("extend", _sum(longer))] if longer else []
    return " ".join([*said, *(given(kind) for kind in kinds)])


def _sum(many: list[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"calendar": many[0].get("calendar", "gregorian")}
    for one in many:
        for name in ("years", "months", "weeks", "days"):
            if one.get(name):
                found[name] = found.get(name, 0) + one[name]
    return found


def will_be(kind: str, by: Mapping[str, Any] | None, on: date) -> str:
    """What a customer will have, if the repair is not done by then."""
    said = {"day": shown.day(on, "long"), "what": _lower(given(kind, by))}
    if kind == "extend" and by:
        said["period"] = period(Period.of(by))
        return _("If it is not ready before %(day)s, your guarantee becomes %(period)s longer.") % said
    return _("If it is not ready before %(day)s: %(what)s") % said


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def source_text(source: Mapping[str, Any]) -> str:
    """Law and article, or the clause of the terms."""
    title, article = title_of(source.get("title")), title_of(source.get("article"))
    clause = source.get("clause")
    last = _("clause %(clause)s") % {"clause": shown.digits(clause)} if clause and not article else ""
    return _(", ").join(part for part in (title, article, last) if part)


def left(days: int | None) -> str:
    """How many working days are left before a right falls due."""
    if days is None:
        return ""
    if days <= 0:
        return _("no working day left")
    text = ngettext("%(days)s working day left", "%(days)s working days left", days)
    return text % {"days": shown.digits(days)}


def left_tone(days: int | None) -> str:
    if days is None:
        return "muted"
    return "bad" if days <= 1 else "warn" if days <= 3 else "info"


def way_out(way: WayOut, *, place: str = "") -> str:
    """One lawful way out, as a sentence; what it costs is an estimate."""
    said = {"day": shown.day(way.by, "long") if way.by else "", "place": place}
    said |= {"there": shown.digits(way.there), "here": shown.digits(way.here)}
    text = {
        "finish": _("Finish it and hand it back by %(day)s: nothing falls due."),
        "finish_now": _("Finish it and hand it back now: nothing more falls due."),
        "loaner": _("Lend another one meanwhile: the right to a loaner is met; the repair goes on being counted."),
        "swap": _("Offer another one instead: the repair ends, and with it what it costs."),
        "transfer": _("Send it to %(place)s and finish there by %(day)s: %(there)s open repairs there, %(here)s here."),
    }[way.kind]
    return text % said


def cost(way: WayOut, currency: str) -> str:
    """What a way out costs about."""
    if not way.is_priced:
        return _("cost not known")
    if not way.cost:
        return _("costs nothing")
    return _("about %(amount)s") % {"amount": shown.money(way.cost, currency)}


# --- history ---------------------------------------------------------------------------------------------------------


def _day(text: str) -> str:
    return shown.day(date.fromisoformat(text), "long")


def _in(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Handed in on %(day)s") % {"day": _day(body["on"])}, "", ""


def _back(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Handed back on %(day)s") % {"day": _day(body["on"])}, "", "good"


def _granted(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("Granted for the late repair: %(right)s") % {"right": right_name(body["kind"], body.get("by"))}
    return title, source_text(body.get("source") or {}), "warn"


def _cancel_asked(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("To be taken back: %(right)s") % {"right": right_name(body["kind"])}, body["reason"], "warn"


def _kept(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Stays granted: %(right)s") % {"right": right_name(body["kind"])}, "", "good"


def _cancelled(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Taken back: %(right)s") % {"right": right_name(body["kind"], body.get("by"))}, body["reason"], "bad"


TELLERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "claims.unit_handed_in": _in,
    "claims.unit_handed_back": _back,
    "claims.right_granted": _granted,
    "claims.grant_cancel_asked": _cancel_asked,
    "claims.grant_kept": _kept,
    "claims.grant_cancelled": _cancelled,
}


def sentences() -> dict[str, str]:
    """How the radar says no."""
    return {
        "not_under_repair": _("This repair is finished or refused, so its days are no longer counted."),
        "bad_handed_in": _("The day it was handed in cannot be still to come."),
        "bad_handed_back": _("The day it was handed back cannot be still to come."),
        "handed_back_first": _("It cannot have been handed back before it was handed in. Check both days."),
        "grant_not_standing": _("This right is no longer as it was. Look at the page again."),
        "cancel_not_asked": _("Nobody asks to take this right back any more. Look at the page again."),
        "same_person_cancel": _("You asked to take this right back. Somebody else has to agree."),
    }


# --- messages --------------------------------------------------------------------------------------------------------

MESSAGES: dict[str, MessageTemplate] = {
    "claims.right_granted": MessageTemplate(
        sms={
            "fa": "{name} عزیز، تعمیر {product} بیش از مهلت آن طول کشیده است؛ پوزش می‌خواهیم. {what}\nجزئیات:\n{link}",
            "en": "Dear {name}, the repair of your {product} takes longer than it may; we are sorry. {what}\n"
            "Details:\n{link}",
        },
        subject={"fa": "حق شما دربارهٔ {product}: {number}", "en": "Your right about the {product}: {number}"},
        email={
            "fa": "{name} عزیز،\n\nتعمیر {product} بیش از مهلت آن طول کشیده است؛ پوزش می‌خواهیم.\n{what}\n{source}\n\n"
            "جزئیات:\n{link}",
            "en": "Dear {name},\n\nThe repair of your {product} takes longer than it may; we are sorry.\n{what}\n"
            "{source}\n\nDetails:\n{link}",
        },
    ),
    "claims.right_held": MessageTemplate(
        sms={
            "fa": "{name} عزیز، دربارهٔ {product} حقی دارید: {what}\nجزئیات:\n{link}",
            "en": "Dear {name}, you have a right about your {product}: {what}\nDetails:\n{link}",
        },
        subject={"fa": "حق شما دربارهٔ {product}: {number}", "en": "Your right about the {product}: {number}"},
        email={
            "fa": "{name} عزیز،\n\nدربارهٔ {product} حقی دارید:\n{what}\n{source}\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nYou have a right about your {product}:\n{what}\n{source}\n\nDetails:\n{link}",
        },
    ),
    "claims.right_cancelled": MessageTemplate(
        sms={
            "fa": "{name} عزیز، دربارهٔ {product} به شما نوشته بودیم: «{what}» این حق پس گرفته شد، زیرا: {reason}\n"
            "اگر درست نمی‌دانید به ما بگویید:\n{link}",
            "en": "Dear {name}, about your {product} we had written: “{what}” This was taken back, because: {reason}\n"
            "If you think that this is wrong, tell us:\n{link}",
        },
        subject={"fa": "دربارهٔ {product}: {number}", "en": "About your {product}: {number}"},
        email={
            "fa": "{name} عزیز،\n\nدربارهٔ {product} به شما نوشته بودیم: «{what}»\nاین حق پس گرفته شد، زیرا:\n{reason}\n"
            "اگر درست نمی‌دانید به ما بگویید:\n{link}",
            "en": "Dear {name},\n\nAbout your {product} we had written: “{what}”\n"
            "This was taken back, because:\n{reason}\n\nIf you think that this is wrong, tell us:\n{link}",
        },
    ),
    "claims.radar_digest": MessageTemplate(
        sms={},
        subject={"fa": "رادار: {count} تعمیر نزدیک به پایان مهلت", "en": "Radar: {count} repairs near their limit"},
        email={
            "fa": "{name} عزیز،\n\nدر این تعمیرها تا {day} حقی به مشتری می‌رسد:\n\n{rows}\n\n"
            "همه، با راه‌های برون‌رفت:\n{link}",
            "en": "Dear {name},\n\nIn these repairs a right falls due by {day}:\n\n{rows}\n\n"
            "All of them, with the ways out:\n{link}",
        },
    ),
}


def digest_row(number: str, product: str, kind: str, on: date, stake: str) -> str:
    """One repair of the morning's mail."""
    said = {"number": number, "product": product, "right": right_name(kind), "day": shown.day(on, "long")}
    text = _("%(day)s: %(right)s, %(product)s, %(number)s") % said
    return f"{text} ({stake})" if stake else text
