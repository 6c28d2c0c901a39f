"""The pages about colleagues, roles, branches, keys and the audit trail."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from payandan.platform.people import queries
from payandan.platform.people.models import Branch, Role, Token, User
from tests.platform.people.conftest import PASSWORD, Browse, Hire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def desk(boss: User, browse: Browse) -> Client:
    """The administrator's browser."""
    return browse(boss)


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_colleague_is_added_and_comes_in(desk: Client, roles: dict[str, Role], tehran: Branch) -> None:
    answer = desk.post(
        "/people/new/",
        {
            "name": "سارا نوری",
            "email": "sara@ava.example",
            "language": "fa",
            "role_0": str(roles["clerk"].pk),
            "place_0": str(tehran.pk),
        },
    )
    link = re.search(r"http://127\.0\.0\.1:8000(/sign-in/invitation/[^<\"]+)", _text(answer))
    assert link
    browser = Client()
    browser.post(link[1], {"password1": PASSWORD, "password2": PASSWORD})
    browser.post("/sign-in/", {"login": "sara@ava.example", "password": PASSWORD})
    assert "سارا نوری" in _text(browser.get("/profile/"))
    assert queries.actor_of(User.objects.get(email="sara@ava.example")).branches == frozenset({tehran.pk})


def test_a_refused_form_keeps_what_was_typed(desk: Client, boss: User, roles: dict[str, Role]) -> None:
    typed = {"name": "سارا", "email": boss.email, "language": "fa", "role_0": str(roles["clerk"].pk), "place_0": ""}
    page = _text(desk.post("/people/new/", typed))
    assert "همکاری با این ایمیل" in page
    assert 'value="سارا"' in page
    assert User.objects.count() == 1


def test_a_manager_of_one_branch_sees_and_offers_only_it(
    hire: Hire, browse: Browse, tehran: Branch, shiraz: Branch
) -> None:
    here, there = hire("clerk", tehran, "here@ava.example"), hire("clerk", shiraz, "there@ava.example")
    client = browse(hire("manager", tehran))
    page = _text(client.get("/people/"))
    assert here.email in page
    assert there.email not in page
    assert client.get(f"/people/{here.pk}/").status_code == 200
    foreign, missing = client.get(f"/people/{there.pk}/"), client.get("/people/999999/")
    assert foreign.status_code == missing.status_code == 404
    assert client.get("/people/new/").status_code == 403


def test_what_is_listed_is_what_opens(hire: Hire, browse: Browse, boss: User, tehran: Branch, shiraz: Branch) -> None:
    for role, branch in [("clerk", tehran), ("clerk", shiraz), ("technician", None), ("manager", shiraz)]:
        hire(role, branch)
    for reader in (boss, hire("manager", tehran), hire("manager")):
        client = browse(reader)
        listed = {int(pk) for pk in re.findall(r'href="/people/(\d+)/"', _text(client.get("/people/")))}
        opened = {user.pk for user in User.objects.all() if client.get(f"/people/{user.pk}/").status_code == 200}
        assert listed == opened


def test_the_list_costs_the_same_for_many(
    desk: Client, hire: Hire, tehran: Branch, django_assert_max_num_queries: Any
) -> None:
    for _ in range(10):
        hire("clerk", tehran)
    with django_assert_max_num_queries(12):
        desk.get("/people/")


def test_roles_are_changed(desk: Client, hire: Hire, roles: dict[str, Role], tehran: Branch) -> None:
    user = hire("clerk", tehran)
    chosen = {
        "role_0": roles["technician"].pk,
        "place_0": tehran.pk,
        "role_1": "",
        "place_1": "",
        "role_2": roles["analyst"].pk,
        "place_2": "",
    }
    assert desk.post(f"/people/{user.pk}/roles/", chosen).status_code == 302
    assert {(one.role.code, one.branch_id) for one in user.memberships.all()} == {
        ("technician", tehran.pk),
        ("analyst", None),
    }
    assert desk.post(f"/people/{user.pk}/roles/", {"role_0": "999999"}).status_code == 200


def test_accounts_are_closed_and_opened(desk: Client, boss: User, hire: Hire) -> None:
    user = hire("clerk")
    desk.post(f"/people/{user.pk}/close/")
    assert not User.objects.get(pk=user.pk).is_active
    assert "این حساب بسته است" in _text(desk.get(f"/people/{user.pk}/"))
    desk.post(f"/people/{user.pk}/open/")
    assert User.objects.get(pk=user.pk).is_active
    page = _text(desk.post(f"/people/{boss.pk}/close/", follow=True))
    assert "حساب خودتان" in page
    assert User.objects.get(pk=boss.pk).is_active
    assert desk.get(f"/people/{user.pk}/close/").status_code == 405


def test_a_key_is_shown_once(desk: Client) -> None:
    page = _text(desk.post("/people/tokens/new/", {"name": "Shop", "capabilities": ["people.view"], "branch": ""}))
    raw = re.search(r"pyd_[\w-]{43}", page)
    assert raw
    found = queries.actor_of_token(raw[0])
    assert found is not None
    assert found.capabilities == frozenset({"people.view"})
    listed = _text(desk.get("/people/tokens/"))
    assert raw[0] not in listed
    assert raw[0][:12] in listed
    desk.post(f"/people/tokens/{Token.objects.get().pk}/revoke/")
    assert queries.actor_of_token(raw[0]) is None


