"""Second opinions: the queue, the blind page, and how far first and second opinions agree."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.claims import actions, forms, queries, words
from payandan.claims.models import Opinion
from payandan.claims.rules import opinions as rules
from payandan.claims.rules.agreement import ENOUGH
from payandan.claims.views import pages
from payandan.claims.views.acts import sentence_of
from payandan.claims.views.records import done, found, refused
from payandan.claims.words import opinions as opinion_words
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, ListPage

SPANS = (3, 6, 12, 24)


@staff_page("claims.review")
@require_safe
def queue(request: ActorRequest) -> HttpResponseBase:
    """What waits for this person's opinion; nothing here says how it was decided first."""
    listing = ListPage(
        queries.awaited(request.actor),
        request,
        name="opinions",
        filters=[],
        columns=[
            Column("number", _("Claim"), kind="code", value="claim.number", link=_page_of),
            Column("product", _("Product"), value=lambda row: row.claim.unit.model.name_in(reader.language())),
            Column("why", _("Why"), badge=_why),
            Column("asked_at", _("Asked at"), kind="moment", sort="asked_at"),
            Column("branch", _("Asked of"), value=_asked_of),
        ],
        sort="asked_at",
        page_size=25,
        row_link=_page_of,
        empty=Empty(
            title=_("Nobody waits for your opinion"),
            text=_("Appeals come here by themselves, and decided claims that somebody wants to be looked at again."),
        ),
    )
    return render(request, "claims/opinions.html", {"list": listing, "tabs": _tabs("claims-opinions", request)})


@staff_page("claims.review")
@require_safe
def given(request: ActorRequest) -> HttpResponseBase:
    """Second opinions that were given, beside what was decided first."""
    listing = ListPage(
        queries.second_opinions(request.actor),
        request,
        name="opinions-given",
        filters=[
            Choice("finding", _("Finding"), opinion_words.FINDINGS, field="finding"),
            Choice("why", _("Why"), opinion_words.WHY, field="why"),
            DateRange("given", _("Given"), field="given_at"),
        ],
        columns=[
            Column("number", _("Claim"), kind="code", value="claim.number", link=_page_of),
            Column("why", _("Why"), badge=_why),
            Column("first", _("First decision"), badge=lambda row: _outcome(row.decision.outcome)),
            Column("second", _("Second opinion"), badge=lambda row: _outcome(row.outcome)),
            Column("finding", _("Finding"), badge=_finding),
            Column("centre", _("Decided by"), value=lambda row: shown.name_in(row.claim.branch)),
            Column("given_at", _("Given"), kind="moment"),
            Column("given_name", _("By")),
        ],
        sort="-asked_at",
        page_size=25,
        row_link=_page_of,
        empty=Empty(title=_("No second opinion yet"), text=_("Ask for one on the page of any decided claim.")),
    )
    return render(request, "claims/opinions.html", {"list": listing, "tabs": _tabs("claims-opinions-given", request)})


@staff_page("claims.review")
@require_safe
def review(request: ActorRequest, number: str) -> HttpResponse:
    """One claim for a second opinion: the case, its evidence and the reasons; the first decision only afterwards."""
    return _show(request, _found(request, number))


@staff_page("claims.review")
@require_POST
def give(request: ActorRequest, number: str) -> HttpResponse:
    """Give the opinion; from then on both are shown."""
    seen = _found(request, number)
    form = forms.OpinionForm(request.POST)

    def act() -> str:
        data = form.cleaned_data
        actions.give_opinion(
            opinion=seen.opinion,
            outcome=data["outcome"],
            reason=data["reason"],
            actor=request.actor,
            at=timezone.now(),
        )
        return _("Thank you. This is what was decided first.")

    return _attempt(request, seen, form, "opinion_form", act)


@staff_page("claims.review")
@require_POST
def request_evidence(request: ActorRequest, number: str) -> HttpResponse:
    """It cannot be said yet."""
    seen = _found(request, number)
    form = forms.MoreEvidenceForm(request.POST)

    def act() -> str:
        actions.request_evidence(
            opinion=seen.opinion,
            text=form.cleaned_data["text"],
            whom=form.cleaned_data["whom"] or "technician",
            actor=request.actor,
            at=timezone.now(),
        )
        return _("Your request was put down.")

    return _attempt(request, seen, form, "evidence_form", act)


