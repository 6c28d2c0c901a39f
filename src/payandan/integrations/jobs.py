"""Imports run in the background: they can be left, and go on where a killed worker stopped."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from payandan.integrations import actions
from payandan.integrations.models import ImportRun
from payandan.platform.jobs.actions import advance_work, background
from payandan.platform.jobs.models import Work
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.people.models import User
from payandan.platform.people.queries import actor_of


@background
def check_import(work: Work) -> Mapping[str, Any]:
    """The rehearsal."""
    run = actions.check(run=_run(work), actor=_actor(work), at=timezone.now())
    return {"number": run.number}


@background
def bring_in_import(work: Work) -> Mapping[str, Any]:
    """The import itself."""

    def say(done: int, of: int) -> None:
        advance_work(work, at=timezone.now(), done=done, total=of)

    run = actions.bring_in(run=_run(work), actor=_actor(work), at=timezone.now(), say=say)
    return {"number": run.number, **run.counts}


def _run(work: Work) -> ImportRun:
    return ImportRun.objects.get(number=work.arguments["number"])


def _actor(work: Work) -> Actor:
    """Whoever started it, with the rights of today."""
    if work.actor_kind != "staff":
        return SYSTEM
    return actor_of(User.objects.get(pk=work.actor_id, is_active=True))
