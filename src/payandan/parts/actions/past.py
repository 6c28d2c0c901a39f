"""Bringing in the moves of the past, from another system or for a demo: many in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payandan.parts.actions import posting
from payandan.parts.events import PastMovesBooked
from payandan.parts.models import Balance, Move, Node
from payandan.parts.rules import ledger
from payandan.platform.journal.actions import About, record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused

_BATCH = 500
_OUTSIDE = frozenset(ledger.ACTS) - {"send", "arrive", "short"}


@dataclass(frozen=True, slots=True)
class PastMove:
    """A move as another system has it. `cost` is what the pieces cost together; None: at the average of that moment."""

    act: str
    node_id: int
    part_id: int
    quantity: int
    at: datetime
    cost: int | None = None
    about: About | None = None
    note: str = ""


def book_moves(*, moves: Sequence[PastMove], actor: Actor, at: datetime, key: str = "") -> int:
    """Write moves of the past in the order of their times, all or none; how many were written.

    The balances of their nodes follow as if each had been booked when it happened; a node may not go below nothing on
    the way, unless it is allowed to. Transfers have papers of their own and are not brought in so. Refused:
    not_allowed, unknown_move, unknown_node, node_closed, unknown_part, quantity_wrong, not_enough (with `line`),
    key_reused.
    """
    posting.require(actor, "parts.manage")
    _check(moves)
    with transaction.atomic():
        nodes = {node_id: posting.node_for(actor, node_id) for node_id in sorted({move.node_id for move in moves})}
        said = {"count": len(moves), "moves": [(m.act, m.node_id, m.part_id, m.quantity, m.at, m.cost) for m in moves]}
        if (earlier := posting.replayed(key, "past", said, at=at)) is not None:
            return Move.objects.filter(document=earlier).count()
        posting.known_parts(move.part_id for move in moves)
        balances = {
            (node_id, part_id): row for node_id, node in nodes.items() for part_id, row in _locked(node, moves).items()
        }
        document = public_id("PST")
        written = _written(moves, nodes, balances, document, actor)
        Move.objects.bulk_create(written, batch_size=_BATCH)
        Balance.objects.bulk_update(balances.values(), ["on_hand", "reserved", "value", "last"], batch_size=200)
        posting.answer(key, document)
        if written:
            days = [timezone.localdate(move.at).isoformat() for move in (written[0], written[-1])]
            event = PastMovesBooked(document, len(written), *days)
            record(event, actor=actor, at=at, about=posting.mentions(nodes, []))
        return len(written)


def _check(moves: Sequence[PastMove]) -> None:
    for line, move in enumerate(moves, 1):
        if move.act not in _OUTSIDE:
            raise Refused("unknown_move", "act", line=line)
        if not 0 < move.quantity <= 1_000_000 or (move.cost is not None and not 0 <= move.cost <= 10**15):
            raise Refused("quantity_wrong", "quantity", line=line)


def _locked(node: Node, moves: Sequence[PastMove]) -> dict[int, Balance]:
    return posting.locked(node, (move.part_id for move in moves if move.node_id == node.pk))


def _written(
    moves: Sequence[PastMove],
    nodes: dict[int, Node],
    balances: dict[tuple[int, int], Balance],
    document: str,
    actor: Actor,
) -> list[Move]:
    held = {place: posting.held(row) for place, row in balances.items()}
    written = []
    for line, move in sorted(enumerate(moves, 1), key=lambda pair: (pair[1].at, pair[0])):
        place, kind, node = (move.node_id, move.part_id), ledger.move_kind(move.act), nodes[move.node_id]
        try:
            if kind.to == ledger.NODE:
                value = held[place].average * move.quantity if move.cost is None else move.cost
                held[place], revalued = ledger.put(held[place], move.quantity, value)
            else:
                held[place], value = ledger.take(held[place], move.quantity, allows_negative=node.allows_negative)
                revalued = 0
        except Refused as refused:
            raise Refused(refused.code, refused.field, line=line, **refused.params) from None
        kept = posting.Posting(move.act, node, document, actor, move.at, move.about, note=move.note)
        written.append(posting.move_of(kept, kind, posting.Line(move.part_id, move.quantity), value, revalued))
    for place, row in balances.items():
        after = held[place]
        row.on_hand, row.reserved, row.value, row.last = after.on_hand, after.reserved, after.value, after.last
    return written