@staff_page("claims.ask_review")
@require_POST
def ask(request: ActorRequest, number: str) -> HttpResponse:
    """Ask for a second opinion on a decided claim."""
    claim = found(request, number)
    form = forms.CentreForm(request.POST, branches=queries.other_centres(claim))
    if not form.is_valid():
        return refused(request, number, Refused("no_such_centre"), dialog="opinion")
    try:
        actions.ask_opinion(claim=claim, branch=form.cleaned_data["branch"], actor=request.actor, at=timezone.now())
    except Refused as refusal:
        return refused(request, number, refusal, dialog="opinion")
    return done(request, number, _("A second opinion was asked for."))


@staff_page("claims.ask_review")
@require_POST
def assign(request: ActorRequest, number: str) -> HttpResponse:
    """Ask another centre for it, or take it back."""
    seen = _found(request, number)
    form = forms.CentreForm(request.POST, branches=queries.other_centres(seen.claim))

    def act() -> str:
        actions.assign_opinion(
            opinion=seen.opinion, branch=form.cleaned_data["branch"], actor=request.actor, at=timezone.now()
        )
        return _("Now it is theirs to give.") if form.cleaned_data["branch"] else _("It was taken back.")

    return _attempt(request, seen, form, "centre_form", act)


@staff_page("claims.ask_review")
@require_POST
def drop(request: ActorRequest, number: str) -> HttpResponse:
    """Ask for a sample no longer."""
    seen = _found(request, number)
    try:
        actions.drop_opinion(opinion=seen.opinion, actor=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, sentence_of(refusal.code, refusal.params))
    else:
        messages.success(request, _("The second opinion is no longer asked for."))
    return HttpResponseRedirect(reverse("claims-record", args=[number]))


@staff_page("claims.agreement")
@require_safe
def agreement(request: ActorRequest) -> HttpResponse:
    """How far second opinions agree with first decisions, by centre and by who decided."""
    asked = request.GET.get("months", "")
    months = int(asked) if asked in {str(span) for span in SPANS} else 12
    until = timezone.now()
    language = reader.language()
    names = {row.pk: (row.name_en if language == "en" else row.name_fa) for row in Branch.objects.all()}
    found_numbers = queries.numbers(
        request.actor, since=until - timedelta(days=30 * months), until=until, names={**names, 0: _("No centre")}
    )
    spans = [
        {
            "label": _("%(count)s months") % {"count": shown.digits(span)},
            "href": f"?months={span}",
            "current": span == months,
        }
        for span in SPANS
    ]
    context = {
        "tabs": _tabs("claims-agreement", request),
        "spans": spans,
        "stats": [
            (_("All second opinions"), _shown(found_numbers.total)),
            (_("Quality samples"), _shown(found_numbers.samples)),
            (_("Appeals"), _shown(found_numbers.appeals)),
        ],
        "total": _shown(found_numbers.total),
        "tables": [
            (_("By centre"), _("Centre that decided"), [_shown(row) for row in found_numbers.centres]),
            (_("By who decided"), _("Decided first by"), [_shown(row) for row in found_numbers.deciders]),
        ],
    }
    return render(request, "claims/agreement.html", context)


def _shown(row: queries.Standing) -> dict[str, Any]:
    """A centre's or a person's numbers as they are written; those on too few pairs are left out."""
    found, turned = row.agreement, row.overturn
    surely = found.enough and found.kappa is not None
    return {
        "name": row.name,
        "n": found.n,
        "agreed": found.agreed,
        "share": shown.percent(Decimal(found.share), 0) if found.enough else "",
        "between": _between(found.low, found.high) if found.enough else "",
        "kappa": _decimal(found.kappa) if surely else "",
        "kappa_between": f"{_decimal(found.kappa_low)}…{_decimal(found.kappa_high)}" if surely else "",
        "unsure": row.unsure,
        "rejections": row.rejections,
        "overturned": row.overturned,
        "turned": shown.percent(Decimal(turned[0]), 1) if turned else "",
        "turned_between": _between(turned[1], turned[2]) if turned and row.rejections >= ENOUGH else "",
    }


def _between(low: float, high: float) -> str:
    return _("between %(low)s and %(high)s") % {
        "low": shown.percent(Decimal(low), 0),
        "high": shown.percent(Decimal(high), 0),
    }


def _decimal(value: float | None) -> str:
    """Two decimals, written as the reader's language writes them."""
    text = f"{value:.2f}".replace("-", "\u2212") if value is not None else ""
    return shown.digits(text).replace(".", "٫") if reader.is_rtl() else text


