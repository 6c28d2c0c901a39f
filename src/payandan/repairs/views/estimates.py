"""The staff pages of estimates: written, sent, consent by phone, questions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage
from payandan.repairs import actions
from payandan.repairs.forms import money as forms
from payandan.repairs.models import Estimate
from payandan.repairs.queries import money
from payandan.repairs.rules import estimates as rules
from payandan.repairs.rules.estimates import Item
from payandan.repairs.views.estimate_papers import pdf_answer
from payandan.repairs.views.money_pages import Written, components_of, lines_of, sums_of
from payandan.repairs.views.shared import found, sentence_of, tried, who
from payandan.repairs.words import money as words

ESTIMATE = "repairs.estimate"


@require_safe
@staff_page("repairs.view", ESTIMATE)
def estimates(request: ActorRequest) -> HttpResponseBase:
    """Estimates of the actor's jobs; those that wait first."""
    listing = ListPage(
        money.visible_estimates(request.actor).defer("case", "verdict"),
        request,
        name="estimates",
        filters=[
            Choice("state", _("State"), words.ESTIMATE_STATES, field="state"),
            DateRange("made", _("Begun on"), field="created_at"),
        ],
        columns=[
            Column("number", _("Estimate"), kind="code", link=_address),
            Column("job", _("Job"), kind="code", value="order.number"),
            Column("customer", _("Customer"), value="order.customer.name"),
            Column("total", _("Customer pays"), kind="money", currency="currency"),
            Column(
                "state",
                _("State"),
                badge=lambda row: (words.ESTIMATE_STATES[row.state], words.ESTIMATE_TONES[row.state]),
            ),
            Column("sent", _("Sent on"), kind="moment", value="sent_at"),
            Column("until", _("Valid until"), kind="day", value=lambda row: row.valid_until),
            Column("version", _("Version"), kind="number", hidden=True),
        ],
        sort="-id",
        export=Export("estimates"),
        row_link=_address,
        empty=Empty(title=_("No estimates yet"), text=_("They begin on the page of a job."), icon="calculator"),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "repairs/estimates.html", {"list": listing})


