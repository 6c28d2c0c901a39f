"""Assessments, terms and packs over REST."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.platform.api import rest
from payandan.platform.kit.actors import Language
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest
from payandan.warranty import actions, labels, queries
from payandan.warranty.models import Document
from payandan.warranty.words import explain_problem

router = rest.router(tag="warranty", refusal=labels.refusal)


class ShareOut(rest.Out):
    payer: str
    terms: str | None
    amount: str


class LineOut(rest.Out):
    id: str
    outcome: Literal["covered", "partly", "not_covered", "undecided"]
    amount: str
    split: list[ShareOut]
    reasons: list[str]


class TextOut(rest.Out):
    fa: str
    en: str


class ReasonOut(rest.Out):
    id: str
    code: str
    effect: str
    terms: str | None
    clause: str | None
    law: dict[str, Any] | None
    facts: list[str]
    evidence: list[int]
    dates: dict[str, str | None]
    params: dict[str, Any]
    text: TextOut


class QuestionOut(rest.Out):
    fact: str
    decides: list[str]
    ask: str
    evidence: str | None
    text: TextOut


class RemedyOut(rest.Out):
    kind: str
    whose_choice: Literal["company", "customer"]
    because: str
    due_on: date | None


class VerdictOut(rest.Out):
    """The verdict, as the contract has it."""

    outcome: Literal["covered", "partly_covered", "not_covered", "undecided"]
    lines: list[LineOut]
    reasons: list[ReasonOut]
    questions: list[QuestionOut]
    remedies: list[RemedyOut]
    presumed: list[str]
    clocks: dict[str, str | None]
    rule_book: dict[str, Any]


class DocumentOut(rest.Out):
    id: str
    kind: Literal["terms", "pack"]
    terms_kind: str
    state: str
    offered: bool
    sold_from: date | None
    sold_until: date | None
    digest: str
    published_at: datetime | None


class WholeDocumentOut(DocumentOut):
    document: dict[str, Any]


class DocumentsQuery(rest.PageQuery):
    state: Literal["draft", "published", "withdrawn"] | None = None
    code: Annotated[str, Field(max_length=80)] = ""


class DocumentIn(rest.In):
    document: dict[str, Any]
    offered: bool = True
    sold_from: rest.Day | None = None
    sold_until: rest.Day | None = None
    publish: bool = False


@router.post("/assessments", auth=rest.allow("warranty.assess"), response=VerdictOut, summary=_("Decide a case"))
@rest.idempotent(ignored=True)
def assess(request: ActorRequest, case: rest.Body[dict[str, Any]]) -> Any:
    """A case in, a verdict out: pure, nothing is kept. `serial` alone brings a registered unit with its terms."""
    try:
        return rest.raw(queries.assess(case, request.actor, today=timezone.localdate()))
    except Refused as refused:
        raise _invalid(refused) from refused


@router.get("/terms", auth=rest.allow("warranty.view"), response=rest.Page[DocumentOut], summary=_("List terms"))
def list_terms(request: ActorRequest, query: rest.Query[DocumentsQuery]) -> dict[str, Any]:
    """Every version of all terms, newest first."""
    return _page(request, query, Document.Kind.TERMS)


@router.get("/packs", auth=rest.allow("warranty.view"), response=rest.Page[DocumentOut], summary=_("List law packs"))
def list_packs(request: ActorRequest, query: rest.Query[DocumentsQuery]) -> dict[str, Any]:
    """Every version of all law packs, newest first."""
    return _page(request, query, Document.Kind.PACK)


@router.get(
    "/terms/{document_id}",
    auth=rest.allow("warranty.view"),
    response=WholeDocumentOut,
    summary=_("Read terms or a law pack"),
)
def read_terms(request: ActorRequest, document_id: Annotated[str, Field(max_length=90)]) -> dict[str, Any]:
    """One version, whole; `tv-standard@3`."""
    code, _at, version = document_id.partition("@")
    numbered = version.isascii() and version.isdigit() and len(version) < 10
    found = queries.documents(request.actor).filter(code=code, version=int(version)).first() if numbered else None
    if found is None:
        raise rest.Problem("not-found")
    return {**_out(found), "document": found.body}


@router.post(
    "/terms",
    auth=rest.allow("warranty.edit"),
    response={201: WholeDocumentOut},
    summary=_("Save a draft of terms or of a law pack, and publish it"),
)
def write_terms(request: ActorRequest, body: DocumentIn) -> Any:
    """A draft; with `publish`, published at once, which takes `warranty.publish`."""
    actor, now = request.actor, timezone.now()
    try:
        draft = actions.save_draft(
            document=body.document,
            offered=body.offered,
            sold_from=body.sold_from,
            sold_until=body.sold_until,
            actor=actor,
            at=now,
        )
        if body.publish:
            draft = actions.publish(document=draft, actor=actor, at=now)
    except Refused as refused:
        if refused.code == "invalid_document":
            raise _invalid(refused, under="document") from refused
        raise
    return {**_out(draft), "document": draft.body}


def _page(request: ActorRequest, query: DocumentsQuery, kind: str) -> dict[str, Any]:
    rows = queries.documents(request.actor).filter(kind=kind)
    if query.state:
        rows = rows.filter(state=query.state)
    if query.code:
        rows = rows.filter(code=query.code)
    return rest.page(rows, query, sort="-id", row=_out)


def _out(row: Document) -> dict[str, Any]:
    return {
        "id": str(row),
        "kind": row.kind,
        "terms_kind": row.terms_kind,
        "state": row.state,
        "offered": row.offered,
        "sold_from": row.sold_from,
        "sold_until": row.sold_until,
        "digest": row.digest,
        "published_at": row.published_at,
    }


def _invalid(refused: Refused, under: str = "") -> rest.Problem:
    """What is wrong in a case or a document, path by path."""
    language: Language = "en" if get_language() == "en" else "fa"
    problems = refused.params.get("problems") or ()
    if not problems:
        message = labels.refusal(refused.code, refused.params)
        return rest.invalid(rest.FieldError(refused.field, refused.code, message))
    errors = [
        rest.FieldError(".".join(filter(None, (under, item.path))), item.code, explain_problem(item, language))
        for item in problems
    ]
    return rest.invalid(*errors)
