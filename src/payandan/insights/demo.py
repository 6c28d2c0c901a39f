"""Questions that somebody has already asked: scenarios over all claims, run by the acts that everybody uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from payandan.insights import actions, jobs
from payandan.insights.models import Scenario
from payandan.insights.rules import whatif as rules
from payandan.platform.kit.actors import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its name, why it was asked, and its changes."""

    title: str
    note: str
    changes: Sequence[Mapping[str, Any]]
    filters: Mapping[str, Sequence[str]]
    at: datetime


def ask(questions: Sequence[Asked], *, since: date, until: date, actor: Actor) -> list[Scenario]:
    """Save and run each question at its time."""
    return [_answered(one, since=since, until=until, actor=actor) for one in questions]


def _answered(asked: Asked, *, since: date, until: date, actor: Actor) -> Scenario:
    row = actions.save_scenario(
        title=asked.title,
        note=asked.note,
        since=since,
        until=until,
        changes=asked.changes,
        filters=asked.filters,
        actor=actor,
        at=asked.at,
    )
    row = actions.begin_run(scenario=row, actor=actor, at=asked.at)
    books = actions.Books(jobs.changes_of(row.pk))
    while row.state == rules.RUNNING:
        found = actions.replay_piece(scenario_id=row.pk, run=row.run, books=books, at=asked.at)
        assert found is not None
        row = found
    return row
