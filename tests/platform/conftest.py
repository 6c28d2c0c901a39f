"""The table of things, once a session, for the packages under test here that need rows of their own."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.platform import things


@pytest.fixture(scope="session")
def _thing_table(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        things.make_table()
    yield
    with django_db_blocker.unblock():
        things.drop_table()


@pytest.fixture
def things_table(_thing_table: None, db: None) -> None:
    """The table, empty, in a transaction that is undone."""


@pytest.fixture
def things_committed(_thing_table: None, transactional_db: None) -> Iterator[None]:
    """The table for tests with several connections; emptied afterwards."""
    yield
    things.Thing.objects.all().delete()
