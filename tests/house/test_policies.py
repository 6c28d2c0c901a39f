"""Every route says who may open it, and means it: the table of routes × readers is made from the URLconf itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from payandan.platform.kit.actors import SYSTEM
from payandan.platform.people import actions
from payandan.platform.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.pure]

NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
PASSWORD = "a password for the walk"
DUMMIES = {"int": "999999", "slug": "nosuch", "uuid": "00000000-0000-4000-8000-000000000000"}
KINDS = ("public", "object", "customer", "staff", "api")


@dataclass(frozen=True)
class Route:
    """A route, with an address of it in which every argument names nothing."""

    name: str
    path: str
    policy: str

    @property
    def kind(self) -> str:
        return self.policy.partition(":")[0]

    @property
    def needs(self) -> list[str]:
        return [capability for capability in self.policy.partition(":")[2].split(",") if capability]


def _routes() -> list[Route]:
    return [
        Route(str(pattern.name or pattern.pattern), "/" + _example(prefix), getattr(pattern.callback, "policy", ""))
        for prefix, pattern in _patterns(get_resolver().url_patterns, [])
    ]


def _patterns(entries: Any, prefix: list[Any]) -> Iterator[tuple[list[Any], URLPattern]]:
    for entry in entries:
        path = [*prefix, entry.pattern]
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, path)
        else:
            yield path, entry


def _example(patterns: list[Any]) -> str:
    path = ""
    for pattern in patterns:
        if hasattr(pattern, "_route"):
            path += re.sub(r"<(?:(\w+):)?\w+>", lambda found: DUMMIES.get(found[1], "nosuch"), pattern._route)
        else:
            path += re.sub(r"\(\?P<\w+>[^()]*\)", "nosuch", pattern._regex).strip("^$").replace("\\", "")
    return path


class Readers:
    """Who walks: each request in a browser of its own, so that no act of the walk changes the next."""

    def __init__(self) -> None:
        roles = {role.code: role for role in actions.ensure_roles(actor=SYSTEM, at=NOW)}
        self.nobody = self._hire("nobody@walk.example", [])
        self.chief = self._hire("chief@walk.example", [(roles["administrator"].pk, None)])

    def anonymous(self) -> Client:
        return Client(raise_request_exception=False)

    def powerless(self) -> Client:
        """A member of staff without a single capability."""
        return self._with(self.nobody)

    def administrator(self) -> Client:
        return self._with(self.chief)

    def customer(self) -> Client:
        client = Client()
        session = client.session
        actions.sign_in_customer(session, customer_id=999_999, name="Nobody")
        session.save()
        return self._with(str(session.session_key))

    def _hire(self, email: str, assignments: list[tuple[int, int | None]]) -> str:
        user: User = actions.create_staff(
            email=email, name="Walker", assignments=assignments, password=PASSWORD, actor=SYSTEM, at=NOW
        )
        client = Client()
        client.post(reverse("staff-sign-in"), {"login": user.email, "password": PASSWORD})
        return client.cookies["session"].value

    def _with(self, session: str) -> Client:
        client = Client(raise_request_exception=False)
        client.cookies["session"] = session
        return client


@pytest.fixture
def readers(settings: Any) -> Readers:
    settings.REQUIRE_MFA = False
    return Readers()


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    route: Route
    method: str
    status: int
    headers: Mapping[str, str]

    @property
    def to_sign_in(self) -> bool:
        return self.status == 302 and "sign-in" in self.headers["Location"].split("?")[0]

    def __str__(self) -> str:
        return f"{self.method} {self.route.path} ({self.route.policy}): {self.status}"


_walks: dict[str, list[Answer]] = {}


def _walk(readers: Readers, reader: str, *methods: str) -> list[Answer]:
    """Every route by every method, walked once; public acts are left alone, for among them is signing out."""
    if reader not in _walks:
        client = getattr(readers, reader)
        _walks[reader] = [
            Answer(route, method, answer.status_code, dict(answer.headers))
            for route in _routes()
            for method in ("get", "post")
            if method == "get" or route.kind != "public"
            if (answer := getattr(client(), method)(route.path))
        ]
    return [answer for answer in _walks[reader] if answer.method in methods]


def test_the_walk_sees_the_whole_site() -> None:
    names = {route.name for route in _routes()}
    assert {"staff-sign-in", "profile", "people-list", "audit", "file", "file-thumbnail", "mfa_authenticate"} <= names
    assert len(names) > 40


def test_every_route_has_a_policy() -> None:
    faults = [f"{route.name} {route.path}" for route in _routes() if route.kind not in KINDS]
    assert not faults, "\n".join(faults)


def test_every_capability_that_a_route_asks_for_exists() -> None:
    from payandan.platform.people.queries import all_capabilities

    known = set(all_capabilities())
    asked = {capability for route in _routes() for part in route.policy.split("; ") for capability in _parts(part)}
    assert asked - known == set()


def _parts(policy: str) -> list[str]:
    """The capabilities of one policy, whichever kind it is."""
    kind, _colon, capabilities = policy.partition(":")
    return (
        [] if capabilities == "public" or kind not in ("staff", "api") else list(filter(None, capabilities.split(",")))
    )


def test_nobody_comes_in_without_signing_in(readers: Readers) -> None:
    faults = []
    for answer in _walk(readers, "anonymous", "get", "post"):
        closed = {
            "staff": answer.to_sign_in or answer.status == 405,
            "customer": answer.to_sign_in or answer.status == 405,
            "object": answer.status in (404, 405),
            "api": "public" in answer.route.policy or answer.status in (401, 405),
            "public": answer.status < 500,
        }
        if not closed.get(answer.route.kind):
            faults.append(str(answer))
    assert not faults, "\n".join(faults)


def test_staff_without_the_capability_are_refused(readers: Readers) -> None:
    faults = []
    for answer in _walk(readers, "powerless", "get", "post"):
        route = answer.route
        if route.kind == "staff" and route.needs:
            right = answer.status in (403, 405)
        elif route.kind == "customer":
            right = answer.to_sign_in or answer.status in (403, 404, 405)
        elif route.kind == "object":
            right = answer.status in (404, 405)
        elif route.kind == "api":
            right = "public" in route.policy or answer.status in (401, 405)
        else:
            right = answer.status < 500
        if not right:
            faults.append(str(answer))
    assert not faults, "\n".join(faults)


def test_customers_stay_out_of_the_desk(readers: Readers) -> None:
    faults = []
    for answer in _walk(readers, "customer", "get", "post"):
        route = answer.route
        if route.kind == "staff":
            right = answer.to_sign_in or answer.status in (403, 405)
        elif route.kind == "api":
            right = "public" in route.policy or answer.status in (401, 405)
        elif route.kind == "object":
            right = answer.status in (404, 405)
        else:
            right = answer.status < 500
        if not right:
            faults.append(str(answer))
    assert not faults, "\n".join(faults)


def test_every_page_opens_for_the_administrator(readers: Readers) -> None:
    faults = [
        str(answer)
        for answer in _walk(readers, "administrator", "get")
        if answer.status >= 500 or (answer.status == 403 and answer.route.kind == "staff")
    ]
    assert not faults, "\n".join(faults)


def test_what_names_nothing_is_not_found(readers: Readers) -> None:
    faults = [
        str(answer)
        for answer in _walk(readers, "administrator", "get", "post")
        if "999999" in answer.route.path and answer.route.kind == "staff" and answer.status not in (404, 405)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("reader", ["anonymous", "administrator", "customer"])
def test_every_answer_carries_its_guards(readers: Readers, reader: str) -> None:
    faults = []
    for answer in _walk(readers, reader, "get"):
        headers = answer.headers
        policy = headers.get("Content-Security-Policy", "")
        right = (
            headers.get("X-Content-Type-Options") == "nosniff"
            and headers.get("X-Frame-Options") == "DENY"
            and headers.get("Referrer-Policy") == "same-origin"
            and ("object-src 'none'" in policy or "default-src 'none'" in policy)
            and "unsafe-inline" not in policy
            and "unsafe-eval" not in policy
        )
        if not right:
            faults.append(f"{answer.route.path}: {headers}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("reader", ["administrator", "customer"])
def test_pages_about_people_are_kept_by_no_cache(readers: Readers, reader: str) -> None:
    faults = [
        f"{answer.route.path}: {answer.headers.get('Cache-Control')}"
        for answer in _walk(readers, reader, "get")
        if answer.route.kind in ("staff", "customer")
        and answer.status == 200
        and "no-store" not in answer.headers.get("Cache-Control", "")
    ]
    assert not faults, "\n".join(faults)
