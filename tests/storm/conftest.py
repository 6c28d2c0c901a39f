"""An installation to storm, on whichever database the suite runs."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.sms import FakeSms
from tests.server import Installation


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


def fresh_postgres() -> str:
    """A database of its own on the suite's server."""
    import psycopg
    from django.db import connection

    name = f"storm_{uuid.uuid4().hex[:8]}"
    options = connection.get_connection_params()
    host = options.get("host") or ""
    with psycopg.connect(dbname="postgres", user=options["user"], host=host, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"postgresql://{options['user']}:@/{name}?host={host}"
