"""Payments from the row to the receipt: what is written, what is told, and that nothing happens twice."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payandan.platform.journal.models import Fact, Mention
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import actions, jobs, queries
from payandan.platform.payments.models import Payment
from payandan.platform.people.actions import make_link
from tests.fakes.bank import KEY, FakeBank
from tests.platform.payments.conftest import CUSTOMER, KETTLE, Clock

pytestmark = pytest.mark.django_db

Begin = Callable[..., Payment]


def facts() -> list[str]:
    rows = Fact.objects.filter(name__startswith="payments.").order_by("pk").values_list("name", flat=True)
    return [name.removeprefix("payments.") for name in rows]


def state(payment: Payment) -> str:
    payment.refresh_from_db()
    return payment.state


def back_path(payment: Payment) -> str:
    token = make_link(queries.BACK_PURPOSE, payment.number, at=timezone.now(), days=7)
    return reverse("payments-back", args=[token])


def sale(bank: FakeBank) -> str:
    return list(bank.sales)[-1]


def passed_on(begin: Begin, **options: Any) -> Payment:
    payment = begin(**options)
    passed = jobs.pass_on(payment.number)
    assert passed is not None
    assert passed.state == "redirected"
    return passed


def test_a_deposit_from_beginning_to_receipt(bank: FakeBank, begin: Begin, settings: Any) -> None:
    payment = passed_on(begin)
    answer = Client().get(bank.pay(sale(bank)).removeprefix(settings.BASE_URL))
    assert answer.status_code == 302
    assert state(payment) == "paid"
    assert (payment.card, bool(payment.reference), payment.lease) == ("603799******1234", True, "")
    assert facts() == ["payment_begun", "payment_received"]
    received = Fact.objects.get(name="payments.payment_received")
    assert received.body["amount"] == 2_000_000
    mentioned = set(Mention.objects.filter(fact=received).values_list("kind", "object_id"))
    assert mentioned == {("payment", payment.pk), KETTLE}
    assert queries.balance_of(KETTLE).kept == 2_000_000


def test_the_amount_is_ours_whatever_the_callback_says(bank: FakeBank, begin: Begin) -> None:
    payment = passed_on(begin)
    bank.pay(sale(bank))
    Client().get(back_path(payment), {"amount": "1", "Status": "OK"})
    assert state(payment) == "paid"
    told = next(body for path, body in bank.requests if "verify" in path)
    assert told.get("amount", 2_000_000) == 2_000_000
    assert payment.amount == 2_000_000


def test_a_callback_by_post_from_elsewhere_needs_no_cookie(bank: FakeBank, begin: Begin) -> None:
    payment = passed_on(begin)
    bank.pay(sale(bank))
    answer = Client(enforce_csrf_checks=True).post(
        back_path(payment), {"Status": "OK"}, headers={"Origin": "https://bank.example"}
    )
    assert answer.status_code == 302
    assert state(payment) == "paid"


def test_nok_is_asked_after_and_not_believed(bank: FakeBank, begin: Begin) -> None:
    payment = passed_on(begin)
    bank.pay(sale(bank))
    Client().get(back_path(payment), {"Status": "NOK", "success": "0"})
    assert state(payment) == "paid"


def test_a_payer_who_declined(bank: FakeBank, begin: Begin) -> None:
    payment = passed_on(begin)
    bank.decline(sale(bank))
    Client().get(back_path(payment), {"Status": "NOK"})
    assert state(payment) == "failed"
    assert facts()[-1] == "payment_failed"
    again = begin(key="again")
    assert again.pk != payment.pk


@pytest.mark.parametrize("name", ["Authority", "trackId"])
def test_a_forged_authority_proves_nothing(begin: Begin, settings: Any, name: str) -> None:
    with FakeBank() as bank:
        settings.PAYMENT_GATEWAY = bank.zarinpal_url() if name == "Authority" else bank.zibal_url()
        payment = passed_on(begin)
        other = passed_on(begin)
        bank.pay(sale(bank))
        Client().get(back_path(payment), {name: other.authority, "Status": "OK"})
        assert (state(payment), payment.error) == ("unknown", "other_authority")
        assert bank.asked("verify") == 0


@pytest.mark.parametrize("token", ["nonsense", "W10~forged"])
def test_a_forged_token_is_not_found(token: str) -> None:
    assert Client().get(reverse("payments-back", args=[token])).status_code == 404
    assert Client().post(reverse("payments-pay", args=[token])).status_code == 404


def test_a_link_to_pay_does_not_call_back_and_the_other_way_round(bank: FakeBank, begin: Begin) -> None:
    payment = passed_on(begin)
    pay = make_link(queries.PAY_PURPOSE, payment.number, at=timezone.now())
    assert Client().get(reverse("payments-back", args=[pay])).status_code == 404
    back = make_link(queries.BACK_PURPOSE, payment.number, at=timezone.now())
    assert Client().get(reverse("payments-pay", args=[back])).status_code == 404


def test_a_gateway_that_is_down_leaves_it_open(bank: FakeBank, begin: Begin, clock: Clock) -> None:
    payment = passed_on(begin)
    bank.pay(sale(bank))
    bank.behave("html")
    answer = Client().get(back_path(payment), {"Status": "OK"}, follow=True)
    assert state(payment) == "unknown"
    assert facts()[-1] == "payment_doubted"
    assert "دوباره پرداخت نکنید" in answer.content.decode()
    clock.pass_(minutes=2)
    jobs.ask_after_open()
    assert state(payment) == "paid"
    assert facts()[-1] == "payment_received"


def test_a_lost_callback_is_found(bank: FakeBank, begin: Begin, clock: Clock) -> None:
    payment = passed_on(begin)
    bank.pay(sale(bank))
    clock.pass_(minutes=5)
    jobs.ask_after_open()
    assert state(payment) == "redirected"
    clock.pass_(minutes=6)
    jobs.ask_after_open()
    assert state(payment) == "paid"


def test_a_payer_who_never_came_back(bank: FakeBank, begin: Begin, clock: Clock) -> None:
    payment = passed_on(begin)
    clock.pass_(minutes=12)
    jobs.ask_after_open()
    assert state(payment) == "redirected"
    clock.pass_(hours=1)
    jobs.ask_after_open()
    assert state(payment) == "failed"
    bank.pay(sale(bank))
    Client().get(back_path(payment))
    assert state(payment) == "paid"


def test_a_payment_that_nobody_opened_is_closed(bank: FakeBank, begin: Begin, clock: Clock) -> None:
    payment = begin()
    clock.pass_(days=3)
    jobs.ask_after_open()
    assert (state(payment), payment.error) == ("failed", "unvisited")


def test_what_no_gateway_tells_is_decided_by_people(bank: FakeBank, begin: Begin, clock: Clock, manager: Actor) -> None:
    payment = passed_on(begin)
    for _ in range(60):
        bank.behave("html")
        clock.pass_(hours=3)
        jobs.ask_after_open()
    assert (state(payment), payment.check_at) == ("unknown", None)
    with pytest.raises(Refused, match="not_allowed"):
        actions.decide(number=payment.number, paid=True, reason="x", actor=CUSTOMER, at=clock.now)
    actions.decide(number=payment.number, paid=True, reason="Bank statement", actor=manager, at=clock.now)
    assert state(payment) == "paid"
    with pytest.raises(Refused, match="not_in_this_state"):
        actions.decide(number=payment.number, paid=False, reason="x", actor=manager, at=clock.now)


def test_a_process_killed_while_asking(bank: FakeBank, begin: Begin, clock: Clock) -> None:
    payment = passed_on(begin)
    bank.pay(sale(bank))
    assert actions.lease(payment.number, states=("redirected",), at=clock.now) is not None
    assert jobs.settle(payment.number) is None
    clock.pass_(minutes=2)
    assert jobs.settle(payment.number) is not None
    assert state(payment) == "paid"


def test_a_late_answer_of_a_lost_lease_changes_nothing(bank: FakeBank, begin: Begin, clock: Clock) -> None:
    payment = passed_on(begin)
    old = actions.lease(payment.number, states=("redirected",), at=clock.now)
    assert old is not None
    bank.pay(sale(bank))
    clock.pass_(minutes=2)
    jobs.settle(payment.number)
    from payandan.platform.payments.rules import Answer, Verdict

    actions.note_answer(old, "verify", Answer(Verdict.UNPAID, "-51"), at=clock.now)
    assert state(payment) == "paid"
    assert facts().count("payment_received") == 1


def test_the_same_cause_makes_one_payment(bank: FakeBank, begin: Begin, take: Begin) -> None:
    assert begin(key="e1").pk == begin(key="e1").pk
    assert take(key="d1").pk == take(key="d1").pk
    assert facts().count("payment_received") == 1


def test_larger_than_an_integer_of_32_bits(settings: Any, begin: Begin) -> None:
    with FakeBank() as bank:
        settings.PAYMENT_GATEWAY = bank.zibal_url()
        payment = passed_on(begin, amount=12_345_678_901)
        bank.pay(sale(bank))
        jobs.settle(payment.number)
        assert (state(payment), payment.amount) == ("paid", 12_345_678_901)
        assert queries.balance_of(KETTLE).kept == 12_345_678_901


def test_more_than_the_gateway_takes_is_said_at_once(zarinpal: FakeBank, begin: Begin, clock: Clock) -> None:
    payment = begin(amount=10_000_000_000)
    jobs.pass_on(payment.number)
    assert (state(payment), payment.error) == ("failed", "-41")
    page = Client().get(reverse("payments-pay", args=[queries.pay_token(payment.number, at=clock.now)]))
    assert "بیشتر از" in page.content.decode()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"amount": 0}, "bad_amount"),
        ({"amount": -5}, "bad_amount"),
        ({"currency": "XXX"}, "bad_amount"),
        ({"method": "gateway"}, "bad_method"),
        ({"method": "transfer"}, "reference_missing"),
        ({"purpose": "refund"}, "bad_purpose"),
        ({"actor": CUSTOMER}, "not_allowed"),
    ],
)
def test_what_cannot_be_taken_at_the_desk(take: Begin, options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        take(**options)
    assert not Payment.objects.exists()


def test_without_a_gateway_nobody_is_sent_anywhere(settings: Any, begin: Begin) -> None:
    settings.PAYMENT_GATEWAY = ""
    with pytest.raises(Refused, match="no_gateway"):
        begin()


class TestRefunds:
    def test_at_the_desk_in_parts(self, take: Begin, manager: Actor, clock: Clock) -> None:
        paid = take()
        give = {"payment_id": paid.pk, "method": "cash", "reason": "Too much", "actor": manager, "at": clock.now}
        actions.refund(amount=200_000, **give)
        assert (state(paid), paid.refunded) == ("paid", 200_000)
        with pytest.raises(Refused, match="too_much") as caught:
            actions.refund(amount=300_001, **give)
        assert caught.value.params["left"] == 300_000
        actions.refund(amount=300_000, **give)
        assert (state(paid), paid.refunded) == ("refunded", 500_000)
        assert queries.balance_of(KETTLE).kept == 0
        assert facts() == ["payment_received", "payment_refunded", "payment_refunded"]

    def test_through_the_gateway(self, zarinpal: FakeBank, begin: Begin, manager: Actor, clock: Clock) -> None:
        paid = passed_on(begin)
        zarinpal.pay(sale(zarinpal))
        jobs.settle(paid.number)
        give: dict[str, Any] = {"payment_id": paid.pk, "method": "gateway", "reason": "x", "at": clock.now}
        with pytest.raises(Refused, match="gateway_cannot"):
            actions.refund(amount=5, actor=manager, **give)
        row = actions.refund(amount=paid.amount, actor=manager, **give)
        assert state(paid) == "paid"
        zarinpal.behave("ok", "cut")
        jobs.give_back(row.number)
        assert state(row) == "unknown"
        clock.pass_(minutes=5)
        jobs.ask_after_open()
        assert (state(row), state(paid)) == ("paid", "refunded")
        assert zarinpal.asked("reverse") == 1

    def test_a_refund_that_the_gateway_refuses(
        self, zarinpal: FakeBank, begin: Begin, manager: Actor, clock: Clock
    ) -> None:
        paid = passed_on(begin)
        zarinpal.pay(sale(zarinpal))
        jobs.settle(paid.number)
        row = actions.refund(
            payment_id=paid.pk, amount=paid.amount, method="gateway", reason="x", actor=manager, at=clock.now
        )
        zarinpal.behave("ok", "-63")
        jobs.give_back(row.number)
        assert (state(row), row.error, state(paid), paid.refunded) == ("failed", "-63", "paid", 0)
        actions.refund(payment_id=paid.pk, amount=paid.amount, method="cash", reason="x", actor=manager, at=clock.now)
        assert state(paid) == "refunded"

    def test_who_may(self, take: Begin, clock: Clock, manager: Actor) -> None:
        paid = take()
        give: dict[str, Any] = {"payment_id": paid.pk, "amount": 1, "method": "cash", "at": clock.now}
        with pytest.raises(Refused, match="not_allowed"):
            actions.refund(reason="x", actor=CUSTOMER, **give)
        with pytest.raises(Refused, match="reason_missing"):
            actions.refund(reason=" ", actor=manager, **give)
        stranger = Actor(kind="staff", id=1, capabilities=manager.capabilities, branches=frozenset({999}))
        with pytest.raises(Refused, match="missing"):
            actions.refund(reason="x", actor=stranger, **give)


def test_nothing_secret_is_logged_or_kept(bank: FakeBank, begin: Begin, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    payment = passed_on(begin)
    bank.behave("-12", "half", "html")
    for _ in range(3):
        jobs.settle(payment.number)
    kept = " ".join(f"{row.code} {row.detail}" for row in payment.answers.all())
    assert KEY not in caplog.text + kept


@pytest.mark.django_db(transaction=True)
def test_fifty_callbacks_at_once_make_one_receipt(settings: Any) -> None:
    with FakeBank() as bank:
        settings.PAYMENT_GATEWAY = bank.zarinpal_url()
        ask: dict[str, Any] = {"owner": KETTLE, "owner_number": "KTL-1", "currency": "IRR", "purpose": "payment"}
        payment = actions.begin(amount=900_000_000, actor=CUSTOMER, at=timezone.now(), **ask)
        jobs.pass_on(payment.number)
        bank.pay(sale(bank))
        address = back_path(payment)
        answers: list[int] = []

        def come_back() -> None:
            try:
                answers.append(Client().get(address, {"Status": "OK"}).status_code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=come_back) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert answers == [302] * 50
        assert state(payment) == "paid"
        assert Fact.objects.filter(name="payments.payment_received").count() == 1
        assert bank.asked("verify") == 1


def test_next_checks_are_few(bank: FakeBank, begin: Begin, clock: Clock, django_assert_max_num_queries: Any) -> None:
    begin()
    passed_on(begin)
    with django_assert_max_num_queries(1):
        assert queries.due_checks(clock.now + timedelta(minutes=1)) == []
