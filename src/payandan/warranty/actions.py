"""The write door of warranty: drafts, publication, and terms bound to one unit."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.units.models import Unit
from payandan.warranty import rulebook
from payandan.warranty.events import DocumentPublished, DocumentWithdrawn, TermsBound, TermsUnbound
from payandan.warranty.models import Binding, Document
from payandan.warranty.rules import DocumentError, Pack, Terms, digest, document_to_mapping, parse_document


def save_draft(
    *,
    document: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    source: str = "",
    offered: bool = True,
    sold_from: date | None = None,
    sold_until: date | None = None,
) -> Document:
    """Keep a draft of `code@version`, right or wrong: only its id must be readable. A published one is refused."""
    if not actor.can("warranty.edit"):
        raise Refused("not_allowed")
    code, version = split_id(document.get("id"))
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(code=code, version=version).first()
        if row is not None and row.state != Document.State.DRAFT:
            raise Refused("published_never_changes", field="id", document=str(row))
        if row is None:
            row = Document(code=code, version=version, created_at=at, created_by_id=_user(actor))
        row.body, row.source = dict(document), source
        row.kind = Document.Kind.PACK if document.get("kind") == "pack" else Document.Kind.TERMS
        row.terms_kind = "" if row.kind == Document.Kind.PACK else str(document.get("kind") or "")[:20]
        row.offered, row.sold_from, row.sold_until = offered, sold_from, sold_until
        row.save()
        return row


def publish(*, document: Document, actor: Actor, at: datetime) -> Document:
    """Publish a draft: from now on it never changes. Refused("invalid_document") carries all problems."""
    if not actor.can("warranty.publish"):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        if row.state != Document.State.DRAFT:
            raise Refused("published_never_changes", document=str(row))
        _fill(row, _parsed(row.body))
        if row.kind == Document.Kind.TERMS and row.sold_from is None and _has_forerunner(row):
            # What was sold under the version before keeps its promise: the new one begins with today's sales.
            row.sold_from = timezone.localdate(at)
        row.state, row.published_at, row.published_by_id = Document.State.PUBLISHED, at, _user(actor)
        row.save()
        journal.record(_published(row), actor=actor, at=at, about=[("document", row.pk)])
        return row


def _has_forerunner(row: Document) -> bool:
    return Document.objects.filter(code=row.code, version__lt=row.version).exclude(state=Document.State.DRAFT).exists()


def withdraw(*, document: Document, actor: Actor, at: datetime, day: date) -> Document:
    """Give it to no unit that is sold on `day` or later. Units sold before keep the promise that they were given."""
    if not actor.can("warranty.publish"):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        if row.state != Document.State.PUBLISHED:
            raise Refused("not_published", document=str(row))
        row.state = Document.State.WITHDRAWN
        row.sold_until = min(day, row.sold_until) if row.sold_until else day
        row.save(update_fields=["state", "sold_until"])
        event = DocumentWithdrawn(document_id=row.pk, document=str(row), sold_until=row.sold_until.isoformat())
        journal.record(event, actor=actor, at=at, about=[("document", row.pk)])
        return row


def drop_draft(*, document: Document, actor: Actor) -> None:
    """Forget a draft."""
    if not actor.can("warranty.edit"):
        raise Refused("not_allowed")
    deleted, _ = Document.objects.filter(pk=document.pk, state=Document.State.DRAFT).delete()
    if not deleted:
        raise Refused("published_never_changes", document=str(document))


def bind(*, unit: Unit, document: Document, since: date, actor: Actor, at: datetime) -> Binding:
    """Give terms to one unit: an extended warranty that was bought, a recall, goodwill. Safe to repeat."""
    if not actor.can("warranty.bind"):
        raise Refused("not_allowed")
    if document.kind != Document.Kind.TERMS or document.state == Document.State.DRAFT:
        raise Refused("not_published", document=str(document))
    with transaction.atomic():
        binding, made = Binding.objects.get_or_create(
            unit=unit, document=document, defaults={"since": since, "created_at": at}
        )
        if made:
            event = TermsBound(
                unit_id=unit.pk, document_id=document.pk, document=str(document), since=since.isoformat()
            )
            journal.record(event, actor=actor, at=at, about=[("unit", unit.pk), ("document", document.pk)])
        return binding


def unbind(*, binding: Binding, ended_on: date, actor: Actor, at: datetime) -> Binding:
    """End a binding: faults from that day on are no longer its concern."""
    if not actor.can("warranty.bind"):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = Binding.objects.select_for_update().select_related("document").get(pk=binding.pk)
        if row.ended_on is not None:
            raise Refused("already_ended")
        if ended_on < row.since:
            raise Refused("ends_before_it_begins", field="ended_on")
        row.ended_on = ended_on
        row.save(update_fields=["ended_on"])
        event = TermsUnbound(
            unit_id=row.unit_id,
            document_id=row.document_id,
            document=str(row.document),
            ended_on=ended_on.isoformat(),
        )
        journal.record(event, actor=actor, at=at, about=[("unit", row.unit_id), ("document", row.document_id)])
        return row


def load_rulebook(
    *, actor: Actor, at: datetime, documents: Iterable[Mapping[str, Any]] | None = None
) -> list[Document]:
    """Publish the terms and packs that come with the program and are not here yet; returns what was added."""
    if not actor.can("warranty.publish"):
        raise Refused("not_allowed")
    with transaction.atomic():
        known = set(Document.objects.values_list("code", "version"))
        added: list[Document] = []
        for body in rulebook.shipped().values() if documents is None else documents:
            parsed = parse_document(body)
            code, version = split_id(parsed.id)
            if (code, version) in known:
                continue
            row = Document(code=code, version=version, created_at=at, body=dict(body))
            _fill(row, parsed)
            row.offered = _is_for_all(parsed)
            row.state, row.published_at = Document.State.PUBLISHED, at
            added.append(row)
        Document.objects.bulk_create(added)
        if added:
            events = [(_published(row), [("document", row.pk)]) for row in added]
            journal.record_many(events, actor=actor, at=at)
        return added


def split_id(written: object) -> tuple[str, int]:
    """`tv-standard@3` → ("tv-standard", 3). Raises Refused("bad_document_id")."""
    code, _, version = str(written or "").partition("@")
    if (
        not code
        or len(code) > 80
        or not version.isascii()
        or not version.isdigit()
        or not 0 < int(version[:10]) < 10**9
    ):
        raise Refused("bad_document_id", field="id", value=str(written or "")[:90])
    return code, int(version)


def _parsed(body: Mapping[str, Any]) -> Terms | Pack:
    try:
        return parse_document(body)
    except DocumentError as error:
        raise Refused("invalid_document", field="document", problems=list(error.problems)) from error


def _fill(row: Document, parsed: Terms | Pack) -> None:
    """The columns that a document is found by, from its content."""
    pack = isinstance(parsed, Pack)
    row.kind = Document.Kind.PACK if pack else Document.Kind.TERMS
    row.terms_kind = "" if isinstance(parsed, Pack) else parsed.kind
    row.body = document_to_mapping(parsed)
    row.digest = digest(parsed)
    row.categories = sorted(parsed.scope.categories or ())
    countries = sorted(parsed.scope.countries or ())
    row.country = countries[0] if len(countries) == 1 else ""
    if isinstance(parsed, Pack):
        row.sold_from, row.sold_until = parsed.scope.since, parsed.scope.until


def _is_for_all(parsed: Terms | Pack) -> bool:
    """Whether a shipped document is given to every unit in its scope; the rest is bought, or granted to one unit.

    A maker's promise names its categories; one that does not is a pattern to make one's own from.
    """
    if isinstance(parsed, Pack):
        return True
    if parsed.kind == "manufacturer":
        return parsed.scope.categories is not None
    return parsed.kind in ("statutory", "commitment", "repair", "replaced_part")


def _published(row: Document) -> DocumentPublished:
    return DocumentPublished(document_id=row.pk, document=str(row), kind=row.terms_kind or "pack", digest=row.digest)


def _user(actor: Actor) -> int | None:
    return actor.id if actor.kind == "staff" else None
