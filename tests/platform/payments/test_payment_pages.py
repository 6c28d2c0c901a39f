"""The pages: the payer's way to the bank and back, and the desk."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.payments import jobs, queries
from payandan.platform.payments.models import Payment, TrialSale
from payandan.platform.people import actions as people
from payandan.platform.people.models import Branch
from tests.fakes.bank import FakeBank
from tests.platform.payments.conftest import Clock

pytestmark = pytest.mark.django_db

Begin = Callable[..., Payment]
NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
PASSWORD = "four quiet horses"


def pay_page(payment: Payment) -> str:
    return reverse("payments-pay", args=[queries.pay_token(payment.number, at=timezone.now())])


def own(url: str, settings: Any) -> str:
    return url.removeprefix(settings.BASE_URL)


@pytest.fixture
def hired(settings: Any, db: None) -> Callable[..., Client]:
    """A signed-in member of staff with a role, in a branch or in the whole company."""
    settings.REQUIRE_MFA = False
    roles = {role.code: role for role in people.ensure_roles(actor=SYSTEM, at=NOW)}

    def act(role: str, branch: Branch | None = None) -> Client:
        email = f"{role}@desk.example"
        people.create_staff(
            email=email,
            name=role,
            assignments=[(roles[role].pk, branch.pk if branch else None)],
            password=PASSWORD,
            actor=SYSTEM,
            at=NOW,
        )
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        client.cookies["lang"] = "en"
        client.post(reverse("staff-sign-in"), {"login": email, "password": PASSWORD})
        return client

    return act


def test_the_whole_way_at_the_trial_gateway(begin: Begin, settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "trial://"
    payment = begin()
    visitor = Client(enforce_csrf_checks=False)
    page = visitor.get(pay_page(payment))
    assert "۲٬۰۰۰٬۰۰۰" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    bank = own(visitor.post(pay_page(payment)).headers["Location"], settings)
    assert bank.startswith("/pay/trial/")
    assert "۲٬۰۰۰٬۰۰۰" in visitor.get(bank).content.decode()
    back = own(visitor.post(bank, {"act": "pay"}).headers["Location"], settings)
    end = own(visitor.get(back).headers["Location"], settings)
    assert "پرداخت شما رسید" in visitor.get(end).content.decode()
    payment.refresh_from_db()
    assert (payment.state, TrialSale.objects.get().state) == ("paid", "verified")


def test_not_paying_and_trying_again(begin: Begin, settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "trial://"
    payment, visitor = begin(), Client()
    bank = own(visitor.post(pay_page(payment)).headers["Location"], settings)
    back = own(visitor.post(bank, {"act": "decline"}).headers["Location"], settings)
    page = visitor.get(own(visitor.get(back).headers["Location"], settings)).content.decode()
    assert "پرداخت انجام نشد" in page
    again = visitor.post(pay_page(payment)).headers["Location"]
    assert "/pay/trial/" in again
    assert visitor.post(pay_page(payment)).headers["Location"] == again
    assert Payment.objects.count() == 2


def test_the_form_may_lead_to_the_gateway_and_nowhere_else(zarinpal: FakeBank, begin: Begin) -> None:
    answer = Client().get(pay_page(begin()))
    policy = answer.headers["Content-Security-Policy"]
    assert f"form-action 'self' http://127.0.0.1:{zarinpal.port}" in policy


def test_two_clicks_begin_once(zarinpal: FakeBank, begin: Begin) -> None:
    payment = begin()
    first, second = (Client().post(pay_page(payment)).headers["Location"] for _ in range(2))
    assert first == second
    assert zarinpal.asked("request") == 1


def test_what_is_no_longer_asked_for_is_not_paid(zarinpal: FakeBank, begin: Begin, monkeypatch: Any) -> None:
    monkeypatch.setitem(queries.wanted, "kettle", lambda payment: False)
    payment = begin()
    assert "دیگر چیزی برای پرداخت نیست" in Client().get(pay_page(payment)).content.decode()
    Client().post(pay_page(payment))
    assert zarinpal.requests == []


def test_a_payer_asks_again_but_not_all_the_time(zarinpal: FakeBank, begin: Begin) -> None:
    payment = begin()
    jobs.pass_on(payment.number)
    zarinpal.behave(*["html"] * 30)
    page = reverse("payments-pay-check", args=[queries.pay_token(payment.number, at=timezone.now())])
    for _ in range(20):
        assert Client().post(page).status_code == 302
    assert zarinpal.asked("verify") <= 6


def test_the_trial_page_is_for_trials(begin: Begin, settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "trial://"
    bank = own(Client().post(pay_page(begin())).headers["Location"], settings)
    settings.PAYMENT_GATEWAY = ""
    assert Client().get(bank).status_code == 404


def test_the_desk_sees_its_own_centre(hired: Callable[..., Client], take: Begin, clock: Clock) -> None:
    here, there = (Branch.objects.create(code=code, name_fa=code, name_en=code) for code in ("here", "there"))
    ours, theirs = take(branch_id=here.pk), take(branch_id=there.pk)
    clerk = hired("clerk", here)
    page = clerk.get(reverse("payments-list")).content.decode()
    assert ours.number in page
    assert theirs.number not in page
    assert clerk.get(reverse("payments-record", args=[ours.number])).status_code == 200
    for route in ("payments-record", "payments-check", "payments-refund"):
        method = clerk.get if route == "payments-record" else clerk.post
        assert method(reverse(route, args=[theirs.number])).status_code in (403, 404)


def test_a_list_costs_the_same_for_few_and_many(
    hired: Callable[..., Client], take: Begin, django_assert_max_num_queries: Any
) -> None:
    boss = hired("manager")
    for _ in range(20):
        take()
    with django_assert_max_num_queries(12):
        assert boss.get(reverse("payments-list")).status_code == 200


def test_giving_back_at_the_desk(hired: Callable[..., Client], take: Begin) -> None:
    payment, boss = take(), hired("manager")
    page = reverse("payments-refund", args=[payment.number])
    assert boss.get(reverse("payments-record", args=[payment.number])).content.decode().count('id="refund"') == 1
    wrong = boss.post(page, {"amount": "9000000", "method": "cash", "reason": "Too much"})
    assert wrong.status_code == 422
    assert "No more than" in wrong.content.decode()
    assert "9000000" in wrong.content.decode()
    assert boss.post(page, {"amount": "500000", "method": "cash", "reason": "Not needed"}).status_code == 302
    payment.refresh_from_db()
    assert payment.state == "refunded"


def test_a_clerk_gives_nothing_back(hired: Callable[..., Client], take: Begin) -> None:
    payment, clerk = take(), hired("clerk")
    assert 'id="refund"' not in clerk.get(reverse("payments-record", args=[payment.number])).content.decode()
    for route in ("payments-refund", "payments-decide"):
        assert clerk.post(reverse(route, args=[payment.number]), {}).status_code == 403


def test_people_decide_what_no_gateway_tells(hired: Callable[..., Client], zarinpal: FakeBank, begin: Begin) -> None:
    payment, boss = begin(), hired("manager")
    jobs.pass_on(payment.number)
    zarinpal.behave("html", "html")
    jobs.settle(payment.number)
    record = reverse("payments-record", args=[payment.number])
    assert "It gave no clear answer." in boss.get(record).content.decode()
    boss.post(reverse("payments-check", args=[payment.number]))
    page = reverse("payments-decide", args=[payment.number])
    assert boss.post(page, {"paid": "yes"}).status_code == 422
    assert boss.post(page, {"paid": "no", "reason": "Statement of today"}).status_code == 302
    payment.refresh_from_db()
    assert (payment.state, payment.error) == ("failed", "decided")


def test_nobody_sees_payments_without_the_capability(take: Begin, manager: Actor) -> None:
    take()
    assert not Payment.objects.visible_to(Actor(kind="staff", id=1)).exists()
    assert not Payment.objects.visible_to(Actor(kind="customer", id=7)).exists()
    assert Payment.objects.visible_to(manager).count() == 1


def test_search_by_number_and_slip(take: Begin) -> None:
    paid = take(method="transfer", reference="۱۲۳۴۵۶")
    for text in (paid.number, paid.number.lower(), "123456", "۱۲۳۴۵۶"):
        assert list(Payment.objects.all().search(text)) == [paid]
    assert not Payment.objects.all().search("999").exists()
