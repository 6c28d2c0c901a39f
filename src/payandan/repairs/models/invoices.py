"""Invoices, devices that left unpaid, and the cash drawers of centres."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce

from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.repairs.models.estimates import KINDS, Estimate, OfAnOrderQuerySet
from payandan.repairs.models.orders import RepairOrder
from payandan.repairs.rules import bills, drawers


class Invoice(models.Model):
    """What a job cost and who pays; never changed once issued, only cancelled."""

    number = models.CharField(max_length=20, unique=True)
    serial = models.PositiveIntegerField(help_text="Counts the invoices of a centre, without gaps.")
    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="invoices")
    estimate = models.ForeignKey(Estimate, on_delete=models.PROTECT, null=True, related_name="invoices")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=bills.ISSUED)
    currency = models.CharField(max_length=3)
    verdict = models.JSONField(default=dict)
    tax_bp = models.PositiveIntegerField(help_text="The rate of its day, in hundredths of a percent.")
    amount = models.BigIntegerField(help_text="All lines, net.")
    customer_net = models.BigIntegerField()
    tax = models.BigIntegerField()
    goodwill = models.BigIntegerField(default=0)
    goodwill_reason = models.CharField(max_length=300, blank=True)
    by_payer = models.JSONField(default=dict)
    deposits_used = models.BigIntegerField(default=0, help_text="What had been paid when it was issued.")
    deposits_back = models.BigIntegerField(default=0, help_text="What had been paid when it was cancelled.")
    note = models.CharField(max_length=400, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=160, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=160, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[OfAnOrderQuerySet] = OfAnOrderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                Coalesce(models.F("branch"), models.Value(0)),
                models.F("serial"),
                name="invoice_serial_of_a_centre",
            ),
            models.UniqueConstraint(fields=["order"], condition=models.Q(state="issued"), name="one_invoice_a_job"),
            models.CheckConstraint(condition=models.Q(state__in=bills.INVOICE_STATES), name="invoice_state_in_table"),
            models.CheckConstraint(
                condition=models.Q(customer_net__gte=0, tax__gte=0, amount__gte=models.F("customer_net")),
                name="invoice_sums",
            ),
            models.CheckConstraint(
                condition=models.Q(state="issued", cancelled_at=None)
                | models.Q(state="cancelled", cancelled_at__isnull=False),
                name="invoice_cancelled_has_time",
            ),
        ]
        indexes = [models.Index(fields=["branch", "-issued_at"]), models.Index(fields=["issued_at"])]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> int:
        """What the customer pays."""
        return self.customer_net + self.tax


class InvoiceLine(models.Model):
    """One line of an invoice."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    component = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=160, blank=True)
    quantity = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveIntegerField(null=True)
    amount = models.BigIntegerField(help_text="Of the whole line, net.")
    split = models.JSONField(default=dict)
    tax = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="invoice_line_not_negative"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="invoice_line_kind"),
        ]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def customer(self) -> int:
        """What the customer pays of it, net."""
        return int(self.split.get("customer", 0))


class Release(models.Model):
    """Somebody let a device go before it was paid, and said why."""

    order = models.OneToOneField(RepairOrder, on_delete=models.CASCADE, related_name="release")
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason


class CashDrawerQuerySet(models.QuerySet["CashDrawer"]):
    def visible_to(self, actor: Actor) -> Self:
        """The drawers of the actor's centres, or all."""
        if not actor.can("repairs.cash"):
            return self.none()
        return self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())


class CashDrawer(models.Model):
    """The cash of a centre from an opening to a closing."""

    number = models.CharField(max_length=20, unique=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, default=drawers.OPEN_DRAWER)
    since = models.DateTimeField(help_text="Cash from this moment on is counted here: the closing of the one before.")
    opening = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=160)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=160, blank=True)
    came = models.BigIntegerField(default=0)
    went = models.BigIntegerField(default=0)
    counted = models.BigIntegerField(null=True)
    difference = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[CashDrawerQuerySet] = CashDrawerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["branch"], condition=models.Q(state="open"), name="one_open_drawer"),
            models.CheckConstraint(condition=models.Q(state__in=drawers.DRAWER_STATES), name="drawer_state_in_table"),
            models.CheckConstraint(
                condition=models.Q(difference=0) | ~models.Q(reason=""), name="drawer_difference_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["branch", "-opened_at"])]

    def __str__(self) -> str:
        return self.number
