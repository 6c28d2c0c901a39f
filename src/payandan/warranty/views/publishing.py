"""The way of a document to its publication: propose, take back, publish, send back, withdraw, drop."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.warranty import actions, labels
from payandan.warranty.models import Document
from payandan.warranty.views.documents import context_of, found
from payandan.warranty.words import explain_problem


@staff_page("warranty.edit")
@require_POST
def propose(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Say that a draft is right; where one person may do it all, publish it at once if that was asked for."""
    document, now = found(request, code, version), timezone.now()
    alone = settings.ONE_PERSON and "publish" in request.POST
    try:
        with transaction.atomic():
            row = actions.propose(document=document, revision=_revision(request), actor=request.actor, at=now)
            if alone:
                actions.publish(document=row, actor=request.actor, at=now)
    except Refused as refused:
        return _refused(request, document, refused)
    waits = _("%(document)s was proposed. Somebody else has to read and publish it.")
    messages.success(request, _published(document) if alone else waits % {"document": document})
    return _to(document)


@staff_page("warranty.edit")
@require_POST
def take_back(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Write at a proposal again."""
    document = found(request, code, version)
    try:
        actions.take_back(document=document, actor=request.actor, at=timezone.now())
    except Refused as refused:
        return _refused(request, document, refused)
    messages.success(request, _("It is a draft again."))
    return HttpResponseRedirect(reverse("warranty-edit", args=[code, version]))


@staff_page("warranty.publish")
@require_POST
def publish(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Publish what somebody else proposed."""
    document = found(request, code, version)
    try:
        actions.publish(document=document, revision=_revision(request), actor=request.actor, at=timezone.now())
    except Refused as refused:
        return _refused(request, document, refused)
    messages.success(request, _published(document))
    return _to(document)


@staff_page("warranty.publish")
@require_POST
def send_back(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Give a proposal back to its author, with a reason."""
    document, reason = found(request, code, version), request.POST.get("reason", "")[:2000]
    try:
        actions.send_back(document=document, reason=reason, actor=request.actor, at=timezone.now())
    except Refused as refused:
        return _refused(request, document, refused, reason=reason)
    messages.success(request, _("It was sent back to its author."))
    return _to(document)


@staff_page("warranty.publish")
@require_POST
def withdraw(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Offer it no longer."""
    document = found(request, code, version)
    now = timezone.now()
    try:
        actions.withdraw(document=document, actor=request.actor, at=now, day=reader.local_day(now))
    except Refused as refused:
        return _refused(request, document, refused)
    messages.success(request, _("It is no longer offered. Units sold before today keep it."))
    return _to(document)


@staff_page("warranty.edit")
@require_POST
def drop(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Forget a draft."""
    document = found(request, code, version)
    try:
        actions.drop_draft(document=document, actor=request.actor, at=timezone.now())
    except Refused as refused:
        return _refused(request, document, refused)
    messages.success(request, _("The draft was dropped."))
    return HttpResponseRedirect(reverse("warranty-packs" if document.kind == "pack" else "warranty-terms"))


def _published(document: Document) -> str:
    return _("%(document)s is published; from now on it never changes.") % {"document": document}


def _revision(request: ActorRequest) -> int | None:
    """The revision that the page showed."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def _refused(request: ActorRequest, document: Document, refused: Refused, **typed: Any) -> HttpResponse:
    """The page again, with what was refused and what was typed."""
    document = found(request, document.code, document.version)
    problems = [explain_problem(item, reader.language()) for item in refused.params.get("problems", ())]
    said = {"refusal": labels.refusal(refused.code, refused.params)}
    context = context_of(request, document) | said | typed
    if problems:
        context["problems"] = problems
    return render(request, "warranty/document.html", context, status=422)


def _to(document: Document) -> HttpResponse:
    return HttpResponseRedirect(reverse("warranty-document", args=[document.code, document.version]))
