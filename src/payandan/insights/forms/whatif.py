"""What is asked of somebody who asks what would have been: which claims, and one change at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.insights.words import whatif as words
from payandan.platform.ui import reader
from payandan.platform.ui.forms import IntegerField, JalaliDateField, MoneyField, TextField
from payandan.warranty.forms.yaml_text import LARGEST, typed_document
from payandan.warranty.labels.places import country_name
from payandan.warranty.rules.vocabulary import EXCLUSION_CLASSES, EXCLUSION_EFFECTS, LINE_KINDS
from payandan.warranty.words import label

UNITS = {"months": gettext_lazy("months"), "years": gettext_lazy("years"), "days": gettext_lazy("days")}
CAPS = {"per_claim": gettext_lazy("Of each claim"), "total": gettext_lazy("In all")}
OF_TERMS = ("period", "share", "drop_exclusion", "add_exclusion", "deductible", "cap")
"""The kinds of changes that are made in terms, not in law packs."""
NEW = "new"
"""Stands for a document that is typed in."""
Choices = Sequence[tuple[str, str]]


class ScenarioForm(forms.Form):
    """Which claims, and what the scenario is called."""

    title = TextField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("So that you know it again: “36 months for televisions”."),
    )
    since = JalaliDateField(label=gettext_lazy("Claims filed from"))
    until = JalaliDateField(
        label=gettext_lazy("Claims filed until"), help_text=gettext_lazy("This day is still counted.")
    )
    category = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of products"), required=False, widget=forms.CheckboxSelectMultiple
    )
    model = forms.ChoiceField(label=gettext_lazy("Model"), required=False)
    branch = forms.MultipleChoiceField(
        label=gettext_lazy("Branches"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.MultipleChoiceField(
        label=gettext_lazy("As they were decided"),
        required=False,
        choices=list(words.DECISIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing chosen: all, those that nobody has decided yet too."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, categories: Choices, models: Choices, branches: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["category"].choices = list(categories)
        chosen["model"].choices = [("", _("All models")), *models]
        chosen["branch"].choices = list(branches)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("since"), data.get("until")
        if first and last and last < first:
            self.add_error("until", words.refusal("ends_before_it_begins"))
        return data

    def filters(self) -> dict[str, list[str]]:
        """The filters as a scenario keeps them."""
        data = self.cleaned_data
        model = data.get("model")
        return {
            name: list(values)
            for name, values in {**data, "model": [model] if model else []}.items()
            if name in ("category", "model", "branch", "outcome") and values
        }


def _all_fields(currency: str) -> dict[str, forms.Field]:
    """Every field that a change may need, by name."""
    sums = _("Leave it empty to take it away.")
    return {
        "component": forms.ChoiceField(
            label=_("Component"), required=False, help_text=_("Leave it for the whole unit.")
        ),
        "count": IntegerField(label=_("New duration"), min_value=1, max_value=36_600),
        "unit": forms.ChoiceField(label=_("Counted in"), choices=list(UNITS.items())),
        "line": forms.ChoiceField(
            label=_("Kind of cost"),
            choices=[(code, label("line_kind", code, reader.language())) for code in LINE_KINDS],
        ),
        "share": forms.DecimalField(
            label=_("New share, in per cent"),
            min_value=0,
            max_value=100,
            decimal_places=2,
            localize=False,
            help_text=_("0: the customer pays it. 100: the warranty pays all of it."),
        ),
        "class": forms.ChoiceField(label=_("Exclusion")),
        "effect": forms.ChoiceField(
            label=_("Reaches"),
            choices=[
                (code, label("exclusion_effect", code, reader.language()))
                for code in EXCLUSION_EFFECTS
                if code != "suspend"
            ],
        ),
        "of": forms.ChoiceField(label=_("Ceiling"), choices=list(CAPS.items())),
        "amount": MoneyField(currency=currency, label=_("New sum"), required=False, min_value=1, help_text=sums),
        "text": forms.CharField(
            label=_("The document as text (YAML)"),
            max_length=LARGEST,
            strip=False,
            required=False,
            widget=forms.Textarea(attrs={"dir": "ltr", "class": "yaml", "rows": 14, "spellcheck": "false"}),
        ),
        "country": forms.ChoiceField(
            label=_("As if it were law in"),
            required=False,
            help_text=_("A pack of another country speaks of its own units only, unless you choose yours here."),
        ),
    }


_FIELDS: Mapping[str, tuple[str, ...]] = {
    "period": ("component", "count", "unit"),
    "share": ("component", "line", "share"),
    "drop_exclusion": ("class",),
    "add_exclusion": ("class", "effect"),
    "deductible": ("amount",),
    "cap": ("of", "amount"),
    "replace": ("text",),
    "put_in": ("text", "country"),
    "leave_out": (),
}


class ChangeForm(forms.Form):
    """One change of one kind. `documents` are the published ones by code; `document` the chosen one."""

    kind = forms.ChoiceField(label=gettext_lazy("What is changed"), choices=list(words.KINDS.items()))
    document = forms.ChoiceField(label=gettext_lazy("In which document"))

    def __init__(
        self,
        *args: Any,
        chosen: str,
        documents: Mapping[str, Mapping[str, Any]],
        document: str,
        components: Mapping[str, str],
        country: str,
        currency: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chosen, self.documents, self.currency = chosen, documents, currency
        fields: dict[str, Any] = self.fields
        fields["document"].choices = document_choices(chosen, documents)
        every = _all_fields(currency)
        for name in _FIELDS[chosen]:
            fields[name] = every[name]
        body = documents.get(document) or {}
        if "component" in fields:
            fields["component"].choices = [("", _("The whole unit")), *components.items()]
        if "class" in fields:
            fields["class"].choices = self._classes(body)
        if "country" in fields:
            fields["country"].choices = [("", _("Its own country")), (country, country_name(country))]
        if chosen == "put_in" and document != NEW:
            del fields["text"]

    def _classes(self, body: Mapping[str, Any]) -> list[tuple[str, str]]:
        held = [row["class"] for row in body.get("exclusions") or () if isinstance(row, Mapping)]
        codes = held if self.chosen == "drop_exclusion" else [code for code in EXCLUSION_CLASSES if code not in held]
        return [(code, label("exclusion", code, reader.language())) for code in dict.fromkeys(codes)]

    def clean_text(self) -> str:
        """The text as typed; what it says goes to `body`."""
        text: str = self.cleaned_data["text"]
        self.body = typed_document(text, _("Write the whole document, beginning with “id: name@1”."))
        return text

    def change(self) -> dict[str, Any]:
        """The change as plain data."""
        data = self.cleaned_data
        change: dict[str, Any] = {"kind": self.chosen}
        if self.chosen != "put_in":
            change["document"] = data["document"]
        if data.get("component"):
            change["component"] = data["component"]
        change |= _MAKE[self.chosen](self, data)
        return change


_PLACES = {"manufacturer": 0, "pack": 2}
"""The promises of a sale come first, then other terms, then law."""


def document_choices(kind: str, documents: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The documents in which a change of a kind can be made, by their titles."""
    named = [
        (code, words.title_of(body, code))
        for code, body in documents.items()
        if kind not in OF_TERMS or body.get("kind") != "pack"
    ]
    found = sorted(named, key=lambda pair: (_PLACES.get(documents[pair[0]].get("kind", ""), 1), pair[1]))
    return [*found, (NEW, _("A new one, typed here"))] if kind == "put_in" else found


