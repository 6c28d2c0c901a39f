"""Shipments: what travels from whom to whom, what was seen of it, what carriers said, and what went wrong."""

from typing import ClassVar, Self

from django.db import models

from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.platform.search.models import Searchable, SearchQuerySet
from payandan.returns import rules

_CUSTOMER_LEGS = tuple(leg.code for leg in rules.LEGS.values() if leg.of_customer)


class ShipmentQuerySet(SearchQuerySet["Shipment"]):
    def visible_to(self, actor: Actor) -> Self:
        """A customer sees its own ways; staff those of their branches (the owner's, from, to), or all."""
        if actor.kind == "customer":
            return self.filter(customer_id=actor.id, leg__in=_CUSTOMER_LEGS)
        if not actor.can("shipments.view"):
            return self.none()
        if actor.sees_every_branch:
            return self
        own = list(actor.branches or ())
        return self.filter(models.Q(branch_id__in=own) | models.Q(origin_id__in=own) | models.Q(target_id__in=own))

    def of(self, owner: tuple[str, int]) -> Self:
        """The shipments of one owner."""
        return self.filter(owner_kind=owner[0], owner_id=owner[1])


class Shipment(Searchable):
    """One way of one parcel. The addresses are copies of the day it was made: what a customer changes later is not."""

    number = models.CharField(max_length=20, unique=True)
    leg = models.CharField(max_length=16)
    owner_kind = models.CharField(max_length=20)
    owner_id = models.BigIntegerField()
    owner_number = models.CharField(max_length=20, help_text="The owner's number, as people know it.")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who ships.")
    origin = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="shipments")
    sender = models.JSONField(help_text="name, mobile, province, city, address, postcode as they were")
    receiver = models.JSONField(help_text="name, mobile, province, city, address, postcode as they were")
    carrier = models.CharField(max_length=30)
    service = models.CharField(max_length=30, blank=True)
    content = models.CharField(max_length=200, blank=True, help_text="What is in the parcel, in words.")
    weight = models.PositiveIntegerField(help_text="In grams.")
    declared = models.BigIntegerField(default=0, help_text="The declared value, in the smallest unit.")
    currency = models.CharField(max_length=3)
    price = models.BigIntegerField(null=True, help_text="What the way costs; null while nobody has said.")
    cause = models.CharField(max_length=20)
    coverage = models.CharField(max_length=16)
    distance = models.CharField(max_length=12)
    country = models.CharField(max_length=2, blank=True, help_text="Whose law holds.")
    payer = models.CharField(max_length=10)
    line = models.CharField(max_length=30, help_text="The line of the table that says who pays.")
    payer_reason = models.CharField(max_length=300, blank=True, help_text="Why a colleague decided otherwise.")
    state = models.CharField(max_length=24, default=rules.DRAFT)
    entered_at = models.DateTimeField(help_text="Since when it is in this state.")
    carrier_id = models.CharField(max_length=80, blank=True, help_text="The carrier's own id of it.")
    waybill = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=40, blank=True, help_text="Why the carrier refused or nobody knows, as a code.")
    promised_on = models.DateField(null=True)
    late_for = models.DateField(null=True, help_text="The promised day for which a task was opened.")
    cancel_wish = models.CharField(max_length=300, blank=True, help_text="Why it shall not travel, until that is done.")
    key = models.CharField(max_length=120, null=True, unique=True, help_text="The same cause makes one shipment.")
    made_by_kind = models.CharField(max_length=12)
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, help_text="When the carrier was asked to take it.")
    booked_at = models.DateTimeField(null=True, help_text="When it had a waybill.")
    seen_at = models.DateTimeField(null=True, help_text="The newest checkpoint.")
    delivered_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True, help_text="When to ask the carrier.")
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)

    objects: ClassVar[ShipmentQuerySet] = ShipmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=rules.STATES), name="shipment_state_in_table"),
            models.CheckConstraint(condition=models.Q(leg__in=list(rules.LEGS)), name="shipment_known_leg"),
            models.CheckConstraint(condition=models.Q(payer__in=rules.PAYERS), name="shipment_known_payer"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="shipment_weighs_something"),
            models.CheckConstraint(
                condition=~models.Q(state="delivered") | models.Q(delivered_at__isnull=False),
                name="shipment_delivered_has_time",
            ),
            models.UniqueConstraint(
                fields=["carrier", "carrier_id"], condition=~models.Q(carrier_id=""), name="shipment_booked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"]),
            models.Index(fields=["owner_kind", "owner_id"]),
            models.Index(fields=["state", "-created_at"]),
            models.Index(fields=["branch", "-created_at"]),
            models.Index(fields=["customer", "-created_at"]),
            models.Index(fields=["check_at"], condition=models.Q(check_at__isnull=False), name="shipments_checks"),
            models.Index(fields=["promised_on"], condition=models.Q(delivered_at=None), name="shipments_promised"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def owner(self) -> tuple[str, int]:
        """Whose shipment it is, as (kind, id)."""
        return self.owner_kind, self.owner_id


class Checkpoint(models.Model):
    """Something that was seen of a parcel. Never changed, never deleted."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="checkpoints")
    at = models.DateTimeField(help_text="When it happened.")
    noted_at = models.DateTimeField()
    tag = models.CharField(max_length=24, blank=True, help_text="What it means; empty: nothing that changes the state.")
    trouble = models.CharField(max_length=16, blank=True)
    raw = models.CharField(max_length=80, blank=True, help_text="The carrier's own word.")
    place = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=160, blank=True, help_text="Who wrote it; empty: the carrier told it.")
    mark = models.CharField(max_length=64, help_text="The same event, told again, is kept once.")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(tag__in=("", *rules.TAGS)), name="checkpoint_known_tag"),
            models.CheckConstraint(condition=models.Q(trouble__in=("", *rules.TOLD)), name="checkpoint_known_trouble"),
            models.UniqueConstraint(fields=["shipment", "mark"], name="checkpoint_once"),
        ]

    def __str__(self) -> str:
        return self.tag or self.raw


class CarrierAnswer(models.Model):
    """What a carrier said about a shipment, at each question that was answered with more than checkpoints."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField()
    step = models.CharField(max_length=8, help_text="create, find, track, label, cancel")
    carrier = models.CharField(max_length=30)
    verdict = models.CharField(max_length=8)
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.verdict} {self.code}"


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who may see the shipment sees what is wrong with it; no customer does."""
        if actor.kind == "customer":
            return self.none()
        rows = Shipment.objects.visible_to(actor)
        if actor.sees_every_branch and actor.can("shipments.view"):
            return self
        return self.filter(shipment__in=rows.values("pk"))


class Task(models.Model):
    """Something is wrong with a shipment, and somebody must take care of it."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="tasks")
    trouble = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What was done about it.")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(trouble__in=rules.TROUBLES), name="task_known_trouble"),
            models.UniqueConstraint(
                fields=["shipment", "trouble"], condition=models.Q(closed_at=None), name="task_open_once"
            ),
        ]
        indexes = [models.Index(fields=["-opened_at"], condition=models.Q(closed_at=None), name="shipment_tasks_open")]

    def __str__(self) -> str:
        return self.trouble
