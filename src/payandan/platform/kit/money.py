"""Money in whole smallest units: rials, cents. No floats anywhere.

The rial is kept without decimals; the toman (ten rials) is only a way of writing and reading it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Literal

from .text import Language, NotANumber, ascii_digits, parse_decimal, persian_digits, strip_direction

# ISO 4217 digits after the point, except the rial: ISO says 2, but no dinar has been paid in living memory.
MINOR_UNITS: dict[str, int] = {
    "IRR": 0, "IQD": 3, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "LYD": 3, "TND": 3,
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    **dict.fromkeys(
        (
            "AED", "AFN", "ALL", "AMD", "ARS", "AUD", "AZN", "BAM", "BDT", "BGN", "BRL", "BYN", "CAD", "CHF", "CNY",
            "COP", "CZK", "DKK", "DZD", "EGP", "ETB", "EUR", "GBP", "GEL", "GHS", "HKD", "HUF", "IDR", "ILS", "INR",
            "KES", "KGS", "KZT", "LBP", "LKR", "MAD", "MDL", "MKD", "MNT", "MXN", "MYR", "NGN", "NOK", "NPR", "NZD",
            "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SDG", "SEK", "SGD", "SYP", "THB", "TJS",
            "TMT", "TRY", "TWD", "UAH", "USD", "UYU", "UZS", "YER", "ZAR",
        ),
        2,
    ),
}  # fmt: skip

MAX_AMOUNT = 10**18  # fits a 64-bit column with room for sums

_UNIT_WORDS_FA = {
    "IRR": "ریال", "EUR": "یورو", "USD": "دلار", "GBP": "پوند", "AED": "درهم امارات", "TRY": "لیر ترکیه",
    "IQD": "دینار عراق", "KWD": "دینار کویت", "EGP": "پوند مصر", "AFN": "افغانی", "SAR": "ریال سعودی",
    "QAR": "ریال قطر", "OMR": "ریال عمان", "CNY": "یوان", "RUB": "روبل", "INR": "روپیه", "JPY": "ین",
}  # fmt: skip
_TOMAN: dict[Language, str] = {"fa": "تومان", "en": "toman"}
MINUS = "\u2212"


class UnknownCurrency(LookupError):  # noqa: N818 — the name is the sentence
    """Not a currency that the table of minor units knows."""


class CurrencyMismatch(ValueError):  # noqa: N818 — the name is the sentence
    """Two currencies in one sum, or the toman for something that is not the rial."""


class BadAmount(ValueError):  # noqa: N818 — the name is the sentence
    """The text is not an amount. ``reason_code``: ``empty``, ``unreadable``, ``negative``,
    ``too_many_decimals``, ``wrong_unit`` (the words name another currency), ``too_large``."""

    def __init__(self, text: str, reason_code: str) -> None:
        super().__init__(f"{reason_code}: {text!r}")
        self.text = text
        self.reason_code = reason_code


def minor_units(currency: str) -> int:
    """Digits after the point of ``currency``. Raises :class:`UnknownCurrency`."""
    try:
        return MINOR_UNITS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


@dataclass(frozen=True, slots=True)
class Money:
    """``amount`` in the smallest unit of ``currency`` (rials, cents); may be negative, for a difference."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TypeError(f"an amount is a whole number of the smallest unit, not {self.amount!r}")
        minor_units(self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0


# --- reading --------------------------------------------------------------------------------------

# What a unit may be called, besides its ISO code.
_UNITS_BY_NAME = {word: currency for currency, word in _UNIT_WORDS_FA.items()} | {
    **dict.fromkeys(("rial", "rials", "﷼"), "IRR"),
    **dict.fromkeys(("تومان", "تومن", "toman", "tomans", "irt"), "toman"),
    "€": "EUR", "$": "USD", "دلار آمریکا": "USD", "£": "GBP", "₺": "TRY", "لیر": "TRY", "درهم": "AED",
}  # fmt: skip
_TIMES = {
    "هزار": 10**3, "thousand": 10**3, "میلیون": 10**6, "ملیون": 10**6, "million": 10**6,
    "میلیارد": 10**9, "billion": 10**9,
}  # fmt: skip
_AMOUNT_PIECE = re.compile(r"[^\W\d_]+|[€$£₺﷼]")


def parse_amount(text: str, currency: str, *, unit: Literal["toman"] | None = None) -> int:
    """What a person typed as money, in the smallest unit of ``currency``.

    Any digits, ``٬ ,`` grouping by threes, ``٫ .`` decimals; the unit may be named, and a named unit wins
    over ``unit``, which says what a bare number means. «۵۰۰ هزار تومان» is understood. Raises
    :class:`BadAmount`, :class:`UnknownCurrency`; :class:`CurrencyMismatch` for ``unit="toman"`` with
    another currency than the rial.
    """
    decimals = minor_units(currency)
    if unit == "toman" and currency != "IRR":
        raise CurrencyMismatch(f"toman and {currency}")
    plain = ascii_digits(strip_direction(text)).translate(str.maketrans("يك", "یک")).casefold().strip()
    words = _AMOUNT_PIECE.findall(plain)
    rest = _AMOUNT_PIECE.sub(" ", plain).strip()
    if not rest:
        raise BadAmount(text, "unreadable" if words else "empty")
    times, in_toman = _read_words(text, words, currency, toman=unit == "toman")
    number = _read_number(text, rest) * times * (10 if in_toman else 1)
    return _to_smallest(text, number, decimals)


def _read_words(text: str, words: list[str], currency: str, *, toman: bool) -> tuple[int, bool]:
    """What to multiply by, and whether the number counts toman."""
    times = prod(_TIMES.get(word, 1) for word in words)
    name = " ".join(word for word in words if word not in _TIMES)
    if not name:
        return times, toman
    unit = _UNITS_BY_NAME.get(name) or (name.upper() if name.upper() in MINOR_UNITS else None)
    if unit is None:
        raise BadAmount(text, "unreadable")
    if unit not in ((currency, "toman") if currency == "IRR" else (currency,)):
        raise BadAmount(text, "wrong_unit")
    return times, unit == "toman"


def _read_number(text: str, rest: str) -> Decimal:
    if rest[0] in "-\u2212" or (rest[0] == "(" and rest[-1] == ")") or rest[-1] in "-\u2212":
        raise BadAmount(text, "negative")
    try:
        return parse_decimal(rest)
    except NotANumber as error:
        raise BadAmount(text, error.reason_code) from error


def _to_smallest(text: str, number: Decimal, decimals: int) -> int:
    if number > MAX_AMOUNT:
        raise BadAmount(text, "too_large")
    smallest = Fraction(number) * 10**decimals
    # «12.000» for rials is twelve thousand to one writer and twelve to another: three zeros are not trusted.
    exponent = number.as_tuple().exponent
    written = -exponent if isinstance(exponent, int) else 0
    if smallest.denominator != 1 or written > max(decimals, 2):
        raise BadAmount(text, "too_many_decimals")
    if smallest > MAX_AMOUNT:
        raise BadAmount(text, "too_large")
    return int(smallest)


# --- writing --------------------------------------------------------------------------------------


def format_money(
    amount: int, currency: str, language: Language, *, as_toman: bool = False, with_unit: bool = True
) -> str:
    """``۱۲٬۵۰۰٬۰۰۰ ریال``, ``12,500,000 IRR``, ``125.50 EUR``; the space is unbreakable.

    ``as_toman`` writes rials as toman, with one decimal when they do not divide by ten. Raises
    :class:`UnknownCurrency`, :class:`CurrencyMismatch`.
    """
    decimals = minor_units(currency)
    if as_toman:
        if currency != "IRR":
            raise CurrencyMismatch(f"toman and {currency}")
        decimals = 1 if amount % 10 else 0
    shown = amount // 10 if as_toman and not decimals else amount
    number = _grouped(abs(shown), decimals, language)
    if amount < 0:
        # The left-to-right mark keeps the sign on the left of the number inside a Persian line.
        number = f"\u200e{MINUS}{number}" if language == "fa" else f"-{number}"
    return f"{number}\u00a0{unit_word(currency, language, as_toman=as_toman)}" if with_unit else number


def unit_word(currency: str, language: Language, *, as_toman: bool = False) -> str:
    """«ریال», «تومان»; in English the ISO code."""
    minor_units(currency)
    if as_toman:
        return _TOMAN[language]
    return _UNIT_WORDS_FA.get(currency, currency) if language == "fa" else currency


def _grouped(smallest: int, decimals: int, language: Language) -> str:
    whole, part = divmod(smallest, 10**decimals)
    text = f"{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")
    if language == "fa":
        return persian_digits(text.replace(",", "٬").replace(".", "٫"))
    return text


