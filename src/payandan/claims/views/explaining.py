"""A claim explained: the panel with its four audiences, the codes, the signed case file, and checking such a file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from payandan.claims import forms, paper, queries
from payandan.claims.models import Claim
from payandan.claims.queries.explaining import Explanation, explain
from payandan.claims.queries.tellings import table, tell
from payandan.claims.rules.explaining import AUDIENCES
from payandan.claims.views.acts import sentence_of
from payandan.claims.words import explaining as words
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications.rules.templates import sms_parts
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown

_LABELS = {
    "sms": gettext_lazy("One sentence, for an SMS"),
    "customer": gettext_lazy("A paragraph, for the customer"),
    "clerk": gettext_lazy("A page, for a colleague"),
    "auditor": gettext_lazy("Codes, for the auditor"),
}


@staff_page("claims.view")
@require_safe
def panel(request: ActorRequest, number: str) -> HttpResponse:
    """The same reasons for four audiences, and whether the verdict made again is the one that was decided."""
    explanation = _explained(request, number)
    context = {
        "claim": explanation.claim,
        "tellings": [_telling(explanation, audience) for audience in AUDIENCES],
        "same": explanation.same,
        "compared": _compared(explanation),
        "differences": explanation.differences,
        "unsure": words.unsure(explanation.unsure, reader.language()),
    }
    fragment = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, f"claims/{'explain_panel' if fragment else 'explain'}.html", context)


@staff_page("claims.view")
@require_safe
def explanation_codes(request: ActorRequest, number: str) -> HttpResponse:
    """The explanation in codes, to take away: JSON, or CSV with a row for each reason of each line."""
    explanation = _explained(request, number)
    as_table = request.GET.get("form") == "csv"
    body = table(explanation) if as_table else tell(explanation, "auditor", reader.language())
    kind, ending = ("text/csv", "csv") if as_table else ("application/json", "json")
    headers = {"Content-Disposition": f'attachment; filename="{number}.{ending}"'}
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8", headers=headers)


@staff_page("claims.view")
@require_safe
def case_file(request: ActorRequest, number: str) -> HttpResponse:
    """Everything of the claim as a PDF, signed by this installation."""
    made = paper.case_file(_explained(request, number), language=reader.language(), at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@staff_page("claims.view")
def check_file(request: ActorRequest) -> HttpResponse:
    """Whether a case file is as this installation signed it."""
    posted = request.method == "POST"
    form = forms.SignedFileForm(request.POST if posted else None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "fingerprint": paper.own_fingerprint()}
    if posted and form.is_valid():
        try:
            context["checked"] = paper.check(form.cleaned_data["file"].read())
        except Refused as refused:
            context["problem"] = sentence_of(refused.code, refused.params)
    bad = form.is_bound and (form.errors or "problem" in context)
    return render(request, "claims/check_file.html", context, status=422 if bad else 200)


def _explained(request: ActorRequest, number: str) -> Explanation:
    try:
        claim = queries.record(request.actor, number)
    except Claim.DoesNotExist:
        raise Http404 from None
    return explain(claim, now=timezone.now())


def _telling(explanation: Explanation, audience: str) -> dict[str, Any]:
    text = tell(explanation, audience, reader.language())
    parts = sms_parts(text) if audience == "sms" else 0
    said = ngettext("%(parts)s part of an SMS", "%(parts)s parts of an SMS", parts)
    note = said % {"parts": shown.digits(parts)} if parts else ""
    return {"label": _LABELS[audience], "text": text, "note": note, "code": audience in ("clerk", "auditor")}


def _compared(explanation: Explanation) -> str:
    if explanation.decision is None:
        return _("On today's rule book, with what is known today.")
    return _("On the rule book of %(when)s, with what was known then.") % {"when": shown.moment(explanation.at)}
