"""Accounts, roles and branches: nobody grants more than they hold, and somebody always keeps the keys."""

from datetime import timedelta
from typing import Any

import pytest

from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import ANONYMOUS, SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people import actions, queries
from payandan.platform.people.demo import make_people
from payandan.platform.people.models import Branch, Membership, Role, User
from payandan.platform.people.words import SENTENCES
from tests.platform.people.conftest import NOW, PASSWORD, Hire, actor

pytestmark = pytest.mark.django_db


def _refuses(code: str, act: Any, /, **how: Any) -> None:
    before = (User.objects.count(), Membership.objects.count(), Fact.objects.count())
    with pytest.raises(Refused) as caught:
        act(**how, at=NOW)
    assert caught.value.code == code
    assert (User.objects.count(), Membership.objects.count(), Fact.objects.count()) == before


# --- accounts ------------------------------------------------------------------------------------------------------


def test_a_new_colleague_has_no_password_until_they_set_one(boss: User, roles: dict[str, Role]) -> None:
    user = actions.create_staff(
        email=" Sara@Ava.Example ", name="سارا", assignments=[(roles["clerk"].pk, None)], actor=actor(boss), at=NOW
    )
    assert user.email == "sara@ava.example"
    assert not user.has_usable_password()
    assert not user.check_password("")
    token = actions.invite(user=user, actor=actor(boss), at=NOW)
    assert actions.set_first_password(token=token, password=PASSWORD, at=NOW + timedelta(days=6)).check_password(
        PASSWORD
    )
    _refuses("link_invalid", actions.set_first_password, token=token, password="another one 123")


def test_an_invitation_ends(boss: User, hire: Hire) -> None:
    user = hire("clerk")
    first = actions.invite(user=user, actor=actor(boss), at=NOW)
    second = actions.invite(user=user, actor=actor(boss), at=NOW)
    _refuses("link_invalid", actions.open_invitation, token=first)
    with pytest.raises(Refused, match="link_expired"):
        actions.open_invitation(token=second, at=NOW + timedelta(days=7))
    actions.deactivate(user=user, actor=actor(boss), at=NOW)
    _refuses("link_invalid", actions.open_invitation, token=second)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"email": "no"}, "email_invalid"),
        ({"email": "BOSS@ava.example"}, "email_taken"),
        ({"name": " \u200c "}, "name_missing"),
        ({"assignments": [(999_999, None)]}, "role_unknown"),
    ],
)
def test_refused_colleagues(hire: Hire, how: dict[str, Any], code: str) -> None:
    boss = hire("administrator", email="boss@ava.example")
    asked = {"email": "a@b.example", "name": "Sara", "assignments": [], "actor": actor(boss), **how}
    _refuses(code, actions.create_staff, **asked)


@pytest.mark.parametrize("who", [ANONYMOUS, Actor(kind="customer", id=1), Actor(kind="staff", id=5)])
def test_who_may_not_manage(who: Actor, boss: User) -> None:
    _refuses("not_allowed", actions.create_staff, email="a@b.example", name="Sara", assignments=[], actor=who)
    _refuses("not_allowed", actions.deactivate, user=boss, actor=who)
    _refuses("not_allowed", actions.invite, user=boss, actor=who)
    _refuses("not_allowed", actions.change_roles, user=boss, assignments=[], actor=who)
    _refuses("not_allowed", actions.reset_second_factor, user=boss, actor=who)


def test_nobody_grants_more_than_they_hold(
    boss: User, hire: Hire, roles: dict[str, Role], tehran: Branch, shiraz: Branch
) -> None:
    capabilities = ["people.view", "people.manage"]
    local = actions.create_role(
        code="local", name_fa="محلی", name_en="Local", capabilities=capabilities, actor=actor(boss), at=NOW
    )
    roles["local"] = local
    chief = hire("local", tehran)
    clerk = hire("", tehran)
    grant = {"user": clerk, "actor": actor(chief)}
    _refuses("grants_too_much", actions.change_roles, assignments=[(roles["administrator"].pk, tehran.pk)], **grant)
    _refuses("grants_too_much", actions.change_roles, assignments=[(local.pk, None)], **grant)
    _refuses("grants_too_much", actions.change_roles, assignments=[(local.pk, shiraz.pk)], **grant)
    actions.change_roles(assignments=[(local.pk, tehran.pk)], at=NOW, **grant)
    assert queries.actor_of(clerk).branches == frozenset({tehran.pk})


def test_nobody_touches_who_holds_more(boss: User, hire: Hire, roles: dict[str, Role], tehran: Branch) -> None:
    roles["local"] = actions.create_role(
        code="local", name_fa="م", name_en="L", capabilities=["people.view", "people.manage"], actor=SYSTEM, at=NOW
    )
    chief = actor(hire("local", tehran))
    for act in (actions.deactivate, actions.invite, actions.reset_second_factor):
        _refuses("beyond_you", act, user=boss, actor=chief)
    _refuses("beyond_you", actions.change_roles, user=boss, assignments=[], actor=chief)
    _refuses("beyond_you", actions.rename, user=boss, name="x", actor=chief)
    _refuses("not_allowed", actions.create_branch, code="x", kind="desk", name_fa="x", name_en="x", actor=chief)
    _refuses("not_allowed", actions.create_role, code="x", name_fa="x", name_en="x", capabilities=[], actor=chief)


def test_nobody_closes_or_promotes_themselves(boss: User, roles: dict[str, Role]) -> None:
    me = actor(boss)
    _refuses("not_yourself", actions.deactivate, user=boss, actor=me)
    _refuses("not_yourself", actions.change_roles, user=boss, assignments=[], actor=me)
    _refuses("not_yourself", actions.reset_second_factor, user=boss, actor=me)


