"""A customer's own claims: where it is, what comes next, the decision and why, and one tap to disagree."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.claims import actions, forms, queries, rules, words
from payandan.claims.models import Claim, Question
from payandan.claims.portal.reporting import posted
from payandan.claims.rules import about_of
from payandan.claims.views import pages, radar_record
from payandan.claims.views.acts import evidence_of, sentence_of, stored
from payandan.claims.words.customers import headline, next_text, steps
from payandan.claims.words.verdicts import question_text
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, customer_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal


@require_safe
@customer_page
def mine(request: ActorRequest) -> HttpResponse:
    """All my claims."""
    rows = list(queries.visible(request.actor).defer("description", "facts")[:100])
    cards = [{"claim": row, "headline": headline(row), "tone": _tone(row)} for row in rows]
    return render(request, "claims/mine.html", {"cards": cards})


@require_safe
@customer_page
def claim(request: ActorRequest, number: str) -> HttpResponse:
    """One of my claims."""
    return _show(request, _found(request, number))


@customer_page
def answer(request: ActorRequest, number: str, question: int) -> HttpResponse:
    """Answer one question."""
    row = _found(request, number)
    asked = next((item for item in row.questions.all() if item.pk == question and item.ask == "customer"), None)
    if asked is None:
        raise Http404
    if asked.answered_at is not None:
        messages.info(request, words.refusal("already_answered"))
        return _to(row)
    form = forms.AnswerForm(
        posted(request), request.FILES or None, path=asked.fact, components=pages.components_of(row)
    )
    if request.method == "POST" and form.is_valid():
        try:
            photos = stored(request, form.cleaned_data.get("photos") or [])
            actions.answer_question(
                question=asked,
                value=form.stated(),
                text=form.cleaned_data["text"],
                evidence=evidence_of(_kind(asked, photos), about_of(asked.fact or "fault.cause"), photos),
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
        else:
            messages.success(request, _("Thank you. Your answer is with us."))
            return _to(row)
    status = 422 if form.is_bound and form.errors else 200
    context = {"claim": row, "question": asked, "form": form, "text": _text_of(row, asked)}
    return render(request, "claims/mine_answer.html", context, status=status)


@require_POST
@customer_page
def photos(request: ActorRequest, number: str) -> HttpResponse:
    """Add photos."""
    row = _found(request, number)
    form = forms.PhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, row, status=422, photos_form=form)
    try:
        added = stored(request, form.cleaned_data["photos"])
        evidence = evidence_of("photo", "cause", added) if added else []
        actions.add_evidence(claim=row, evidence=evidence, actor=request.actor, at=timezone.now())
    except Refused as refused:
        add_refusal(form, refused, sentence_of)
        return _show(request, row, status=422, photos_form=form)
    messages.success(request, _("Thank you. The photos are with us."))
    return _to(row)


@customer_page
def appeal(request: ActorRequest, number: str) -> HttpResponse:
    """I do not agree: one tap is enough, words and photos help."""
    row = _found(request, number)
    if "appeal" not in rules.acts_in(row.state):
        return _to(row)
    form = forms.AppealForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = stored(request, form.cleaned_data.get("photos") or [])
            actions.appeal(
                claim=row,
                text=form.cleaned_data["text"],
                evidence=evidence_of("photo", "cause", added) if added else [],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
        else:
            messages.success(request, _("Your appeal is with us. Somebody else will look at it."))
            return _to(row)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "claims/mine_appeal.html", {"claim": row, "form": form}, status=status)


@require_POST
@customer_page
def withdraw(request: ActorRequest, number: str) -> HttpResponse:
    """I take it back."""
    row = _found(request, number)
    try:
        actions.withdraw(claim=row, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
    else:
        messages.success(request, _("The claim was withdrawn. You can report the fault again at any time."))
    return _to(row)


def _found(request: ActorRequest, number: str) -> Claim:
    try:
        return queries.record(request.actor, number)
    except Claim.DoesNotExist:
        raise Http404 from None


def _show(request: ActorRequest, row: Claim, *, status: int = 200, **more: Any) -> HttpResponse:
    components = pages.components_of(row)
    verdict = pages.verdict_of(row, components)
    decisions = list(row.decisions.all())
    open_questions = [item for item in row.questions.all() if item.ask == "customer" and item.answered_at is None]
    context = {
        "claim": row,
        "headline": headline(row),
        "tone": _tone(row),
        "next": next_text(row),
        "steps": steps(row),
        "verdict": verdict,
        "proofs": pages.proofs_of(row),
        "symptom": pages.symptom_of(row),
        "questions": [(item, _text_of(row, item)) for item in open_questions] if row.state in rules.WORKING else [],
        "decision": decisions[-1] if decisions else None,
        "can_appeal": "appeal" in rules.acts_in(row.state),
        "can_add": row.state in rules.WORKING,
        "can_withdraw": "withdraw" in rules.acts_in(row.state),
        "photos_form": forms.PhotosForm(),
        "held_against": pages.held_against(row) if decisions else frozenset(),
        "rights": radar_record.of_customer(row),
        "is_new": request.GET.get("new") == "1",
        **more,
    }
    return render(request, "claims/mine_record.html", context, status=status)


def _to(row: Claim) -> HttpResponse:
    return HttpResponseRedirect(reverse("claims-mine-record", args=[row.number]))


def _text_of(row: Claim, question: Question) -> str:
    return question.text or question_text(row.verdict, question.fact, reader.language())


def _kind(question: Question, added: list[Any]) -> str:
    """What the customer's files are: what was asked for, where that is something a customer can have."""
    if not added:
        return ""
    return question.evidence if question.evidence in ("invoice", "receipt", "guarantee_card", "video") else "photo"


def _tone(row: Claim) -> str:
    return words.DECISION_TONES.get(row.decided_as, "") or words.STATE_TONES.get(row.state, "info")
