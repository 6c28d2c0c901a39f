import contextlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.money import (
    MAX_AMOUNT,
    MINOR_UNITS,
    BadAmount,
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    format_money,
    other_unit,
    parse_amount,
    percent_of,
    share,
    spoken,
    unit_word,
)

amounts = st.integers(0, MAX_AMOUNT)
currencies = st.sampled_from(["IRR", "EUR", "USD", "TRY", "EGP", "AED", "IQD", "JPY"])


def test_minor_units() -> None:
    wanted = {"IRR": 0, "EUR": 2, "USD": 2, "TRY": 2, "EGP": 2, "AED": 2, "IQD": 3, "JPY": 0, "KWD": 3}
    assert {currency: MINOR_UNITS[currency] for currency in wanted} == wanted
    assert all(len(code) == 3 and code.isupper() for code in MINOR_UNITS)


def test_money_adds_only_its_own_kind() -> None:
    assert Money(5, "IRR") + Money(7, "IRR") == Money(12, "IRR")
    assert Money(5, "IRR") - Money(7, "IRR") == Money(-2, "IRR") == -Money(2, "IRR")
    assert Money(5, "IRR") < Money(7, "IRR") <= Money(7, "IRR")
    assert Money(7, "IRR") > Money(5, "IRR") >= Money(5, "IRR")
    assert Money(1, "IRR")
    assert not Money(0, "IRR")
    for mixed in (
        lambda: Money(1, "IRR") + Money(1, "EUR"),
        lambda: Money(1, "IRR") - Money(1, "EUR"),
        lambda: Money(1, "IRR") < Money(1, "EUR"),
    ):
        with pytest.raises(CurrencyMismatch):
            mixed()


def test_a_thousand_billions_stay_exact() -> None:
    total = Money(0, "IRR")
    for _ in range(1000):
        total += Money(10**12 + 1, "IRR")
    assert total.amount == 10**15 + 1000


@pytest.mark.parametrize("amount", [1.0, True, "5", Decimal(5)])
def test_money_is_whole(amount: Any) -> None:
    with pytest.raises(TypeError):
        Money(amount, "IRR")


def test_unknown_currencies() -> None:
    for attempt in (
        lambda: Money(1, "XXX"),
        lambda: parse_amount("1", "IRT"),
        lambda: format_money(1, "irr", "fa"),
        lambda: unit_word("", "fa"),
    ):
        with pytest.raises(UnknownCurrency):
            attempt()


# --- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12500000", "IRR", 12_500_000),
        ("۱۲٬۵۰۰٬۰۰۰ ریال", "IRR", 12_500_000),
        ("۱۲٬۵۰۰٬۰۰۰\u00a0ريال", "IRR", 12_500_000),
        ("۱٬۲۵۰٬۰۰۰ تومان", "IRR", 12_500_000),
        ("1,250,000 Toman", "IRR", 12_500_000),
        ("1250000تومن", "IRR", 12_500_000),
        ("IRR 500", "IRR", 500),
        ("۱۲٫۵ تومان", "IRR", 125),
        ("۵۰۰ هزار تومان", "IRR", 5_000_000),
        ("۲٫۵ میلیون تومان", "IRR", 25_000_000),
        ("۳ میلیارد ریال", "IRR", 3_000_000_000),
        ("12.00", "IRR", 12),
        ("0", "IRR", 0),
        ("125.50", "EUR", 12_550),
        ("€ 125.5", "EUR", 12_550),
        ("125.50 EUR", "EUR", 12_550),
        ("۱۲۵٫۵۰ یورو", "EUR", 12_550),
        ("1,234.567", "IQD", 1_234_567),
        ("$1,000", "USD", 100_000),
    ],
)
def test_amounts_as_people_type_them(text: str, currency: str, amount: int) -> None:
    assert parse_amount(text, currency) == amount


