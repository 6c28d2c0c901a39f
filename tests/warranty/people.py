"""Two people of the company, and what they do with documents."""

from typing import Any

from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import User
from payandan.platform.people.queries import all_capabilities
from payandan.warranty import actions
from payandan.warranty.models import Document
from tests.claims import factories as make


def person(name: str, *, without: Any = ()) -> Actor:
    """A member of staff who is somebody, with every capability but those."""
    user, _new = User.objects.get_or_create(email=f"{name}@example.test", defaults={"name": name})
    held = frozenset(all_capabilities()) - frozenset(without)
    return Actor(kind="staff", id=user.pk, name=user.name, capabilities=held)


def author() -> Actor:
    return person("author")


def reader() -> Actor:
    return person("reader")


def terms(version: int = 1, **given: Any) -> dict[str, Any]:
    """Terms of a shop for televisions."""
    return {
        "id": f"shop@{version}",
        "kind": "manufacturer",
        "title": {"fa": "گارانتی فروشگاه", "en": "Shop warranty"},
        "scope": {"categories": ["television"], "countries": ["IR"]},
        "start": {"basis": "sold"},
        "period": {"months": 12},
        "lines": {"part": 100, "labour": 100},
        **given,
    }


def drafted(document: dict[str, Any] | None = None, **given: Any) -> Document:
    """A draft that the author saved."""
    return actions.save_draft(document=document or terms(), actor=author(), at=make.AT, **given)


def proposed(document: dict[str, Any] | None = None, **given: Any) -> Document:
    """A draft that the author proposed."""
    return actions.propose(document=drafted(document, **given), actor=author(), at=make.AT)


def published(document: dict[str, Any] | None = None, **given: Any) -> Document:
    """What the author proposed and somebody else published."""
    return actions.publish(document=proposed(document, **given), actor=reader(), at=make.AT)
