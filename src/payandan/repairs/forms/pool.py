"""What is typed about units of the swap pool."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.parts.actions import Line
from payandan.platform.kit.ids import token
from payandan.platform.people.models import Branch
from payandan.platform.ui.forms import IntegerField, SerialField, TextField
from payandan.repairs import words
from payandan.repairs.forms.intake import BranchField
from payandan.repairs.rules import pools

MOST_OF_ONE = 20


def _graded(*grades: str) -> list[tuple[str, Any]]:
    return [(code, words.GRADES[code]) for code in grades]


class PutInForm(forms.Form):
    """A unit of the company's own goes into the pool."""

    serial = SerialField(label=_("Serial"))
    grade = forms.ChoiceField(label=_("Grade"), choices=_graded("A", "B"))
    branch = BranchField(label=_("Centre"), queryset=Branch.objects.none(), required=False, empty_label=None)
    note = TextField(label=_("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["branch"]
        field.queryset = branches


class RefurbishedForm(forms.Form):
    """What it is after it was made good."""

    grade = forms.ChoiceField(label=_("Grade"), choices=_graded("A", "B"))
    note = TextField(label=_("What was done"), required=False, max_length=400)


class AgainForm(forms.Form):
    """Another way for a unit that stands in the pool."""

    way = forms.ChoiceField(
        label=_("What becomes of it"), choices=[(way, words.WAYS[way]) for way in (pools.REFURBISH, pools.HARVEST)]
    )
    note = TextField(label=_("Why"), required=False, max_length=400)


class ScrapForm(forms.Form):
    """Why it is thrown away."""

    reason = TextField(label=_("Why"), max_length=400)


class HarvestForm(forms.Form):
    """How many of each part came out of it whole."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    note = TextField(label=_("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, parts: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", token(16))
        self.parts = list(parts)
        for part in self.parts:
            self.fields[f"part_{part.pk}"] = IntegerField(
                label=part.code, min_value=0, max_value=MOST_OF_ONE, required=False
            )

    def part_fields(self) -> list[tuple[Any, forms.BoundField]]:
        """Each part with its field."""
        return [(part, self[f"part_{part.pk}"]) for part in self.parts]

    def lines(self) -> list[Line]:
        """What goes into stock."""
        given = ((part.pk, self.cleaned_data.get(f"part_{part.pk}") or 0) for part in self.parts)
        return [Line(pk, quantity) for pk, quantity in given if quantity]
