"""The frames: who sees which entries, what is kept when the language changes, and the pages for when things fail."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from payandan.platform.kit.actors import ANONYMOUS, Actor
from payandan.site import navigation

pytestmark = pytest.mark.usefixtures("persian")


def page(
    template: str, actor: Actor, path: str = "/claims/", cookies: dict[str, str] | None = None, **context: Any
) -> str:
    request = RequestFactory().get(path)
    request.actor = actor
    request.COOKIES.update(cookies or {})
    return render_to_string(template, context, request)


def staff(*capabilities: str) -> Actor:
    return Actor(kind="staff", id=1, name="مریم کاظمی", capabilities=frozenset(capabilities))


@pytest.fixture(autouse=True)
def _routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every place exists, at an address of its route's name; so other packages' routes do not matter here."""
    monkeypatch.setattr(navigation, "_address", lambda route: f"/{route.removesuffix('-list')}/")


def test_only_places_that_one_may_enter_are_shown() -> None:
    html = page("ui/desk.html", staff("units.view"))
    assert 'href="/units/"' in html
    assert 'href="/claims/"' not in html
    assert 'href="/audit/"' not in html


def test_the_place_one_is_in_is_marked_once() -> None:
    html = page("ui/desk.html", staff("units.view", "claims.view"), "/claims/CLM-1/")
    assert html.count('aria-current="page"') == 1
    assert 'href="/claims/" aria-current="page"' in html


def test_the_language_switch_keeps_the_page_and_its_filters() -> None:
    assert 'href="?state=open&amp;lang=en"' in page("ui/desk.html", staff(), "/claims/?state=open")
    with translation.override("en"):
        html = page("ui/desk.html", staff(), "/claims/?state=open&lang=en")
    assert 'href="?state=open&amp;lang=fa"' in html
    assert 'dir="ltr"' in html.split("<head>")[0]


@pytest.mark.parametrize(
    ("cookie", "mark", "media"),
    [
        ("dark", ' data-theme="dark"', 'media="screen"'),
        ("light", ' data-theme="light"', 'media="screen"'),
        ('"><script>', "", "prefers-color-scheme: dark"),
        ("", "", "prefers-color-scheme: dark"),
    ],
)
def test_the_theme_is_the_readers_choice_else_the_devices(cookie: str, mark: str, media: str) -> None:
    html = page("ui/portal.html", ANONYMOUS, cookies={"theme": cookie})
    assert html.split(">")[1].strip() == f'<html lang="fa" dir="rtl"{mark}'
    assert media in html
    assert "<script>" not in html


def test_a_customer_can_leave_and_a_stranger_sees_no_navigation() -> None:
    assert 'action="/customer-sign-out/"' in page("ui/portal.html", Actor(kind="customer", id=3, name="سارا"))
    stranger = page("ui/portal.html", ANONYMOUS)
    assert "sign-out" not in stranger
    assert "side-link" not in stranger


@pytest.mark.parametrize("template", ["ui/desk.html", "ui/portal.html", "ui/plain.html", "ui/print.html"])
def test_every_frame_has_one_main_a_title_and_no_inline_code(template: str, language: str) -> None:
    html = page(template, staff("claims.view"))
    assert html.count("<main") == (0 if template == "ui/print.html" else 1)
    assert "<title>" in html
    assert "<style" not in html
    assert " style=" not in html


@pytest.mark.parametrize("template", ["404.html", "403.html"])
@pytest.mark.parametrize("actor", [ANONYMOUS, staff(), Actor(kind="customer", id=1, name="سارا")])
def test_what_is_missing_is_said_in_the_readers_frame(template: str, actor: Actor) -> None:
    html = page(template, actor)
    assert ("side-link" in html or 'class="desk"' in html) == (actor.kind == "staff")
    assert 'href="/"' in html


@pytest.mark.parametrize("template", ["400.html", "500.html", "403_csrf.html"])
def test_the_last_resort_needs_neither_request_nor_database(template: str) -> None:
    html = render_to_string(template)
    assert 'dir="rtl"' in html
    assert 'lang="en" dir="ltr"' in html
