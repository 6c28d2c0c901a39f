"""The pool: units of the company that stand ready to be given for customers' own, or become parts or scrap."""

from typing import ClassVar, Self

from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.repairs.models.orders import RepairOrder
from payandan.repairs.models.pools import Exchange
from payandan.repairs.rules import pools
from payandan.units.models import Unit


class PoolUnitQuerySet(models.QuerySet["PoolUnit"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see the pool of their branches, or all."""
        if not actor.can("repairs.view"):
            return self.none()
        return self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())

    def inside(self) -> Self:
        """Those that have not left."""
        return self.exclude(state__in=pools.POOL_LEFT)


class PoolUnit(models.Model):
    """One stay of a unit in the pool: where it came from, how it stands, and where it went."""

    number = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pooled")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12)
    grade = models.CharField(max_length=1, blank=True, help_text="Empty until somebody looked at it.")
    origin = models.CharField(max_length=4)
    order = models.ForeignKey(
        RepairOrder, on_delete=models.PROTECT, null=True, related_name="pooled", help_text="The job it came from."
    )
    exchange = models.ForeignKey(
        Exchange, on_delete=models.PROTECT, null=True, related_name="pooled", help_text="By which it is given away."
    )
    note = models.CharField(max_length=400, blank=True)
    came_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[PoolUnitQuerySet] = PoolUnitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=pools.POOL_STATES), name="pool_state_in_table"),
            models.CheckConstraint(condition=models.Q(grade__in=("", *pools.GRADES)), name="pool_known_grade"),
            models.CheckConstraint(condition=models.Q(origin__in=pools.ORIGINS), name="pool_known_origin"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=~models.Q(state__in=sorted(pools.POOL_LEFT)),
                name="a_unit_is_in_the_pool_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "branch"], name="pool_by_state")]

    def __str__(self) -> str:
        return self.number
