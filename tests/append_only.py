"""Emptying the database between two tests, although some of its tables refuse to be emptied.

The product has no switch for that. A flush here does what only the owner of the tables can: it lifts the guards,
empties, and puts them back, all in one transaction.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from payandan.platform.journal.operations import guard, guarded_tables, lift


@pytest.fixture(autouse=True, scope="session")
def flush_lifts_guards() -> Iterator[None]:
    """Let Django's flush empty append-only tables for as long as the tests run."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted(self: Any, statements: Any) -> None:
        vendor = self.connection.vendor
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            tables = sorted(guarded_tables(self.connection))
            for statement in [line for table in tables for line in lift(table, vendor)]:
                cursor.execute(statement)
            flush(self, statements)
            for statement in [line for table in tables for line in guard(table, vendor)]:
                cursor.execute(statement)

    BaseDatabaseOperations.execute_sql_flush = lifted  # type: ignore[assignment, method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
