"""A job that repeats an earlier one."""

from typing import ClassVar, Self

from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.search.among import among
from payandan.repairs.models.orders import RepairOrder
from payandan.repairs.rules import repeats


class RepeatQuerySet(models.QuerySet["Repeat"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those whose newer job the actor may see; the earlier one may lie anywhere, under any owner."""
        if actor.kind == "customer":
            return self.none()
        return self.filter(among(RepairOrder.objects.visible_to(actor), "order_id"))


class Repeat(models.Model):
    """The link from a job to the earlier one it repeats, by what it was found, and why it came again."""

    order = models.OneToOneField(RepairOrder, on_delete=models.CASCADE, related_name="repeat")
    earlier = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="repeated_by")
    found_by = models.CharField(max_length=8)
    likeness = models.PositiveSmallIntegerField(help_text="0 to 100.")
    days = models.PositiveSmallIntegerField(help_text="From the earlier delivery to this intake.")
    cause = models.CharField(max_length=12, blank=True, help_text="part, workmanship, diagnosis, new, use; or empty.")
    note = models.CharField(max_length=400, blank=True)
    classed_by = models.CharField(max_length=160, blank=True)
    classed_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()

    objects: ClassVar[RepeatQuerySet] = RepeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(cause__in=("", *repeats.CLASSES)), name="repeat_known_cause"),
            models.CheckConstraint(condition=~models.Q(order=models.F("earlier")), name="repeat_of_another"),
        ]
        indexes = [models.Index(fields=["-found_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.order_id} ← {self.earlier_id}"