@require_POST
@staff_page("repairs.view", ESTIMATE)
def begin(request: ActorRequest, number: str) -> HttpResponse:
    """Begin the next version of a job's estimate."""
    order = found(request, number, whole=True)
    try:
        estimate = actions.draft_estimate(order=order, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
        return HttpResponseRedirect(reverse("repairs-record", args=[number]))
    return HttpResponseRedirect(reverse("repairs-estimate-edit", args=[estimate.number]))


@require_safe
@staff_page("repairs.view")
def estimate(request: ActorRequest, number: str) -> HttpResponse:
    """One version: who pays what and why, what the customer said and asked."""
    return _show(request, _found(request, number))


@require_safe
@staff_page("repairs.view")
def pdf(request: ActorRequest, number: str) -> HttpResponse:
    """The estimate as PDF."""
    return pdf_answer(_found(request, number))


@staff_page("repairs.view", ESTIMATE)
def edit(request: ActorRequest, number: str) -> HttpResponse:
    """Write the lines of a draft."""
    row = _found(request, number)
    if row.state != rules.DRAFT:
        return HttpResponseRedirect(_address(row))
    initial = {"version": row.draft_version, "cause": row.cause, "note": row.note, "deposit": _own_deposit(row)}
    page = Written(request, forms.EstimateForm, row.order, _items(row), initial=initial)

    def write(values: dict[str, Any]) -> Estimate:
        return actions.write_estimate(
            estimate=row,
            items=page.lines.items(),
            cause=values["cause"],
            note=values["note"] or "",
            deposit=values["deposit"],
            version=values["version"],
            **who(request),
        )

    if page.saved(write) is not None:
        return HttpResponseRedirect(_address(row))
    return page.shown(request, "repairs/estimate_edit.html", estimate=row)


@require_POST
@staff_page("repairs.view", ESTIMATE)
def act(request: ActorRequest, number: str, act: str) -> HttpResponse:
    """Send a draft, or throw it away."""
    row = _found(request, number)
    now = timezone.now()
    try:
        if act == "send":
            row = actions.send_estimate(estimate=row, actor=request.actor, at=now)
            messages.success(request, _("The estimate is on its way to the customer."))
        elif act == "drop":
            actions.drop_estimate(estimate=row, actor=request.actor, at=now)
            return HttpResponseRedirect(reverse("repairs-record", args=[row.order.number]))
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
    return HttpResponseRedirect(_address(row))


@require_POST
@staff_page("repairs.view", ESTIMATE)
def consent(request: ActorRequest, number: str) -> HttpResponse:
    """Note what the customer said by phone or at the counter."""
    row = _found(request, number)
    form = forms.ConsentForm(request.POST)

    def answer() -> Estimate:
        said = answers_in(request.POST, row)
        return actions.answer_estimate(estimate=row, answers=said, note=form.cleaned_data["note"], **who(request))

    if not form.is_valid() or tried(form, answer) is None:
        return _show(request, row, consent_form=form)
    messages.success(request, _("The consent is written down."))
    return HttpResponseRedirect(_address(row))


@require_POST
@staff_page("repairs.view", ESTIMATE)
def reply(request: ActorRequest, number: str, question: int) -> HttpResponse:
    """Answer a customer's question."""
    row = _found(request, number)
    asked = next((one for one in row.questions.all() if one.pk == question), None)
    if asked is None:
        raise Http404
    form = forms.ReplyForm(request.POST)
    if form.is_valid():
        try:
            actions.reply_to_question(
                question=asked, text=form.cleaned_data["text"], actor=request.actor, at=timezone.now()
            )
        except Refused as refused:
            messages.error(request, sentence_of(refused.code, refused.params))
        else:
            messages.success(request, _("The customer is told."))
    else:
        messages.error(request, _("Write the question or the reply first."))
    return HttpResponseRedirect(_address(row))


def answers_in(data: Any, row: Estimate) -> dict[int, bool]:
    """What was chosen for each line: `line-<position>` is yes or no; `all` answers every line."""
    positions = [line.position for line in row.lines.all()]
    if data.get("all") in ("yes", "no"):
        return dict.fromkeys(positions, data["all"] == "yes")
    chosen = {place: data.get(f"line-{place}") for place in positions}
    return {place: said == "yes" for place, said in chosen.items() if said in ("yes", "no")}


def _show(request: ActorRequest, row: Estimate, *, consent_form: Any = None) -> HttpResponse:
    may = request.actor.can(ESTIMATE)
    versions = [
        {"row": one, "state": words.ESTIMATE_STATES[one.state], "tone": words.ESTIMATE_TONES[one.state]}
        for one in row.order.estimates.all()
    ]
    context = {
        "estimate": row,
        "order": row.order,
        "state": words.ESTIMATE_STATES[row.state],
        "tone": words.ESTIMATE_TONES[row.state],
        "lines": lines_of(row, components_of(row.order)),
        "sums": sums_of(row),
        "currency": row.currency,
        "most": rules.most_allowed(row.agreed, row.tolerance_bp) if row.agreed else 0,
        "tolerance": words.rate(row.tolerance_bp),
        "answered_by": words.ANSWERED_BY.get(row.answered_by, ""),
        "versions": versions,
        "is_draft": row.state == rules.DRAFT,
        "may": may,
        "consent_form": (consent_form or forms.ConsentForm()) if may and row.state == rules.SENT else None,
        "consent_open": consent_form is not None,
        "reply_form": forms.ReplyForm() if may else None,
        "authorised": money.is_authorised(
            row.order.branch_id, row.order.unit.model.category.code, timezone.localdate()
        ),
    }
    return render(request, "repairs/estimate.html", context, status=422 if consent_form else 200)


def _items(row: Estimate) -> list[Item]:
    return [
        Item(
            line.kind, line.component, line.part_id, line.label, line.quantity, line.operation, line.minutes, line.km,
            line.amount,
        )
        for line in row.lines.all()
    ]  # fmt: skip


def _own_deposit(row: Estimate) -> int | None:
    """The deposit that somebody chose; None where it is what the centre usually asks for."""
    terms = money.terms_of(row.order.branch_id)
    usual = rules.deposit_of(row.total, terms.deposit_bp, terms.deposit_step)
    return None if row.deposit == usual else row.deposit


def _found(request: ActorRequest, number: str) -> Estimate:
    row = money.find_estimate(request.actor, number)
    if row is None:
        raise Http404
    return row


def _address(row: Estimate) -> str:
    return reverse("repairs-estimate", args=[row.number])
