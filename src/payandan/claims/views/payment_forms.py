"""What people type about prices, tables and statements; a row of a sheet is read by the same forms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.catalog.models import Category, Component, ProductModel
from payandan.claims.rules import payment_prices as prices
from payandan.claims.rules import payment_statements as statements
from payandan.claims.rules import payment_tables as tables
from payandan.claims.words import payment as words
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.text import NotANumber, parse_decimal
from payandan.platform.people.models import Branch
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import IntegerField, JalaliDateField, LinesField, MoneyField, TextField

EVERYWHERE = gettext_lazy("All centres")
_level_words: Any = lazy(lambda: [("", _("All levels")), *words.LEVELS.items()], list)


class PercentField(forms.Field):
    """A share as people write it («۱۲٫۵»), in hundredths of a percent."""

    widget = forms.TextInput

    def __init__(self, *, most: int = 100, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        """Hundredths of a percent; None where nothing was written."""
        typed = str(value or "").replace("%", "").replace("٪", "").strip()
        if not typed:
            return None
        try:
            share = Fraction(parse_decimal(typed))
        except NotANumber as error:
            raise forms.ValidationError(_("Write a share in percent, such as 12.5."), code="unreadable") from error
        points = share * 100
        if not 0 <= share <= self.most or points.denominator != 1:
            most = shown.digits(self.most)
            raise forms.ValidationError(
                _("Write a share from 0 to %(most)s percent, with two decimals at most.") % {"most": most}
            )
        return int(points)

    def prepare_value(self, value: Any) -> Any:
        return percent_text(value) if isinstance(value, int) else value


def percent_text(points: int | None) -> str:
    """Hundredths of a percent as people write it, without the sign."""
    if points is None:
        return ""
    return words.plain_percent(points)


# --- prices ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class References:
    """What rows refer to, by the codes that people and sheets write; read once for a whole sheet."""

    actor: Actor

    @cached_property
    def categories(self) -> dict[str, Category]:
        return {row.code: row for row in Category.objects.filter(is_active=True)}

    @cached_property
    def branches(self) -> dict[str, Branch]:
        return {row.code: row for row in Branch.objects.visible_to(self.actor).filter(is_active=True)}

    @cached_property
    def models(self) -> dict[str, ProductModel]:
        return {row.number: row for row in ProductModel.objects.filter(is_active=True).order_by("brand", "code")}

    @cached_property
    def models_by_code(self) -> dict[str, str]:
        """The makers' own numbers, as sheets have them, to our numbers."""
        return {row.code.casefold(): number for number, row in self.models.items()}

    @cached_property
    def components(self) -> dict[str, set[str]]:
        """The components of each kind of product."""
        found: dict[str, set[str]] = {code: set() for code in self.categories}
        for category, code in Component.objects.values_list("category__code", "code"):
            found.setdefault(category, set()).add(code)
        return found

    @cached_property
    def component_names(self) -> dict[str, str]:
        """Every component's name; the same code in two kinds of products has one name here."""
        language = reader.language()
        rows = Component.objects.filter(is_active=True).order_by("code")
        return dict(sorted(((row.code, row.name_in(language)) for row in rows), key=lambda pair: pair[1]))

    def named(self, rows: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(code, shown.name_in(row)) for code, row in rows.items()]


