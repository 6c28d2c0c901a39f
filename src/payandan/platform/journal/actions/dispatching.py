"""Bringing facts to their listeners: at least once, and exactly once for what a listener writes here."""

import logging
import secrets
import traceback
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from payandan.platform.journal import rules
from payandan.platform.journal.actions.recording import listener, record, wake
from payandan.platform.journal.events import DeliveryRetried
from payandan.platform.journal.models import Delivery
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 25
DIED = "The worker ended in the middle of this delivery."


class Dispatched(NamedTuple):
    """What one batch came to; `claimed` of 0 means that nothing is due."""

    claimed: int = 0
    done: int = 0
    failed: int = 0


def dispatch(*, at: datetime, size: int = BATCH) -> Dispatched:
    """Lease up to `size` deliveries that are due at `at`, and run each in a transaction of its own.

    What the listener writes and the mark that it was delivered commit together. A listener that raises is tried again
    after growing pauses, then left for dead with its error. Safe with any number of workers at once.
    """
    lease = secrets.token_hex(16)
    claimed = _claim(lease, at, size)
    done = sum(_deliver(delivery_id, lease, at) for delivery_id in claimed)
    return Dispatched(len(claimed), done, len(claimed) - done)


def expire_leases(*, at: datetime) -> int:
    """End every lease: for a worker that knows itself to be the only one, after the one before it was killed."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, leased_until__gte=at).update(
        leased_until=at - timedelta(microseconds=1)
    )


def retry_delivery(delivery_id: int, *, actor: Actor, at: datetime) -> Delivery:
    """Put a dead delivery back in the queue. Refused: `not_allowed`, `not_dead`."""
    if not actor.can("journal.retry"):
        raise Refused("not_allowed")
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(pk=delivery_id, state=Delivery.State.DEAD).first()
        if delivery is None:
            raise Refused("not_dead")
        delivery.state = Delivery.State.WAITING
        delivery.attempts = 0
        delivery.due_at = at
        delivery.leased_until = None
        delivery.save(update_fields=["state", "attempts", "due_at", "leased_until"])
        event = DeliveryRetried(delivery=delivery.pk, listener=delivery.listener)
        record(event, actor=actor, at=at, about=[("delivery", delivery.pk)])
        wake()
    return delivery


def forget_deliveries(*, before: datetime, limit: int = 5000) -> int:
    """Delete up to `limit` deliveries that were done before a moment: the facts stay, and say the same."""
    done = Delivery.objects.filter(state=Delivery.State.DONE, due_at__lt=before).order_by("pk")
    deleted, _ = Delivery.objects.filter(pk__in=list(done.values_list("pk", flat=True)[:limit])).delete()
    return deleted


def _due(at: datetime) -> QuerySet[Delivery]:
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    return Delivery.objects.filter(free, state=Delivery.State.WAITING, due_at__lte=at).order_by("due_at", "id")


def _claim(lease: str, at: datetime, size: int) -> list[int]:
    if not _due(at).exists():  # the sweep must not take SQLite's one write lock for nothing
        return []
    with transaction.atomic():
        waiting = _due(at)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        found = list(waiting[:size])
        gone = _bury_killers([delivery for delivery in found if delivery.leased_until])
        claimed = [delivery.pk for delivery in found if delivery.pk not in gone]
        Delivery.objects.filter(pk__in=claimed).update(lease=lease, leased_until=at + LEASE)
    return claimed


def _bury_killers(left_over: Sequence[Delivery]) -> set[int]:
    """Count an attempt for deliveries whose worker died; give up those that did so too often."""
    for delivery in left_over:
        delivery.attempts += 1
        delivery.error = DIED
        if rules.pause_after(delivery.attempts) is None:
            delivery.state = Delivery.State.DEAD
    Delivery.objects.bulk_update(left_over, ["attempts", "error", "state"])
    return {delivery.pk for delivery in left_over if delivery.state == Delivery.State.DEAD}


def _deliver(delivery_id: int, lease: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return _hand_over(delivery_id, lease)
    except Exception as error:  # a listener may raise anything
        log.exception("Delivery %s failed", delivery_id)
        _postpone(delivery_id, lease, at, error)
        return False


def _hand_over(delivery_id: int, lease: str) -> bool:
    held = Delivery.objects.select_related("fact").select_for_update(of=("self",))
    delivery = held.filter(pk=delivery_id, lease=lease, state=Delivery.State.WAITING).first()
    if delivery is None:  # the lease ran out and another worker has it now
        return False
    found = listener(delivery.fact.name, delivery.listener)
    if found is None:
        delivery.state, delivery.error = Delivery.State.DEAD, "No such listener exists any more."
    else:
        event_type, handler = found
        handler(rules.rebuild(event_type, delivery.fact.body), delivery.fact)
        delivery.state, delivery.error = Delivery.State.DONE, ""
        delivery.attempts += 1
    delivery.leased_until, delivery.lease = None, ""
    delivery.save(update_fields=["state", "attempts", "error", "leased_until", "lease"])
    return delivery.state == Delivery.State.DONE


def _postpone(delivery_id: int, lease: str, at: datetime, error: Exception) -> None:
    with transaction.atomic():
        held = Delivery.objects.select_for_update().filter(pk=delivery_id, lease=lease, state=Delivery.State.WAITING)
        delivery = held.first()
        if delivery is None:
            return
        delivery.attempts += 1
        delivery.error = "".join(traceback.format_exception(error, limit=-3))[-2000:]
        pause = rules.pause_after(delivery.attempts)
        if pause is None:
            delivery.state = Delivery.State.DEAD
        else:
            delivery.due_at = at + pause
        delivery.leased_until, delivery.lease = None, ""
        delivery.save(update_fields=["state", "attempts", "error", "due_at", "leased_until", "lease"])
