"""Reading templates and outgoing messages."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from payandan.platform.kit.actors import Actor
from payandan.platform.notifications.models import Message
from payandan.platform.notifications.rules import MessageTemplate, State

_templates: dict[str, MessageTemplate] = {}


def register(templates: Mapping[str, MessageTemplate]) -> None:
    """Make a package's templates known by name."""
    _templates.update(templates)


def template(name: str) -> MessageTemplate:
    """The template of that name. Raises KeyError: a mistake in the program."""
    return _templates[name]


def templates() -> Mapping[str, MessageTemplate]:
    """Every registered template by name."""
    return dict(_templates)


def list_messages(actor: Actor) -> QuerySet[Message]:
    """Outgoing messages that the actor may see, newest first."""
    return Message.objects.visible_to(actor).defer("parameters").order_by("-id")


def find_message(actor: Actor, message_id: int) -> Message | None:
    """One message with what the gateways said about it."""
    return Message.objects.visible_to(actor).prefetch_related("replies").filter(pk=message_id).first()


def next_due() -> datetime | None:
    """When the next queued message is due; None when none waits."""
    waiting = Message.objects.filter(state=State.QUEUED)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def unsure() -> int:
    """How many messages nobody can say of whether they went out."""
    return Message.objects.filter(state=State.UNKNOWN).count()
