"""From a draft to a promise: its author proposes it, another person publishes it or sends it back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store_lines
from payandan.warranty.events import (
    DocumentProposed,
    DocumentPublished,
    DocumentSentBack,
    DocumentWithdrawn,
    ProposalTakenBack,
)
from payandan.warranty.models import Document
from payandan.warranty.rules import (
    DocumentError,
    Pack,
    Terms,
    digest,
    document_to_mapping,
    overlapping,
    parse_document,
    parse_stored,
)
from payandan.warranty.rules.publishing import UNPUBLISHED, Move, check_move, is_second


def propose(*, document: Document, actor: Actor, at: datetime, revision: int | None = None) -> Document:
    """Say that a draft is right; from now on it rests until it is published, sent back or taken back.

    Refused("invalid_document") carries all problems; Refused("stale") where it is another `revision` by now.
    """
    with transaction.atomic():
        row, move = _locked(document, "propose", actor, revision)
        _parsed(row.body)
        row.state, row.proposed_at, row.proposed_by_id = move.to, at, actor.person
        row.sent_back_for = ""
        row.save(update_fields=["state", "proposed_at", "proposed_by", "sent_back_for"])
        _record(DocumentProposed(row.pk, str(row), row.revision), row, actor, at)
        return row


def take_back(*, document: Document, actor: Actor, at: datetime) -> Document:
    """Make a draft of a proposal again, to write at it."""
    with transaction.atomic():
        row, move = _locked(document, "take_back", actor)
        row.state, row.proposed_at, row.proposed_by_id = move.to, None, None
        row.save(update_fields=["state", "proposed_at", "proposed_by"])
        _record(ProposalTakenBack(row.pk, str(row)), row, actor, at)
        return row


def send_back(*, document: Document, reason: str, actor: Actor, at: datetime) -> Document:
    """Give a proposal back to its author, with what is to be put right. Another person than the author does this."""
    with transaction.atomic():
        row, move = _locked(document, "send_back", actor)
        said = store_lines(reason)[:1000]
        if not said.strip():
            raise Refused("reason_needed", field="reason")
        row.state, row.sent_back_for = move.to, said
        row.save(update_fields=["state", "sent_back_for"])
        _record(DocumentSentBack(row.pk, str(row), row.revision, said), row, actor, at)
        return row


def publish(*, document: Document, actor: Actor, at: datetime, revision: int | None = None) -> Document:
    """Publish what was proposed: from now on it never changes.

    Another person than who proposed it and who wrote it last does this (Refused: second_person), or the system, or, in
    an installation for one person, anybody who may publish. `revision` is what that person has read (Refused: stale).
    """
    with transaction.atomic():
        row, move = _locked(document, "publish", actor, revision)
        parsed = _parsed(row.body)
        _check_alone(parsed)
        fill(row, parsed)
        if row.kind == Document.Kind.TERMS and row.sold_from is None and _has_forerunner(row):
            # What was sold under the version before keeps its promise: the new one begins with today's sales.
            row.sold_from = timezone.localdate(at)
        row.state, row.published_at, row.published_by_id = move.to, at, actor.person
        row.save()
        alone = actor.kind != "system" and not _is_second(row, actor)
        _record(published(row, alone=alone), row, actor, at)
        return row


def withdraw(*, document: Document, actor: Actor, at: datetime, day: date) -> Document:
    """Give it to no unit that is sold on `day` or later. Units sold before keep the promise that they were given."""
    with transaction.atomic():
        row, move = _locked(document, "withdraw", actor)
        row.state = move.to
        row.sold_until = min(day, row.sold_until) if row.sold_until else day
        row.save(update_fields=["state", "sold_until"])
        _record(DocumentWithdrawn(row.pk, str(row), row.sold_until.isoformat()), row, actor, at)
        return row


def published(row: Document, *, alone: bool = False) -> DocumentPublished:
    """The fact that a document is a promise now."""
    return DocumentPublished(row.pk, str(row), row.terms_kind or "pack", row.digest, alone)


def fill(row: Document, parsed: Terms | Pack) -> None:
    """The columns that a document is found by, from its content."""
    row.kind = Document.Kind.PACK if isinstance(parsed, Pack) else Document.Kind.TERMS
    row.terms_kind = "" if isinstance(parsed, Pack) else parsed.kind
    row.body = document_to_mapping(parsed)
    row.digest = digest(parsed)
    row.categories = sorted(parsed.scope.categories or ())
    countries = sorted(parsed.scope.countries or ())
    row.country = countries[0] if len(countries) == 1 else ""
    if isinstance(parsed, Pack):
        row.sold_from, row.sold_until = parsed.scope.since, parsed.scope.until


def _locked(document: Document, act: str, actor: Actor, revision: int | None = None) -> tuple[Document, Move]:
    """The document, locked, and the move that the table has for this act; refused where it has none for this actor."""
    row = Document.objects.select_for_update().filter(pk=document.pk).first()
    if row is None:
        raise Refused("not_found")
    try:
        move = check_move(row.state, act)
    except Refused as refused:
        if not _may(act, actor):
            raise Refused("not_allowed") from refused
        raise Refused(refused.code, document=str(row)) from refused
    if not actor.can(move.capability):
        raise Refused("not_allowed")
    if revision is not None and revision != row.revision:
        raise Refused("stale", document=str(row))
    if move.second and actor.kind != "system" and not settings.ONE_PERSON and not _is_second(row, actor):
        raise Refused("second_person", document=str(row))
    return row, move


def _may(act: str, actor: Actor) -> bool:
    return actor.can("warranty.edit" if act in ("propose", "take_back") else "warranty.publish")


def _is_second(row: Document, actor: Actor) -> bool:
    return is_second(actor.person, (row.proposed_by_id, row.written_by_id or row.created_by_id))


def _has_forerunner(row: Document) -> bool:
    earlier = Document.objects.filter(code=row.code, version__lt=row.version)
    return earlier.exclude(state__in=UNPUBLISHED).exists()


def _parsed(body: Mapping[str, Any]) -> Terms | Pack:
    try:
        return parse_document(body)
    except DocumentError as error:
        raise Refused("invalid_document", field="document", problems=list(error.problems)) from error


def _check_alone(parsed: Terms | Pack) -> None:
    """Two packs of one subject, scope and time would both speak: refused, with the name of the other."""
    if not isinstance(parsed, Pack):
        return
    rows = Document.objects.filter(kind=Document.Kind.PACK, state=Document.State.PUBLISHED)
    held = (parse_stored(body) for body in rows.order_by("code", "version").values_list("body", flat=True))
    other = overlapping((pack for pack in held if isinstance(pack, Pack)), parsed)
    if other is not None:
        raise Refused("same_scope", field="scope", document=other.id)


def _record(event: object, row: Document, actor: Actor, at: datetime) -> None:
    journal.record(event, actor=actor, at=at, about=[("document", row.pk)])
