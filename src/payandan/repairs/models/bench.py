"""Work at the bench: time, tests, and parts that went in and out."""

from typing import ClassVar, Self

from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import User
from payandan.platform.search.among import among
from payandan.repairs.models.orders import RepairOrder


class WorkTimerQuerySet(models.QuerySet["WorkTimer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the jobs that the actor may see."""
        return self.filter(among(RepairOrder.objects.visible_to(actor), "order_id"))

    def running(self) -> Self:
        """Those that nobody has stopped."""
        return self.filter(stopped_at=None)


class WorkTimer(models.Model):
    """One stretch of one person's work on one job."""

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="timers")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)
    asked = models.BooleanField(default=False, help_text="Cut at the end of a shift: the person has yet to say.")
    note = models.CharField(max_length=200, blank=True, help_text="Why the time was put right.")

    objects: ClassVar[WorkTimerQuerySet] = WorkTimerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(stopped_at=None), name="one_running_timer_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None) | models.Q(stopped_at__gte=models.F("started_at")),
                name="timer_stops_after_start",
            ),
        ]
        indexes = [models.Index(fields=["person", "-started_at"]), models.Index(fields=["order", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.seconds}"


class TestRun(models.Model):
    """One walk through the test list of a kind of product."""

    __test__ = False

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="test_runs")
    results = models.JSONField(default=list, help_text="[{code, result, value}] in the order of the list.")
    passed = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.passed}"


class PlannedPart(models.Model):
    """A part that a job will need: reserved where there is stock, else waited for."""

    class State(models.TextChoices):
        WANTED = "wanted"
        RESERVED = "reserved"
        ISSUED = "issued"
        DROPPED = "dropped"

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="planned")
    part_id = models.BigIntegerField(null=True, help_text="Of the part master, where the part is in it.")
    code = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=160)
    component = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveSmallIntegerField(default=1)
    reservation_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WANTED)
    expected_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gte=1), name="planned_part_some")]

    def __str__(self) -> str:
        return self.label


class PartChange(models.Model):
    """A part that was taken out and the one that went in; of serialised parts, both serials."""

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="changes")
    planned = models.ForeignKey(PlannedPart, on_delete=models.PROTECT, null=True, related_name="changes")
    part_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=160)
    component = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveSmallIntegerField(default=1)
    serialised = models.BooleanField(default=False)
    removed_serial = models.CharField(max_length=60, blank=True)
    installed_serial = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(serialised=False) | (~models.Q(removed_serial="") & ~models.Q(installed_serial="")),
                name="serialised_part_has_serials",
            )
        ]
        indexes = [
            models.Index(
                fields=["installed_serial"], condition=~models.Q(installed_serial=""), name="installed_serials"
            )
        ]

    def __str__(self) -> str:
        return self.label
