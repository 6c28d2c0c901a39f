"""Terms given to one unit alone, and their end."""

from datetime import date, datetime

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.units.models import Unit
from payandan.warranty.events import TermsBound, TermsUnbound
from payandan.warranty.models import Binding, Document
from payandan.warranty.queries.bindings import speaks_of
from payandan.warranty.rules.publishing import UNPUBLISHED


def bind(*, unit: Unit, document: Document, since: date, actor: Actor, at: datetime, reason: str = "") -> Binding:
    """Give terms to one unit: an extended warranty that was bought, a recall, goodwill. Safe to repeat.

    A binding that has ended may be followed by a new one. Refused: not_allowed, not_published, not_in_scope.
    """
    if not actor.can("warranty.bind"):
        raise Refused("not_allowed")
    if document.kind != Document.Kind.TERMS or document.state in UNPUBLISHED:
        raise Refused("not_published", field="document", document=str(document))
    if not speaks_of(document, unit):
        raise Refused("not_in_scope", field="document", document=str(document))
    with transaction.atomic():
        said = store(reason)[:400]
        binding, made = Binding.objects.get_or_create(
            unit=unit, document=document, ended_on=None, defaults={"since": since, "reason": said, "created_at": at}
        )
        if made:
            event = TermsBound(unit.pk, document.pk, str(document), since.isoformat(), said)
            journal.record(event, actor=actor, at=at, about=[("unit", unit.pk), ("document", document.pk)])
        return binding


def unbind(*, binding: Binding, ended_on: date, actor: Actor, at: datetime, reason: str = "") -> Binding:
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
        event = TermsUnbound(row.unit_id, row.document_id, str(row.document), ended_on.isoformat(), store(reason)[:400])
        journal.record(event, actor=actor, at=at, about=[("unit", row.unit_id), ("document", row.document_id)])
        return row
