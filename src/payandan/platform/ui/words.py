"""How days, times, amounts and names are said in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from payandan.platform.kit import calendars, identifiers
from payandan.platform.kit import money as kit_money
from payandan.platform.kit.periods import Period
from payandan.platform.kit.text import persian_digits
from payandan.platform.ui import reader

EMPTY = "—"


def now() -> datetime:
    """This instant on the clock of the company."""
    return timezone.localtime()


def local(value: datetime) -> datetime:
    """An instant on the clock of the company."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def as_day(value: Any) -> date | None:
    """A day, the local day of an instant, or the day that ISO text names; None for anything else."""
    if isinstance(value, date):
        return reader.local_day(value)
    if isinstance(value, str) and len(value) >= 10:
        try:
            return (
                date.fromisoformat(value[:10]) if len(value) == 10 else reader.local_day(datetime.fromisoformat(value))
            )
        except ValueError:
            return None
    return None


def day(value: Any, style: str = "long") -> str:
    """A day in the reader's calendar and language; see the filter of the same name."""
    if value in (None, ""):
        return EMPTY
    found = as_day(value)
    if found is None:
        return str(value)
    if style == "week":
        written = _format(found, "long")
        weekday = calendars.weekday_name(found, reader.language())
        return f"{weekday} {written}" if reader.is_rtl() else f"{weekday}, {written}"
    return _format(found, style)


def month(value: Any) -> str:
    """«اردیبهشت ۱۴۰۴», of a day or an instant."""
    return day(value, "month")


def _format(found: date, style: str) -> str:
    try:
        return calendars.format_date(
            found,
            calendar=reader.calendar(),
            language=reader.language(),
            style=style,  # type: ignore[arg-type]
        )
    except calendars.NoSuchDate:
        return found.isoformat()


def moment(value: Any) -> str:
    """An instant as people say it, on the company's clock."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value or EMPTY
    if not isinstance(value, datetime):
        return day(value)
    there = local(value)
    clock = digits(f"{there:%H:%M}")
    ago = (now().date() - there.date()).days
    if ago == 0:
        return _("Today %(time)s") % {"time": clock}
    if ago == 1:
        return _("Yesterday %(time)s") % {"time": clock}
    return _("%(day)s, %(time)s") % {"day": _format(there.date(), "long"), "time": clock}


def digits(value: Any) -> str:
    """Digits of the page's language; whole numbers are grouped."""
    if value is None:
        return EMPTY
    if isinstance(value, int) and not isinstance(value, bool):
        written = f"{value:,}"
        return persian_digits(written.replace(",", "٬").replace("-", "\u200e−")) if reader.is_rtl() else written
    if isinstance(value, float | Decimal):
        written = f"{value:,.0f}" if value == int(value) else f"{value:,}"
        return persian_digits(written.replace(",", "٬").replace(".", "٫")) if reader.is_rtl() else written
    return persian_digits(str(value)) if reader.is_rtl() else str(value)


def money(amount: Any, currency: str, *, with_unit: bool = True) -> str:
    """An amount in its smallest unit as the reader writes it."""
    if amount is None or amount == "":
        return EMPTY
    return kit_money.format_money(int(amount), currency, reader.language(), with_unit=with_unit)


_SCALES = [(10**12, gettext_noop("%(number)s tn")), (10**9, gettext_noop("%(number)s bn"))]
_SCALES += [(10**6, gettext_noop("%(number)s m")), (10**3, gettext_noop("%(number)s k"))]


def short_money(amount: float, currency: str) -> str:
    """An amount in short, for charts: «۱٫۹ میلیارد ریال», ``1.9 bn IRR``. Rounded to one decimal."""
    whole = amount / 10 ** kit_money.minor_units(currency)
    for scale, sentence in _SCALES:
        if abs(whole) >= scale:
            return f"{_(sentence) % {'number': digits(round(whole / scale, 1))}}\u00a0{unit(currency)}"
    return f"{digits(round(whole))}\u00a0{unit(currency)}"


