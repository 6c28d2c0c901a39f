"""The front door, the workbench, and whether the house stands."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from payandan.claims import rules as claims
from payandan.claims.models import Claim
from payandan.claims.words import STATE_TONES, STATES
from payandan.platform.kit.actors import Actor
from payandan.platform.people.permissions import public_page, staff_page
from payandan.platform.ui import words as ui

ICONS = {
    "submitted": "gavel",
    "info_requested": "message-circle-question",
    "under_inspection": "search",
    "appealed": "scale",
}
# Beyond this a count tells nobody more, and costs.
COUNT_TO = 1000


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to their workbench, customers to their things, anybody else chooses."""
    kind = request.actor.kind  # type: ignore[attr-defined]
    if kind == "staff":
        return HttpResponseRedirect(reverse("desk"))
    if kind == "customer":
        return HttpResponseRedirect(reverse("portal"))
    return render(request, "site/home.html")


@staff_page()
def desk(request: HttpRequest) -> HttpResponse:
    """What waits: how many claims in each state that asks for somebody, and the oldest of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    visible = Claim.objects.visible_to(actor)
    waiting = [_entry(state, visible.filter(state=state)[:COUNT_TO].count()) for state in claims.WORKING]
    oldest = (
        visible.filter(state__in=claims.WORKING).select_related("unit__model", "customer").order_by("filed_at", "id")
    )
    context = {
        "waiting": waiting if actor.can("claims.view") else [],
        "oldest": [_line(claim) for claim in oldest[:10]],
        "may_file": actor.can("claims.file"),
    }
    return render(request, "site/desk.html", context)


def _entry(state: str, count: int) -> dict[str, object]:
    shown = ui.digits(count) if count < COUNT_TO else f"{ui.digits(COUNT_TO)}+"
    href = f"{reverse('claims-list')}?state={state}"
    return {"label": STATES[state], "shown": shown, "href": href, "icon": ICONS[state]}


def _line(claim: Claim) -> dict[str, object]:
    href = reverse("claims-record", args=[claim.number])
    return {"claim": claim, "href": href, "state": STATES[claim.state], "tone": STATE_TONES[claim.state]}


@public_page
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers; the database is not asked."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@public_page
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The database answers; how many deliveries wait."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM journal_delivery WHERE state = 'waiting'")
            waiting = cursor.fetchone()[0]
    except DatabaseError:
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": True, "waiting": waiting})


urlpatterns = [
    path("", home, name="home"),
    path("desk/", desk, name="desk"),
    path("livez", live, name="livez"),
    path("readyz", ready, name="readyz"),
]
