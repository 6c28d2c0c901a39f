"""Drafts: writing at them, with every save kept, and forgetting them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.warranty.events import DraftDropped, DraftSaved
from payandan.warranty.models import Document, Revision
from payandan.warranty.rules.differences import differences
from payandan.warranty.rules.publishing import check_move

_MOST_PATHS = 30
"""How many changed paths a fact names."""


def save_draft(
    *,
    document: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    source: str = "",
    offered: bool = True,
    sold_from: date | None = None,
    sold_until: date | None = None,
    revision: int | None = None,
) -> Document:
    """Keep a draft of `code@version`, right or wrong: only its id must be readable.

    `revision` is the one that the writer began from; where somebody else has saved since, Refused("stale"). Refused as
    well: under_review, published_never_changes. Saving what stands there already changes nothing.
    """
    if not actor.can("warranty.edit"):
        raise Refused("not_allowed")
    code, version = split_id(document.get("id"))
    person = actor.person
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(code=code, version=version).first()
        before = _checked(row, revision)
        if row is None:
            row = Document(code=code, version=version, created_at=at, created_by_id=person)
        kept = (dict(row.body or {}), row.source, row.offered, row.sold_from, row.sold_until)
        row.body, row.source = dict(document), source
        row.kind = Document.Kind.PACK if document.get("kind") == "pack" else Document.Kind.TERMS
        row.terms_kind = "" if row.kind == Document.Kind.PACK else str(document.get("kind") or "")[:20]
        row.offered, row.sold_from, row.sold_until = offered, sold_from, sold_until
        if before is not None and kept == (row.body, source, offered, sold_from, sold_until):
            return row
        row.written_by_id = person
        row.revision = 1 if before is None else row.revision + 1
        row.save()
        Revision.objects.create(document=row, number=row.revision, body=row.body, source=source, by_id=person, at=at)
        changed = () if before is None else tuple(change.path for change in differences(before, row.body))
        event = DraftSaved(row.pk, str(row), row.revision, changed[:_MOST_PATHS])
        journal.record(event, actor=actor, at=at, about=[("document", row.pk)])
        return row


def _checked(row: Document | None, revision: int | None) -> dict[str, Any] | None:
    """What the draft said before this save; None where there is none yet."""
    if row is None:
        return None
    try:
        check_move(row.state, "save")
    except Refused as refused:
        raise Refused(refused.code, field="id", document=str(row)) from refused
    if revision is not None and revision != row.revision:
        raise Refused("stale", document=str(row))
    return dict(row.body)


def drop_draft(*, document: Document, actor: Actor, at: datetime) -> None:
    """Forget a draft, with all its revisions."""
    if not actor.can("warranty.edit"):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(pk=document.pk).first()
        if row is None:
            return
        check_move(row.state, "drop")
        event = DraftDropped(row.pk, str(row))
        row.delete()
        journal.record(event, actor=actor, at=at, about=[("document", event.document_id)])


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
