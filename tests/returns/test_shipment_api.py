"""Shipments over REST."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from payandan.platform.people.actions import create_token
from payandan.platform.people.queries import actor_of
from payandan.returns import rules
from payandan.returns.models import Shipment
from tests.repairs import factories as repairs
from tests.returns import factories as make
from tests.units.doors import member, queries

pytestmark = pytest.mark.django_db

ALL = ("shipments.view", "shipments.manage", "repairs.view")


class Program:
    """A program with a token of these capabilities."""

    def __init__(self, *capabilities: str, where: Any = None) -> None:
        maker = actor_of(member("administrator"))
        _token, raw = create_token(
            name="test", capabilities=list(capabilities), branch_id=where and where.pk, actor=maker, at=timezone.now()
        )
        self.headers = {"Authorization": f"Bearer {raw}"}
        self.count = 0

    def get(self, path: str, **data: Any) -> Any:
        return Client().get(f"/api/v1{path}", data, headers=self.headers)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        self.count += 1
        headers = {**self.headers, "Idempotency-Key": key or f"key-{id(self)}-{self.count}"}
        return Client().post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def given(**more: Any) -> dict[str, Any]:
    return {"owner": make.job().number, "leg": "outbound", "sender": make.SHOP, "receiver": make.HOME, **more}


def test_s2_a_program_sends_follows_and_reads() -> None:
    api = Program(*ALL)
    body = given(service="post_counter", waybill="۷۷۰۱", price="90000")
    made = api.post("/shipments", body, key="one")
    assert made.status_code == 201, made.json()
    again = api.post("/shipments", body, key="one")
    number = made.json()["number"]
    assert (again.json()["number"], Shipment.objects.count()) == (number, 1)
    assert (made.json()["state"], made.json()["waybill"], made.json()["price"]) == (rules.PENDING, "7701", "90000")
    for tag in (rules.IN_TRANSIT, rules.DELIVERED):
        assert api.post(f"/shipments/{number}/checkpoints", {"tag": tag}).status_code == 200
    read = api.get(f"/shipments/{number}").json()
    assert (read["state"], [one["tag"] for one in read["checkpoints"]]) == (
        rules.DELIVERED, [rules.IN_TRANSIT, rules.DELIVERED],
    )  # fmt: skip
    assert read["why"]
    refused = api.post(f"/shipments/{number}/cancel", {"reason": "دیر"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_this_state")


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"leg": "sideways"}, 422, None),
        ({"weight": 0}, 422, None),
        ({"owner": "JOB-00000-00000"}, 422, "unknown_owner"),
        ({"carrier": "pigeon"}, 422, "unknown_carrier"),
        ({"receiver": {"name": "Sara"}}, 422, "address_incomplete"),
        ({"payer": "company"}, 422, "reason_missing"),
        ({"other": "nowhere"}, 404, None),
    ],
)
def test_what_is_refused(more: dict[str, Any], status: int, code: str | None) -> None:
    answer = Program(*ALL).post("/shipments", given(**more))
    assert answer.status_code == status, answer.json()
    if code:
        assert answer.json()["errors"][0]["code"] == code


def test_who_is_kept_out() -> None:
    row = make.on_its_way()
    paths = ["/shipments", f"/shipments/{row.number}"]
    assert {Client().get(f"/api/v1{path}").status_code for path in paths} == {401}
    assert {Program("repairs.view").get(path).status_code for path in paths} == {403}
    viewer = Program("shipments.view")
    assert viewer.post(f"/shipments/{row.number}/cancel", {"reason": "x"}).status_code == 403
    stranger = Program(*ALL, where=repairs.branch("shiraz"))
    assert stranger.get("/shipments").json()["items"] == []
    assert stranger.get(f"/shipments/{row.number}").status_code == 404
    assert stranger.post(f"/shipments/{row.number}/cancel", {"reason": "x"}).status_code == 404


def test_the_list_is_filtered_and_costs_the_same() -> None:
    order = make.job()
    first = make.on_its_way(order)
    api = Program(*ALL)
    api.get("/shipments")
    before = queries(lambda: api.get("/shipments"))
    for place in range(3):
        make.on_its_way(order, waybill=f"88{place}")
    make.seen(first, rules.DELIVERED)
    assert queries(lambda: api.get("/shipments")) == before
    found = api.get("/shipments", state=rules.DELIVERED, owner=order.number, q=first.waybill).json()["items"]
    assert [row["number"] for row in found] == [first.number]
    assert len(api.get("/shipments", open="true").json()["items"]) == 3
