"""What people type about defective parts."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.claims.rules import cores as rules
from payandan.claims.views.payment_forms import References
from payandan.claims.words import cores as words
from payandan.platform.ui.forms import IntegerField, MoneyField, PhotoField, TextField

_WEDGE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "class": "input code", "data-wedge": ""}


class CoreActForm(forms.Form):
    """An act on a part as it was seen: with a seal, a note or a photo, where one is needed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    seal = TextField(label=gettext_lazy("Seal number"), required=False, max_length=40)
    note = TextField(label=gettext_lazy("Note"), required=False, max_length=400)
    photo = PhotoField(label=gettext_lazy("Photo"), required=False, max_files=1, accept="image/*")


class InspectForm(forms.Form):
    """What an inspection found, and what follows where that is not the usual."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    finding = forms.ChoiceField(
        label=gettext_lazy("What is it like?"), choices=list(words.FINDINGS.items()), widget=forms.RadioSelect
    )
    resolution = forms.ChoiceField(
        label=gettext_lazy("What follows"),
        choices=[("", gettext_lazy("As usual for the finding")), *words.RESOLUTIONS.items()],
        required=False,
    )
    note = TextField(label=gettext_lazy("Note; needed for another consequence than the usual"), required=False)


class ScanForm(forms.Form):
    """A label that was scanned, and the seal beside it."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    label = forms.CharField(label=gettext_lazy("Label of the part"), max_length=80, widget=forms.TextInput(_WEDGE))
    seal = forms.CharField(
        label=gettext_lazy("Seal number"), max_length=40, required=False, widget=forms.TextInput(_WEDGE)
    )


class OrderForm(forms.Form):
    """What is to be done with parts of a kind."""

    category = forms.ChoiceField(label=gettext_lazy("Kind of product"), required=False)
    component = forms.ChoiceField(label=gettext_lazy("Part"), required=False)
    least_value = MoneyField(label=gettext_lazy("From a value of"), required=False)
    order = forms.ChoiceField(label=gettext_lazy("What is to be done"), choices=list(words.ORDERS.items()))
    days = IntegerField(label=gettext_lazy("Within how many days"), min_value=1, max_value=365)

    def __init__(self, *args: Any, known: References, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["least_value"] = MoneyField(
            currency=settings.CURRENCY, label=gettext_lazy("From a value of"), required=False
        )
        self.order_fields(["category", "component", "least_value", "order", "days"])
        self.fields["days"].initial = rules.DEFAULT_DAYS
        category: Any = self.fields["category"]
        component: Any = self.fields["component"]
        category.choices = [("", _("Any")), *known.named(known.categories)]
        component.choices = [("", _("Any")), *known.component_names.items()]
        self.known = known

    def given(self) -> dict[str, Any]:
        """What was written, as the act takes it."""
        data = self.cleaned_data
        category = self.known.categories.get(data["category"])
        return {
            "category_id": category.pk if category else None,
            "component": data["component"],
            "least_value": data["least_value"] or 0,
            "order": data["order"],
            "days": data["days"],
        }
