"""Scenarios as people write them: which claims, under which changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from payandan.insights import events
from payandan.insights.models import CAPABILITY, Scenario
from payandan.insights.queries import whatif as queries
from payandan.insights.rules import whatif as rules
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines
from payandan.warranty.rules import DocumentError

LONGEST_YEARS = 20
FIRST_YEAR, LAST_YEAR = 1990, 2100


def save_scenario(
    *,
    title: str,
    since: date,
    until: date,
    actor: Actor,
    at: datetime,
    filters: Mapping[str, Sequence[str]] | None = None,
    changes: Sequence[Mapping[str, Any]] | None = None,
    note: str = "",
    scenario: Scenario | None = None,
    version: int | None = None,
) -> Scenario:
    """Begin a scenario, or write an old one anew; where claims or changes are others, what was found is forgotten.

    `changes` of None leaves them as they are. Raises Refused: not_allowed, title_needed, ends_before_it_begins,
    whatif_day, too_long, stale, whatif_not_in_this_state, and as `queries.check`; "invalid_document" with the problems
    of a change.
    """
    _allow(actor)
    name = _name(title)
    if not (since.year >= FIRST_YEAR and until.year <= LAST_YEAR):
        raise Refused("whatif_day", field="since", first=FIRST_YEAR, last=LAST_YEAR)
    if until < since:
        raise Refused("ends_before_it_begins", field="until")
    if until.year - since.year > LONGEST_YEARS:
        raise Refused("too_long", field="since", most=LONGEST_YEARS)
    chosen = {key: sorted(set(values)) for key, values in (filters or {}).items() if key in queries.FILTERS and values}
    with transaction.atomic():
        row = Scenario(number=public_id("WIF"), created_at=at) if scenario is None else locked(scenario, actor, version)
        asked = [*row.changes] if changes is None else _read(changes)
        about = (since, until, chosen, asked)
        if scenario is None:
            row.created_by, row.created_by_name = actor.person, actor.name[:160]
        elif about != (row.since, row.until, row.filters, row.changes):
            _forget(row)
        row.title, row.note = name, store_lines(note)[:2000]
        row.since, row.until, row.filters, row.changes = about
        return _save(row, actor, at)


def add_change(
    *, scenario: Scenario, change: Mapping[str, Any], actor: Actor, at: datetime, version: int | None = None
) -> Scenario:
    """Put one more change to a scenario. Raises Refused as `save_scenario`."""
    _allow(actor)
    with transaction.atomic():
        row = locked(scenario, actor, version)
        row.changes = _read([*row.changes, change])
        _forget(row)
        return _save(row, actor, at)


def check_change(*, scenario: Scenario, change: Mapping[str, Any]) -> None:
    """Refuse a change that `add_change` would refuse; nothing is written. Raises Refused."""
    _read([*scenario.changes, change])


def drop_change(*, scenario: Scenario, place: int, actor: Actor, at: datetime, version: int | None = None) -> Scenario:
    """Take a change out by its place. Raises Refused: not_found, and as `save_scenario`."""
    _allow(actor)
    with transaction.atomic():
        row = locked(scenario, actor, version)
        if not 0 <= place < len(row.changes):
            raise Refused("not_found", field="changes")
        row.changes = [one for number, one in enumerate(row.changes) if number != place]
        _forget(row)
        return _save(row, actor, at)


def rename_scenario(
    *, scenario: Scenario, title: str, note: str, actor: Actor, at: datetime, version: int | None = None
) -> Scenario:
    """Another name and note; what was found stays. Raises Refused: not_allowed, title_needed, stale."""
    _allow(actor)
    with transaction.atomic():
        row = locked(scenario, actor, version)
        row.title, row.note = _name(title), store_lines(note)[:2000]
        return _save(row, actor, at)


def copy_scenario(*, scenario: Scenario, title: str, actor: Actor, at: datetime) -> Scenario:
    """The same question once more, to be changed; nothing of what was found. Raises Refused: not_allowed."""
    return save_scenario(
        title=title,
        since=scenario.since,
        until=scenario.until,
        filters=scenario.filters,
        changes=scenario.changes,
        note=scenario.note,
        actor=actor,
        at=at,
    )


def delete_scenario(*, scenario: Scenario, actor: Actor, at: datetime, version: int | None = None) -> None:
    """Delete it with everything that was found. Raises Refused: not_allowed, stale, whatif_runs."""
    _allow(actor)
    with transaction.atomic():
        row = locked(scenario, actor, version)
        if row.state == rules.RUNNING:
            raise Refused("whatif_runs")
        event = events.ScenarioDeleted(row.pk, row.number, row.title)
        journal.record(event, actor=actor, at=at, about=[("scenario", row.pk)])
        row.rows.all().delete()
        row.delete()


# --- shared with the running of it -----------------------------------------------------------------------------------


def locked(scenario: Scenario, actor: Actor, version: int | None = None) -> Scenario:
    """The row, locked. Raises Refused: not_found, stale."""
    row = Scenario.objects.visible_to(actor).select_for_update().filter(pk=scenario.pk).first()
    if row is None:
        raise Refused("not_found", field="scenario")
    if version is not None and row.version != version:
        raise Refused("stale", version=row.version)
    return row


def forget_found(row: Scenario) -> None:
    """Forget what a run found, so far or in the end."""
    row.rows.all().delete()
    row.tally, row.error, row.reached, row.done, row.total = {}, {}, 0, 0, 0
    row.started_at = row.finished_at = None


def _forget(row: Scenario) -> None:
    row.state = rules.check_move(row.state, "change")
    forget_found(row)


def _save(row: Scenario, actor: Actor, at: datetime) -> Scenario:
    row.changed_at = at
    row.version = row.version + 1 if row.pk else 1
    row.save()
    event = events.ScenarioSaved(row.pk, row.number, row.title, len(row.changes))
    journal.record(event, actor=actor, at=at, about=[("scenario", row.pk)])
    return row


def _allow(actor: Actor) -> None:
    if not (actor.can(CAPABILITY) and actor.sees_every_branch):
        raise Refused("not_allowed")


def _name(title: str) -> str:
    name = store(title)[:120]
    if not name:
        raise Refused("title_needed", field="title")
    return name


def _read(changes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The changes as they are kept, when all of them can be made. Raises Refused."""
    try:
        read = [rules.parse_change(one, f"changes[{place}]") for place, one in enumerate(changes)]
        queries.check(read)
    except DocumentError as error:
        raise Refused("invalid_document", field="changes", problems=list(error.problems)) from error
    return [one.as_json() for one in read]
