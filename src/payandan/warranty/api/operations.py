"""Assessments, terms and packs over REST."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.platform.api import rest
from payandan.platform.kit.actors import Language
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest
from payandan.warranty import actions, labels, queries
from payandan.warranty.api.schemas import (
    DocumentIn,
    DocumentOut,
    DocumentsQuery,
    RevisionIn,
    SendBackIn,
    VerdictOut,
    WholeDocumentOut,
    WithdrawIn,
)
from payandan.warranty.models import Document
from payandan.warranty.words import explain_problem

router = rest.router(tag="warranty", refusal=labels.refusal)

DocumentId = Annotated[str, Field(max_length=90)]


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
def read_terms(request: ActorRequest, document_id: DocumentId) -> dict[str, Any]:
    """One version, whole; `tv-standard@3`."""
    return _whole(_found(request, document_id))


@router.post(
    "/terms",
    auth=rest.allow("warranty.edit"),
    response={201: WholeDocumentOut},
    summary=_("Save a draft of terms or of a law pack"),
)
def write_terms(request: ActorRequest, body: DocumentIn) -> Any:
    """A draft; with `propose`, proposed as well.

    With `publish` it is proposed and published in one, which takes `warranty.publish` and an installation for one
    person: elsewhere somebody else publishes (409 `second_person`), and nothing is saved.
    """
    actor, now = request.actor, timezone.now()
    with _problems_under("document"):
        draft = actions.save_draft(
            document=body.document,
            offered=body.offered,
            sold_from=body.sold_from,
            sold_until=body.sold_until,
            revision=body.revision,
            actor=actor,
            at=now,
        )
        if body.propose or body.publish:
            draft = actions.propose(document=draft, actor=actor, at=now)
        if body.publish:
            draft = actions.publish(document=draft, actor=actor, at=now)
    return _whole(draft)


@router.post(
    "/terms/{document_id}/propose",
    auth=rest.allow("warranty.edit"),
    response=WholeDocumentOut,
    summary=_("Propose a draft for publication"),
)
def propose_terms(request: ActorRequest, document_id: DocumentId, body: RevisionIn) -> Any:
    """Its author says that it is right; somebody else has to read and publish it."""
    row = _found(request, document_id)
    with _problems_under("document"):
        return _whole(actions.propose(document=row, revision=body.revision, actor=request.actor, at=timezone.now()))


@router.post(
    "/terms/{document_id}/take-back",
    auth=rest.allow("warranty.edit"),
    response=WholeDocumentOut,
    summary=_("Take a proposal back"),
)
def take_back_terms(request: ActorRequest, document_id: DocumentId) -> Any:
    """Make a draft of it again."""
    return _whole(actions.take_back(document=_found(request, document_id), actor=request.actor, at=timezone.now()))


@router.post(
    "/terms/{document_id}/publish",
    auth=rest.allow("warranty.publish"),
    response=WholeDocumentOut,
    summary=_("Publish what was proposed"),
)
def publish_terms(request: ActorRequest, document_id: DocumentId, body: RevisionIn) -> Any:
    """Publish what another person proposed (409 `second_person`); from then on it never changes."""
    row = _found(request, document_id)
    with _problems_under("document"):
        return _whole(actions.publish(document=row, revision=body.revision, actor=request.actor, at=timezone.now()))


@router.post(
    "/terms/{document_id}/send-back",
    auth=rest.allow("warranty.publish"),
    response=WholeDocumentOut,
    summary=_("Send a proposal back to its author"),
)
def send_back_terms(request: ActorRequest, document_id: DocumentId, body: SendBackIn) -> Any:
    """With what is to be put right, by another person than its author."""
    row = _found(request, document_id)
    return _whole(actions.send_back(document=row, reason=body.reason, actor=request.actor, at=timezone.now()))


@router.post(
    "/terms/{document_id}/withdraw",
    auth=rest.allow("warranty.publish"),
    response=WholeDocumentOut,
    summary=_("Offer terms or a law pack no longer"),
)
def withdraw_terms(request: ActorRequest, document_id: DocumentId, body: WithdrawIn) -> Any:
    """Units sold before that day keep what they were promised."""
    row, now = _found(request, document_id), timezone.now()
    day = body.day or timezone.localdate(now)
    return _whole(actions.withdraw(document=row, day=day, actor=request.actor, at=now))


@contextmanager
def _problems_under(path: str) -> Iterator[None]:
    """What is wrong in a document is answered path by path, beneath the field it came in."""
    try:
        yield
    except Refused as refused:
        if refused.code == "invalid_document":
            raise _invalid(refused, under=path) from refused
        raise


def _found(request: ActorRequest, document_id: str) -> Document:
    found = find(request, document_id)
    if found is None:
        raise rest.Problem("not-found")
    return found


def find(request: ActorRequest, document_id: str) -> Document | None:
    """The document of this id, if this actor may see it."""
    code, _at, version = document_id.partition("@")
    numbered = version.isascii() and version.isdigit() and len(version) < 10
    return queries.documents(request.actor).filter(code=code, version=int(version)).first() if numbered else None


def _whole(row: Document) -> dict[str, Any]:
    return {**_out(row), "document": row.body}


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
        "revision": row.revision,
        "proposed_at": row.proposed_at,
        "sent_back_for": row.sent_back_for,
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
