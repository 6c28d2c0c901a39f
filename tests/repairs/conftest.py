"""Every test of the workshop has the shipped rule book, and doors without a second factor."""

from typing import Any

import pytest

from payandan.platform.api import limits
from tests.claims import factories as claims


@pytest.fixture(autouse=True)
def _rule_book(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        claims.rule_book()


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    limits.forget()