def other_unit(amount_irr: int, language: Language) -> str:
    """The same rials as toman, for the line beside an input box: ``۱٬۲۵۰٬۰۰۰ تومان``."""
    return format_money(amount_irr, "IRR", language, as_toman=True)


# --- words ----------------------------------------------------------------------------------------

_ONES_FA = (
    "صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده", "چهارده",
    "پانزده", "شانزده", "هفده", "هجده", "نوزده",
)  # fmt: skip
_TENS_FA = ("", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
_HUNDREDS_FA = ("", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد")
_SCALES_FA = ("", "هزار", "میلیون", "میلیارد", "تریلیون", "کوادریلیون", "کوینتیلیون")
_ONES_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS_EN = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES_EN = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")


def spoken(n: int, language: Language) -> str:
    """``n`` in words: «یک میلیون و دویست و پنجاه هزار». ValueError from 10**21 on."""
    if abs(n) >= 10**21:
        raise ValueError(f"too large to say: {n}")
    if n < 0:
        return f"{'منفی' if language == 'fa' else 'minus'} {spoken(-n, language)}"
    if n == 0:
        return "صفر" if language == "fa" else "zero"
    groups: list[str] = []
    for place in range(6, -1, -1):
        group = n // 1000**place % 1000
        if group:
            groups.append(_group_fa(group, place) if language == "fa" else _group_en(group, place))
    return (" و " if language == "fa" else " ").join(groups)


def _group_fa(group: int, place: int) -> str:
    if group == 1 and place == 1:
        return "هزار"  # nobody says «یک هزار»
    words = [_HUNDREDS_FA[group // 100]] if group >= 100 else []
    rest = group % 100
    if rest >= 20:
        words.append(_TENS_FA[rest // 10])
        rest %= 10
    if rest:
        words.append(_ONES_FA[rest])
    return " و ".join(words) + (f" {_SCALES_FA[place]}" if place else "")


def _group_en(group: int, place: int) -> str:
    words = [f"{_ONES_EN[group // 100]} hundred"] if group >= 100 else []
    rest = group % 100
    if rest >= 20:
        words.append(_TENS_EN[rest // 10] + (f"-{_ONES_EN[rest % 10]}" if rest % 10 else ""))
    elif rest:
        words.append(_ONES_EN[rest])
    return " ".join(words) + (f" {_SCALES_EN[place]}" if place else "")


# --- parts ----------------------------------------------------------------------------------------

Percent = Fraction | Decimal | int


def share(amount: int, percents: Sequence[Percent]) -> list[int]:
    """``amount`` split by ``percents`` (which must sum to exactly 100) so that the parts sum to ``amount``.

    Largest remainder: each part is rounded down, and what is left goes one unit each to the largest
    remainders, the earlier part first on a tie. A part is never a whole unit away from its exact value. A
    negative amount is split as its positive and negated. ValueError if a percent is negative or the sum is
    not 100.
    """
    exact = [Fraction(percent) for percent in percents]
    if any(percent < 0 for percent in exact) or sum(exact) != 100:
        raise ValueError(f"percents must be positive and sum to 100: {[str(percent) for percent in percents]}")
    if amount < 0:
        return [-part for part in share(-amount, percents)]
    wanted = [amount * percent / 100 for percent in exact]
    shares = [int(part) for part in wanted]
    by_remainder = sorted(range(len(wanted)), key=lambda index: (shares[index] - wanted[index], index))
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return shares


def percent_of(amount: int, percent: Percent) -> int:
    """``percent`` of ``amount``, rounded down to the smallest unit: in favour of whoever pays it.

    ValueError if ``percent`` is negative.
    """
    exact = Fraction(percent)
    if exact < 0:
        raise ValueError(f"negative percent: {percent}")
    return amount * exact // 100
