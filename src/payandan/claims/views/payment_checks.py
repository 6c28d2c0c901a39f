"""What is odd about a claim while it is typed, and what its lines would cost: a fragment beside the form."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from payandan.catalog import queries as catalog
from payandan.claims.actions import EvidenceDraft
from payandan.claims.actions.rehearsing import Rehearsal, rehearse_claim
from payandan.claims.rules import payment_prices as prices
from payandan.claims.views.filing import form_for, unit_asked
from payandan.claims.words import payment as words
from payandan.claims.words.checks import check_text
from payandan.claims.words.labels import LINE_KINDS, OUTCOME_TONES, OUTCOMES, label
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader


@require_POST
@staff_page("claims.file")
def typed(request: ActorRequest) -> HttpResponse:
    """What filing the form as it stands would bring; a fragment beside the form."""
    unit, _serial_form = unit_asked(request)
    if unit is None:
        raise Http404
    form = form_for(request, unit, request.POST, request.FILES)
    form.is_valid()  # what cannot be read yet is simply not known yet
    data = form.cleaned_data
    try:
        told = rehearse_claim(
            unit=unit,
            branch=data.get("branch"),
            symptom=data.get("symptom") or "",
            failed_on=data.get("failed_on"),
            component=data.get("component") or "",
            cause=data.get("cause") or "",
            source=data.get("source") or "",
            lines=form.line_drafts(),
            evidence=_evidence(request),
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused:
        raise Http404 from None
    names = catalog.component_names([unit.model.category.code], reader.language())
    components = {code: name for (_category, code), name in names.items()}
    return render(request, "claims/payment_checks.html", rehearsal_context(told, components))


def rehearsal_context(told: Rehearsal, components: Mapping[str, str]) -> dict[str, Any]:
    """What a rehearsal says, in the reader's language."""
    kinds = [line.kind for line in told.lines]
    return {
        "checks": [check_text(check, components, kinds) for check in told.checks],
        "outcome": label(OUTCOMES, told.claim.outcome),
        "tone": OUTCOME_TONES.get(told.claim.outcome, "muted"),
        "currency": told.claim.currency,
        "formulas": [
            {"label": label(LINE_KINDS, line.kind), "amount": line.amount, **_formula(formula)}
            for line, formula in zip(told.lines, told.formulas, strict=True)
            if formula is not None
        ],
    }


def _formula(formula: prices.Priced) -> dict[str, Any]:
    steps = [(label(words.STEPS, name), amount) for name, amount in formula.steps]
    return {"most": formula.amount, "steps": steps}


def _evidence(request: ActorRequest) -> list[EvidenceDraft]:
    """What is chosen to be attached; the fragment's request names the fields, and the files stay where they are."""
    kinds = {"photos": ("photo", "cause"), "report": ("inspection_report", "cause"), "invoice": ("invoice", "sold_on")}
    chosen = set(request.POST.get("chosen", "").split()) | set(request.FILES)
    return [EvidenceDraft(*kinds[name]) for name in kinds if name in chosen]
