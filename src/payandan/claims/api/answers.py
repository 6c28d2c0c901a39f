"""Claims as the API answers them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField
from django.utils import timezone

from payandan.claims import queries
from payandan.claims.actions import EvidenceDraft
from payandan.claims.api.schemas import ClaimIn, EvidenceIn, LineIn
from payandan.claims.models import Claim, Decision, Evidence, Line, Question
from payandan.claims.rules import LineDraft
from payandan.claims.rules.payment_prices import Basis
from payandan.platform.api import rest
from payandan.platform.kit.identifiers import serial_key
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.search.prepared import Given, Prepared
from payandan.units.models import Unit
from payandan.warranty.labels import spoken


def asked_of(request: ActorRequest, body: ClaimIn) -> dict[str, Any]:
    """What a claim that is filed, or only checked, is about. Answers 404 for a unit or a centre that is not there."""
    units = Unit.objects.visible_to(request.actor).select_related("model__category", "owner")
    return {
        "unit": rest.found(units, number=body.unit) if body.unit else None,
        "serial": body.serial,
        "branch": rest.found(Branch.objects.all(), code=body.branch) if body.branch else None,
        "channel": "api",
        "symptom": body.symptom,
        "failed_on": body.failed_on,
        "component": body.component,
        "cause": body.cause,
        "source": body.source or "",
        "facts": {fact.path: {"value": fact.value, "source": fact.source} for fact in body.facts},
        "lines": [line_draft(line) for line in body.lines],
        "evidence": [evidence_draft(item) for item in body.evidence],
        "currency": body.currency or "",
        "actor": request.actor,
        "at": timezone.now(),
    }


def evidence_draft(item: EvidenceIn) -> EvidenceDraft:
    """A piece of evidence as it came in."""
    return EvidenceDraft(kind=item.kind, about=item.about, note=item.note, source=item.source or "")


def line_draft(line: LineIn) -> LineDraft:
    """A line as it came in."""
    basis = Basis(
        line.operation or "",
        line.minutes,
        line.quantity,
        line.km,
        line.zone,
        line.reason,
        removed=serial_key(line.removed_serial),
        installed=serial_key(line.installed_serial),
    )
    return LineDraft(line.kind, line.amount, line.component, line.label, basis)


def fresh(claim: Claim) -> dict[str, Any]:
    """The claim as it is now. A token that may file but not see gets what it has just filed."""
    rows = Claim.objects.select_related("unit__model__category", "customer", "branch")
    return whole(queries.with_parts(rows).get(pk=claim.pk))


def brief(claim: Claim) -> dict[str, Any]:
    return {
        "number": claim.number,
        "unit": claim.unit.number,
        "serial": claim.unit.serial,
        "category": claim.unit.model.category.code,
        "customer": claim.customer.number if claim.customer else None,
        "branch": claim.branch.code if claim.branch else None,
        **{name: getattr(claim, name) for name in _PLAIN},
    }


_PLAIN = (
    "channel", "state", "outcome", "decided_as", "failed_on", "component", "symptom", "cause", "currency", "amount",
    "paid_by_company", "paid_by_customer", "filed_at", "decided_at", "settled_at",
)  # fmt: skip


def filed(claim: Claim, *, with_evidence: bool) -> dict[str, Any]:
    """A claim that was filed a moment ago: what it cannot have yet is not asked for."""
    return _whole(claim, _lines(claim=claim.pk), claim.evidence.all() if with_evidence else (), (), ())


_lines = Prepared(lambda: Line.objects.filter(claim=Given("claim", BigIntegerField())))


def whole(claim: Claim) -> dict[str, Any]:
    return _whole(claim, claim.lines.all(), claim.evidence.all(), claim.questions.all(), claim.decisions.all())


def _whole(
    claim: Claim,
    lines: Iterable[Line],
    evidence: Iterable[Evidence],
    questions: Iterable[Question],
    decisions: Iterable[Decision],
) -> dict[str, Any]:
    return {
        **brief(claim),
        "version": claim.version,
        "description": claim.description,
        "facts": claim.facts,
        "lines": [
            {
                "id": str(line.position),
                "kind": line.kind,
                "component": line.component,
                "label": line.label,
                "amount": line.amount,
                "basis": line.basis,
            }
            for line in lines
        ],
        "evidence": [
            {
                "position": item.position,
                "kind": item.kind,
                "about": item.about,
                "note": item.note,
                "given_by": item.given_by,
                "at": item.at,
                "file": item.file.token if item.file else None,
            }
            for item in evidence
        ],
        "questions": [
            {
                "position": place,
                "fact": item.fact,
                "ask": item.ask,
                "text": item.text,
                "asked_at": item.asked_at,
                "answered_at": item.answered_at,
            }
            for place, item in enumerate(questions, start=1)
        ],
        "decisions": [
            {
                "kind": item.kind,
                "outcome": item.outcome,
                "at": item.at,
                "note": item.note,
                "overrides": item.overrides,
                "split": item.split,
            }
            for item in decisions
        ],
        "verdict": spoken(claim.verdict),
    }
