"""Periodic work of units."""

from datetime import timedelta

from django.utils import timezone

from payandan.platform.jobs.actions import periodic
from payandan.units.actions import weigh_scans


@periodic(every=timedelta(minutes=10))
def find_copies() -> None:
    """Look at what was asked about units lately for signs of copies; an hour back, so that a missed run is made up."""
    now = timezone.now()
    weigh_scans(since=now - timedelta(hours=1), at=now)
