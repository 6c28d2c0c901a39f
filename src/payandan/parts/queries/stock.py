"""Reading stock: nodes, balances, what is free, whether a job can start, and whether the ledger agrees."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from payandan.parts.models import Balance, Move, Node, Part, Reservation
from payandan.parts.queries import master
from payandan.parts.rules import ledger, states
from payandan.platform.journal.actions import About
from payandan.platform.kit.actors import Actor


def nodes(actor: Actor) -> QuerySet[Node]:
    """The nodes that the actor sees."""
    return Node.objects.visible_to(actor).select_related("branch")


def nodes_to_act_at(actor: Actor, capability: str = "stock.move") -> QuerySet[Node]:
    """The nodes in use at which the actor may act."""
    return nodes(actor).filter(is_active=True) if actor.can(capability) else Node.objects.none()


def targets() -> QuerySet[Node]:
    """Every node in use, as a place to send to: names only, so anybody who may send may know them."""
    return Node.objects.filter(is_active=True)


def node_of(branch_id: int | None) -> Node | None:
    """The store of a centre; of the company, its first central store."""
    if branch_id is None:
        return Node.objects.filter(kind=ledger.CENTRAL, is_active=True).first()
    rows = Node.objects.filter(branch_id=branch_id, is_active=True, kind__in=(ledger.CENTRE, ledger.CENTRAL))
    return rows.order_by(Case(When(kind=ledger.CENTRE, then=0), default=1), "id").first()


def free_at(node_ids: Iterable[int], part_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """(node, part) → pieces that nobody is promised; pairs without any are left out."""
    rows = Balance.objects.filter(node_id__in=set(node_ids), part_id__in=set(part_ids), on_hand__gt=F("reserved"))
    return {
        (node, part): on_hand - reserved
        for node, part, on_hand, reserved in rows.values_list("node_id", "part_id", "on_hand", "reserved")
    }


@dataclass(frozen=True, slots=True)
class Need:
    """A part that a job wants: how many, how many are free, and what else would do."""

    part: Part
    wanted: int
    free: int
    stand_ins: tuple[tuple[Part, int], ...] = ()
    elsewhere: tuple[tuple[Node, int], ...] = ()

    @property
    def ready(self) -> bool:
        """Whether all of it is free here."""
        return self.free >= self.wanted


def can_start(node_id: int, wanted: Mapping[int, int]) -> list[Need]:
    """Whether a job could start: for each part {part: pieces} what is free at the node, and for one that is short, what

    stands in for it here and which nodes have it. All are `ready`: the job can start.
    """
    parts = Part.objects.in_bulk(wanted)
    free = free_at([node_id], wanted)
    found = []
    for part_id, quantity in wanted.items():
        if part_id not in parts:
            continue
        here = free.get((node_id, part_id), 0)
        more = _ways_out(node_id, part_id) if here < quantity else ((), ())
        found.append(Need(parts[part_id], quantity, here, *more))
    return found


def _ways_out(node_id: int, part_id: int) -> tuple[tuple[tuple[Part, int], ...], tuple[tuple[Node, int], ...]]:
    others = master.stand_ins(part_id)
    parts = Part.objects.in_bulk(others)
    here = free_at([node_id], others)
    rows = Balance.objects.filter(part_id=part_id, on_hand__gt=F("reserved"), node__is_active=True)
    elsewhere = rows.exclude(node_id=node_id).select_related("node").order_by("node_id")
    return (
        tuple((parts[other], here[node_id, other]) for other in others if here.get((node_id, other))),
        tuple((row.node, row.free) for row in elsewhere),
    )


def reservations_of(about: About) -> list[Reservation]:
    """What is or was promised to something, the oldest first."""
    rows = Reservation.objects.filter(about_kind=about[0], about_id=about[1]).select_related("part", "node")
    return list(rows.order_by("id"))


def used_by(about: About) -> list[tuple[Part, int, int]]:
    """What a job has used, as (part, pieces, their cost): issued less taken back. Parts with nothing are left out."""
    used: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    parts: dict[int, Part] = {}
    rows = Move.objects.filter(about_kind=about[0], about_id=about[1], act__in=(*ledger.USES, *ledger.UNUSES))
    for move in rows.select_related("part").order_by("id"):
        sign = 1 if move.act in ledger.USES else -1
        used[move.part_id][0] += sign * move.quantity
        used[move.part_id][1] += sign * move.value
        parts[move.part_id] = move.part
    return [(parts[part_id], pieces, value) for part_id, (pieces, value) in used.items() if pieces]


# --- lists ------------------------------------------------------------------------------------------------------------


def balances(actor: Actor) -> QuerySet[Balance]:
    """What the actor's nodes have, with what a list shows."""
    return Balance.objects.visible_to(actor).select_related("part", "node")


