"""Loaners and their contracts, exchanges, and what becomes of units that stay with the company."""

from typing import ClassVar, Self

from django.db import models

from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.repairs.models.orders import RepairOrder
from payandan.repairs.rules import pools
from payandan.units.models import Unit


class LoanerQuerySet(models.QuerySet["Loaner"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see the loaners of their branches, or all."""
        if not actor.can("repairs.view"):
            return self.none()
        return self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())


class Loaner(models.Model):
    """A device of the company's that customers use while theirs is in the workshop."""

    number = models.CharField(max_length=20, unique=True)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="loaner")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=pools.AVAILABLE)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[LoanerQuerySet] = LoanerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["state", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=pools.LOANER_STATES), name="loaner_state_in_table")
        ]

    def __str__(self) -> str:
        return self.number


class Loan(models.Model):
    """The contract by which a customer has a loaner: in which condition, until when, against what."""

    number = models.CharField(max_length=20, unique=True)
    loaner = models.ForeignKey(Loaner, on_delete=models.PROTECT, related_name="loans")
    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="loans")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    condition_out = models.CharField(max_length=400)
    accessories = models.CharField(max_length=200, blank=True)
    deposit = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    out_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    condition_back = models.CharField(max_length=400, blank=True)
    damaged = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["loaner"], condition=models.Q(back_at=None), name="a_loaner_is_lent_once"),
            models.CheckConstraint(condition=models.Q(deposit__gte=0), name="loan_deposit_not_negative"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=models.Q(back_at=None), name="loans_out")]

    def __str__(self) -> str:
        return self.number


class Exchange(models.Model):
    """Another unit in place of the customer's: over the counter, or in advance against a deposit."""

    number = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="exchanges")
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=12, default=pools.OFFERED)
    replacement = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    deposit = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    core_due_on = models.DateField(null=True, help_text="Until when the old unit has to be here.")
    offered_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    core_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=pools.EXCHANGE_STATES), name="exchange_state_in_table"),
            models.CheckConstraint(condition=models.Q(kind__in=pools.EXCHANGE_KINDS), name="exchange_known_kind"),
            models.UniqueConstraint(
                fields=["replacement"],
                condition=models.Q(state__in=("offered", "accepted")),
                name="a_unit_is_offered_once",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state__in=("offered", "accepted")), name="one_offer_a_job"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Disposition(models.Model):
    """A unit that stayed with the company was looked at: its grade, and what becomes of it."""

    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="dispositions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dispositions")
    grade = models.CharField(max_length=1)
    way = models.CharField(max_length=10)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(way__in=pools.WAYS), name="disposition_known_way"),
            models.CheckConstraint(condition=models.Q(grade__in=pools.GRADES), name="disposition_known_grade"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.grade} {self.way}"