class PriceForm(forms.Form):
    """What every kind of reference data has: where it holds, and its days."""

    branch = forms.ChoiceField(label=gettext_lazy("Centre"), required=False)
    since = JalaliDateField(label=gettext_lazy("From day"))
    until = JalaliDateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The first day on which it no longer holds."),
    )

    def __init__(self, *args: Any, known: References, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self._offer("branch", [("", EVERYWHERE), *known.named(known.branches)])

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        if name in self.fields:
            field: Any = self.fields[name]
            field.choices = list(choices)

    def given(self) -> dict[str, Any]:
        """The row as the action takes it."""
        data = dict(self.cleaned_data)
        branch = data.pop("branch")
        return {**data, "branch_id": self.known.branches[branch].pk if branch else None}


class OfProduct(PriceForm):
    """What speaks about a kind of product, or one model of it."""

    category = forms.ChoiceField(label=gettext_lazy("Kind of product"))
    model = forms.ChoiceField(label=gettext_lazy("Model"), required=False)
    component = forms.ChoiceField(label=gettext_lazy("Component"))

    def __init__(self, *args: Any, known: References, **kwargs: Any) -> None:
        super().__init__(*args, known=known, **kwargs)
        self._offer("category", known.named(known.categories))
        self._offer("model", [("", _("All models")), *((number, f"{row}") for number, row in known.models.items())])
        empty = [("", _("Any"))] if not self.fields["component"].required else []
        self._offer("component", [*empty, *known.component_names.items()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        category, component, model = data.get("category"), data.get("component"), data.get("model")
        if category and component and component not in self.known.components[category]:
            self.add_error("component", _("This component does not belong to this kind of product."))
        if category and model and self.known.models[model].category_id != self.known.categories[category].pk:
            self.add_error("model", _("This model is of another kind of product."))
        return data

    def given(self) -> dict[str, Any]:
        data = super().given()
        model = data.pop("model")
        category = self.known.categories[data.pop("category")]
        model_id = self.known.models[model].pk if model else None
        return {**data, "country": settings.COUNTRY, "category_id": category.pk, "model_id": model_id}


class TariffForm(PriceForm):
    """What work costs."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=_level_words())
    labour_hour = MoneyField(label=gettext_lazy("One hour of work"), required=False)
    handling_bp = PercentField(label=gettext_lazy("Handling of parts, %"), required=False)
    travel_km = MoneyField(label=gettext_lazy("One kilometre"), required=False)
    zone_1 = MoneyField(label=gettext_lazy("Travel, zone 1"), required=False)
    zone_2 = MoneyField(label=gettext_lazy("Travel, zone 2"), required=False)
    zone_3 = MoneyField(label=gettext_lazy("Travel, zone 3"), required=False)
    admin_fee = MoneyField(label=gettext_lazy("Fee for each claim"), required=False)
    tax_bp = PercentField(label=gettext_lazy("Tax, %"), required=False)

    field_order = ("branch", "level", "since", "until")

    def given(self) -> dict[str, Any]:
        data = super().given()
        zones = [data.pop(f"zone_{place}") for place in (1, 2, 3)]
        while zones and zones[-1] is None:
            zones.pop()
        zones = [zone or 0 for zone in zones]
        return {**data, "country": settings.COUNTRY, "currency": settings.CURRENCY, "travel_zones": zones}


class PartPriceForm(OfProduct):
    """The list price of a part."""

    price = MoneyField(label=gettext_lazy("Price"))

    field_order = ("category", "model", "component", "price", "branch", "since", "until")

    def given(self) -> dict[str, Any]:
        return {**super().given(), "currency": settings.CURRENCY}


class StandardTimeForm(OfProduct):
    """How long an operation takes."""

    component = forms.ChoiceField(label=gettext_lazy("Component"), required=False)
    operation = forms.ChoiceField(label=gettext_lazy("Operation"), choices=lambda: list(words.OPERATIONS.items()))
    minutes = IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=prices.MOST_MINUTES)

    field_order = ("category", "model", "component", "operation", "minutes", "branch", "since", "until")


class AuthorisationForm(PriceForm):
    """A centre may repair a kind of product."""

    category = forms.ChoiceField(label=gettext_lazy("Kind of product"))
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=lambda: list(words.LEVELS.items()))

    field_order = ("branch", "category", "level", "since", "until")

    def __init__(self, *args: Any, known: References, **kwargs: Any) -> None:
        super().__init__(*args, known=known, **kwargs)
        self.fields["branch"].required = True
        self._offer("branch", known.named(known.branches))
        self._offer("category", known.named(known.categories))

    def given(self) -> dict[str, Any]:
        data = super().given()
        category = self.known.categories[data.pop("category")]
        return {**data, "category_id": category.pk}


PRICE_FORMS: dict[str, type[PriceForm]] = {
    "tariffs": TariffForm,
    "parts": PartPriceForm,
    "times": StandardTimeForm,
    "authorisations": AuthorisationForm,
}


def initial_of(row: Any) -> dict[str, Any]:
    """What the form shows of a row."""
    found = {
        name: getattr(row, name)
        for name in (
            "since", "until", "level", "labour_hour", "handling_bp", "travel_km", "admin_fee", "tax_bp", "component",
            "operation", "minutes", "price",
        )
        if hasattr(row, name)
    }  # fmt: skip
    found["branch"] = row.branch.code if row.branch else ""
    if hasattr(row, "category"):
        found["category"] = row.category.code
    if hasattr(row, "model"):
        found["model"] = row.model.number if row.model else ""
    for place, amount in enumerate(getattr(row, "travel_zones", ()), start=1):
        found[f"zone_{place}"] = amount
    return found


class SheetForm(forms.Form):
    """A sheet of prices."""

    sheet = forms.FileField(
        label=gettext_lazy("File (CSV)"),
        help_text=gettext_lazy("The first line names the columns, as in a file that was taken from here."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )


# --- tables ----------------------------------------------------------------------------------------------------------


class RuleForm(forms.Form):
    """One rule of a table, without code: a box for each code, two ends for each number."""

    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    name = TextField(label=gettext_lazy("Name"), max_length=120)
    checks_asked = forms.ChoiceField(
        label=gettext_lazy("Checks"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("", gettext_lazy("Do not ask")),
            ("none", gettext_lazy("None holds the claim for a person")),
            ("any", gettext_lazy("At least one of these, and no other holds it")),
        ],
    )
    effect = forms.ChoiceField(
        label=gettext_lazy("What happens"), widget=forms.RadioSelect, choices=lambda: list(words.EFFECTS.items())
    )
    advise = forms.BooleanField(
        label=gettext_lazy("Only advise: a person decides, and one sees how often otherwise"), required=False
    )
    to_list = forms.BooleanField(
        label=gettext_lazy("Cut lines down to the price list and the standard time"), required=False
    )
    favour_bp = PercentField(label=gettext_lazy("Take over of the customer's part, %"), required=False)
    favour_cap = MoneyField(label=gettext_lazy("At most"), required=False)
    note = LinesField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Goes with the decision; a customer who is refused reads it, and who inspects, too."),
    )
    queue = TextField(
        label=gettext_lazy("Queue"), required=False, max_length=40, help_text=gettext_lazy("The claim stands there.")
    )
    skill = forms.ChoiceField(
        label=gettext_lazy("Skill"), required=False, choices=lambda: [("", "—"), *words.SKILLS.items()]
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Who inspects"),
        required=False,
        choices=[("technician", gettext_lazy("Technician")), ("laboratory", gettext_lazy("Laboratory"))],
    )

    def __init__(self, *args: Any, names: words.Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in (*tables.CHOICES, "checks"):
            label: Any = words.TABLE_FACTS[fact]
            self.fields[fact] = forms.MultipleChoiceField(
                label=label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=list(words.choices_of(fact, names).items()),
            )
        for fact in tables.NUMBERS:
            for end, said in (("low", gettext_lazy("at least")), ("high", gettext_lazy("at most"))):
                kind: Any = MoneyField if fact in tables.MONEY else IntegerField
                limits = {} if fact in tables.MONEY else {"min_value": 0, "max_value": 10_000}
                self.fields[f"{fact}_{end}"] = kind(label=said, required=False, **limits)
        self.fields["favour_cap"] = MoneyField(currency=names.currency, label=gettext_lazy("At most"), required=False)

    def choice_fields(self) -> list[tuple[forms.BoundField, int]]:
        """The conditions on codes, each with how many boxes are ticked."""
        return [(self[fact], len(self[fact].value() or ())) for fact in tables.CHOICES]

    def number_fields(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """The conditions on numbers: name, lower end, upper end."""
        return [(words.TABLE_FACTS[fact], self[f"{fact}_low"], self[f"{fact}_high"]) for fact in tables.NUMBERS]

    def document(self, rule_id: str = "") -> dict[str, Any]:
        """The rule as a document keeps it."""
        data = self.cleaned_data
        when: dict[str, Any] = {fact: data[fact] for fact in tables.CHOICES if data[fact]}
        for fact in tables.NUMBERS:
            ends = [data[f"{fact}_low"], data[f"{fact}_high"]]
            if ends != [None, None]:
                when[fact] = ends
        if data["checks_asked"] == "none":
            when["checks"] = []
        elif data["checks_asked"] == "any" and data["checks"]:
            when["checks"] = data["checks"]
        kind = data["effect"]
        then: dict[str, Any] = {"kind": kind, "note": data["note"]}
        if kind == tables.CHANGE:
            then |= {"to_list": data["to_list"], "favour_bp": data["favour_bp"] or 0, "favour_cap": data["favour_cap"]}
        if kind == tables.INSPECT:
            then["whom"] = data["whom"] or "technician"
        then |= {"queue": data["queue"], "skill": data["skill"]}
        return {"id": rule_id, "name": data["name"], "when": when, "then": then, "advise": data["advise"]}


def initial_of_rule(rule: tables.Rule) -> dict[str, Any]:
    """What the form shows of a rule."""
    found: dict[str, Any] = {"name": rule.name, "advise": rule.advise, "effect": rule.then.kind}
    for name in ("to_list", "favour_bp", "favour_cap", "note", "queue", "skill", "whom"):
        found[name] = getattr(rule.then, name) or None
    for condition in rule.when:
        if condition.fact in tables.NUMBERS:
            found[f"{condition.fact}_low"], found[f"{condition.fact}_high"] = condition.low, condition.high
        else:
            found[condition.fact] = list(condition.values)
        if condition.fact == "checks":
            found["checks_asked"] = "any" if condition.values else "none"
    return found


class TryForm(forms.Form):
    """What a table is tried on: one claim, or the newest ones."""

    claim = TextField(label=gettext_lazy("One claim, by its number"), required=False, max_length=20)


# --- statements ------------------------------------------------------------------------------------------------------


class StatementForm(forms.Form):
    """A new statement: of which centre, for which days."""

    branch = forms.ChoiceField(label=gettext_lazy("Centre"))
    since = JalaliDateField(label=gettext_lazy("From day"))
    until = JalaliDateField(label=gettext_lazy("To, this day included"))
    earlier = forms.BooleanField(
        label=gettext_lazy("Also what was decided before and stands in no statement"), required=False
    )
    note = TextField(label=gettext_lazy("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, branches: Mapping[str, Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branch: Any = self.fields["branch"]
        branch.choices = [(code, shown.name_in(row)) for code, row in branches.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since: date | None = data.get("since")
        until: date | None = data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return data


class VersionForm(forms.Form):
    """An act on a statement as it was seen, with a word where one is needed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    note = TextField(label=gettext_lazy("Reason"), required=False, max_length=400)
    reference = TextField(label=gettext_lazy("Reference of the payment"), required=False, max_length=60)


class DeductionForm(forms.Form):
    """Something taken off a statement, or added to it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    text = TextField(label=gettext_lazy("In words"), required=False, max_length=200)
    amount = MoneyField(label=gettext_lazy("Amount"), min_value=1)
    adds = forms.ChoiceField(
        label=gettext_lazy("What it does"),
        choices=[("", gettext_lazy("Take off")), ("1", gettext_lazy("Add"))],
        required=False,
    )
    claim = TextField(label=gettext_lazy("Claim, by its number"), required=False, max_length=20)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(currency=currency, label=gettext_lazy("Amount"), min_value=1)
        self.order_fields(["version", "reason", "amount", "adds", "text", "claim"])
        reason: Any = self.fields["reason"]
        reason.choices = [
            (code, words.DEDUCTIONS[code]) for code in statements.DEDUCTIONS if code != "decision_changed"
        ]

    def signed(self) -> int:
        """What is taken off; below zero it is added."""
        amount: int = self.cleaned_data["amount"]
        return -amount if self.cleaned_data["adds"] else amount
