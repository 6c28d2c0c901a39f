"""A browser, and an installation that it looks at."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tools.browser import find

from tests.fakes.sms import FakeSms
from tests.fakes.smtp import FakeSmtp
from tests.journeys.visitor import Visitor
from tests.server import Installation

ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Where there is none, the journeys are skipped in words; on CI that is a failure."""
    path = find()
    if path is None:
        sentence = "No Chromium was found: `python -m tools.browser` says how to get one."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def gateway() -> Iterator[FakeSms]:
    with FakeSms() as fake:
        yield fake


@pytest.fixture(scope="module")
def mail() -> Iterator[FakeSmtp]:
    with FakeSmtp() as fake:
        yield fake


@pytest.fixture(scope="module")
def empty_place(tmp_path_factory: pytest.TempPathFactory, gateway: FakeSms, mail: FakeSmtp) -> Iterator[Installation]:
    """An installation that is not started yet, with its messages going to the fakes."""
    folder: Path = tmp_path_factory.mktemp("place")
    installation = Installation(
        folder,
        PAYANDAN_SMS_GATEWAY=gateway.kavenegar_url(),
        PAYANDAN_EMAIL_URL=f"smtp://127.0.0.1:{mail.port}",
        PAYANDAN_REQUIRE_MFA="0",
        PAYANDAN_QUIET_HOURS="",
    )
    yield installation
    installation.stop()


@pytest.fixture
def visitor(browser: Browser, empty_place: Installation) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; at the end none of their browsers may have complained."""

    def visit(name: str, size: tuple[int, int], language: str) -> Visitor:
        return Visitor(browser, empty_place.url, size=size, language=language, name=name)

    return visit