def percent(part: Decimal, places: int = 0) -> str:
    """A part of one as percent."""
    rounded = (part * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    written = f"{rounded:f}"
    return persian_digits(written.replace(".", "٫").replace("-", "\u200e−")) + "٪" if reader.is_rtl() else f"{written}%"


def duration(value: Any) -> str:
    """A length of time in its two largest units."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, Period):
        parts = _period_parts(value)
    else:
        whole = int(value.total_seconds()) if isinstance(value, timedelta) else int(value)
        parts = _second_parts(abs(whole))
    return _(" and ").join(parts[:2])


def _period_parts(period: Period) -> list[str]:
    counted = [
        (period.total_months // 12, ngettext("%(count)s year", "%(count)s years", period.total_months // 12)),
        (period.total_months % 12, ngettext("%(count)s month", "%(count)s months", period.total_months % 12)),
        (period.total_days, ngettext("%(count)s day", "%(count)s days", period.total_days)),
    ]
    # People say «18 months», not «a year and six months».
    if period.total_months % 12:
        months = period.total_months
        counted[:2] = [(months, ngettext("%(count)s month", "%(count)s months", months))]
    return _said(counted) or [ngettext("%(count)s day", "%(count)s days", 0) % {"count": digits(0)}]


def _second_parts(whole: int) -> list[str]:
    days, hours, minutes = whole // 86_400, whole // 3600 % 24, whole // 60 % 60
    counted = [
        (days, ngettext("%(count)s day", "%(count)s days", days)),
        (hours, ngettext("%(count)s hour", "%(count)s hours", hours)),
        (minutes, ngettext("%(count)s minute", "%(count)s minutes", minutes)),
    ]
    return _said(counted) or [_("less than a minute")]


def _said(counted: list[tuple[int, str]]) -> list[str]:
    return [sentence % {"count": digits(number)} for number, sentence in counted if number]


def name_in(value: Any, field: str = "name") -> str:
    """A name in the page's language, or in the other where this one is empty."""
    order = ("fa", "en") if reader.is_rtl() else ("en", "fa")
    for language in order:
        name = f"{field}_{language}"
        found = value.get(name, value.get(language)) if isinstance(value, Mapping) else getattr(value, name, "")
        if found:
            return str(found)
    return "" if value is None else EMPTY if isinstance(value, Mapping) else str(value)


def code(value: Any) -> SafeString:
    """A number, serial or code as a left-to-right island in tabular figures."""
    return SafeString(EMPTY) if value in (None, "") else format_html('<bdi class="code" dir="ltr">{}</bdi>', value)


def mobile(value: str) -> SafeString:
    """A mobile number as people write it, in a left-to-right island."""
    return code(identifiers.display_mobile(value) if value else "")


def no_such_date(error: calendars.NoSuchDate) -> str:
    """Why a typed date cannot be taken, and what to type instead."""
    example = _format(now().date(), "short")
    sentences = {
        "no_such_day": _("There is no such day; please check the day and the month."),
        "ambiguous": _("Please write the year in full, first: for example %(example)s."),
        "out_of_range": _("This year is too far away; please check it. For example: %(example)s."),
        "other_calendar": _("This date is in the other calendar; please write it like %(example)s."),
    }
    sentence = sentences.get(error.reason_code, _("This is not a date. Please write it like %(example)s."))
    return sentence % {"example": example} if "%(" in sentence else sentence


def unit(currency: str) -> str:
    """The unit word of a currency in the page's language."""
    return kit_money.unit_word(currency, reader.language())


def bad_amount(error: kit_money.BadAmount, currency: str) -> str:
    """Why a typed amount cannot be taken, and what to type instead."""
    sentences = {
        "negative": _("An amount cannot be below zero."),
        "too_many_decimals": _("This has more decimals than %(unit)s has; please round it."),
        "wrong_unit": _("Please give this amount in %(unit)s."),
        "too_large": _("This amount is too large; please check the zeros."),
    }
    sentence = sentences.get(error.reason_code, _("This is not an amount. Please write it like %(example)s."))
    return sentence % {"unit": unit(currency), "example": money(1_250_000, currency, with_unit=False)}


def bad_mobile() -> str:
    """What a mobile number looks like."""
    return _("This is not a mobile number. Please write it like %(example)s.") % {"example": digits("09123456789")}
