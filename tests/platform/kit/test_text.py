import random
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.text import (
    NotANumber,
    ascii_digits,
    initials,
    isolate,
    key,
    parse_decimal,
    parse_int,
    persian_digits,
    search_forms,
    slug,
    sort_key,
    store,
    store_lines,
    tokens,
)

# Letters, marks and invisible signs that fight with each other, far denser than in any real text.
AWKWARD = (
    "ابيىیكکءآأؤئةۀهھەٱ \u200c\u200d\u200e\u2066\u2069\ufeff\u00a0\tـًٍَُِّْٰٓٔٴ۱١1aAéﬀßİı\u0301\u0345\u0378ﻻﷲ،؛٫٬.-\x07\x85"
)

same_key = pytest.mark.parametrize(
    "spellings",
    [
        ("كتاب", "کتاب", "کــتاب"),
        ("علي", "علی", "على"),
        ("۱۲۳", "١٢٣", "123"),
        ("می‌خواهم", "میخواهم"),
        ("مؤسسه", "موسسه"),
        ("خانهٔ", "خانۀ", "خانه", "خانة"),
        ("آب", "اب", "أب", "إب", "ٱب"),
        ("قُرآن", "قران"),
        ("مسئول", "مسیول"),
        ("جزء", "جز"),
        ("SAMSUNG", "samsung", "ＳＡＭＳＵＮＧ"),
        ("Café", "cafe"),
        ("۱۲٬۵۰۰", "12 500"),
        ("ﻛﺘﺎﺏ", "کتاب"),
    ],
)


@same_key
def test_spellings_of_one_word_share_a_key(spellings: tuple[str, ...]) -> None:
    assert {key(spelling) for spelling in spellings} == {key(spellings[-1])}
    assert key(spellings[0])


@pytest.mark.parametrize(("one", "other"), [("کتاب", "کباب"), ("پدر", "بدر"), ("قلم", "غلم"), ("سارا", "سار")])
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  علي   كريمي ", "علی کریمی"),
        ("می\u200c\u200cروم", "می\u200cروم"),
        ("می\u200c روم\u200c", "می روم"),
        ("\u200cسلام", "سلام"),
        ("a\u00a0b\tc\nd", "a b c d"),
        ("\ufeffسریال\u200f: \u2066AB\u2069", "سریال: AB"),
        ("a\x00b\x9fc", "abc"),
        ("e\u0301", "é"),
        ("ا\x07\u0653ب", "آب"),
        ("مدل ۱۲٣", "مدل ۱۲٣"),
        ("خانهٔ", "خانهٔ"),
        ("", ""),
    ],
)
def test_store_cleans_and_keeps(typed: str, kept: str) -> None:
    assert store(typed) == kept


def test_store_leaves_arabic_letters_to_a_tenant_who_writes_arabic() -> None:
    assert store("مكتبي", persian=False) == "مكتبي"


def test_store_lines_keeps_the_lines() -> None:
    assert store_lines(" يک \r\n\n\n\nدو  سه\n") == "یک\n\nدو سه"


@given(st.text() | st.text(alphabet=AWKWARD))
def test_store_and_key_are_stable(text: str) -> None:
    stored, keyed = store(text), key(text)
    assert store(stored) == stored
    assert key(keyed) == keyed
    assert key(stored) == keyed


def test_store_and_key_are_stable_over_twenty_thousand_random_strings() -> None:
    source = random.Random(1404)
    blocks = [(0x20, 0x17F), (0x600, 0x6FF), (0x750, 0x77F), (0x300, 0x36F), (0xFB50, 0xFEFF), (0x2000, 0x206F)]
    for _ in range(20_000):
        picked = [source.choice([*blocks, (0, 0x10FFFF)]) for _ in range(source.randint(1, 8))]
        text = "".join(chr(source.randint(low, high)) for low, high in picked)
        stored, keyed = store(text), key(text)
        assert store(stored) == stored, ascii(text)
        assert key(keyed) == keyed, ascii(text)
        assert key(stored) == keyed, ascii(text)


@given(st.text(alphabet=AWKWARD))
def test_store_leaves_nothing_invisible_but_joiners(text: str) -> None:
    stored = store(text)
    assert unicodedata.is_normalized("NFC", stored)
    assert not {"\u200e", "\u2066", "\u2069", "\ufeff", "\u00a0", "\t", "\x07", "\x85", "ي", "ك", "ى"} & set(stored)
    assert "  " not in stored
    assert " \u200c" not in stored
    assert "\u200c " not in stored
    assert stored == stored.strip()


def test_every_decimal_digit_of_unicode_becomes_ascii() -> None:
    digits = [chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) == "Nd"]
    assert len(digits) > 600
    for sign in digits:
        assert ascii_digits(sign) == str(unicodedata.decimal(sign))
    assert ascii_digits("x²½") == "x²½"


