"""Terms given to one unit alone: on its page, over REST, and their end."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.platform.journal.models import Fact
from payandan.platform.kit.refusals import Refused
from payandan.units.models import Unit
from payandan.warranty import actions, queries
from payandan.warranty.models import Binding
from tests.claims import factories as make
from tests.units.doors import Api, customer, staff
from tests.warranty.people import author, published, terms

pytestmark = pytest.mark.django_db

SINCE = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.REQUIRE_MFA = False


def gold(**given: Any) -> Any:
    """An extended warranty that units are given one by one."""
    return published(terms(kind="extended", period={"months": 48}, **given), offered=False)


def bound(unit: Unit, **given: Any) -> Binding:
    return actions.bind(unit=unit, document=gold(), since=SINCE, actor=author(), at=make.AT, **given)


def book_of(unit: Unit, on: date) -> set[str]:
    facts = queries.contract_unit(make.units.facts_for_case(unit))
    return {document.id for document in queries.rule_book_for(facts, on=on, unit_id=unit.pk).terms}


def test_what_ended_may_be_given_again() -> None:
    unit = make.unit()
    first = bound(unit, reason="Bought  in the shop")
    assert first.reason == "Bought in the shop"
    actions.unbind(binding=first, ended_on=date(2026, 5, 1), reason="Paid back", actor=author(), at=make.AT)
    again = actions.bind(
        unit=unit, document=first.document, since=date(2026, 8, 1), actor=author(), at=make.AT, reason="Bought anew"
    )
    assert again.pk != first.pk
    days = {day: book_of(unit, day) for day in (date(2026, 4, 1), date(2026, 6, 1), date(2026, 9, 1))}
    assert list(days.values()) == [{"shop@1"}, set(), {"shop@1"}]
    assert [fact.body["reason"] for fact in Fact.objects.filter(name__startswith="warranty.terms").order_by("id")] == [
        "Bought in the shop",
        "Paid back",
        "Bought anew",
    ]


def test_what_is_not_for_such_a_unit_is_not_given() -> None:
    document = gold(scope={"categories": ["refrigerator"]})
    with pytest.raises(Refused) as caught:
        actions.bind(unit=make.unit(), document=document, since=SINCE, actor=author(), at=make.AT)
    assert caught.value.code == "not_in_scope"
    assert queries.givable(make.unit()) == []


def test_what_can_be_given_is_the_newest_version_that_it_does_not_have() -> None:
    unit, first = make.unit(), gold()
    published(terms(9, id="plain@1"))
    assert queries.givable(unit) == [first]
    second = published(terms(2, kind="extended"), offered=False)
    assert queries.givable(unit) == [second]
    actions.bind(unit=unit, document=second, since=SINCE, actor=author(), at=make.AT)
    assert queries.givable(unit) == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_on_the_page_of_the_unit(language: str) -> None:
    unit, document = make.unit(), gold()
    client = staff("clerk")
    client.cookies["lang"] = language
    record = client.get(reverse("units-record", args=[unit.number])).content.decode()
    address = reverse("warranty-bind", args=[unit.number])
    assert address in record
    assert str(document) in client.get(address).content.decode()
    wrong = client.post(address, {"document": "nobody@1", "since": "x", "reason": "kept"})
    assert (wrong.status_code, "kept" in wrong.content.decode()) == (422, True)
    given = client.post(address, {"document": str(document), "since": "1404/12/10", "reason": "خرید"})
    assert given["Location"] == reverse("units-record", args=[unit.number])
    held = Binding.objects.get()
    assert (held.since, held.reason) == (SINCE, "خرید")
    record = client.get(reverse("units-record", args=[unit.number])).content.decode()
    assert reverse("warranty-document", args=["shop", 1]) in record
    end = reverse("warranty-end-terms", args=[unit.number, held.pk])
    early = client.post(end, {f"end-{held.pk}-ended_on": "2026-01-01"})
    assert early.status_code == 422
    assert client.post(end, {f"end-{held.pk}-ended_on": "2026-06-01"}).status_code == 302
    held.refresh_from_db()
    assert held.ended_on == date(2026, 6, 1)
    assert client.post(end, {f"end-{held.pk}-ended_on": "2026-07-01"}).status_code == 422
    assert client.post(reverse("warranty-end-terms", args=[unit.number, 999]), {}).status_code == 404


def test_the_pages_are_closed_to_others() -> None:
    unit, other = make.unit(), make.unit()
    held = bound(unit)
    assert unit.owner is not None
    for name, args in (("warranty-bind", [unit.number]), ("warranty-end-terms", [unit.number, held.pk])):
        for client in (Client(), customer(unit.owner)):
            assert client.post(reverse(name, args=args)).status_code == 302
        for role in ("technician", "analyst"):
            assert staff(role).post(reverse(name, args=args)).status_code == 403
    address = reverse("warranty-end-terms", args=[other.number, held.pk])
    assert staff("clerk").post(address, {f"end-{held.pk}-ended_on": "2026-06-01"}).status_code == 404
    mine = customer(unit.owner).get(reverse("my-unit", args=[unit.number])).content.decode()
    assert reverse("warranty-bind", args=[unit.number]) not in mine


def test_over_rest() -> None:
    unit, document = make.unit(), gold()
    api = Api()
    path = f"/units/{unit.number}/terms"
    body = {"document": str(document), "since": "2026-03-01", "reason": "Bought"}
    made = api.call("post", path, body)
    assert (made.status_code, made.json()["document"], made.json()["ended_on"]) == (201, "shop@1", None)
    assert api.call("post", path, body).json()["number"] == made.json()["number"]
    end = f"{path}/{made.json()['number']}/end"
    early = api.call("post", end, {"ended_on": "2026-01-01"})
    assert (early.status_code, early.json()["errors"][0]["path"]) == (422, "ended_on")
    ended = api.call("post", end, {"ended_on": "2026-06-01", "reason": "Paid back"})
    assert ended.json()["ended_on"] == "2026-06-01"
    assert api.call("post", end, {"ended_on": "2026-06-01"}).json()["code"] == "already_ended"
    assert [row["ended_on"] for row in api.call("get", path).json()] == ["2026-06-01"]


@pytest.mark.parametrize(
    ("document", "status"), [("nobody@1", 422), ("rubbish", 422), ("shop@2", 422), ("fridge@1", 422)]
)
def test_rest_names_what_cannot_be_given(document: str, status: int) -> None:
    from tests.warranty.people import drafted

    gold()
    drafted(terms(2))
    published(terms(id="fridge@1", scope={"categories": ["refrigerator"]}))
    answer = Api().call("post", f"/units/{make.unit().number}/terms", {"document": document, "since": "2026-03-01"})
    assert answer.status_code == status
    assert answer.json()["errors"][0]["path"] == "document"


def test_rest_is_closed_to_others() -> None:
    unit = make.unit()
    held = bound(unit)
    path = f"/units/{unit.number}/terms"
    few = Api("warranty.view", "units.view")
    assert few.call("get", path).status_code == 200
    assert few.call("post", path, {"document": "shop@1", "since": "2026-03-01"}).status_code == 403
    assert few.call("post", f"{path}/{held.pk}/end", {"ended_on": "2026-06-01"}).status_code == 403
    blind = Api("warranty.view", "warranty.bind")
    assert blind.call("get", path).status_code == 404
    assert blind.call("post", f"{path}/{held.pk}/end", {"ended_on": "2026-06-01"}).status_code == 404
    elsewhere = f"/units/{make.unit().number}/terms/{held.pk}/end"
    assert Api().call("post", elsewhere, {"ended_on": "2026-06-01"}).status_code == 404
