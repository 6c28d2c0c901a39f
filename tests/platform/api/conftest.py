"""The API of things in the place of the product's, its tokens known."""

from collections.abc import Iterator
from typing import Any

import pytest

from payandan.platform.api import limits
from payandan.platform.api.rest import auth
from tests.platform.api import service


@pytest.fixture(autouse=True)
def _api_of_things(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.platform.api.service"
    readers = list(auth._readers)
    auth.read_tokens_with(service.ACTORS.get)
    limits.forget()
    yield
    auth._readers[:] = readers
