from collections.abc import Iterator
from typing import Any

import pytest

from payandan.customers import queries as customers
from payandan.platform.api import limits
from payandan.units import queries as units


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> Iterator[None]:
    settings.REQUIRE_MFA = False
    limits.forget()
    yield
    limits.forget()


@pytest.fixture(autouse=True)
def _nothing_above(monkeypatch: Any) -> None:
    """Units alone: what the packages above bring is theirs to test."""
    monkeypatch.setattr(units, "clock_sources", [])
    monkeypatch.setattr(units, "unit_actions", [])
    monkeypatch.setattr(units, "panels", [])
    monkeypatch.setattr(customers, "panels", [units.CUSTOMER_PANEL])
    monkeypatch.setattr(customers, "home_panels", [units.HOME_PANEL])
