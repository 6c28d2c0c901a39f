"""The dialects of the carriers: what each answer means, that nothing is ordered twice, and that no key ever shows."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from payandan.platform.gateways import BadGateway, door
from payandan.returns import carriers, rules
from payandan.returns.apps import check_settings
from payandan.returns.carriers import Carrier, Held, Order, Party
from payandan.returns.rules import Verdict
from tests.fakes.carriers import KEY, PASSWORD, TOKEN, FakeCarrier
from tests.returns.factories import HOME, SHOP

ORDER = Order("SHP-1", Party(**SHOP), Party(**HOME), "express", 1200, 90_000_000, "IRR", "گوشی")
SEEN = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
WORDS = {"tapin": ("ارسال شده", "در حال توزیع", "تحویل شده"), "tipax": ("PickedUp", "OutForDelivery", "Delivered")}


def carrier() -> Carrier:
    return carriers.configured()[0]


def booked(post: FakeCarrier) -> Held:
    answer = carrier().create(ORDER)
    assert answer.verdict == Verdict.DONE
    assert answer.waybill == post.parcels["SHP-1"].waybill
    return Held("SHP-1", answer.carrier_id, answer.waybill)


def test_what_is_sent(post: FakeCarrier) -> None:
    booked(post)
    _path, body = post.requests[-1]
    told = str(body)
    assert {"SHP-1", "09121234567", HOME["address"]} <= {word for word in (*SHOP.values(), *HOME.values(), "SHP-1",
            "09121234567") if word in told}  # fmt: skip
    assert "+98" not in told


def test_the_price_is_asked_without_ordering(post: FakeCarrier) -> None:
    answer = carrier().quote(ORDER)
    assert (answer.verdict, answer.price) == (Verdict.DONE, 550_000 if carrier().kind == "tapin" else 700_000)
    assert post.ordered == 0


def test_what_was_seen_comes_in_our_words(post: FakeCarrier) -> None:
    held = booked(post)
    for hours, word in enumerate((*WORDS[carrier().kind], "بی‌معنا")):
        post.see("SHP-1", word, SEEN + timedelta(hours=hours))
    answer = carrier().track(held)
    assert [one.tag for one in answer.sightings] == [rules.IN_TRANSIT, rules.OUT_FOR_DELIVERY, rules.DELIVERED, ""]
    assert answer.sightings[0].at == SEEN
    assert answer.sightings[0].place == "تهران"


def test_a_label_comes_from_the_carrier_only(post: FakeCarrier) -> None:
    assert carrier().label(booked(post)).label_url.startswith(f"http://{post.host}/labels/")


def test_what_was_not_taken_is_absent_and_what_was_is_found(post: FakeCarrier) -> None:
    assert carrier().find(ORDER).verdict == Verdict.ABSENT
    held = booked(post)
    found = carrier().find(ORDER)
    assert (found.verdict, found.carrier_id) == (Verdict.DONE, held.carrier_id)


def test_it_gives_up_a_parcel_until_it_has_left(post: FakeCarrier) -> None:
    held = booked(post)
    assert [carrier().cancel(held).verdict for _again in range(2)] == [Verdict.DONE, Verdict.DONE]
    post.parcels["SHP-1"].state = "gone"
    assert carrier().cancel(held).verdict == Verdict.REFUSED


@pytest.mark.parametrize("manner", ["html", "half", "cut", "slow", "bare"])
def test_an_unclear_answer_is_unsure(post: FakeCarrier, manner: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(door, "READ", 0.15)
    door._client.cache_clear()
    post.behave(manner)
    answer = carrier().create(ORDER)
    door._client.cache_clear()
    assert answer.verdict == Verdict.UNSURE
    assert answer.code


def test_a_no_is_a_no_and_a_closed_door_is_one_too(post: FakeCarrier, settings: Any) -> None:
    post.behave("700")
    refused = carrier().create(ORDER)
    assert (refused.verdict, refused.code) == (Verdict.REFUSED, "700")
    settings.CARRIERS = settings.CARRIERS.replace(post.host, "127.0.0.1:9")
    closed = carrier().create(ORDER)
    assert (closed.verdict, closed.code) == (Verdict.REFUSED, "unreachable")
    assert post.ordered == 0


def test_not_having_reached_it_says_nothing_about_a_parcel(post: FakeCarrier, settings: Any) -> None:
    held = booked(post)
    settings.CARRIERS = settings.CARRIERS.replace(post.host, "127.0.0.1:9")
    assert carrier().track(held).verdict == Verdict.UNSURE
    assert carrier().find(ORDER).verdict == Verdict.UNSURE


def test_no_key_ever_shows(post: FakeCarrier, caplog: Any, settings: Any) -> None:
    caplog.set_level(logging.DEBUG)
    held = booked(post)
    told = []
    for manner in ("700", "html", "half", "cut"):
        for ask in (lambda: carrier().create(ORDER), lambda: carrier().track(held), lambda: carrier().quote(ORDER)):
            post.behave(manner)
            told.append(repr(ask()))
    shown = "\n".join(told) + repr(carrier()) + caplog.text
    for secret in (KEY, PASSWORD, TOKEN):
        assert secret not in shown
    settings.CARRIERS = settings.CARRIERS.replace("canary", "wrong-key")
    assert "wrong-key" not in repr(carrier().create(ORDER)) + caplog.text


def test_other_currencies_are_refused_before_anybody_is_asked(post: FakeCarrier) -> None:
    euros = Order("SHP-1", Party(**SHOP), Party(**HOME), "express", 1200, 90_000, "EUR", "phone")
    assert (carrier().create(euros).verdict, carrier().quote(euros).code) == (Verdict.REFUSED, "currency")
    assert not post.requests


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("dhl://KEY@host/", "is not a carrier"),
        ("tapin://KEY@host/", "shop"),
        ("tipax://KEY@host/", "three parts"),
        ("tapin+http://KEY@example.com/?shop=1", "HTTPS"),
        ("tapin://host/?shop=1", "write it as"),
    ],
)
def test_a_wrong_setting_says_how_to_put_it_right(value: str, said: str, settings: Any) -> None:
    settings.CARRIERS = value
    with pytest.raises(BadGateway, match=said):
        carriers.configured()
    assert said in str(check_settings()[0])


def test_settings_of_who_pays_are_looked_at(settings: Any) -> None:
    settings.SHIPPING_PAYERS = {"covered_far": "company"}
    assert check_settings() == []
    settings.SHIPPING_PAYERS = {"law_ir_withdrawal": "company", "no_fault": "nobody"}
    assert [one.id for one in check_settings()] == ["returns.E002", "returns.E003"]


def test_something_can_always_be_sent_by_hand(settings: Any) -> None:
    settings.CARRIERS = ""
    assert [one.name for one in carriers.configured()] == ["manual"]
    settings.CARRIERS = "tapin://A@a.example/?shop=1,tapin://B@b.example/?shop=2"
    assert [one.name for one in carriers.configured()] == ["tapin", "tapin-2", "manual"]