def _sum(form: ChangeForm, data: Mapping[str, Any]) -> dict[str, Any]:
    amount = data.get("amount")
    return {} if amount is None else {"sum": {"amount": str(amount), "currency": form.currency}}


def _share(_form: ChangeForm, data: Mapping[str, Any]) -> dict[str, Any]:
    share = data["share"]
    return {"line": data["line"], "share": int(share) if share == int(share) else float(share)}


def _exclusion(_form: ChangeForm, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"exclusion": {"class": data["class"], "effect": data["effect"]}}


def _put_in(form: ChangeForm, data: Mapping[str, Any]) -> dict[str, Any]:
    body = form.body if data["document"] == NEW else form.documents[data["document"]]
    text = {"text": data["text"]} if data["document"] == NEW else {}
    country = {"country": data["country"]} if data.get("country") else {}
    return {"body": dict(body), **text, **country}


_MAKE: Mapping[str, Any] = {
    "period": lambda _form, data: {"period": {data["unit"]: data["count"]}},
    "share": _share,
    "drop_exclusion": lambda _form, data: {"class": data["class"]},
    "add_exclusion": _exclusion,
    "deductible": _sum,
    "cap": lambda form, data: {"of": data["of"], **_sum(form, data)},
    "replace": lambda form, data: {"body": form.body, "text": data["text"]},
    "put_in": _put_in,
    "leave_out": lambda _form, _data: {},
}


class NameForm(forms.Form):
    """Another name and note."""

    title = TextField(label=gettext_lazy("Name"), max_length=120)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
