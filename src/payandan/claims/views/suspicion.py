"""Held claims and why, what people make of it, and how the detectors fare. For staff who may see it, nobody else."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payandan.claims import words
from payandan.claims.actions import suspicion as actions
from payandan.claims.models import Claim, Screening
from payandan.claims.queries import suspicion as queries
from payandan.claims.rules import suspicion as rules
from payandan.claims.views.acts import sentence_of
from payandan.claims.views.records import found
from payandan.claims.views.suspicion_panel import shown_panel
from payandan.claims.words import suspicion as told
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import TextField, add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage
from payandan.platform.ui.lists.filters import Filter


class WordForm(forms.Form):
    """A word about why."""

    word = TextField(label=gettext_lazy("Why?"), max_length=400)


@staff_page("claims.suspicion")
@require_safe
def held(request: ActorRequest) -> HttpResponseBase:
    """The claims on which nothing is paid until a person has looked, with why; and those that were."""
    actor = request.actor
    listing = ListPage(
        queries.held_list(actor),
        request,
        name="claims-suspicion",
        filters=_filters(),
        columns=_columns(),
        sort="-held_at",
        sorts={"-score": _("Strongest first")},
        page_size=25,
        export=Export("held-claims") if actor.can("claims.export") else None,
        row_link=_look,
        empty=Empty(
            title=_("No claim is held"),
            text=_("After each filing the detectors look at the claim. What they find much about waits here."),
            action_label=_("Detectors"),
            action_href=reverse("claims-detectors"),
            icon="hand",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "claims/suspicion_list.html", {"list": listing, "tabs": _tabs("claims-suspicion")})


@staff_page("claims.suspicion")
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: ActorRequest, number: str) -> HttpResponse:
    """What speaks against one claim; a POST says whether a finding was right or wrong."""
    claim = found(request, number)
    if request.method != "POST":
        return _show(request, claim)
    form = WordForm(request.POST)
    code, outcome = request.POST.get("code", "")[:30], request.POST.get("outcome", "")[:10]
    if form.is_valid():
        try:
            actions.judge(
                claim=claim,
                code=code,
                outcome=outcome,
                word=form.cleaned_data["word"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Thank you. The detector learns its precision from this."))
            return _back(number)
    return _show(request, claim, status=422, judged=code, form=form)


@staff_page("claims.suspicion")
@require_POST
def release(request: ActorRequest, number: str) -> HttpResponse:
    """Let a held claim go, with the reason."""
    claim, form = found(request, number), WordForm(request.POST)
    if form.is_valid():
        try:
            actions.release(claim=claim, word=form.cleaned_data["word"], actor=request.actor, at=timezone.now())
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("The claim is free: it can be paid."))
            return _back(number)
    return _show(request, claim, status=422, release_form=form)


@staff_page("claims.suspicion")
@require_safe
def detectors(request: ActorRequest) -> HttpResponse:
    """What each detector looks at, how often it was right, and whether it looks at all."""
    return _show_detectors(request)


@staff_page("claims.detectors")
@require_POST
def switch(request: ActorRequest, code: str) -> HttpResponse:
    """Switch a detector on or off, with the reason."""
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            actions.switch_detector(
                code=code,
                on=request.POST.get("on") == "1",
                reason=form.cleaned_data["word"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            if refused.code == "no_such_detector":
                raise Http404 from None
            _refuse(form, refused)
        else:
            messages.success(request, _("Switched. What was judged before stays."))
            return HttpResponseRedirect(f"{reverse('claims-detectors')}#{code}")
    if code not in rules.DETECTORS:
        raise Http404
    return _show_detectors(request, status=422, switched=code, form=form)


def _show(request: ActorRequest, claim: Claim, *, status: int = 200, **more: Any) -> HttpResponse:
    row = queries.screening_of(request.actor, claim)
    if row is None:
        raise Http404
    context = {
        "claim": claim,
        "panel": shown_panel(row),
        "state": words.label(words.STATES, claim.state),
        "state_tone": words.STATE_TONES.get(claim.state, "muted"),
        "product": shown.name_in(claim.unit.model),
        "word_form": WordForm(),
        "release_form": WordForm(auto_id="release-%s"),
        **more,
    }
    return render(request, "claims/suspicion_record.html", context, status=status)


def _show_detectors(request: ActorRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    records = queries.records()
    rows = [
        {
            "record": row,
            "name": words.label(told.NAMES, row.code),
            "looks_at": words.label(told.LOOKS_AT, row.code),
            "low": row.interval[0],
            "high": row.interval[1],
        }
        for row in records
    ]
    context = {
        "rows": rows,
        "poor": [row for row, record in zip(rows, records, strict=True) if record.is_poor and record.is_on],
        "held_from": queries.threshold(),
        "expected": settings.SUSPICION_PRECISION,
        "can_switch": request.actor.can("claims.detectors"),
        "tabs": _tabs("claims-detectors"),
        "word_form": WordForm(),
        **more,
    }
    return render(request, "claims/suspicion_detectors.html", context, status=status)


def _refuse(form: forms.Form, refused: Refused) -> None:
    if refused.code in ("not_found", "not_allowed"):
        raise Http404
    add_refusal(form, refused, sentence_of)


def _back(number: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("claims-suspicion-record", args=[number]))


def _tabs(current: str) -> list[dict[str, Any]]:
    tabs = [("claims-suspicion", _("Held claims")), ("claims-detectors", _("Detectors"))]
    return [{"label": text, "href": reverse(route), "current": route == current} for route, text in tabs]


def _filters() -> list[Filter]:
    branches = [(str(row.pk), shown.name_in(row)) for row in Branch.objects.all()]
    return [
        Choice("hold", _("Hold"), {"1": _("Held"), "0": _("Let go or cleared")}, field="held"),
        Choice("found", _("Found"), told.NAMES, field="claim__suspicions__code", multiple=False),
        Choice("branch", _("Centre"), branches, field="claim__branch"),
        Choice("state", _("State"), words.STATES, field="claim__state"),
        DateRange("held_at", _("Held since"), field="held_at"),
    ]


def _columns() -> list[Column]:
    return [
        Column("number", _("Claim"), kind="code", value="claim.number", link=_look),
        Column("why", _("Why"), value=_why),
        Column("score", _("Suspicion"), badge=_score, sort="score", write=lambda row: row.score),
        Column("hold", _("Hold"), badge=_hold),
        Column("product", _("Product"), value=lambda row: shown.name_in(row.claim.unit.model), hidden=True),
        Column("centre", _("Centre"), value=lambda row: shown.name_in(row.claim.branch) if row.claim.branch else ""),
        Column("amount", _("Amount"), kind="money", value="claim.amount", currency="claim.currency"),
        Column("state", _("State"), badge=_state, hidden=True),
        Column("held_at", _("Held since"), kind="moment", sort="held_at"),
        Column("released_name", _("Let go by"), hidden=True),
        Column("word", _("Why it was let go"), hidden=True),
    ]


def _look(row: Screening) -> str:
    return reverse("claims-suspicion-record", args=[row.claim.number])


def _why(row: Screening) -> str:
    """The strongest finding as a sentence, and how many more there are."""
    standing = sorted(getattr(row.claim, "standing", ()), key=lambda one: (-one.score, one.code))
    if not standing:
        return ""
    first = told.sentence(standing[0].code, standing[0].params)
    if len(standing) == 1:
        return first
    return _("%(sentence)s And %(more)s more.") % {"sentence": first, "more": shown.digits(len(standing) - 1)}


def _score(row: Screening) -> tuple[str, str]:
    return shown.digits(row.score), told.score_tone(row.score, queries.threshold())


def _hold(row: Screening) -> tuple[str, str]:
    if row.held:
        return _("Held"), "warn"
    return (_("Let go"), "good") if row.released_at else (_("Cleared"), "muted")


def _state(row: Screening) -> tuple[str, str]:
    return words.label(words.STATES, row.claim.state), words.STATE_TONES.get(row.claim.state, "muted")
