"""Numbers with a check digit that are the same all over the world: cards, phones, articles, vehicles."""

from __future__ import annotations

from .reading import BadIdentifier, compact, digits_of


def luhn_ok(digits: str) -> bool:
    """Whether ASCII ``digits`` pass the Luhn check (cards, IMEI)."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card_last4(text: str) -> str:
    """The last four digits of a 16-digit bank card, once the whole is seen to be well formed. Never keep
    the rest."""
    card = digits_of(text, "card", 16)
    if len(set(card)) == 1:
        raise BadIdentifier("card", "repeated")
    if not luhn_ok(card):
        raise BadIdentifier("card", "bad_check")
    return card[-4:]


def imei(text: str) -> str:
    """A 15-digit IMEI with its Luhn digit. Raises :class:`BadIdentifier`."""
    number = digits_of(text, "imei", 15)
    if len(set(number)) == 1:
        raise BadIdentifier("imei", "repeated")
    if not luhn_ok(number):
        raise BadIdentifier("imei", "bad_check")
    return number


def gtin_ok(digits: str) -> bool:
    """GS1 General Specifications 7.9: from the right, weights 1, 3, 1, 3…"""
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(reversed(digits))) % 10 == 0


def ean13(text: str) -> str:
    """A 13-digit article number with its check digit. Raises :class:`BadIdentifier`."""
    number = digits_of(text, "ean13", 13)
    if len(set(number)) == 1:
        raise BadIdentifier("ean13", "repeated")
    if not gtin_ok(number):
        raise BadIdentifier("ean13", "bad_check")
    return number


_VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9,
), strict=True))  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(text: str, *, check_digit: bool = False) -> str:
    """A 17-character vehicle number (ISO 3779): no I, O, Q.

    ``check_digit=True`` also demands the ninth character's arithmetic, which only North America and China
    require.
    """
    number = compact(text).upper()
    if not number:
        raise BadIdentifier("vin", "empty")
    if any(sign not in _VIN_VALUES for sign in number):
        raise BadIdentifier("vin", "bad_characters")
    if len(number) != 17:
        raise BadIdentifier("vin", "too_short" if len(number) < 17 else "too_long")
    if len(set(number)) == 1:
        raise BadIdentifier("vin", "repeated")
    rest = sum(_VIN_VALUES[sign] * weight for sign, weight in zip(number, _VIN_WEIGHTS, strict=True)) % 11
    if check_digit and number[8] != ("X" if rest == 10 else str(rest)):
        raise BadIdentifier("vin", "bad_check")
    return number
