from collections.abc import Iterator
from typing import Any

import pytest

from payandan.platform.api import limits


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> Iterator[None]:
    settings.REQUIRE_MFA = False
    limits.forget()
    yield
    limits.forget()
