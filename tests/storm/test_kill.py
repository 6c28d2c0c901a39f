"""kill -9 in the middle of writes: no acknowledged claim is lost, no message is doubled."""

import random
import threading
import uuid
from typing import Any

import pytest

from tests.fakes.sms import FakeSms
from tests.server import TOKEN, Installation
from tests.storm.patience import KILLS, Patient, storm

CLIENTS = 8

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


class Client(Patient):
    """Files claims one after the other."""

    def __init__(self, place: Installation, token: str, serials: list[str], until: threading.Event) -> None:
        super().__init__(place, token, until)
        self.serials = serials
        self.acknowledged: dict[str, str] = {}

    def act(self) -> None:
        key = str(uuid.uuid4())
        body = {
            "serial": random.choice(self.serials),
            "failed_on": "2026-06-01",
            "symptom": "",
            "description": key,
            "lines": [{"kind": "part", "component": "panel", "amount": "1000"}],
        }
        if (answer := self.until_answered("/claims", key, body)) is not None:
            self.acknowledged[key] = answer["number"]


@pytest.mark.storm
def test_kill_storm(place: Installation, gateway: FakeSms) -> None:
    world = place.python(_WORLD)
    place.start(workers=3, within=120)
    until = threading.Event()
    clients = [Client(place, world["token"], world["serials"], until) for _ in range(CLIENTS)]
    storm(place, clients, until, kills=KILLS)
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
