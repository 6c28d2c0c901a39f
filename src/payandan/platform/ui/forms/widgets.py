"""Inputs that hold what was typed as it was typed, with the hooks for the small scripts beside them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from payandan.platform.kit.calendars import NoSuchDate, format_date
from payandan.platform.ui import reader, words


class DateInput(forms.TextInput):
    """A day as text in the reader's calendar; a picker is added where scripts run."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, date):
            day = reader.local_day(value)
            try:
                return format_date(day, calendar=reader.calendar(), language=reader.language(), style="short")
            except NoSuchDate:
                return day.isoformat()
        return None if value in (None, "") else str(value)

    def build_attrs(
        self, base_attrs: Mapping[str, Any], extra_attrs: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        own = {
            "data-date": reader.calendar(),
            "dir": "ltr",
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": words.day(words.now().date(), "short"),
        }
        return super().build_attrs({**own, **base_attrs}, dict(extra_attrs or {}))


class MoneyInput(forms.TextInput):
    """An amount in grouped figures of the page's language, with its unit beside it and the other unit below."""

    template_name = "ui/widgets/money.html"

    def __init__(self, currency: str = "IRR", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.currency = currency

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return words.money(value, self.currency, with_unit=False)
        return None if value in (None, "") else str(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["currency"] = self.currency
        context["widget"]["unit"] = words.unit(self.currency)
        return context


class NumberInput(forms.TextInput):
    """A whole number in any digits; the plain number input refuses Persian ones."""

    def format_value(self, value: Any) -> str | None:
        return words.digits(str(value)) if isinstance(value, int) else super().format_value(value)


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once; on a phone the camera is offered."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:  # noqa: ARG002 - Django's signature
        return list(files.getlist(name)) if hasattr(files, "getlist") else [file for file in [files.get(name)] if file]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 - likewise
        return name not in files
