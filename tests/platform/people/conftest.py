"""Staff to act as, and a browser that is signed in."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.people import actions, queries
from payandan.platform.people.models import Branch, Role, User

NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
PASSWORD = "گربهٔ همسایه 12"

Hire = Callable[..., User]
Browse = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _unlocked(settings: pytest.FixtureRequest) -> None:
    """The second step is asked for only where a test says so."""
    settings.REQUIRE_MFA = False  # type: ignore[attr-defined]


@pytest.fixture
def roles(db: None) -> dict[str, Role]:
    return {role.code: role for role in actions.ensure_roles(actor=SYSTEM, at=NOW)}


@pytest.fixture
def tehran(db: None) -> Branch:
    return actions.create_branch(
        code="tehran", kind="service_centre", name_fa="تهران", name_en="Tehran", actor=SYSTEM, at=NOW
    )


@pytest.fixture
def shiraz(db: None) -> Branch:
    return actions.create_branch(
        code="shiraz", kind="service_centre", name_fa="شیراز", name_en="Shiraz", actor=SYSTEM, at=NOW
    )


@pytest.fixture
def hire(roles: dict[str, Role]) -> Hire:
    """Make a member of staff: `hire("clerk", tehran)`; no role at all with an empty name."""

    def make(role: str, branch: Branch | None = None, email: str = "") -> User:
        return actions.create_staff(
            email=email or f"{role or 'nobody'}{User.objects.count()}@ava.example",
            name=f"Mina {role}",
            assignments=[(roles[role].pk, branch.pk if branch else None)] if role else [],
            password=PASSWORD,
            actor=SYSTEM,
            at=NOW,
        )

    return make


@pytest.fixture
def boss(hire: Hire) -> User:
    """The administrator."""
    return hire("administrator")


@pytest.fixture
def browse() -> Browse:
    """A browser in which a member of staff signed in as people do."""

    def sign_in(user: User) -> Client:
        client = Client()
        answer = client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content
        return client

    return sign_in


def actor(user: User) -> Actor:
    return queries.actor_of(user)
