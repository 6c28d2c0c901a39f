"""Sealing the journal, so that a change made behind the program's back shows."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from payandan.platform.journal import rules
from payandan.platform.journal.models import Fact, Seal
from payandan.platform.journal.queries import rows_between

SETTLED = timedelta(seconds=5)
"""How far two clocks may differ, and how long a fact rests before it is sealed."""


def seal(*, at: datetime, limit: int = 1000) -> Seal | None:
    """Seal up to `limit` facts that follow the newest seal; None when there is nothing (yet) to seal.

    On PostgreSQL a lower id may become visible after a higher one. A fact recorded before the oldest running write
    began has a lower id than anything that write will still add, so only such facts are sealed.
    """
    horizon = _horizon(at)
    last = Seal.objects.order_by("-up_to").first()
    start, previous = (last.up_to, last.digest) if last else (0, rules.FIRST_DIGEST)
    up_to = _last_settled(start, horizon, limit)
    if up_to is None:
        return None
    digest, count, _ = rules.digest(previous, rows_between(start, up_to))
    try:
        with transaction.atomic():
            return Seal.objects.create(up_to=up_to, count=count, previous=previous, digest=digest, sealed_at=at)
    except IntegrityError:  # another worker sealed the same facts first
        return None


def _last_settled(start: int, horizon: datetime, limit: int) -> int | None:
    up_to = None
    for fact_id, recorded_at in (
        Fact.objects.filter(pk__gt=start).order_by("pk").values_list("pk", "recorded_at")[:limit]
    ):
        if recorded_at >= horizon:
            break
        up_to = fact_id
    return up_to


def _horizon(at: datetime) -> datetime:
    """Facts recorded before this moment are all visible."""
    if connection.vendor != "postgresql":
        return at - SETTLED
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        oldest: datetime | None = cursor.fetchone()[0]
    return min(at, oldest or at) - SETTLED
