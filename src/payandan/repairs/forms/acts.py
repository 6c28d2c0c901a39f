"""The small forms of a job's page, one an act."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from payandan.platform.people.models import Branch, User
from payandan.platform.ui.forms import (
    IntegerField,
    JalaliDateField,
    LinesField,
    MoneyField,
    PhotoField,
    SerialField,
    TextField,
)
from payandan.repairs import words
from payandan.repairs.forms.intake import BranchField
from payandan.repairs.forms.signature import SignatureField
from payandan.repairs.models import PlannedPart


def _choices(labels: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(labels.items())


class VersionedForm(forms.Form):
    """A form that remembers which version of the job it was written for; by itself, a bare confirmation."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000, required=False)


class MoveForm(VersionedForm):
    """A move by hand, by its act, or by the column that a card was put on."""

    act = forms.CharField(max_length=20, required=False)
    column = forms.CharField(max_length=20, required=False)


class WaitForm(VersionedForm):
    waits_for = TextField(label=_("Which part"), required=False, max_length=120)
    expected_on = JalaliDateField(label=_("Expected on"), future=True, required=False)


class DescribeForm(VersionedForm):
    diagnosis = LinesField(label=_("What was found"), required=False, max_length=4000)
    cause = forms.ChoiceField(label=_("Faulty component"), required=False)
    work = LinesField(label=_("What was done (the customer reads it)"), required=False, max_length=4000)
    shelf = TextField(label=_("Shelf"), required=False, max_length=40)

    def __init__(self, *args: Any, components: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cause: Any = self.fields["cause"]
        cause.choices = [("", _("Not known yet")), *components.items()]


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member of staff by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class AssignForm(VersionedForm):
    technician = PersonField(
        label=_("Technician"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["technician"]
        field.queryset = people


class PromiseForm(VersionedForm):
    promised_on = JalaliDateField(label=_("Promised for"), future=True)


class PriorityForm(VersionedForm):
    priority = forms.ChoiceField(label=_("How urgent"), choices=_choices(words.PRIORITIES))


class PlanPartForm(VersionedForm):
    part = forms.ChoiceField(label=_("Part that fits"), required=False)
    label = TextField(label=_("Or in words"), required=False, max_length=160)
    quantity = IntegerField(label=_("How many"), min_value=1, max_value=999, initial=1)
    expected_on = JalaliDateField(label=_("Expected on"), future=True, required=False)

    def __init__(self, *args: Any, parts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part: Any = self.fields["part"]
        part.choices = [("", _("Not in the list")), *parts]


class PlannedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A part that was planned."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class ChangePartForm(VersionedForm):
    planned = PlannedField(
        label=_("Planned part"),
        queryset=PlannedPart.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    part = forms.ChoiceField(label=_("Part that fits"), required=False)
    label = TextField(label=_("Or in words"), required=False, max_length=160)
    quantity = IntegerField(label=_("How many"), min_value=1, max_value=999, initial=1)
    serialised = forms.BooleanField(label=_("The part has a serial of its own"), required=False)
    removed_serial = SerialField(label=_("Serial of the old one"), required=False)
    installed_serial = SerialField(label=_("Serial of the new one"), required=False)

    def __init__(self, *args: Any, parts: Iterable[tuple[str, str]], planned: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part: Any = self.fields["part"]
        part.choices = [("", _("Not in the list")), *parts]
        field: Any = self.fields["planned"]
        field.queryset = planned


class FinishForm(VersionedForm):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=_choices(words.OUTCOMES))
    work = LinesField(label=_("What was done (the customer reads it)"), required=False, max_length=4000)


class DeliverForm(VersionedForm):
    to_name = TextField(label=_("Who takes it along"), max_length=120)
    tried = forms.BooleanField(label=_("Tried in front of the customer, and it works"), required=False)
    shown_by = forms.ChoiceField(label=_("Confirmed by"), choices=_choices(words.SIGNINGS), initial="signature")
    code = TextField(label=_("Code from the SMS"), required=False, max_length=10)
    signature = SignatureField(label=_("Signature"), required=False)
    note = TextField(label=_("Note"), required=False, max_length=400)


class AbandonForm(VersionedForm):
    """Nothing but a confirmation."""


class SendForm(VersionedForm):
    target = BranchField(label=_("To which centre"), queryset=Branch.objects.none())
    reason = TextField(label=_("Why"), required=False, max_length=400)
    carrier = TextField(label=_("Carrier"), required=False, max_length=80)
    waybill = TextField(label=_("Waybill number"), required=False, max_length=60)

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.queryset = branches


class ArriveForm(VersionedForm):
    condition = TextField(label=_("Condition on arrival"), required=False, max_length=400)


class LendForm(VersionedForm):
    loaner = forms.ChoiceField(label=_("Loaner"))
    condition = TextField(label=_("Its condition now"), max_length=400)
    accessories = TextField(label=_("What goes along"), required=False, max_length=200)
    deposit = MoneyField(label=_("Deposit"), required=False)
    due_on = JalaliDateField(label=_("Back by"), future=True)

    def __init__(self, *args: Any, loaners: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        loaner: Any = self.fields["loaner"]
        loaner.choices = list(loaners)
        self.fields["deposit"] = MoneyField(currency=settings.CURRENCY, label=_("Deposit"), required=False)


class LoanBackForm(VersionedForm):
    condition = TextField(label=_("Its condition now"), max_length=400)
    damaged = forms.BooleanField(label=_("It is damaged"), required=False)


class ExchangeForm(VersionedForm):
    kind = forms.ChoiceField(label=_("How"), choices=_choices(words.EXCHANGE_KINDS))
    replacement = SerialField(label=_("Serial of the other unit"))
    deposit = MoneyField(label=_("Deposit"), required=False)
    core_due_on = JalaliDateField(label=_("Old one back by"), future=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deposit"] = MoneyField(currency=settings.CURRENCY, label=_("Deposit"), required=False)


class AnswerExchangeForm(VersionedForm):
    exchange = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    act = forms.ChoiceField(
        choices=[(code, code) for code in ("accept", "decline", "hand_over", "core_back", "charge")]
    )


class GradeForm(VersionedForm):
    grade = forms.ChoiceField(label=_("Grade"), choices=[(code, code) for code in "ABC"])
    way = forms.ChoiceField(label=_("What becomes of it"), choices=_choices(words.WAYS))
    note = TextField(label=_("Note"), required=False, max_length=400)


class TimeForm(VersionedForm):
    timer = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    minutes = IntegerField(label=_("Minutes"), min_value=0, max_value=720)
    note = TextField(label=_("Why"), required=False, max_length=200)


class ClassForm(VersionedForm):
    cause = forms.ChoiceField(label=_("Why it came again"), choices=_choices(words.CAUSES))
    note = TextField(label=_("Note"), required=False, max_length=400)


class PhotosForm(VersionedForm):
    photos = PhotoField(label=_("Photos"), max_files=5)
