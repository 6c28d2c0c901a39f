"""The history can be added to, never changed; and where somebody with the database in hand does, it shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from payandan.platform.journal import actions, operations, queries
from payandan.platform.journal.models import Fact, Mention, Seal
from payandan.platform.kit.actors import SYSTEM
from tests.platform.journal.conftest import NOW, Ear, KettleBoiled

pytestmark = pytest.mark.django_db
TABLES = [model._meta.db_table for model in queries.APPEND_ONLY]
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _history(ear: Ear, monkeypatch: Any, request: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with transaction.atomic():
        for degrees in range(6):
            actions.record(KettleBoiled(degrees), actor=SYSTEM, at=NOW, about=[("kettle", degrees), ("kitchen", 1)])
    actions.seal(at=LATER, limit=4)
    actions.seal(at=LATER, limit=4)


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def behind_the_back(table: str, statement: str) -> None:
    """What an intruder with the owner's rights would do: lift the guard, change, put it back."""
    for line in operations.lift(table, connection.vendor):
        run(line)
    run(statement)
    for line in operations.guard(table, connection.vendor):
        run(line)


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_never_changed_nor_deleted(table: str) -> None:
    for statement in (f"UPDATE {table} SET id = id + 100", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"):
            run(statement)


@pytest.mark.parametrize("table", TABLES)
def test_nor_replaced_nor_truncated(table: str) -> None:
    trick = f"TRUNCATE {table} CASCADE"
    if connection.vendor == "sqlite":
        trick = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    else:
        run("SET CONSTRAINTS ALL IMMEDIATE")  # else the rows of this very transaction stand in the way first
    with pytest.raises(DatabaseError, match="append-only"):
        run(trick)


def test_an_untouched_history_verifies() -> None:
    assert [(seal.count, seal.sealed_at) for seal in Seal.objects.order_by("up_to")] == [(4, LATER), (2, LATER)]
    assert list(queries.verify_chain()) == []
    assert queries.head() == Seal.objects.order_by("up_to").last()
    assert actions.seal(at=LATER) is None


FACT, MENTION, SEAL = TABLES
SECOND = "(SELECT id FROM journal_fact ORDER BY id LIMIT 1 OFFSET 1)"
FIRST_SEAL = "(SELECT min(up_to) FROM journal_seal)"


@pytest.mark.parametrize(
    ("table", "statement", "faults"),
    [
        (FACT, f"UPDATE journal_fact SET body = '{{\"degrees\": 41}}' WHERE id = {SECOND}", 1),
        (FACT, f"UPDATE journal_fact SET actor_name = 'somebody' WHERE id = {SECOND}", 1),
        (FACT, f"UPDATE journal_fact SET recorded_at = '2020-01-01' WHERE id = {SECOND}", 1),
        (MENTION, f"DELETE FROM journal_mention WHERE fact_id = {SECOND} AND kind = 'kettle'", 1),
        (MENTION, f"UPDATE journal_mention SET object_id = 9 WHERE fact_id = {SECOND} AND kind = 'kettle'", 1),
        (SEAL, f"UPDATE journal_seal SET digest = '{'f' * 64}' WHERE up_to = {FIRST_SEAL}", 2),
        (SEAL, f"DELETE FROM journal_seal WHERE up_to = {FIRST_SEAL}", 1),
    ],
)
def test_every_change_behind_the_back_shows(table: str, statement: str, faults: int) -> None:
    behind_the_back(table, statement)
    found = list(queries.verify_chain())
    assert len(found) == faults
    assert "changed, added or removed" in str(found[0])


def test_a_fact_slipped_into_a_gap_shows() -> None:
    """Ids have gaps, where a transaction rolled back; a row forged into one was not there when it was sealed."""
    newest = Fact.objects.latest("pk").pk
    for number in (newest + 5, newest + 9):
        Fact.objects.create(pk=number, name="late", at=NOW, actor_kind="system", body={})
    actions.seal(at=LATER)
    assert list(queries.verify_chain()) == []
    Fact.objects.create(pk=newest + 7, name="forged", at=NOW, actor_kind="system", body={})
    assert len(list(queries.verify_chain())) == 1


def test_a_missing_guard_shows() -> None:
    for line in operations.lift(FACT, connection.vendor):
        run(line)
    assert [str(fault) for fault in queries.verify_chain()] == [
        "the table journal_fact has lost the triggers that make it append-only"
    ]
    for line in operations.guard(FACT, connection.vendor):
        run(line)
    assert list(queries.verify_chain()) == []


def test_a_fact_rests_before_it_is_sealed() -> None:
    with transaction.atomic():
        actions.record(KettleBoiled(7), actor=SYSTEM, at=NOW, about=[])
    assert actions.seal(at=NOW + timedelta(seconds=4)) is None
    sealed = actions.seal(at=NOW + timedelta(seconds=6))
    assert sealed is not None
    assert sealed.count == 1


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_becomes_visible_late_does_not_break_the_chain(monkeypatch: Any) -> None:
    """Two overlapping transactions: the one with the lower id commits last."""
    if connection.vendor != "postgresql":
        return  # one writer at a time: ids become visible in their order
    slow = connections.create_connection("default")
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_fact (name, at, recorded_at, actor_kind, actor_name, request_id, body) "
                "VALUES ('slow', now(), now(), 'system', '', '', '{}')"
            )
        monkeypatch.undo()
        from django.utils import timezone

        now = timezone.now()
        with transaction.atomic():
            actions.record(KettleBoiled(8), actor=SYSTEM, at=now, about=[])
        assert actions.seal(at=now + timedelta(hours=1)) is None
        slow.commit()
        sealed = actions.seal(at=now + timedelta(hours=1))
        assert sealed is not None
        assert sealed.count == 2
        assert list(queries.verify_chain()) == []
    finally:
        slow.close()


def test_mentions_belong_to_the_sealed_row() -> None:
    row = next(queries.rows_between(0, Mention.objects.order_by("pk").last().fact_id))  # type: ignore[union-attr]
    assert row["mentions"] == [["kettle", 0], ["kitchen", 1]]
