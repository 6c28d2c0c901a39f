"""Fields: what people type in, what comes out, and the sentence when it cannot be read."""

from contextlib import suppress
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.calendars import FIRST_DAY, format_date
from payandan.platform.kit.refusals import Refused
from payandan.platform.ui.forms import (
    IntegerField,
    JalaliDateField,
    LinesField,
    MobileField,
    MoneyField,
    PhotoField,
    SerialField,
    TextField,
    add_refusal,
)


def error(field: forms.Field, typed: Any) -> str:
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(typed)
    return str(caught.value.messages[0])


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (JalaliDateField(), "۱۴۰۴/۲/۱۴", date(2025, 5, 4)),
        (JalaliDateField(), " 2025-05-04 ", date(2025, 5, 4)),
        (JalaliDateField(), "۱۴ اردیبهشت ۱۴۰۴", date(2025, 5, 4)),
        (JalaliDateField(required=False), "  ", None),
        (JalaliDateField(past=True), "1405/3/14", date(2026, 6, 4)),
        (MoneyField(), "۱٬۲۵۰٬۰۰۰", 1_250_000),
        (MoneyField(), "۵۰۰ هزار تومان", 5_000_000),
        (MoneyField("EUR"), "12.50", 1250),
        (MoneyField(required=False), "", None),
        (IntegerField(), "۱۲٬۰۰۰", 12_000),
        (IntegerField(), "-3", -3),
        (MobileField(), "۰۹۱۲ ۳۴۵ ۶۷۸۹", "+989123456789"),
        (SerialField(), " av-۵۵ ", "av-55"),
        (SerialField(), "سد-شذ۱۲طغظ", "sn-ab12xyz"),
        (TextField(), "  علي  كريمی ", "علی کریمی"),
        (TextField(required=False), None, ""),
        (LinesField(), "a\n\n\n\nb ", "a\n\nb"),
    ],
)
def test_what_people_type(field: forms.Field, typed: Any, value: Any, language: str) -> None:
    assert field.clean(typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "persian", "english"),
    [
        (JalaliDateField(), "1404/12/30", "چنین روزی", "no such day"),
        (JalaliDateField(), "soon", "۱۴۰۵/۰۳/۱۴", "2026-06-04"),
        (JalaliDateField(), "04/05/06", "سال را کامل", "year in full"),
        (JalaliDateField(past=True), "1405/3/15", "هنوز نیامده", "not come yet"),
        (JalaliDateField(future=True), "1405/3/13", "گذشته", "is over"),
        (MoneyField(), "12,5", "۱٬۲۵۰٬۰۰۰", "1,250,000"),
        (MoneyField(), "-5", "کمتر از صفر", "below zero"),
        (MoneyField(), "5 دلار", "به ریال", "in IRR"),
        (MoneyField(max_value=100), "101", "۱۰۰", "100"),
        (MoneyField(), "9" * 30, "صفرها", "zeros"),
        (IntegerField(), "1.5", "عدد صحیح", "whole number"),
        (IntegerField(min_value=1), "0", "۱", "at least 1"),
        (IntegerField(), "9" * 40, "تا", "at most"),
        (MobileField(), "0912", "۰۹۱۲۳۴۵۶۷۸۹", "09123456789"),
        (SerialField(), "---", "هیچ حرف", "no letter or digit"),
        (TextField(max_length=3), "abcd", "۳", "at most 3"),
        (TextField(), "", "پر کنید", "fill this in"),
    ],
)
def test_what_cannot_be_read_names_the_remedy(field: forms.Field, typed: str, persian: str, english: str) -> None:
    with translation.override("fa"):
        assert persian in error(field, typed)
    with translation.override("en"):
        assert english in error(field, typed)


FIELDS = [JalaliDateField, MoneyField, IntegerField, MobileField, SerialField, TextField, LinesField]


@given(st.sampled_from(FIELDS), st.text(max_size=40) | st.text("۰۱۲0123456789/-.,٫٬ تومان\u200c", max_size=20))
def test_nothing_typed_breaks_a_field(kind: type[forms.Field], typed: str) -> None:
    with suppress(forms.ValidationError):
        kind(required=False).clean(typed)


@given(st.dates(min_value=FIRST_DAY, max_value=date(2099, 12, 31)), st.sampled_from(["jalali", "gregorian"]))
def test_a_day_as_shown_is_read_back(day: date, calendar: Any) -> None:
    if day.year < 1922:  # a year before 1301 names no calendar
        return
    for language in ("fa", "en"):
        typed = format_date(day, calendar=calendar, language=language, style="short")  # type: ignore[arg-type]
        assert JalaliDateField().clean(typed) == day


class Claim(forms.Form):
    bought = JalaliDateField()
    price = MoneyField()
    mobile = MobileField()


def test_a_form_shows_values_as_the_reader_writes_them(persian: None) -> None:
    form = Claim(initial={"bought": date(2025, 5, 4), "price": 1_250_000, "mobile": "+989123456789"})
    html = str(form)
    assert 'value="۱۴۰۴/۰۲/۱۴"' in html
    assert 'data-date="jalali"' in html
    assert 'value="۱٬۲۵۰٬۰۰۰"' in html
    assert "ریال" in html
    assert 'value="0912 345 6789"' in html
    assert 'type="tel"' in html


def test_a_form_that_was_not_touched_has_not_changed(persian: None) -> None:
    initial = {"bought": date(2025, 5, 4), "price": 1_250_000, "mobile": "+989123456789"}
    same = {"bought": "۱۴۰۴/۰۲/۱۴", "price": "۱٬۲۵۰٬۰۰۰", "mobile": "0912 345 6789"}
    assert Claim(same, initial=initial).changed_data == []
    assert Claim(same | {"price": "x"}, initial=initial).changed_data == ["price"]


def test_photos() -> None:
    field = PhotoField(max_files=2, max_bytes=10)
    good = [SimpleUploadedFile("a.jpg", b"x"), SimpleUploadedFile("b.jpg", b"x")]
    assert field.clean(good) == good
    assert PhotoField(required=False).clean([]) == []
    with translation.override("en"):
        assert "at least one" in error(field, [])
        assert "at most 2" in error(field, [*good, good[0]])
        assert "“c.jpg”" in error(field, [SimpleUploadedFile("c.jpg", b"x" * 11)])
        assert "empty" in error(field, [SimpleUploadedFile("d.jpg", b"")])


def test_all_photos_of_a_form_arrive() -> None:
    class Form(forms.Form):
        photos = PhotoField()

    files = [SimpleUploadedFile("a.jpg", b"x"), SimpleUploadedFile("b.jpg", b"y")]
    form = Form({}, MultiValueDict({"photos": files}))
    assert form.is_valid()
    assert form.cleaned_data["photos"] == files


def test_a_refusal_lands_at_its_field_and_keeps_what_was_typed() -> None:
    form = Claim({"bought": "1404/2/14", "price": "5", "mobile": "09123456789"})
    assert form.is_valid()
    words = SimpleNamespace(refusal=lambda code, params: f"{code}: {params.get('limit', '')}")
    add_refusal(form, Refused("too_dear", "price", limit=3), words.refusal)
    add_refusal(form, Refused("stale", "no_such_field"), words.refusal)
    assert form.errors["price"] == ["too_dear: 3"]
    assert form.non_field_errors() == ["stale: "]
    assert form["price"].value() == "5"
