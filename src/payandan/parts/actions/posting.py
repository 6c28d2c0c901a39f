"""What every act on stock does: take its key, lock its balances, write its moves.

The order of locks is always the same: the key, then the paper (reservation, transfer, order, sheet), then the balances
by node and part. Two acts can wait for one another, but never in a circle.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from payandan.parts.models import Balance, Move, Node, Part, Reservation, StockKey
from payandan.parts.rules import ledger
from payandan.parts.rules.master import MOST
from payandan.platform.journal.actions import About
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store

LONGEST_KEY = 120


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of a part in an act. `cost` is what they cost together; None where the ledger knows it."""

    part_id: int
    quantity: int
    cost: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """What the moves of one act have in common. `moment` is when, `document` which paper."""

    act: str
    node: Node
    document: str
    actor: Actor
    at: datetime
    about: About | None = None
    reservation: Reservation | None = None
    promised: bool = False
    note: str = ""


def require(actor: Actor, capability: str) -> None:
    """Refuse (`not_allowed`) who does not hold the capability."""
    if not actor.can(capability):
        raise Refused("not_allowed")


def node_for(actor: Actor, node_id: int, *, capability: str = "stock.move") -> Node:
    """The node, where the actor may act at it. Refused: not_allowed, unknown_node, node_closed."""
    require(actor, capability)
    node = Node.objects.filter(pk=node_id).first()
    if node is None:
        raise Refused("unknown_node", "node")
    if not actor.sees_every_branch and node.branch_id not in (actor.branches or ()):
        raise Refused("not_allowed")
    if not node.is_active:
        raise Refused("node_closed", "node")
    return node


def known_parts(ids: Iterable[int]) -> dict[int, Part]:
    """The parts by id. Refused("unknown_part")."""
    wanted = set(ids)
    found = Part.objects.in_bulk(wanted)
    if wanted - found.keys():
        raise Refused("unknown_part", "part")
    return found


def merged(lines: Iterable[Line]) -> list[Line]:
    """One line for each part, in the order of parts. Refused: nothing_to_do, quantity_wrong."""
    found: dict[int, Line] = {}
    for line in lines:
        if not 0 < line.quantity <= MOST:
            raise Refused("quantity_wrong", "quantity")
        if line.cost is not None and not 0 <= line.cost <= 10**15:
            raise Refused("amount_wrong", "cost")
        other = found.get(line.part_id)
        if other is None:
            found[line.part_id] = line
            continue
        cost = None if line.cost is None or other.cost is None else line.cost + other.cost
        found[line.part_id] = Line(line.part_id, line.quantity + other.quantity, cost, line.note or other.note)
    if not found:
        raise Refused("nothing_to_do", "lines")
    return [found[part_id] for part_id in sorted(found)]


# --- done once --------------------------------------------------------------------------------------------------------


def replayed(key: str, act: str, said: Mapping[str, Any], *, at: datetime) -> str | None:
    """The answer that this key was given before, or None where the act is still to be done.

    Call it first in the act's transaction: from here on, who comes with the same key waits. A key stands for one act
    with one content. Refused: key_reused, key_wrong.
    """
    if not key:
        return None
    if len(key) > LONGEST_KEY or "\x00" in key:
        raise Refused("key_wrong", "key")
    digest = hashlib.sha256(json.dumps([act, said], sort_keys=True, default=str).encode()).hexdigest()
    try:
        with transaction.atomic():
            StockKey.objects.create(key=key, act=act, digest=digest, at=at)
    except IntegrityError:
        earlier = StockKey.objects.get(key=key)
        if earlier.digest != digest:
            raise Refused("key_reused", "key") from None
        return earlier.answer
    return None


def answer(key: str, made: object) -> None:
    """Keep what the act made, for whoever comes with the same key again."""
    if key:
        StockKey.objects.filter(key=key).update(answer=str(made))


# --- balances ---------------------------------------------------------------------------------------------------------


