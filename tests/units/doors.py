"""Coming in by the doors: as staff of a role, as a customer, with a code from the last message, with a token."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from payandan.customers.models import Customer
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.text import ascii_digits
from payandan.platform.notifications.models import Message
from payandan.platform.people.actions import create_token, ensure_roles
from payandan.platform.people.models import Membership, Role, User
from payandan.platform.people.queries import actor_of

ROLES = ["administrator", "manager", "clerk", "technician", "analyst"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def member(role: str) -> User:
    """A member of staff who holds this role in the whole company."""
    ensure_roles(actor=SYSTEM, at=timezone.now())
    user, new = User.objects.get_or_create(email=f"{role}@example.test", defaults={"name": role})
    if new:
        Membership.objects.create(user=user, role=Role.objects.get(code=role))
    return user


def staff(role: str = "manager") -> Client:
    """A browser in which a member of staff with this role is signed in."""
    client = Client()
    client.force_login(member(role), backend=BACKEND)
    return client


def customer(person: Customer) -> Client:
    """A browser in which a customer is signed in."""
    client = Client()
    session = client.session
    session["customer"] = {"id": person.pk, "name": person.name}
    session.save()
    return client


def sent_code() -> str:
    """The code in the newest message."""
    found = re.search(r"\d{6}", ascii_digits(Message.objects.latest("id").text))
    assert found
    return found[0]


def queries(call: Any) -> int:
    """How many queries a call takes."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


class Api:
    """A program with a token; all that an administrator may do, unless capabilities are named."""

    def __init__(self, *capabilities: str) -> None:
        actor = actor_of(member("administrator"))
        _, self.raw = create_token(
            name="test", capabilities=capabilities or actor.capabilities, actor=actor, at=timezone.now()
        )
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to one request; `body` is sent as JSON."""
        said = {} if body is None else {"data": body, "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self.raw}"}
        return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **said)
