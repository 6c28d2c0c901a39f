"""kill -9 in the middle of moves of stock: the ledger stays whole, and nothing acknowledged is lost or done twice."""

import random
import threading
import uuid
from typing import Any

import pytest

from tests.server import TOKEN, Installation
from tests.storm.patience import KILLS, Patient, storm

CLIENTS = 6
HALF = KILLS // 2
"""The other half of the storm is for claims."""

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


class Keeper(Patient):
    """Moves stock."""

    def __init__(self, place: Installation, world: dict[str, Any], until: threading.Event) -> None:
        super().__init__(place, world["token"], until)
        self.parts = world["parts"]
        self.moved: list[str] = []
        self.reserved: list[str] = []

    def act(self) -> None:
        key = str(uuid.uuid4())
        body: dict[str, Any] = {"node": random.choice(["one", "two"]), "part": random.choice(self.parts)}
        body["quantity"] = random.randint(1, 3)
        act = random.choice(["receive", "issue", "issue", "scrap", "reserve"])
        if act == "reserve":
            answer = self.until_answered("/reservations", key, body, no="not_enough")
            self.reserved += [answer["number"]] if answer else []
        elif self.until_answered("/stock/moves", key, body | {"act": act, "note": key}, no="not_enough"):
            self.moved.append(key)


@pytest.mark.storm
def test_stock_survives_a_kill_storm(place: Installation) -> None:
    world = place.python(_WORLD)
    place.start(workers=3, within=120)
    until = threading.Event()
    keepers = [Keeper(place, world, until) for _ in range(CLIENTS)]
    storm(place, keepers, until, kills=HALF)
    moved = [key for keeper in keepers for key in keeper.moved]
    reserved = [number for keeper in keepers for number in keeper.reserved]
    after: dict[str, Any] = place.python(_SETTLED)

    assert after["healthy"]
    assert len(moved) > HALF, "the keepers got something done"
    assert after["disagreements"] == 0, "every balance is the sum of its moves and promises"
    assert after["below"] == 0
    assert set(moved) <= set(after["moves"]), "acknowledged but missing"
    assert len(after["moves"]) == len(set(after["moves"])), "done twice"
    assert set(reserved) <= set(after["reservations"])
    assert len(reserved) == len(set(reserved))
