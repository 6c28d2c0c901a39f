"""Tidying the disk."""

from datetime import timedelta

from django.utils import timezone

from payandan.platform.files import actions
from payandan.platform.jobs.actions import periodic


@periodic(every=timedelta(hours=6))
def remove_unclaimed_files() -> None:
    """Remove uploads that no form claimed, and files that no row names."""
    actions.remove_unclaimed(at=timezone.now())
