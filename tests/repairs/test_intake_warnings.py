"""What the counter is told before it takes a device in: recalls, repeats, a missing authorisation."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from payandan.claims.actions import payment
from payandan.platform.kit.refusals import Refused
from payandan.repairs import actions
from payandan.repairs.models import RecallOnJob, RepairOrder
from payandan.repairs.queries import recalls
from tests.repairs import factories as make
from tests.repairs.test_api import ALL, Api, given
from tests.repairs.test_pages import form_of
from tests.warranty.people import published, terms

pytestmark = pytest.mark.django_db


def recall(*, name: str = "port-recall", **more: Any) -> Any:
    """A recall of all phones' charging port."""
    document = terms(**{
        "id": f"{name}@1",
        "kind": "recall",
        "title": {"fa": "فراخوان درگاه شارژ", "en": "Charging port recall"},
        "note": {"fa": "درگاه شارژ بی‌هزینه عوض می‌شود.", "en": "The port is changed."},
        "scope": {"categories": ["mobile_phone"]},
        "start": {"basis": "manufactured", "else": "sold"},
        "period": None,
        **more,
    })  # fmt: skip
    return published({key: value for key, value in document.items() if value is not None})


def authorise(centre: Any, category: Any) -> None:
    """From now on somebody keeps authorisations, and only this centre has one for this kind of product."""
    row = {"branch_id": centre.pk, "category_id": category.pk, "since": date(2026, 1, 1), "until": None, "level": "a"}
    payment.put_prices(kind="authorisations", rows=[row], actor=make.staff(), at=make.AT)


def test_a_recall_is_open_until_a_job_has_carried_it_out() -> None:
    recall()
    unit, chief = make.phone(), make.chief()
    (found,) = recalls.open_recalls(unit, at=make.AT)
    assert (found.code, found.title, found.lines["part"]) == ("port-recall", "فراخوان درگاه شارژ", 10_000)
    assert found.work == ("درگاه شارژ بی‌هزینه عوض می‌شود.",)
    order = make.ready(unit=unit, recalls=["port-recall"])
    assert [one.code for one in recalls.recalls_of(order)] == ["port-recall"]
    assert recalls.open_recalls(unit, at=make.AT) == []
    other = make.received(unit=make.phone())
    with pytest.raises(Refused, match="no_such_recall"):
        actions.add_recall(order=other, code="nobody-knows", actor=chief, at=make.AT)
    actions.add_recall(order=other, code="port-recall", actor=chief, at=make.AT)
    actions.add_recall(order=other, code="port-recall", actor=chief, at=make.AT)
    assert RecallOnJob.objects.filter(order=other).count() == 1


def test_a_recall_of_other_serials_or_of_an_ended_time_is_not_open() -> None:
    unit = make.phone()
    recall(name="others", scope={"categories": ["mobile_phone"], "serials": [{"from": "ZZ-1", "to": "ZZ-9"}]})
    recall(name="over", period={"months": 1}, start={"basis": "sold"})
    assert recalls.open_recalls(unit, at=make.AT) == []


def test_the_counter_sees_the_recall_and_adds_it_with_one_tap(client: Client) -> None:
    recall(lines={"part": 100, "labour": 50})
    client.force_login(make.person("chief", "manager"))
    unit = make.phone()
    page = client.get("/repairs/intake/", {"unit": unit.number}).content.decode()
    assert "فراخوان درگاه شارژ" in page
    assert "درگاه شارژ بی‌هزینه عوض می‌شود." in page
    assert "۵۰٪" in page
    plain = form_of(unit, symptoms=[], words="", recalls=["port-recall"])
    assert client.post("/repairs/intake/", {**plain, "recalls": ["other"]}).status_code == 422
    assert client.post("/repairs/intake/", plain).status_code == 302
    order = RepairOrder.objects.get()
    assert order.recalls.get().document.code == "port-recall"
    assert "فراخوان درگاه شارژ" in client.get(f"/repairs/{order.number}/").content.decode()


def test_a_recall_is_added_on_the_page_of_a_job_and_over_rest(client: Client) -> None:
    client.force_login(make.person("chief", "manager"))
    order = make.received(at=timezone.now())
    recall()
    assert 'value="port-recall"' in client.get(f"/repairs/{order.number}/").content.decode()
    assert client.post(f"/repairs/{order.number}/press/recall/", {"recall": "other"}).status_code == 422
    assert client.post(f"/repairs/{order.number}/press/recall/", {"recall": "port-recall"}).status_code == 302
    assert order.recalls.count() == 1
    made = Api(*ALL).post("/repairs", given(recalls=["port-recall"]))
    assert made.json()["recalls"] == ["port-recall"]
    assert Api(*ALL).post("/repairs", given(recalls=["other"])).json()["errors"][0]["code"] == "no_such_recall"


def test_a_centre_without_authorisation_is_warned_and_goes_on(client: Client) -> None:
    unit, here, other = make.phone(), make.branch(), make.branch("shiraz")
    client.force_login(make.person("desk", "clerk", here))
    quiet = client.get("/repairs/intake/", {"unit": unit.number})
    assert quiet.context["unauthorised"] == ""
    authorise(other, unit.model.category)
    warned = client.get("/repairs/intake/", {"unit": unit.number})
    assert warned.context["unauthorised"] == "مرکز tehran"
    assert "مرکز tehran" in warned.content.decode()
    asked = {"unit": unit.number, "branch": here.pk}
    assert "مرکز tehran" in client.post("/repairs/intake/warnings/", asked).content.decode()
    assert client.post("/repairs/intake/", form_of(unit)).status_code == 302


def test_the_house_may_refuse_what_a_centre_is_not_authorised_for(settings: Any) -> None:
    unit, other = make.phone(), make.branch("shiraz")
    authorise(other, unit.model.category)
    settings.ONLY_AUTHORISED_INTAKE = True
    with pytest.raises(Refused, match="centre_not_authorised"):
        make.received(unit=unit)
    assert make.received(unit=unit, branch=other).branch_id == other.pk


def test_the_card_shows_cover_past_jobs_and_a_problem_that_was_here(client: Client) -> None:
    now = timezone.now()
    order = make.delivered(at=now)
    client.force_login(make.person("chief", "manager"))
    shown = client.get("/repairs/intake/", {"unit": order.unit.number}).context
    assert shown["coverage"].outcome in ("covered", "partly_covered", "not_covered", "undecided")
    assert [line["job"].number for line in shown["past"]] == [order.number]
    asked = {"unit": order.unit.number, "symptoms": ["does_not_charge"]}
    assert "alert" in client.post("/repairs/intake/warnings/", asked).content.decode()
