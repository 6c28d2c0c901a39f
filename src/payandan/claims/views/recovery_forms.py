"""What people type about suppliers and recoveries."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.claims.models import Supplier, SupplyTerms
from payandan.claims.rules import recovery as rules
from payandan.claims.views.payment_forms import PercentField, References
from payandan.claims.words.labels import CAUSES, LINE_KINDS
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import IntegerField, JalaliDateField, MoneyField, TextField

USUAL_CAUSES = ("material", "workmanship", "design", "performance")


def _hidden_version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000, required=False)


class SupplierForm(forms.Form):
    """Who it is, and its days."""

    version = _hidden_version()
    name_fa = TextField(label=gettext_lazy("Name"), max_length=120)
    name_en = TextField(label=gettext_lazy("Name in English"), required=False, max_length=120)
    contact = TextField(label=gettext_lazy("Whom to talk to"), required=False, max_length=120)
    phone = TextField(label=gettext_lazy("Phone"), required=False, max_length=40)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=160)
    address = TextField(label=gettext_lazy("Address"), required=False, max_length=400)
    days_to_claim = IntegerField(label=gettext_lazy("Days to claim"), min_value=1, max_value=3650)
    days_to_answer = IntegerField(label=gettext_lazy("Days to answer"), min_value=1, max_value=3650)
    part_back = forms.BooleanField(label=gettext_lazy("The part must be sent back to it"), required=False)
    document = TextField(label=gettext_lazy("Its document in the rule book"), required=False, max_length=80)
    is_active = forms.BooleanField(label=gettext_lazy("We ask it for money"), required=False)

    def clean_document(self) -> str:
        """The id alone: a new version of a document is the same promise."""
        return str(self.cleaned_data["document"]).partition("@")[0]


class SupplyTermsForm(forms.Form):
    """What a supplier pays, for which parts, since when."""

    category = forms.ChoiceField(label=gettext_lazy("Kind of product"), required=False)
    model = forms.ChoiceField(label=gettext_lazy("Model"), required=False)
    component = forms.ChoiceField(label=gettext_lazy("Part"), required=False)
    since = JalaliDateField(label=gettext_lazy("Faults from day"))
    until = JalaliDateField(label=gettext_lazy("Until, this day not included"), required=False)
    months = IntegerField(
        label=gettext_lazy("Months from the sale; empty: as long as our own"),
        min_value=1,
        max_value=600,
        required=False,
    )
    causes = forms.MultipleChoiceField(
        label=gettext_lazy("For these causes; none chosen: any"),
        choices=list(CAUSES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, known: References, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in rules.KINDS:
            self.fields[kind] = PercentField(label=LINE_KINDS[kind], required=False)
        models = [(number, f"{row.brand} {row.code} · {shown.name_in(row)}") for number, row in known.models.items()]
        self._offer("category", known.named(known.categories))
        self._offer("model", models)
        self._offer("component", known.component_names.items())
        self.known = known

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("Any")), *choices]

    @property
    def shares(self) -> list[Any]:
        """The fields of what is paid, in the order of the kinds."""
        return [self[kind] for kind in rules.KINDS]

    def given(self) -> dict[str, Any]:
        """What was written, as the act takes it."""
        data = self.cleaned_data
        category, model = self.known.categories.get(data["category"]), self.known.models.get(data["model"])
        return {
            "category_id": category.pk if category else None,
            "model_id": model.pk if model else None,
            "component": data["component"],
            "since": data["since"],
            "until": data["until"],
            "months": data["months"],
            "causes": data["causes"],
            "shares": {kind: data[kind] for kind in rules.KINDS if data[kind]},
        }


def terms_initial(row: SupplyTerms | None) -> dict[str, Any]:
    """What the form of terms starts with."""
    if row is None:
        return {"causes": list(USUAL_CAUSES), "part": rules.WHOLE}
    return {
        "category": row.category.code if row.category else "",
        "model": row.model.number if row.model else "",
        "component": row.component,
        "since": row.since,
        "until": row.until,
        "months": row.months,
        "causes": row.causes,
        **row.shares,
    }


class RecoveryActForm(forms.Form):
    """An act on a recovery as it was seen: with an amount, a reason or a reference, where one is needed."""

    version = _hidden_version()
    amount = MoneyField(label=gettext_lazy("Amount"), required=False)
    reason = TextField(label=gettext_lazy("Reason"), required=False, max_length=400)
    reference = TextField(label=gettext_lazy("Reference of the payment"), required=False, max_length=60)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(currency=currency, label=gettext_lazy("Amount"), required=False)


class ByHandForm(forms.Form):
    """A recovery for a part that no terms brought."""

    position = forms.ChoiceField(label=gettext_lazy("Part"))
    supplier = forms.ChoiceField(label=gettext_lazy("Supplier"))
    amount = MoneyField(label=gettext_lazy("Amount, if other than by its terms"), required=False)
    reason = TextField(label=gettext_lazy("Reason, with an amount"), required=False, max_length=400)

    def __init__(
        self, *args: Any, parts: list[tuple[str, str]], suppliers: list[Supplier], currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        position: Any = self.fields["position"]
        supplier: Any = self.fields["supplier"]
        position.choices = parts
        supplier.choices = [(row.number, supplier_name(row)) for row in suppliers]
        self.fields["amount"] = MoneyField(
            currency=currency, label=gettext_lazy("Amount, if other than by its terms"), required=False
        )
        self.order_fields(["position", "supplier", "amount", "reason"])


def supplier_name(row: Supplier) -> str:
    """The supplier's name in the reader's language."""
    return shown.name_in(row) or row.name_fa
