"""What a node should order: past use, what is free and coming, and the points that follow from them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Min, QuerySet, Sum
from django.db.models.functions import TruncDate

from payandan.parts.models import Balance, Move, Node, Order, OrderLine, Part, TransferLine
from payandan.parts.queries.stock import free_at
from payandan.parts.rules import demand, ledger, states
from payandan.platform.kit.actors import Actor

USUAL_LEAD_DAYS = 14
"""Where nobody wrote how long a supplier takes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of which a node has too little. `central` is what the central stores have free of it: ask them first."""

    part: Part
    past: demand.Demand
    proposal: demand.Proposal
    lead_days: int
    central: int

    def basis(self) -> dict[str, Any]:
        """All that the quantity was reckoned from, to be kept with the order."""
        past = {"weeks": self.past.weeks, "uses": self.past.uses, "total": self.past.total}
        means = {"week_mean": round(self.past.mean, 3), "week_variance": round(self.past.variance, 3)}
        return {**asdict(self.proposal), **past, **means, "lead_days": self.lead_days, "central": self.central}


def wanted(node: Node, *, today: date) -> list[Wanted]:
    """The parts that a node should order, by supplier and number; superseded and inactive ones are not bought."""
    rows = Balance.objects.filter(node=node, part__is_active=True, part__superseded_by=None)
    kept = {row.part_id: row for row in rows.select_related("part")}
    used = uses(node, kept, today=today)
    since = first_moves(node, kept)
    coming = coming_to(node)
    central = _free_in_central(node, kept)
    found = []
    for part_id, row in kept.items():
        past = demand.summarise(used.get(part_id, ()), until=today, since=since.get(part_id))
        policy = policy_of(node, row)
        proposal = demand.propose(past, policy, free=row.on_hand - row.reserved, coming=coming.get(part_id, 0))
        if proposal.quantity:
            found.append(Wanted(row.part, past, proposal, policy.lead_days, central.get(part_id, 0)))
    return sorted(found, key=lambda one: (one.part.supplier_name, one.part.code))


def policy_of(node: Node, row: Balance) -> demand.Policy:
    """How a node orders a part."""
    lead = USUAL_LEAD_DAYS if row.part.lead_days is None else row.part.lead_days
    return demand.Policy(node.service_level, lead, node.review_days, row.reorder_point, row.order_up_to)


def outlook(row: Balance, *, today: date) -> tuple[demand.Demand, demand.Proposal]:
    """Past use of one part at one node, and what follows from it."""
    node = row.node
    used = uses(node, [row.part_id], today=today).get(row.part_id, ())
    past = demand.summarise(used, until=today, since=first_moves(node, [row.part_id]).get(row.part_id))
    coming = coming_to(node).get(row.part_id, 0)
    return past, demand.propose(past, policy_of(node, row), free=row.on_hand - row.reserved, coming=coming)


def uses(node: Node, part_ids: Iterable[int], *, today: date) -> dict[int, list[tuple[date, int]]]:
    """Part → (day, pieces) that a node handed out within the window; what came back counts below nothing."""
    since = today - timedelta(days=demand.WINDOW_DAYS)
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for name, acts, sign in (("origin_node", ledger.USES, 1), ("to_node", ledger.UNUSES, -1)):
        rows = Move.objects.filter(**{name: node}, act__in=acts, at__date__gt=since).order_by()
        days = rows.annotate(day=TruncDate("at")).values("part_id", "day").annotate(pieces=Sum("quantity"))
        wanted_parts = set(part_ids)
        for row in days:
            if row["part_id"] in wanted_parts:
                found[row["part_id"]].append((row["day"], sign * row["pieces"]))
    return found


def first_moves(node: Node, part_ids: Iterable[int]) -> dict[int, date]:
    """Part → the day a node first had to do with it: before that, no use says nothing."""
    ids = set(part_ids)
    found: dict[int, date] = {}
    for name in ("to_node", "origin_node"):
        rows = Move.objects.filter(**{name: node}).values("part_id").order_by().annotate(first=Min(TruncDate("at")))
        for row in rows:
            if row["part_id"] in ids:
                found[row["part_id"]] = min(row["first"], found.get(row["part_id"], row["first"]))
    return found


def coming_to(node: Node) -> dict[int, int]:
    """Part → pieces that are ordered, or on their way to the node."""
    found: dict[int, int] = defaultdict(int)
    ordered = OrderLine.objects.filter(order__node=node, order__state=states.APPROVED, quantity__gt=F("received"))
    for row in ordered.values("part_id").order_by().annotate(pieces=Sum(F("quantity") - F("received"))):
        found[row["part_id"]] += row["pieces"]
    sent = TransferLine.objects.filter(transfer__to=node, transfer__state=states.SENT)
    for row in sent.values("part_id").order_by().annotate(pieces=Sum(F("quantity") - F("received") - F("short"))):
        found[row["part_id"]] += row["pieces"]
    return dict(found)


def orders(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor sees, with what a list shows."""
    return Order.objects.visible_to(actor).select_related("node")


def _free_in_central(node: Node, part_ids: Iterable[int]) -> dict[int, int]:
    stores = Node.objects.filter(kind=ledger.CENTRAL, is_active=True).exclude(pk=node.pk)
    free: dict[int, int] = defaultdict(int)
    for (_node, part_id), pieces in free_at(stores.values_list("pk", flat=True), part_ids).items():
        free[part_id] += pieces
    return dict(free)
