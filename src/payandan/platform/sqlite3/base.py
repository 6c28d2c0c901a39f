"""Django's SQLite, with patience that is fair.

SQLite lets one write at a time. Who must wait looks again after 1, 2, 5 … and then every 100 ms, and nobody queues:
where others write without a pause, one of them is refused after many seconds though each had its turn in milliseconds.
Here who waits looks every few milliseconds, as long as before.
"""

import time
from sqlite3 import SQLITE_BUSY, Connection, OperationalError
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import DEFAULT_DB_ALIAS

LOOK_EVERY = 5
"""Milliseconds that SQLite itself waits before it says that somebody else is writing."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose `timeout` option, in seconds, is how long a statement waits for its turn."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        self.patience = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Opened with the whole timeout, since the first statements may meet a recovery; then looking often."""
        self.patience = conn_params["timeout"]
        connection: Connection = super().get_new_connection(conn_params)
        connection.execute(f"PRAGMA busy_timeout={LOOK_EVERY}")
        return connection

    def create_cursor(self, name: object = None) -> "PatientCursor":  # noqa: ARG002 - Django passes it
        """A cursor that waits for its turn."""
        cursor: PatientCursor = self.connection.cursor(factory=PatientCursor)
        cursor.patience = self.patience
        return cursor


class PatientCursor(base.SQLiteCursorWrapper):
    """Tries a statement again until it is its turn. Within a transaction none waits: its BEGIN IMMEDIATE has."""

    patience: float

    def execute(self, query: str, params: Any = None) -> Any:
        """Run a statement; raises OperationalError when the turn has not come within the patience."""
        until = None
        while True:
            try:
                return super().execute(query, params)
            except OperationalError as error:
                # The low byte is the code; the rest says which kind of busy.
                if error.sqlite_errorcode & 0xFF != SQLITE_BUSY or self.connection.in_transaction:
                    raise
                until = until or time.monotonic() + self.patience
                if time.monotonic() > until:
                    raise