def test_a_named_unit_wins_over_the_unit_of_the_box() -> None:
    assert parse_amount("1000", "IRR", unit="toman") == 10_000
    assert parse_amount("1000 ریال", "IRR", unit="toman") == 1000
    assert parse_amount("1000 تومان", "IRR", unit="toman") == 10_000
    with pytest.raises(CurrencyMismatch):
        parse_amount("1000", "EUR", unit="toman")


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("", "IRR", "empty"),
        (" \u200f ", "IRR", "empty"),
        ("ریال", "IRR", "unreadable"),
        ("-5", "IRR", "negative"),
        ("−۵ ریال", "IRR", "negative"),
        ("(5)", "IRR", "negative"),
        ("5-", "IRR", "negative"),
        ("12.5", "IRR", "too_many_decimals"),
        ("12.000", "IRR", "too_many_decimals"),
        ("12.505", "EUR", "too_many_decimals"),
        ("12.55 تومان", "IRR", "too_many_decimals"),
        ("12,5", "EUR", "unreadable"),
        ("12/500", "IRR", "unreadable"),
        ("5 10", "IRR", "unreadable"),
        ("5 apples", "IRR", "unreadable"),
        ("5 ریال تومان", "IRR", "unreadable"),
        ("5 تومان", "EUR", "wrong_unit"),
        ("5 EUR", "IRR", "wrong_unit"),
        ("$5", "EUR", "wrong_unit"),
        ("1" + "0" * 19, "IRR", "too_large"),
        ("9" * 17 + " میلیارد تومان", "IRR", "too_large"),
        ("99999999999999999.99", "EUR", "too_large"),
    ],
)
def test_amounts_that_are_refused(text: str, currency: str, reason: str) -> None:
    with pytest.raises(BadAmount) as refused:
        parse_amount(text, currency)
    assert refused.value.reason_code == reason


@given(amounts, currencies, st.sampled_from(["fa", "en"]), st.booleans())
def test_what_is_written_can_be_read(amount: int, currency: str, language: Any, with_unit: bool) -> None:
    assert parse_amount(format_money(amount, currency, language, with_unit=with_unit), currency) == amount


@given(amounts, st.sampled_from(["fa", "en"]))
def test_toman_can_be_read_back_to_the_rial(amount: int, language: Any) -> None:
    assert parse_amount(other_unit(amount, language), "IRR") == amount


@given(st.text(max_size=20))
def test_reading_only_ever_refuses_with_a_reason(text: str) -> None:
    with contextlib.suppress(BadAmount):
        assert 0 <= parse_amount(text, "EUR") <= MAX_AMOUNT


# --- writing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (format_money(12_500_000, "IRR", "fa"), "۱۲٬۵۰۰٬۰۰۰ ریال"),
        (format_money(12_500_000, "IRR", "en"), "12,500,000 IRR"),
        (format_money(12_500_000, "IRR", "fa", as_toman=True), "۱٬۲۵۰٬۰۰۰ تومان"),
        (format_money(12_500_000, "IRR", "en", as_toman=True), "1,250,000 toman"),
        (format_money(125, "IRR", "fa", as_toman=True), "۱۲٫۵ تومان"),
        (format_money(12_550, "EUR", "en"), "125.50 EUR"),
        (format_money(12_550, "EUR", "fa"), "۱۲۵٫۵۰ یورو"),
        (format_money(5, "IQD", "en"), "0.005 IQD"),
        (format_money(12_550, "EUR", "fa", with_unit=False), "۱۲۵٫۵۰"),
        (format_money(-12_550, "EUR", "en"), "-125.50 EUR"),
        (format_money(-125, "IRR", "en", as_toman=True), "-12.5 toman"),
        (format_money(-1250, "IRR", "fa"), "\u200e−۱٬۲۵۰ ریال"),
        (format_money(-1250, "IRR", "fa", as_toman=True), "\u200e−۱۲۵ تومان"),
        (format_money(100, "CHF", "fa"), "۱٫۰۰ CHF"),
        (other_unit(12_500_000, "fa"), "۱٬۲۵۰٬۰۰۰ تومان"),
    ],
)
def test_formats(written: str, expected: str) -> None:
    assert written.replace("\u00a0", " ") == expected
    assert " " not in written, "a line must not break between number and unit"


