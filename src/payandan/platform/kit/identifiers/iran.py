"""Numbers given out in Iran: people, companies, accounts, addresses."""

from __future__ import annotations

import re

from .reading import BadIdentifier, compact, digits_of


def national_code(text: str) -> str:
    """An Iranian national code, 10 digits; zeros that a spreadsheet dropped are put back.

    The ten repeated numbers pass the arithmetic and are refused by name. Raises :class:`BadIdentifier`.
    """
    code = digits_of(text, "national_code", 8, 9, 10).zfill(10)
    if len(set(code)) == 1:
        raise BadIdentifier("national_code", "repeated")
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(code[:9])) % 11
    if int(code[9]) != (rest if rest < 2 else 11 - rest):
        raise BadIdentifier("national_code", "bad_check")
    return code


def company_id(text: str) -> str:
    """An Iranian company's national id, 11 digits. Raises :class:`BadIdentifier`."""
    code = digits_of(text, "company_id", 11)
    if len(set(code)) == 1:
        raise BadIdentifier("company_id", "repeated")
    added = int(code[9]) + 2
    weights = (29, 27, 23, 19, 17)
    rest = sum((int(digit) + added) * weights[place % 5] for place, digit in enumerate(code[:10])) % 11
    if int(code[10]) != rest % 10:
        raise BadIdentifier("company_id", "bad_check")
    return code


def iban_ir(text: str) -> str:
    """An Iranian account number (Sheba): ``IR`` and 24 digits, without spaces. A missing ``IR`` is put
    back."""
    bare = compact(text).upper()
    if re.fullmatch(r"[0-9]{24}", bare):
        bare = f"IR{bare}"
    if not bare:
        raise BadIdentifier("iban", "empty")
    if not re.fullmatch(r"[A-Z]{2}[0-9]+", bare):
        raise BadIdentifier("iban", "bad_characters")
    if not bare.startswith("IR"):
        raise BadIdentifier("iban", "wrong_country")
    if len(bare) != 26:
        raise BadIdentifier("iban", "too_short" if len(bare) < 26 else "too_long")
    # ISO 13616: country and check digits go to the end, letters count from 10 (I=18, R=27), the rest must
    # be 1.
    if int(bare[4:] + "1827" + bare[2:4]) % 97 != 1:
        raise BadIdentifier("iban", "bad_check")
    return bare


def postal_code(text: str) -> str:
    """An Iranian postal code, 10 digits; only its shape can be checked."""
    code = digits_of(text, "postal_code", 10)
    if len(set(code)) == 1:
        raise BadIdentifier("postal_code", "repeated")
    return code
