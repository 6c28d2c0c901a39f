"""Scenarios run in the background: they can be left, cancelled, and go on where a killed worker stopped."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from payandan.insights import actions
from payandan.insights.models import Scenario
from payandan.insights.rules import whatif as rules
from payandan.platform.jobs.actions import Cancelled, advance_work, background, periodic, start_work
from payandan.platform.jobs.models import Work
from payandan.platform.jobs.rules import OPEN, PAUSES
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused


def start_run(*, scenario: Scenario, actor: Actor, at: datetime, version: int | None = None) -> Scenario:
    """Begin a run and have a worker do it. Raises Refused as `actions.begin_run`."""
    with transaction.atomic():
        row = actions.begin_run(scenario=scenario, actor=actor, at=at, version=version)
        arguments = {"scenario": row.pk, "run": row.run}
        start_work(run_scenario, title="whatif", actor=actor, at=at, arguments=arguments, total=row.total)
        return row


@background
def run_scenario(work: Work) -> Mapping[str, Any]:
    """Rule the claims again, piece by piece."""
    scenario_id, run = work.arguments["scenario"], work.arguments["run"]
    books = actions.Books(changes_of(scenario_id))
    try:
        while True:
            row = actions.replay_piece(scenario_id=scenario_id, run=run, books=books, at=timezone.now())
            if row is None:
                raise Cancelled
            if row.state == rules.DONE:
                return {"number": row.number}
            advance_work(work, at=timezone.now(), done=row.done, total=row.total)
    except Refused as refused:
        actions.fail_run(scenario_id=scenario_id, run=run, code=refused.code, at=timezone.now(), **refused.params)
        raise
    except Cancelled:
        raise
    except Exception:
        if work.attempts > len(PAUSES):
            actions.fail_run(scenario_id=scenario_id, run=run, code="whatif_broke", at=timezone.now())
        raise


def changes_of(scenario_id: int) -> list[rules.Change]:
    """The changes of a scenario as they are made."""
    found = Scenario.objects.filter(pk=scenario_id).values_list("changes", flat=True).first()
    return [rules.parse_change(one) for one in found or ()]


@periodic(every=timedelta(minutes=5))
def end_what_died() -> None:
    """A scenario whose work is over without an end has failed; it can be run again."""
    before = timezone.now() - timedelta(minutes=1)
    for row in Scenario.objects.filter(state=rules.RUNNING, started_at__lt=before):
        if not Work.objects.filter(arguments__scenario=row.pk, arguments__run=row.run, state__in=OPEN).exists():
            actions.fail_run(scenario_id=row.pk, run=row.run, code="whatif_broke", at=timezone.now())
