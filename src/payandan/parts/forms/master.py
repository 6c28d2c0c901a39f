"""What people type about parts, stores and kits."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from payandan.catalog.models import Category, Component
from payandan.parts.models import Kit, Node, Part
from payandan.parts.queries import master as queries
from payandan.parts.rules import lines as typing_rules
from payandan.parts.rules.ledger import NODE_KINDS
from payandan.parts.rules.master import DIRECTIONS, LONGEST, LONGEST_LEAD, FitRange, code_key
from payandan.parts.words.history import FIELDS
from payandan.parts.words.labels import DIRECTIONS as DIRECTION_NAMES
from payandan.parts.words.labels import KINDS
from payandan.parts.words.labels import NODE_KINDS as NODE_KIND_NAMES
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.ui import reader
from payandan.platform.ui.forms import IntegerField, JalaliDateField, MoneyField, TextField

WEDGE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "class": "input code", "data-wedge": ""}
_CODE = {"dir": "ltr", "class": "input code", "autocapitalize": "none", "spellcheck": "false"}
_ORDER = [
    "code", "name_fa", "name_en", "kind", "category", "barcode", "supplier_name", "supplier_code", "lead_days", "fits",
    "components", "note", "core", "is_active",
]  # fmt: skip
_LIST = {"dir": "ltr", "class": "input code", "rows": 6, "spellcheck": "false", "autocapitalize": "none"}


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of things that have a name in each language."""

    def label_from_instance(self, obj: Any) -> str:
        """The name in the reader's language."""
        return str(obj.name_in(reader.language())) if hasattr(obj, "name_in") else _branch_name(obj)


