"""Which part of the numbers to look at."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.insights.queries import Window
from payandan.platform.kit.calendars import CalendarName, month_key, month_start
from payandan.platform.kit.periods import add_months
from payandan.platform.people.models import Branch

SPANS = {"6": _("6 months"), "12": _("12 months"), "24": _("2 years"), "60": _("5 years")}
DEFAULT_SPAN = "12"


class WindowForm(forms.Form):
    """A span that ends with the last month, a branch, a currency; anything unknown falls back to the widest."""

    span = forms.ChoiceField(label=_("Span"), choices=list(SPANS.items()), required=False)
    branch = forms.ModelChoiceField(label=_("Branch"), queryset=Branch.objects.none(), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    until = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, branches: object, currencies: Sequence[str]) -> None:
        given = data or {}
        super().__init__({"span": DEFAULT_SPAN, **{name: given[name] for name in given}})
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
        self.fields["branch"].empty_label = _("All branches")  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]

    def window(self, *, today: date, calendar: CalendarName, currency: str) -> tuple[Window, list[tuple[str, date]]]:
        """The window, and its months with their first days, oldest first."""
        self.is_valid()
        count = int(self.cleaned_data.get("span") or DEFAULT_SPAN)
        last = month_start(today, calendar)
        firsts = [month_start(add_months(last, -back, calendar), calendar) for back in range(count - 1, -1, -1)]
        months = [(month_key(first, calendar), first) for first in firsts]
        branch = self.cleaned_data.get("branch")
        window = Window(
            calendar=calendar,
            since=months[0][0],
            until=months[-1][0],
            currency=self.cleaned_data.get("currency") or currency,
            branch=branch.pk if branch else None,
        )
        return window, months
