"""Claims over REST."""

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.claims import actions, queries, words
from payandan.claims.actions import EvidenceDraft
from payandan.claims.api.answers import asked_of, brief, filed, fresh, line_draft, whole
from payandan.claims.api.router import router
from payandan.claims.api.schemas import (
    AnswerIn,
    AppealDecisionIn,
    AppealIn,
    AskIn,
    ClaimIn,
    ClaimOut,
    ClaimsQuery,
    DecisionIn,
    FactsIn,
    LinesIn,
    SettlementIn,
    TimelineOut,
    UploadIn,
    WholeClaimOut,
)
from payandan.claims.models import Claim
from payandan.platform.api import rest
from payandan.platform.files import actions as files
from payandan.platform.people.permissions import ActorRequest


@router.get("/claims", auth=rest.allow("claims.view"), response=rest.Page[ClaimOut], summary=_("List claims"))
def list_claims(request: ActorRequest, query: rest.Query[ClaimsQuery]) -> dict[str, Any]:
    """The claims that this token may see."""
    asked = query.model_dump(exclude={"limit", "cursor", "sort"})
    return rest.page(queries.list_claims(request.actor, asked), query, sort=query.sort, row=brief)


@router.get("/claims/{number}", auth=rest.allow("claims.view"), response=WholeClaimOut, summary=_("Read a claim"))
def read_claim(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """One claim with its verdict in both languages, its lines, evidence, questions and decisions."""
    return whole(rest.found(queries.with_parts(queries.visible(request.actor)), number=number))


@router.post("/claims", auth=rest.allow("claims.file"), response={201: WholeClaimOut}, summary=_("File a claim"))
@rest.idempotent(required=True)
def file_claim(request: ActorRequest, body: ClaimIn) -> Any:
    """File a claim; the answer has its verdict."""
    claim = actions.file_claim(description=body.description, straight_through=True, **asked_of(request, body))
    # A rule of payment may have decided or asked already; else what it cannot have yet is not asked for.
    answer = fresh(claim) if claim.version > 1 else filed(claim, with_evidence=bool(body.evidence))
    return rest.Reply(answer, status=201, headers={"Location": f"/api/v1/claims/{claim.number}"})


@router.post(
    "/claims/{number}/facts", auth=rest.allow("claims.work"), response=WholeClaimOut, summary=_("State a fact")
)
def state_claim_fact(request: ActorRequest, number: rest.Number, body: FactsIn) -> dict[str, Any]:
    """Learn a fact from a source; the verdict is made again."""
    claim = actions.state_fact(
        claim=_found(request, number),
        path=body.path,
        value=body.value,
        source=body.source or "",
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(claim)


@router.post(
    "/claims/{number}/evidence",
    auth=rest.allow("claims.work"),
    response={201: WholeClaimOut},
    summary=_("Upload evidence"),
)
def add_claim_evidence(
    request: ActorRequest,
    number: rest.Number,
    file: rest.File[rest.UploadedFile],
    said: rest.Form[UploadIn],
) -> dict[str, Any]:
    """A photo or a PDF (multipart/form-data), what it is and what it is about; the verdict is made again."""
    claim, now = _found(request, number), timezone.now()
    stored = files.store(file, owner=None, actor=request.actor, at=now)
    draft = EvidenceDraft(kind=said.kind, about=said.about, file=stored, note=said.note, source=said.source)
    return fresh(actions.add_evidence(claim=claim, evidence=[draft], actor=request.actor, at=now))


@router.put(
    "/claims/{number}/lines", auth=rest.allow("claims.work"), response=WholeClaimOut, summary=_("Put the estimate")
)
def set_claim_lines(request: ActorRequest, number: rest.Number, body: LinesIn) -> dict[str, Any]:
    """What has to be paid, line by line, instead of what stood there."""
    claim = actions.set_lines(
        claim=_found(request, number),
        lines=[line_draft(line) for line in body.lines],
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(claim)


@router.post(
    "/claims/{number}/questions", auth=rest.allow("claims.work"), response={201: WholeClaimOut}, summary=_("Ask")
)
def ask_about_claim(request: ActorRequest, number: rest.Number, body: AskIn) -> dict[str, Any]:
    """Put a question to the customer, or send the unit to inspection."""
    claim = _found(request, number)
    actions.ask(
        claim=claim,
        path=body.path,
        whom=body.whom,
        text=body.text,
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(claim)


@router.post(
    "/claims/{number}/questions/{position}/answer",
    auth=rest.allow("claims.work"),
    response=WholeClaimOut,
    summary=_("Answer a question"),
)
def answer_claim_question(
    request: ActorRequest,
    number: rest.Number,
    position: Annotated[int, Field(ge=1, le=1000)],
    body: AnswerIn,
) -> dict[str, Any]:
    """Write down what was answered to the question at this position, the first being 1."""
    questions = _found(request, number).questions.select_related("claim")[position - 1 : position]
    if not questions:
        raise rest.Problem("not-found")
    actions.answer_question(
        question=questions[0],
        value=body.value,
        text=body.text,
        source=body.source or "",
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(questions[0].claim)


@router.post("/claims/{number}/decision", auth=rest.allow("claims.decide"), response=WholeClaimOut, summary=_("Decide"))
def decide_claim(request: ActorRequest, number: rest.Number, body: DecisionIn) -> dict[str, Any]:
    """Decide as proposed, otherwise in the customer's favour, or reject on evidence."""
    claim = _found(request, number)
    actions.decide(
        claim=claim,
        reject=body.reject,
        customer_pays=None if body.customer_pays is None else {item.line: item.amount for item in body.customer_pays},
        note=body.note,
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(claim)


@router.post("/claims/{number}/appeal", auth=rest.allow("claims.work"), response=WholeClaimOut, summary=_("Appeal"))
def appeal_claim(request: ActorRequest, number: rest.Number, body: AppealIn) -> dict[str, Any]:
    """Write down that the customer does not agree."""
    claim = actions.appeal(claim=_found(request, number), text=body.text, actor=request.actor, at=timezone.now())
    return fresh(claim)


@router.post(
    "/claims/{number}/appeal-decision",
    auth=rest.allow("claims.appeals"),
    response=WholeClaimOut,
    summary=_("Decide an appeal"),
)
def decide_claim_appeal(request: ActorRequest, number: rest.Number, body: AppealDecisionIn) -> dict[str, Any]:
    """By another person than the first decider; never worse for the customer."""
    claim = _found(request, number)
    actions.decide_appeal(
        claim=claim,
        note=body.note,
        customer_pays={item.line: item.amount for item in body.customer_pays},
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(claim)


@router.post(
    "/claims/{number}/settlement", auth=rest.allow("claims.settle"), response=WholeClaimOut, summary=_("Settle")
)
def settle_claim(request: ActorRequest, number: rest.Number, body: SettlementIn) -> dict[str, Any]:
    """Credit or pay the company's part; all of it where nothing is named."""
    claim = _found(request, number)
    actions.settle(
        claim=claim,
        by_payer=None if body.by_payer is None else {item.payer: item.amount for item in body.by_payer},
        reference=body.reference,
        days_out=body.days_out,
        version=body.version,
        actor=request.actor,
        at=timezone.now(),
    )
    return fresh(claim)


@router.post(
    "/claims/{number}/withdrawal", auth=rest.allow("claims.work"), response=WholeClaimOut, summary=_("Withdraw")
)
def withdraw_claim(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """Take the claim back before it is decided."""
    claim = actions.withdraw(claim=_found(request, number), actor=request.actor, at=timezone.now())
    return fresh(claim)


@router.get(
    "/claims/{number}/timeline", auth=rest.allow("claims.view"), response=TimelineOut, summary=_("Read the history")
)
def read_claim_timeline(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """The hundred newest facts, newest first, in the reader's language."""
    language = "en" if get_language() == "en" else "fa"
    told = []
    for fact in queries.timeline(_found(request, number)):
        word = words.SENTENCES.get(fact.name)
        text = word(fact.body, language) if word else ""
        told.append({"at": fact.at, "name": fact.name, "by": fact.actor_name, "text": text})
    return {"items": told}


def _found(request: ActorRequest, number: str) -> Claim:
    claim: Claim = rest.found(queries.visible(request.actor), number=number)
    return claim
