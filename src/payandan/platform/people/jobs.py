"""Keeping the table of codes small."""

from datetime import timedelta

from django.utils import timezone

from payandan.platform.jobs.actions import periodic
from payandan.platform.people import actions


@periodic(every=timedelta(days=1))
def forget_old_codes() -> None:
    """Delete one-time codes that no budget counts any more."""
    actions.forget_old_codes(at=timezone.now())
