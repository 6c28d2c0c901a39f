"""What people type about shipments. The rules stand in `rules`; here only reading and keeping what was typed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from payandan.platform.people.models import Branch
from payandan.platform.ui.forms import IntegerField, JalaliDateField, LinesField, MobileField, MoneyField, TextField
from payandan.platform.ui.words import name_in
from payandan.returns import carriers, rules, words
from payandan.returns.queries import Thing


class FindForm(forms.Form):
    """What shall travel."""

    number = TextField(label=_("Number of the repair job or the defective part"), max_length=40)


class BranchField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the centres, by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_in(obj)


def _party(prefix: str, *, whole: bool) -> dict[str, forms.Field]:
    """The fields of one end; `whole` where a customer stands there, whom the carrier must find."""
    return {
        f"{prefix}_name": TextField(label=words.PARTY["name"], max_length=120),
        f"{prefix}_mobile": MobileField(label=words.PARTY["mobile"], required=whole),
        f"{prefix}_province": TextField(label=words.PARTY["province"], max_length=60, required=False),
        f"{prefix}_city": TextField(label=words.PARTY["city"], max_length=60, required=whole),
        f"{prefix}_address": LinesField(label=words.PARTY["address"], max_length=400, required=whole),
        f"{prefix}_postcode": TextField(label=words.PARTY["postcode"], max_length=10, required=False),
    }


class ShipmentForm(forms.Form):
    """A new shipment of one thing on one leg."""

    carrier = forms.ChoiceField(label=_("Carrier"))
    weight = IntegerField(label=_("Weight in grams"), min_value=1, max_value=100_000, initial=1000)
    declared = MoneyField(label=_("Declared value"), required=False)
    content = TextField(label=_("What is in the parcel"), max_length=200, required=False)
    cause = forms.ChoiceField(label=_("Why it travels"))
    payer = forms.ChoiceField(label=_("Who pays"), required=False)
    payer_reason = TextField(label=_("Why not as the rule says"), max_length=300, required=False)
    waybill = TextField(label=_("Waybill, where you have it already"), max_length=60, required=False)
    price = MoneyField(label=_("What the way costs"), required=False)
    promised_on = JalaliDateField(label=_("Promised for"), future=True, required=False)
    other = BranchField(label=_("The centre at the other end"), queryset=Branch.objects.none(), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, thing: Thing, leg: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: Any = self.fields
        found["carrier"].choices = carrier_choices()
        found["cause"].choices = list(words.CAUSES.items())
        found["payer"].choices = [("", _("As the rule says")), *words.PAYER_SHORT.items()]
        for name in ("declared", "price"):
            found[name] = MoneyField(settings.CURRENCY, label=found[name].label, required=False)
        if rules.LEGS[leg].of_customer:
            del found["other"]
        else:
            others = Branch.objects.filter(is_active=True)
            found["other"].queryset = others.exclude(pk=thing.branch.pk) if thing.branch else others
        found.update(_party("sender", whole=rules.LEGS[leg].from_customer))
        found.update(_party("receiver", whole=rules.LEGS[leg].to_customer))

    def party(self, prefix: str) -> dict[str, str]:
        """One end, as it was typed."""
        return {name: self.cleaned_data.get(f"{prefix}_{name}") or "" for name in words.PARTY}


class WaybillForm(forms.Form):
    """The slip of a counter."""

    waybill = TextField(label=_("Number of the waybill"), max_length=60)
    price = MoneyField(label=_("What the way costs"), required=False)
    promised_on = JalaliDateField(label=_("Promised for"), future=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"] = MoneyField(settings.CURRENCY, label=self.fields["price"].label, required=False)


class CheckpointForm(forms.Form):
    """What was seen of a parcel."""

    tag = forms.ChoiceField(label=_("What was seen"))
    trouble = forms.ChoiceField(label=_("What is wrong"), required=False)
    place = TextField(label=_("Where"), max_length=80, required=False)
    text = TextField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tag: Any = self.fields["tag"]
        able = [code for code in rules.TAGS if code == state or rules.leads_to(state, code)]
        tag.choices = [(code, words.STATES[code]) for code in able]
        trouble: Any = self.fields["trouble"]
        trouble.choices = [("", _("Nothing")), *((code, words.TROUBLES[code]) for code in rules.TOLD)]

    def clean(self) -> dict[str, Any]:
        """A trouble is a problem, whatever else was chosen; without one it is none."""
        data = super().clean() or {}
        if data.get("trouble"):
            data["tag"] = rules.EXCEPTION
        return data


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=_("Reason"), max_length=300)


class PayerForm(ReasonForm):
    """Who pays, and why not as the rule says."""

    payer = forms.ChoiceField(label=_("Who pays"), choices=list(words.PAYER_SHORT.items()))
    field_order = ("payer", "reason")


class CloseForm(forms.Form):
    """What was done about a trouble."""

    note = TextField(label=_("What was done about it"), max_length=300)


def carrier_choices() -> list[tuple[str, str]]:
    """Each service of each carrier, as one choice."""
    return [
        (f"{carrier.name}:{service}", _choice(carrier, service))
        for carrier in carriers.configured()
        for service in carrier.services
    ]


def _choice(carrier: carriers.Carrier, service: str) -> str:
    told = words.label(words.SERVICES, service)
    return told if carrier.by_hand else f"{words.carrier(carrier.name)} · {told}"
