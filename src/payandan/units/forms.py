"""What people type about units."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from payandan.catalog.forms import Named
from payandan.catalog.models import ProductModel
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import (
    IntegerField,
    JalaliDateField,
    LinesField,
    MobileField,
    PhotoField,
    SerialField,
    TextField,
)
from payandan.units import words
from payandan.units.models import Unit


def today() -> date:
    """The day on the company's clock."""
    return shown.now().date()


class ProductField(Named):
    """A choice of products, by name and model number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=ProductModel.objects.filter(is_active=True), label=words.FIELDS["model"], **kwargs)

    def label_from_instance(self, obj: ProductModel) -> str:
        """Name and model number."""
        return f"{super().label_from_instance(obj)} — {obj.code}"


class ReasonField(TextField):
    """Why something is done."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Reason"), max_length=400, **kwargs)


def installer_field(**kwargs: Any) -> forms.ChoiceField:
    """Who installed it."""
    choices = [("", "—"), *words.INSTALLERS.items()]
    return forms.ChoiceField(label=words.FIELDS["installed_by"], choices=choices, **kwargs)


def date_field(name: str) -> JalaliDateField:
    """One of a unit's dates."""
    return JalaliDateField(label=words.FIELDS[name], required=False)


class DetailsForm(forms.Form):
    """What may be known of a unit."""

    sold_on = date_field("sold_on")
    delivered_on = date_field("delivered_on")
    installed_on = date_field("installed_on")
    installed_by = installer_field(required=False)
    activated_on = date_field("activated_on")
    made_on = date_field("made_on")
    imported_on = date_field("imported_on")
    seller = TextField(label=words.FIELDS["seller"], max_length=120, required=False)
    lot = TextField(label=words.FIELDS["lot"], max_length=40, required=False)
    country = TextField(label=words.FIELDS["country"], max_length=2, initial=settings.COUNTRY, required=False)

    def details(self) -> dict[str, Any]:
        """The dates and texts of this form."""
        return {name: self.cleaned_data[name] for name in DetailsForm.base_fields}


class UnitForm(DetailsForm):
    """A unit as staff register it, with its owner where there is one."""

    serial = SerialField(label=words.FIELDS["serial"])
    model = ProductField(required=False, help_text=_("May be left out where the serial tells it."))
    code = TextField(label=_("Authenticity code"), help_text=_("From the card, if there is one."), required=False)
    mobile = MobileField(label=_("Owner's mobile number"), region=settings.COUNTRY, required=False)
    name = TextField(label=_("Owner's name"), max_length=120, required=False)


class CorrectionForm(DetailsForm):
    """Corrections, with their reason."""

    serial = SerialField(label=words.FIELDS["serial"])
    model = ProductField()
    registered_on = date_field("registered_on")
    reason = ReasonField()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self) -> dict[str, Any]:
        """What the unit is to be."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "version")}


def correction_form(unit: Unit) -> dict[str, Any]:
    """What the form shows of a unit."""
    return {name: getattr(unit, name) for name in CorrectionForm.base_fields if name != "reason"}


class OwnerForm(forms.Form):
    """Who gets a unit, and since when."""

    mobile = MobileField(label=_("New owner's mobile number"), region=settings.COUNTRY)
    name = TextField(label=_("Name, if this number is new to us"), max_length=120, required=False)
    on = JalaliDateField(label=_("Since"), past=True, initial=today)
    reason = ReasonField(required=False)


class ReadingForm(forms.Form):
    """What a counter shows."""

    meter = forms.ChoiceField(label=_("Counter"), choices=list(words.METERS.items()))
    value = IntegerField(label=_("It shows"), min_value=0)
    on = JalaliDateField(label=_("Day"), past=True, initial=today)


class StaffReadingForm(ReadingForm):
    """The same, with the right to say that a counter was exchanged."""

    overridden = forms.BooleanField(label=_("The counter was exchanged or set back"), required=False)
    reason = ReasonField(required=False)


class InstallationForm(forms.Form):
    """When and by whom it was installed."""

    on = JalaliDateField(label=words.FIELDS["installed_on"], past=True, initial=today)
    by = installer_field(initial="authorised")


class MoveForm(forms.Form):
    """An act with its reason."""

    reason = ReasonField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecisionForm(forms.Form):
    """The answer to a request with an invoice."""

    reason = ReasonField(required=False, help_text=_("The customer reads it if you refuse."))


class LabelsForm(forms.Form):
    """Which units to print labels for."""

    serials = LinesField(
        label=_("Serial numbers"), help_text=_("One a line; scan them one after the other."), max_length=8000
    )


class RegisterForm(forms.Form):
    """A customer registers by typing: the unit, then who it is."""

    serial = SerialField(label=words.FIELDS["serial"], help_text=_("On the label of the unit, after S/N."))
    model = ProductField(required=False, help_text=_("If you do not find it, leave it empty."))
    code = TextField(
        label=_("Code from the warranty card"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "input code", "autocapitalize": "characters"}),
    )
    name = TextField(label=_("Your name"), max_length=120)
    mobile = MobileField(label=_("Your mobile number"), region=settings.COUNTRY)

    def signed_in(self) -> None:
        """The customer is known already."""
        for name in ("name", "mobile"):
            del self.fields[name]

    def identified(self) -> None:
        """The QR code has said which unit it is."""
        for name in ("serial", "model", "code"):
            del self.fields[name]


class PurchaseForm(forms.Form):
    """The owner says when it was bought."""

    sold_on = JalaliDateField(label=_("When did you buy it?"), past=True, initial=today)
    invoice = PhotoField(
        label=_("Photo of the invoice"),
        help_text=_("It proves the day of purchase if it is ever asked."),
        max_files=1,
        required=False,
    )


class InvoiceForm(forms.Form):
    """An invoice for a unit that is registered to another."""

    invoice = PhotoField(label=_("Photo of the invoice"), max_files=1)
    note = LinesField(label=_("Anything we should know"), max_length=400, required=False)


class HandOverForm(forms.Form):
    """The owner names the next one."""

    name = TextField(label=_("New owner's name"), max_length=120)
    mobile = MobileField(label=_("New owner's mobile number"), region=settings.COUNTRY)


class CheckForm(forms.Form):
    """A public question about authenticity."""

    serial = SerialField(label=words.FIELDS["serial"])
    kind = forms.ChoiceField(
        label=_("What can you show?"), choices=list(words.PROOFS.items()), widget=forms.RadioSelect
    )
    proof = TextField(label=_("Write it here"), max_length=40)
