"""What decides how much is paid and by which rule: prices with their days, tables, what they did, and statements."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from payandan.catalog.models import Category, ProductModel
from payandan.claims.models.claim import Claim, Decision
from payandan.claims.rules import payment_prices, payment_statements, payment_tables
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch, User


class PriceQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff who see claims see what holds everywhere, and what holds in their own branches."""
        if not actor.can("claims.view"):
            return self.none()
        if actor.sees_every_branch:
            return self
        return self.filter(models.Q(branch=None) | models.Q(branch_id__in=actor.branches or ()))


def _once(*fields: str, name: str) -> models.UniqueConstraint:
    """One row for a thing, a place and a first day; a row for everywhere or for all models counts as one place."""
    parts = [Coalesce(F(field), Value(0)) if field in ("branch", "model") else F(field) for field in fields]
    return models.UniqueConstraint(*parts, name=name)


def _in_order(name: str) -> models.CheckConstraint:
    condition = models.Q(until=None) | models.Q(until__gt=F("since"))
    return models.CheckConstraint(condition=condition, name=name)


class Dated(models.Model):
    """Something that holds from a day on, in a country or in one centre of it."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects: ClassVar[PriceQuerySet] = PriceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True


class Tariff(Dated):
    """What work costs. A number left empty is that of the wider row: of the level, of the country."""

    country = models.CharField(max_length=2)
    level = models.CharField(max_length=1, blank=True, help_text="Of the centre in the product group; empty for all.")
    currency = models.CharField(max_length=3)
    labour_hour = models.BigIntegerField(null=True, help_text="One hour of work, in the smallest unit.")
    handling_bp = models.PositiveIntegerField(null=True, help_text="On parts, in hundredths of a percent.")
    travel_km = models.BigIntegerField(null=True, help_text="One kilometre.")
    travel_zones = models.JSONField(default=list, help_text="The amount of each zone, the first one nearest.")
    admin_fee = models.BigIntegerField(null=True, help_text="To the centre for each claim, tax included.")
    tax_bp = models.PositiveIntegerField(null=True, help_text="On everything, in hundredths of a percent.")

    class Meta:
        ordering = ["country", "level", "-since", "id"]
        constraints = [
            _once("country", "branch", "level", "currency", "since", name="tariff_once"),
            _in_order("tariff_days"),
        ]


class PartPrice(Dated):
    """The list price of a part."""

    country = models.CharField(max_length=2)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    component = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    price = models.BigIntegerField()

    class Meta:
        ordering = ["category", "component", "-since", "id"]
        constraints = [
            _once("country", "branch", "category", "model", "component", "currency", "since", name="part_price_once"),
            _in_order("part_price_days"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="part_price_not_negative"),
        ]


class StandardTime(Dated):
    """How long an operation takes."""

    country = models.CharField(max_length=2)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    component = models.CharField(max_length=60, blank=True, help_text="Empty: any that has no time of its own.")
    operation = models.CharField(max_length=20)
    minutes = models.PositiveIntegerField()

    class Meta:
        ordering = ["category", "component", "operation", "-since", "id"]
        constraints = [
            _once(
                "country", "branch", "category", "model", "component", "operation", "since", name="standard_time_once"
            ),
            _in_order("standard_time_days"),
            models.CheckConstraint(
                condition=models.Q(operation__in=payment_prices.OPERATIONS), name="standard_time_operation"
            ),
        ]  # fmt: skip


class Authorisation(Dated):
    """A centre may repair a kind of product under warranty, at a level."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=1)

    class Meta:
        ordering = ["branch", "category", "-since", "id"]
        constraints = [
            _once("branch", "category", "since", name="authorisation_once"),
            _in_order("authorisation_days"),
            models.CheckConstraint(condition=models.Q(branch__isnull=False), name="authorisation_of_a_branch"),
            models.CheckConstraint(condition=models.Q(level__in=payment_prices.LEVELS), name="authorisation_level"),
        ]


class Edition(models.Model):
    """Which edition of a kind of reference data is the newest: what a process remembers is held against it.

    The token is drawn anew with each change, so that an edition that was rolled back is never met again.
    """

    kind = models.CharField(max_length=20, unique=True, help_text="tariffs, parts, times, authorisations, table")
    token = models.CharField(max_length=32)