def locked(node: Node, part_ids: Iterable[int]) -> dict[int, Balance]:
    """The balances of a node, kept from others until the transaction ends; those that are missing begin at nothing."""
    wanted = sorted(set(part_ids))
    rows = _lock(node, wanted)
    missing = [part_id for part_id in wanted if part_id not in rows]
    if missing:
        Balance.objects.bulk_create(
            [Balance(node=node, part_id=part_id, allows_negative=node.allows_negative) for part_id in missing],
            ignore_conflicts=True,
        )
        rows = _lock(node, wanted)
    return rows


def _lock(node: Node, part_ids: Sequence[int]) -> dict[int, Balance]:
    rows = Balance.objects.select_for_update(of=("self",)).filter(node=node, part_id__in=part_ids)
    return {row.part_id: row for row in rows.order_by("part_id")}


def held(row: Balance) -> ledger.Holding:
    """A balance as the rules see it."""
    return ledger.Holding(row.on_hand, row.reserved, row.value, row.last)


def write(row: Balance, holding: ledger.Holding) -> None:
    """Keep what a balance is after an act."""
    row.on_hand, row.reserved, row.value, row.last = holding.on_hand, holding.reserved, holding.value, holding.last
    row.save(update_fields=["on_hand", "reserved", "value", "last"])


def post(posting: Posting, lines: Sequence[Line]) -> list[Move]:
    """Write one move for each line and bring the balances of its node up to date.

    Refused: not_enough, with the part and what is free.
    """
    kind = ledger.move_kind(posting.act)
    rows = locked(posting.node, [line.part_id for line in lines])
    moves = []
    for line in lines:
        row = rows[line.part_id]
        try:
            after, value, revalued = _after(row, line, posting, incoming=kind.to == ledger.NODE)
        except Refused as refused:
            raise Refused(refused.code, refused.field, **_named(line.part_id), **refused.params) from None
        write(row, after)
        moves.append(move_of(posting, kind, line, value, revalued))
    return Move.objects.bulk_create(moves)


def post_beside(posting: Posting, line: Line, cost: int) -> Move:
    """A move that touches no node's balance: what was lost between two nodes."""
    kind = ledger.move_kind(posting.act)
    return Move.objects.bulk_create([move_of(posting, kind, line, cost, 0)])[0]


def _after(row: Balance, line: Line, posting: Posting, *, incoming: bool) -> tuple[ledger.Holding, int, int]:
    holding = held(row)
    if incoming:
        cost = holding.average * line.quantity if line.cost is None else line.cost
        after, revalued = ledger.put(holding, line.quantity, cost)
        return after, cost, revalued
    after, cost = ledger.take(
        holding, line.quantity, promised=posting.promised, allows_negative=posting.node.allows_negative
    )
    return after, cost, 0


def _named(part_id: int) -> dict[str, str]:
    return {"part": Part.objects.values_list("code", flat=True).get(pk=part_id)}


def move_of(posting: Posting, kind: ledger.MoveKind, line: Line, value: int, revalued: int) -> Move:
    """A move as the ledger writes it."""
    about_kind, about_id = posting.about or ("", None)
    return Move(
        document=posting.document,
        act=kind.act,
        part_id=line.part_id,
        quantity=line.quantity,
        origin=kind.origin,
        origin_node=posting.node if kind.origin == ledger.NODE else None,
        to=kind.to,
        to_node=posting.node if kind.to == ledger.NODE else None,
        value=value,
        revalued=revalued,
        currency=posting.node.currency,
        reservation=posting.reservation,
        about_kind=about_kind,
        about_id=about_id,
        note=(line.note or posting.note)[:400],
        by_kind=posting.actor.kind,
        by_id=posting.actor.id,
        by_name=posting.actor.name[:160],
        at=posting.at,
    )


def mentions(node_ids: Iterable[int], part_ids: Iterable[int], about: About | None = None) -> list[About]:
    """What a fact about stock mentions."""
    found: list[About] = [("node", node_id) for node_id in node_ids]
    found += [("part", part_id) for part_id in part_ids]
    return [*found, about] if about else found


def clean_note(text: str) -> str:
    """A reason or a note as it is kept."""
    return store(text)[:400]


def lines_of(moves: Sequence[Move]) -> tuple[tuple[int, int, int], ...]:
    """Moves as a fact tells them."""
    return tuple((move.part_id, move.quantity, move.value) for move in moves)
