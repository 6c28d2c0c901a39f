"""What staff see and do with the catalogue."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from payandan.catalog import actions, forms, queries, words
from payandan.catalog.models import Category, ProductModel
from payandan.customers.queries import timeline
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo

COLUMNS = [
    Column("code", gettext_lazy("Model"), kind="code", sort="code"),
    Column("brand", gettext_lazy("Brand"), sort="brand"),
    Column("name", gettext_lazy("Name"), value=lambda row: row.name_in(reader.language())),
    Column("category", gettext_lazy("Category"), value=lambda row: row.category.name_in(reader.language())),
    Column("barcode", gettext_lazy("Barcode"), kind="code", hidden=True),
    Column("last_sold", gettext_lazy("Last sold"), kind="day", value="last_sold_on"),
    Column("number", gettext_lazy("Number"), kind="code", hidden=True),
]


@require_safe
@staff_page("catalog.view")
def models(request: ActorRequest) -> HttpResponseBase:
    """All product models."""
    may_edit = request.actor.can("catalog.edit")
    named = [(row.code, row.name_in(reader.language())) for row in queries.categories()]
    listing = ListPage(
        ProductModel.objects.visible_to(request.actor).select_related("category"),
        request,
        name="models",
        filters=[
            Choice("category", _("Category"), named, field="category__code"),
            YesNo("active", _("In use"), field="is_active"),
        ],
        columns=COLUMNS,
        sort="brand",
        export=Export("products"),
        row_link=lambda row: reverse("catalog-record", args=[row.number]),
        empty=Empty(
            title=_("No products yet"),
            text=_("A product is what units are: a brand and a model number. Imports add products by themselves."),
            action_label=_("New product"),
            action_href=reverse("catalog-create") if may_edit else "",
            icon="package",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "catalog/list.html", {"list": listing, "may_edit": may_edit})


@require_safe
@staff_page("catalog.view")
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One product model."""
    model = _model(request, number)
    context = {
        "model": model,
        "components": queries.components_of(model.category.code),
        "may_edit": request.actor.can("catalog.edit"),
        "lines": timeline("model", model.pk, language=reader.language()),
    }
    return render(request, "catalog/record.html", context)


@staff_page("catalog.view", "catalog.edit")
def create(request: ActorRequest) -> HttpResponse:
    """Add a product model."""
    form = forms.ModelForm(request.POST or None)

    def save() -> str:
        return actions.create_model(**form.given(), actor=request.actor, at=timezone.now()).number

    if (number := _saved(request, form, save)) is not None:
        return HttpResponseRedirect(reverse("catalog-record", args=[number]))
    context = {"form": form, "title": _("New product"), "back": reverse("catalog-list")}
    return render(request, "catalog/form.html", context)


@staff_page("catalog.view", "catalog.edit")
def edit(request: ActorRequest, number: str) -> HttpResponse:
    """Change a product model."""
    model = _model(request, number)
    form = forms.ModelForm(request.POST or None, initial=forms.model_form(model))

    def save() -> str:
        version = form.cleaned_data["version"]
        return actions.update_model(
            model=model, **form.given(), version=version, actor=request.actor, at=timezone.now()
        ).number

    back = reverse("catalog-record", args=[number])
    if _saved(request, form, save) is not None:
        return HttpResponseRedirect(back)
    return render(request, "catalog/form.html", {"form": form, "title": str(model), "back": back})


@require_safe
@staff_page("catalog.view")
def categories(request: ActorRequest) -> HttpResponse:
    """The categories, each with how much it holds."""
    rows = Category.objects.annotate(
        component_count=Count("components", distinct=True),
        symptom_count=Count("symptoms", distinct=True),
        model_count=Count("models", distinct=True),
    )
    context = {"categories": rows, "may_edit": request.actor.can("catalog.edit")}
    return render(request, "catalog/categories.html", context)


@require_safe
@staff_page("catalog.view")
def category(request: ActorRequest, code: str) -> HttpResponse:
    """One category: what may fail in it and what customers notice."""
    found = get_object_or_404(Category, code=code)
    context = {
        "category": found,
        "components": found.components.all(),
        "symptoms": found.symptoms.select_related("component"),
        "may_edit": request.actor.can("catalog.edit"),
        "lines": timeline("category", found.pk, language=reader.language()),
    }
    return render(request, "catalog/category.html", context)


@staff_page("catalog.view", "catalog.edit")
def category_form(request: ActorRequest, code: str = "") -> HttpResponse:
    """Add a category, or change one."""
    found = get_object_or_404(Category, code=code) if code else None
    initial = forms.named_form(found, forms.CategoryForm) if found else {}
    form = forms.CategoryForm(request.POST or None, initial=initial)
    if found:
        form.fix_code()

    def save() -> str:
        return actions.save_category(**form.given(), category=found, actor=request.actor, at=timezone.now()).code

    if (saved := _saved(request, form, save)) is not None:
        return HttpResponseRedirect(reverse("catalog-category", args=[saved]))
    back = reverse("catalog-category", args=[code]) if found else reverse("catalog-categories")
    title = found.name_in(reader.language()) if found else _("New category")
    return render(request, "catalog/form.html", {"form": form, "title": title, "back": back})


@staff_page("catalog.view", "catalog.edit")
def component_form(request: ActorRequest, code: str, component: str = "") -> HttpResponse:
    """Add a component to a category, or change one."""
    found = get_object_or_404(Category, code=code)
    kept = get_object_or_404(found.components, code=component) if component else None
    initial = forms.named_form(kept, forms.ComponentForm) if kept else {}
    form = forms.ComponentForm(request.POST or None, initial=initial)
    if kept:
        form.fix_code()

    def save() -> str:
        return actions.save_component(
            category=found, component=kept, **form.given(), actor=request.actor, at=timezone.now()
        ).code

    title = kept.name_in(reader.language()) if kept else _("New component")
    return _inline(request, form, found, save, title)


@staff_page("catalog.view", "catalog.edit")
def symptom_form(request: ActorRequest, code: str, symptom: str = "") -> HttpResponse:
    """Add a symptom to a category, or change one."""
    found = get_object_or_404(Category, code=code)
    kept = get_object_or_404(found.symptoms, code=symptom) if symptom else None
    initial = forms.named_form(kept, forms.SymptomForm) if kept else {}
    form = forms.SymptomForm(request.POST or None, initial=initial, category=found)
    if kept:
        form.fix_code()

    def save() -> str:
        return actions.save_symptom(
            category=found, symptom=kept, **form.given(), actor=request.actor, at=timezone.now()
        ).code

    title = kept.name_in(reader.language()) if kept else _("New symptom")
    return _inline(request, form, found, save, title)


def _inline(request: ActorRequest, form: Any, category: Category, save: Callable[[], str], title: str) -> HttpResponse:
    back = reverse("catalog-category", args=[category.code])
    if _saved(request, form, save) is not None:
        return HttpResponseRedirect(back)
    return render(request, "catalog/form.html", {"form": form, "title": title, "back": back})


def _saved(request: ActorRequest, form: Any, save: Callable[[], str]) -> str | None:
    """What `save` returned, once the form is good; None where there is a form to show (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        saved = save()
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return None
    messages.success(request, _("Saved."))
    return saved


def _model(request: ActorRequest, number: str) -> ProductModel:
    return get_object_or_404(ProductModel.objects.visible_to(request.actor).select_related("category"), number=number)
