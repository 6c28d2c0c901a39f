"""What all acts of shipping share: the locked row, the move by the table, the fact, the task."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.identifiers import display_mobile
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key
from payandan.returns import rules
from payandan.returns.events import ShipmentBooked, TroubleFound
from payandan.returns.models import Shipment, Task
from payandan.returns.queries import find_thing

About = list[tuple[str, int]]


def guard(actor: Actor) -> None:
    """Refuse who may not manage shipments."""
    if not actor.can("shipments.manage"):
        raise Refused("not_allowed")


def locked(number: str, *, actor: Actor) -> Shipment:
    """The shipment's row, locked for this transaction. Refused: not_found."""
    row = Shipment.objects.visible_to(actor).select_for_update(of=("self",)).filter(number=number).first()
    if row is None:
        raise Refused("not_found")
    return row


def about(row: Shipment) -> About:
    """What every fact of a shipment is about: itself, its owner with what that mentions, and its customer."""
    thing = find_thing(SYSTEM, row.owner_kind, pk=row.owner_id)
    mentions: About = [("shipment", row.pk), row.owner, *(thing.about if thing else ())]
    return [*mentions, ("customer", row.customer_id)] if row.customer_id is not None else mentions


def body(row: Shipment) -> tuple[int, str, str, int]:
    """How every fact of a shipment begins."""
    return row.pk, row.number, row.owner_kind, row.owner_id


def enter(row: Shipment, act: str, *, at: datetime) -> str:
    """Make one move of the table on a locked row that the caller saves; returns the state before. Refused:
    `not_in_this_state`."""
    before, row.state = row.state, rules.check_move(row.state, act)
    row.entered_at = at
    return before


def booked(row: Shipment, *, actor: Actor, at: datetime) -> None:
    """Record that it can be followed now."""
    promised = row.promised_on.isoformat() if row.promised_on else ""
    fact = ShipmentBooked(*body(row), row.leg, row.carrier, row.waybill, promised, row.service)
    record(fact, actor=actor, at=at, about=about(row))


def open_task(row: Shipment, trouble: str, *, actor: Actor, at: datetime) -> Task | None:
    """Open a task for a trouble; None where one is open for it already."""
    if Task.objects.filter(shipment=row, trouble=trouble, closed_at=None).exists():
        return None
    try:
        with transaction.atomic():
            task = Task.objects.create(shipment=row, trouble=trouble, opened_at=at)
    except IntegrityError:
        return None
    record(TroubleFound(*body(row), row.leg, trouble), actor=actor, at=at, about=about(row))
    return task


def search_key(row: Shipment) -> str:
    """Everything a shipment may be looked for by: its numbers, its waybill, both ends' names, mobiles and cities."""
    parts: list[str] = [row.number, row.number.replace("-", ""), row.owner_number, row.waybill]
    parts += [row.owner_number.replace("-", "")]
    for party in (row.sender, row.receiver):
        parts += [party["name"], party["city"], *_mobiles(party["mobile"])]
    return key(" ".join(filter(None, parts)))


def by(actor: Actor) -> dict[str, Any]:
    """Who wrote it down."""
    return {"made_by_kind": actor.kind, "made_by_id": actor.id, "made_by_name": actor.name[:160]}


def lacks(party: dict[str, str], wanted: Sequence[str]) -> tuple[str, ...]:
    """What an address has not."""
    return tuple(name for name in wanted if not party.get(name))


def _mobiles(mobile: str) -> list[str]:
    return [mobile, display_mobile(mobile).replace(" ", "")] if mobile.startswith("+") else [mobile]
