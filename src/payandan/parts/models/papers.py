"""Papers that take more than a moment: transfers on their way, purchase orders, count sheets."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from payandan.parts.models.master import Part
from payandan.parts.models.stock import Node
from payandan.parts.rules import states
from payandan.platform.kit.actors import Actor


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those from or to a node that the actor sees."""
        seen = Node.objects.visible_to(actor)
        return self.filter(Q(origin__in=seen) | Q(to__in=seen))


class Transfer(models.Model):
    """Pieces that one node sent to another."""

    number = models.CharField(max_length=20, unique=True)
    origin = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="transfers_out")
    to = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="transfers_in")
    state = models.CharField(max_length=10, default=states.SENT)
    note = models.CharField(max_length=400, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[TransferQuerySet] = TransferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=states.TRANSFER.states), name="transfer_state"),
            models.CheckConstraint(condition=~Q(origin=F("to")), name="transfer_to_another"),
        ]
        indexes = [models.Index(fields=["-sent_at", "-id"]), models.Index(fields=["to", "state"])]

    def __str__(self) -> str:
        return self.number


class TransferLine(models.Model):
    """A part on its way: how many were sent, came, and will not come."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    short = models.PositiveIntegerField(default=0)
    value = models.BigIntegerField(help_text="What is still on its way cost.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "part"], name="transfer_part_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__gte=F("received") + F("short")), name="transfer_adds_up"
            ),
        ]

    @property
    def under_way(self) -> int:
        """Pieces that have neither come nor been written off."""
        return self.quantity - self.received - self.short


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, actor: Actor) -> Self:
        """The orders for the nodes that the actor sees."""
        return self.filter(node__in=Node.objects.visible_to(actor))


class Order(models.Model):
    """What a node asks a supplier for: proposed, approved by a person, received."""

    number = models.CharField(max_length=20, unique=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="orders")
    supplier_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default=states.PROPOSED)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")

    objects: ClassVar[OrderQuerySet] = OrderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=states.ORDER.states), name="order_state")]
        indexes = [models.Index(fields=["-proposed_at", "-id"]), models.Index(fields=["node", "state"])]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """A part on an order: what was reckoned, what a person made of it, and what came."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="order_lines")
    proposed = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    basis = models.JSONField(default=dict, help_text="What it was reckoned from.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "part"], name="order_part_once")]

    @property
    def open(self) -> int:
        """Pieces that have not come yet."""
        return max(self.quantity - self.received, 0)


class CountSheetQuerySet(models.QuerySet["CountSheet"]):
    def visible_to(self, actor: Actor) -> Self:
        """The sheets of the nodes that the actor sees."""
        return self.filter(node__in=Node.objects.visible_to(actor))


class CountSheet(models.Model):
    """A count of some of a node's parts."""

    number = models.CharField(max_length=20, unique=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="count_sheets")
    state = models.CharField(max_length=10, default=states.OPEN)
    note = models.CharField(max_length=400, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[CountSheetQuerySet] = CountSheetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=states.SHEET.states), name="sheet_state")]
        indexes = [models.Index(fields=["-opened_at", "-id"])]

    def __str__(self) -> str:
        return self.number


class CountLine(models.Model):
    """A part on a sheet: what the books said at the moment it was counted, and what was there."""

    sheet = models.ForeignKey(CountSheet, on_delete=models.CASCADE, related_name="lines")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    bin = models.CharField(max_length=40, blank=True)
    expected = models.IntegerField(null=True)
    counted = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["bin", "part__code", "id"]
        constraints = [models.UniqueConstraint(fields=["sheet", "part"], name="count_part_once")]

    @property
    def difference(self) -> int | None:
        """How many more (or fewer) were there than the books said; None while it is not counted."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected
