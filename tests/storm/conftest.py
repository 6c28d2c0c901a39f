"""An installation to storm, on whichever database the suite runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.sms import FakeSms
from tests.server import Installation, fresh_postgres


@pytest.fixture
def gateway() -> Iterator[FakeSms]:
    with FakeSms() as fake:
        yield fake


@pytest.fixture
def place(tmp_path: Path, gateway: FakeSms) -> Iterator[Installation]:
    from django.conf import settings

    url = ""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        url = fresh_postgres()
    installation = Installation(
        tmp_path,
        database_url=url,
        PAYANDAN_SMS_GATEWAY=gateway.kavenegar_url(),
        PAYANDAN_REQUIRE_MFA="0",
        PAYANDAN_QUIET_HOURS="",
    )
    yield installation
    installation.stop()
