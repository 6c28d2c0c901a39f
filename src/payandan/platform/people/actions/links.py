"""Signed links: one purpose, an end, and revocable."""

from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.events import LinksRevoked
from payandan.platform.people.models import LinkVersion


def make_link(purpose: str, object_number: str, at: datetime, days: int = 30) -> str:
    """The token of a link that opens the object for one purpose, for so many days. It is safe in a path."""
    ends = int((at + timedelta(days=days)).timestamp())
    return _signer(purpose).sign_object([object_number, _version(purpose, object_number), ends], compress=False)


def read_link(token: str, purpose: str, at: datetime) -> str:
    """The number of the object that a link opens.

    Refused: `link_invalid` (forged, for another purpose, revoked), `link_expired`.
    """
    try:
        number, version, ends = _signer(purpose).unsign_object(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise Refused("link_invalid") from error
    if version != _version(purpose, number):
        raise Refused("link_invalid")
    if datetime.fromtimestamp(ends, UTC) <= at:
        raise Refused("link_expired")
    return str(number)


def revoke_links(*, purpose: str, object_number: str, actor: Actor, at: datetime) -> None:
    """Make every link given out so far for this purpose and object worthless."""
    with transaction.atomic():
        LinkVersion.objects.get_or_create(purpose=purpose, object_number=object_number)
        LinkVersion.objects.filter(purpose=purpose, object_number=object_number).update(version=F("version") + 1)
        record(LinksRevoked(purpose=purpose, object_number=object_number), actor=actor, at=at, about=[])


def _version(purpose: str, object_number: str) -> int:
    found = LinkVersion.objects.filter(purpose=purpose, object_number=object_number).values_list("version", flat=True)
    return found.first() or 0


def _signer(purpose: str) -> Signer:
    # Unlike the usual colon, a tilde is never escaped in a path nor cut off by a messenger.
    return Signer(sep="~", salt=f"payandan.people.link.{purpose}")
