"""Transfers: one node sends, another receives; what does not come is written off with a reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from payandan.parts import events
from payandan.parts.actions import posting
from payandan.parts.actions.posting import Line, Posting
from payandan.parts.models import Move, Node, Part, Transfer, TransferLine
from payandan.parts.rules import states
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused


def send(
    *,
    origin_id: int,
    to_id: int,
    lines: Sequence[Line],
    actor: Actor,
    at: datetime,
    key: str = "",
    note: str = "",
) -> Transfer:
    """Send free pieces from one node to another. They are nobody's stock until they are received.

    Refused: not_allowed, unknown_node, node_closed, same_node, other_currency, unknown_part, nothing_to_do,
    quantity_wrong, not_enough, key_reused.
    """
    wanted = posting.merged(lines)
    with transaction.atomic():
        origin = posting.node_for(actor, origin_id)
        to = Node.objects.filter(pk=to_id, is_active=True).first()
        if to is None:
            raise Refused("unknown_node", "to")
        if to.pk == origin.pk:
            raise Refused("same_node", "to")
        if to.currency != origin.currency:
            raise Refused("other_currency", "to")
        said = {"origin": origin_id, "to": to_id, "lines": [asdict(line) for line in wanted]}
        if (earlier := posting.replayed(key, "send", said, at=at)) is not None:
            return Transfer.objects.get(number=earlier)
        posting.known_parts(line.part_id for line in wanted)
        row = Transfer.objects.create(
            number=public_id("TRF"),
            origin=origin,
            to=to,
            note=posting.clean_note(note),
            sent_at=at,
            sent_by=actor.name[:160],
        )
        moves = posting.post(Posting("send", origin, row.number, actor, at, about=("transfer", row.pk)), wanted)
        TransferLine.objects.bulk_create(
            TransferLine(transfer=row, part_id=move.part_id, quantity=move.quantity, value=move.value) for move in moves
        )
        posting.answer(key, row.number)
        event = events.TransferSent(row.pk, row.number, origin.pk, to.pk, posting.lines_of(moves), origin.currency)
        _record(event, row, [move.part_id for move in moves], actor, at)
        return row


def receive_transfer(
    *,
    transfer_id: int,
    received: Mapping[int, int],
    actor: Actor,
    at: datetime,
    key: str = "",
    close: bool = False,
    reason: str = "",
) -> Transfer:
    """Take in what came, as {part: pieces}; the rest stays on its way, or (`close`) is written off for a reason.

    Refused: not_allowed, unknown_transfer, not_in_this_state, more_than_sent, nothing_to_do, quantity_wrong,
    reason_missing, key_reused.
    """
    with transaction.atomic():
        posting.require(actor, "stock.move")
        found = Transfer.objects.filter(pk=transfer_id).values_list("to_id", flat=True).first()
        if found is None:
            raise Refused("unknown_transfer", "transfer")
        node = posting.node_for(actor, found)
        wanted = {part_id: quantity for part_id, quantity in received.items() if quantity}
        said = {"transfer": transfer_id, "received": sorted(wanted.items()), "close": close}
        if (earlier := posting.replayed(key, "arrive", said, at=at)) is not None:
            return Transfer.objects.get(number=earlier)
        row = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer_id)
        states.TRANSFER.after(row.state, "receive")
        lines = {line.part_id: line for line in row.lines.select_for_update(of=("self",)).order_by("part_id")}
        arriving = _arriving(lines, wanted)
        if not arriving and not close:
            raise Refused("nothing_to_do", "lines")
        about = ("transfer", row.pk)
        moves: list[Move] = []
        if arriving:
            moves = posting.post(Posting("arrive", node, row.number, actor, at, about=about), arriving)
        short = _write_off(row, lines, node, reason, actor=actor, at=at) if close else ()
        TransferLine.objects.bulk_update(lines.values(), ["received", "short", "value"])
        _end(row, lines.values(), at)
        posting.answer(key, row.number)
        event = events.TransferReceived(
            row.pk, row.number, row.to_id, posting.lines_of(moves), short, row.state != states.SENT
        )
        _record(event, row, [*(move.part_id for move in moves), *(part for part, _ in short)], actor, at)
        return row


def _arriving(lines: Mapping[int, TransferLine], wanted: Mapping[int, int]) -> list[Line]:
    """What comes in, at what it cost where it came from; the lines are brought up to date."""
    found = []
    for part_id in sorted(wanted):
        line, quantity = lines.get(part_id), wanted[part_id]
        if quantity < 0:
            raise Refused("quantity_wrong", "quantity")
        if line is None or quantity > line.under_way:
            code = Part.objects.filter(pk=part_id).values_list("code", flat=True).first() or ""
            raise Refused("more_than_sent", "quantity", part=code, most=line.under_way if line else 0)
        under_way = line.under_way
        whole = quantity == under_way
        cost = line.value if whole else (2 * line.value * quantity + under_way) // (2 * under_way)
        line.received += quantity
        line.value -= cost
        found.append(Line(part_id, quantity, cost))
    return found


def _write_off(
    row: Transfer, lines: Mapping[int, TransferLine], node: Node, reason: str, *, actor: Actor, at: datetime
) -> tuple[tuple[int, int], ...]:
    """Pieces that will not come, as (part, pieces); they are lost, not anybody's stock."""
    missing = [(line, line.under_way) for line in lines.values() if line.under_way]
    told = posting.clean_note(reason)
    if missing and not told:
        raise Refused("reason_missing", "reason")
    kept = Posting("short", node, row.number, actor, at, about=("transfer", row.pk), note=told)
    for line, pieces in missing:
        posting.post_beside(kept, Line(line.part_id, pieces), line.value)
        line.short, line.value = line.short + pieces, 0
    return tuple((line.part_id, pieces) for line, pieces in missing)


def _end(row: Transfer, lines: Collection[TransferLine], at: datetime) -> None:
    if any(line.under_way for line in lines):
        return
    act = "close_short" if any(line.short for line in lines) else "receive"
    row.state, row.ended_at = states.TRANSFER.after(row.state, act), at
    row.save(update_fields=["state", "ended_at"])


def _record(event: object, row: Transfer, parts: Sequence[int], actor: Actor, at: datetime) -> None:
    about = posting.mentions([row.origin_id, row.to_id], dict.fromkeys(parts), ("transfer", row.pk))
    record(event, actor=actor, at=at, about=about)
