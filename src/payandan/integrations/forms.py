"""What people say about a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.catalog import queries as catalog
from payandan.integrations import words
from payandan.integrations.models import ImportRun
from payandan.integrations.rules import columns
from payandan.platform.kit.money import MINOR_UNITS
from payandan.platform.ui import reader
from payandan.warranty.words import LABELS, label


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Spreadsheet"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.xlsb"})
    )


class MappingForm(forms.Form):
    """A field for each column, and values for all rows."""

    def __init__(self, run: ImportRun, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.run = run
        choices = [("", _("— leave out —")), *_grouped()]
        for number, header in enumerate(run.headers):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=header or f"{number + 1}",
                choices=choices,
                required=False,
                initial=run.mapping.get(str(number), ""),
            )
        for name, options in _constants().items():
            self.fields[f"set_{name}"] = forms.ChoiceField(
                label=words.FIELDS[name], choices=options, required=False, initial=run.constants.get(name, "")
            )

    @property
    def column_fields(self) -> Sequence[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    @property
    def constant_fields(self) -> Sequence[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("set_")]

    def mapping(self) -> dict[int, str]:
        """Column number → field."""
        chosen = {number: self.cleaned_data[f"column_{number}"] for number in range(len(self.run.headers))}
        return {number: field for number, field in chosen.items() if field}

    def constants(self) -> dict[str, str]:
        """Field → value for all rows."""
        return {name: self.cleaned_data[f"set_{name}"] for name in _constants() if self.cleaned_data[f"set_{name}"]}


def _grouped() -> list[tuple[Any, list[tuple[str, Any]]]]:
    return [
        (title, [(target.name, words.FIELDS[target.name]) for target in columns.TARGETS if target.group == group])
        for group, title in words.GROUPS.items()
    ]


def _constants() -> dict[str, list[tuple[str, Any]]]:
    language = reader.language()
    nothing = ("", "—")
    return {
        "category": [nothing, *((found.code, found.name_in(language)) for found in catalog.categories())],
        "currency": [nothing, *((code, code) for code in MINOR_UNITS)],
        "cause": [nothing, *((code, label("cause", code, language)) for code in LABELS["cause"])],
        "cause_source": [
            nothing,
            *((code, label("source", code, language)) for code in ("technician", "laboratory", "seller")),
        ],
    }
