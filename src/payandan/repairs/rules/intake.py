"""What an intake has to say, and how it is cleaned: the fault, the condition, what came along, and consent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.kit.working_time import WorkCalendar, add_working_days

TRACKING_SYMBOLS = 10
"""50 bits: a code that is typed from a receipt and cannot be guessed at the rate at which guesses are let through."""
LONGEST_PASSCODE = 60
PRIORITIES = ("urgent", "high", "usual", "low")
URGENT, HIGH, USUAL, LOW = range(4)
ANSWERS = ("yes", "no", "unknown")
AGREED, BACKED_UP, KEEP = "agreed", "backed_up", "keep"
CONSENTS = (AGREED, BACKED_UP, KEEP)
"""Data may be lost; a copy exists; nothing may be erased without asking."""
SIGNINGS = ("signature", "code", "paper")
_MOST_SYMPTOMS, _MOST_ACCESSORIES = 8, 40
_PROMISES = (1, 3, 7)


def promises(today: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """The days that are usually promised: tomorrow, in three days, in a week; where that is closed, the next open day.

    Raises BeyondHorizon for a calendar that is closed for more than a year.
    """
    eves = (today + timedelta(days=ahead - 1) for ahead in _PROMISES)
    return tuple(dict.fromkeys(add_working_days(calendar, eve, 1) for eve in eves))


def check_fault(symptoms: Sequence[str], words: str, known: Collection[str]) -> None:
    """Refuse an intake that does not say what is wrong, or says it in codes that this kind of product has not."""
    unknown = [code for code in symptoms if code not in known]
    if unknown or len(symptoms) > _MOST_SYMPTOMS:
        raise Refused("unknown_symptom", field="symptoms", value=unknown[0] if unknown else "")
    if not symptoms and not words:
        raise Refused("what_is_wrong", field="words")


def checked_priority(priority: int) -> int:
    """The priority, if there is such a one."""
    if not 0 <= priority < len(PRIORITIES):
        raise Refused("unknown_priority", field="priority")
    return priority


def checked_condition(
    answers: Sequence[Mapping[str, str]], lines: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, str]]:
    """The checklist as answered, in the order of the list; lines nobody answered are left out."""
    given = {answer.get("code", ""): answer for answer in answers}
    if any(code not in lines or answer.get("value") not in ANSWERS for code, answer in given.items()):
        raise Refused("unknown_condition", field="condition")
    return [
        {"code": code, "value": given[code]["value"], "note": store(given[code].get("note", ""))[:120]}
        for code in lines
        if code in given
    ]


def checked_accessories(given: Sequence[str], known: Collection[str]) -> list[str]:
    """What came along: codes of the list, and things in free words."""
    kept = list(dict.fromkeys(text for one in given if (text := one if one in known else store(one)[:60])))
    if len(kept) > _MOST_ACCESSORIES:
        raise Refused("too_many_accessories", field="accessories", most=_MOST_ACCESSORIES)
    return kept


def checked_consent(consent: str, *, holds_data: bool) -> str:
    """What the customer said about the data on it; needed of what holds data."""
    if consent and consent not in CONSENTS:
        raise Refused("unknown_consent", field="data_consent")
    if holds_data and not consent:
        raise Refused("consent_missing", field="data_consent")
    return consent


def checked_signing(signed_by: str, *, has_signature: bool) -> str:
    """How the customer agreed; a signature has to be there."""
    if signed_by and signed_by not in SIGNINGS:
        raise Refused("unknown_signing", field="signed_by")
    if signed_by == "signature" and not has_signature:
        raise Refused("signature_missing", field="signature")
    return "signature" if has_signature else signed_by
