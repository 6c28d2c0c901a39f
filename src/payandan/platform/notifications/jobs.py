"""Sending: claim a message, ask the gateway outside of any transaction, write down what it said."""

import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from payandan.platform.jobs.actions import at_worker_start, crontab, periodic
from payandan.platform.notifications import actions, channels, queries
from payandan.platform.notifications.actions import Choice, Sending
from payandan.platform.notifications.channels.gateway import Gateway, Outgoing
from payandan.platform.notifications.models import Message
from payandan.platform.notifications.rules import Breaker, Outcome, Verdict

MINUTE = timedelta(minutes=1)
CHECKS_AT_ONCE = 500

_breakers: dict[str, Breaker] = {}
_guard = threading.Lock()


@periodic(every=MINUTE)
def send_due() -> None:
    """Send what is due, codes first; come back early for what is tried again soon."""
    actions.take_back_dead(at=timezone.now(), repeatable=_repeatable)
    while sending := actions.claim_next(at=timezone.now(), choose=_choose):
        actions.record_outcome(sending, _hand_over(sending), at=timezone.now())
    due = queries.next_due()
    if due is not None:
        send_due.soon_at(due)


@periodic(every=MINUTE)
def ask_about_delivery() -> None:
    """Ask the gateways what became of the messages they took."""
    now = timezone.now()
    waiting = Message.objects.filter(check_at__lte=now).order_by("check_at")[:CHECKS_AT_ONCE]
    by_gateway: dict[str, dict[str, int]] = {}
    for message in waiting.only("gateway", "gateway_id"):
        by_gateway.setdefault(message.gateway, {})[message.gateway_id] = message.pk
    for name, ids in by_gateway.items():
        gateway = channels.find(name)
        reported = gateway.statuses(list(ids)) if gateway else {}
        for gateway_id, message_id in ids.items():
            state, code = reported.get(gateway_id, (None, ""))
            actions.note_status(message_id, reported=state, code=code, at=now)


@periodic(every=crontab(minute="20", hour="3"))
def forget_old_messages() -> None:
    """Delete messages older than the installation keeps them."""
    before = timezone.now() - timedelta(days=settings.MESSAGE_DAYS)
    while actions.forget_old(before=before):
        pass


@at_worker_start
def take_back(at: datetime) -> None:
    """Messages that the killed worker was about to hand over are decided about at once."""
    actions.expire_leases(at)


def _hand_over(sending: Sending) -> Outcome:
    """Ask the gateway; whatever it does becomes an outcome."""
    message = sending.message
    gateway = channels.find(sending.choice.name)
    if gateway is None:
        return Outcome(Verdict.ELSEWHERE, "no_gateway", "This gateway is no longer configured.")
    try:
        outcome = (gateway.find(message.client_id) if message.pinned else None) or gateway.send(_outgoing(message))
    except Exception as error:  # a fault of ours between asking and reading: nobody knows
        outcome = Outcome(Verdict.UNSURE, "internal", type(error).__name__)
    _note(gateway, worked=outcome.verdict in (Verdict.ACCEPTED, Verdict.REFUSED))
    return outcome


def _outgoing(message: Message) -> Outgoing:
    return Outgoing(
        address=message.address,
        text=message.text,
        subject=message.subject,
        language=message.language,
        client_id=message.client_id,
        code=message.parameters.get("code", ""),
    )


def _choose(message: Message) -> Choice | None:
    """The first gateway that is trusted now, after the one that refused last; the same one where that is pinned."""
    known = list(channels.gateways(message.channel))
    if message.pinned:
        known = [gateway for gateway in known if gateway.name == message.gateway]
    elif message.attempts:
        place = next((at for at, gateway in enumerate(known) if gateway.name == message.gateway), -1)
        known = known[place + 1 :] + known[: place + 1]
    now = timezone.now()
    trusted = [gateway for gateway in known if _breakers.get(gateway.name, Breaker()).allows(now)]
    if not trusted:
        return None
    gateway = trusted[0]
    another = len(trusted) > 1 and message.attempts + 1 < len(known)
    return Choice(gateway.name, gateway.repeatable, gateway.reports, another)


def _note(gateway: Gateway, *, worked: bool) -> None:
    with _guard:
        _breakers[gateway.name] = _breakers.get(gateway.name, Breaker()).after(worked=worked, at=timezone.now())


def _repeatable(name: str) -> bool:
    gateway = channels.find(name)
    return gateway.repeatable if gateway else False


actions.when_queued(send_due.soon)
