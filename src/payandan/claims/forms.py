"""What people type about claims. The rules stand in `rules`; here only reading and keeping what was typed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.claims import rules, words
from payandan.claims.rules.payment_prices import MOST_KM, MOST_MINUTES, NO_BASIS, Basis
from payandan.claims.words.opinions import OPINIONS
from payandan.claims.words.payment import OPERATIONS
from payandan.platform.people.models import Branch
from payandan.platform.ui.forms import (
    IntegerField,
    JalaliDateField,
    LinesField,
    MoneyField,
    PhotoField,
    SerialField,
    TextField,
)
from payandan.platform.ui.words import name_in

_YES_NO = [("yes", _("Yes")), ("no", _("No"))]
_TRUTHS = {"yes": True, "no": False}
_UNKNOWN = ""


def _choices(labels: Mapping[str, Any], codes: Iterable[str] = ()) -> list[tuple[str, Any]]:
    return [(code, labels[code]) for code in (codes or labels)]


def value_field(path: str) -> forms.Field:
    """The field that reads the value of a fact."""
    label = words.fact_label(path)
    if path.endswith("_on"):
        return JalaliDateField(label=label, past=True)
    if is_number(path):
        return IntegerField(label=label, min_value=0, max_value=999_999_999)
    return forms.ChoiceField(choices=choices_of(path), label=label)


def is_number(path: str) -> bool:
    """Whether a fact is counted or read off."""
    return path.startswith("fault.meters.") or path == "fault.defective_pixels" or rules.is_days_out(path)


def choices_of(path: str) -> list[tuple[str, Any]]:
    """The possible values of a fact that has few of them; components belong to the unit and are filled in later."""
    if path == "fault.cause":
        return _choices(words.CAUSES)
    if path == "history":
        return _choices(words.MEMBERS)
    if path == "unit.installed_by":
        return _choices(words.MEMBERS, ["authorised", "unauthorised", "owner"])
    return [] if path == "fault.component" else list(_YES_NO)


class Versioned(forms.Form):
    """A form that remembers which version of the claim it was written for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class FactForm(Versioned):
    """A fact, who found it out, and the evidence for it."""

    path = forms.CharField(widget=forms.HiddenInput, max_length=60)
    source = forms.ChoiceField(label=_("Found out by"), required=False)
    evidence_kind = forms.ChoiceField(label=_("What shows it"), required=False)
    photos = PhotoField(label=_("Photos or papers"), required=False, max_files=5)

    def __init__(self, *args: Any, path: str, components: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = value_field(path)
        if path == "fault.component" and isinstance(field, forms.ChoiceField):
            field.choices = list((components or {}).items())
        self.fields["value"] = field
        sources: Any = self.fields["source"]
        sources.choices = _choices(words.SOURCES)
        kinds: Any = self.fields["evidence_kind"]
        kinds.choices = [("", _("No evidence yet")), *_choices(words.EVIDENCE_KINDS)]
        self.order_fields(["value", "source", "evidence_kind", "photos"])

    def clean_value(self) -> Any:
        """Codes as they are, days as ISO texts, yes and no as truths."""
        return plain_value(self.cleaned_data.get("value"))


def plain_value(value: Any) -> Any:
    """What a field read, as a fact holds it."""
    if isinstance(value, str):
        return _TRUTHS.get(value, value)
    return value.isoformat() if hasattr(value, "isoformat") else value


class AskForm(Versioned):
    """One question to somebody: one of the verdict's, or the clerk's own words."""

    whom = forms.ChoiceField(label=_("Ask"))
    path = forms.ChoiceField(label=_("About"), required=False)
    text = LinesField(label=_("In your own words"), required=False, max_length=500)

    def __init__(self, *args: Any, facts: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whom: Any = self.fields["whom"]
        whom.choices = _choices(words.SOURCES, ["customer", "technician", "seller", "laboratory"])
        path: Any = self.fields["path"]
        path.choices = [*facts, ("", _("Something else"))]


class DecideForm(Versioned):
    """The decision: as proposed, or with other amounts for the customer and a reason."""

    note = LinesField(label=_("Reason"), required=False, max_length=4000)

    def __init__(
        self, *args: Any, lines: Iterable[tuple[str, str, int | None]] = (), currency: str = "IRR", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line_id for line_id, _label, _amount in lines]
        for line_id, label, amount in lines:
            self.fields[f"pays_{line_id}"] = MoneyField(currency=currency, label=label, required=False, initial=amount)

    def customer_pays(self) -> dict[str, int] | None:
        """What the customer shall pay per line; None where nothing was written, which is the proposal."""
        typed = {line: self.cleaned_data.get(f"pays_{line}") for line in self.lines}
        chosen = {line: amount for line, amount in typed.items() if amount is not None}
        return chosen or None

    def amount_fields(self) -> list[forms.BoundField]:
        """The fields of the split, in the order of the lines."""
        return [self[f"pays_{line}"] for line in self.lines]


class LineForm(forms.Form):
    """One line of an estimate."""

    kind = forms.ChoiceField(label=_("Kind"))
    component = forms.ChoiceField(label=_("Component"), required=False)
    label = TextField(label=_("Note"), required=False, max_length=160)
    amount = MoneyField(label=_("Amount"), required=False)

    def __init__(self, *args: Any, components: Mapping[str, str], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(currency=currency, label=_("Amount"), required=False)
        kind: Any = self.fields["kind"]
        kind.choices = _choices(words.LINE_KINDS)
        component: Any = self.fields["component"]
        component.choices = [("", "—"), *components.items()]

    def draft(self) -> rules.LineDraft | None:
        """The line; None for a row that was left empty or struck out."""
        data = self.cleaned_data
        if data.get("amount") is None and not data.get("component") and not data.get("label"):
            return None
        return rules.LineDraft(
            kind=data["kind"],
            amount=data.get("amount") or 0,
            component=data.get("component") or "",
            label=data.get("label") or "",
        )


class EvidenceForm(Versioned):
    """Photos and papers, what they are and what they show."""

    kind = forms.ChoiceField(label=_("What it is"))
    about = forms.ChoiceField(label=_("What it shows"))
    source = forms.ChoiceField(label=_("Given by"), required=False)
    note = TextField(label=_("Note"), required=False, max_length=400)
    photos = PhotoField(label=_("Photos or papers"), required=False, max_files=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, labels in (("kind", words.EVIDENCE_KINDS), ("about", words.ABOUT), ("source", words.SOURCES)):
            field: Any = self.fields[name]
            field.choices = _choices(labels)


class BindForm(Versioned):
    """What a piece of evidence is, and the fact that it shows."""

    position = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1000)
    kind = forms.ChoiceField(label=_("What it is"))
    about = forms.ChoiceField(label=_("What it shows"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, labels in (("kind", words.EVIDENCE_KINDS), ("about", words.ABOUT)):
            field: Any = self.fields[name]
            field.choices = _choices(labels)


class OpinionForm(forms.Form):
    """How somebody who does not know the first decision would decide, and why."""

    outcome = forms.ChoiceField(label=_("How would you decide?"), widget=forms.RadioSelect)
    reason = LinesField(label=_("Why?"), max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.choices = _choices(OPINIONS)


class MoreEvidenceForm(forms.Form):
    """What is missing before one can say, and who may have it."""

    text = LinesField(label=_("What is missing?"), max_length=500)
    whom = forms.ChoiceField(label=_("Ask"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whom: Any = self.fields["whom"]
        whom.choices = _choices(words.SOURCES, ["technician", "laboratory", "customer"])


class SignedFileForm(forms.Form):
    """A case file to be checked; it is read and not kept."""

    file = forms.FileField(label=_("Case file (PDF)"), allow_empty_file=True)


class CentreForm(forms.Form):
    """Who is asked for a second opinion: another centre, or whoever decides appeals."""

    branch = forms.ModelChoiceField(
        Branch.objects.none(), label=_("Which centre?"), required=False, empty_label=_("Whoever decides appeals")
    )

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["branch"]
        field.queryset = branches
        field.label_from_instance = name_in


class SettleForm(Versioned):
    """What is credited or paid, by payer."""

    reference = TextField(label=_("Reference"), required=False, max_length=60)
    days_out = IntegerField(label=_("Days out of service"), required=False, min_value=0, max_value=3660)

    def __init__(self, *args: Any, payers: Mapping[str, int], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payers = list(payers)
        for payer, amount in payers.items():
            label = words.label(words.PAYERS, payer)
            self.fields[f"paid_{payer}"] = MoneyField(currency=currency, label=label, initial=amount)
        self.order_fields([*(f"paid_{payer}" for payer in self.payers), "reference", "days_out"])

    def amount_fields(self) -> list[forms.BoundField]:
        """The fields of the sums, in the order of the payers."""
        return [self[f"paid_{payer}"] for payer in self.payers]

    def by_payer(self) -> dict[str, int]:
        """The sums as typed."""
        return {payer: self.cleaned_data[f"paid_{payer}"] for payer in self.payers}


class SerialForm(forms.Form):
    """Which unit a claim is about."""

    serial = SerialField(label=_("Serial number"))


class ClaimForm(forms.Form):
    """A claim as the desk files it, for a unit that is known."""

    form_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    symptom = forms.ChoiceField(label=_("What is wrong"), required=False)
    failed_on = JalaliDateField(label=_("Since when"), past=True, required=False)
    component = forms.ChoiceField(label=_("Component at fault"), required=False)
    cause = forms.ChoiceField(label=_("Cause, where it is known"), required=False)
    source = forms.ChoiceField(label=_("Found out by"), required=False)
    description = LinesField(label=_("In the customer's words"), required=False, max_length=4000)
    part_amount = MoneyField(label=_("Parts, estimated"), required=False)
    labour_amount = MoneyField(label=_("Labour, estimated"), required=False)
    operation = forms.ChoiceField(label=_("What is done"), required=False)
    minutes = IntegerField(label=_("Minutes of work"), required=False, min_value=1, max_value=MOST_MINUTES)
    over_reason = TextField(label=_("Why it takes longer than usual"), required=False, max_length=200)
    travel_km = IntegerField(label=_("Kilometres of travel"), required=False, min_value=0, max_value=MOST_KM)
    photos = PhotoField(label=_("Photos of the fault"), required=False, max_files=10)
    report = PhotoField(label=_("Inspection report"), required=False, max_files=3)
    invoice = PhotoField(label=_("Invoice"), required=False, max_files=3)
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"), required=False)

    def __init__(
        self,
        *args: Any,
        symptoms: Mapping[str, str],
        components: Mapping[str, str],
        branches: Any,
        currency: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", _("Not known"))
        for name, choices in (
            ("symptom", [empty, *symptoms.items()]),
            ("component", [empty, *components.items()]),
            ("cause", [empty, *_choices(words.CAUSES)]),
            ("source", _choices(words.SOURCES, ["technician", "laboratory", "seller", "customer"])),
            ("operation", [("", _("Not chosen")), *_choices(OPERATIONS)]),
        ):
            field: Any = self.fields[name]
            field.choices = choices
        branch: Any = self.fields["branch"]
        branch.queryset = branches
        for name, label in (("part_amount", _("Parts, estimated")), ("labour_amount", _("Labour, estimated"))):
            self.fields[name] = MoneyField(currency=currency, label=label, required=False)

    def line_drafts(self) -> list[rules.LineDraft]:
        """Part and labour with what was estimated so far, and travel where there is any; empty amounts are computed."""
        data = self.cleaned_data
        minutes, km = data.get("minutes"), data.get("travel_km")
        work = Basis(data.get("operation") or "", minutes, reason=data.get("over_reason") or "")
        part = Basis(operation="replace") if data.get("component") else NO_BASIS
        return [
            rules.LineDraft("part", data.get("part_amount") or 0, data.get("component") or "", basis=part),
            rules.LineDraft("labour", data.get("labour_amount") or 0, basis=work),
            *([rules.LineDraft("travel", basis=Basis(km=km))] if km else []),
        ]


# --- the customer ----------------------------------------------------------------------------------------------------


class SymptomForm(forms.Form):
    """What is wrong, in plain words."""

    symptom = forms.ChoiceField(label=_("What is wrong?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, symptoms: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["symptom"]
        field.choices = [*symptoms.items(), ("other", _("Something else"))]


class WhenForm(forms.Form):
    """Since when, and what happened."""

    failed_on = JalaliDateField(label=_("Since when?"), past=True)
    description = LinesField(label=_("What happened?"), required=False, max_length=2000)


class PhotosForm(forms.Form):
    """Photos of the fault, and of the invoice."""

    photos = PhotoField(label=_("Photos"), required=False, max_files=6)


class AnswerForm(forms.Form):
    """The customer's answer to one question."""

    text = LinesField(label=_("Your answer"), required=False, max_length=2000)
    photos = PhotoField(label=_("Photos"), required=False, max_files=5)

    def __init__(self, *args: Any, path: str = "", components: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not path:
            return
        field = value_field(path)
        field.required = False
        if isinstance(field, forms.ChoiceField):
            choices: Any = list((components or {}).items()) if path == "fault.component" else field.choices
            field.choices = [*choices, (_UNKNOWN, _("I do not know"))]
            field.widget = forms.RadioSelect(choices=field.choices)
        field.label = _("Your answer")
        self.fields["value"] = field
        self.fields["text"].label = _("Anything to add?")
        self.order_fields(["value", "text", "photos"])

    def stated(self) -> Any:
        """The fact as it is kept, None for «I do not know» and for questions in free words."""
        value = self.cleaned_data.get("value")
        return None if value in (None, "") else plain_value(value)


class AppealForm(forms.Form):
    """Why the customer does not agree; a tap without words is enough."""

    text = LinesField(label=_("Why do you not agree?"), required=False, max_length=2000)
    photos = PhotoField(label=_("Photos"), required=False, max_files=6)
