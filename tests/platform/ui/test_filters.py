"""Days, amounts, numbers and names as the reader's language has them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from payandan.platform.kit.periods import Period
from payandan.platform.ui import reader, words


def shown(expression: str, value: Any, language: str = "fa") -> str:
    with translation.override(language):
        return Template("{{ value|" + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "persian", "english"),
    [
        ("day", "۱۴ اردیبهشت ۱۴۰۴", "4 May 2025"),
        ('day:"short"', "۱۴۰۴/۰۲/۱۴", "2025-05-04"),
        ('day:"week"', "یکشنبه ۱۴ اردیبهشت ۱۴۰۴", "Sunday, 4 May 2025"),
        ("month", "اردیبهشت ۱۴۰۴", "May 2025"),
        ("stamp", "2025-05-04", "2025-05-04"),
    ],
)
def test_a_day_in_both_calendars(expression: str, persian: str, english: str) -> None:
    assert shown(expression, date(2025, 5, 4)) == persian
    assert shown(expression, date(2025, 5, 4), "en") == english


def test_a_day_written_as_text_is_read_and_other_text_stays() -> None:
    assert shown("day", "2025-05-04") == "۱۴ اردیبهشت ۱۴۰۴"
    assert shown("day", "soon") == "soon"
    assert shown("day", None) == "—"


def test_an_instant_is_a_day_where_the_reader_is() -> None:
    late = datetime(2025, 5, 3, 21, 0, tzinfo=UTC)  # half past midnight in Tehran
    assert shown("day", late) == "۱۴ اردیبهشت ۱۴۰۴"


def test_a_day_that_jalali_does_not_reach_is_still_shown() -> None:
    assert shown("day", date(1500, 1, 1)) == "1500-01-01"


@pytest.mark.parametrize(
    ("ago", "persian", "english"),
    [
        (timedelta(hours=1), "امروز ۲۰:۳۰", "Today 20:30"),
        (timedelta(hours=22), "دیروز ۲۳:۳۰", "Yesterday 23:30"),
        (timedelta(days=20), "۲۵ اردیبهشت ۱۴۰۵، ۲۱:۳۰", "15 May 2026, 21:30"),
    ],
)
def test_an_instant_as_people_say_it(ago: timedelta, persian: str, english: str) -> None:
    at = datetime.now(UTC) - ago
    assert shown("moment", at) == persian
    assert shown("moment", at, "en") == english


def test_the_calendar_is_a_choice_of_its_own() -> None:
    with translation.override("fa"), reader.reading(lambda: "gregorian"):
        assert words.day(date(2025, 5, 4)) == "۴ مهٔ ۲۰۲۵"
    with translation.override("en"), reader.reading(lambda: "jalali"):
        assert words.day(date(2025, 5, 4)) == "14 Ordibehesht 1404"
    with translation.override("en"), reader.reading(lambda: None):
        assert words.day(date(2025, 5, 4)) == "4 May 2025"


@pytest.mark.parametrize(
    ("expression", "value", "persian", "english"),
    [
        ('money:"IRR"', 12_800_000, "۱۲٬۸۰۰٬۰۰۰\u00a0ریال", "12,800,000\u00a0IRR"),
        ('money:"EUR"', 12550, "۱۲۵٫۵۰\u00a0یورو", "125.50\u00a0EUR"),
        ('amount:"IRR"', 0, "۰", "0"),
        ('money:"IRR"', None, "—", "—"),
        ("digits", 1234567, "۱٬۲۳۴٬۵۶۷", "1,234,567"),
        ("digits", -12, "\u200e−۱۲", "-12"),
        ("digits", 2.5, "۲٫۵", "2.5"),
        ("digits", "AV-55", "AV-۵۵", "AV-55"),
        ("percent:1", 0.125, "۱۲٫۵٪", "12.5%"),
        ("percent", "0.995", "۱۰۰٪", "100%"),
        ("duration", 273_600, "۳ روز و ۴ ساعت", "3 days and 4 hours"),
        ("duration", timedelta(minutes=1), "۱ دقیقه", "1 minute"),
        ("duration", 5, "کمتر از یک دقیقه", "less than a minute"),
        ("duration", Period(months=18), "۱۸ ماه", "18 months"),
        ("duration", Period(years=2, days=10), "۲ سال و ۱۰ روز", "2 years and 10 days"),
        ("duration", Period(), "۰ روز", "0 days"),
    ],
)
def test_numbers(expression: str, value: Any, persian: str, english: str) -> None:
    assert shown(expression, value) == persian
    assert shown(expression, value, "en") == english


def test_codes_are_islands_and_cannot_break_out() -> None:
    assert shown("code", "CLM-1") == '<bdi class="code" dir="ltr">CLM-1</bdi>'
    assert shown("code", "<b>") == '<bdi class="code" dir="ltr">&lt;b&gt;</bdi>'
    assert shown("code", "") == "—"
    assert shown("mobile", "+989123456789") == '<bdi class="code" dir="ltr">0912 345 6789</bdi>'
    assert "345" not in shown("masked", "+989123456789")


def test_a_name_in_the_readers_language_or_the_other() -> None:
    assert shown("name_in", {"name_fa": "پنل", "name_en": "Panel"}) == "پنل"
    assert shown("name_in", {"fa": "پنل", "en": "Panel"}, "en") == "Panel"
    assert shown("name_in", {"name_fa": "پنل", "name_en": ""}, "en") == "پنل"
    assert shown('name_in:"title"', {"title_fa": "رأی"}) == "رأی"
