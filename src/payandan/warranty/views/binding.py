"""Terms given to one unit alone: an extended warranty, a recall, goodwill; and their end."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty import actions, forms, labels, queries
from payandan.warranty.labels.reading import title_of
from payandan.warranty.models import Binding


@dataclass(frozen=True, slots=True)
class Held:
    """A binding of the unit, with the form that ends it where it still holds."""

    binding: Binding
    title: str
    form: forms.EndForm | None


@staff_page("warranty.bind")
def terms_of(request: ActorRequest, number: str) -> HttpResponse:
    """What a unit was given alone; give it more."""
    unit = _unit(request, number)
    form = _form(request, unit, bound=request.method == "POST")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        document = form.documents[data["document"]]
        try:
            actions.bind(
                unit=unit,
                document=document,
                since=data["since"],
                reason=data["reason"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, labels.refusal)
        else:
            messages.success(request, _("The unit was given: %(terms)s") % {"terms": title_of(document.body["title"])})
            return HttpResponseRedirect(reverse("units-record", args=[unit.number]))
    return _page(request, unit, form)


@staff_page("warranty.bind")
@require_POST
def end(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """End a binding."""
    unit = _unit(request, number)
    binding = next((row for row in queries.bindings_of(unit) if row.pk == pk), None)
    if binding is None:
        raise Http404
    form = forms.EndForm(request.POST, prefix=f"end-{pk}", auto_id=f"id_end-{pk}_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.unbind(
                binding=binding,
                ended_on=data["ended_on"],
                reason=data["reason"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, labels.refusal)
        else:
            messages.success(request, _("They no longer count for this unit from that day on."))
            return HttpResponseRedirect(reverse("units-record", args=[unit.number]))
    return _page(request, unit, _form(request, unit, bound=False), ending=(pk, form))


def _unit(request: ActorRequest, number: str) -> Unit:
    try:
        return units.get(request.actor, number)
    except Unit.DoesNotExist:
        raise Http404 from None


def _form(request: ActorRequest, unit: Unit, *, bound: bool) -> forms.BindForm:
    today = reader.local_day(timezone.now())
    return forms.BindForm(
        request.POST if bound else None,
        documents=queries.givable(unit),
        language=reader.language(),
        initial={"since": today},
    )


def _page(
    request: ActorRequest, unit: Unit, form: forms.BindForm, ending: tuple[int, forms.EndForm] | None = None
) -> HttpResponse:
    today = reader.local_day(timezone.now())
    held = []
    for row in queries.bindings_of(unit):
        own = ending[1] if ending and ending[0] == row.pk else forms.EndForm.today(today, prefix=f"end-{row.pk}")
        held.append(Held(row, title_of(row.document.body.get("title")) or str(row.document), own))
    context: dict[str, Any] = {
        "unit": unit,
        "form": form,
        "held": held,
        "may_view": request.actor.can("warranty.view"),
    }
    return render(request, "warranty/binding.html", context, status=422 if ending or form.errors else 200)
