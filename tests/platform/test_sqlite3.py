"""SQLite's one turn at writing: who waits gets it, however busy the others are."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from payandan.platform.sqlite3.base import DatabaseWrapper

pytestmark = pytest.mark.pure

Connect = Callable[[float], DatabaseWrapper]


@pytest.fixture
def connect(tmp_path: Path, db: None) -> Iterator[Connect]:
    """Connections to one database, opened as the settings open it, with a patience in seconds."""
    opened = []

    def connection(patience: float) -> DatabaseWrapper:
        options: dict[str, Any] = {
            "timeout": patience,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF",
        }
        made = DatabaseWrapper(
            settings.DATABASES["default"]
            | {"NAME": tmp_path / "turns.sqlite3", "OPTIONS": options, "TIME_ZONE": None, "CONN_MAX_AGE": None}
        )
        made.inc_thread_sharing()
        opened.append(made)
        return made

    with connection(5).cursor() as cursor:
        cursor.execute("CREATE TABLE turn (who TEXT)")
    yield connection
    for made in opened:
        made.close()


def write(connection: DatabaseWrapper, who: str, holding: float = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO turn VALUES (%s)", [who])
        time.sleep(holding)
        cursor.execute("COMMIT")


def test_who_waits_gets_a_turn_among_others_who_write_without_a_pause(connect: Connect) -> None:
    """Counted in turns of the others, not in seconds: SQLite alone lets them have about twenty for each own."""
    stopped = threading.Event()

    def write_on(name: str, connection: DatabaseWrapper) -> None:
        while not stopped.is_set():
            write(connection, name, holding=0.02)
            time.sleep(0.001)

    busy = [threading.Thread(target=write_on, args=(f"busy {n}", connect(60))) for n in range(3)]
    for thread in busy:
        thread.start()
    patient = connect(60)
    try:
        for _ in range(40):
            write(patient, "patient")
            time.sleep(0.01)  # else it would be its own next
    finally:
        stopped.set()
        for thread in busy:
            thread.join()
    with patient.cursor() as cursor:
        cursor.execute("SELECT who = 'patient', count(*) FROM turn GROUP BY 1 ORDER BY 1")
        others, own = (count for _, count in cursor.fetchall())
    assert own == 40
    assert others <= 8 * own


def test_who_waits_goes_on_when_the_other_has_done(connect: Connect) -> None:
    first, second = connect(5), connect(5)
    with first.cursor() as holder:
        holder.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=write, args=(second, "second"))
        waiting.start()
        waiting.join(0.1)
        assert waiting.is_alive()
        holder.execute("INSERT INTO turn VALUES ('first')")
        holder.execute("COMMIT")
        waiting.join()
        holder.execute("SELECT who FROM turn ORDER BY rowid")
        assert holder.fetchall() == [("first",), ("second",)]


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "INSERT INTO turn VALUES ('late')"])
def test_patience_ends(connect: Connect, statement: str) -> None:
    with connect(5).cursor() as holder, connect(0.05).cursor() as late:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            late.execute(statement)
        late.execute("SELECT count(*) FROM turn")
        assert late.fetchone() == (0,)
        holder.execute("ROLLBACK")


def test_a_transaction_that_reads_what_is_past_is_refused_at_once(connect: Connect) -> None:
    """It would wait in vain: what it has read is no longer so."""
    with connect(3600).cursor() as reader, connect(5).cursor() as writer:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM turn")
        writer.execute("INSERT INTO turn VALUES ('newer')")
        with pytest.raises(OperationalError, match="locked"):
            reader.execute("INSERT INTO turn VALUES ('older')")
        reader.execute("ROLLBACK")


def test_the_product_writes_through_it() -> None:
    from payandan.site import settings as product

    if "postgresql" not in product.DATABASES["default"]["ENGINE"]:
        assert product.DATABASES["default"]["ENGINE"] == "payandan.platform.sqlite3"
