"""The counter: what was scanned, who brings it, and everything about the device on one page."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payandan.platform.people.models import Branch
from payandan.platform.ui import reader
from payandan.platform.ui.forms import JalaliDateField, LinesField, MobileField, PhotoField, SerialField, TextField
from payandan.platform.ui.words import name_in
from payandan.repairs import words as said
from payandan.repairs.forms.signature import SignatureField
from payandan.repairs.queries.sheets import Sheet
from payandan.repairs.rules import intake as rules

READY_BY = time(18, 0)
"""A promise for a day means: by then, on the centre's clock."""


class BranchField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the centres, by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_in(obj)


class ScanForm(forms.Form):
    """What the scanner reads, or somebody types."""

    serial = SerialField(label=_("Scan or type the serial"))


class RegisterForm(forms.Form):
    """A unit that is not on the books yet: what it is and whose."""

    serial = SerialField(label=_("Serial"))
    model = forms.ChoiceField(label=_("Product"))
    mobile = MobileField(label=_("Customer's mobile"))
    name = TextField(label=_("Customer's name"), max_length=120)
    sold_on = JalaliDateField(label=_("Bought on"), past=True, required=False)

    def __init__(self, *args: Any, models: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["model"]
        chosen.choices = [("", _("Choose the product")), *models]


class IntakeForm(forms.Form):
    """One device at the counter."""

    unit = forms.CharField(widget=forms.HiddenInput, max_length=20)
    visit = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    symptoms = forms.MultipleChoiceField(label=_("What is wrong"), required=False, widget=forms.CheckboxSelectMultiple)
    words = LinesField(label=_("In the customer's words"), required=False, max_length=2000)
    mobile = MobileField(label=_("Brought by (mobile)"), required=False)
    name = TextField(label=_("Name"), required=False, max_length=120)
    appearance = TextField(label=_("Scratches, dents, anything to see"), required=False, max_length=400)
    accessories = forms.MultipleChoiceField(
        label=_("What came along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = TextField(label=_("Something else that came along"), required=False, max_length=60)
    photos = PhotoField(label=_("Photos"), required=False, max_files=5)
    passcode = TextField(label=_("Passcode, if the bench needs it"), required=False, max_length=rules.LONGEST_PASSCODE)
    data_consent = forms.ChoiceField(label=_("The data on it"), required=False, widget=forms.RadioSelect)
    promised_on = JalaliDateField(label=_("Promised for"), future=True, required=False)
    priority = forms.ChoiceField(label=_("How urgent"), choices=list(said.PRIORITIES.items()), initial="2")
    branch = BranchField(label=_("Centre"), queryset=Branch.objects.none(), required=False, empty_label=None)
    failed_on = JalaliDateField(label=_("Since when is it so"), past=True, required=False)
    recalls = forms.MultipleChoiceField(label=_("Recalls"), required=False, widget=forms.CheckboxSelectMultiple)
    open_claim = forms.BooleanField(label=_("File a warranty claim"), required=False)
    signed_by = forms.ChoiceField(
        label=_("The customer confirms by"), choices=list(said.SIGNINGS.items()), required=False, initial="signature"
    )
    code = TextField(label=_("Code from the SMS"), required=False, max_length=10)
    signature = SignatureField(label=_("Signature"), required=False)

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        symptoms: Mapping[str, str],
        branches: Any,
        owned: bool,
        recalls: Mapping[str, str] | None = None,
        home: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        language = reader.language()
        self._choose("symptoms", symptoms.items())
        self._choose("recalls", (recalls or {}).items())
        self._choose("accessories", ((code, line[language]) for code, line in sheet.accessories.items()))
        self._choose("data_consent", said.CONSENTS.items())
        for code, line in sheet.checklist.items():
            self.fields[f"condition_{code}"] = forms.ChoiceField(
                label=line[language],
                choices=list(said.ANSWERS.items()),
                required=False,
                # The rest is fine, but not what the symptom denies.
                widget=forms.RadioSelect({"data-denied-by": line["denied_by"]} if "denied_by" in line else None),
            )
        self._centres(branches, home)
        if not owned:
            self.fields["mobile"].required = True
        if not sheet.passcode:
            del self.fields["passcode"]
        if not sheet.data:
            del self.fields["data_consent"]

    def _choose(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)

    def _centres(self, branches: Any, home: int | None) -> None:
        field: Any = self.fields["branch"]
        field.queryset, field.initial = branches, home
        only = branches.count() == 1
        if only:
            field.widget, field.initial = forms.HiddenInput(), branches.first().pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mobile") and not data.get("name") and self.fields["mobile"].required:
            self.add_error("name", _("Write the name of who brings it."))
        return data

    def more_is_open(self) -> bool:
        """Whether something stands, or is asked for, in the part of the form that is folded away."""
        rare = ("mobile", "name", "failed_on")
        return self.fields["mobile"].required or any(self[name].errors or self[name].value() for name in rare)

    def condition_fields(self) -> list[forms.BoundField]:
        """The lines of the checklist."""
        return [self[f"condition_{code}"] for code in self.sheet.checklist]

    def condition(self) -> list[dict[str, str]]:
        """The checklist as answered."""
        answered = ((code, self.cleaned_data.get(f"condition_{code}", "")) for code in self.sheet.checklist)
        return [{"code": code, "value": value} for code, value in answered if value]

    def accessories_given(self) -> list[str]:
        """What came along, listed and not."""
        return [*self.cleaned_data["accessories"], *filter(None, [self.cleaned_data["more"]])]

    def promised_at(self) -> datetime | None:
        """The promise as a moment: by the evening of the day."""
        return evening_of(self.cleaned_data.get("promised_on"))


def evening_of(day: Any) -> datetime | None:
    """The moment by which something promised for a day has to be ready."""
    return timezone.make_aware(datetime.combine(day, READY_BY)) if day else None
