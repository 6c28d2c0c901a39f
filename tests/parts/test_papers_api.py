"""Transfers, counts, purchases and kits over REST: the whole walk, refusals, and who sees what."""

from typing import Any

import pytest

from payandan.parts import actions
from payandan.parts.models import Order, OrderLine
from payandan.platform.kit.actors import SYSTEM
from tests.units.doors import queries as count

from .factories import AT, a_branch, a_node, a_part, balance, stocked
from .test_api import Store

pytestmark = pytest.mark.django_db


def test_a_transfer_is_sent_and_received_in_two_goes() -> None:
    api, part, one, two = Store(), a_part(), a_node("one"), a_node("two")
    stocked(part, one, 10)
    body = {"node": "one", "to": "two", "lines": [{"part": part.number, "quantity": 6}], "note": "urgent"}
    made = api.send("/stock/transfers", body, key="t-1")
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert api.send("/stock/transfers", body, key="t-1").json()["number"] == number
    arrivals = f"/stock/transfers/{number}/arrivals"
    some = {"lines": [{"part": part.number, "quantity": 4}]}
    assert api.send(arrivals, some).json()["lines"][0]["received"] == 4
    assert api.send(arrivals, {"close": True}).json()["errors"][0]["code"] == "reason_missing"
    closed = api.send(arrivals, {"close": True, "reason": "lost"}).json()
    assert (closed["state"], closed["lines"][0]["short"]) == ("short", 2)
    assert balance(part, two).on_hand == 4
    assert api.send(arrivals, some).status_code == 409
    found = api.call("get", "/stock/transfers?state=short&node=two").json()["items"]
    assert [row["number"] for row in found] == [number]
    assert api.send("/stock/transfers", {**body, "to": "nowhere"}).json()["errors"][0]["path"] == "to"


def test_a_count_is_opened_written_and_booked() -> None:
    api, part, node = Store(), a_part(), a_node("one")
    stocked(part, node, 10)
    made = api.send("/stock/counts", {"node": "one", "parts": [part.number]})
    assert made.status_code == 201, made.content
    path = f"/stock/counts/{made.json()['number']}"
    assert api.send(f"{path}/booking", {}).status_code in (409, 422)
    line = {"part": part.number, "quantity": 8, "reason": "broken"}
    assert api.send(f"{path}/lines", {"lines": [line]}).json()["lines"][0]["expected"] == 10
    assert api.send(f"{path}/booking", {}).json()["state"] == "booked"
    assert balance(part, node).on_hand == 8
    assert api.send(f"{path}/drop", {}).status_code == 409
    assert api.call("get", "/stock/counts?state=booked").json()["items"][0]["node"] == "one"


def test_a_purchase_is_approved_received_and_closed() -> None:
    api, part, node = Store(), a_part(), a_node("one")
    order = Order.objects.create(number="ORD-1", node=node, supplier_name="Ava", proposed_at=AT)
    OrderLine.objects.create(order=order, part=part, proposed=5, quantity=5)
    assert api.call("get", "/purchases?state=proposed&node=one").json()["items"][0]["lines"][0]["proposed"] == 5
    path = "/purchases/ORD-1"
    assert api.send(f"{path}/approval", {"version": 9}).json()["code"] == "stale"
    approved = api.send(f"{path}/approval", {"lines": [{"part": part.number, "quantity": 4}], "version": 1}).json()
    assert (approved["state"], approved["lines"][0]["quantity"]) == ("approved", 4)
    came = {"lines": [{"part": part.number, "quantity": 3, "cost": "3000"}]}
    assert api.send(f"{path}/deliveries", came).json()["lines"][0]["received"] == 3
    assert balance(part, node).on_hand == 3
    assert api.send(f"{path}/close", {}).json()["state"] == "closed"
    assert api.send(f"{path}/drop", {}).status_code == 409
    assert api.send("/purchases", {"node": "one"}).status_code == 201
    assert api.send("/purchases", {"node": "nowhere"}).status_code == 422


def test_a_kit_is_put_and_put_again() -> None:
    api, one, two = Store(), a_part(), a_part()
    body: dict[str, Any] = {"name_fa": "تعویض پنل", "lines": [{"part": one.number, "quantity": 1}]}
    made = api.call("put", "/part-kits/panel", body)
    assert made.status_code == 200, made.content
    changed = api.call("put", "/part-kits/panel", {**body, "lines": [{"part": two.number, "quantity": 2}]}).json()
    assert [(line["code"], line["quantity"]) for line in changed["lines"]] == [(two.code, 2)]
    assert [kit["code"] for kit in api.call("get", "/part-kits").json()["items"]] == ["panel"]
    assert api.call("put", "/part-kits/panel", {**body, "lines": []}).status_code == 422


def test_rights_and_centres_hold_and_lists_cost_the_same() -> None:
    reader = Store("parts.view")
    here, part = a_node("one", branch=a_branch(), kind="centre"), a_part()
    stocked(part, here, 50)
    other = a_node("two")
    for path in ("/stock/transfers", "/stock/counts", "/purchases"):
        assert reader.send(path, {"node": "one"}).status_code == 403, path
    assert reader.call("put", "/part-kits/x", {}).status_code == 403

    def sent() -> None:
        line = actions.Line(part.pk, 1)
        actions.send(origin_id=here.pk, to_id=other.pk, lines=[line], actor=SYSTEM, at=AT)

    sent()
    one = count(lambda: reader.call("get", "/stock/transfers"))
    sent()
    sent()
    assert count(lambda: reader.call("get", "/stock/transfers")) == one
    assert len(reader.call("get", "/stock/transfers").json()["items"]) == 3
