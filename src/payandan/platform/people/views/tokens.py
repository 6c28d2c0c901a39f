"""Keys for programs."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.people import actions, words
from payandan.platform.people.forms import TokenForm
from payandan.platform.people.models import Token
from payandan.platform.people.permissions import ActorRequest, proved_lately, staff_page
from payandan.platform.people.views.staff import boxes, tabs
from payandan.platform.ui.forms import add_refusal


@staff_page("people.tokens")
def tokens(request: ActorRequest) -> HttpResponse:
    """The keys, in use and revoked."""
    listed = Token.objects.visible_to(request.actor).select_related("created_by", "branch")
    rows = [(token, words.token_state(token, timezone.now())) for token in listed]
    return render(request, "people/tokens.html", {"rows": rows, "tabs": tabs(request)})


@staff_page("people.tokens")
@proved_lately
def token_new(request: ActorRequest) -> HttpResponse:
    """Make a key. Its text is drawn once, in the answer to this very request, and kept nowhere."""
    form = TokenForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            token, raw = actions.create_token(
                name=said["name"],
                capabilities=said["capabilities"],
                branch_id=int(said["branch"]) if said["branch"] else None,
                expires_at=_end_of(said["expires_on"]) if said["expires_on"] else None,
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            return render(request, "people/token_made.html", {"token": token, "raw": raw})
    return render(request, "people/token.html", {"form": form, "boxes": boxes(form, request.actor.can)})


@staff_page("people.tokens")
@require_POST
@proved_lately
def token_revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Stop a key."""
    token = get_object_or_404(Token.objects.visible_to(request.actor), pk=pk)
    actions.revoke_token(token=token, actor=request.actor, at=timezone.now())
    messages.success(request, _("The key is revoked."))
    return redirect("people-tokens")


def _end_of(day: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