class PaymentTable(models.Model):
    """One version of the table of payment. Only a draft changes; of the others, at most one is in force."""

    version = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, default=payment_tables.DRAFT)
    body = models.JSONField(help_text="The rules in their order, as plain data.")
    note = models.CharField(max_length=400, blank=True, help_text="What was changed, and why.")
    edits = models.PositiveIntegerField(default=1, help_text="Grows with each change; a stale form is refused.")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=payment_tables.TABLE_STATES), name="payment_table_state"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state=payment_tables.PUBLISHED), name="one_payment_table_in_force"
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)


class Ruling(models.Model):
    """What the table said about a claim when it was filed, on which facts, and what came of it."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="ruling")
    table = models.ForeignKey(PaymentTable, on_delete=models.PROTECT, related_name="rulings")
    rule = models.CharField(max_length=20, blank=True, help_text="Empty: none matched.")
    effect = models.CharField(max_length=20, help_text="What the rule says.")
    done = models.CharField(max_length=20, help_text="What was done: the effect, or person.")
    held_for = models.CharField(max_length=40, blank=True, help_text="Why a person decides although the rule would.")
    queue = models.CharField(max_length=40, blank=True)
    skill = models.CharField(max_length=20, blank=True)
    asked = models.JSONField(default=dict, help_text="The facts as they were asked.")
    advised = models.JSONField(default=dict, help_text="What the customer would pay per line, had the rule decided.")
    decision = models.OneToOneField(Decision, on_delete=models.SET_NULL, null=True, related_name="ruling")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(effect__in=payment_tables.EFFECTS), name="ruling_effect"),
            models.CheckConstraint(condition=models.Q(done__in=payment_tables.EFFECTS), name="ruling_done"),
        ]
        indexes = [
            models.Index(fields=["table", "rule"]),
            models.Index(fields=["queue"], condition=~models.Q(queue=""), name="ruling_queue"),
        ]


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff who work with statements see those of their branches, or all where they are bound to none."""
        if not actor.can("claims.statements"):
            return self.none()
        return self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())


class Statement(models.Model):
    """What a centre is owed for a period: its decided claims, fees, and what is taken off."""

    number = models.CharField(max_length=20, unique=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="statements")
    currency = models.CharField(max_length=3)
    since = models.DateField(help_text="The first day of the period.")
    until = models.DateField(help_text="The first day after it.")
    state = models.CharField(max_length=10, default=payment_statements.DRAFT)
    claims_amount = models.BigIntegerField(default=0)
    fees = models.BigIntegerField(default=0)
    deducted = models.BigIntegerField(default=0)
    due = models.BigIntegerField(default=0)
    claim_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=400, blank=True)
    reference = models.CharField(max_length=60, blank=True, help_text="Of the payment.")
    drafted_by_kind = models.CharField(max_length=12)
    drafted_by_id = models.BigIntegerField(null=True)
    drafted_by_name = models.CharField(max_length=160, blank=True)
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    approved_by_name = models.CharField(max_length=160, blank=True)
    approved_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")

    objects: ClassVar[StatementQuerySet] = StatementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-until", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=payment_statements.STATEMENT_STATES), name="statement_state"
            ),
            models.CheckConstraint(condition=models.Q(until__gt=F("since")), name="statement_days"),
        ]
        indexes = [
            models.Index(fields=["branch", "-until", "-id"]),
            models.Index(fields=["-until", "-id"]),
            models.Index(fields=["-drafted_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.number


class StatementLine(models.Model):
    """A claim in a statement, with what was decided when it was put there. A claim stands in one statement at most."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines")
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="statement_line")
    amount = models.BigIntegerField(help_text="The company's part.")
    fee = models.BigIntegerField(default=0)
    by_payer = models.JSONField(default=dict)
    by_kind = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]


class Deduction(models.Model):
    """Something taken off a statement; below zero it is added."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="deductions")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20)
    text = models.CharField(max_length=200, blank=True)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=payment_statements.DEDUCTIONS), name="deduction_reason"
            ),
            models.CheckConstraint(condition=~models.Q(amount=0), name="deduction_of_something"),
        ]
