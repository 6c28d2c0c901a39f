"""The end of the work: the test list as a gate, and the outcome."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines
from payandan.repairs import events, queries, rules
from payandan.repairs.actions import timing
from payandan.repairs.actions.shared import about, guard, locked, save, step
from payandan.repairs.models import RepairOrder, TestRun
from payandan.repairs.rules import moves, testing

TESTED_OUTCOMES = frozenset({moves.REPAIRED, moves.NO_FAULT_FOUND})
"""Outcomes that say that the device works: only a passed test list lets it go as such."""


def record_tests(
    *,
    order: RepairOrder,
    answers: Mapping[str, str],
    actor: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> TestRun:
    """Keep a walk through the test list; what failed sends the job back to repair, what passed leaves it in testing.

    Refused: not_allowed, not_found, stale, not_in_testing, bad_measure.
    """
    guard(actor, "repairs.bench")
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        if row.state != moves.TESTING:
            raise Refused("not_in_testing", state=row.state)
        checks = queries.sheet_of(row.unit.model.category.code).checks
        results = testing.judge(checks, answers)
        run = TestRun.objects.create(
            order=row,
            results=[result.as_json() for result in results],
            passed=testing.passed(checks, results),
            note=store(note)[:400],
            person_id=actor.person,
            at=at,
        )
        failed = tuple(result.code for result in results if result.result == testing.FAILED)
        event = events.Tested(order_id=row.pk, run_id=run.pk, passed=run.passed, failed=failed)
        journal.record(event, actor=actor, at=at, about=about(row))
        if failed:
            step(row, "repair", actor=actor, at=at)
        else:
            save(row)
        return run


def finish(
    *, order: RepairOrder, outcome: str, actor: Actor, at: datetime, work: str = "", version: int | None = None
) -> RepairOrder:
    """Say how it ended, and bring it to the counter. What works has passed its tests since it was last repaired.

    Refused: not_allowed, not_found, stale, unknown_outcome, not_in_this_state, tests_first, what_was_done,
    outcome_does_not_fit, parts_open.
    """
    guard(actor, "repairs.bench")
    if outcome not in rules.OUTCOMES:
        raise Refused("unknown_outcome", field="outcome")
    with transaction.atomic():
        row = locked(order, actor=actor, version=version)
        rules.check_move(row.state, "finish")
        _check_outcome(row, outcome)
        row.outcome, row.ready_at = outcome, at
        row.work = store_lines(work)[:4000] or row.work
        if outcome == moves.REPAIRED and not row.work:
            raise Refused("what_was_done", field="work")
        timing.stop_all_of(row, actor=actor, at=at)
        save(row, "outcome", "ready_at", "work")
        step(row, "finish", actor=actor, at=at, note=outcome)
        event = events.OrderReady(order_id=row.pk, number=row.number, outcome=outcome)
        journal.record(event, actor=actor, at=at, about=about(row))
        return row


def _check_outcome(order: RepairOrder, outcome: str) -> None:
    if (
        outcome == moves.REPLACED
        and not order.exchanges.filter(state__in=("handed_over", "accepted", "core_back")).exists()
    ):
        raise Refused("outcome_does_not_fit", field="outcome", outcome=outcome)
    if outcome == moves.REPAIRED and order.state in (moves.DECLINED, moves.IRREPARABLE, moves.SWAP_OFFERED):
        raise Refused("outcome_does_not_fit", field="outcome", outcome=outcome)
    if outcome in TESTED_OUTCOMES and not queries.tested(order):
        raise Refused("tests_first", field="outcome", outcome=outcome)