def test_the_last_administrator_stays(boss: User, roles: dict[str, Role]) -> None:
    _refuses("last_administrator", actions.deactivate, user=boss, actor=SYSTEM)
    _refuses("last_administrator", actions.change_roles, user=boss, assignments=[], actor=SYSTEM)
    boss.refresh_from_db()
    assert boss.is_active


def test_the_last_administrator_by_a_role_of_our_own(boss: User, hire: Hire, roles: dict[str, Role]) -> None:
    keys = actions.create_role(
        code="keys", name_fa="ک", name_en="K", capabilities=["people.manage"], actor=SYSTEM, at=NOW
    )
    roles["keys"] = keys
    hire("keys")
    actions.deactivate(user=boss, actor=SYSTEM, at=NOW)
    names = {"name_fa": "ک", "name_en": "K"}
    _refuses("last_administrator", actions.change_role, role=keys, capabilities=[], actor=SYSTEM, **names)


def test_deactivating_is_once_and_can_be_undone(boss: User, hire: Hire) -> None:
    user = hire("clerk")
    for _ in range(2):
        actions.deactivate(user=user, actor=actor(boss), at=NOW)
    assert Fact.objects.filter(name="people.staff_deactivated").count() == 1
    actions.reactivate(user=user, actor=actor(boss), at=NOW)
    assert User.objects.get(pk=user.pk).is_active


# --- roles ---------------------------------------------------------------------------------------------------------


def test_default_roles_are_what_the_packages_propose(roles: dict[str, Role]) -> None:
    proposed = queries.proposed_roles()
    known = set(queries.all_capabilities())
    assert set(roles["administrator"].capabilities) == known
    for code in ("manager", "clerk", "technician", "analyst"):
        assert set(roles[code].capabilities) == proposed.get(code, set()) & known


def test_every_proposed_role_and_capability_exists(roles: dict[str, Role]) -> None:
    known = set(queries.all_capabilities())
    for code, capabilities in queries.proposed_roles().items():
        assert code in roles
        assert capabilities <= known, f"{code}: {capabilities - known}"


def test_an_upgrade_adds_only_what_is_new(roles: dict[str, Role], monkeypatch: pytest.MonkeyPatch) -> None:
    manager = roles["manager"]
    names = {"name_fa": "م", "name_en": "M"}
    kept = set(manager.capabilities) - {"audit.view"}
    actions.change_role(role=manager, capabilities=kept, actor=SYSTEM, at=NOW, **names)
    proposed = queries.proposed_roles()
    proposed["manager"] = proposed["manager"] | {"people.tokens"}
    monkeypatch.setattr(queries, "proposed_roles", lambda: proposed)
    actions.ensure_roles(actor=SYSTEM, at=NOW)
    manager.refresh_from_db()
    assert set(manager.capabilities) == kept | {"people.tokens"}
    assert manager.name_fa == "م"


def test_repeating_changes_nothing(roles: dict[str, Role]) -> None:
    facts = Fact.objects.count()
    actions.ensure_roles(actor=SYSTEM, at=NOW)
    assert Fact.objects.count() == facts


def test_a_role_changes_within_what_the_editor_holds(boss: User, hire: Hire, roles: dict[str, Role]) -> None:
    roles["keys"] = actions.create_role(
        code="keys", name_fa="ک", name_en="K", capabilities=["people.view", "people.manage"], actor=SYSTEM, at=NOW
    )
    editor = actor(hire("keys"))
    change = {"role": roles["manager"], "name_fa": "م", "name_en": "M", "actor": editor}
    _refuses("grants_too_much", actions.change_role, capabilities=["people.tokens"], **change)
    _refuses("grants_too_much", actions.change_role, capabilities=[], **change)  # audit.view is not theirs to take
    _refuses("capability_unknown", actions.change_role, capabilities=["people.fly"], **change)
    change["role"] = roles["administrator"]
    _refuses("administrator_fixed", actions.change_role, capabilities=["people.view"], **change)
    taken = {"code": "clerk", "name_fa": "م", "name_en": "M", "capabilities": []}
    _refuses("code_taken", actions.create_role, actor=editor, **taken)


# --- seeing --------------------------------------------------------------------------------------------------------


def test_who_sees_whom(boss: User, hire: Hire, roles: dict[str, Role], tehran: Branch, shiraz: Branch) -> None:
    here, there = hire("clerk", tehran), hire("clerk", shiraz)
    local = hire("manager", tehran)
    assert set(User.objects.visible_to(actor(boss))) == {boss, here, there, local}
    assert set(User.objects.visible_to(actor(local))) == {here, local}
    assert not User.objects.visible_to(actor(here))
    assert not User.objects.visible_to(Actor(kind="customer", id=here.pk))
    assert set(Branch.objects.visible_to(actor(local))) == {tehran}
    assert not Branch.objects.visible_to(ANONYMOUS)


def test_every_fact_of_people_has_a_sentence_in_both_languages(hire: Hire, boss: User) -> None:
    from payandan.platform.journal.rules import fact_name
    from payandan.platform.people import events

    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and kind.__module__ == events.__name__]
    assert {fact_name(kind) for kind in kinds} == set(SENTENCES)


def test_demo_people_are_made_once(db: None) -> None:
    for _ in range(2):
        people = make_people(password=PASSWORD, at=NOW)
    assert len(people.branches) == 4
    assert len(people.staff) == 8
    assert User.objects.count() == 8
    assert all(user.check_password(PASSWORD) for user in people.staff.values())
    assert queries.actor_of(people.staff["admin"]).can("people.manage")
    assert queries.actor_of(people.staff["clerk"]).branches == frozenset({people.branches["tehran"].pk})