class ManyNamed(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several things that have a name in each language, under their category."""

    def label_from_instance(self, obj: Any) -> str:
        """Category and name in the reader's language."""
        language = reader.language()
        return f"{obj.category.name_in(language)}: {obj.name_in(language)}"


class PartForm(forms.Form):
    """A part of the master."""

    code = forms.CharField(label=FIELDS["code"], max_length=LONGEST["code"], widget=forms.TextInput(WEDGE))
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=list(KINDS.items()))
    name_fa = TextField(label=FIELDS["name_fa"], max_length=LONGEST["name_fa"], required=False)
    name_en = TextField(label=FIELDS["name_en"], max_length=LONGEST["name_en"], required=False)
    category = Named(label=FIELDS["category"], queryset=Category.objects.filter(is_active=True), required=False)
    components = ManyNamed(
        label=FIELDS["components"],
        queryset=Component.objects.none(),
        required=False,
        widget=forms.SelectMultiple({"size": 6, "class": "input part-many"}),
    )
    barcode = forms.CharField(
        label=FIELDS["barcode"], max_length=LONGEST["barcode"], required=False, widget=forms.TextInput(WEDGE)
    )
    supplier_name = TextField(label=FIELDS["supplier_name"], max_length=LONGEST["supplier_name"], required=False)
    supplier_code = TextField(label=FIELDS["supplier_code"], max_length=LONGEST["supplier_code"], required=False)
    lead_days = IntegerField(
        label=gettext_lazy("Lead time in days"), min_value=0, max_value=LONGEST_LEAD, required=False
    )
    fits = forms.CharField(
        label=gettext_lazy("Fits these models"),
        help_text=gettext_lazy("One model on each line, then the first and the last serial where only some fit."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(_LIST),
    )
    note = TextField(label=FIELDS["note"], max_length=LONGEST["note"], required=False)
    core = forms.BooleanField(label=gettext_lazy("The defective part comes back (core)"), required=False)
    is_active = forms.BooleanField(label=FIELDS["is_active"], required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(_ORDER)
        components: Any = self.fields["components"]
        components.queryset = Component.objects.filter(is_active=True).select_related("category").order_by("category")

    def given(self) -> dict[str, Any]:
        """What was typed, as the act takes it. Refused: unknown_model, line_unreadable."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return data | {"fits": _fits(data["fits"]), "components": list(data["components"])}


def part_form(part: Part) -> dict[str, Any]:
    """What the form shows of a part."""
    shown = {name: getattr(part, name) for name in PartForm.base_fields if name not in ("fits", "components")}
    fits = [
        " ".join(
            filter(None, (f"{fit.model.brand}-{fit.model.code}".replace(" ", "-"), fit.serial_from, fit.serial_to))
        )
        for fit in part.fits.select_related("model")
    ]
    return shown | {"fits": "\n".join(fits), "components": list(part.components.all())}


class PriceForm(forms.Form):
    """What a part costs from a day on."""

    amount = MoneyField(label=gettext_lazy("Price"))
    since = JalaliDateField(label=gettext_lazy("Valid from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(currency=settings.CURRENCY, label=gettext_lazy("Price"))
        self.order_fields(["amount", "since"])


class _OtherPart(forms.Form):
    part = forms.CharField(label=FIELDS["code"], max_length=80, widget=forms.TextInput(WEDGE))
    note = TextField(label=FIELDS["note"], max_length=400, required=False)

    def found(self, actor: Actor) -> Part:
        """The part that was typed or scanned. Refused: unknown_part."""
        part = queries.scanned(actor, self.cleaned_data["part"])
        if part is None:
            raise Refused("unknown_part", "part")
        return part


class SuccessorForm(_OtherPart):
    """What takes the place of a part."""

    direction = forms.ChoiceField(
        label=gettext_lazy("Which does for which"), choices=[(code, DIRECTION_NAMES[code]) for code in DIRECTIONS]
    )


class SubstituteForm(_OtherPart):
    """What stands in for a part."""


class PlaceForm(forms.Form):
    """Where a node keeps a part, and the points that are set by hand."""

    node = forms.SlugField(widget=forms.HiddenInput, max_length=40)
    bin = TextField(label=gettext_lazy("Bin"), max_length=40, required=False)
    reorder_point = IntegerField(label=gettext_lazy("Order from"), min_value=0, max_value=1_000_000, required=False)
    order_up_to = IntegerField(label=gettext_lazy("Order up to"), min_value=0, max_value=1_000_000, required=False)


class NodeForm(forms.Form):
    """A place that keeps stock."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Latin letters, digits and hyphens, such as tehran-van-1. It cannot be changed later."),
        max_length=40,
        widget=forms.TextInput(_CODE),
    )
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=[(code, NODE_KIND_NAMES[code]) for code in NODE_KINDS])
    name_fa = TextField(label=FIELDS["name_fa"], max_length=80, required=False)
    name_en = TextField(label=FIELDS["name_en"], max_length=80, required=False)
    branch = Named(label=gettext_lazy("Centre"), queryset=Branch.objects.none(), required=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, widget=forms.TextInput(_CODE))
    service_percent = IntegerField(
        label=gettext_lazy("Service level in percent"),
        help_text=gettext_lazy("How often what is asked for shall be there. 95 is usual; each point more costs stock."),
        min_value=50,
        max_value=99,
    )
    review_days = IntegerField(label=gettext_lazy("Orders every so many days"), min_value=1, max_value=365)
    allows_negative = forms.BooleanField(
        label=gettext_lazy("Pieces may be taken before they are booked in"), required=False
    )
    is_active = forms.BooleanField(label=FIELDS["is_active"], required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, node: Node | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branch: Any = self.fields["branch"]
        branch.queryset = Branch.objects.visible_to(actor)
        self.fields["currency"].initial = settings.CURRENCY
        if node is not None:
            del self.fields["code"]

    def given(self) -> dict[str, Any]:
        """What was typed, as the act takes it."""
        data = dict(self.cleaned_data)
        data["service_level"] = data.pop("service_percent") * 10
        data["currency"] = data["currency"].upper()
        return data


def node_form(node: Node | None) -> dict[str, Any]:
    """What the form shows of a store."""
    if node is None:
        return {"service_percent": 95, "review_days": 14}
    shown = (
        "kind",
        "name_fa",
        "name_en",
        "branch",
        "currency",
        "review_days",
        "allows_negative",
        "is_active",
        "version",
    )
    return {name: getattr(node, name) for name in shown} | {"service_percent": node.service_level // 10}


class KitForm(forms.Form):
    """The parts that a job of a kind takes."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, widget=forms.TextInput(_CODE))
    name_fa = TextField(label=FIELDS["name_fa"], max_length=120, required=False)
    name_en = TextField(label=FIELDS["name_en"], max_length=120, required=False)
    lines = forms.CharField(
        label=gettext_lazy("Parts"),
        help_text=gettext_lazy("Scan or type one part on each line, then how many."),
        max_length=20_000,
        widget=forms.Textarea(_LIST),
    )
    is_active = forms.BooleanField(label=FIELDS["is_active"], required=False, initial=True)

    def __init__(self, *args: Any, kit: Kit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kit is not None:
            del self.fields["code"]

    def given(self, actor: Actor) -> dict[str, Any]:
        """What was typed, as the act takes it. Refused: unknown_parts, line_unreadable, nothing_to_do."""
        typed = typing_rules.read_lines(self.cleaned_data["lines"])
        parts = queries.by_scan(actor, [line.part for line in typed])
        wanted: dict[int, int] = {}
        for line in typed:
            wanted[parts[line.part].pk] = wanted.get(parts[line.part].pk, 0) + line.quantity
        return {"code": "", **self.cleaned_data, "lines": wanted}


def kit_form(kit: Kit | None) -> dict[str, Any]:
    """What the form shows of a kit."""
    if kit is None:
        return {}
    lines = "\n".join(f"{line.part.code} {line.quantity}" for line in kit.lines.select_related("part"))
    return {"name_fa": kit.name_fa, "name_en": kit.name_en, "is_active": kit.is_active, "lines": lines}


def _fits(text: str) -> list[FitRange]:
    models = queries.models_by_code() if text.strip() else {}
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, *serials = line.split()
        model = models.get(code_key(name))
        if model is None:
            raise Refused("unknown_model", "fits", model=name)
        if len(serials) > 2:
            raise Refused("line_unreadable", "fits", line=number)
        found.append(FitRange(model.pk, *serials))
    return found


def _branch_name(branch: Branch) -> str:
    return branch.name_en if reader.language() == "en" else branch.name_fa
