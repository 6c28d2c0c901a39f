"""Stock: nodes, what each has of a part, the moves that made it so, and what is promised."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from payandan.parts.models.master import Part
from payandan.parts.rules import demand, ledger, states
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch


class NodeQuerySet(models.QuerySet["Node"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who is bound to centres sees their stores and vans; others see all."""
        if not actor.can("parts.view"):
            return self.none()
        return self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())


class Node(models.Model):
    """A place that keeps stock: the central store, a centre's, a van, goods on consignment."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="stock_nodes")
    currency = models.CharField(max_length=3, help_text="In which its stock is valued.")
    allows_negative = models.BooleanField(default=False, help_text="Pieces may be taken before they are booked in.")
    service_level = models.PositiveSmallIntegerField(default=950, help_text="In tenths of a percent.")
    review_days = models.PositiveSmallIntegerField(default=14, help_text="How often it orders.")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change; a stale form is refused.")

    objects: ClassVar[NodeQuerySet] = NodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ledger.NODE_KINDS), name="node_kind"),
            models.CheckConstraint(
                condition=Q(
                    service_level__gte=demand.SERVICE_LEVELS.start, service_level__lt=demand.SERVICE_LEVELS.stop
                ),
                name="node_service_level",
            ),
            models.UniqueConstraint(
                fields=["branch"], condition=Q(kind=ledger.CENTRE, is_active=True), name="one_store_in_a_centre"
            ),
        ]

    def __str__(self) -> str:
        return self.name_fa

    def name_in(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_en if language == "en" else self.name_fa


class BalanceQuerySet(models.QuerySet["Balance"]):
    def visible_to(self, actor: Actor) -> Self:
        """The balances of the nodes that the actor sees."""
        return self.filter(node__in=Node.objects.visible_to(actor))

    def search(self, text: str) -> Self:
        """Those whose part is found by the text."""
        return self.filter(part__in=Part.objects.search(text).order_by()) if text.strip() else self


class Balance(models.Model):
    """What a node has of a part. It is the sum of the moves; the ledger's page holds it against them."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="balances")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="balances")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    value = models.BigIntegerField(default=0, help_text="What the pieces cost together, in the node's currency.")
    last = models.BigIntegerField(default=0, help_text="What a piece cost when it was last known.")
    bin = models.CharField(max_length=40, blank=True, help_text="Where on the shelves.")
    reorder_point = models.PositiveIntegerField(null=True, blank=True, help_text="Set by hand; null: reckoned.")
    order_up_to = models.PositiveIntegerField(null=True, blank=True, help_text="Set by hand; null: reckoned.")
    allows_negative = models.BooleanField(default=False, help_text="A copy of the node's, for the constraint.")

    objects: ClassVar[BalanceQuerySet] = BalanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["node", "part"], name="one_balance_for_a_part"),
            models.CheckConstraint(condition=Q(on_hand__gte=0) | Q(allows_negative=True), name="stock_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="reserved_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand")) | Q(allows_negative=True), name="stock_not_oversold"
            ),
            models.CheckConstraint(condition=~Q(on_hand=0) | Q(value=0), name="empty_shelf_is_worth_nothing"),
        ]
        indexes = [models.Index(fields=["part", "node"])]

    @property
    def free(self) -> int:
        """Pieces that nobody is promised."""
        return max(self.on_hand - self.reserved, 0)


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def visible_to(self, actor: Actor) -> Self:
        """The reservations at the nodes that the actor sees."""
        return self.filter(node__in=Node.objects.visible_to(actor))


class Reservation(models.Model):
    """Pieces that are promised to something: a repair, an order."""

    number = models.CharField(max_length=20, unique=True)
    document = models.CharField(max_length=20, help_text="The act that made it: a kit's have one together.")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="reservations")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField()
    issued = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0, help_text="Of those issued, what came back.")
    state = models.CharField(max_length=10, default=states.HELD)
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[ReservationQuerySet] = ReservationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=states.RESERVATION.states), name="reservation_state"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, issued__lte=F("quantity"), returned__lte=F("issued")),
                name="reservation_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["about_kind", "about_id"]),
            models.Index(fields=["node", "part"], condition=Q(state=states.HELD), name="reservations_held"),
            models.Index(fields=["document"]),
        ]

    @property
    def open(self) -> int:
        """Pieces that are still promised."""
        return self.quantity - self.issued if self.state == states.HELD else 0


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, actor: Actor) -> Self:
        """The moves from or to a node that the actor sees."""
        if not actor.can("parts.view"):
            return self.none()
        if actor.sees_every_branch:
            return self
        seen = Node.objects.visible_to(actor).values("pk")
        return self.filter(Q(origin_node__in=seen) | Q(to_node__in=seen))

    def search(self, text: str) -> Self:
        """Those whose part is found by the text."""
        return self.filter(part__in=Part.objects.search(text).order_by()) if text.strip() else self


def _acts_between_places() -> Q:
    """Every act with its two places, as the table of moves has it; a node is named where, and only where, it is one."""
    found = Q()
    for move in ledger.MOVES:
        found |= Q(
            act=move.act,
            origin=move.origin,
            to=move.to,
            origin_node__isnull=move.origin != ledger.NODE,
            to_node__isnull=move.to != ledger.NODE,
        )
    return found


class Move(models.Model):
    """Pieces of a part went from one place to another. Never changed, never deleted."""

    document = models.CharField(max_length=20, help_text="The act that it belongs to; a receipt has many moves.")
    act = models.CharField(max_length=20)
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="moves")
    quantity = models.PositiveIntegerField()
    origin = models.CharField(max_length=10)
    origin_node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="moves_out")
    to = models.CharField(max_length=10)
    to_node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="moves_in")
    value = models.BigIntegerField(help_text="What the pieces cost together.")
    revalued = models.BigIntegerField(default=0, help_text="What this move put right in the value of the node's stock.")
    currency = models.CharField(max_length=3)
    reservation = models.ForeignKey(Reservation, on_delete=models.PROTECT, null=True, related_name="moves")
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=400, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    objects: ClassVar[MoveQuerySet] = MoveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=_acts_between_places(), name="move_in_table"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_of_something"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"]),
            models.Index(fields=["part", "-at", "-id"]),
            models.Index(fields=["origin_node", "-at", "-id"]),
            models.Index(fields=["to_node", "-at", "-id"]),
            models.Index(fields=["about_kind", "about_id"]),
            models.Index(fields=["document"]),
        ]


class StockKey(models.Model):
    """An act on stock that came with a key: sent twice, it is done once, and answered alike."""

    key = models.CharField(max_length=120, unique=True)
    act = models.CharField(max_length=24)
    digest = models.CharField(max_length=64, help_text="Of what was asked: a key stands for one thing only.")
    answer = models.TextField(blank=True, help_text="What the act made: the numbers of its documents.")
    at = models.DateTimeField()
