"""Keys for programs."""

from datetime import date, timedelta
from typing import Any

import pytest

from payandan.platform.journal.models import Fact
from payandan.platform.kit.refusals import Refused
from payandan.platform.people import actions, queries
from payandan.platform.people.models import Branch, Token, User
from tests.platform.people.conftest import NOW, Hire, actor

pytestmark = pytest.mark.django_db


def _make(user: User, **how: Any) -> tuple[Token, str]:
    asked = {"name": "Shop", "capabilities": ["people.view"], "actor": actor(user), "at": NOW, **how}
    return actions.create_token(**asked)


def test_a_token_acts_and_is_kept_as_a_digest(boss: User) -> None:
    token, raw = _make(boss)
    assert raw.startswith("pyd_")
    assert raw.startswith(token.prefix)
    assert raw not in str(Token.objects.values().get())
    assert raw not in str(list(Fact.objects.values_list("body", flat=True)))
    found = queries.actor_of_token(raw, at=NOW)
    assert found is not None
    assert (found.kind, found.id, found.capabilities) == ("token", token.pk, frozenset({"people.view"}))
    assert found.branches is None


def test_it_costs_one_query_and_a_note_once_a_day(boss: User, django_assert_num_queries: Any) -> None:
    token, raw = _make(boss)
    with django_assert_num_queries(2):
        queries.actor_of_token(raw, at=NOW)
    with django_assert_num_queries(1):
        queries.actor_of_token(raw, at=NOW)
    token.refresh_from_db()
    assert token.last_used_on == NOW.date()
    queries.actor_of_token(raw, at=NOW + timedelta(days=1))
    token.refresh_from_db()
    assert token.last_used_on == NOW.date() + timedelta(days=1)


def test_without_a_moment_the_database_tells_the_time(boss: User, django_assert_num_queries: Any) -> None:
    token, raw = _make(boss)
    assert queries.actor_of_token(raw) is not None
    token.refresh_from_db()
    assert token.last_used_on is not None
    assert abs(token.last_used_on - date.today()) <= timedelta(days=1)  # noqa: DTZ011
    with django_assert_num_queries(1):
        queries.actor_of_token(raw)


@pytest.mark.parametrize("raw", ["", "pyd_", "pyd_" + "x" * 43, "Bearer", "آب", "pyd_\x00"])
def test_unknown_tokens_are_nobody(raw: str) -> None:
    assert queries.actor_of_token(raw, at=NOW) is None


def test_revoked_expired_and_orphaned_tokens_are_nobody(boss: User, hire: Hire) -> None:
    other = hire("administrator")
    revoked, first = _make(boss)
    actions.revoke_token(token=revoked, actor=actor(boss), at=NOW)
    _, second = _make(boss, expires_at=NOW + timedelta(days=1))
    _, third = _make(other)
    assert queries.actor_of_token(first, at=NOW) is None
    assert queries.actor_of_token(second, at=NOW) is not None
    assert queries.actor_of_token(second, at=NOW + timedelta(days=1)) is None
    actions.deactivate(user=other, actor=actor(boss), at=NOW)
    assert queries.actor_of_token(third, at=NOW) is None


def test_a_token_shrinks_with_its_maker(boss: User, hire: Hire, roles: dict[str, Any], tehran: Branch) -> None:
    other = hire("administrator")
    _, raw = _make(other, capabilities=["people.view", "people.manage"])
    actions.change_roles(user=other, assignments=[(roles["manager"].pk, tehran.pk)], actor=actor(boss), at=NOW)
    found = queries.actor_of_token(raw, at=NOW)
    assert found is not None
    assert found.capabilities == frozenset({"people.view"})
    assert found.branches == frozenset({tehran.pk})


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"capabilities": []}, "capabilities_missing"),
        ({"capabilities": ["people.fly"]}, "grants_too_much"),
        ({"expires_at": NOW}, "expiry_past"),
    ],
)
def test_refusals(boss: User, how: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        _make(boss, **how)
    assert caught.value.code == code
    assert not Token.objects.exists()


def test_nobody_gives_a_token_what_they_do_not_hold(hire: Hire, tehran: Branch) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        _make(hire("manager"))


def test_a_token_of_one_branch(boss: User, tehran: Branch) -> None:
    _, raw = _make(boss, branch_id=tehran.pk)
    found = queries.actor_of_token(raw, at=NOW)
    assert found is not None
    assert found.branches == frozenset({tehran.pk})
