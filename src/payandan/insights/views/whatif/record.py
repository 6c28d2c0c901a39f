"""One scenario: writing its changes, running it, and what came of it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.insights import actions, forms, jobs
from payandan.insights.models import Scenario
from payandan.insights.queries import whatif as queries
from payandan.insights.rules import whatif as rules
from payandan.insights.views.whatif.result import result_of
from payandan.insights.views.whatif.telling import (
    MAY,
    Documents,
    about,
    component_names,
    done,
    found,
    newest,
    record_of,
    sentences,
    version_of,
)
from payandan.insights.words import whatif as words
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.warranty.forms.yaml_text import as_yaml


@staff_page(MAY)
@require_safe
def record(request: ActorRequest, number: str) -> HttpResponse:
    """A scenario: what it asks, and what came of it."""
    scenario = found(request, number)
    versions = queries.every_version()
    if request.GET.get("part") == "change":
        context = {"scenario": scenario, **_asking(request, newest(versions))}
        return render(request, "insights/whatif/change.html", context)
    return _shown(request, scenario, versions)


def _shown(
    request: ActorRequest,
    scenario: Scenario,
    versions: words.Versions,
    form: forms.ChangeForm | None = None,
) -> HttpResponse:
    names = component_names()
    context: dict[str, Any] = {
        "scenario": scenario,
        "state": words.STATES[scenario.state],
        "tone": words.STATE_TONES[scenario.state],
        "acts": rules.acts_in(scenario.state),
        "about": about(scenario),
        "changes": sentences(scenario, versions, names),
        "name_form": forms.NameForm(initial={"title": scenario.title, "note": scenario.note}, auto_id="name_%s"),
    }
    if scenario.state in (rules.DRAFT, rules.FAILED):
        context["count"] = queries.claims_of(scenario.since, scenario.until, scenario.filters).count()
        context["failed"] = words.refusal(scenario.error["code"], scenario.error) if scenario.error else ""
    if scenario.state == rules.DONE:
        context["result"] = result_of(scenario, request.GET.get("currency", ""))
    if "change" in context["acts"]:
        context |= _asking(request, newest(versions), form)
    wrong = form is not None and bool(form.errors)
    return render(request, "insights/whatif/record.html", context, status=422 if wrong else 200)


def _asking(request: ActorRequest, documents: Documents, form: forms.ChangeForm | None = None) -> dict[str, Any]:
    """The form of one more change."""
    return {"form": form or change_form(request, documents), "open": form is not None or "kind" in request.GET}


def change_form(request: ActorRequest, documents: Documents, *, bound: bool = False) -> forms.ChangeForm:
    """The form of the kind and the document that are asked for; what is unknown falls back to the first."""
    data = request.POST if bound else request.GET
    asked = data.get("kind", "")
    kind = asked if asked in rules.KINDS else "period"
    codes = [code for code, _title in forms.document_choices(kind, documents)]
    document = data.get("document", "")
    if document not in codes:
        document = next(iter(codes), "")
    body = documents.get(document) or {}
    categories = (body.get("scope") or {}).get("categories")
    names = component_names(categories if isinstance(categories, list) else None)
    initial = {"kind": kind, "document": document, "unit": "months"}
    if kind == "replace":
        initial["text"] = as_yaml(body)
    return forms.ChangeForm(
        data if bound else None,
        chosen=kind,
        documents=documents,
        document=document,
        components=names,
        country=settings.COUNTRY,
        currency=settings.CURRENCY,
        initial=initial,
    )


@staff_page(MAY)
@require_POST
def sentence(request: ActorRequest, number: str) -> HttpResponse:
    """The change that is being written, in words, while it is written; nothing is kept."""
    scenario = found(request, number)
    versions = queries.every_version()
    form = change_form(request, newest(versions), bound=True)
    context: dict[str, Any] = {}
    if form.is_valid():
        context = _tried(scenario, form.change(), versions)
    return render(request, "insights/whatif/sentence.html", context)


def _tried(scenario: Scenario, change: dict[str, Any], versions: words.Versions) -> dict[str, Any]:
    try:
        actions.check_change(scenario=scenario, change=change)
    except Refused as refused:
        return {"problem": words.refusal(refused.code, refused.params)}
    return {"said": words.sentence(change, versions, component_names())}


@staff_page(MAY)
@require_POST
def add_change(request: ActorRequest, number: str) -> HttpResponse:
    """Put one more change to it."""
    scenario = found(request, number)
    versions = queries.every_version()
    form = change_form(request, newest(versions), bound=True)
    if form.is_valid():
        try:
            scenario = actions.add_change(
                scenario=scenario,
                change=form.change(),
                version=version_of(request),
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, Refused(refused.code, "", **refused.params), words.refusal)
        else:
            return HttpResponseRedirect(record_of(scenario))
    return _shown(request, scenario, versions, form)


@staff_page(MAY)
@require_POST
def drop_change(request: ActorRequest, number: str, place: int) -> HttpResponse:
    """Take a change out."""
    scenario = found(request, number)
    return done(
        request,
        scenario,
        lambda: actions.drop_change(
            scenario=scenario, place=place, version=version_of(request), actor=request.actor, at=timezone.now()
        ),
        "",
    )


@staff_page(MAY)
@require_POST
def run(request: ActorRequest, number: str) -> HttpResponse:
    """Let it run."""
    scenario = found(request, number)
    return done(
        request,
        scenario,
        lambda: jobs.start_run(scenario=scenario, version=version_of(request), actor=request.actor, at=timezone.now()),
        "",
    )


@staff_page(MAY)
@require_POST
def cancel(request: ActorRequest, number: str) -> HttpResponse:
    """Stop a run."""
    scenario = found(request, number)
    return done(
        request,
        scenario,
        lambda: actions.cancel_run(scenario=scenario, actor=request.actor, at=timezone.now()),
        _("It was stopped. What it had found is forgotten."),
    )


@staff_page(MAY)
@require_safe
def progress(request: ActorRequest, number: str) -> HttpResponse:
    """The fragment that the page asks for while it runs; when it is over, the page loads anew."""
    scenario = found(request, number)
    answer = render(request, "insights/whatif/progress.html", {"scenario": scenario})
    if scenario.state != rules.RUNNING:
        answer["HX-Refresh"] = "true"
    return answer


@staff_page(MAY)
@require_safe
def paper(request: ActorRequest, number: str) -> HttpResponse:
    """The result on paper."""
    scenario = found(request, number)
    context: dict[str, Any] = {
        "scenario": scenario,
        "about": about(scenario),
        "changes": sentences(scenario, queries.every_version(), component_names()),
        "result": result_of(scenario, request.GET.get("currency", "")) if scenario.state == rules.DONE else None,
        "state": words.STATES[scenario.state],
        "tone": words.STATE_TONES[scenario.state],
    }
    return render(request, "insights/whatif/paper.html", context)
