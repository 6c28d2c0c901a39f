"""The documents that come with the program."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.warranty import rulebook
from payandan.warranty.actions.drafts import split_id
from payandan.warranty.actions.publishing import fill, published
from payandan.warranty.models import Document
from payandan.warranty.rules import Pack, Terms, parse_document


def load_rulebook(
    *, actor: Actor, at: datetime, documents: Iterable[Mapping[str, Any]] | None = None
) -> list[Document]:
    """Publish the terms and packs that come with the program and are not here yet; returns what was added.

    The system alone does this: for people there is the way by two.
    """
    if actor.kind != "system":
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
            fill(row, parsed)
            row.offered = _is_for_all(parsed)
            row.state, row.published_at = Document.State.PUBLISHED, at
            added.append(row)
        Document.objects.bulk_create(added)
        if added:
            events = [(published(row), [("document", row.pk)]) for row in added]
            journal.record_many(events, actor=actor, at=at)
        return added


def _is_for_all(parsed: Terms | Pack) -> bool:
    """Whether a shipped document is given to every unit in its scope; the rest is bought, or granted to one unit.

    A maker's promise names its categories; one that does not is a pattern to make one's own from.
    """
    if isinstance(parsed, Pack):
        return True
    if parsed.kind == "manufacturer":
        return parsed.scope.categories is not None
    return parsed.kind in ("statutory", "commitment", "repair", "replaced_part")
