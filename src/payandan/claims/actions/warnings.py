"""Warning people in the morning of rights that are about to fall due."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from payandan.claims.models import RepairClock
from payandan.claims.queries import radar
from payandan.claims.words.radar import digest_row
from payandan.platform.notifications.actions import notify
from payandan.platform.notifications.rules import Recipient
from payandan.platform.people.models import User
from payandan.platform.ui.words import day, digits, money, name_in

MOST = 30
"""A mail is read; a longer one is not. The page has them all."""


def warn_staff(*, at: datetime) -> int:
    """One mail a day to each who holds `claims.radar`: the repairs of their branches in which a right is about to fall
    due. How many were written to; on one day nobody is written to twice.
    """
    today = timezone.localdate(at)
    told = 0
    for user, actor in radar.watchers():
        rows = radar.alerts(actor, today=today, most=MOST)
        if rows:
            _mail(user, rows, at)
            told += 1
    return told


def _mail(user: User, rows: list[RepairClock], at: datetime) -> None:
    today = timezone.localdate(at)
    language = "en" if user.language == "en" else "fa"
    with translation.override(language), transaction.atomic():
        notify(
            template="claims.radar_digest",
            to=Recipient(name=user.name, email=user.email, language="en" if language == "en" else "fa"),
            context={
                "name": user.name,
                "count": digits(len(rows)),
                "day": day(radar.warning_day(radar.country_calendar(), today), "long"),
                "rows": "\n".join(_line(row) for row in rows),
                "link": f"{settings.BASE_URL}{reverse('claims-radar')}",
            },
            about=None,
            unique_key=f"claims.radar_digest:{user.pk}:{today.isoformat()}",
            at=at,
            channels=("email",),
        )


def _line(row: RepairClock) -> str:
    claim = row.claim
    stake = money(row.stake, claim.currency) if row.stake else ""
    return digest_row(claim.number, name_in(claim.unit.model), row.next_kind, row.next_on, stake)