@given(st.integers())
def test_digits_there_and_back(number: int) -> None:
    assert ascii_digits(persian_digits(str(number))) == str(number)
    assert parse_int(persian_digits(str(number))) == number
    assert parse_int(persian_digits(f"{number:,}").replace(",", "٬")) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("۱۲٫۵", "12.5"),
        ("١٢٫٥", "12.5"),
        ("12.50", "12.50"),
        ("1,234,567.89", "1234567.89"),
        ("۱٬۲۳۴٬۵۶۷٫۸۹", "1234567.89"),
        ("1 234 567", "1234567"),
        ("−۵", "-5"),
        ("-5", "-5"),
        ("\u200e−۵", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        (" \u206612\u2069 ", "12"),
    ],
)
def test_decimals_of_all_kinds(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \u200e", "empty"),
        ("12,5", "unreadable"),
        ("1,23,456", "unreadable"),
        ("1.2.3", "unreadable"),
        ("12a", "unreadable"),
        ("²", "unreadable"),
        ("--5", "unreadable"),
        ("1e5", "unreadable"),
        ("5.", "unreadable"),
        ("nan", "unreadable"),
        ("1,234 567", "unreadable"),
    ],
)
def test_what_is_not_a_number_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotANumber) as refused:
        parse_decimal(text)
    assert refused.value.reason_code == reason


def test_a_whole_number_may_end_in_zeros_but_not_in_halves() -> None:
    assert parse_int("12.00") == 12
    with pytest.raises(NotANumber) as refused:
        parse_int("12.5")
    assert refused.value.reason_code == "not_whole"


def test_tokens_and_joined_neighbours_meet() -> None:
    assert tokens("سریال: SN-AB۱۲_x (قطعهٔ يدكی)") == ["سریال", "sn", "ab12", "x", "قطعه", "یدکی"]
    joined = [set(search_forms(text)) for text in ("می روم", "می‌روم", "میروم")]
    assert "میروم" in joined[0] & joined[1] & joined[2]


def test_an_isolate_cannot_be_broken_out_of() -> None:
    assert isolate("+98 912") == "\u2066+98 912\u2069"
    assert isolate("a\u2069\u202eb") == "\u2066ab\u2069"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("علی رضایی", "ع\u200cر"),
        ("سارا الحسینی", "س\u200cح"),
        ("الهام کریمی", "ا\u200cک"),
        ("دکتر مریم میرزاخانی", "م\u200cم"),
        ("آقای علي", "ع"),
        ("john q. smith", "JS"),
        ("Ali", "A"),
        ("", ""),
        ("۱۲۳", ""),
        ("می‌نا پور", "م\u200cپ"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("یخچال فریزر مدل ۱۲/A", "یخچال-فریزر-مدل-12-a"),
        ("  --آب‌سردکن__X  ", "آب-سردکن-x"),
        ("؟!", ""),
        ("كتابِ خوب", "کتاب-خوب"),
        ("کــتاب قُرآن", "کتاب-قرآن"),
        ("a" * 90 + " b", "a" * 80),
    ],
)
def test_slug(text: str, path: str) -> None:
    assert slug(text) == path
    assert slug(path) == path


# In the order of ICU 77 for the locale fa_IR.
ICU_ORDER = """12
12a
2
آب
آبان
ابر
احمد
ارسلان
اصفهان
بابک
پارسا
تبریز
ثریا
جمشید
چای
حافظ
خانه
دارا
ذوق
رای
رأی
رشت
زاهدان
ژاله
سارا
شیراز
صابون
ضامن
طاها
ظرف
عباس
علی
علي
غلام
فرهاد
قلم
قم
کاشان
کتاب
كتاب
کتاب خانه
کتابخانه
کرج
گرگان
گل
لاله
مادر
مؤسسه
مسئول
مسکن
موسسه
نادر
وال
وحید
هادی
هال
همت
یاسر
یزد
apple
Apple
Zebra
"""


def test_names_sort_as_icu_sorts_them() -> None:
    expected = ICU_ORDER.strip().split("\n")
    shuffled = expected[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == expected
    assert sorted(shuffled) != expected


def test_signs_sort_before_digits_and_digits_before_letters() -> None:
    order = """ _-,،٫٬;؛:!?؟.'"«»()[]{}@*/\\&#%•`^+×<=>|~$0123456789آابپیaz"""
    assert sorted(order, key=sort_key) == list(order)
    assert sort_key("۵۰٪") > sort_key("50%")
    assert sort_key("z") < sort_key("Я") < sort_key("中")


def test_digits_and_joiners_do_not_part_equal_names() -> None:
    assert sort_key("مدل ۱۲") == sort_key("مدل 12") == sort_key("مدل ١٢")
    assert sort_key("کتاب‌خانه") == sort_key("کتابخانه")
    assert sort_key("علی") < sort_key("علي") < sort_key("علیا")
    assert sort_key("") < sort_key("ا")


@given(st.text(max_size=8), st.text(max_size=8))
def test_sort_keys_are_plain_and_a_prefix_sorts_first(text: str, tail: str) -> None:
    assert set(sort_key(text)) <= set("0123456789abcdef")
    whole = store(text, persian=False) + "ی" + store(tail, persian=False)
    assert sort_key(store(text, persian=False)) < sort_key(whole)
