"""huey, the engine under the jobs: its threads, its clock, and its queue of wake-up calls.

Nothing of worth lives in the queue: what is to be done stands in the database's own rows, and a sweep finds it there
within a minute if a wake-up call is lost. So the queue may be fast (no fsync), and calling an awake worker is free:
the same call is never queued twice.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from huey import Huey
from huey.api import Task
from huey.storage import BaseStorage, MemoryStorage, PostgresStorage, RedisStorage, SqliteStorage

NAME = "payandan"
_RUN, _TICK = "run", "tick"
_answers: dict[str, Callable[..., None]] = {}


class SqliteCalls(SqliteStorage):  # type: ignore[misc]
    """Calls in a small SQLite file of their own in the data folder."""

    def call(self, data: bytes) -> None:
        """Queue `data` unless the same already waits; looking takes no lock."""
        waiting = "SELECT 1 FROM task WHERE queue = ? AND data = ?"
        if self.sql(waiting, (self.name, data), results=True):
            return
        self.sql(
            f"INSERT INTO task (queue, data, priority) SELECT ?, ?, 0 WHERE NOT EXISTS ({waiting})",
            (self.name, data, self.name, data),
            commit=True,
        )


class PostgresCalls(PostgresStorage):  # type: ignore[misc]
    """Calls in the PostgreSQL database; LISTEN/NOTIFY wakes the worker at once."""

    def call(self, data: bytes) -> None:
        """Queue `data` unless the same already waits."""
        with self.db(commit=True) as cursor:
            cursor.execute(
                f"INSERT INTO {self.table_task} (queue, data, priority) SELECT %s, %s, 0 "  # noqa: S608
                f"WHERE NOT EXISTS (SELECT 1 FROM {self.table_task} WHERE queue = %s AND data = %s)",
                (self.name, data, self.name, data),
            )
            if cursor.rowcount:
                cursor.execute("SELECT pg_notify(%s, '')", (self.channel,))


class _PlainCalls:
    def call(self, data: bytes) -> None:
        """Queue `data` unless the same already waits."""
        storage: Any = self
        if data not in storage.enqueued_items():
            storage.enqueue(data)


class RedisCalls(_PlainCalls, RedisStorage):  # type: ignore[misc]
    """Calls in Redis, for installations that have one."""


class MemoryCalls(_PlainCalls, MemoryStorage):  # type: ignore[misc]
    """Calls that only this process hears: for tests."""


@cache
def engine() -> Huey:
    """The one engine of this process, made at first use."""
    kind, options = _storage(settings.JOBS_URL)
    huey = Huey(NAME, results=False, storage_class=kind, **options)
    huey.task(name=_RUN)(_run)
    huey.periodic_task(lambda _: True, name=_TICK)(_tick)
    return huey


def task(name: str, *, on_schedule: bool = False) -> Task:
    """The wake-up call for a job. The same job's calls are the same bytes, so that one waits and not many."""
    kind = engine()._registry.string_to_task(f"{__name__}.{_RUN}")
    return kind((name, on_schedule), id=f"{name}:{int(on_schedule)}")


def answered_by(*, run: Callable[[str, bool], None], tick: Callable[[], None]) -> None:
    """Say who answers the calls in this process: `run(name, on_schedule)`, and `tick()` each minute."""
    _answers.update({_RUN: run, _TICK: tick})


def _run(name: str, on_schedule: bool) -> None:
    _answers[_RUN](name, on_schedule)


def _tick() -> None:
    _answers[_TICK]()


def close() -> None:
    """Forget the engine and its connection."""
    if engine.cache_info().currsize:
        engine().storage.close()
        engine.cache_clear()


def _storage(url: str) -> tuple[type[BaseStorage], dict[str, Any]]:
    if url.startswith(("redis://", "rediss://")):
        return RedisCalls, {"url": url}
    if url.startswith("memory://"):
        return MemoryCalls, {}
    if connection.vendor == "postgresql":
        return PostgresCalls, {"connection": _postgres}
    return SqliteCalls, {"filename": str(Path(settings.DATA) / "jobs.sqlite3"), "fsync": False, "cache_mb": 0}


def _postgres() -> Any:
    import psycopg

    known = connection.get_connection_params()
    ours = ("cursor_factory", "context", "prepare_threshold", "pool", "server_side_binding")
    return psycopg.connect(**{name: value for name, value in known.items() if name not in ours})


def call(task: Task) -> None:
    """Queue a wake-up call, unless the same one waits already."""
    huey = engine()
    huey.storage.call(huey.serialize_task(task))


def call_later(task: Task, at: datetime) -> None:
    """Queue a wake-up call for a moment soon to come."""
    huey = engine()
    huey.storage.add_to_schedule(huey.serialize_task(task), at.astimezone(UTC).replace(tzinfo=None))  # as huey counts
