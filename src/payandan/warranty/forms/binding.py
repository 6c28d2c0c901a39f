"""Giving terms to one unit, and ending that."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from payandan.platform.ui.forms import JalaliDateField, TextField
from payandan.warranty.labels.reading import title_of
from payandan.warranty.models import Document
from payandan.warranty.words import label


class BindForm(forms.Form):
    """Which terms a unit is given, from which day, and why."""

    document = forms.ChoiceField(label=gettext_lazy("Terms"))
    since = JalaliDateField(label=gettext_lazy("For faults from this day on"))
    reason = TextField(label=gettext_lazy("Why, for colleagues"), required=False, max_length=400)

    def __init__(self, *args: Any, documents: Iterable[Document], language: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {str(row): row for row in documents}
        field: Any = self.fields["document"]
        field.choices = [
            (name, f"{title_of(row.body.get('title')) or name} — {label('terms_kind', row.terms_kind, language)}")
            for name, row in self.documents.items()
        ]


class EndForm(forms.Form):
    """From which day on terms are no longer a unit's."""

    ended_on = JalaliDateField(label=gettext_lazy("For faults from this day on they no longer count"))
    reason = TextField(label=gettext_lazy("Why, for colleagues"), required=False, max_length=400)

    @classmethod
    def today(cls, day: date, *, prefix: str) -> "EndForm":
        """An empty form that proposes a day."""
        return cls(initial={"ended_on": day}, prefix=prefix, auto_id=f"id_{prefix}_%s")
