"""Jobs whose parcels travel, a carrier on loopback in both dialects, and a clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from payandan.platform.api import limits
from tests.claims import factories as claims
from tests.fakes.carriers import FakeCarrier


class Clock:
    """The time that the doors and jobs see."""

    def __init__(self) -> None:
        self.now: datetime = timezone.now()

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: Any) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture(autouse=True)
def _rule_book(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        claims.rule_book()


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    limits.forget()


@pytest.fixture(params=["tapin", "tipax"])
def post(request: Any, settings: Any) -> Iterator[FakeCarrier]:
    """The carrier, asked in both dialects."""
    with FakeCarrier() as fake:
        settings.CARRIERS = fake.tapin_url() if request.param == "tapin" else fake.tipax_url()
        yield fake


@pytest.fixture
def tapin(settings: Any) -> Iterator[FakeCarrier]:
    """The carrier, asked as Tapin."""
    with FakeCarrier() as fake:
        settings.CARRIERS = fake.tapin_url()
        yield fake
