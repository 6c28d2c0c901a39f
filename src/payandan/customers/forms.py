"""What people type about customers."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from payandan.customers import words
from payandan.customers.models import Customer
from payandan.platform.ui.forms import LinesField, MobileField, TextField

LANGUAGES = [("fa", "فارسی"), ("en", "English")]


class CustomerForm(forms.Form):
    """A customer as staff write it down."""

    name = TextField(label=words.FIELDS["name"], max_length=120)
    mobile = MobileField(label=words.FIELDS["mobile"], region=settings.COUNTRY, required=False)
    kind = forms.ChoiceField(label=words.FIELDS["kind"], choices=list(words.KINDS.items()), initial="person")
    language = forms.ChoiceField(label=words.FIELDS["language"], choices=LANGUAGES, initial="fa")
    national_id = TextField(label=words.FIELDS["national_id"], max_length=20, required=False)
    email = TextField(label=words.FIELDS["email"], max_length=254, required=False)
    province = TextField(label=words.FIELDS["province"], max_length=60, required=False)
    city = TextField(label=words.FIELDS["city"], max_length=60, required=False)
    address = LinesField(label=words.FIELDS["address"], max_length=400, required=False)
    postal_code = TextField(label=words.FIELDS["postal_code"], max_length=20, required=False)
    accepts_offers = forms.BooleanField(label=words.FIELDS["accepts_offers"], required=False)
    note = LinesField(label=words.FIELDS["note"], max_length=4000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def given(self) -> dict[str, Any]:
        """What was typed, without the version; a mobile number that was left empty as an empty text."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**said, "mobile": said["mobile"] or ""}


def customer_form(customer: Customer) -> dict[str, Any]:
    """What the form shows of a customer."""
    return {name: getattr(customer, name) for name in CustomerForm.base_fields}


class ProfileForm(forms.Form):
    """What customers change about themselves."""

    name = TextField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=words.FIELDS["language"], choices=LANGUAGES, widget=forms.RadioSelect)
    email = TextField(label=words.FIELDS["email"], max_length=254, required=False)
    city = TextField(label=words.FIELDS["city"], max_length=60, required=False)
    address = LinesField(label=words.FIELDS["address"], max_length=400, required=False)
    postal_code = TextField(label=words.FIELDS["postal_code"], max_length=20, required=False)
    accepts_offers = forms.BooleanField(
        label=_("Tell me about offers"),
        help_text=_("Messages about your repairs come in any case."),
        required=False,
    )


class SignInForm(forms.Form):
    """The one thing a customer needs: a mobile number."""

    mobile = MobileField(label=words.FIELDS["mobile"], region=settings.COUNTRY)


class CodeForm(forms.Form):
    """The code that came by SMS."""

    code = forms.CharField(
        label=_("The code in the message"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "dir": "ltr",
                "class": "input code",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Please write the code from the message.")},
    )


class NameForm(forms.Form):
    """Who is new says a name."""

    name = TextField(label=_("Your name"), max_length=120)
