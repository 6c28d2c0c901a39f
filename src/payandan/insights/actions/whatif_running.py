"""Running a scenario: claim after claim is ruled twice, some hundred in one transaction.

A piece is written together with how far it reached, so that a run that was killed goes on where it stopped, and one
that was begun anew or cancelled meanwhile writes nothing more.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from payandan.claims.models import Claim
from payandan.claims.queries.replaying import Put, as_put
from payandan.insights import events
from payandan.insights.actions.whatif import forget_found, locked
from payandan.insights.models import CAPABILITY, Scenario, ScenarioClaim
from payandan.insights.queries import whatif as queries
from payandan.insights.rules import CALENDARS
from payandan.insights.rules import whatif as rules
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.calendars import month_key
from payandan.platform.kit.refusals import Refused
from payandan.units import queries as units
from payandan.warranty import queries as warranty
from payandan.warranty.rules import Case, CaseError, DocumentError, Replay, RuleBook, parse_case

CHUNK = 500

Ruled = tuple[Put, rules.Side | None, rules.Side | None]
"""A claim with both its sides; none where its case cannot be read."""


def begin_run(*, scenario: Scenario, actor: Actor, at: datetime, version: int | None = None) -> Scenario:
    """Let a scenario run from the beginning; `replay_piece` does it. Raises Refused: not_allowed, stale,
    whatif_no_changes, whatif_no_claims, whatif_not_in_this_state."""
    if not (actor.can(CAPABILITY) and actor.sees_every_branch):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = locked(scenario, actor, version)
        state = rules.check_move(row.state, "run")
        if not row.changes:
            raise Refused("whatif_no_changes", field="changes")
        total = queries.claims_of(row.since, row.until, row.filters).count()
        if not total:
            raise Refused("whatif_no_claims", field="since")
        forget_found(row)
        row.state, row.total, row.started_at = state, total, at
        row.rule_book = queries.published_digest()
        row.run += 1
        row.version += 1
        row.save()
        event = events.ScenarioStarted(row.pk, row.number, row.title)
        journal.record(event, actor=actor, at=at, about=_about(row))
        return row


def cancel_run(*, scenario: Scenario, actor: Actor, at: datetime, version: int | None = None) -> Scenario:
    """Stop a run; what it found is forgotten. Raises Refused: not_allowed, whatif_not_in_this_state."""
    if not (actor.can(CAPABILITY) and actor.sees_every_branch):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = locked(scenario, actor, version)
        row.state = rules.check_move(row.state, "cancel")
        forget_found(row)
        return _stopped(row, actor, at)


def fail_run(*, scenario_id: int, run: int, code: str, at: datetime, **params: Any) -> None:
    """Note that a run cannot go on, and why. Harmless where it is over or another has begun."""
    with transaction.atomic():
        row = _running(scenario_id, run).select_for_update().first()
        if row is None:
            return
        row.state = rules.check_move(row.state, "fail")
        forget_found(row)
        row.error = {"code": code, **params}
        _stopped(row, SYSTEM, at)


class Books:
    """The rule books of a run before and after its changes, each made once. Raises DocumentError with `for_put`."""

    def __init__(self, changes: Sequence[rules.Change]) -> None:
        self._changes = changes
        self._known: dict[tuple[str, ...], tuple[Replay, Replay | None]] = {}

    def of(self, key: tuple[str, ...], book: RuleBook | None = None) -> tuple[Replay, Replay | None]:
        """The replays before and after; no second where nothing of the book is changed."""
        if key not in self._known:
            before = warranty.book_of(key) if book is None else book
            after = rules.changed(before, self._changes)
            self._known[key] = (Replay(before), None if after is before else Replay(after))
        return self._known[key]


def replay_piece(*, scenario_id: int, run: int, books: Books, at: datetime, size: int = CHUNK) -> Scenario | None:
    """Rule the next claims of a run again, twice. None when it is not this run's any more: cancelled, or begun anew.

    When nothing is left, it is done. Raises Refused("invalid_document") where a change cannot be made on a rule book
    that these claims stood on.
    """
    row = _running(scenario_id, run).first()
    if row is None:
        return None
    claims = queries.claims_of(row.since, row.until, row.filters).filter(pk__gt=row.reached)
    puts = as_put(claims[:size])
    ruled = _ruled(puts, books)  # outside of the transaction: it takes a while, and others want to write
    with transaction.atomic():
        mine = _running(scenario_id, run).select_for_update().first()
        if mine is None or mine.reached != row.reached:
            return mine
        return _written(mine, ruled) if puts else _finished(mine, at)


def _written(row: Scenario, ruled: Sequence[Ruled]) -> Scenario:
    tally, rows = rules.Tally(row.tally), []
    for put, before, after in ruled:
        if before is None or after is None:
            tally.skip()
            continue
        found = _compared(put, before, after)
        tally.add([found])
        rows.append(_row(row, put, found))
    ScenarioClaim.objects.bulk_create(rows, batch_size=CHUNK)
    row.tally = tally.as_json()
    row.done += len(ruled)
    row.total = max(row.total, row.done)
    row.reached = ruled[-1][0].claim.pk
    row.save(update_fields=["tally", "done", "total", "reached"])
    return row


def _ruled(puts: Sequence[Put], books: Books) -> list[Ruled]:
    """Each claim with both its sides, those of one rule book together."""
    found: dict[int, Ruled] = {}
    keyed = _keyed(puts)
    for key, group in groupby(sorted(keyed, key=lambda one: one[0]), key=lambda one: one[0]):
        members = list(group)
        try:
            before, after = books.of(key, members[0][1])
        except DocumentError as error:
            shown = [{"path": one.path, "code": one.code, "params": dict(one.params)} for one in error.problems]
            raise Refused("invalid_document", field="changes", problems=shown) from error
        cases = [(put, _case_of(put)) for _key, _book, put in members]
        right = [(put, case) for put, case in cases if case is not None]
        first = _sides(before, right)
        second = first if after is None else _sides(after, right)
        found |= {put.claim.pk: (put, None, None) for put, case in cases if case is None}
        found |= {put.claim.pk: (put, one, other) for (put, _), one, other in zip(right, first, second, strict=True)}
    return [found[put.claim.pk] for put in puts]


def _sides(replay: Replay, cases: Sequence[tuple[Put, Case]]) -> list[rules.Side]:
    return [rules.side_of(ruling) for ruling in replay.rule([case for _put, case in cases])]


def _keyed(puts: Sequence[Put]) -> list[tuple[tuple[str, ...], RuleBook | None, Put]]:
    """The claims by what they were ruled by; where that is not known, by what speaks about their units today."""
    lost = [put for put in puts if not put.documents]
    shelf = warranty.shelf([put.claim.unit_id for put in lost]) if lost else None
    keyed: list[tuple[tuple[str, ...], RuleBook | None, Put]] = [
        (put.documents, None, put) for put in puts if put.documents
    ]
    for put in lost:
        assert shelf is not None
        about = put.case.get("unit") or units.facts_for_case(put.claim.unit)
        book = shelf.book(about, unit_id=put.claim.unit_id, on=put.claim.failed_on)
        keyed.append(((book.digest,), book, put))
    return keyed


def _case_of(put: Put) -> Case | None:
    try:
        return parse_case(put.case)
    except CaseError:
        return None


def _compared(put: Put, before: rules.Side, after: rules.Side) -> rules.Replayed:
    claim = put.claim
    filed_on = claim.filed_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return rules.Replayed(
        months={calendar: month_key(filed_on, calendar) for calendar in CALENDARS},
        model=claim.unit.model_id,
        currency=claim.currency,
        before=before,
        after=after,
        differs=rules.decided_otherwise(put.outcome, put.by_payer, before),
    )


def _row(scenario: Scenario, put: Put, found: rules.Replayed) -> ScenarioClaim:
    claim: Claim = put.claim
    return ScenarioClaim(
        scenario=scenario,
        claim=claim,
        jalali_month=found.months["jalali"],
        gregorian_month=found.months["gregorian"],
        model_id=found.model,
        customer_id=claim.customer_id,
        currency=found.currency,
        before_outcome=found.before.outcome,
        after_outcome=found.after.outcome,
        before=dict(found.before.by_payer),
        after=dict(found.after.by_payer),
        before_company=found.before.company,
        after_company=found.after.company,
        before_customer=found.before.customer,
        after_customer=found.after.customer,
        direction=found.direction,
        flipped=found.flipped,
        decided_as=put.outcome,
        differs=found.differs,
    )


def _running(scenario_id: int, run: int) -> QuerySet[Scenario]:
    """The scenario while it is this run that runs."""
    return Scenario.objects.filter(pk=scenario_id, run=run, state=rules.RUNNING)


def _finished(row: Scenario, at: datetime) -> Scenario:
    row.state = rules.check_move(row.state, "finish")
    row.tally = {**row.tally, "customers": queries.customers_affected(row)}
    row.finished_at = at
    row.version += 1
    row.save()
    claims, flipped = row.tally.get("claims", 0), row.tally.get("flipped", 0)
    event = events.ScenarioFinished(row.pk, row.number, row.title, claims, flipped)
    journal.record(event, actor=SYSTEM, at=at, about=_about(row))
    return row


def _stopped(row: Scenario, actor: Actor, at: datetime) -> Scenario:
    row.version += 1
    row.save()
    event = events.ScenarioStopped(row.pk, row.number, row.title, row.error.get("code", ""))
    journal.record(event, actor=actor, at=at, about=_about(row))
    return row


def _about(row: Scenario) -> list[tuple[str, int]]:
    return [("scenario", row.pk)]
