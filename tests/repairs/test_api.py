"""Jobs over REST: the whole walk, refusals as problems, and who is kept out (S22, S23)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from payandan.platform.kit.actors import SYSTEM
from payandan.platform.people.actions import create_token
from payandan.platform.people.queries import actor_of
from payandan.repairs.models import Passcode, RepairOrder
from tests.repairs import factories as make
from tests.units.doors import member

pytestmark = pytest.mark.django_db


class Api:
    """A program with a token of these capabilities."""

    def __init__(self, *capabilities: str) -> None:
        maker = actor_of(member("administrator"))
        _token, raw = create_token(name="test", capabilities=list(capabilities), actor=maker, at=timezone.now())
        self.headers = {"Authorization": f"Bearer {raw}"}
        self.count = 0

    def get(self, path: str, **data: Any) -> Any:
        return Client().get(f"/api/v1{path}", data, headers=self.headers)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        self.count += 1
        headers = {**self.headers, "Idempotency-Key": f"key-{id(self)}-{self.count}"}
        return Client().post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers)


ALL = ("repairs.view", "repairs.intake", "repairs.bench", "units.view", "customers.view")


def given(**more: Any) -> dict[str, Any]:
    thing = make.phone()
    return {
        "serial": thing.serial, "symptoms": ["does_not_charge"], "data_consent": "agreed", "passcode": "1111",
        "branch": make.branch().code, **more,
    }  # fmt: skip


def test_s22_a_program_walks_a_job_from_intake_to_delivery() -> None:
    api = Api(*ALL)
    made = api.post("/repairs", given())
    assert made.status_code == 201, made.json()
    number = made.json()["number"]
    assert "1111" not in made.content.decode()
    assert Passcode.objects.count() == 1
    for act in ("diagnose", "repair", "test"):
        assert api.post(f"/repairs/{number}/moves", {"act": act}).status_code == 200
    order = RepairOrder.objects.get(number=number)
    early = api.post(f"/repairs/{number}/finish", {"outcome": "repaired", "work": "x"})
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "tests_first")
    assert api.post(f"/repairs/{number}/tests", {"answers": make.answers(order)}).json()["tests"][0]["passed"]
    assert api.post(f"/repairs/{number}/finish", {"outcome": "repaired", "work": "x"}).json()["state"] == "ready"
    assert api.post(f"/repairs/{number}/notice").json()["state"] == "notified"
    over = {"to_name": "Sara", "tried": True}
    assert api.post(f"/repairs/{number}/delivery", over).json()["state"] == "delivered"
    listed = api.get("/repairs", state="delivered").json()
    assert [row["number"] for row in listed["items"]] == [number]


def test_s23_parts_and_time_by_a_program() -> None:
    api = Api(*ALL)
    number = api.post("/repairs", given()).json()["number"]
    api.post(f"/repairs/{number}/moves", {"act": "diagnose"})
    part = {"label": "Board", "serialised": True, "removed_serial": "A"}
    assert api.post(f"/repairs/{number}/parts", part).status_code == 422
    assert api.post(f"/repairs/{number}/parts", {**part, "installed_serial": "B"}).status_code == 200
    assert api.post(f"/repairs/{number}/timers").status_code == 201
    assert api.post(f"/repairs/{number}/timers").status_code == 409
    assert api.post(f"/repairs/{number}/timers/stop").json()["stopped_at"]


def test_s17_the_figures() -> None:
    make.delivered()
    found = Api("repairs.view").get("/repairs-figures", since="2026-11-01", until="2026-11-30").json()
    assert [rate["repairs"] for rate in found["rates"]] == [1, 1, 1]


def test_who_is_kept_out() -> None:
    order = make.received()
    assert Client().get(f"/api/v1/repairs/{order.number}").status_code == 401
    assert Api("claims.view").get("/repairs").status_code == 403
    assert Api("repairs.view").post(f"/repairs/{order.number}/moves", {"act": "triage"}).status_code == 403
    assert Api("repairs.view").get("/repairs/JOB-NONE").status_code == 404
    assert SYSTEM.can("repairs.view")