def test_only_rials_are_toman() -> None:
    with pytest.raises(CurrencyMismatch):
        format_money(1, "EUR", "fa", as_toman=True)


@pytest.mark.parametrize(
    ("number", "persian", "english"),
    [
        (0, "صفر", "zero"),
        (7, "هفت", "seven"),
        (18, "هجده", "eighteen"),
        (40, "چهل", "forty"),
        (99, "نود و نه", "ninety-nine"),
        (115, "صد و پانزده", "one hundred fifteen"),
        (200, "دویست", "two hundred"),
        (1000, "هزار", "one thousand"),
        (1001, "هزار و یک", "one thousand one"),
        (21_000, "بیست و یک هزار", "twenty-one thousand"),
        (1_250_000, "یک میلیون و دویست و پنجاه هزار", "one million two hundred fifty thousand"),
        (10**9, "یک میلیارد", "one billion"),
        (-5, "منفی پنج", "minus five"),
    ],
)
def test_numbers_in_words(number: int, persian: str, english: str) -> None:
    assert spoken(number, "fa") == persian
    assert spoken(number, "en") == english


@given(st.integers(-(10**21) + 1, 10**21 - 1), st.integers(-(10**21) + 1, 10**21 - 1))
def test_words_tell_numbers_apart(one: int, other: int) -> None:
    for language in ("fa", "en"):
        said = (spoken(one, language), spoken(other, language))
        assert (said[0] == said[1]) == (one == other)


def test_numbers_too_large_to_say() -> None:
    with pytest.raises(ValueError, match="too large"):
        spoken(10**21, "fa")


# --- parts -----------------------------------------------------------------------------------------


@st.composite
def splits(draw: st.DrawFn) -> list[Fraction]:
    weights = draw(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
    return [Fraction(100 * weight, sum(weights)) for weight in weights]


@given(st.integers(-(10**15), 10**15), splits())
def test_parts_sum_to_the_whole_and_none_is_a_unit_off(amount: int, percents: list[Fraction]) -> None:
    parts = share(amount, percents)
    assert sum(parts) == amount
    for part, percent in zip(parts, percents, strict=True):
        assert abs(part - amount * percent / 100) < 1
        assert percent or part == 0


@pytest.mark.parametrize(
    ("amount", "percents", "parts"),
    [
        (100, [Fraction(100, 3)] * 3, [34, 33, 33]),
        (1, [50, 50], [1, 0]),
        (-1, [50, 50], [-1, 0]),
        (10, [Decimal("12.5"), Decimal("87.5")], [1, 9]),
        (0, [30, 70], [0, 0]),
        (7, [100], [7]),
        (1001, [10, 20, 70], [100, 200, 701]),
    ],
)
def test_shares(amount: int, percents: list[Fraction | Decimal | int], parts: list[int]) -> None:
    assert share(amount, percents) == parts


@pytest.mark.parametrize("percents", [[], [50, 49], [Decimal("33.33")] * 3, [150, -50]])
def test_percents_must_make_a_hundred(percents: list[Any]) -> None:
    with pytest.raises(ValueError, match="sum to 100"):
        share(100, percents)


def test_percent_is_rounded_down() -> None:
    assert percent_of(999, 50) == 499
    assert percent_of(999, Fraction(200, 3)) == 666
    assert percent_of(1000, Decimal("12.5")) == 125
    assert percent_of(5, 0) == 0
    assert percent_of(10**18 + 1, 100) == 10**18 + 1
    with pytest.raises(ValueError, match="negative"):
        percent_of(5, -1)
