"""Over REST: the explanation of a claim, binding evidence to what it shows, and second opinions."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.claims import actions, queries
from payandan.claims.api.answers import fresh
from payandan.claims.api.router import router
from payandan.claims.api.schemas import Code, Prose, Version, WholeClaimOut
from payandan.claims.models import Claim, Opinion
from payandan.claims.queries.explaining import explain
from payandan.claims.queries.tellings import codes, tell
from payandan.claims.rules import opinions as rules
from payandan.platform.api import rest
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.warranty.labels import spoken

Outcome = Literal["approved", "partly_approved", "rejected"]


class ExplanationQuery(rest.Filters):
    """Without `as_of`, as it stood at its newest decision, or now."""

    audience: Literal["sms", "customer", "clerk", "auditor"] = "customer"
    as_of: date | None = None
    language: Literal["fa", "en"] = "fa"


class DifferenceOut(rest.Out):
    path: str
    kept: Any
    made: Any


class ExplanationOut(rest.Out):
    number: str
    audience: str
    language: str
    at: Any
    compared_with: str
    same: bool
    differences: list[DifferenceOut]
    not_reconstructable: list[str]
    text: str
    codes: dict[str, Any] | None


class BindIn(rest.In):
    """What a piece of evidence is (left out: as it is) and which fact it shows."""

    about: Code
    kind: Code = ""
    version: Version | None = None


class AskOpinionIn(rest.In):
    """Another centre by its code; left out, whoever decides appeals."""

    branch: Code = ""


class OpinionIn(rest.In):
    outcome: Outcome
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


class MoreEvidenceIn(rest.In):
    text: Annotated[str, Field(min_length=1, max_length=500)]
    whom: Literal["customer", "technician", "laboratory"] = "technician"


class OpinionsQuery(rest.PageQuery):
    """Those that wait for this token's maker, the eldest first."""


class AwaitedOut(rest.Out):
    number: str
    why: str
    category: str
    asked_at: Any


class ComparedOut(rest.Out):
    """Shown only once the opinion has been given."""

    first: str
    second: str
    finding: str
    reason: str
    given_at: Any


class ReviewOut(AwaitedOut):
    """A claim as somebody sees it who is not to know how it was decided: without names, sums paid, or its state."""

    state: str
    blind: bool
    facts: dict[str, Any]
    description: Prose
    appeal_text: Prose
    request: str
    lines: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    verdict: dict[str, Any]
    compared: ComparedOut | None


@router.get(
    "/claims/{number}/explanation",
    auth=rest.allow("claims.view"),
    response=ExplanationOut,
    summary=_("Explain a claim"),
)
def explain_claim(request: ActorRequest, number: rest.Number, query: rest.Query[ExplanationQuery]) -> dict[str, Any]:
    """The reasons for one audience, and whether the verdict made again on that day's rule book is what was kept."""
    claim: Claim = rest.found(queries.with_parts(queries.visible(request.actor)), number=number)
    told = explain(claim, now=timezone.now(), as_of=query.as_of)
    return {
        "number": claim.number,
        "audience": query.audience,
        "language": query.language,
        "at": told.at,
        "compared_with": told.decision.kind if told.decision else "verdict",
        "same": told.same,
        "differences": [one.as_json() for one in told.differences],
        "not_reconstructable": list(told.unsure),
        "text": "" if query.audience == "auditor" else tell(told, query.audience, query.language),
        "codes": codes(told) if query.audience == "auditor" else None,
    }


