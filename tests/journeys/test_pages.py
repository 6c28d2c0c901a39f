"""Every page that the navigation leads to stands in both languages, on a phone and at a desk, in a company at work."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.fakes.sms import FakeSms
from tests.journeys.visitor import DESKTOP, PHONE, Mailbox, Visitor, layout_problems
from tests.server import Installation

pytestmark = pytest.mark.journey

PASSWORD = "four quiet horses"
# What is no page: files, drawings, sheets of data, and ways out.
NO_PAGES = {"file", "file-thumbnail", "imports-report", "shipments-label"}
NO_PAGES |= {"claims-case-file", "claims-explain-codes", "claims-statement-export", "claims-debit-note-export"}
NO_PAGES |= {"api-description", "staff-sign-out", "account_logout", "customer-sign-out", "imports-progress"}
DRAWN = ("-pdf", "-qr")
PRINTED = {"claims-print", "warranty-cards", "warranty-card", "warranty-my-card", "units-labels", "parts-labels"}
PRINTED |= {"claims-core-labels", "claims-statement-print", "claims-debit-note-print"}
PRINTED |= {"warranty-text", "warranty-unit-text", "warranty-my-text", "what-if-print"}
PRINTED |= {"repairs-invoice-print", "repairs-mine-invoice", "repairs-payment-receipt"}
PRINTED |= {"repairs-receipt", "repairs-label", "repairs-loan-print", "shipments-slip"}
"""Sheets of paper: as wide as paper is, also on a phone."""
SHOWS_HEADS = {"ui"}
"""The living page of the components has heads of pages among them."""
_LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))"

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def company(empty_place: Installation) -> Iterator[Installation]:
    """The demo company, small."""
    done = empty_place.command("demo", "--units", "60", "--claims", "20", "--password", PASSWORD)
    assert done.returncode == 0, done.stdout + done.stderr
    empty_place.start(within=120)
    yield empty_place
    assert "Traceback" not in empty_place.log()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_staff_pages(company: Installation, visitor: Visit, language: str) -> None:
    with visitor(f"admin-{language}", DESKTOP, language) as admin:
        admin.go("/sign-in/")
        admin.page.fill("[name=login]", "admin@ava.example")
        admin.page.fill("[name=password]", PASSWORD)
        admin.page.locator("form button[type=submit]").first.click()
        admin.page.locator(".desk-frame").wait_for()
        admin.context.add_cookies([{"name": "lang", "value": language, "url": company.url}])
        seen = all_pages(admin, "/desk/", "/ui/", "/search/?q=av")
    assert len(seen) > 40, sorted(seen)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_customer_pages(company: Installation, visitor: Visit, gateway: FakeSms, language: str) -> None:
    mobile = json.loads((company.folder / "demo").read_text(encoding="utf-8"))["customer"]
    with visitor(f"owner-{language}", PHONE, language) as owner:
        mailbox = Mailbox(gateway, mobile)
        mailbox.read = mailbox.count()
        owner.go("/my/sign-in/")
        owner.page.fill("[name=mobile]", mobile)
        owner.page.locator("main form button[type=submit]").first.click()
        owner.page.locator("[name=code]").fill(mailbox.code())
        owner.page.locator("main form button[type=submit]").first.click()
        owner.page.wait_for_url("**/my/")
        seen = all_pages(owner, "/my/")
    assert {"portal", "my-unit", "claims-report", "customer-profile"} <= seen


@pytest.mark.parametrize("language", ["fa", "en"])
def test_public_pages(company: Installation, visitor: Visit, language: str) -> None:
    with visitor(f"passer-by-{language}", PHONE, language) as somebody:
        seen = all_pages(somebody, "/")
    assert {"home", "customer-sign-in", "register", "check", "staff-sign-in"} <= seen


def all_pages(visitor: Visitor, *begin: str) -> set[str]:
    """Look at one page of every route that is reached by links; returns the names of the routes."""
    waiting, seen, problems = list(begin), set[str](), []
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route in seen or route in NO_PAGES or route.endswith(DRAWN) or not route:
            continue
        seen.add(route)
        answer = visitor.page.goto(address)
        assert answer is not None
        if answer.status >= 400:
            problems.append(f"{answer.status} {address}")
            continue
        waiting += visitor.page.evaluate(_LINKS)
        problems += [f"{route} {address}: {problem}" for problem in looks(visitor, route)]
    assert problems == [], "\n".join(problems)
    return seen


def looks(visitor: Visitor, route: str) -> list[str]:
    """What is wrong with the page, on a phone and at a desk."""
    found = []
    for size in (PHONE, DESKTOP):
        visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
        visitor.shot(f"{route}-{size[0]}")
        problems = layout_problems(visitor.page, visitor.language)
        found += [f"{size[0]}: {problem}" for problem in problems if not _meant(route, problem)]
    return found


def _meant(route: str, problem: str) -> bool:
    return (route in PRINTED and problem.startswith("wider")) or (route in SHOWS_HEADS and "headings" in problem)


def route_of(address: str) -> str:
    """The name of the route of one of our own addresses; empty for all others, and for exports of lists."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "export=" in parts.query:
        return ""
    if "lang=" in parts.query:
        return ""
    try:
        return resolve(parts.path).url_name or ""
    except Resolver404:
        return ""
