"""Who a browser is: customers of the portal, and the sessions of staff."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.people import rules
from payandan.platform.people.events import SessionEnded


def sign_in_customer(session: SessionBase, *, customer_id: int, name: str) -> None:
    """Make the session the customer's: a new key, and nothing of whoever used the browser before."""
    session.flush()
    session[rules.CUSTOMER_SESSION] = {"id": customer_id, "name": name}


def sign_out_customer(session: SessionBase) -> None:
    """Forget the customer and all that the session held."""
    session.flush()


def end_sessions(*, user_id: int, actor: Actor, at: datetime, only: int | None = None, but: str = "") -> int:
    """End sessions of a member of staff: all, the one with the id `only`, or all but the one with the key `but`."""
    with transaction.atomic():
        sessions = UserSession.objects.filter(user_id=user_id).exclude(session_key=but)
        ended = end(sessions.filter(pk=only) if only is not None else sessions)
        if ended:
            record(SessionEnded(user=user_id, sessions=ended), actor=actor, at=at, about=[("user", user_id)])
    return ended


def end(sessions: Iterable[UserSession]) -> int:
    """End these sessions; returns how many."""
    ended = list(sessions)
    for session in ended:
        session.end()
    return len(ended)
