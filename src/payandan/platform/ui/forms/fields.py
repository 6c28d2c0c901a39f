"""Fields that read what people type in Persian and English. Every error names the remedy."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.platform.kit import identifiers, money, text
from payandan.platform.kit.calendars import NoSuchDate, parse_date
from payandan.platform.ui import words
from payandan.platform.ui.forms.widgets import DateInput, MoneyInput, NumberInput

REQUIRED = gettext_lazy("Please fill this in.")
LARGEST = 2**63 - 1


class _Typed(forms.Field):
    """A field whose text is kept as typed until it can be read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("required", REQUIRED)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """The value that was typed, or None where nothing was. Raises ValidationError."""
        typed = value.strip() if isinstance(value, str) else value
        if typed in self.empty_values:
            return None
        return self.read(typed) if isinstance(typed, str) else typed

    def read(self, typed: str) -> Any:
        """The value of a text that is not empty. Raises ValidationError."""
        raise NotImplementedError

    def hooks(self) -> dict[str, Any]:
        """The attributes of the input."""
        return {}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django's signature
        return self.hooks()

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True


class JalaliDateField(_Typed):
    """A day in either calendar and any digits; the year tells which.

    `past` refuses days to come, `future` days that are over; today is fine for both.
    """

    widget = DateInput

    def __init__(self, *, past: bool = False, future: bool = False, **kwargs: Any) -> None:
        self.past, self.future = past, future
        super().__init__(**kwargs)

    def read(self, typed: str) -> date:
        try:
            found = parse_date(typed)
        except NoSuchDate as error:
            raise forms.ValidationError(words.no_such_date(error), code=error.reason_code) from error
        today = words.now().date()
        if self.past and found > today:
            raise forms.ValidationError(
                _("This day has not come yet; please give today or an earlier day."), code="future"
            )
        if self.future and found < today:
            raise forms.ValidationError(_("This day is over; please give today or a later day."), code="past")
        return found


class MoneyField(_Typed):
    """An amount as a whole number of the currency's smallest unit.

    A unit that was typed wins: «۵۰۰ هزار تومان» is 5,000,000 rials.
    """

    def __init__(
        self, currency: str = "IRR", *, min_value: int = 0, max_value: int = money.MAX_AMOUNT, **kwargs: Any
    ) -> None:
        self.currency, self.min_value, self.max_value = currency, min_value, max_value
        kwargs.setdefault("widget", MoneyInput(currency))
        super().__init__(**kwargs)

    def read(self, typed: str) -> int:
        try:
            found = money.parse_amount(typed, self.currency)
        except money.BadAmount as error:
            raise forms.ValidationError(words.bad_amount(error, self.currency), code=error.reason_code) from error
        if not self.min_value <= found <= self.max_value:
            bounds = {
                "low": words.money(self.min_value, self.currency),
                "high": words.money(self.max_value, self.currency),
            }
            raise forms.ValidationError(
                _("Please give an amount from %(low)s to %(high)s.") % bounds, code="out_of_range"
            )
        return found


class IntegerField(_Typed):
    """A whole number in any digits, grouped or not."""

    widget = NumberInput

    def __init__(self, *, min_value: int | None = None, max_value: int | None = None, **kwargs: Any) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def read(self, typed: str) -> int:
        try:
            found = text.parse_int(typed)
        except text.NotANumber as error:
            raise forms.ValidationError(
                _("Please write a whole number, for example %(example)s.") % {"example": words.digits(12)},
                code="unreadable",
            ) from error
        if self.min_value is not None and found < self.min_value:
            raise forms.ValidationError(
                _("Please give a number of at least %(low)s.") % {"low": words.digits(self.min_value)}, code="too_small"
            )
        highest = LARGEST if self.max_value is None else self.max_value
        if found > highest or found < -LARGEST:
            raise forms.ValidationError(
                _("Please give a number of at most %(high)s.") % {"high": words.digits(highest)}, code="too_large"
            )
        return found

    def hooks(self) -> dict[str, Any]:
        return {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}


class MobileField(_Typed):
    """A mobile number, kept in E.164."""

    widget = forms.TelInput

    def __init__(self, *, region: str = "IR", **kwargs: Any) -> None:
        self.region = region
        super().__init__(**kwargs)

    def read(self, typed: str) -> str:
        try:
            return identifiers.mobile(typed, self.region)
        except identifiers.BadIdentifier as error:
            raise forms.ValidationError(words.bad_mobile(), code=error.reason_code) from error

    def prepare_value(self, value: Any) -> Any:
        return identifiers.display_mobile(value) if isinstance(value, str) and value.startswith("+98") else value

    def hooks(self) -> dict[str, Any]:
        return {
            "inputmode": "tel",
            "dir": "ltr",
            "autocomplete": "tel",
            "placeholder": words.digits("0912 345 6789"),
        }


class TextField(_Typed):
    """One line of text, cleaned as it is kept; empty text where nothing was typed."""

    widget: type[forms.Widget] = forms.TextInput
    longest = 200

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        self.max_length = max_length or self.longest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value) or ""

    def read(self, typed: str) -> str:
        found = self.tidy(typed)
        if len(found) > self.max_length:
            limit = {"count": words.digits(self.max_length)}
            raise forms.ValidationError(
                _("Please make this shorter: at most %(count)s letters.") % limit, code="too_long"
            )
        return found

    def tidy(self, typed: str) -> str:
        """The text as it is kept."""
        return text.store(typed)

    def hooks(self) -> dict[str, Any]:
        return {"dir": "auto", "maxlength": self.max_length, "placeholder": " "}


class LinesField(TextField):
    """Prose of several lines."""

    widget = forms.Textarea
    longest = 4_000

    def tidy(self, typed: str) -> str:
        return text.store_lines(typed)

    def hooks(self) -> dict[str, Any]:
        return {"dir": "auto", "rows": 4, "placeholder": " "}


class SerialField(TextField):
    """A serial number as it was typed or scanned, on any keyboard layout; digits become ASCII."""

    longest = 60

    def tidy(self, typed: str) -> str:
        # A scan on the Persian layout is decoded before anything else: ZWNJ is the letter B there.
        found = text.ascii_digits(text.store(identifiers.from_wedge(typed)))
        if not identifiers.serial_key(found):
            raise forms.ValidationError(
                _("There is no letter or digit in this serial number; please copy it from the label."), code="empty"
            )
        return found

    def hooks(self) -> dict[str, Any]:
        return {
            "dir": "ltr",
            "class": "code",
            "autocapitalize": "characters",
            "autocomplete": "off",
            "spellcheck": "false",
            "maxlength": self.max_length,
            "data-wedge": True,
        }
