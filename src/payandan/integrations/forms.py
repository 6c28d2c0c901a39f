"""What people say about a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.catalog import queries as catalog
from payandan.integrations import words
from payandan.integrations.models import ImportRun
from payandan.integrations.rules import columns
from payandan.parts import words as part_words
from payandan.parts.queries import stock
from payandan.platform.kit.money import MINOR_UNITS
from payandan.platform.ui import reader
from payandan.warranty.words import LABELS, label


class UploadForm(forms.Form):
    """The file, and what it is about."""

    kind = forms.ChoiceField(
        label=_("What is in it"), choices=list(words.KINDS.items()), required=False, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("Spreadsheet"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.xlsb"})
    )


class MappingForm(forms.Form):
    """A field for each column, and values for all rows."""

    def __init__(self, run: ImportRun, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.run = run
        choices = [("", _("— leave out —")), *_grouped(run.kind)]
        for number, header in enumerate(run.headers):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=header or f"{number + 1}",
                choices=choices,
                required=False,
                initial=run.mapping.get(str(number), ""),
            )
        for name, options in _constants(run.kind).items():
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
        return {
            name: self.cleaned_data[f"set_{name}"]
            for name in _constants(self.run.kind)
            if self.cleaned_data[f"set_{name}"]
        }


def _grouped(kind: str) -> list[tuple[Any, list[tuple[str, Any]]]]:
    targets = columns.OF_KIND[kind]
    found = [
        (title, [(target.name, words.FIELDS[target.name]) for target in targets if target.group == group])
        for group, title in words.GROUPS.items()
    ]
    return [(title, fields) for title, fields in found if fields]


def _constants(kind: str) -> dict[str, list[tuple[str, Any]]]:
    language = reader.language()
    nothing = ("", "—")
    if kind == columns.PARTS:
        return {
            "store": [nothing, *((node.code, node.name_in(language)) for node in stock.targets())],
            "part_kind": [nothing, *part_words.KINDS.items()],
            "currency": [nothing, *((code, code) for code in MINOR_UNITS)],
        }
    return {
        "category": [nothing, *((found.code, found.name_in(language)) for found in catalog.categories())],
        "currency": [nothing, *((code, code) for code in MINOR_UNITS)],
        "cause": [nothing, *((code, label("cause", code, language)) for code in LABELS["cause"])],
        "cause_source": [
            nothing,
            *((code, label("source", code, language)) for code in ("technician", "laboratory", "seller")),
        ],
    }
