"""Putting a recall on a job."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.repairs import events, rules
from payandan.repairs.actions.shared import about, guard, locked
from payandan.repairs.models import RecallOnJob, RepairOrder
from payandan.repairs.queries.recalls import Recall, open_recalls


def add_recall(*, order: RepairOrder, code: str, actor: Actor, at: datetime) -> RecallOnJob:
    """Carry out a recall with an open job. Refused: not_allowed, not_found, closed, no_such_recall."""
    if not actor.can("repairs.bench"):
        guard(actor, "repairs.intake")
    with transaction.atomic():
        row = locked(order, actor=actor)
        if row.state in rules.CLOSED:
            raise Refused("closed", number=row.number)
        (found,) = chosen(open_recalls(row.unit, at=at), [code])
        return put_on(row, found, actor=actor, at=at)


def chosen(recalls: Sequence[Recall], codes: Sequence[str]) -> list[Recall]:
    """Those of the open recalls that were asked for. Refused("no_such_recall")."""
    known = {recall.code: recall for recall in recalls}
    if any(code not in known for code in codes):
        raise Refused("no_such_recall", field="recalls")
    return [known[code] for code in dict.fromkeys(codes)]


def put_on(order: RepairOrder, recall: Recall, *, actor: Actor, at: datetime) -> RecallOnJob:
    """Write it on the job, once."""
    row, made = RecallOnJob.objects.get_or_create(
        order=order, document_id=recall.document_id, defaults={"added_at": at}
    )
    if made:
        event = events.RecallAdded(order_id=order.pk, number=order.number, code=recall.code, title=recall.title)
        journal.record(event, actor=actor, at=at, about=about(order))
    return row
