"""What every test gets: no network but loopback, and actors to act as."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from payandan.platform.kit.actors import Actor
from tests import server  # noqa: F401 - what it keeps for a run goes with the run
from tests.append_only import flush_lifts_guards  # noqa: F401

_connect = socket.socket.connect
_DATABASE = {"db", "transactional_db"}
_SERVERS = ("tests/storm/", "tests/journeys/", "tests/site/")
"""Tests that start the product in processes of its own."""

_LONG = (*_SERVERS, "tests/warranty/rules/", "tests/house/")


def _only_loopback(self: socket.socket, address: Any) -> Any:
    host = address[0] if isinstance(address, tuple) else ""
    if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
        raise RuntimeError(f"A test tried to reach {host}; only loopback is allowed.")
    return _connect(self, address)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Those without a database are pure; of them the long ones begin: else one process ends alone with them."""
    for item in items:
        if not item.nodeid.startswith(_SERVERS) and not _asks_the_database(item):
            item.add_marker("pure")
    yield
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG) or _asks_the_database(item))


def _asks_the_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or not _DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


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
