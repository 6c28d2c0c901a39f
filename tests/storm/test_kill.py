"""kill -9 in the middle of writes: no acknowledged claim is lost, no message is doubled."""

import os
import random
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.sms import FakeSms
from tests.server import TOKEN, Installation

CLIENTS = 8
KILLS = int(os.environ.get("PAYANDAN_KILLS", "20"))
PAUSE = 0.5
# Seconds that a client keeps trying: a server that starts on a busy machine takes its time.
PATIENCE = 120

_WORLD = (
    TOKEN
    + """
from datetime import date
from payandan.catalog import actions as catalog
from payandan.catalog.models import Category
from payandan.customers import actions as customers
from payandan.units import actions as units
model = catalog.create_model(
    category=Category.objects.get(code="television"), brand="Ava", code="X55", actor=SYSTEM, at=now
)
serials = []
for n in range(40):
    owner = customers.create_customer(actor=SYSTEM, at=now, name=f"مشتری {n}", mobile=f"+9891200000{n:02d}")
    unit = units.register_unit(
        actor=SYSTEM, at=now, serial=f"KS-{n:04d}", model=model, owner=owner, sold_on=date(2026, 1, 1), channel="staff"
    )
    serials.append(unit.serial)
print(json.dumps({"token": token, "serials": serials}))
"""
)

# What stands there once the background work has caught up: what a killed worker held is free again after its lease.
_SETTLED = """
import time
from django.db import connection
from payandan.claims.models import Claim
from payandan.platform.journal.models import Delivery, Fact
from payandan.platform.notifications.models import Message
deadline = time.monotonic() + 120
while time.monotonic() < deadline:
    waiting = Delivery.objects.exclude(state="done").count()
    if not waiting and not Message.objects.filter(state__in=["queued", "sending"]).exists():
        break
    time.sleep(0.5)
with connection.cursor() as cursor:
    healthy = connection.vendor != "sqlite" or cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
print(json.dumps({
    "claims": list(Claim.objects.values_list("number", "description")),
    "facts": Fact.objects.filter(name="claims.claim_filed").count(),
    "waiting": waiting,
    "messages": list(Message.objects.values_list("unique_key", "state")),
    "healthy": healthy,
}))
"""


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


class Client(threading.Thread):
    """Files claims one after the other, each until it is acknowledged, as a patient program would."""

    def __init__(self, place: Installation, token: str, serials: list[str], until: threading.Event) -> None:
        super().__init__(daemon=True)
        self.serials, self.until = serials, until
        # One for all requests: making one takes longer than the request.
        self.http = httpx.Client(base_url=place.url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        self.acknowledged: dict[str, str] = {}
        self.strange: list[tuple[int, str]] = []

    def run(self) -> None:
        while not self.until.is_set():
            key = str(uuid.uuid4())
            body = {
                "serial": random.choice(self.serials),
                "failed_on": "2026-06-01",
                "symptom": "",
                "description": key,
                "lines": [{"kind": "part", "component": "panel", "amount": "1000"}],
            }
            answer = self._until_answered(key, body)
            if answer is not None:
                self.acknowledged[key] = answer["number"]

    def _until_answered(self, key: str, body: dict[str, Any]) -> dict[str, Any] | None:
        deadline, last = time.monotonic() + PATIENCE, (0, "")
        while time.monotonic() < deadline:
            try:
                answer = self.http.post("/api/v1/claims", json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError as error:
                last = 0, repr(error)
                time.sleep(0.2)
            else:
                if answer.is_success:
                    return answer.json()  # type: ignore[no-any-return]
                last = answer.status_code, answer.text[:300]
                if answer.status_code not in (409, 503):
                    break
            time.sleep(0.05)
        self.strange.append(last)
        return None


@pytest.mark.storm
def test_kill_storm(place: Installation, gateway: FakeSms) -> None:
    world = place.python(_WORLD)
    place.start(workers=3, within=120)
    until = threading.Event()
    clients = [Client(place, world["token"], world["serials"], until) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for kill in range(KILLS):
        time.sleep(PAUSE)
        supervisor, *workers = place.pids()
        if kill % 4 == 3 or not workers:
            place.kill(supervisor, *workers)
            place.stop()
            place.start(workers=3, within=120)
        else:
            # The oldest one: the supervisor gives up when one dies twice within seconds, and who supervises it
            # has to start it again, which is the other case.
            place.kill(min(workers))
    time.sleep(PAUSE)
    until.set()
    for client in clients:
        client.join(timeout=PATIENCE)
    assert [strange for client in clients for strange in client.strange] == []
    acknowledged = {key: number for client in clients for key, number in client.acknowledged.items()}
    after: dict[str, Any] = place.python(_SETTLED)

    stored: dict[str, list[str]] = {}
    for number, key in after["claims"]:
        stored.setdefault(key, []).append(number)
    assert after["healthy"]
    assert len(acknowledged) > KILLS, "the clients got something done"
    assert {key for key in acknowledged if key not in stored} == set(), "acknowledged but missing"
    assert {key: numbers for key, numbers in stored.items() if len(numbers) > 1} == {}, "doubled"
    assert all(stored[key] == [number] for key, number in acknowledged.items())
    assert after["facts"] == len(after["claims"])
    assert after["waiting"] == 0
    about_claims = [state for key, state in after["messages"] if key.startswith("claims.filed:")]
    assert len(about_claims) == len(after["claims"]), "each claim was told once"
    assert {state for _key, state in after["messages"]} <= {"accepted", "sent", "delivered"}
    assert len(gateway.texts) == len(set(gateway.texts)) == len(after["messages"]), "and no message went out twice"
