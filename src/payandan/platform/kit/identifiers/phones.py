"""Mobile numbers."""

from __future__ import annotations

import re

from ..text import ascii_digits
from .reading import BadIdentifier, compact

_IRAN_MOBILE = re.compile(r"(?:(?:\+98|0098|98)0?|0)?(9[0-9]{9})")
_INTERNATIONAL = re.compile(r"(?:\+|00)[1-9]")
_TYPED_WELL = re.compile(r"09[0-9]{9}|\+989[0-9]{9}")
# Kinds of phonenumbers that take no messages: fixed line, toll free, premium, shared cost, …
_NOT_FOR_MESSAGES = frozenset({0, 3, 4, 5, 8, 9, 10})


def mobile(text: str, region: str = "IR") -> str:
    """A mobile number in E.164. ``region`` (ISO code) reads numbers without a country code.

    Iranian numbers are accepted by shape, as prefixes keep being added; others must be possible for their
    country and not a kind that takes no messages. Raises :class:`BadIdentifier`.
    """
    bare = compact(text)
    if not bare:
        raise BadIdentifier("mobile", "empty")
    if not re.fullmatch(r"\+?[0-9]+", bare):
        raise BadIdentifier("mobile", "bad_characters")
    iranian = _IRAN_MOBILE.fullmatch(bare)
    if iranian and (region == "IR" or bare.startswith(("+98", "0098"))):
        return f"+98{iranian[1]}"
    if bare.startswith("00") and _INTERNATIONAL.match(bare):
        bare = f"+{bare[2:]}"
    return _foreign_mobile(bare, region)


def _foreign_mobile(bare: str, region: str) -> str:
    import phonenumbers  # heavy: only a number from abroad pays for it

    try:
        number = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException as error:
        raise BadIdentifier("mobile", "unreadable") from error
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        raise BadIdentifier("mobile", "too_short")
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        raise BadIdentifier("mobile", "too_long")
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise BadIdentifier("mobile", "not_possible")
    # Every Iranian mobile took the short way above; what is left of +98 is a land line.
    if number.country_code == 98 or phonenumbers.number_type(number) in _NOT_FOR_MESSAGES:
        raise BadIdentifier("mobile", "not_mobile")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def repair_mobile(text: str) -> tuple[str, bool]:
    """:func:`mobile`, and whether the text had to be repaired (an import shows those rows for a look).

    Repaired: a lost leading zero, 98 or 0098 before it, Persian digits, separators, a spreadsheet's «.0».
    """
    cleaned = re.sub(r"\.0$", "", ascii_digits(text).strip())
    found = mobile(cleaned)
    if found.startswith("+98"):
        return found, not _TYPED_WELL.fullmatch(text.strip())
    return found, found != text.strip()


def display_mobile(e164: str) -> str:
    """``0912 345 6789``; a foreign number in its international form. Show it inside a left-to-right
    island."""
    if re.fullmatch(r"\+989[0-9]{9}", e164):
        return f"0{e164[3:6]} {e164[6:9]} {e164[9:]}"
    import phonenumbers  # heavy: only a number from abroad pays for it

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def mask_mobile(e164: str) -> str:
    """``0912•••6789``: enough for the owner to recognise, too little to call."""
    shown = f"0{e164[3:]}" if e164.startswith("+98") else e164
    return f"{shown[:4]}•••{shown[-4:]}" if len(shown) >= 11 else "•••" + shown[-2:]
