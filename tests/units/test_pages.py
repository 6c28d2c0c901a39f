"""Staff pages of units."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import SYSTEM
from payandan.units import actions, queries
from payandan.units.models import Unit

from .doors import ROLES, customer, staff
from .doors import queries as count
from .factories import AT, a_customer, a_model, a_unit, as_customer

pytestmark = pytest.mark.django_db

PAGES = ["units-list", "units-create", "units-labels"]
RECORD_PAGES = ["units-record", "units-qr", "units-correct", "units-owner", "units-reading", "units-installation"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_in_the_list_what_it_can_open(role: str) -> None:
    for number in range(3):
        a_unit(a_customer() if number else None)
    client = staff(role)
    listed = set(re.findall(r"/units/(UNT-[0-9A-Z-]+)/", client.get(reverse("units-list")).content.decode()))
    opened = {
        unit.number
        for unit in Unit.objects.all()
        if client.get(reverse("units-record", args=[unit.number])).status_code == 200
    }
    assert listed == opened == set(Unit.objects.values_list("number", flat=True))


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_sign_in(name: str) -> None:
    for client in (Client(), customer(a_customer())):
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", RECORD_PAGES)
def test_a_missing_unit_is_404(name: str) -> None:
    assert staff().get(reverse(name, args=["UNT-00000-00000"])).status_code == 404


@pytest.mark.parametrize("name", ["units-create", "units-labels"])
def test_who_may_not_register_is_refused(name: str) -> None:
    assert staff("technician").get(reverse(name)).status_code == 403


@pytest.mark.parametrize("text", ["8k3f", "ساراي", "0912123", "۰۰۲۱۷"])
def test_the_list_is_searched(text: str) -> None:
    unit = a_unit(a_customer("سارای محمدی", "09121234567"), serial="AV-55-8K3F-00217")
    a_unit(a_customer("رضا", "09350000000"), serial="ZZ-1")
    page = staff().get(reverse("units-list"), {"q": text}).content.decode()
    assert unit.number in page
    assert "ZZ-1" not in page


def test_the_list_is_filtered() -> None:
    fridge = a_model(category="refrigerator")
    one, two = a_unit(a_customer(), model=fridge), a_unit(None)
    client = staff()
    for asked, found, hidden in [
        ({"state": "made"}, two, one),
        ({"category": "refrigerator"}, one, two),
        ({"model": fridge.number}, one, two),
    ]:
        page = client.get(reverse("units-list"), asked).content.decode()
        assert found.number in page
        assert hidden.number not in page


@pytest.mark.parametrize("name", ["units-list"])
def test_the_list_takes_the_same_queries_for_few_and_many(name: str) -> None:
    model, client = a_model(), staff()
    for _ in range(3):
        a_unit(a_customer(), model=model)
    few = count(lambda: client.get(reverse(name)))
    for _ in range(20):
        a_unit(a_customer(), model=model)
    assert count(lambda: client.get(reverse(name))) == few


def test_the_record_tells_what_is_known() -> None:
    unit = a_unit(a_customer("سارا محمدی", "09121234567"), sold_on=date(2025, 5, 1), installed_on=date(2025, 5, 4))
    actions.record_reading(unit=unit, meter="km", value=2578, actor=SYSTEM, at=AT)
    page = staff().get(reverse("units-record", args=[unit.number])).content.decode()
    for text in [
        "تلویزیون ۵۵ اینچ آوا",
        unit.serial,
        "در حال کار",
        "سارا محمدی",
        "۱۱ اردیبهشت ۱۴۰۴",
        "۲٬۵۷۸",
        "0912•••4567",
    ]:
        assert text in page, text
    assert "09121234567" not in page
    english = staff().get(reverse("units-record", args=[unit.number]), {"lang": "en"}).content.decode()
    assert "Ava 55-inch television" in english
    assert "1 May 2025" in english


def test_clocks_and_buttons_come_from_above(monkeypatch: Any) -> None:
    unit = a_unit(a_customer())
    monkeypatch.setattr(
        queries,
        "clock_sources",
        [lambda units: {u.pk: [queries.Clock("free_until", date(2026, 5, 4), "good")] for u in units}],
    )
    monkeypatch.setattr(
        queries, "unit_actions", [lambda actor, u: [queries.UnitAction("ادعای تازه", "/x/", "primary")]]
    )
    page = staff().get(reverse("units-record", args=[unit.number])).content.decode()
    assert "۱۴ اردیبهشت ۱۴۰۵" in page
    assert "ادعای تازه" in page


def test_a_unit_is_registered_by_staff() -> None:
    model = a_model()
    said = {
        "serial": "شش-۵۵-۰۰۱",
        "model": model.pk,
        "mobile": "۰۹۱۲۱۲۳۴۵۶۷",
        "name": "سارا",
        "sold_on": "۱۴۰۴/۰۲/۱۱",
        "country": "IR",
    }
    answer = staff().post(reverse("units-create"), said)
    unit = Unit.objects.get(serial_key="AA55001")
    assert answer.url == reverse("units-record", args=[unit.number])  # type: ignore[attr-defined]
    assert (unit.owner and unit.owner.mobile, unit.sold_on) == ("+989121234567", date(2025, 5, 1))


def test_what_is_refused_keeps_what_was_typed() -> None:
    unit = a_unit(a_customer())
    answer = staff().post(
        reverse("units-create"), {"serial": unit.serial, "mobile": "09350000001", "name": "رضا", "seller": "فروشگاه"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "این دستگاه پیش‌تر ثبت شده است" in page
    assert 'value="فروشگاه"' in page


def test_a_stale_correction_is_refused() -> None:
    unit = a_unit(a_customer())
    client, address = staff(), reverse("units-correct", args=[unit.number])
    said = {
        "serial": unit.serial,
        "model": unit.model_id,
        "lot": "L9",
        "reason": "برچسب",
        "country": "IR",
        "version": unit.version,
        "registered_on": "1404/02/14",
    }
    actions.record_reading(unit=unit, meter="km", value=1, actor=SYSTEM, at=AT)
    answer = client.post(address, said)
    assert "تا شما می‌نوشتید" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.lot == ""
    assert client.post(address, {**said, "version": unit.version}).status_code == 302
    unit.refresh_from_db()
    assert unit.lot == "L9"


def test_the_acts_of_a_record() -> None:
    unit = a_unit(a_customer())
    client = staff()
    post = [
        ("units-reading", {"meter": "km", "value": "۲۵۷۸", "on": "1404/02/14"}),
        ("units-installation", {"on": "1404/02/14", "by": "authorised"}),
        ("units-owner", {"mobile": "09351112233", "name": "علی", "on": "1404/02/14"}),
    ]
    for name, said in post:
        assert client.post(reverse(name, args=[unit.number]), said).status_code == 302, name
    for act, said in [
        ("take_in", {"reason": ""}),
        ("give_back", {"reason": ""}),
        ("quarantine", {"reason": "دو بار"}),
        ("release", {"reason": "درست است"}),
    ]:
        assert client.post(reverse("units-move", args=[unit.number, act]), said).status_code == 302, act
    unit.refresh_from_db()
    assert (unit.meters, unit.state, unit.owner and unit.owner.name) == ({"km": 2578}, "in_service", "علی")
    assert client.get(reverse("units-move", args=[unit.number, "fly"])).status_code == 404
    assert (
        "وضعیت این دستگاه"
        in client.post(reverse("units-move", args=[unit.number, "give_back"]), {"reason": ""}).content.decode()
    )


def test_a_falling_meter_is_explained() -> None:
    unit = a_unit(a_customer())
    actions.record_reading(unit=unit, meter="km", value=2578, actor=SYSTEM, at=AT)
    address = reverse("units-reading", args=[unit.number])
    said = {"meter": "km", "value": "12", "on": "1404/02/14"}
    assert "۲٬۵۷۸" in staff().post(address, said).content.decode()
    assert staff().post(address, {**said, "overridden": "on", "reason": "شمارنده عوض شد"}).status_code == 302


def test_a_request_is_decided() -> None:
    unit, ali = a_unit(a_customer("سارا")), a_customer("علی")
    invoice = StoredFile.objects.create(
        token="t" * 43,
        kind="image",
        content_type="image/jpeg",
        name="f.jpg",
        path="p",
        size=1,
        sha256="0",
        uploaded_at=AT,
    )
    asked = actions.request_ownership(unit=unit, customer=ali, invoice=invoice, actor=as_customer(ali), at=AT)
    address = reverse("units-decide", args=[unit.number, asked.pk])
    assert address in staff().get(reverse("units-record", args=[unit.number])).content.decode()
    assert staff("clerk").get(address).status_code == 403
    assert "لطفاً در چند کلمه" in staff().post(address, {"refuse": "1"}).content.decode()
    assert staff().post(address, {"accept": "1"}).status_code == 302
    unit.refresh_from_db()
    assert unit.owner == ali


def test_labels_and_their_qr() -> None:
    one, two = a_unit(None, serial="L-1"), a_unit(None, serial="L-2")
    client = staff()
    page = client.post(reverse("units-labels"), {"serials": f"l1\n{two.number}\n"}).content.decode()
    assert reverse("units-qr", args=[one.number]) in page
    assert reverse("units-qr", args=[two.number]) in page
    assert "NO-SUCH" in client.post(reverse("units-labels"), {"serials": "L-1\nNO-SUCH"}).content.decode()
    drawing = client.get(reverse("units-qr", args=[one.number]))
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg")
    assert staff("analyst").get(reverse("units-qr", args=[one.number])).status_code == 403


def test_the_search_of_everything_finds_units() -> None:
    from payandan.platform.search.queries import exact, search

    unit = a_unit(a_customer("سارا"), serial="AV-55-8K3F-00217")
    assert [hit.title for group in search(SYSTEM, "8k3f", kind="unit") for hit in group.hits] == [unit.serial]
    assert [hit.url for hit in exact(SYSTEM, "av558k3f00217") if hit.kind == "unit"] == [
        reverse("units-record", args=[unit.number])
    ]
