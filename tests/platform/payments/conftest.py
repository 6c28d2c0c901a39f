"""A bank, a clock, and payments of a kettle."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from payandan.platform.kit.actors import Actor
from payandan.platform.payments import actions
from payandan.platform.payments.models import Payment
from tests.fakes.bank import FakeBank

NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
CUSTOMER = Actor(kind="customer", id=7, name="مینا رضایی")
KETTLE = ("kettle", 7)


class Clock:
    """The time that the doors and jobs see."""

    def __init__(self) -> None:
        self.now = NOW

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: Any) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture(params=["zarinpal", "zibal"])
def bank(request: Any, settings: Any) -> Iterator[FakeBank]:
    """The bank, asked in both dialects."""
    with FakeBank() as fake:
        settings.PAYMENT_GATEWAY = fake.zarinpal_url() if request.param == "zarinpal" else fake.zibal_url()
        yield fake


@pytest.fixture
def zarinpal(settings: Any) -> Iterator[FakeBank]:
    """The bank, asked as ZarinPal."""
    with FakeBank() as fake:
        settings.PAYMENT_GATEWAY = fake.zarinpal_url()
        yield fake


@pytest.fixture
def begin(clock: Clock) -> Callable[..., Payment]:
    """Ask the customer for money through the gateway."""

    def act(**options: Any) -> Payment:
        values: dict[str, Any] = {
            "owner": KETTLE,
            "owner_number": "KTL-1",
            "amount": 2_000_000,
            "currency": "IRR",
            "purpose": "deposit",
            "back_path": "/kettles/",
            "payer_mobile": "+989121234567",
            "actor": CUSTOMER,
            "at": clock.now,
        }
        return actions.begin(**(values | options))

    return act


@pytest.fixture
def take(clock: Clock, manager: Actor) -> Callable[..., Payment]:
    """Take money at the desk."""

    def act(**options: Any) -> Payment:
        values: dict[str, Any] = {
            "owner": KETTLE,
            "owner_number": "KTL-1",
            "amount": 500_000,
            "currency": "IRR",
            "purpose": "payment",
            "method": "cash",
            "actor": manager,
            "at": clock.now,
        }
        return actions.take(**(values | options))

    return act
