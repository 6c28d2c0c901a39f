"""A document as text, and a made-up case to try it on."""

from collections.abc import Mapping
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.platform.ui import reader
from payandan.platform.ui.forms import JalaliDateField, MoneyField
from payandan.warranty.forms.yaml_text import LARGEST, not_yaml, read, typed_document
from payandan.warranty.rules import DocumentError, parse_document
from payandan.warranty.rules.vocabulary import CAUSES
from payandan.warranty.words import explain_problem, label


class DocumentForm(forms.Form):
    """A document as YAML, and to which units it is given."""

    source = forms.CharField(
        label=gettext_lazy("The document"),
        max_length=LARGEST,
        strip=False,
        widget=forms.Textarea(attrs={"dir": "ltr", "class": "yaml", "spellcheck": "false", "autocomplete": "off"}),
    )
    offered = forms.BooleanField(label=gettext_lazy("Given to every unit in its scope"), required=False, initial=True)
    sold_from = JalaliDateField(label=gettext_lazy("For units sold from"), required=False)
    sold_until = JalaliDateField(label=gettext_lazy("For units sold before"), required=False)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_source(self) -> str:
        """The text as typed; what it says goes to `document`."""
        text: str = self.cleaned_data["source"]
        otherwise = _("A document is a list of names with values, such as “id: tv-standard@4”.")
        self.document = typed_document(text, otherwise)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("sold_from"), data.get("sold_until")
        if first and last and last <= first:
            self.add_error("sold_until", _("The last day must be after the first."))
        return data


def problems_of(text: str) -> list[str]:
    """All that is wrong in a document, sentence by sentence, each with its path; empty where nothing is."""
    try:
        parse_document(read(text))
    except yaml.YAMLError as error:
        return [not_yaml(error)]
    except DocumentError as error:
        return [explain_problem(problem, reader.language()) for problem in error.problems]
    except (ValueError, RecursionError):
        return [_("This cannot be read as YAML.")]
    return []


class TryForm(forms.Form):
    """A made-up case, to see what documents decide."""

    sold_on = JalaliDateField(label=gettext_lazy("Bought on"))
    failed_on = JalaliDateField(label=gettext_lazy("Fault on"))
    cause = forms.ChoiceField(label=gettext_lazy("Cause, found by a technician"), required=False)
    component = forms.ChoiceField(label=gettext_lazy("Component at fault"), required=False)
    part = MoneyField(label=gettext_lazy("Part"), required=False)
    labour = MoneyField(label=gettext_lazy("Labour"), required=False)
    proven = forms.BooleanField(label=gettext_lazy("With all the evidence an exclusion asks for"), required=False)

    def __init__(self, *args: Any, components: Mapping[str, str], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cause: Any = self.fields["cause"]
        language = reader.language()
        cause.choices = [("", _("Not known")), *((code, label("cause", code, language)) for code in CAUSES)]
        component: Any = self.fields["component"]
        component.choices = [("", _("Not known")), *components.items()]
        for name in ("part", "labour"):
            self.fields[name] = MoneyField(currency=currency, label=self.fields[name].label, required=False)


class CaseForm(TryForm):
    """The same, for a kind of product and the rule book as it stands."""

    category = forms.ChoiceField(label=gettext_lazy("Kind of product"))

    def __init__(self, *args: Any, categories: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.choices = list(categories.items())
        self.order_fields(["category"])