def balances_of(part: Part, actor: Actor) -> list[Balance]:
    """What each node that the actor sees has of a part."""
    return list(balances(actor).filter(part=part).order_by("node_id"))


def free_elsewhere(part: Part, actor: Actor) -> int:
    """How many pieces are free at nodes whose stock the actor does not see."""
    rows = Balance.objects.filter(part=part, on_hand__gt=F("reserved"), node__is_active=True)
    found = rows.exclude(node__in=Node.objects.visible_to(actor)).aggregate(free=Sum(F("on_hand") - F("reserved")))
    return found["free"] or 0


def moves(actor: Actor) -> QuerySet[Move]:
    """The ledger, as far as the actor sees it."""
    return Move.objects.visible_to(actor).select_related("part", "origin_node", "to_node")


def totals(actor: Actor) -> dict[int, dict[str, int]]:
    """Node → how many parts it has, how many pieces, and what they cost."""
    rows = Balance.objects.visible_to(actor).exclude(on_hand=0).values("node_id").order_by("node_id")
    return {
        row["node_id"]: dict(row)  # type: ignore[arg-type]
        for row in rows.annotate(parts=Sum(1), pieces=Sum("on_hand"), worth=Sum("value"), promised=Sum("reserved"))
    }


# --- whether it agrees ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A balance that is not the sum of its moves, or promises that are not those of the reservations."""

    node_id: int
    part_id: int
    books: tuple[int, int, int]
    ledger: tuple[int, int, int]


def disagreements() -> list[Disagreement]:
    """Every balance that differs from what its moves and reservations say; nothing, in a ledger that is whole."""
    found: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, sign in (("to_node", 1), ("origin_node", -1)):
        rows = Move.objects.exclude(**{name: None}).values(f"{name}_id", "part_id").order_by()
        for row in rows.annotate(pieces=Sum("quantity"), worth=Sum("value"), put_right=Sum("revalued")):
            entry = found[row[f"{name}_id"], row["part_id"]]
            entry[0] += sign * row["pieces"]
            entry[1] += sign * row["worth"] + row["put_right"]
    held: Any = Reservation.objects.filter(state=states.HELD).values("node_id", "part_id").order_by()
    for row in held.annotate(promised=Sum(F("quantity") - F("issued"))):
        found[row["node_id"], row["part_id"]][2] += row["promised"]
    books = {
        (node, part): (on_hand, value, reserved)
        for node, part, on_hand, value, reserved in Balance.objects.values_list(
            "node_id", "part_id", "on_hand", "value", "reserved"
        )
    }
    return [
        Disagreement(*place, books.get(place, (0, 0, 0)), tuple(found.get(place, (0, 0, 0))))  # type: ignore[arg-type]
        for place in sorted(found.keys() | books.keys())
        if books.get(place, (0, 0, 0)) != tuple(found.get(place, (0, 0, 0)))
    ]


def flow_of(part_id: int) -> dict[str, int]:
    """Act → pieces of a part that moved so, over all nodes: what went in, what went out, what is on its way."""
    rows = Move.objects.filter(part_id=part_id).values("act").order_by()
    return {row["act"]: row["pieces"] for row in rows.annotate(pieces=Sum("quantity"))}


def signed_quantity(node_id: int) -> Any:
    """For annotating moves: pieces above nothing where they came to the node, below where they left it."""
    return Coalesce(
        Case(
            When(Q(to_node_id=node_id), then=F("quantity")),
            When(Q(origin_node_id=node_id), then=-F("quantity")),
            output_field=BigIntegerField(),
        ),
        0,
    )
