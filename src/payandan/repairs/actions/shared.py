"""What all acts of the workshop share: the locked row, the guard, the move by the table, and the fact."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from payandan.customers.models import Customer
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import display_mobile
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key
from payandan.repairs import events, rules
from payandan.repairs.models import RepairOrder
from payandan.units.models import Unit

About = list[tuple[str, int]]


def guard(actor: Actor, capability: str) -> None:
    """Refuse who does not hold the capability."""
    if not actor.can(capability):
        raise Refused("not_allowed")


def on_behalf(actor: Actor, *capabilities: str) -> Actor:
    """The same person with the rights below that follow from an act already allowed here, wherever the thing lies."""
    held = actor.capabilities | frozenset(capabilities)
    return Actor(actor.kind, actor.id, actor.name, held, None, actor.language, actor.maker)


def locked(order: RepairOrder, *, actor: Actor, version: int | None = None) -> RepairOrder:
    """The job's row, locked for this transaction. Refused: not_found, stale."""
    row = (
        RepairOrder.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("unit__model__category", "unit__owner", "customer")
        .filter(pk=order.pk)
        .first()
    )
    if row is None:
        raise Refused("not_found", field="order")
    if version is not None and row.version != version:
        raise Refused("stale", version=row.version)
    return row


def about(order: RepairOrder) -> About:
    """What every fact of a job is about: the job, its unit, its customer, and the claim it serves."""
    mentions: About = [("repair", order.pk), ("unit", order.unit_id), ("customer", order.customer_id)]
    if order.claim_id is not None:
        mentions.append(("claim", order.claim_id))
    return mentions


def save(order: RepairOrder, *fields: str) -> None:
    """Write these fields and the next version."""
    order.version += 1
    order.save(update_fields=[*fields, "version"])


def step(
    order: RepairOrder, act: str, *, actor: Actor, at: datetime, to: str = "", note: str = "", system: bool = False
) -> rules.Move:
    """Make one move of the table on a locked row, write it, and record it.

    For acts that cause a move (an estimate is sent, a device is handed over) inside their own transaction; `system`
    spares the capability where the act itself has asked for another. Refused: not_in_this_state, not_allowed.
    """
    move = rules.check_move(order.state, act, to)
    if not system:
        guard(actor, move.capability)
    before, order.state, order.entered_at = order.state, move.to, at
    save(order, "state", "entered_at")
    event = events.OrderMoved(
        order_id=order.pk, number=order.number, act=act, before=before, after=order.state, note=note
    )
    journal.record(event, actor=actor, at=at, about=about(order))
    return move


def change(order: RepairOrder, changed: Mapping[str, Any], *, actor: Actor, at: datetime) -> RepairOrder:
    """Set fields of a locked row, and record what is new of them; nothing is written where nothing is."""
    new = {name: value for name, value in changed.items() if getattr(order, name) != value}
    if not new:
        return order
    for name, value in new.items():
        setattr(order, name, value)
    save(order, *(name.removesuffix("_id") for name in new))
    told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in new.items()}
    event = events.OrderChanged(order_id=order.pk, number=order.number, changed=told)
    journal.record(event, actor=actor, at=at, about=about(order))
    return order


def search_key(number: str, tracking: str, unit: Unit, customer: Customer) -> str:
    """Everything a job may be looked for by: its numbers, serial, model, the customer's name and mobile."""
    words = [number, number.replace("-", ""), tracking, unit.serial, unit.serial_key]
    words += [unit.model.brand, unit.model.code, unit.model.name_fa, unit.model.name_en, customer.name]
    if customer.mobile:
        words += [customer.mobile, display_mobile(customer.mobile).replace(" ", "")]
    return key(" ".join(words))
