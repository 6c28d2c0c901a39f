"""Suppliers: the list, one supplier with what it pays and owes, and the forms."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.claims.actions import recovery as actions
from payandan.claims.models import Supplier, SupplyTerms
from payandan.claims.queries import recovery as queries
from payandan.claims.rules import recovery as rules
from payandan.claims.views.payment_forms import References
from payandan.claims.views.recovery import component_names, found_supplier, part_name, timeline_of
from payandan.claims.views.recovery_forms import SupplierForm, SupplyTermsForm, supplier_name, terms_initial
from payandan.claims.words import recovery as words
from payandan.claims.words.labels import CAUSES, LINE_KINDS, label
from payandan.claims.words.refusals import refusal
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Column, Empty, Export, ListPage, YesNo


@require_safe
@staff_page(rules.RECOVER)
def suppliers(request: ActorRequest) -> HttpResponseBase:
    """All suppliers, with what can be sent and what is outstanding."""
    listing = ListPage(
        queries.suppliers(request.actor),
        request,
        name="suppliers",
        filters=[YesNo("active", _("We ask it for money"), field="is_active")],
        columns=[
            Column("name", _("Supplier"), value=supplier_name, link=_address),
            Column("contact", _("Whom to talk to")),
            Column("to_send", _("To be sent"), kind="number"),
            Column("outstanding", _("Outstanding"), kind="money", currency=settings.CURRENCY),
            Column("days_to_claim", _("Days to claim"), kind="number", hidden=True),
            Column("days_to_answer", _("Days to answer"), kind="number", hidden=True),
            Column("phone", _("Phone"), kind="code", hidden=True),
            Column("email", _("E-mail"), kind="code", hidden=True),
            Column("created", _("Written down"), kind="moment", value="created_at", sort="created_at", hidden=True),
        ],
        sort="-created_at",
        export=Export("suppliers"),
        row_link=_address,
        empty=Empty(
            title=_("No supplier yet"),
            text=_("Write down who sold you parts and what it pays when they fail."),
            action_label=_("New supplier"),
            action_href=reverse("claims-supplier-new"),
            icon="factory",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "claims/recovery_suppliers.html", {"list": listing})


@require_safe
@staff_page(rules.RECOVER)
def supplier(request: ActorRequest, number: str) -> HttpResponse:
    """One supplier: what it pays, what can be sent to it, what it owes since when, and its debit notes."""
    row = found_supplier(request, number)
    names = component_names()
    today = timezone.localdate()
    ages = [age for age in queries.ageing(request.actor, today=today) if age.supplier.pk == row.pk]
    context = {
        "row": row,
        "name": supplier_name(row),
        "terms": [_terms(one, names) for one in row.terms.all()],
        "open": [
            (one, part_name(one.component, names), _late(one, today))
            for one in queries.open_of_supplier(request.actor, row)
        ],
        "notes": queries.notes(request.actor).filter(supplier=row)[:20],
        "ages": ages,
        "buckets": list(words.BUCKETS.values()),
        "timeline": timeline_of("supplier", row.pk),
    }
    return render(request, "claims/recovery_supplier.html", context)


@staff_page(rules.RECOVER)
def edit(request: ActorRequest, number: str = "") -> HttpResponse:
    """Write a supplier down, or change it."""
    row = found_supplier(request, number) if number else None
    names = actions.SUPPLIER_FIELDS
    initial: dict[str, Any] = {"days_to_claim": 60, "days_to_answer": 30, "is_active": True}
    if row is not None:
        initial = {"version": row.version, **{name: getattr(row, name) for name in names}}
    form = SupplierForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        version = data.pop("version")
        try:
            saved = actions.put_supplier(
                supplier=row, version=version, given=data, actor=request.actor, at=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused, refusal)
        else:
            return HttpResponseRedirect(_address(saved))
    title = supplier_name(row) if row else _("New supplier")
    context = {"form": form, "title": title, "row": row}
    return render(request, "claims/recovery_supplier_edit.html", context, status=422 if form.errors else 200)


@staff_page(rules.RECOVER)
def terms(request: ActorRequest, number: str, row: int = 0) -> HttpResponse:
    """Write down what a supplier pays, or change it."""
    of = found_supplier(request, number)
    found = SupplyTerms.objects.select_related("category", "model").filter(supplier=of, pk=row).first()
    if row and found is None:
        raise Http404
    form = SupplyTermsForm(request.POST or None, known=References(request.actor), initial=terms_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_supply_terms(
                supplier=of, terms=found, given=form.given(), actor=request.actor, at=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused, refusal)
        else:
            messages.success(request, _("Kept. It holds for decisions from now on."))
            return HttpResponseRedirect(_address(of))
    context = {"form": form, "row": of, "name": supplier_name(of)}
    return render(request, "claims/recovery_terms.html", context, status=422 if form.errors else 200)


def _terms(row: SupplyTerms, names: dict[str, str]) -> dict[str, Any]:
    what = [part_name(row.component, names) if row.component else _("Every part")]
    if row.model is not None:
        what.append(shown.name_in(row.model))
    elif row.category is not None:
        what.append(shown.name_in(row.category))
    return {
        "row": row,
        "what": " · ".join(what),
        "pays": words.shares_text(row.shares, LINE_KINDS),
        "causes": "، ".join(label(CAUSES, cause) for cause in row.causes),
    }


def _late(row: Any, today: Any) -> str:
    missed = queries.late_of(row, today)
    return label(words.LATE, missed) if missed else ""


def _address(row: Supplier) -> str:
    return reverse("claims-supplier", args=[row.number])
