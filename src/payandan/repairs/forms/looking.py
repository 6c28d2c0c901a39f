"""What narrows a page down, and the small forms outside a job."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.platform.people.models import Branch
from payandan.platform.ui.forms import JalaliDateField, SerialField, TextField
from payandan.platform.ui.words import name_in
from payandan.repairs import words


class BoardFilter(forms.Form):
    """What the board is narrowed to."""

    technician = forms.ChoiceField(label=_("Technician"), required=False)
    place = forms.ChoiceField(label=_("Centre"), required=False)
    priority = forms.ChoiceField(label=_("How urgent"), required=False)
    late = forms.BooleanField(label=_("Only broken promises"), required=False)

    def __init__(self, *args: Any, people: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("technician", [("0", _("Nobody yet")), *((str(row.pk), row.name) for row in people)])
        self._choose("place", [(str(row.pk), name_in(row)) for row in branches])
        self._choose("priority", list(words.PRIORITIES.items()))

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("All")), *choices]

    def wanted(self, now: Any) -> dict[str, Any]:
        """The filters as the board reads them."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        numbers = {name: int(data[name]) for name in ("technician", "place", "priority") if data[name]}
        return {**numbers, **({"late": now} if data["late"] else {})}


class SpanForm(forms.Form):
    """From a day to a day."""

    since = JalaliDateField(label=_("From"), required=False)
    until = JalaliDateField(label=_("Until"), required=False)


class LoanerForm(forms.Form):
    """A unit of the company's that becomes a loaner."""

    serial = SerialField(label=_("Serial"))
    branch = forms.ModelChoiceField(label=_("Centre"), queryset=Branch.objects.none(), empty_label=None)
    note = TextField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["branch"]
        field.queryset = branches
        field.label_from_instance = name_in


class TrackForm(forms.Form):
    """The tracking code from the receipt."""

    code = TextField(label=_("Tracking code"), max_length=20)