def test_a_key_may_end(desk: Client) -> None:
    asked = {"name": "Shop", "capabilities": ["people.view"], "branch": ""}
    assert not re.search("pyd_", _text(desk.post("/people/tokens/new/", {**asked, "expires_on": "1390/01/01"})))
    assert re.search("pyd_", _text(desk.post("/people/tokens/new/", {**asked, "expires_on": "۱۴۸۰/۰۱/۰۱"})))
    assert Token.objects.get().expires_at is not None


def test_roles_of_our_own(desk: Client, boss: User) -> None:
    form = {"code": "archive", "name_fa": "بایگان", "name_en": "Archivist", "capabilities": ["audit.view"]}
    assert desk.post("/people/roles/new/", form).status_code == 302
    role = Role.objects.get(code="archive")
    form["capabilities"] = ["audit.view", "people.view"]
    assert desk.post(f"/people/roles/{role.pk}/", form).status_code == 302
    role.refresh_from_db()
    assert role.capabilities == ["audit.view", "people.view"]
    assert "بایگان" in _text(desk.get("/people/roles/"))
    again = _text(desk.post("/people/roles/new/", form))
    assert "پیش‌تر به کار رفته" in again
    admin = Role.objects.get(code="administrator")
    assert "همیشه همهٔ اجازه‌ها" in _text(desk.post(f"/people/roles/{admin.pk}/", form))


def test_a_capability_one_does_not_hold_survives_ones_edit(hire: Hire, browse: Browse, roles: dict[str, Role]) -> None:
    from payandan.platform.kit.actors import SYSTEM
    from payandan.platform.people import actions
    from tests.platform.people.conftest import NOW

    roles["keys"] = actions.create_role(
        code="keys", name_fa="ک", name_en="K", capabilities=["people.view", "people.manage"], actor=SYSTEM, at=NOW
    )
    client = browse(hire("keys"))
    manager = roles["manager"]
    page = _text(client.get(f"/people/roles/{manager.pk}/"))
    kept = re.findall(r'<input type="hidden" name="capabilities" value="([\w.]+)"', page)
    assert "audit.view" in kept
    form = {"name_fa": "سرپرست", "name_en": "Head", "capabilities": [*kept, "people.view"]}
    assert client.post(f"/people/roles/{manager.pk}/", form).status_code == 302
    before = set(manager.capabilities)
    manager.refresh_from_db()
    assert set(manager.capabilities) == before
    assert manager.name_en == "Head"


def test_branches(desk: Client) -> None:
    form = {"code": "yazd", "kind": "service_centre", "name_fa": "یزد", "name_en": "Yazd", "city": "یزد"}
    assert desk.post("/people/branches/new/", form).status_code == 302
    branch = Branch.objects.get(code="yazd")
    assert desk.post(f"/people/branches/{branch.pk}/", {**form, "name_fa": "مرکز یزد"}).status_code == 302
    branch.refresh_from_db()
    assert (branch.name_fa, branch.is_active) == ("مرکز یزد", False)
    assert "مرکز یزد" in _text(desk.get("/people/branches/"))


def test_the_audit_trail_tells_and_narrows(desk: Client, boss: User, hire: Hire) -> None:
    user = hire("clerk", email="clerk@ava.example")
    desk.post(f"/people/{user.pk}/close/")
    page = _text(desk.get("/audit/"))
    assert "حساب بسته شد" in page
    assert "حسابی برای \u2068clerk@ava.example\u2069 ساخته شد" in page
    only = _text(desk.get(f"/audit/?person={boss.pk}"))
    assert "حساب بسته شد" in only
    assert "clerk@ava.example" not in only
    assert "حساب بسته شد" not in _text(desk.get("/audit/?what=files"))
    assert "حساب بسته شد" in _text(desk.get("/audit/?what=people"))
    assert "حساب بسته شد" not in _text(desk.get("/audit/?at_from=1480/01/01&at_until=1480/01/02"))
    assert "Account closed" in _text(desk.get("/audit/?lang=en"))


def test_the_profile_is_saved_and_remembered(boss: User, desk: Client) -> None:
    desk.post("/profile/", {"name": "  نرگس  کاظمی ", "language": "en", "calendar": "gregorian"})
    boss.refresh_from_db()
    assert (boss.name, boss.language, boss.calendar) == ("نرگس کاظمی", "en", "gregorian")
    assert "My profile" in _text(desk.get("/profile/"))
    assert "پروفایل" not in _text(desk.get("/profile/"))
    fresh = Client()
    fresh.post("/sign-in/", {"login": boss.email, "password": PASSWORD})
    assert "My profile" in _text(fresh.get("/profile/"))


@pytest.mark.parametrize(
    "text", ["\u202eevil", "<script>alert(1)</script>", "a\x00b", "🔑" * 200, "'; DROP TABLE x --"]
)
def test_any_text_is_safe(desk: Client, text: str) -> None:
    for path, field in [("/people/new/", "name"), ("/people/tokens/new/", "name"), ("/profile/", "name")]:
        answer = desk.post(path, {field: text, "email": text, "language": "fa", "calendar": "jalali"})
        assert answer.status_code < 500
        assert "<script>alert" not in _text(answer)
    for path in ("/people/", "/audit/"):
        assert desk.get(path, {"q": text, "who": text, "role": text, "sort": text, "at": text}).status_code == 200
