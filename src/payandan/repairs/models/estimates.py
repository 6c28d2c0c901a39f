"""Estimates: versions of what a repair will cost, line by line, and what the customer said to each."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce

from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.platform.search.among import among
from payandan.repairs.models.orders import RepairOrder
from payandan.repairs.rules import estimates as rules

KINDS = ("part", "labour", "travel", "shipping", "expense")


class OfAnOrderQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, actor: Actor) -> Self:
        """Those of the jobs that the actor may see; a customer sees nothing that was not sent."""
        rows = self.filter(among(RepairOrder.objects.visible_to(actor), "order_id"))
        return rows.exclude(state__in=("draft", "dropped")) if actor.kind == "customer" else rows


class MoneyTerms(models.Model):
    """How a centre deals with money: one row for a centre, and one without a centre for all others."""

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, null=True, related_name="+")
    tolerance_bp = models.PositiveIntegerField(
        default=1000, help_text="Beyond the consent, in hundredths of a percent."
    )
    valid_days = models.PositiveSmallIntegerField(default=7)
    remind_after_days = models.PositiveSmallIntegerField(default=2)
    deposit_bp = models.PositiveIntegerField(default=5000, help_text="Of the customer's share, proposed as deposit.")
    deposit_step = models.BigIntegerField(default=100_000, help_text="Deposits are rounded up to whole steps of it.")
    hold_unpaid = models.BooleanField(default=True, help_text="A device leaves unpaid only with a reason.")
    tax_id = models.CharField(max_length=20, blank=True, help_text="Of the seller, as printed on invoices.")
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.branch_id or "everywhere")


class TaxRate(models.Model):
    """The tax on what customers pay, in a country or in one centre of it, from a day on."""

    country = models.CharField(max_length=2)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, related_name="+")
    since = models.DateField()
    rate_bp = models.PositiveIntegerField(help_text="In hundredths of a percent.")

    class Meta:
        ordering = ["country", "branch", "-since"]
        constraints = [
            models.UniqueConstraint(
                models.F("country"),
                Coalesce(models.F("branch"), models.Value(0)),
                models.F("since"),
                name="tax_rate_once",
            ),
            models.CheckConstraint(condition=models.Q(rate_bp__lte=10_000), name="tax_rate_at_most_all"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.rate_bp}"


class Estimate(models.Model):
    """One version of an estimate. Only a draft changes."""

    number = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="estimates")
    version = models.PositiveSmallIntegerField(help_text="Counts the versions of the job's estimate, from one.")
    state = models.CharField(max_length=16, default=rules.DRAFT)
    currency = models.CharField(max_length=3)
    cause = models.CharField(max_length=30, blank=True, help_text="What the bench found to be the cause.")
    note = models.CharField(max_length=1000, blank=True, help_text="To the customer.")
    case = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict, help_text="Who pays what and why, in codes.")
    tax_bp = models.PositiveIntegerField(default=0)
    amount = models.BigIntegerField(default=0, help_text="All lines, net.")
    customer = models.BigIntegerField(default=0, help_text="What the customer pays at most, net.")
    tax = models.BigIntegerField(default=0)
    deposit = models.BigIntegerField(default=0, help_text="What the customer is asked for before work begins.")
    agreed = models.BigIntegerField(null=True, help_text="What the customer agreed to pay, with tax.")
    tolerance_bp = models.PositiveIntegerField(default=1000)
    made_by_name = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=10, blank=True, help_text="customer, staff, nobody (nothing to pay)")
    answered_name = models.CharField(max_length=160, blank=True)
    answer_note = models.CharField(max_length=400, blank=True, help_text="How consent was given, where staff noted it.")
    draft_version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")

    objects: ClassVar[OfAnOrderQuerySet] = OfAnOrderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="estimate_versions"),
            models.UniqueConstraint(fields=["order"], condition=models.Q(state="draft"), name="one_draft_estimate"),
            models.UniqueConstraint(fields=["order"], condition=models.Q(state="sent"), name="one_open_estimate"),
            models.CheckConstraint(condition=models.Q(state__in=rules.ESTIMATE_STATES), name="estimate_state_in_table"),
            models.CheckConstraint(
                condition=~models.Q(state__in=rules.ANSWERED) | models.Q(answered_at__isnull=False),
                name="estimate_answered_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["valid_until"], condition=models.Q(state="sent"), name="estimates_open"),
            models.Index(fields=["state", "-sent_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> int:
        """What the customer pays at most, with tax."""
        return self.customer + self.tax


class EstimateLine(models.Model):
    """Something that somebody will pay for."""

    estimate = models.ForeignKey(Estimate, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    component = models.CharField(max_length=60, blank=True)
    part_id = models.BigIntegerField(null=True, help_text="Of the part master, where the part is in it.")
    label = models.CharField(max_length=160, blank=True)
    quantity = models.PositiveSmallIntegerField(default=1)
    operation = models.CharField(max_length=20, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    km = models.PositiveIntegerField(null=True)
    amount = models.BigIntegerField(help_text="Of the whole line, net.")
    by_list = models.BigIntegerField(null=True, help_text="What the price list and the standard time say, net.")
    split = models.JSONField(default=dict, help_text="payer → amount; together the whole line")
    outcome = models.CharField(max_length=16, blank=True)
    tax = models.BigIntegerField(default=0)
    answer = models.BooleanField(null=True, help_text="What the customer said to it.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "position"], name="estimate_line_position"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="estimate_line_not_negative"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="estimate_line_kind"),
        ]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def customer(self) -> int:
        """What the customer pays of it at most, net."""
        return int(self.split.get("customer", 0))


class EstimateQuestion(models.Model):
    """What the customer asked about an estimate, and what was answered."""

    estimate = models.ForeignKey(Estimate, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=1000)
    asked_at = models.DateTimeField()
    reply = models.CharField(max_length=1000, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:40]
