"""The dialects of the gateways: what each answer means, and that no key ever shows."""

import logging
from typing import Any

import pytest

from payandan.platform.gateways import BadGateway, door
from payandan.platform.payments import gateways
from payandan.platform.payments.gateways import Gateway, Held, Order
from payandan.platform.payments.rules import Verdict
from tests.fakes.bank import KEY, FakeBank

ORDER = Order("PAY-1", 2_000_000, "IRR", "https://ours.example/pay/back/t/", "بیعانه KTL-1", "+989121234567")


def gateway() -> Gateway:
    found = gateways.first()
    assert found is not None
    return found


def begun(bank: FakeBank) -> Held:
    answer = gateway().begin(ORDER)
    assert answer.verdict == Verdict.BEGUN
    assert answer.url.startswith(f"http://127.0.0.1:{bank.port}/")
    return Held("PAY-1", 2_000_000, "IRR", answer.authority)


def long(bank: FakeBank) -> str:
    return next(iter(bank.sales))


def test_what_is_sent(bank: FakeBank) -> None:
    begun(bank)
    path, body = bank.requests[0]
    if path == "/v1/request":
        wanted = {"merchant": KEY, "amount": 2_000_000, "orderId": "PAY-1", "callbackUrl": ORDER.callback_url}
    else:
        assert path == "/pg/v4/payment/request.json"
        wanted = {"merchant_id": KEY, "amount": 2_000_000, "currency": "IRR", "callback_url": ORDER.callback_url}
    assert {name: body[name] for name in wanted} == wanted
    assert "09121234567" in str(body)


def test_paid_is_paid_however_often_it_is_asked(bank: FakeBank) -> None:
    held = begun(bank)
    assert gateway().verify(held).verdict == Verdict.UNPAID
    bank.pay(long(bank))
    assert gateway().inquire(held).verdict == Verdict.HELD
    first, second = gateway().verify(held), gateway().verify(held)
    assert (first.verdict, second.verdict) == (Verdict.PAID, Verdict.PAID)
    assert first.code == "100"
    assert second.code in ("101", "201")
    assert (first.card, bool(first.reference)) == ("603799******1234", True)


def test_what_becomes_of_it(bank: FakeBank) -> None:
    held = begun(bank)
    assert gateway().inquire(held).verdict == Verdict.PENDING
    bank.decline(long(bank))
    assert gateway().inquire(held).verdict == Verdict.UNPAID
    assert gateway().verify(held).verdict == Verdict.UNPAID
    unknown = Held("PAY-1", 2_000_000, "IRR", "A" * 35 + "9" if len(held.authority) == 36 else "999")
    assert gateway().verify(unknown).verdict == Verdict.UNPAID


@pytest.mark.parametrize("manner", ["html", "half", "cut", "slow", "-12", "-9", "-50", "-52", "-53"])
def test_an_unclear_answer_says_nothing_about_the_money(bank: FakeBank, manner: str, monkeypatch: Any) -> None:
    held = begun(bank)
    bank.pay(long(bank))
    monkeypatch.setattr(door, "READ", 0.2)
    door._client.cache_clear()
    bank.slowness = 0.5
    bank.behave(manner)
    answer = gateway().verify(held)
    door._client.cache_clear()
    assert answer.verdict == Verdict.UNSURE
    assert KEY not in repr(answer)


@pytest.mark.parametrize("manner", ["html", "half", "cut"])
def test_an_unclear_beginning(bank: FakeBank, manner: str) -> None:
    bank.behave(manner)
    assert gateway().begin(ORDER).verdict == Verdict.UNSURE


@pytest.mark.parametrize("as_list", [True, False])
def test_errors_as_an_object_and_as_a_list(zarinpal: FakeBank, as_list: bool) -> None:
    zarinpal.errors_as_list = as_list
    zarinpal.behave("-11")
    answer = gateway().begin(ORDER)
    assert (answer.verdict, answer.code) == (Verdict.REFUSED, "-11")
    assert KEY not in answer.detail


def test_another_amount_is_nobodys_payment(zarinpal: FakeBank, settings: Any) -> None:
    held = begun(zarinpal)
    zarinpal.pay(held.authority)
    other = Held(held.number, 1_000, "IRR", held.authority)
    assert gateway().verify(other).code == "-50"
    with FakeBank() as bank:
        settings.PAYMENT_GATEWAY = bank.zibal_url()
        held = begun(bank)
        bank.pay(long(bank))
        bank.told_amount = 5
        answer = gateway().verify(held)
        assert (answer.verdict, answer.code) == (Verdict.UNSURE, "amount_differs")


def test_money_goes_back_once(zarinpal: FakeBank) -> None:
    held = begun(zarinpal)
    zarinpal.pay(held.authority)
    gateway().verify(held)
    assert gateway().refund(held).verdict == Verdict.REFUNDED
    assert gateway().refund(held).verdict == Verdict.REFUSED
    assert gateway().inquire(held).code == "REVERSED"


def test_another_currency_is_refused_before_anybody_is_asked(bank: FakeBank) -> None:
    answer = gateway().begin(Order("PAY-1", 100, "EUR", "https://ours.example/", ""))
    assert (answer.verdict, answer.code, bank.requests) == (Verdict.REFUSED, "currency", [])


def test_a_gateway_that_is_not_there(settings: Any) -> None:
    with FakeBank() as gone:
        settings.PAYMENT_GATEWAY = gone.zarinpal_url()
    assert gateway().begin(ORDER).verdict == Verdict.REFUSED
    assert gateway().verify(Held("PAY-1", 1, "IRR", "A1")).verdict == Verdict.UNSURE


def test_no_key_reaches_a_log(bank: FakeBank, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    held = begun(bank)
    bank.behave("ok", "-12", "half")
    for _ in range(3):
        assert KEY not in repr(gateway().verify(held))
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("pigeon://x", "Known: trial, zarinpal, zibal"),
        ("zarinpal://payment.zarinpal.com/", "zarinpal://MERCHANT@host/"),
        ("zibal+http://secretkey@gateway.zibal.ir/", "this machine only"),
        ("zibal+ftp://secretkey@127.0.0.1/", "is not a payment gateway"),
        ("zibal://secretkey@gateway.zibal.ir:99999/", "port"),
    ],
)
def test_a_wrong_url_names_its_remedy_but_not_the_key(url: str, remedy: str) -> None:
    with pytest.raises(BadGateway) as caught:
        gateways.parse(url)
    assert remedy in str(caught.value)
    assert "secretkey" not in str(caught.value)


def test_the_start_looks_at_the_settings(settings: Any) -> None:
    from payandan.platform.payments.apps import check_settings

    settings.HTTPS, settings.DEMO = True, False
    for urls, found in [("", []), ("trial://", ["payments.E002"]), ("pigeon://x", ["payments.E001"])]:
        settings.PAYMENT_GATEWAY = urls
        assert [problem.id for problem in check_settings()] == found
    settings.PAYMENT_GATEWAY, settings.DEMO = "trial://", True
    assert check_settings() == []


def test_two_gateways_of_one_kind_have_two_names() -> None:
    found = gateways.parse("zibal://k@gateway.zibal.ir/,zibal://l@gateway.zibal.ir/,trial://")
    assert [one.name for one in found] == ["zibal", "zibal-2", "trial"]
