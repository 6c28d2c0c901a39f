"""Insights stand on claims, and claims on the shipped rule book."""

from typing import Any

import pytest

from payandan.platform.api import limits
from tests.claims import factories as make


@pytest.fixture(autouse=True)
def _rule_book(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        make.rule_book()


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    limits.forget()
