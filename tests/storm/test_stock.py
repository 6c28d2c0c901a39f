"""kill -9 in the middle of moves of stock: the ledger stays whole, and nothing acknowledged is lost or done twice."""

import os
import random
import threading
import time
import uuid
from typing import Any

import httpx
import pytest

from tests.server import TOKEN, Installation
from tests.storm.test_kill import PATIENCE, PAUSE, gateway, place  # noqa: F401 - fixtures

CLIENTS = 6
KILLS = int(os.environ.get("PAYANDAN_KILLS", "20")) // 2

_WORLD = (
    TOKEN
    + """
from payandan.parts import actions
from payandan.parts.actions import Line
parts = [actions.create_part(code=f"KS-{n}", kind="consumable", name_fa="قطعه", actor=SYSTEM, at=now) for n in range(3)]
for code in ("one", "two"):
    node = actions.save_node(
        code=code, kind="van", name_fa=code, name_en=code, currency="IRR", actor=SYSTEM, at=now
    )
    lines = [Line(part.pk, 20, 2000) for part in parts]
    actions.receive(node_id=node.pk, lines=lines, actor=SYSTEM, at=now)
print(json.dumps({"token": token, "parts": [part.number for part in parts]}))
"""
)

_SETTLED = """
from django.db import connection
from payandan.parts.models import Balance, Move, Reservation
from payandan.parts.queries.stock import disagreements
with connection.cursor() as cursor:
    healthy = connection.vendor != "sqlite" or cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
print(json.dumps({
    "healthy": healthy,
    "disagreements": len(disagreements()),
    "below": Balance.objects.filter(on_hand__lt=0).count(),
    "moves": [note for note in Move.objects.values_list("note", flat=True) if note],
    "reservations": list(Reservation.objects.values_list("number", flat=True)),
}))
"""


class Keeper(threading.Thread):
    """Moves stock, each act with a key, again and again until it is answered."""

    def __init__(self, place: Installation, world: dict[str, Any], until: threading.Event) -> None:  # noqa: F811
        super().__init__(daemon=True)
        self.parts, self.until = world["parts"], until
        self.http = httpx.Client(base_url=place.url, headers={"Authorization": f"Bearer {world['token']}"}, timeout=10)
        self.moved: list[str] = []
        self.reserved: list[str] = []
        self.strange: list[tuple[int, str]] = []

    def run(self) -> None:
        while not self.until.is_set():
            key = str(uuid.uuid4())
            body: dict[str, Any] = {"node": random.choice(["one", "two"]), "part": random.choice(self.parts)}
            body["quantity"] = random.randint(1, 3)
            act = random.choice(["receive", "issue", "issue", "scrap", "reserve"])
            if act == "reserve":
                answer = self._until_answered("/reservations", key, body)
                self.reserved += [answer["number"]] if answer else []
            elif self._until_answered("/stock/moves", key, body | {"act": act, "note": key}):
                self.moved.append(key)

    def _until_answered(self, path: str, key: str, body: dict[str, Any]) -> dict[str, Any] | None:
        deadline, last = time.monotonic() + PATIENCE, (0, "")
        while time.monotonic() < deadline:
            try:
                answer = self.http.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError as error:
                last = 0, repr(error)
                time.sleep(0.2)
                continue
            if answer.is_success:
                return answer.json()  # type: ignore[no-any-return]
            if answer.status_code == 422 and "not_enough" in answer.text:
                return None
            last = answer.status_code, answer.text[:300]
            if answer.status_code not in (409, 503):
                break
            time.sleep(0.05)
        self.strange.append(last)
        return None


@pytest.mark.storm
def test_stock_survives_a_kill_storm(place: Installation) -> None:  # noqa: F811
    world = place.python(_WORLD)
    place.start(workers=3, within=120)
    until = threading.Event()
    keepers = [Keeper(place, world, until) for _ in range(CLIENTS)]
    for keeper in keepers:
        keeper.start()
    for kill in range(KILLS):
        time.sleep(PAUSE)
        supervisor, *workers = place.pids()
        if kill % 4 == 3 or not workers:
            place.kill(supervisor, *workers)
            place.stop()
            place.start(workers=3, within=120)
        else:
            place.kill(min(workers))
    time.sleep(PAUSE)
    until.set()
    for keeper in keepers:
        keeper.join(timeout=PATIENCE)
    assert [strange for keeper in keepers for strange in keeper.strange] == []
    moved = [key for keeper in keepers for key in keeper.moved]
    reserved = [number for keeper in keepers for number in keeper.reserved]
    after: dict[str, Any] = place.python(_SETTLED)

    assert after["healthy"]
    assert len(moved) > KILLS, "the keepers got something done"
    assert after["disagreements"] == 0, "every balance is the sum of its moves and promises"
    assert after["below"] == 0
    assert set(moved) <= set(after["moves"]), "acknowledged but missing"
    assert len(after["moves"]) == len(set(after["moves"])), "done twice"
    assert set(reserved) <= set(after["reservations"])
    assert len(reserved) == len(set(reserved))
