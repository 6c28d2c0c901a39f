"""Spare parts and stock over REST."""

import uuid
from typing import Any

import pytest
from django.test import Client

from payandan.parts import actions
from payandan.parts.models import Move, Part, Reservation
from payandan.platform.kit.actors import SYSTEM
from tests.units.doors import Api
from tests.units.doors import queries as count

from .factories import ABOUT, AT, a_component, a_model, a_node, a_part, balance, stocked

pytestmark = pytest.mark.django_db
DOING: dict[str, Any] = {"actor": SYSTEM, "at": AT}


class Store(Api):
    """A program with a token that also sends keys."""

    def send(self, path: str, body: Any, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.raw}", "Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_a_part_is_added_read_and_changed() -> None:
    api, model, component = Store(), a_model(), a_component()
    body = {
        "code": "AV-1",
        "kind": "rotable",
        "name_fa": "برد",
        "category": model.category.code,
        "components": [component.code],
        "fits": [{"model": model.number, "serial_from": "A1", "serial_to": "A9"}],
    }
    made = api.call("post", "/parts", body)
    assert made.status_code == 201, made.content
    assert made.json()["fits"][0]["code"] == model.code
    number = made.json()["number"]
    assert api.call("post", "/parts", body).status_code == 422
    changed = api.call("patch", f"/parts/{number}", {"name_fa": "برد اصلی", "fits": [], "version": 1})
    assert (changed.status_code, changed.json()["fits"], changed.json()["components"]) == (200, [], ["panel"])
    assert api.call("patch", f"/parts/{number}", {"name_fa": "x", "version": 1}).status_code == 409
    price = api.call("post", f"/parts/{number}/prices", {"currency": "irr", "amount": "5000", "since": "2026-05-01"})
    assert price.json() == {"currency": "IRR", "amount": "5000", "since": "2026-05-01"}
    assert api.call("get", f"/parts/{number}").json()["prices"] == [price.json()]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "gadget"}, "kind"),
        ({"category": "nosuch"}, "category"),
        ({"components": ["panel"]}, "components"),
        ({"fits": [{"model": "MDL-00000-00000"}]}, "fits[0].model"),
        ({"name_fa": ""}, "name_fa"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_cannot_be_added_names_its_field(body: dict[str, Any], field: str) -> None:
    answer = Store().call("post", "/parts", {"code": "A1", "kind": "rotable", "name_fa": "x"} | body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [field]
    assert not Part.objects.exists()


def test_the_old_number_finds_the_new_part() -> None:
    api, old, new = Store(), a_part("OLD-1"), a_part("NEW-1")
    said = {"part": new.number, "direction": "forward"}
    assert api.call("post", f"/parts/{old.number}/successor", said).json()["superseded_by"] == new.number
    again = api.call("post", f"/parts/{new.number}/successor", {"part": old.number, "direction": "both"})
    assert (again.status_code, again.json()["errors"][0]["path"]) == (422, "new")
    found = api.call("get", "/parts?q=old1").json()["items"]
    assert [part["code"] for part in found] == ["NEW-1", "OLD-1"]


def test_parts_are_listed_by_pages_in_a_constant_number_of_queries() -> None:
    api = Store()
    for _ in range(3):
        a_part(category=a_model().category)
    api.call("get", "/parts")
    few = count(lambda: api.call("get", "/parts"))
    for _ in range(5):
        a_part(category=a_model().category)
    assert count(lambda: api.call("get", "/parts")) == few
    first = api.call("get", "/parts?limit=5").json()
    rest = api.call("get", f"/parts?limit=5&cursor={first['next']}").json()
    assert len({part["number"] for part in first["items"] + rest["items"]}) == 8
    assert rest["next"] is None


def test_stock_moves_by_key() -> None:
    api, part, node = Store(), a_part(), a_node("central", kind="central")
    body = {"act": "receive", "node": "central", "part": part.number, "quantity": 5, "cost": "500"}
    first = api.send("/stock/moves", body, key="delivery-1")
    again = api.send("/stock/moves", body, key="delivery-1")
    assert (first.status_code, first.json()) == (201, again.json())
    assert balance(part, node).on_hand == 5
    issue = {"act": "issue", "node": "central", "part": part.number, "quantity": 9}
    refused = api.send("/stock/moves", issue)
    assert refused.status_code == 422
    done = api.send("/stock/moves", issue | {"quantity": 2})
    assert (done.json()["value"], done.json()["to"]) == ("200", "job")
    scrap = {"act": "scrap", "node": "central", "part": part.number, "quantity": 1}
    assert api.send("/stock/moves", scrap).status_code == 422
    assert api.send("/stock/moves", scrap | {"note": "شکسته"}).status_code == 201
    (held,) = api.call("get", "/stock?node=central").json()["items"]
    assert (held["on_hand"], held["free"], held["value"]) == (2, 2, "200")
    moves = api.call("get", f"/stock/moves?part={part.number}&act=scrap").json()["items"]
    assert [move["note"] for move in moves] == ["شکسته"]
    assert len(api.call("get", "/stock/moves?node=central&limit=2").json()["items"]) == 2
    assert api.call("get", "/stock/moves?node=nosuch").status_code == 422


def test_a_move_without_a_key_is_refused() -> None:
    a_node("central")
    body = {"act": "receive", "node": "central", "part": a_part().number, "quantity": 5}
    assert Store().call("post", "/stock/moves", body).status_code == 400
    assert not Move.objects.exists()


def test_reserve_issue_and_let_go() -> None:
    api, part, node = Store(), a_part(), a_node("central")
    stocked(part, node, 5)
    body = {"node": "central", "part": part.number, "quantity": 3}
    made = api.send("/reservations", body, key="r")
    assert api.send("/reservations", body, key="r").json() == made.json()
    assert api.send("/reservations", body).status_code == 422
    number = made.json()["number"]
    issue = {"act": "issue", "node": "central", "part": part.number, "quantity": 1, "reservation": number}
    assert api.send("/stock/moves", issue).status_code == 201
    assert api.send("/stock/moves", issue | {"reservation": "RSV-00000-00000"}).status_code == 422
    gone = api.send(f"/reservations/{number}/release", {})
    assert (gone.status_code, gone.json()["state"], gone.json()["issued"]) == (200, "issued", 1)
    listed = api.call("get", "/reservations?state=issued").json()["items"]
    assert [row["number"] for row in listed] == [number]
    assert balance(part, node).reserved == 0


def test_what_is_not_there_is_not_found() -> None:
    api = Store()
    for method, path in (("get", "/parts/PRT-00000-00000"), ("patch", "/parts/PRT-00000-00000")):
        assert api.call(method, path, {} if method == "patch" else None).status_code == 404
    assert api.send("/reservations/RSV-00000-00000/release", {}).status_code == 404


PATHS = ["/parts", "/stock", "/stock/nodes", "/stock/moves", "/reservations"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_without_a_token_or_the_right(path: str) -> None:
    assert Client().get(f"/api/v1{path}").status_code == 401
    assert Api("units.view").call("get", path).status_code == 403


def test_writing_asks_for_more_than_seeing() -> None:
    part, node = a_part(), a_node("central")
    stocked(part, node, 5)
    api = Store("parts.view")
    body = {"act": "receive", "node": "central", "part": part.number, "quantity": 5}
    assert api.send("/stock/moves", body).status_code == 403
    assert api.send("/reservations", {"node": "central", "part": part.number, "quantity": 1}).status_code == 403
    assert api.call("post", "/parts", {"code": "x", "kind": "safety", "name_fa": "x"}).status_code == 403
    made = actions.reserve(part_id=part.pk, quantity=1, node_id=node.pk, about=ABOUT, **DOING)
    assert api.send(f"/reservations/{made.number}/release", {}).status_code == 403
    assert Reservation.objects.get().state == "held"
