"""Proving a mobile number with a code: the steps that signing in, registering and handing over share.

The number that waits for its code lives in the session under `purpose`, so that no address and no form carries it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from payandan.customers.rules import clean_mobile
from payandan.platform.api.limits import address
from payandan.platform.kit.actors import Language
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications.actions import Recipient, notify
from payandan.platform.people.actions import check_code, issue_code
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui import reader

RESEND_AFTER = timedelta(seconds=60)
PATIENCE = timedelta(minutes=30)
"""How long a half-finished proof is remembered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number that was sent a code, what it is wanted for, and when another may be sent."""

    mobile: str
    sent_at: datetime
    wanted: dict[str, Any]

    @property
    def seconds(self) -> int:
        """How long until another code may be asked for."""
        left = self.sent_at + RESEND_AFTER - timezone.now()
        return max(0, int(left.total_seconds()) + 1) if left > timedelta() else 0


def send(request: ActorRequest, *, purpose: str, mobile: str, wanted: dict[str, Any]) -> None:
    """Send a code to the number and remember what it is wanted for.

    Refused: mobile_wrong, wait_for_code, and those of `people.actions.issue_code`.
    """
    number = clean_mobile(mobile, settings.COUNTRY)
    before = waiting(request, purpose)
    if before and before.mobile == number and before.seconds:
        raise Refused("wait_for_code", "mobile")
    if not request.session.session_key:
        request.session.create()
    now = timezone.now()
    language: Language = reader.language()
    with transaction.atomic():
        code = issue_code(
            mobile=number, purpose=purpose, session=str(request.session.session_key), address=_address(request), at=now
        )
        notify(
            template="customers.code",
            to=Recipient(name="", mobile=number, language=language),
            context={"code": code},
            about=None,
            unique_key=f"customers.code:{request.session.session_key}:{now.timestamp()}",
            at=now,
            secret=True,
            channels=("sms",),
        )
    request.session[_slot(purpose)] = {"mobile": number, "sent_at": now.isoformat(), "wanted": wanted}


def waiting(request: ActorRequest, purpose: str) -> Waiting | None:
    """The number that waits for its code in this browser, unless it has waited too long."""
    kept = request.session.get(_slot(purpose))
    if not kept:
        return None
    found = Waiting(kept["mobile"], datetime.fromisoformat(kept["sent_at"]), kept["wanted"])
    return found if timezone.now() - found.sent_at < PATIENCE else None


def prove(request: ActorRequest, *, purpose: str, code: str) -> Waiting:
    """Check the code and forget the wait. Refused: start_again, code_wrong, code_expired, code_burnt."""
    asked = waiting(request, purpose)
    if asked is None:
        raise Refused("start_again")
    check_code(
        mobile=asked.mobile,
        purpose=purpose,
        session=str(request.session.session_key),
        code=code,
        at=timezone.now(),
    )
    request.session.pop(_slot(purpose), None)
    return asked


def _slot(purpose: str) -> str:
    return f"proving.{purpose}"


def _address(request: ActorRequest) -> str | None:
    """The address codes are counted by; a whole IPv6 network counts as its first address."""
    return address(request).partition("/")[0] or None