# --- shared ----------------------------------------------------------------------------------------------------------


def _found(request: ActorRequest, number: str) -> queries.Review:
    try:
        return queries.review(request.actor, number)
    except Opinion.DoesNotExist:
        raise Http404 from None


def _attempt(
    request: ActorRequest, seen: queries.Review, form: Form, name: str, act: Callable[[], str]
) -> HttpResponse:
    """Do it and show the page anew; or show why not, with all that was typed."""
    if form.is_valid():
        try:
            message = act()
        except Refused as refusal:
            if refusal.code == "not_found":
                raise Http404 from None
            add_refusal(form, refusal, sentence_of)
        else:
            messages.success(request, message)
            return HttpResponseRedirect(reverse("claims-review", args=[seen.claim.number]))
    return _show(request, seen, status=422, **{name: form})


def _show(request: ActorRequest, seen: queries.Review, *, status: int = 200, **more: Any) -> HttpResponse:
    claim, opinion, actor = seen.claim, seen.opinion, request.actor
    components = pages.components_of(claim)
    waiting = opinion.state == rules.WAITING
    context = {
        "claim": claim,
        "opinion": opinion,
        "blind": seen.blind,
        "open_claim": seen.open_claim,
        "why": words.label(opinion_words.WHY, opinion.why),
        "why_tone": opinion_words.WHY_TONES[opinion.why],
        "verdict": pages.verdict_of(claim, components),
        "proofs": pages.proofs_of(claim),
        "facts": pages.facts_of(claim, components),
        "symptom": pages.symptom_of(claim),
        "component": components.get(claim.component, claim.component),
        "asked_of": shown.name_in(opinion.branch) if opinion.branch else "",
        "opinion_form": forms.OpinionForm(),
        "evidence_form": forms.MoreEvidenceForm(),
        "can_assign": waiting and actor.can("claims.ask_review"),
        "can_drop": waiting and opinion.why == rules.SAMPLE and actor.can("claims.ask_review"),
        "centre_form": forms.CentreForm(branches=queries.other_centres(claim), initial={"branch": opinion.branch_id}),
        # Nothing of the first decision is even put together for somebody who is not to know it.
        "compared": None if seen.blind or waiting else _compared(opinion, claim, components),
        "can_decide": claim.state == "appealed" and not waiting and seen.open_claim and actor.can("claims.appeals"),
        **more,
    }
    return render(request, "claims/review.html", context, status=status)


def _compared(opinion: Opinion, claim: Any, components: Any) -> dict[str, Any]:
    """The first decision and the second opinion, side by side."""
    return {
        "first": pages.decision_of(opinion.decision, components, claim),
        "second": words.label(words.DECISIONS, opinion.outcome) if opinion.outcome else "",
        "second_tone": words.DECISION_TONES.get(opinion.outcome, "muted"),
        "finding": words.label(opinion_words.FINDINGS, opinion.finding),
        "finding_tone": opinion_words.FINDING_TONES[opinion.finding],
    }


def _tabs(current: str, request: ActorRequest) -> list[dict[str, Any]]:
    awaited = queries.awaited(request.actor).count()
    tabs: list[dict[str, Any]] = [
        {"label": _("Waiting for me"), "route": "claims-opinions", "count": awaited or None},
        {"label": _("Given"), "route": "claims-opinions-given"},
    ]
    if request.actor.can("claims.agreement"):
        tabs.append({"label": _("Agreement"), "route": "claims-agreement"})
    return [{**tab, "href": reverse(tab["route"]), "current": tab["route"] == current} for tab in tabs]


def _page_of(row: Opinion) -> str:
    return reverse("claims-review", args=[row.claim.number])


def _why(row: Opinion) -> tuple[str, str]:
    return words.label(opinion_words.WHY, row.why), opinion_words.WHY_TONES[row.why]


def _asked_of(row: Opinion) -> str:
    return shown.name_in(row.branch) if row.branch else ""


def _outcome(code: str) -> tuple[str, str]:
    return (words.label(words.DECISIONS, code) if code else ""), words.DECISION_TONES.get(code, "muted")


def _finding(row: Opinion) -> tuple[str, str]:
    if not row.finding:
        return _("Awaited"), "muted"
    return words.label(opinion_words.FINDINGS, row.finding), opinion_words.FINDING_TONES[row.finding]