@router.put(
    "/claims/{number}/evidence/{position}",
    auth=rest.allow("claims.work"),
    response=WholeClaimOut,
    summary=_("Bind evidence to what it shows"),
)
def bind_claim_evidence(
    request: ActorRequest, number: rest.Number, position: Annotated[int, Field(ge=0, le=1000)], body: BindIn
) -> dict[str, Any]:
    """Say what the piece at this position is, and which fact it shows; the verdict is made again."""
    claim: Claim = rest.found(queries.visible(request.actor), number=number)
    bound = actions.bind_evidence(
        claim=claim,
        position=position,
        about=body.about,
        kind=body.kind,
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(bound)


@router.post(
    "/claims/{number}/second-opinion",
    auth=rest.allow("claims.ask_review"),
    response={201: AwaitedOut},
    summary=_("Ask for a second opinion"),
)
def ask_second_opinion(request: ActorRequest, number: rest.Number, body: AskOpinionIn) -> dict[str, Any]:
    """Ask somebody who does not know the decision, at another centre or of whoever decides appeals."""
    claim: Claim = rest.found(queries.visible(request.actor), number=number)
    branch: Branch | None = rest.found(Branch.objects.all(), code=body.branch) if body.branch else None
    opinion = actions.ask_opinion(claim=claim, branch=branch, actor=request.actor, at=timezone.now())
    opinion.claim = claim
    return _awaited(opinion)


@router.get(
    "/opinions",
    auth=rest.allow("claims.review"),
    response=rest.Page[AwaitedOut],
    summary=_("List the second opinions that wait for me"),
)
def list_awaited_opinions(request: ActorRequest, query: rest.Query[OpinionsQuery]) -> dict[str, Any]:
    """Claims on which the opinion of this token's maker is awaited."""
    return rest.page(queries.awaited(request.actor), query, sort="asked_at", row=_awaited)


@router.get(
    "/opinions/{number}", auth=rest.allow("claims.review"), response=ReviewOut, summary=_("Read a case for an opinion")
)
def read_case_for_opinion(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """The case, its evidence and the reasons of the rule book; the first decision only once the opinion is given."""
    return _reviewed(_found(request, number))


@router.post(
    "/opinions/{number}", auth=rest.allow("claims.review"), response=ReviewOut, summary=_("Give a second opinion")
)
def give_second_opinion(request: ActorRequest, number: rest.Number, body: OpinionIn) -> dict[str, Any]:
    """Say how you would decide, and why; the answer compares it with the first decision."""
    seen = _found(request, number)
    actions.give_opinion(
        opinion=seen.opinion, outcome=body.outcome, reason=body.reason, actor=request.actor, at=timezone.now()
    )
    return _reviewed(_found(request, number))


@router.post(
    "/opinions/{number}/request",
    auth=rest.allow("claims.review"),
    response=ReviewOut,
    summary=_("Ask for more evidence before an opinion"),
)
def request_more_evidence(request: ActorRequest, number: rest.Number, body: MoreEvidenceIn) -> dict[str, Any]:
    """It cannot be said yet: what is missing, and who may have it."""
    seen = _found(request, number)
    actions.request_evidence(
        opinion=seen.opinion, text=body.text, whom=body.whom, actor=request.actor, at=timezone.now()
    )
    return _reviewed(_found(request, number))


def _found(request: ActorRequest, number: str) -> queries.Review:
    try:
        return queries.review(request.actor, number)
    except Opinion.DoesNotExist:
        raise rest.Problem("not-found") from None


def _awaited(opinion: Opinion) -> dict[str, Any]:
    claim = opinion.claim
    return {
        "number": claim.number,
        "why": opinion.why,
        "category": claim.unit.model.category.code,
        "asked_at": opinion.asked_at,
    }


def _reviewed(seen: queries.Review) -> dict[str, Any]:
    claim, opinion = seen.claim, seen.opinion
    hidden = seen.blind or opinion.state == rules.WAITING
    return {
        **_awaited(opinion),
        "state": opinion.state,
        "blind": seen.blind,
        "facts": claim.facts,
        "description": claim.description,
        "appeal_text": claim.appeal_text,
        "request": opinion.request,
        "lines": [
            {"id": str(row.position), "kind": row.kind, "component": row.component, "amount": str(row.amount)}
            for row in claim.lines.all()
        ],
        "evidence": [
            {
                "position": item.position,
                "kind": item.kind,
                "about": item.about,
                "given_by": item.given_by,
                "note": item.note,
                "file": item.file.token if item.file else None,
            }
            for item in claim.evidence.all()
        ],
        "verdict": spoken(claim.verdict),
        "compared": None
        if hidden
        else {
            "first": opinion.decision.outcome,
            "second": opinion.outcome,
            "finding": opinion.finding,
            "reason": opinion.reason,
            "given_at": opinion.given_at,
        },
    }
