"""Registering, checking and owning, as customers and strangers do it: without script."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from payandan.customers.models import Customer
from payandan.platform.kit.actors import SYSTEM
from payandan.units import actions, queries
from payandan.units.models import OwnershipRequest, Scan, Unit

from .doors import customer, sent_code, staff
from .doors import queries as count
from .factories import AT, a_customer, a_model, a_unit

pytestmark = pytest.mark.django_db


def qr(unit: Unit, code: str | None = None) -> str:
    return f"{reverse('register-qr', args=[unit.number])}?c={queries.code_of(unit) if code is None else code}"


def photo() -> Any:
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile

    kept = BytesIO()
    Image.new("RGB", (64, 48), "white").save(kept, "JPEG")
    return SimpleUploadedFile("invoice.jpg", kept.getvalue(), content_type="image/jpeg")


def test_three_fields_from_the_qr_to_a_registered_unit() -> None:
    unit, client = a_unit(None, serial="Q-1"), Client()
    page = client.get(qr(unit)).content.decode()
    assert "تلویزیون ۵۵ اینچ آوا" in page
    assert page.count("<input") - page.count('type="hidden"') == 2
    client.post(qr(unit), {"name": "سارا محمدی", "mobile": "۰۹۱۲ ۱۲۳ ۴۵۶۷"})
    answer = client.post(reverse("register-code"), {"code": sent_code()})
    assert answer.url == reverse("my-unit-welcome", args=[unit.number])  # type: ignore[attr-defined]
    unit.refresh_from_db()
    assert unit.owner == Customer.objects.get(name="سارا محمدی", mobile="+989121234567")
    assert (unit.genuine, unit.state) == (True, "registered")
    answer = client.post(answer.url, {"sold_on": "۱۴۰۴/۰۲/۱۱", "invoice": photo()})  # type: ignore[attr-defined]
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert unit.sold_on == date(2025, 5, 1)
    assert "تاریخ خرید" in client.get(reverse("my-unit", args=[unit.number])).content.decode()
    assert [scan.answer for scan in Scan.objects.all()] == ["genuine_free"]


def test_digits_of_the_code_may_be_persian_and_a_wrong_code_is_told() -> None:
    from payandan.platform.kit.text import persian_digits

    unit, client = a_unit(None), Client()
    client.post(qr(unit), {"name": "سارا", "mobile": "09121234567"})
    code = sent_code()
    wrong = "000000" if code != "000000" else "111111"
    assert "درست نیست" in client.post(reverse("register-code"), {"code": wrong}).content.decode()
    assert client.post(reverse("register-code"), {"code": persian_digits(code)}).status_code == 302


def test_another_browser_cannot_use_the_code() -> None:
    unit, client = a_unit(None), Client()
    client.post(qr(unit), {"name": "سارا", "mobile": "09121234567"})
    assert Client().post(reverse("register-code"), {"code": sent_code()}).url == reverse("register")  # type: ignore[attr-defined]


def test_who_is_signed_in_registers_with_one_button() -> None:
    unit, sara = a_unit(None), a_customer()
    client = customer(sara)
    page = client.get(qr(unit)).content.decode()
    assert sara.name in page
    assert client.post(qr(unit), {"go": "1"}).url == reverse("my-unit-welcome", args=[unit.number])  # type: ignore[attr-defined]


def test_a_known_purchase_is_not_asked_again() -> None:
    sara = a_customer()
    unit = a_unit(sara, sold_on=date(2025, 1, 1))
    assert customer(sara).get(reverse("my-unit-welcome", args=[unit.number])).status_code == 302


def test_the_qr_of_an_owned_unit() -> None:
    sara = a_customer("سارا محمدی", "09121234567")
    unit = a_unit(sara)
    mine = reverse("my-unit", args=[unit.number])
    assert customer(sara).get(qr(unit)).url == mine  # type: ignore[attr-defined]
    assert staff().get(qr(unit)).url == reverse("units-record", args=[unit.number])  # type: ignore[attr-defined]
    for client in (Client(), customer(a_customer("علی"))):
        page = client.get(qr(unit)).content.decode()
        assert "پیش‌تر ثبت شده" in page
        for secret in ("سارا", "محمدی", "1234567", "6789", unit.serial):
            assert secret not in page


def test_a_wrong_code_in_the_qr_is_kindly_told() -> None:
    unit = a_unit(None)
    assert "کد این QR درست نیست" in Client().get(qr(unit, "0000000000")).content.decode()
    assert Scan.objects.get().answer == "wrong_code"


def test_an_unknown_label_is_404() -> None:
    assert Client().get(reverse("register-qr", args=["UNT-00000-00000"])).status_code == 404


def test_registering_by_typing() -> None:
    model, client = a_model(serial_pattern="AV55[0-9]{6}"), Client()
    said = {"serial": "AV-55-000123", "name": "سارا", "mobile": "09121234567", "code": "", "model": ""}
    assert client.post(reverse("register"), said).url == reverse("register-code")  # type: ignore[attr-defined]
    client.post(reverse("register-code"), {"code": sent_code()})
    unit = Unit.objects.get(serial_key="AV55000123")
    assert (unit.model, unit.genuine, unit.owner and unit.owner.name) == (model, None, "سارا")


def test_a_taken_serial_is_told_only_after_the_number_is_proved() -> None:
    unit, client = a_unit(a_customer("نرگس کریمی")), Client()
    said = {"serial": unit.serial, "name": "علی", "mobile": "09351112233", "code": "", "model": ""}
    first = client.post(reverse("register"), said)
    assert first.url == reverse("register-code")  # type: ignore[attr-defined]
    client.post(reverse("register-code"), {"code": sent_code()})
    page = client.get(reverse("register")).content.decode()
    assert "پیش‌تر ثبت شده" in page
    assert "نرگس" not in page
    ask = f"{reverse('register-ask')}?serial={unit.serial}"
    assert ask in page
    assert client.post(ask, {"invoice": photo(), "note": "از دیوار خریدم"}).status_code == 302
    asked = OwnershipRequest.objects.get()
    assert (asked.unit, asked.customer.name, bool(asked.invoice)) == (unit, "علی", True)


def test_what_is_missing_is_asked_for_after_the_code() -> None:
    model, client = a_model(), Client()
    said = {"serial": "ZZ-9", "name": "علی", "mobile": "09351112233", "code": "", "model": ""}
    client.post(reverse("register"), said)
    client.post(reverse("register-code"), {"code": sent_code()})
    page = client.get(reverse("register")).content.decode()
    assert "از روی سریال نمی‌توانیم کالا را بشناسیم" in page
    assert 'value="ZZ-9"' in page
    assert client.post(reverse("register"), {"serial": "ZZ-9", "model": model.pk, "code": ""}).status_code == 302
    assert Unit.objects.get().owner == Customer.objects.get()


def test_an_invoice_that_is_no_picture_is_refused_with_words() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    unit, ali = a_unit(a_customer("سارا")), a_customer("علی")
    bad = SimpleUploadedFile("x.jpg", b"MZ not a picture", content_type="image/jpeg")
    answer = customer(ali).post(f"{reverse('register-ask')}?unit={unit.number}", {"invoice": bad})
    assert answer.status_code == 200
    assert not OwnershipRequest.objects.exists()


def test_the_public_check_gives_nothing_away() -> None:
    unit = a_unit(a_customer("سارا محمدی", "09121234567"), sold_on=date(2025, 5, 1))
    client = Client()
    said = {"serial": unit.serial, "kind": "code", "proof": "0000000000"}
    known = client.post(reverse("check"), said).content.decode()
    unknown = client.post(reverse("check"), {**said, "serial": "X" * len(unit.serial)}).content.decode()
    assert without_typing(known, unit.serial) == without_typing(unknown, "X" * len(unit.serial))
    right = client.post(reverse("check"), {**said, "proof": queries.code_of(unit).lower()}).content.decode()
    assert "اصل و ثبت‌شده" in right
    for secret in ("سارا", "محمدی", "1234567"):
        assert secret not in right


def without_typing(page: str, serial: str) -> str:
    """The page without what was typed and without what is new in every answer."""
    return re.sub(r'(csrfmiddlewaretoken|csrf-token)"[^>]*>', "", page.replace(serial, ""))


def test_too_many_questions_are_asked_to_wait() -> None:
    client = Client()
    answers = [client.post(reverse("check"), {"serial": f"S-{n}", "kind": "code", "proof": "1"}) for n in range(22)]
    assert "دقیقه صبر کنید" in answers[-1].content.decode()
    assert all(answer.status_code == 200 for answer in answers)
    # Twice as many as a minute allows, should one begin in between.
    assert any(client.get(reverse("check")).status_code == 429 for _ in range(130))


def test_a_copy_is_met_kindly() -> None:
    unit = a_unit(a_customer())
    actions.quarantine_unit(unit=unit, reason="دو بار", actor=SYSTEM, at=AT)
    page = (
        Client()
        .post(reverse("check"), {"serial": unit.serial, "kind": "code", "proof": queries.code_of(unit)})
        .content.decode()
    )
    assert "شما کار نادرستی نکرده‌اید" in page
    assert "تلویزیون" not in page


@pytest.mark.parametrize(
    "name", ["my-unit", "my-unit-welcome", "my-unit-reading", "my-unit-hand-over", "my-unit-hand-over-code"]
)
def test_the_unit_of_another_is_as_missing_as_none(name: str) -> None:
    unit, ali = a_unit(a_customer("سارا")), a_customer("علی")
    foreign = customer(ali).get(reverse(name, args=[unit.number]))
    missing = customer(ali).get(reverse(name, args=["UNT-00000-00000"]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert without_typing(foreign.content.decode(), unit.number) == without_typing(
        missing.content.decode(), "UNT-00000-00000"
    )
    assert Client().get(reverse(name, args=[unit.number])).status_code == 302


def test_my_things(monkeypatch: Any) -> None:
    sara = a_customer("سارا محمدی")
    units = [a_unit(sara), a_unit(sara)]
    a_unit(a_customer("علی"), serial="NOT-MINE")
    monkeypatch.setattr(
        queries,
        "clock_sources",
        [lambda found: {u.pk: [queries.Clock("free_until", date(2026, 5, 4), "good")] for u in found}],
    )
    page = customer(sara).get(reverse("portal")).content.decode()
    assert "سلام سارا محمدی" in page
    assert page.count("۱۴ اردیبهشت ۱۴۰۵") == 2
    assert all(unit.serial in page for unit in units)
    assert "NOT-MINE" not in page


def test_my_things_take_the_same_queries_for_few_and_many() -> None:
    sara, model = a_customer(), a_model()
    client = customer(sara)
    for _ in range(2):
        a_unit(sara, model=model)
    few = count(lambda: client.get(reverse("portal")))
    for _ in range(20):
        a_unit(sara, model=model)
    assert count(lambda: client.get(reverse("portal"))) == few


def test_the_page_of_my_unit_tells_nothing_of_the_former_owner() -> None:
    sara, ali = a_customer("سارا محمدی"), a_customer("علی")
    unit = a_unit(sara)
    actions.transfer_unit(unit=unit, to=ali, reason="طلاق", actor=SYSTEM, at=AT)
    page = customer(ali).get(reverse("my-unit", args=[unit.number])).content.decode()
    assert "واگذار شد" in page
    for secret in ("سارا", "طلاق"):
        assert secret not in page


def test_handing_over_with_the_new_owners_code() -> None:
    sara = a_customer("سارا")
    unit = a_unit(sara)
    client, address = customer(sara), reverse("my-unit-hand-over", args=[unit.number])
    client.post(address, {"name": "علی رضایی", "mobile": "09351112233"})
    client.post(reverse("my-unit-hand-over-code", args=[unit.number]), {"code": sent_code()})
    unit.refresh_from_db()
    assert unit.owner == Customer.objects.get(mobile="+989351112233")
    assert client.get(reverse("my-unit", args=[unit.number])).status_code == 404


def test_the_owner_records_a_reading() -> None:
    sara = a_customer()
    unit = a_unit(sara)
    address = reverse("my-unit-reading", args=[unit.number])
    today = timezone.localdate().isoformat()
    assert customer(sara).post(address, {"meter": "km", "value": "۲٬۵۷۸", "on": today}).status_code == 302
    assert (
        "به عقب برنمی‌گردد" in customer(sara).post(address, {"meter": "km", "value": "12", "on": today}).content.decode()
    )


def test_owners_are_told_by_message() -> None:
    from payandan.platform.journal.models import Fact
    from payandan.platform.notifications.models import Message
    from payandan.units import reactions
    from payandan.units.events import UnitRegistered

    sara = a_customer("سارا")
    a_unit(sara, channel="form", serial="M-1")
    fact = Fact.objects.get(name="units.unit_registered")
    for _ in range(2):
        reactions.tell_owner(UnitRegistered(**fact.body), fact)
    message = Message.objects.get(template="units.registered")
    assert "M-1" in message.text
