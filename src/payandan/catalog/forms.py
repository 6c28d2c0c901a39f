"""What people type about products."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.catalog import words
from payandan.catalog.models import Category, Component, ProductModel, Symptom
from payandan.platform.ui import reader
from payandan.platform.ui.forms import JalaliDateField, TextField


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of things that have a name in each language."""

    def label_from_instance(self, obj: Any) -> str:
        """The name in the reader's language."""
        return str(obj.name_in(reader.language()))


class ModelForm(forms.Form):
    """A product model."""

    category = Named(label=words.FIELDS["category"], queryset=Category.objects.filter(is_active=True))
    brand = TextField(label=words.FIELDS["brand"], max_length=60)
    code = TextField(label=words.FIELDS["code"], max_length=60)
    name_fa = TextField(label=words.FIELDS["name_fa"], max_length=160, required=False)
    name_en = TextField(label=words.FIELDS["name_en"], max_length=160, required=False)
    barcode = TextField(label=words.FIELDS["barcode"], max_length=20, required=False)
    serial_pattern = TextField(
        label=words.FIELDS["serial_pattern"],
        help_text=_("For example AV55[0-9]{6}: AV55 and six digits. Spaces and hyphens do not count."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "input code"}),
    )
    last_sold_on = JalaliDateField(
        label=words.FIELDS["last_sold_on"],
        help_text=_("The promise of parts is counted from here. Leave it empty while it is on sale."),
        required=False,
    )
    is_active = forms.BooleanField(label=words.FIELDS["is_active"], required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def given(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def model_form(model: ProductModel) -> dict[str, Any]:
    """What the form shows of a model."""
    return {name: getattr(model, name) for name in ModelForm.base_fields}


class CodeField(TextField):
    """The code that rules speak of; it is fixed once it is given."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Code"),
            help_text=_("Terms speak of it by this code, such as main_board. It cannot be changed later."),
            max_length=60,
            widget=forms.TextInput(attrs={"dir": "ltr", "class": "input code", "autocapitalize": "none"}),
        )


class _NamedForm(forms.Form):
    code = CodeField()
    name_fa = TextField(label=words.FIELDS["name_fa"], max_length=120)
    name_en = TextField(label=words.FIELDS["name_en"], max_length=120)

    def fix_code(self) -> None:
        """The form changes something that is there: its code stays."""
        del self.fields["code"]

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {"code": "", **self.cleaned_data}


class CategoryForm(_NamedForm):
    """A category of products."""

    icon = TextField(label=_("Icon"), max_length=40, required=False)
    is_active = forms.BooleanField(label=words.FIELDS["is_active"], required=False, initial=True)


class ComponentForm(_NamedForm):
    """A component of a category."""

    consumable = forms.BooleanField(label=_("Wears out by use (a consumable)"), required=False)
    is_active = forms.BooleanField(label=words.FIELDS["is_active"], required=False, initial=True)


class SymptomForm(_NamedForm):
    """What customers notice."""

    component = Named(label=_("Usual suspect"), queryset=Component.objects.none(), required=False)
    group = TextField(
        label=_("Group"),
        help_text=_("Symptoms of one group count as the same problem, such as cooling."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "input code"}),
    )
    is_active = forms.BooleanField(label=words.FIELDS["is_active"], required=False, initial=True)

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = category.components.all()  # type: ignore[attr-defined]


def named_form(thing: Category | Component | Symptom, form: type[_NamedForm]) -> dict[str, Any]:
    """What a form shows of a category, component or symptom."""
    return {name: getattr(thing, name) for name in form.base_fields}
