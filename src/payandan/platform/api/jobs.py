"""Forgetting the answers that nobody may ask for again."""

from datetime import timedelta

from django.utils import timezone

from payandan.platform.api import actions
from payandan.platform.jobs.actions import periodic


@periodic(every=timedelta(hours=1))
def forget_old_replies() -> None:
    """Delete the answers to writes that are older than a day."""
    actions.forget_replies(at=timezone.now())
