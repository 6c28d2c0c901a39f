"""What people type about estimates, invoices, payments and drawers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.claims.words.labels import CAUSES
from payandan.platform.payments.words import METHODS
from payandan.platform.people.models import Branch
from payandan.platform.ui.forms import IntegerField, JalaliDateField, LinesField, MoneyField, TextField
from payandan.platform.ui.words import name_in
from payandan.repairs.models.estimates import KINDS
from payandan.repairs.rules.estimates import MOST_LINES, Item
from payandan.repairs.words import money as words

BLANK_ROWS = 3


class LineForm(forms.Form):
    """One line of an estimate or an invoice; a row that was left empty is no line."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    component = forms.ChoiceField(label=gettext_lazy("Component"), required=False)
    label = TextField(label=gettext_lazy("What for"), required=False, max_length=160)
    quantity = IntegerField(label=gettext_lazy("How many"), required=False, min_value=1, max_value=999)
    minutes = IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=24 * 60)
    amount = MoneyField(label=gettext_lazy("Amount, without tax"), required=False)
    part_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    operation = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    km = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=20_000)

    def __init__(self, *args: Any, components: Mapping[str, str], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "—"), *((code, words.line_kind(code)) for code in KINDS)]
        component: Any = self.fields["component"]
        component.choices = [("", "—"), *components.items()]
        self.fields["amount"] = MoneyField(currency, label=_("Amount, without tax"), required=False)

    def item(self) -> Item | None:
        """The line, or None for an empty row."""
        data = self.cleaned_data
        if not any(data.get(name) for name in ("kind", "component", "label", "minutes", "amount")):
            return None
        return Item(
            kind=data["kind"] or "part",
            component=data["component"],
            part_id=data["part_id"],
            label=data["label"] or "",
            quantity=data["quantity"] or 1,
            operation=data["operation"],
            minutes=data["minutes"],
            km=data["km"],
            amount=data["amount"],
        )


class Lines:
    """The rows of a form: those that were sent, or those of a paper and some empty ones."""

    def __init__(self, data: Any, items: Iterable[Item], *, components: Mapping[str, str], currency: str) -> None:
        given = list(items)
        count = min(int(data.get("rows") or 0), MOST_LINES) if data is not None else len(given)
        wanted = count if data is not None and not data.get("more") else min(count + BLANK_ROWS, MOST_LINES)
        self.rows = [
            LineForm(
                data if data is not None and place < count else None,
                prefix=f"line{place}",
                initial=_initial(given[place]) if data is None and place < len(given) else None,
                components=components,
                currency=currency,
            )
            for place in range(wanted)
        ]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def is_valid(self) -> bool:
        """Whether every row that was sent can be read."""
        return not [row for row in self.rows if row.is_bound and not row.is_valid()]

    def items(self) -> list[Item]:
        """The lines that were written."""
        found = [row.item() for row in self.rows if row.is_bound]
        return [item for item in found if item is not None]


def _initial(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind, "component": item.component, "label": item.label, "quantity": item.quantity,
        "minutes": item.minutes, "amount": item.amount, "part_id": item.part_id, "operation": item.operation,
        "km": item.km,
    }  # fmt: skip


def _causes() -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Not known yet")), *CAUSES.items()]


class EstimateForm(forms.Form):
    """What stands beside the lines of an estimate."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2_000_000_000)
    cause = forms.ChoiceField(label=gettext_lazy("What caused it"), required=False, choices=_causes)
    note = LinesField(label=gettext_lazy("To the customer"), required=False, max_length=1000)
    deposit = MoneyField(label=gettext_lazy("Deposit to ask for"), required=False)


class InvoiceForm(forms.Form):
    """What stands beside the lines of an invoice."""

    cause = forms.ChoiceField(label=gettext_lazy("What caused it"), required=False, choices=_causes)
    goodwill = MoneyField(label=gettext_lazy("The company takes upon itself"), required=False)
    goodwill_reason = TextField(label=gettext_lazy("Why"), required=False, max_length=300)
    note = TextField(label=gettext_lazy("Note on the invoice"), required=False, max_length=400)


class ConsentForm(forms.Form):
    """Consent that the customer gave by phone or at the counter, line by line."""

    note = TextField(
        label=gettext_lazy("How the customer agreed"),
        help_text=gettext_lazy("When, by which number, with whom you spoke."),
        max_length=400,
    )


class QuestionForm(forms.Form):
    """A question, or the reply to it."""

    text = LinesField(label=gettext_lazy("Your question"), max_length=1000)


class ReplyForm(forms.Form):
    """The reply to a question."""

    text = LinesField(label=gettext_lazy("Reply"), max_length=1000)


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=gettext_lazy("Reason"), max_length=300)


class TakeForm(forms.Form):
    """Money at the counter."""

    amount = MoneyField(label=gettext_lazy("Amount"), min_value=1)
    method = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[(code, METHODS[code]) for code in ("cash", "card_terminal", "transfer")],
        widget=forms.RadioSelect,
        initial="cash",
    )
    reference = TextField(
        label=gettext_lazy("Number on the slip"),
        help_text=gettext_lazy("Of a card terminal or a transfer."),
        required=False,
        max_length=80,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class OpenDrawerForm(forms.Form):
    """The cash in a drawer in the morning."""

    opening = MoneyField(label=gettext_lazy("Cash in it now"), required=False)


class CloseDrawerForm(forms.Form):
    """What was counted in the evening."""

    counted = MoneyField(label=gettext_lazy("Cash counted"))
    reason = TextField(label=gettext_lazy("Why it differs"), required=False, max_length=300)


class PeriodForm(forms.Form):
    """The days of a journal, and perhaps one centre."""

    since = JalaliDateField(label=gettext_lazy("From day"))
    until = JalaliDateField(label=gettext_lazy("Until and with day"))
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Centre"), queryset=Branch.objects.none(), required=False, to_field_name="code"
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["branch"]
        field.queryset, field.empty_label = centres, _("All centres")
        field.label_from_instance = _name_of

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last, and the period is not longer than two years."""
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        elif since and until and (until - since).days > 731:
            self.add_error("until", _("Choose at most two years at once."))
        return data


class TermsForm(forms.Form):
    """How a centre deals with money."""

    tolerance = forms.DecimalField(
        label=gettext_lazy("Tolerance beyond the consent, percent"), min_value=0, max_value=100, decimal_places=2
    )
    valid_days = IntegerField(label=gettext_lazy("Days an estimate is valid"), min_value=1, max_value=365)
    remind_after_days = IntegerField(label=gettext_lazy("Remind after days"), min_value=1, max_value=365)
    deposit = forms.DecimalField(
        label=gettext_lazy("Deposit, percent of the customer's share"), min_value=0, max_value=100, decimal_places=2
    )
    deposit_step = MoneyField(label=gettext_lazy("Deposits in steps of"), min_value=1)
    hold_unpaid = forms.BooleanField(label=gettext_lazy("A device leaves unpaid only with a reason"), required=False)
    tax_id = TextField(label=gettext_lazy("Tax number on invoices"), required=False, max_length=20)
    address = TextField(label=gettext_lazy("Address on invoices"), required=False, max_length=300)
    phone = TextField(label=gettext_lazy("Phone on invoices"), required=False, max_length=40)


class TaxForm(forms.Form):
    """A rate of tax from a day on."""

    since = JalaliDateField(label=gettext_lazy("From day"))
    rate = forms.DecimalField(label=gettext_lazy("Rate, percent"), min_value=0, max_value=100, decimal_places=2)


def _name_of(branch: Any) -> str:
    return name_in(branch)
