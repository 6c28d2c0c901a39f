"""Purchases: proposed from past use, approved by a person, received."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from payandan.parts import events
from payandan.parts.actions import posting, stock
from payandan.parts.actions.posting import Line
from payandan.parts.models import Move, Order, OrderLine
from payandan.parts.queries import purchasing as queries
from payandan.parts.rules import states
from payandan.parts.rules.master import MOST
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused


def propose_purchases(*, node_id: int, actor: Actor, at: datetime, key: str = "") -> list[Order]:
    """Reckon what a node should order, and put it down as one proposal for each supplier.

    Proposals that nobody approved yet give way to the new ones. Refused: not_allowed, unknown_node, node_closed,
    key_reused.
    """
    with transaction.atomic():
        node = posting.node_for(actor, node_id)
        if (earlier := posting.replayed(key, "propose", {"node": node_id}, at=at)) is not None:
            return list(Order.objects.filter(number__in=earlier.split()))
        type(node).objects.select_for_update(of=("self",)).get(pk=node.pk)
        # They were a reckoning, nothing more; keeping each day's would only bury the one that counts.
        Order.objects.filter(node=node, state=states.PROPOSED).delete()
        by_supplier: dict[str, list[queries.Wanted]] = {}
        for wanted in queries.wanted(node, today=timezone.localdate(at)):
            by_supplier.setdefault(wanted.part.supplier_name, []).append(wanted)
        made = []
        for supplier, rows in sorted(by_supplier.items()):
            order = Order.objects.create(number=public_id("PUR"), node=node, supplier_name=supplier, proposed_at=at)
            quantities = tuple((row.part.pk, row.proposal.quantity) for row in rows)
            OrderLine.objects.bulk_create(
                OrderLine(
                    order=order,
                    part=row.part,
                    proposed=row.proposal.quantity,
                    quantity=row.proposal.quantity,
                    basis=row.basis(),
                )
                for row in rows
            )
            event = events.PurchaseProposed(order.pk, order.number, node.pk, supplier, quantities)
            _record(event, order, [part for part, _ in quantities], actor, at)
            made.append(order)
        posting.answer(key, " ".join(order.number for order in made))
        return made


def approve_order(
    *,
    order: Order,
    actor: Actor,
    at: datetime,
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
) -> Order:
    """Approve a proposal, with other quantities where somebody knows better ({part: pieces}; nothing: leave it out).

    Refused: not_allowed, not_in_this_state, stale, quantity_wrong, nothing_to_do.
    """
    with transaction.atomic():
        row = _locked(order, actor, version)
        after = states.ORDER.after(row.state, "approve")
        lines = list(row.lines.order_by("part_id"))
        for line in lines:
            line.quantity = (quantities or {}).get(line.part_id, line.quantity)
            if not 0 <= line.quantity <= MOST:
                raise Refused("quantity_wrong", "quantity")
        wanted = tuple((line.part_id, line.quantity) for line in lines if line.quantity)
        if not wanted:
            raise Refused("nothing_to_do", "lines")
        OrderLine.objects.bulk_update(lines, ["quantity"])
        row.state, row.approved_at, row.approved_by = after, at, actor.name[:160]
        _save(row)
        event = events.PurchaseApproved(row.pk, row.number, row.node_id, row.supplier_name, wanted)
        _record(event, row, [part for part, _ in wanted], actor, at)
        return row


def drop_order(*, order: Order, actor: Actor, at: datetime, version: int | None = None) -> Order:
    """Put a proposal away. Refused: not_allowed, not_in_this_state, stale."""
    return _end(order, "drop", actor, at, version)


def close_order(*, order: Order, actor: Actor, at: datetime, version: int | None = None) -> Order:
    """What has not come of an approved order will not come. Refused: not_allowed, not_in_this_state, stale."""
    return _end(order, "close", actor, at, version)


def receive_order(*, order: Order, lines: Mapping[int, Line], actor: Actor, at: datetime, key: str = "") -> list[Move]:
    """Take in what came of an approved order, as {part: Line}; when all of it is there, the order is done.

    More than was ordered may come. Refused: not_allowed, not_in_this_state, not_on_order, and as `stock.receive`.
    """
    with transaction.atomic():
        posting.node_for(actor, order.node_id)
        said = {"order": order.pk, "lines": [(one.part_id, one.quantity, one.cost) for one in lines.values()]}
        if (earlier := posting.replayed(key, "receive_order", said, at=at)) is not None:
            return stock.moves_of(earlier)
        row = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
        after = states.ORDER.after(row.state, "receive")
        ordered = {line.part_id: line for line in row.lines.order_by("part_id")}
        if lines.keys() - ordered.keys():
            raise Refused("not_on_order", "part")
        wanted = [line for _, line in sorted(lines.items()) if line.quantity]
        moves = stock.receive(node_id=row.node_id, lines=wanted, actor=actor, at=at, about=("order", row.pk))
        for move in moves:
            ordered[move.part_id].received += move.quantity
        OrderLine.objects.bulk_update(ordered.values(), ["received"])
        posting.answer(key, moves[0].document)
        if not any(line.open for line in ordered.values()):
            row.state, row.ended_at = after, at
            _record(events.PurchaseEnded(row.pk, row.number, row.node_id, after), row, [], actor, at)
        _save(row)
        return moves


def _end(order: Order, act: str, actor: Actor, at: datetime, version: int | None) -> Order:
    with transaction.atomic():
        row = _locked(order, actor, version)
        row.state, row.ended_at = states.ORDER.after(row.state, act), at
        _save(row)
        _record(events.PurchaseEnded(row.pk, row.number, row.node_id, row.state), row, [], actor, at)
        return row


def _locked(order: Order, actor: Actor, version: int | None) -> Order:
    posting.node_for(actor, order.node_id, capability="purchase.approve")
    row = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if version is not None and version != row.version:
        raise Refused("stale")
    return row


def _save(row: Order) -> None:
    row.version += 1
    row.save()


def _record(event: Any, order: Order, parts: list[int], actor: Actor, at: datetime) -> None:
    record(event, actor=actor, at=at, about=posting.mentions([order.node_id], parts, ("order", order.pk)))
