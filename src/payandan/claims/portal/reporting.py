"""Something is wrong with a unit: three screens, saved as one goes, then the verdict."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.catalog import queries as catalog
from payandan.claims import actions, forms, queries, rules
from payandan.claims.models import Claim, Draft
from payandan.claims.views.acts import sentence_of, stored
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, customer_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.units import queries as units
from payandan.units.models import Unit

OTHER = "other"


@customer_page
def report(request: ActorRequest, number: str) -> HttpResponse:
    """First screen: what is wrong, in plain words."""
    unit, begun = _mine(request, number), queries.draft_of(request.actor, number)
    names = {row.code: row.name_in(reader.language()) for row in catalog.symptoms_of(unit.model.category.code)}
    form = forms.SymptomForm(
        posted(request), symptoms=names, initial={"symptom": begun.symptom or OTHER if begun else None}
    )
    if request.method == "POST" and form.is_valid():
        chosen, now = form.cleaned_data["symptom"], timezone.now()
        draft = begun or actions.open_draft(unit=unit, actor=request.actor, at=now)
        actions.save_draft(draft=draft, symptom="" if chosen == OTHER else chosen, actor=request.actor, at=now)
        return HttpResponseRedirect(reverse("claims-report-when", args=[number]))
    rows = queries.claims_of_unit(request.actor, unit.pk).filter(state__in=rules.WORKING)
    return _screen(request, "report.html", unit, 1, form=form, running=list(rows[:3]))


@customer_page
def report_when(request: ActorRequest, number: str) -> HttpResponse:
    """Second screen: since when, and what happened."""
    draft = _draft(request, number)
    if draft is None:
        return HttpResponseRedirect(reverse("claims-report", args=[number]))
    typed = {"failed_on": draft.failed_on, "description": draft.description}
    form = forms.WhenForm(posted(request), initial=typed)
    if request.method == "POST" and form.is_valid():
        actions.save_draft(draft=draft, **form.cleaned_data, actor=request.actor, at=timezone.now())
        return HttpResponseRedirect(reverse("claims-report-photos", args=[number]))
    return _screen(request, "report_when.html", draft.unit, 2, form=form)


@customer_page
def report_photos(request: ActorRequest, number: str) -> HttpResponse:
    """Third screen: photos, and off it goes."""
    draft = _draft(request, number)
    if draft is None:
        return _already_sent(request, number)
    if draft.failed_on is None:
        return HttpResponseRedirect(reverse("claims-report-when", args=[number]))
    form = forms.PhotosForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, draft, form)
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
    kept = StoredFile.objects.filter(token__in=draft.photos, owner_id=None)
    return _screen(request, "report_photos.html", draft.unit, 3, form=form, draft=draft, kept=list(kept))


@require_POST
@customer_page
def report_drop(request: ActorRequest, number: str) -> HttpResponse:
    """Forget what was begun."""
    draft = _draft(request, number)
    if draft is not None:
        actions.drop_draft(draft=draft, actor=request.actor)
        messages.success(request, _("The report was dropped."))
    return HttpResponseRedirect(reverse("my-unit", args=[number]))


def _sent(request: ActorRequest, draft: Draft, form: forms.PhotosForm) -> HttpResponse:
    """Keep the photos with the draft first: if the sending is refused, they need not be sent again."""
    kept = list(StoredFile.objects.filter(token__in=draft.photos, owner_id=None))
    photos = [*kept, *stored(request, form.cleaned_data.get("photos") or [])]
    actions.save_draft(draft=draft, photos=photos, actor=request.actor, at=timezone.now())
    claim = actions.send_draft(draft=draft, actor=request.actor, at=timezone.now())
    return HttpResponseRedirect(f"{reverse('claims-mine-record', args=[claim.number])}?new=1")


def _already_sent(request: ActorRequest, number: str) -> HttpResponse:
    """The last screen was sent twice: the claim is there, show it."""
    unit = _mine(request, number)
    key = request.POST.get("form_key", "")[:64]
    claim = Claim.objects.visible_to(request.actor).filter(unit=unit, form_key=key).first() if key else None
    if claim is not None:
        return HttpResponseRedirect(reverse("claims-mine-record", args=[claim.number]))
    return HttpResponseRedirect(reverse("claims-report", args=[number]))


def _mine(request: ActorRequest, number: str) -> Unit:
    try:
        return units.get(request.actor, number)
    except Unit.DoesNotExist:
        raise Http404 from None


def _draft(request: ActorRequest, number: str) -> Draft | None:
    _mine(request, number)
    return queries.draft_of(request.actor, number)


def posted(request: ActorRequest) -> QueryDict | None:
    """What was sent, even if it is nothing but the sending itself; None while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _screen(request: ActorRequest, template: str, unit: Unit, step: int, **context: Any) -> HttpResponse:
    form = context["form"]
    status = 422 if form.is_bound and form.errors else 200
    context |= {"unit": unit, "step": step, "steps": range(1, 4)}
    return render(request, f"claims/{template}", context, status=status)
