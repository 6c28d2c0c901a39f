"""Reading the spreadsheets that people really have."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.integrations.rules import columns, rows
from payandan.integrations.rules.countries import country_code
from payandan.platform.kit.calendars import from_jalali

TODAY = date(2026, 3, 1)


def clean(cells: dict[str, str], constants: dict[str, str] | None = None, currency: str = "IRR") -> rows.CleanRow:
    return rows.clean(1, cells, constants or {}, currency=currency, today=TODAY)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("شماره سریال", "serial"),
        ("شماره‌ی سريال", "serial"),
        ("  S/N ", "serial"),
        ("VIN", "serial"),
        ("شماره موبايل", "mobile"),
        ("تاريخ خريد", "sold_on"),
        ("کُدِ مدل", "model"),
        ("production_date", "made_on"),
        ("نام و نام‌خانوادگی", "owner_name"),
    ],
)
def test_headers_are_recognised_in_any_spelling(header: str, field: str) -> None:
    assert columns.guess([header]) == {0: field}


def test_of_two_columns_for_one_field_the_first_wins() -> None:
    assert columns.guess(["موبایل", "سریال", "تلفن"]) == {0: "mobile", 1: "serial"}


def test_titles_above_the_headers_are_passed_over() -> None:
    sheet = [["گزارش فروش سال ۱۴۰۴", "", ""], ["", "", ""], ["سریال", "مدل", "تاریخ فروش"], ["A1", "X", "1404/01/02"]]
    assert columns.header_row(sheet) == 2


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("1404/1/5", from_jalali(1404, 1, 5)),
        ("04/01/05", from_jalali(1404, 1, 5)),
        ("۱۴۰۴٫۰۱٫۰۵", from_jalali(1404, 1, 5)),
        ("١٤٠٤/٠١/٠٥", from_jalali(1404, 1, 5)),
        ("2025-03-25", date(2025, 3, 25)),
        ("2025-03-25 00:00:00", date(2025, 3, 25)),
        ("45741", date(2025, 3, 25)),
    ],
)
def test_dates(raw: str, day: date) -> None:
    assert clean({"serial": "A1", "sold_on": raw}).values["sold_on"] == day


@pytest.mark.parametrize("raw", ["1404/12/30", "1404/13/01", "دیروز", "2025-02-30"])
def test_a_date_that_does_not_exist_is_refused_with_its_column(raw: str) -> None:
    row = clean({"serial": "A1", "sold_on": raw})
    assert [(remark.field, remark.was) for remark in row.problems] == [("sold_on", raw)]
    assert "sold_on" not in row.values


def test_a_phone_without_its_zero_is_repaired_and_said() -> None:
    row = clean({"serial": "A1", "mobile": "9123456789"})
    assert row.values["mobile"] == "+989123456789"
    assert [(remark.field, remark.was, remark.now) for remark in row.repairs] == [
        ("mobile", "9123456789", "+989123456789")
    ]


def test_a_serial_taken_for_a_number_loses_its_point() -> None:
    row = clean({"serial": "89397.0"})
    assert row.values["serial"] == "89397"
    assert row.repairs[0].was == "89397.0"


def test_a_serial_that_lost_its_digits_is_refused() -> None:
    assert clean({"serial": "1.23457E+19"}).problems[0].code == "number_lost_its_digits"


def test_a_row_without_serial_is_refused() -> None:
    assert [remark.code for remark in clean({"serial": "", "model": "X"}).problems] == ["missing"]


def test_the_future_and_a_sale_before_the_making_are_refused() -> None:
    assert clean({"serial": "A1", "sold_on": "2027-01-01"}).problems[0].code == "in_the_future"
    assert (
        clean({"serial": "A1", "made_on": "2025-01-02", "sold_on": "2025-01-01"}).problems[0].code == "sold_before_made"
    )


def test_constants_fill_only_what_is_empty() -> None:
    assert clean({"serial": "A1", "country": "Turkey"}, {"country": "IR"}).values["country"] == "TR"
    assert clean({"serial": "A1", "country": ""}, {"country": "IR"}).values["country"] == "IR"


def test_arabic_letters_become_persian() -> None:
    assert clean({"serial": "A1", "owner_name": "علي كريمي"}).values["owner_name"] == "علی کریمی"


def test_doubled_serials_are_found_whatever_their_spelling() -> None:
    assert rows.twins({2: "AV-55-001", 3: "av 55 ۰۰۱", 4: "AV-55-002"}) == {3: 2}


@pytest.mark.parametrize(
    ("name", "code"),
    [("ایران", "IR"), ("Türkiye", "TR"), ("spain", "ES"), ("DE", "DE"), ("آلمان", "DE"), ("Narnia", None)],
)
def test_countries(name: str, code: str | None) -> None:
    assert country_code(name) == code


@given(st.dictionaries(st.sampled_from(sorted(columns.BY_NAME)), st.text(max_size=60), max_size=6))
def test_any_text_is_read_or_refused_never_a_crash(cells: dict[str, str]) -> None:
    row = clean(cells)
    assert "serial" in row.values or row.problems
    assert not {remark.field for remark in row.problems} & set(row.values) - {"sold_on", "made_on"} or any(
        remark.code in ("in_the_future", "sold_before_made") for remark in row.problems
    )
