"""Periodic work of claims: rights fall due by themselves, and people are warned before."""

from datetime import timedelta

from django.utils import timezone

from payandan.claims.actions import cores, grants, warnings
from payandan.claims.queries import radar
from payandan.platform.jobs.actions import crontab, periodic
from payandan.platform.kit.actors import SYSTEM

_BATCH = 200


@periodic(every=timedelta(hours=1))
def watch_repairs() -> None:
    """Reckon the clocks of all repairs under way, and grant what has fallen due."""
    last, now = 0, timezone.now()
    while claims := list(radar.under_way(last)[:_BATCH]):
        last = claims[-1].pk
        for one in radar.ungranted(grants.reckon(claims=claims, at=now)):
            grants.grant_rights(claim=one.claim, at=now)


@periodic(every=crontab(minute="30", hour="7"))
def warn_of_rights() -> None:
    """Tell the people of each centre in the morning which rights fall due within the next working days."""
    warnings.warn_staff(at=timezone.now())


@periodic(every=crontab(minute="10", hour="6"))
def watch_cores() -> None:
    """Tell centres which defective parts fall due, and charge them for those that stayed out all the same."""
    now = timezone.now()
    cores.notice_due(actor=SYSTEM, at=now)
    cores.charge_overdue(actor=SYSTEM, at=now)
