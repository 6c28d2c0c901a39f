"""Suppliers, what they promised, and what is asked back from them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F

from payandan.catalog.models import Category, ProductModel
from payandan.claims.models.claim import Claim
from payandan.claims.models.opinions import Opinion
from payandan.claims.rules import recovery as rules
from payandan.platform.kit.actors import Actor
from payandan.platform.search.models import Searchable, SearchQuerySet


class SupplierQuerySet(SearchQuerySet["Supplier"]):
    def visible_to(self, actor: Actor) -> Self:
        """Suppliers are the whole company's: who recovers sees them all."""
        return self if actor.can(rules.RECOVER) else self.none()


class Supplier(Searchable):
    """Who sold parts to the company, and stands behind them."""

    number = models.CharField(max_length=20, unique=True)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=400, blank=True)
    document = models.CharField(
        max_length=80, blank=True, help_text="The id of its document of kind supplier in the rule book, no version."
    )
    days_to_claim = models.PositiveSmallIntegerField(default=60, help_text="From the decision on the claim.")
    days_to_answer = models.PositiveSmallIntegerField(default=30, help_text="From the debit note.")
    part_back = models.BooleanField(default=False, help_text="The part must be sent back to it.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change; a stale form is refused.")

    objects: ClassVar[SupplierQuerySet] = SupplierQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name_fa", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=~models.Q(document=""), name="supplier_of_a_document"
            )
        ]
        indexes = [models.Index(fields=["-created_at", "-id"])]

    def __str__(self) -> str:
        return self.name_fa


class SupplyTerms(models.Model):
    """What a supplier pays, for which parts, since when."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="terms")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    component = models.CharField(max_length=60, blank=True, help_text="Empty: every part.")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The first day on which they no longer hold.")
    months = models.PositiveSmallIntegerField(null=True, help_text="From the day of sale; null: as long as our own.")
    causes = models.JSONField(default=list, help_text="Of the fault; empty: any.")
    shares = models.JSONField(default=dict, help_text="By kind of line, in hundredths of a percent.")

    class Meta:
        ordering = ["-since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=F("since")), name="supply_terms_days"
            )
        ]


class DebitNoteQuerySet(models.QuerySet["DebitNote"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who recovers sees the notes; who is bound to branches, those with a recovery of theirs."""
        if not actor.can(rules.RECOVER):
            return self.none()
        if actor.sees_every_branch:
            return self
        return self.filter(pk__in=Recovery.objects.visible_to(actor).values("note"))


class DebitNote(models.Model):
    """What was sent to a supplier at once: several recoveries on one paper."""

    number = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="notes")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    count = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=160, blank=True)
    answer_by = models.DateField()

    objects: ClassVar[DebitNoteQuerySet] = DebitNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="debit_note_of_something")]

    def __str__(self) -> str:
        return self.number


class RecoveryQuerySet(SearchQuerySet["Recovery"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who recovers sees those of its branches, or all; never one whose claim it shall judge blindly."""
        if not actor.can(rules.RECOVER):
            return self.none()
        rows = self if actor.sees_every_branch else self.filter(claim__branch_id__in=actor.branches or ())
        if actor.kind == "system" or not actor.can("claims.review"):
            return rows
        return rows.exclude(claim_id__in=Opinion.objects.awaited_from(actor).values("claim_id"))


class Recovery(Searchable):
    """What one supplier shall pay back for one causal part of one claim."""

    number = models.CharField(max_length=20, unique=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="recoveries")
    position = models.PositiveSmallIntegerField(help_text="The line of the part.")
    component = models.CharField(max_length=60, blank=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="recoveries")
    terms = models.ForeignKey(SupplyTerms, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=80, blank=True, help_text="id@version of the supplier's document.")
    by_hand = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default=rules.OPENED)
    currency = models.CharField(max_length=3)
    cost = models.BigIntegerField(help_text="What the part brought about, in the smallest unit.")
    claimed = models.BigIntegerField(help_text="What the supplier owes of it by its terms.")
    agreed = models.BigIntegerField(null=True, help_text="Null until it answers.")
    paid = models.BigIntegerField(default=0)
    items = models.JSONField(default=list, help_text="Line by line: cost, share, amount.")
    part_back = models.BooleanField(default=False)
    note = models.ForeignKey(DebitNote, on_delete=models.PROTECT, null=True, related_name="recoveries")
    reason = models.CharField(max_length=400, blank=True, help_text="Of the newest act that takes one.")
    reference = models.CharField(max_length=60, blank=True, help_text="Of the newest payment.")
    claim_by = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")

    objects: ClassVar[RecoveryQuerySet] = RecoveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=rules.RECOVERY_STATES), name="recovery_state"),
            models.UniqueConstraint(
                fields=["claim", "position"], condition=~models.Q(state=rules.WITHDRAWN), name="one_recovery_per_part"
            ),
            models.CheckConstraint(
                condition=models.Q(claimed__gt=0, paid__gte=0) & models.Q(claimed__lte=F("cost")),
                name="recovery_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed=None, paid=0)
                | models.Q(agreed__gte=0, agreed__lte=F("claimed"), paid__lte=F("agreed")),
                name="recovery_paid_within_agreed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=rules.PAID) | models.Q(paid=F("agreed"), paid_at__isnull=False),
                name="recovery_paid_in_full",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"]),
            models.Index(fields=["state", "-opened_at", "-id"]),
            models.Index(fields=["supplier", "state"]),
        ]

    def __str__(self) -> str:
        return self.number
