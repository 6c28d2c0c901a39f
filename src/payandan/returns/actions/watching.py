"""What the clock finds out: parcels that are late, and those of which nothing is heard; and closing what was found."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.returns import rules
from payandan.returns.actions.shared import about, body, enter, guard, open_task
from payandan.returns.events import ShipmentMoved, TroubleClosed
from payandan.returns.models import Shipment, Task


def call_late(shipment_id: int, *, at: datetime) -> None:
    """Open the task of a late one, once for each promised day."""
    with transaction.atomic():
        row = Shipment.objects.select_for_update(of=("self",)).get(pk=shipment_id)
        if not rules.is_late(row.state, row.promised_on, timezone.localdate(at)) or row.late_for == row.promised_on:
            return
        row.late_for = row.promised_on
        row.save(update_fields=["late_for"])
        open_task(row, rules.LATE, actor=SYSTEM, at=at)


def expire(shipment_id: int, *, at: datetime) -> None:
    """Stop waiting for news of one of which nothing was heard for long; somebody must look for it."""
    with transaction.atomic():
        row = Shipment.objects.select_for_update(of=("self",)).get(pk=shipment_id)
        if row.state not in rules.UNDER_WAY:
            return
        before = enter(row, "expire", at=at)
        row.check_at = None
        row.save(update_fields=["state", "entered_at", "check_at"])
        record(ShipmentMoved(*body(row), row.leg, before, row.state), actor=SYSTEM, at=at, about=about(row))
        open_task(row, "lost", actor=SYSTEM, at=at)


def close_task(*, task_id: int, note: str, actor: Actor, at: datetime) -> Task:
    """Write down what was done about it. Refused: `not_allowed`, `not_found`, `reason_missing`, `task_closed`."""
    guard(actor)
    done = store(note)[:300]
    if not done:
        raise Refused("reason_missing", "note")
    with transaction.atomic():
        task = Task.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=task_id).first()
        if task is None:
            raise Refused("not_found")
        if task.closed_at is not None:
            raise Refused("task_closed")
        task.closed_at, task.closed_by, task.note = at, actor.name[:160], done
        task.save(update_fields=["closed_at", "closed_by", "note"])
        row = task.shipment
        record(TroubleClosed(*body(row), task.trouble, done), actor=actor, at=at, about=about(row))
    return task
