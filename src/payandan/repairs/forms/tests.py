"""The test list of a kind of product as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import TextField
from payandan.repairs import words
from payandan.repairs.queries.sheets import Sheet
from payandan.repairs.rules.testing import NUMBER, Check

_YES_NO = [("yes", _("Right")), ("no", _("Not right"))]


class TestForm(forms.Form):
    """A walk through the list: each line right or not, or the measured value."""

    __test__ = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000, required=False)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for check in sheet.checks:
            self.fields[f"test_{check.code}"] = _field(check, sheet.name("tests", check.code, reader.language()))
        self.codes = [check.code for check in sheet.checks]
        self.fields["note"] = TextField(label=_("Note"), required=False, max_length=400)

    def answers(self) -> dict[str, str]:
        """What was answered, by the code of the line."""
        return {code: self.cleaned_data.get(f"test_{code}", "") for code in self.codes}


def _field(check: Check, name: str) -> forms.Field:
    if check.kind == NUMBER:
        return TextField(label=name, required=False, max_length=20, help_text=limits_text(check))
    return forms.ChoiceField(label=name, choices=_YES_NO, required=False, widget=forms.RadioSelect)


def limits_text(check: Check) -> str:
    """The limits of a measured line, in the reader's figures."""
    unit = words.label(words.MEASURES, check.unit)
    low, high = (
        shown.digits(f"{limit.normalize():f}") if limit is not None else "" for limit in (check.low, check.high)
    )
    if low and high:
        span = _("from %(low)s to %(high)s %(unit)s") % {"low": low, "high": high, "unit": unit}
    elif low:
        span = _("at least %(low)s %(unit)s") % {"low": low, "unit": unit}
    elif high:
        span = _("at most %(high)s %(unit)s") % {"high": high, "unit": unit}
    else:
        span = unit
    return str(span).strip()
