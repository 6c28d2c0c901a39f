"""The life of a message between the queue and the gateway. Nothing here talks to a network: the job does, between."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.notifications import rules
from payandan.platform.notifications.events import MessageFailed, MessageSent
from payandan.platform.notifications.models import Message, Reply
from payandan.platform.notifications.rules import Outcome, State, Verdict

LEASE = timedelta(seconds=60)
"""Longer than any gateway may take to answer."""

NO_GATEWAY = timedelta(seconds=30)
DIED = Outcome(Verdict.UNSURE, "worker_died", "The worker ended while it asked the gateway.")


class Choice(NamedTuple):
    """A gateway for a message, and what it can: see `rules.step_after`."""

    name: str
    repeatable: bool
    reports: bool
    another: bool


Chooser = Callable[[Message], Choice | None]


class Sending(NamedTuple):
    """A message that this worker alone may hand over now, by that gateway."""

    message: Message
    choice: Choice


def claim_next(*, at: datetime, choose: Chooser) -> Sending | None:
    """Lease the next due message, codes first; None when none is due.

    The gateway is written down before it is asked, so that after a kill one knows whom to ask again.
    """
    while _due(at).exists():
        with transaction.atomic():
            waiting = _due(at)
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True)
            message = waiting.first()
            if message is None:
                return None
            sending = _prepare(message, choose, at)
        if sending:
            return sending
    return None


def record_outcome(sending: Sending, outcome: Outcome, *, at: datetime) -> State | None:
    """Write down what the gateway said; None when the lease ran out meanwhile and the message is no longer ours."""
    message, choice = sending
    with transaction.atomic():
        held = _locked().filter(pk=message.pk, lease=message.lease, state=State.SENDING).first()
        if held is None:
            return None
        step = rules.step_after(
            outcome.verdict,
            attempts=held.attempts,
            secret=held.secret,
            repeatable=choice.repeatable,
            reports=choice.reports,
            another=choice.another,
        )
        return _apply(held, step, outcome, at)


def take_back_dead(*, at: datetime, repeatable: Callable[[str], bool]) -> int:
    """Decide about messages whose worker was killed while it asked: asked again only where that cannot send twice."""
    if not Message.objects.filter(state=State.SENDING, leased_until__lt=at).exists():
        return 0
    with transaction.atomic():
        dead = list(_locked().filter(state=State.SENDING, leased_until__lt=at)[:100])
        for message in dead:
            step = rules.step_after(
                Verdict.UNSURE,
                attempts=message.attempts,
                secret=message.secret,
                repeatable=repeatable(message.gateway),
                reports=False,
                another=False,
            )
            _apply(message, step, DIED, at)
    return len(dead)


def expire_leases(at: datetime) -> int:
    """End every lease: for a worker that knows itself to be the only one."""
    held = Message.objects.filter(state=State.SENDING, leased_until__gte=at)
    return held.update(leased_until=at - timedelta.resolution)


def note_status(message_id: int, *, reported: State | None, code: str, at: datetime) -> State | None:
    """Write down what a gateway reports about delivery; a report that would undo a final state changes nothing."""
    with transaction.atomic():
        message = _locked().filter(pk=message_id).first()
        if message is None:
            return None
        before = State(message.state)
        message.state = rules.moved(before, reported) if reported else before
        pause = None if message.state in rules.FINAL else rules.next_check(at - message.created_at)
        message.check_at = at + pause if pause else None
        message.save(update_fields=["state", "check_at"])
        if message.state != before:
            Reply.objects.create(message=message, at=at, gateway=message.gateway, state=message.state, code=code[:40])
    return State(message.state)


def forget_old(*, before: datetime, limit: int = 1000) -> int:
    """Delete messages made before a moment, with what was said about them."""
    old = list(Message.objects.filter(created_at__lt=before).order_by("id").values_list("pk", flat=True)[:limit])
    with transaction.atomic():
        Message.objects.filter(pk__in=old).delete()
    return len(old)


def _due(at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=State.QUEUED, due_at__lte=at).order_by("-secret", "due_at", "id")


def _locked() -> QuerySet[Message]:
    return Message.objects.select_for_update()


def _prepare(message: Message, choose: Chooser, at: datetime) -> Sending | None:
    if message.good_until and at >= message.good_until:
        _apply(message, rules.Step(State.FAILED), Outcome(Verdict.REFUSED, "expired"), at)
        return None
    choice = choose(message)
    if choice is None:
        message.due_at = at + NO_GATEWAY
        message.save(update_fields=["due_at"])
        return None
    message.state = State.SENDING
    message.gateway = choice.name
    message.attempts += 1
    message.lease = secrets.token_hex(16)
    message.leased_until = at + LEASE
    message.save(update_fields=["state", "gateway", "attempts", "lease", "leased_until"])
    return Sending(message, choice)


def _apply(message: Message, step: rules.Step, outcome: Outcome, at: datetime) -> State:
    message.state = step.state
    message.leased_until, message.lease = None, ""
    message.pinned = step.pinned
    message.error = "" if outcome.verdict == Verdict.ACCEPTED else f"{outcome.code} {outcome.detail}".strip()[:300]
    message.gateway_id = outcome.gateway_id[:80] or message.gateway_id
    if step.state == State.QUEUED:
        message.due_at = at + step.pause
    else:
        message.finished_at = at
        message.check_at = at + timedelta(minutes=1) if step.state == State.ACCEPTED and message.gateway_id else None
        if message.secret:
            message.text, message.parameters = "", {}
    message.save()
    Reply.objects.create(
        message=message,
        at=at,
        gateway=message.gateway,
        state=step.state,
        code=outcome.code[:40],
        detail=outcome.detail[:300],
    )
    if step.state != State.QUEUED and not message.secret:
        _tell(message, at)
    return step.state


def _tell(message: Message, at: datetime) -> None:
    about = [("message", message.pk)]
    if message.about_kind and message.about_id is not None:
        about.append((message.about_kind, message.about_id))
    sent = message.state in (State.ACCEPTED, State.SENT)
    event = (
        MessageSent(message.pk, message.template, message.channel)
        if sent
        else MessageFailed(message.pk, message.template, message.channel, message.state)
    )
    record(event, actor=SYSTEM, at=at, about=about)
