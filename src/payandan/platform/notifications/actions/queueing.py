"""Putting messages in the queue, in the transaction of what they tell about."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications import queries, rules
from payandan.platform.notifications.models import Message
from payandan.platform.notifications.rules import MessageTemplate, Recipient, State

CODE_LIFE = timedelta(minutes=2)
"""A code that could not be sent for so long is no longer valid at the door either."""

RESENDABLE = frozenset({State.FAILED, State.UNKNOWN, State.UNDELIVERED, State.BLOCKED})

_wakers: list[Callable[[], None]] = []


def when_queued(wake: Callable[[], None]) -> None:
    """Let the worker be woken after a commit that queued messages."""
    _wakers.append(wake)


def notify(
    *,
    template: str,
    to: Recipient,
    context: Mapping[str, object],
    about: tuple[str, int] | None,
    unique_key: str,
    at: datetime,
    secret: bool = False,
    channels: Sequence[str] = ("sms", "email"),
) -> None:
    """Queue a message by each channel for which the recipient has an address and the template a text.

    Called inside a transaction, it is sent only if that commits. The same `unique_key` never makes a second message,
    however often an event is delivered. An SMS waits for the end of the recipient's quiet hours, unless it is `secret`
    (holds a one-time code): that goes at once or never, is wiped once sent, and never sent twice.
    """
    known = queries.template(template)
    rows = [
        Message(
            template=template,
            channel=channel,
            recipient=to.name[:120],
            address=address,
            language=to.language,
            subject=subject,
            text=text,
            parameters={"code": str(context["code"])} if secret and "code" in context else {},
            secret=secret,
            unique_key=_key(unique_key, channel),
            client_id=_client_id(),
            about_kind=about[0] if about else "",
            about_id=about[1] if about else None,
            created_at=at,
            due_at=at if secret or channel == "email" else _quiet_hours().release(at, _zone(to)),
            good_until=at + CODE_LIFE if secret else None,
        )
        for channel, address, subject, text in _rendered(known, to, context, channels)
    ]
    _queue(rows)


def resend(message_id: int, *, actor: Actor, at: datetime) -> Message:
    """Send a message that failed or of which nobody knows once more, as a new message: the old one keeps its story.

    Refused: `not_allowed`, `missing`, `secret_message` (its text is gone), `not_resendable`.
    """
    if not actor.can("notifications.resend"):
        raise Refused("not_allowed")
    with transaction.atomic():
        old = Message.objects.visible_to(actor).select_for_update().filter(pk=message_id).first()
        if old is None:
            raise Refused("missing")
        if old.secret:
            raise Refused("secret_message")
        if old.state not in RESENDABLE or not old.text:
            raise Refused("not_resendable")
        again = Message(
            template=old.template,
            channel=old.channel,
            recipient=old.recipient,
            address=old.address,
            language=old.language,
            subject=old.subject,
            text=old.text,
            unique_key=_key(f"resend:{old.pk}", old.channel),
            client_id=_client_id(),
            about_kind=old.about_kind,
            about_id=old.about_id,
            created_at=at,
            due_at=at,
        )
        _queue([again])
        return Message.objects.get(unique_key=again.unique_key)


def _queue(rows: list[Message]) -> None:
    if not rows:
        return
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    for wake in _wakers:
        wake()


def _rendered(
    template: MessageTemplate, to: Recipient, context: Mapping[str, object], channels: Sequence[str]
) -> list[tuple[str, str, str, str]]:
    """(channel, address, subject, text) for each channel that can be used."""
    found = []
    if "sms" in channels and to.mobile and template.sms:
        found.append(("sms", to.mobile, "", rules.render_sms(template, to.language, context, settings.SMS_NUMBERS)))
    if "email" in channels and to.email and template.email:
        found.append(("email", to.email, *rules.render_email(template, to.language, context)))
    return found


def _quiet_hours() -> rules.QuietHours:
    return rules.QuietHours.parse(settings.QUIET_HOURS)


def _zone(to: Recipient) -> ZoneInfo:
    return ZoneInfo(to.zone or settings.TIME_ZONE)


def _key(unique_key: str, channel: str) -> str:
    whole = f"{unique_key}:{channel}"
    return whole if len(whole) <= 120 else hashlib.sha256(whole.encode()).hexdigest()


def _client_id() -> int:
    """A number that no two messages share, also of two installations with one account at a gateway (62 bits)."""
    return secrets.randbits(62) + 1
