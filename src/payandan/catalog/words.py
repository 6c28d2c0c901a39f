"""What people read about the catalogue."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.customers.words import told

FIELDS = {
    "category": gettext_lazy("Category"),
    "brand": gettext_lazy("Brand"),
    "code": gettext_lazy("Model number"),
    "name_fa": gettext_lazy("Name in Persian"),
    "name_en": gettext_lazy("Name in English"),
    "barcode": gettext_lazy("Barcode"),
    "serial_pattern": gettext_lazy("How its serials look"),
    "last_sold_on": gettext_lazy("Last day a new one was sold"),
    "is_active": gettext_lazy("In use"),
}


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what happened, and what to do next."""
    plain = {name: value for name, value in (params or {}).items() if isinstance(value, str | int)}
    return (_SENTENCES().get(code) or _("This is not possible now.")) % plain


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You are not allowed to do this. Ask a manager if you need it."),
        "brand_missing": _("Please write the brand."),
        "code_missing": _("Please write the maker's model number."),
        "model_exists": _("There is a model %(model)s of %(brand)s already. Search for it."),
        "barcode_wrong": _("A barcode has 13 digits, and these do not fit together. Scan it, or leave it empty."),
        "pattern_wrong": _("This cannot be used as a pattern. Write it like AV55[0-9]{6}, or leave it empty."),
        "too_long": _("Please make this shorter: at most %(longest)s letters."),
        "name_missing": _("Please write a name in Persian or English."),
        "code_wrong": _("A code is made of small Latin letters, digits and underscores, such as main_board."),
        "code_taken": _("This code is already used here. Choose another, or change the one that has it."),
        "component_elsewhere": _("This component belongs to another category. Choose one of this category."),
        "category_missing": _("Choose a category."),
        "stale": _("Somebody changed this record while you were writing. Look at it again, then save once more."),
    }


def _changed(body: Mapping[str, Any]) -> str:
    names = _(", ").join(str(FIELDS.get(name, name)) for name in body["changed"])
    return _("Changed: %(fields)s") % {"fields": names}


SENTENCES = {
    "catalog.model_added": told(lambda _body: _("Added to the products")),
    "catalog.model_changed": told(_changed),
    "catalog.category_saved": told(lambda _body: _("Category saved")),
    "catalog.component_saved": told(lambda body: _("Component saved: %(code)s") % {"code": body["code"]}),
    "catalog.symptom_saved": told(lambda body: _("Symptom saved: %(code)s") % {"code": body["code"]}),
    "catalog.catalog_loaded": told(lambda _body: _("Catalogue loaded")),
}
