"""Units over REST."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from payandan.platform.kit.actors import SYSTEM
from payandan.units import actions
from payandan.units.models import Unit

from .doors import Api
from .doors import queries as count
from .factories import AT, a_customer, a_model, a_unit

pytestmark = pytest.mark.django_db


def test_a_unit_through_its_life() -> None:
    api, model = Api(), a_model()
    said = {
        "serial": "AV-9",
        "model": model.number,
        "owner": {"mobile": "09121234567", "name": "سارا"},
        "sold_on": "2025-05-01",
    }
    made = api.call("post", "/units", said)
    assert made.status_code == 201, made.content
    unit = made.json()
    assert (unit["state"], unit["owner"]["name"], unit["model"]["category"]) == ("registered", "سارا", "television")
    path = f"/units/{unit['number']}"
    assert api.call("get", path).json() == unit
    assert api.call("patch", path, {"lot": "L7", "sold_on": None, "reason": "سند"}).json()["lot"] == "L7"
    assert api.call("get", path).json()["sold_on"] is None
    assert api.call("post", f"{path}/readings", {"meter": "km", "value": 5}).status_code == 201
    falling = api.call("post", f"{path}/readings", {"meter": "km", "value": 4})
    assert (falling.status_code, falling.json()["errors"][0]["code"]) == (422, "meter_falls")
    assert [row["value"] for row in api.call("get", f"{path}/readings").json()] == [5]
    given = api.call("post", f"{path}/transfer", {"to": {"mobile": "09351112233", "name": "علی"}})
    assert given.json()["owner"]["name"] == "علی"
    taken = api.call("post", "/units", said)
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (422, "serial_taken")
    assert "علی" not in taken.content.decode()


def test_lists_and_details_agree_and_hide_from_who_may_not_see() -> None:
    for _ in range(3):
        a_unit(a_customer())
    listed = Api("units.view").call("get", "/units?limit=200").json()["items"]
    assert {row["number"] for row in listed} == set(Unit.objects.values_list("number", flat=True))
    for row in listed:
        assert Api("units.view").call("get", f"/units/{row['number']}").json() == row
    assert Api("customers.view").call("get", "/units").status_code == 403
    assert Client().get("/api/v1/units").status_code == 401


def test_missing_is_404() -> None:
    assert Api().call("get", "/units/UNT-00000-00000").status_code == 404


def test_filters() -> None:
    fridge = a_model(category="refrigerator")
    sara = a_customer("سارا")
    one = a_unit(sara, serial="F-1", model=fridge, sold_on=date(2025, 3, 1))
    a_unit(None, serial="G-1", sold_on=date(2025, 4, 1))
    api = Api()
    for asked in [
        "q=سارا",
        "serial=f%201",
        "state=registered",
        "category=refrigerator",
        f"model={fridge.number}",
        f"owner={sara.number}",
        "sold_until=2025-04-01",
    ]:
        assert [row["number"] for row in api.call("get", f"/units?{asked}").json()["items"]] == [one.number], asked


def test_the_list_takes_the_same_queries_for_few_and_many() -> None:
    api, model = Api(), a_model()
    for _ in range(2):
        a_unit(a_customer(), model=model)
    api.call("get", "/units")
    few = count(lambda: api.call("get", "/units"))
    for _ in range(20):
        a_unit(a_customer(), model=model)
    assert count(lambda: api.call("get", "/units")) == few


def test_a_stale_correction_is_a_conflict() -> None:
    unit = a_unit(a_customer())
    actions.record_reading(unit=unit, meter="km", value=1, actor=SYSTEM, at=AT)
    answer = Api().call("patch", f"/units/{unit.number}", {"lot": "L", "reason": "x", "version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")


@pytest.mark.parametrize(
    "said",
    [
        {"serial": "X", "surprise": 1},
        {"serial": 5},
        {"serial": "X", "model": "MDL-NOT-THERE"},
        {"serial": "X", "sold_on": "1404/02/14"},
        {"serial": "X", "meters": {"k m": 1}},
        {"serial": "X", "owner": {"mobile": "12"}},
        {"serial": "X", "country": "IRAN"},
    ],
)
def test_what_cannot_be_is_422(said: dict[str, Any]) -> None:
    assert Api().call("post", "/units", said).status_code == 422
    assert not Unit.objects.exists()
