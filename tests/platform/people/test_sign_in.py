"""Staff sign in: password as typed, second step, lock-out, sessions; and what a signed-in browser may not do."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from payandan.platform.journal.models import Fact
from payandan.platform.people import actions
from payandan.platform.people.models import User
from tests.platform.people.conftest import NOW, PASSWORD, Browse, Hire, actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def _try(client: Client, user: User, password: str, **more: str) -> Any:
    return client.post("/sign-in/", {"login": user.email, "password": password, **more})


def _signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def _set_up(client: Client) -> tuple[str, list[str]]:
    """Go through the second step's set-up; the secret and the recovery codes."""
    client.get("/profile/second-step/")
    secret = client.session["mfa.totp.secret"]
    assert client.post("/profile/second-step/", {"code": _code(secret)}).status_code == 302
    kept = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    return secret, kept.wrap().get_unused_codes()


# --- the password --------------------------------------------------------------------------------------------------


def test_signing_in_and_out(boss: User) -> None:
    client = Client()
    answer = _try(client, boss, PASSWORD, next="/people/")
    assert (answer.status_code, answer["Location"]) == (302, "/people/")
    assert _signed_in(client)
    assert Fact.objects.filter(name="people.staff_signed_in", actor_id=boss.pk).count() == 1
    assert client.get("/sign-out/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert not _signed_in(client)


def test_the_e_mail_is_read_in_any_case(boss: User) -> None:
    client = Client()
    client.post("/sign-in/", {"login": boss.email.upper(), "password": PASSWORD})
    assert _signed_in(client)


@pytest.mark.parametrize(
    "typed", [PASSWORD + " ", " " + PASSWORD, PASSWORD.replace("ی", "ي"), PASSWORD.replace("ه", "ة"), "", "x"]
)
def test_the_password_is_taken_exactly_as_typed(boss: User, typed: str) -> None:
    client = Client()
    answer = _try(client, boss, typed)
    assert answer.status_code == 200
    assert not _signed_in(client)


@pytest.mark.parametrize("password", ["كتاب‌هاي قديمي ۱۲۳", "  spaces around  ", "ی" * 200, "🔑" * 10])
def test_any_long_password_works(boss: User, password: str) -> None:
    boss.set_password(password)
    boss.save()
    client = Client()
    _try(client, boss, password)
    assert _signed_in(client)


def test_known_and_unknown_names_get_the_same_answer(boss: User) -> None:
    known = _try(Client(), boss, "wrong-wrong").content.decode()
    unknown = Client().post("/sign-in/", {"login": "nobody@ava.example", "password": "wrong-wrong"}).content.decode()
    scrub = _without_tokens(known.replace(boss.email, ""))
    assert scrub == _without_tokens(unknown.replace("nobody@ava.example", ""))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(boss: User, target: str) -> None:
    assert _try(Client(), boss, PASSWORD, next=target)["Location"] == "/"


def test_nobody_signs_up() -> None:
    for path in ("/signup/", "/accounts/signup/", "/sign-in/signup/", "/password/reset/"):
        assert Client().get(path).status_code == 404


def test_five_wrong_passwords_shut_the_door(boss: User) -> None:
    client = Client()
    answers = [_try(client, boss, "wrong-wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    shut = _try(client, boss, PASSWORD)
    assert shut.status_code == 429
    assert "۱۵ دقیقه" in shut.content.decode()
    assert not _signed_in(client)
    assert Fact.objects.filter(name="people.sign_in_locked").count() == 1


def test_a_lock_stays_with_the_name_and_the_address(boss: User, hire: Hire) -> None:
    for _ in range(6):
        _try(Client(), boss, "wrong-wrong")
    elsewhere = Client(REMOTE_ADDR="5.5.5.5")
    _try(elsewhere, boss, PASSWORD)
    assert _signed_in(elsewhere)
    other = Client()
    _try(other, hire("clerk"), PASSWORD)
    assert _signed_in(other)


def test_a_forged_address_does_not_open_a_lock(boss: User) -> None:
    for number in range(6):
        answer = Client(HTTP_X_FORWARDED_FOR=f"9.9.9.{number}").post(
            "/sign-in/", {"login": boss.email, "password": "wrong-wrong"}
        )
    assert answer.status_code == 429


def test_signing_in_gives_a_new_session_and_forgets_the_customer(boss: User) -> None:
    client = Client()
    session = client.session
    actions.sign_in_customer(session, customer_id=7, name="Reza")
    session.save()
    client.cookies["session"] = session.session_key
    _try(client, boss, PASSWORD)
    assert client.session.session_key != session.session_key
    assert "customer" not in client.session
    assert _signed_in(client)


# --- the first password --------------------------------------------------------------------------------------------


def test_the_first_password_by_invitation(boss: User, hire: Hire) -> None:
    user = actions.create_staff(email="new@ava.example", name="New", assignments=[], actor=actor(boss), at=NOW)
    from django.utils import timezone

    token = actions.invite(user=user, actor=actor(boss), at=timezone.now())
    path, client = f"/sign-in/invitation/{token}/", Client()
    assert "New" in client.get(path).content.decode()
    for one, two in [("short", "short"), ("new@ava.example", "new@ava.example"), ("a long enough one", "another one")]:
        assert client.post(path, {"password1": one, "password2": two}).status_code == 200
    assert client.post(path, {"password1": " گذرواژهٔ من ", "password2": " گذرواژهٔ من "}).status_code == 302
    _try(client, user, " گذرواژهٔ من ")
    assert _signed_in(client)
    assert client.get(path).status_code == 410
    assert Client().get("/sign-in/invitation/nonsense/").status_code == 410


# --- the second step -----------------------------------------------------------------------------------------------


def test_who_must_enrol_can_do_nothing_else(settings: Any, boss: User, browse: Browse) -> None:
    settings.REQUIRE_MFA = True
    client = browse(boss)
    for path in ("/people/", "/audit/", "/people/tokens/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/profile/second-step/")
    assert client.get("/profile/second-step/").status_code == 200
    _set_up(client)
    assert client.get("/people/").status_code == 200
    assert Fact.objects.filter(name="people.second_factor_added").count() == 1


def test_the_second_step_stands_between_password_and_session(boss: User, browse: Browse) -> None:
    secret, recovery = _set_up(browse(boss))
    client = Client()
    assert _try(client, boss, PASSWORD)["Location"].startswith("/sign-in/code/")
    assert not _signed_in(client)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 200
    assert not _signed_in(client)
    client.post("/sign-in/code/", {"code": _code(secret, 1)})
    assert _signed_in(client)
    lost = Client()
    _try(lost, boss, PASSWORD)
    lost.post("/sign-in/code/", {"code": recovery[0]})
    assert _signed_in(lost)
    again = Client()
    _try(again, boss, PASSWORD)
    assert again.post("/sign-in/code/", {"code": recovery[0]}).status_code == 200
    assert not _signed_in(again)


def test_a_code_is_not_taken_twice(boss: User, browse: Browse) -> None:
    secret, _ = _set_up(browse(boss))
    code = _code(secret, 1)
    first, second = Client(), Client()
    _try(first, boss, PASSWORD)
    _try(second, boss, PASSWORD)
    first.post("/sign-in/code/", {"code": code})
    assert _signed_in(first)
    cache.clear()  # another process would not have it either
    second.post("/sign-in/code/", {"code": code})
    assert not _signed_in(second)


def test_persian_digits_are_digits(boss: User, browse: Browse) -> None:
    secret, _ = _set_up(browse(boss))
    client = Client()
    _try(client, boss, PASSWORD)
    code = _code(secret, 1).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    client.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})
    assert _signed_in(client)


def test_wrong_codes_shut_the_door_too(boss: User, browse: Browse) -> None:
    secret, _ = _set_up(browse(boss))
    client = Client()
    _try(client, boss, PASSWORD)
    answers = [client.post("/sign-in/code/", {"code": f"00000{number}"}).status_code for number in range(5)]
    assert answers[-1] == 429
    cache.clear()
    assert client.post("/sign-in/code/", {"code": _code(secret, 1)}).status_code == 429
    assert not _signed_in(client)


def test_a_new_password_does_not_go_around_the_second_step(boss: User, browse: Browse, hire: Hire) -> None:
    _set_up(browse(boss))
    from django.utils import timezone

    token = actions.invite(user=boss, actor=actor(hire("administrator")), at=timezone.now())
    actions.set_first_password(token=token, password="a fresh password", at=timezone.now())
    client = Client()
    assert _try(client, boss, "a fresh password")["Location"].startswith("/sign-in/code/")
    assert not _signed_in(client)


def test_changing_the_phone(settings: Any, boss: User, browse: Browse) -> None:
    settings.REQUIRE_MFA = True
    client = browse(boss)
    _set_up(client)
    assert client.get("/profile/second-step/remove/").status_code == 200
    answer = client.post("/profile/second-step/remove/")
    assert answer["Location"] == "/profile/second-step/"
    assert client.get("/people/").status_code == 302
    assert not Authenticator.objects.exists()


# --- sessions ------------------------------------------------------------------------------------------------------


def test_a_closed_account_is_out_at_once(boss: User, hire: Hire, browse: Browse) -> None:
    user = hire("clerk")
    clients = [browse(user), browse(user)]
    assert all(map(_signed_in, clients))
    before = Session.objects.count()
    actions.deactivate(user=user, actor=actor(boss), at=NOW)
    assert Session.objects.count() == before - 2
    assert not any(map(_signed_in, clients))
    assert not _signed_in_again(user)


def _signed_in_again(user: User) -> bool:
    client = Client()
    _try(client, user, PASSWORD)
    return _signed_in(client)


def test_even_a_session_that_was_left_behind_dies(boss: User, hire: Hire, browse: Browse) -> None:
    user = hire("clerk")
    client = browse(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not _signed_in(client)


def test_a_new_password_ends_the_other_sessions(boss: User, browse: Browse) -> None:
    here, there = browse(boss), browse(boss)
    answer = here.post(
        "/profile/password/", {"oldpassword": PASSWORD, "password1": "یک جملهٔ تازه", "password2": "یک جملهٔ تازه"}
    )
    assert answer.status_code == 302
    assert _signed_in(here)
    assert not _signed_in(there)
    wrong = {"oldpassword": PASSWORD, "password1": "یک جملهٔ دیگر", "password2": "یک جملهٔ دیگر"}
    assert here.post("/profile/password/", wrong).status_code == 200


def test_ending_ones_own_other_sessions_and_nobody_elses(boss: User, hire: Hire, browse: Browse) -> None:
    here, there, other = browse(boss), browse(boss), browse(hire("clerk"))
    from allauth.usersessions.models import UserSession

    foreign = UserSession.objects.get(session_key=other.session.session_key)
    here.post(f"/profile/sessions/{foreign.pk}/end/")
    assert _signed_in(other)
    own = UserSession.objects.get(session_key=there.session.session_key)
    here.post(f"/profile/sessions/{own.pk}/end/")
    assert not _signed_in(there)
    third = browse(boss)
    here.post("/profile/sessions/end/")
    assert not _signed_in(third)
    assert _signed_in(here)


def test_a_sensitive_page_asks_again_after_a_while(boss: User, browse: Browse) -> None:
    client = browse(boss)
    assert client.get("/people/new/").status_code == 200
    _age_the_proof(client, 901)
    answer = client.get("/people/new/")
    assert answer["Location"] == "/sign-in/again/?next=%2Fpeople%2Fnew%2F"
    assert client.post(answer["Location"], {"password": "wrong-wrong"}).status_code == 200
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == "/people/new/"
    assert client.get("/people/new/").status_code == 200


def test_a_form_opened_in_time_may_still_be_sent(boss: User, browse: Browse) -> None:
    client = browse(boss)
    _age_the_proof(client, 1800)
    assert (
        client.post("/people/new/", {"name": "Sara", "email": "sara@ava.example", "language": "fa"}).status_code == 200
    )
    assert User.objects.filter(email="sara@ava.example").exists()
    _age_the_proof(client, 5000)
    answer = client.post("/people/new/", {"name": "Reza", "email": "reza@ava.example", "language": "fa"})
    assert answer["Location"].startswith("/sign-in/again/")
    assert not User.objects.filter(email="reza@ava.example").exists()


def _age_the_proof(client: Client, seconds: float) -> None:
    session = client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] = time.time() - seconds
    session.save()


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content|nonce)="[^"]*"', "", page)
