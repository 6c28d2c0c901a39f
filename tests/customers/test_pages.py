"""Pages of customers: staff's, and the customer's own; without script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payandan.customers import actions, queries
from payandan.customers.models import Customer
from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.notifications.models import Message
from payandan.platform.people.actions import make_link, revoke_links
from tests.units.doors import ROLES, Api, customer, sent_code, staff
from tests.units.doors import queries as count
from tests.units.factories import AT, a_customer

pytestmark = pytest.mark.django_db


# --- staff ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_in_the_list_what_it_can_open(role: str) -> None:
    for number in range(3):
        a_customer(f"مشتری {number}")
    client = staff(role)
    listed = set(re.findall(r"/customers/(CUS-[0-9A-Z-]+)/", client.get(reverse("customers-list")).content.decode()))
    numbers = set(Customer.objects.values_list("number", flat=True))
    assert listed == numbers
    assert {client.get(reverse("customers-record", args=[number])).status_code for number in numbers} == {200}


@pytest.mark.parametrize("name", ["customers-list", "customers-create"])
def test_strangers_are_sent_to_sign_in(name: str) -> None:
    for client in (Client(), customer(a_customer())):
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["customers-record", "customers-edit"])
def test_a_missing_customer_is_404(name: str) -> None:
    assert staff().get(reverse(name, args=["CUS-00000-00000"])).status_code == 404


def test_the_list_is_searched_filtered_and_masked() -> None:
    actions.create_customer(name="سارا محمدی", mobile="09121234567", city="شیراز", actor=SYSTEM, at=AT)
    actions.create_customer(name="شرکت رضا", kind="company", mobile="09350000000", city="تهران", actor=SYSTEM, at=AT)
    client = staff()
    for asked in ({"q": "09121234567"}, {"q": "محمدي"}, {"city": "شیراز"}, {"kind": "person"}):
        page = client.get(reverse("customers-list"), asked).content.decode()
        assert "سارا محمدی" in page, asked
        assert "شرکت رضا" not in page, asked
        assert "0912•••4567" in page
        assert "1234567" not in page.replace(asked.get("q", "-"), "")


def test_the_list_takes_the_same_queries_for_few_and_many() -> None:
    client = staff()
    for number in range(3):
        a_customer(f"مشتری {number}")
    few = count(lambda: client.get(reverse("customers-list")))
    for number in range(20):
        a_customer(f"مشتری دیگر {number}")
    assert count(lambda: client.get(reverse("customers-list"))) == few


def test_looking_in_full_is_noted() -> None:
    sara = actions.create_customer(name="سارا", mobile="09121234567", national_id="0013542419", actor=SYSTEM, at=AT)
    client, address = staff(), reverse("customers-unmask", args=[sara.number])
    page = client.get(reverse("customers-record", args=[sara.number])).content.decode()
    assert "0912•••4567" in page
    assert "0013542419" not in page
    shown = client.post(address).content.decode()
    assert "0912 123 4567" in shown
    assert "0013542419" in shown
    fact = history("customer", sara.pk)[0]
    assert (fact.name, fact.actor_name) == ("customers.customer_unmasked", "manager")
    assert staff("analyst").post(address).status_code == 403
    assert client.get(address).status_code == 405


def test_adding_and_changing() -> None:
    client = staff("clerk")
    said = {"name": "سارا محمدی", "mobile": "۰۹۱۲۱۲۳۴۵۶۷", "kind": "person", "language": "fa"}
    assert client.post(reverse("customers-create"), said).status_code == 302
    sara = Customer.objects.get()
    again = client.post(reverse("customers-create"), {**said, "name": "ساناز"}).content.decode()
    assert "مال مشتری دیگری است" in again
    assert 'value="ساناز"' in again
    address = reverse("customers-edit", args=[sara.number])
    assert client.post(address, {**said, "city": "شیراز", "version": 1}).status_code == 302
    stale = client.post(address, {**said, "city": "تهران", "version": 1}).content.decode()
    assert "همکار دیگری این پرونده را تغییر داد" in stale
    sara.refresh_from_db()
    assert sara.city == "شیراز"
    assert staff("analyst").get(address).status_code == 403


def test_packages_above_bring_panels(monkeypatch: Any) -> None:
    sara = a_customer()
    seen = queries.Panel(
        "از بالا", "units/customer_panel.html", lambda actor, person: {"units": [], "customer": person}
    )
    hidden = queries.Panel("پنهان", "units/customer_panel.html", lambda actor, person: None)
    monkeypatch.setattr(queries, "panels", [hidden, seen])
    page = staff().get(reverse("customers-record", args=[sara.number])).content.decode()
    assert "از بالا" in page
    assert "پنهان" not in page


# --- the customer --------------------------------------------------------------------------------------------------


def test_a_newcomer_signs_in_with_number_code_and_name() -> None:
    client = Client()
    assert client.post(reverse("customer-sign-in"), {"mobile": "۰۹۱۲ ۱۲۳ ۴۵۶۷"}).url == reverse("customer-code")  # type: ignore[attr-defined]
    assert Message.objects.get().secret
    assert client.post(reverse("customer-code"), {"code": sent_code()}).url == reverse("customer-name")  # type: ignore[attr-defined]
    assert client.post(reverse("customer-name"), {"name": "سارا محمدی"}).url == reverse("portal")  # type: ignore[attr-defined]
    assert "سلام سارا محمدی" in client.get(reverse("portal")).content.decode()
    assert Customer.objects.get().mobile == "+989121234567"


def test_a_known_customer_goes_on_to_where_it_wanted() -> None:
    a_customer("سارا", "09121234567")
    client = Client()
    client.post(reverse("customer-sign-in") + "?next=/my/profile/", {"mobile": "09121234567"})
    assert client.post(reverse("customer-code"), {"code": sent_code()}).url == "/my/profile/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_sent_elsewhere(target: str) -> None:
    a_customer("سارا", "09121234567")
    client = Client()
    client.post(reverse("customer-sign-in") + f"?next={target}", {"mobile": "09121234567"})
    assert client.post(reverse("customer-code"), {"code": sent_code()}).url == reverse("portal")  # type: ignore[attr-defined]


def test_known_and_unknown_numbers_are_asked_alike() -> None:
    a_customer("سارا", "09121234567")
    pages = []
    for mobile in ("09121234567", "09127654321"):
        client = Client()
        client.post(reverse("customer-sign-in"), {"mobile": mobile})
        page = client.get(reverse("customer-code")).content.decode()
        pages.append(re.sub(r'(csrfmiddlewaretoken|csrf-token)"[^>]*>|data-resend="\d+"|09\d\d \d{3} \d{4}', "", page))
    assert pages[0] == pages[1]


def test_a_wrong_code_is_told_and_a_new_one_waits() -> None:
    client = Client()
    client.post(reverse("customer-sign-in"), {"mobile": "09121234567"})
    code = sent_code()
    wrong = "000000" if code != "000000" else "111111"
    assert "این کد درست نیست" in client.post(reverse("customer-code"), {"code": wrong}).content.decode()
    assert "کمی منتظر بمانید" in client.post(reverse("customer-code"), {"again": "1"}).content.decode()
    assert Message.objects.count() == 1
    # Asking with the number again leads to the page of the code that is on its way.
    assert client.post(reverse("customer-sign-in"), {"mobile": "09121234567"}).status_code == 302
    assert client.post(reverse("customer-code"), {"code": code}).status_code == 302


@pytest.mark.parametrize("mobile", ["", "12", "abc", "02188776655"])
def test_what_is_no_mobile_is_told_and_kept(mobile: str) -> None:
    page = Client().post(reverse("customer-sign-in"), {"mobile": mobile})
    assert page.status_code == 200
    assert f'value="{mobile}"' in page.content.decode() or not mobile
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["customer-code", "customer-name"])
def test_nobody_jumps_into_the_middle(name: str) -> None:
    assert Client().get(reverse(name)).url == reverse("customer-sign-in")  # type: ignore[attr-defined]


def test_signing_in_gives_a_new_session() -> None:
    a_customer("سارا", "09121234567")
    client = Client()
    client.post(reverse("customer-sign-in"), {"mobile": "09121234567"})
    before = client.session.session_key
    client.post(reverse("customer-code"), {"code": sent_code()})
    assert client.session.session_key != before
    client.post(reverse("customer-sign-out"))
    assert client.get(reverse("portal")).status_code == 302


def test_a_signed_link_opens_and_ends() -> None:
    sara = a_customer("سارا")
    now = timezone.now()
    token = make_link("customer", sara.number, at=now, days=1)
    client = Client()
    assert client.get(reverse("customer-link", args=[token])).url == reverse("portal")  # type: ignore[attr-defined]
    assert client.get(reverse("portal")).status_code == 200
    assert Client().get(reverse("customer-link", args=[token[:-2] + "xx"])).status_code == 410
    assert Client().get(reverse("customer-link", args=[make_link("other", sara.number, at=now)])).status_code == 410
    old = make_link("customer", sara.number, at=now - timedelta(days=3), days=1)
    assert "گذشته است" in Client().get(reverse("customer-link", args=[old])).content.decode()
    revoke_links(purpose="customer", object_number=sara.number, actor=SYSTEM, at=now)
    assert Client().get(reverse("customer-link", args=[token])).status_code == 410
    assert (
        "پرونده"
        in staff().get(reverse("customer-link", args=[make_link("customer", sara.number, at=now)])).content.decode()
    )


def test_the_profile() -> None:
    sara = a_customer("سارا", "09121234567")
    client = customer(sara)
    said = {"name": "سارا محمدی", "language": "en", "accepts_offers": "on", "email": "s@example.com"}
    answer = client.post(reverse("customer-profile"), said)
    sara.refresh_from_db()
    assert (sara.name, sara.language, sara.accepts_offers) == ("سارا محمدی", "en", True)
    page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "Hello سارا محمدی" in page
    bad = client.post(reverse("customer-profile"), {**said, "email": "nonsense"}).content.decode()
    assert 'value="nonsense"' in bad
    assert history("customer", sara.pk)[0].name == "customers.customer_changed"


# --- REST ----------------------------------------------------------------------------------------------------------


def test_customers_over_rest() -> None:
    api = Api()
    made = api.call("post", "/customers", {"name": "سارا", "mobile": "09121234567", "city": "شیراز"})
    assert made.status_code == 201, made.content
    path = f"/customers/{made.json()['number']}"
    assert api.call("get", path).json()["mobile"] == "+989121234567"
    assert api.call("patch", path, {"city": "تهران"}).json()["city"] == "تهران"
    assert api.call("patch", path, {"city": "قم", "version": 1}).status_code == 409
    twice = api.call("post", "/customers", {"name": "علی", "mobile": "0912 123 4567"})
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (422, "mobile_taken")
    assert [row["mobile"] for row in api.call("get", "/customers?q=سارا").json()["items"]] == ["0912•••4567"]
    masked = Api("customers.view").call("get", path).json()
    assert masked["mobile"] == "0912•••4567"
    assert Api("units.view").call("get", path).status_code == 403
    assert api.call("get", "/customers/CUS-00000-00000").status_code == 404
