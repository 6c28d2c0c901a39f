"""What every test gets: no network but loopback, and actors to act as."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from payandan.platform.kit.actors import Actor
from tests import server
from tests.append_only import flush_lifts_guards  # noqa: F401

_connect = socket.socket.connect
_DATABASE = {"db", "transactional_db"}
_SERVERS = ("tests/storm/", "tests/journeys/", "tests/site/")
"""Tests that start the product in processes of its own."""

_LONG = (*_SERVERS, "tests/warranty/rules/", "tests/house/")
_FIRST = "tests/site/test_fuzz.py"
"""Longest of those that one process has to itself; the database is as empty after it as before."""


def _only_loopback(self: socket.socket, address: Any) -> Any:
    host = address[0] if isinstance(address, tuple) else ""
    if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
        raise RuntimeError(f"A test tried to reach {host}; only loopback is allowed.")
    return _connect(self, address)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Those without a database are pure. The long ones begin: else one process ends alone with them."""
    for item in items:
        if not item.nodeid.startswith(_SERVERS) and not _asks_the_database(item):
            item.add_marker("pure")
    yield
    items.sort(key=_when)


def _when(item: pytest.Item) -> int:
    if item.nodeid.startswith(_FIRST):
        return 0
    return 1 if item.nodeid.startswith(_LONG) and not _asks_the_database(item) else 2


def _asks_the_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or not _DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database begins with all its tables, made once for all processes."""
    from django.db import connection

    server.begin_test_database(connection)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What is there is not made anew; its folder, or its server, goes with the run."""
    return True


@pytest.fixture(autouse=True, scope="session")
def _closed_network() -> Any:
    socket.socket.connect = _only_loopback  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture
def manager() -> Actor:
    """A member of staff who may do everything, in every branch."""
    from payandan.platform.people.queries import all_capabilities

    return Actor(kind="staff", id=None, name="Manager", capabilities=frozenset(all_capabilities()), language="fa")
