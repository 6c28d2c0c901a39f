"""The desk files a claim: scan the unit, then what is wrong with it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payandan.catalog import queries as catalog
from payandan.claims import actions, forms, queries, rules, words
from payandan.claims.views.acts import evidence_of, sentence_of, stored
from payandan.platform.kit.ids import token
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.units.words import CLOCKS


@staff_page("claims.file")
def new(request: ActorRequest) -> HttpResponse:
    """File a claim. Without a unit, the page asks for its serial first."""
    unit, serial_form = unit_asked(request)
    if unit is None:
        return render(request, "claims/new_serial.html", {"form": serial_form})
    if request.method == "POST":
        return _file(request, unit)
    return _page(request, unit, form_for(request, unit, initial={"form_key": token(), "source": "technician"}))


def unit_asked(request: ActorRequest) -> tuple[Unit | None, forms.SerialForm]:
    """The unit that the address names by its number or its serial, or the form to ask for it."""
    actor = request.actor
    number, serial = request.GET.get("unit", ""), request.GET.get("serial", "")
    if number:
        found = Unit.objects.visible_to(actor).select_related("model__category", "owner").filter(number=number).first()
        return found, forms.SerialForm()
    if not serial:
        return None, forms.SerialForm()
    form = forms.SerialForm({"serial": serial})
    if not form.is_valid():
        return None, form
    known = units.by_serial(form.cleaned_data["serial"])
    if known is None or not Unit.objects.visible_to(actor).filter(pk=known.pk).exists():
        form.add_error("serial", words.refusal("unknown_serial", {}))
        return None, form
    return known, form


def form_for(request: ActorRequest, unit: Unit, data: Any = None, uploads: Any = None, **more: Any) -> forms.ClaimForm:
    """The form of a claim for this unit, with the words of its kind of product."""
    language = reader.language()
    category = unit.model.category.code
    actor = request.actor
    branches = Branch.objects.filter(is_active=True)
    if actor.branches is not None:
        branches = branches.filter(pk__in=actor.branches)
    return forms.ClaimForm(
        data,
        uploads,
        symptoms={row.code: row.name_in(language) for row in catalog.symptoms_of(category)},
        components={row.code: row.name_in(language) for row in catalog.components_of(category)},
        branches=branches,
        currency=settings.CURRENCY,
        **more,
    )


def _file(request: ActorRequest, unit: Unit) -> HttpResponse:
    form = form_for(request, unit, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, unit, form, status=422)
    data = form.cleaned_data
    try:
        evidence = [
            *evidence_of("photo", "cause", stored(request, data["photos"]), "customer"),
            *evidence_of("inspection_report", "cause", stored(request, data["report"]), "technician"),
            *evidence_of("invoice", "sold_on", stored(request, data["invoice"]), "customer"),
        ]
        claim = actions.file_claim(
            unit=unit,
            branch=data["branch"],
            channel="staff",
            symptom=data["symptom"],
            description=data["description"],
            failed_on=data["failed_on"],
            component=data["component"],
            cause=data["cause"],
            source=data["source"],
            lines=form.line_drafts(),
            evidence=[item for item in evidence if item.file is not None],
            form_key=data["form_key"],
            straight_through=True,
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused, sentence_of)
        return _page(request, unit, form, status=422)
    return HttpResponseRedirect(reverse("claims-record", args=[claim.number]))


def _page(request: ActorRequest, unit: Unit, form: forms.ClaimForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    running = [claim for claim in queries.claims_of_unit(actor, unit.pk)[:5] if claim.state in rules.WORKING]
    context = {
        "form": form,
        "unit": unit,
        "clocks": [(CLOCKS[clock.label_code], clock.date) for clock in units.clocks_for([unit])[unit.pk]],
        "running": running,
        "title": _("File a claim"),
    }
    return render(request, "claims/new.html", context, status=status)
