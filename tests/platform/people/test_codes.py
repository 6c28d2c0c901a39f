"""One-time codes: right once, wrong at most five times, few, short-lived, bound, and never in the clear."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from payandan.platform.journal.models import Fact
from payandan.platform.kit.refusals import Refused
from payandan.platform.people import actions
from payandan.platform.people.models import OneTimeCode
from tests.platform.people.conftest import NOW

MOBILE = "0912 345 6789"


def _issue(mobile: str = MOBILE, session: str = "A", **how: Any) -> str:
    asked = {"purpose": "sign_in", "address": "5.120.3.4", "at": NOW, **how}
    return actions.issue_code(mobile=mobile, session=session, **asked)


def _check(code: str, mobile: str = MOBILE, session: str = "A", **how: Any) -> bool:
    return actions.check_code(mobile=mobile, session=session, code=code, **{"purpose": "sign_in", "at": NOW, **how})


def _refusal(code: str, **how: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        _check(code, **how)
    return caught.value


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.mark.django_db
def test_the_right_code_is_right_once() -> None:
    code = _issue()
    assert len(code) == 6
    assert code.isdigit()
    assert _check(code)
    assert _refusal(code).code == "code_expired"
    names = list(Fact.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["people.code_issued", "people.code_accepted"]


@pytest.mark.django_db
def test_any_digits_and_spaces_are_read() -> None:
    code = _issue(mobile="۰۹۱۲۳۴۵۶۷۸۹")
    spaced = f"{code[:3]} {code[3:]}".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert _check(spaced, mobile="+989123456789")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "how",
    [{"session": "B"}, {"mobile": "09120000000"}, {"purpose": "open_claim"}],
    ids=["session", "number", "purpose"],
)
def test_a_code_is_useless_elsewhere(how: dict[str, str]) -> None:
    code = _issue()
    assert _refusal(code, **how).code == "code_wrong"
    assert _check(code)


@pytest.mark.django_db
def test_a_code_lives_for_two_minutes() -> None:
    code = _issue()
    assert _refusal(code, at=NOW + timedelta(seconds=120)).code == "code_expired"
    assert _check(code, at=NOW + timedelta(seconds=119))


@pytest.mark.django_db
def test_five_wrong_tries_burn_a_code() -> None:
    code = _issue()
    answers = [_refusal(_other(code)) for _ in range(5)]
    assert [(answer.code, answer.params.get("left")) for answer in answers] == [
        ("code_wrong", 4), ("code_wrong", 3), ("code_wrong", 2), ("code_wrong", 1), ("code_burnt", None),
    ]  # fmt: skip
    assert _refusal(code).code == "code_burnt"
    assert Fact.objects.filter(name="people.code_burnt").count() == 1


@pytest.mark.django_db
def test_a_newer_code_replaces_the_older() -> None:
    older, newer = _issue(), _issue()
    if older != newer:
        assert _refusal(older).code == "code_wrong"
    assert _check(newer)


@pytest.mark.django_db
def test_three_in_ten_minutes_and_ten_a_day_for_a_number() -> None:
    sent, answers = 0, set()
    for minute in range(0, 600, 3):
        try:
            _issue(at=NOW + timedelta(minutes=minute), address=f"5.{minute % 250}.1.{minute % 200}")
            sent += 1
        except Refused as refused:
            answers.add((refused.code, refused.params["which"]))
        window = OneTimeCode.objects.filter(created_at__gt=NOW + timedelta(minutes=minute - 10))
        assert window.count() <= 3
    assert sent == 10
    assert answers == {("too_many_codes", "number")}
    assert _issue(at=NOW + timedelta(days=1, minutes=61))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("budget", "addresses", "which"),
    [
        ("CODES_PER_ADDRESS", ["5.120.3.4"] * 3, "address"),
        ("CODES_PER_NETWORK", ["5.120.3.4", "5.120.3.5", "5.120.3.6"], "address"),
        ("CODES_PER_DAY", ["5.1.1.1", "6.1.1.1", "7.1.1.1"], "everything"),
    ],
)
def test_budgets_of_a_day(settings: Any, budget: str, addresses: list[str], which: str) -> None:
    setattr(settings, budget, 2)
    for number, address in enumerate(addresses[:2]):
        _issue(mobile=f"0912000000{number}", address=address)
    with pytest.raises(Refused) as caught:
        _issue(mobile="09120000009", address=addresses[2])
    assert caught.value.params == {"which": which}
    assert OneTimeCode.objects.count() == 2
    assert _issue(mobile="09120000009", address=addresses[2], at=NOW + timedelta(days=1, seconds=1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mobile", "code"),
    [("+44 7400 123456", "mobile_not_served"), ("021 8888 7777", "mobile_invalid"), ("", "mobile_invalid")],
)
def test_whose_numbers_get_codes(mobile: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        _issue(mobile=mobile)
    assert caught.value.code == code
    assert not OneTimeCode.objects.exists()


@pytest.mark.django_db
def test_other_countries_by_a_setting(settings: Any) -> None:
    settings.CODE_PREFIXES = ["+98", "+44"]
    assert _issue(mobile="+44 7400 123456")


@pytest.mark.django_db
def test_nothing_of_a_code_is_kept_in_the_clear() -> None:
    code = _issue()
    row = OneTimeCode.objects.get()
    kept = f"{row.digest} {row.session}"
    assert code not in kept
    assert len(row.digest) == 64
    assert row.session != "A"
    told = " ".join(str(fact.body) for fact in Fact.objects.all())
    assert "9123456789" not in told
    assert code not in told


@pytest.mark.django_db
def test_old_codes_are_forgotten() -> None:
    _issue()
    assert actions.forget_old_codes(at=NOW + timedelta(days=1)) == 0
    assert actions.forget_old_codes(at=NOW + timedelta(days=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_wrong_try_counts_although_it_is_refused() -> None:
    code = _issue()
    _refusal(_other(code))
    assert OneTimeCode.objects.get().tries == 1


@pytest.mark.django_db(transaction=True)
def test_of_fifty_right_codes_at_once_exactly_one_is_right() -> None:
    code = _issue()
    answers = _at_once(50, lambda: _check(code))
    assert answers.count(True) == 1
    assert len(answers) == 50


@pytest.mark.django_db(transaction=True)
def test_of_twenty_sends_at_once_three_go() -> None:
    answers = _at_once(20, lambda: bool(_issue()))
    assert answers.count(True) == 3


def _at_once(count: int, act: Any) -> list[bool]:
    """What `act` answered in so many threads that start together; a refusal is False."""
    start, answers = threading.Barrier(count), []

    def run() -> None:
        start.wait()
        try:
            answers.append(act())
        except Refused:
            answers.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db
def test_signing_a_customer_in_keeps_nothing_of_the_former_session() -> None:
    client = Client()
    session = client.session
    session["basket"] = "of somebody else"
    session.save()
    before = session.session_key
    actions.sign_in_customer(session, customer_id=7, name="Reza")
    session.save()
    assert session.session_key != before
    assert dict(session.items()) == {"customer": {"id": 7, "name": "Reza"}}
    assert not session.exists(before)
    actions.sign_out_customer(session)
    assert not dict(session.items())
