"""The page of one claim, whole or the part of it that moves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from payandan.claims import queries, words
from payandan.claims.models import Claim
from payandan.claims.views.pages import rarer_answers, record_context
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page


@staff_page("claims.view")
@require_safe
def record(request: ActorRequest, number: str) -> HttpResponse:
    """A claim: the verdict with its reasons, what would decide it, and what happened.

    Whose blind opinion on it is awaited is led to that, and sees this page only afterwards.
    """
    try:
        return show(request, number, dialog=request.GET.get("dialog", "")[:20])
    except Http404:
        if queries.is_awaited(request.actor, number):
            return HttpResponseRedirect(reverse("claims-review", args=[number]))
        raise


@staff_page("claims.view")
@require_safe
def case_file(request: ActorRequest, number: str) -> HttpResponse:
    """The whole case on paper."""
    return render(request, "claims/print.html", record_context(found(request, number, whole=True), request.actor))


@staff_page("claims.view")
@require_safe
def preview(request: ActorRequest, number: str) -> HttpResponse:
    """A claim beside the list."""
    return render(request, "claims/preview.html", record_context(found(request, number, whole=True), request.actor))


@staff_page("claims.view")
@require_safe
def answers(request: ActorRequest, number: str) -> HttpResponse:
    """The rarer answers to a question, when somebody looks for them, and where each would lead."""
    claim = found(request, number, whole=True)
    rarer = rarer_answers(claim, request.GET.get("fact", ""), request.actor)
    return render(request, "claims/answers.html", {"answers": rarer})


def found(request: ActorRequest, number: str, *, whole: bool = False) -> Claim:
    """The claim, if this member of staff may see it; else 404."""
    find = queries.record if whole else queries.get
    try:
        return find(request.actor, number)
    except Claim.DoesNotExist:
        raise Http404 from None


def show(request: ActorRequest, number: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page as it is now; to htmx only the part that an act can change."""
    claim = found(request, number, whole=True)
    template = "claims/record_body.html" if request.headers.get("HX-Request") else "claims/record.html"
    if request.headers.get("Payandan-Dialog"):
        template = "claims/record_dialogs.html"
    context = record_context(claim, request.actor, **more)
    return render(request, template, context, status=status)


def done(request: ActorRequest, number: str, message: str = "") -> HttpResponse:
    """After an act: the page with what it changed."""
    if request.headers.get("HX-Request"):
        return show(request, number, notice=message)
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(reverse("claims-record", args=[number]))


def refused(request: ActorRequest, number: str, refusal: Refused, **more: Any) -> HttpResponse:
    """The page with the sentence that says no, and all that was typed."""
    if refusal.code == "not_found":
        raise Http404
    return show(request, number, status=422, problem=words.refusal(refusal.code, refusal.params), **more)
