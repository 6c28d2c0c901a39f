"""Pages of one's own: render a template with the component set, in a language and a calendar."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

# A Thursday: 14 Khordad 1405, in the evening in Tehran.
NOW = datetime(2026, 6, 4, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["fa", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both languages, one after the other."""
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def persian() -> Iterator[None]:
    with translation.override("fa"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def draw(rf: RequestFactory) -> Callable[..., str]:
    """Render template source that uses components, with a request."""

    def render(source: str, path: str = "/", **context: Any) -> str:
        template = Template(CottonCompiler().process(source))
        return template.render(RequestContext(rf.get(path), context))

    return render
