"""Repair orders: what was handed in, what is wrong with it, where it is, and how it ended."""

from typing import ClassVar, Self

from django.db import models

from payandan.claims.models import Claim
from payandan.customers.models import Customer
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch, User
from payandan.platform.search.models import Searchable, SearchQuerySet
from payandan.repairs import rules
from payandan.units.models import Unit


class Visit(models.Model):
    """One customer at one counter: what was handed in together, and may be collected apart."""

    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="visits")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class RepairOrderQuerySet(SearchQuerySet["RepairOrder"]):
    def visible_to(self, actor: Actor) -> Self:
        """A customer sees its own jobs; staff those of their branches (taken in, here, on the way here), or all."""
        if actor.kind == "customer":
            return self.filter(customer_id=actor.id)
        if not actor.can("repairs.view"):
            return self.none()
        if actor.sees_every_branch:
            return self
        own = list(actor.branches or ())
        here = models.Q(branch_id__in=own) | models.Q(place_id__in=own) | models.Q(bound_for_id__in=own)
        return self.filter(here)


class RepairOrder(Searchable):
    """One device on its way through the workshop."""

    number = models.CharField(max_length=20, unique=True)
    tracking = models.CharField(max_length=16, unique=True, help_text="What the customer types to see how it stands.")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="orders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="repairs")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="repairs")
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="repairs", help_text="The centre that took it in."
    )
    place = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="+", help_text="The centre where it lies now."
    )
    bound_for = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="+", help_text="The centre it is on its way to."
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="repairs")
    technician = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=12, default="counter", help_text="counter, api, import")
    state = models.CharField(max_length=20, default="received")
    entered_at = models.DateTimeField(help_text="Since when it is in this state.")
    priority = models.PositiveSmallIntegerField(default=2, help_text="0 urgent, 1 high, 2 usual, 3 low")
    outcome = models.CharField(max_length=24, blank=True)
    received_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    symptom = models.CharField(max_length=60, blank=True, help_text="The main one of `symptoms`.")
    symptoms = models.JSONField(default=list, help_text="Codes of the catalogue.")
    group = models.CharField(max_length=60, blank=True, help_text="The main symptom's group: the same problem.")
    words = models.TextField(blank=True, help_text="The fault in the customer's words.")
    words_key = models.CharField(max_length=400, blank=True, help_text="The words, folded for likeness.")
    coverage = models.JSONField(default=dict, help_text="What the coverage card said at intake: outcome, dates, codes.")
    covered = models.CharField(max_length=20, blank=True, help_text="covered, partly_covered, not_covered, …")
    condition = models.JSONField(default=list, help_text="The checklist as answered: [{code, value, note}].")
    accessories = models.JSONField(default=list)
    appearance = models.CharField(max_length=400, blank=True, help_text="Scratches, dents, in free words.")
    data_consent = models.CharField(max_length=10, blank=True, help_text="agreed, backed_up, keep, or empty.")
    signed_by = models.CharField(max_length=10, blank=True, help_text="signature, code, paper, or empty.")
    signature = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    shelf = models.CharField(max_length=40, blank=True)
    diagnosis = models.TextField(blank=True, help_text="What the bench found, in words.")
    cause = models.CharField(max_length=60, blank=True, help_text="The component at fault: a code of the catalogue.")
    work = models.TextField(blank=True, help_text="What was done, in words the customer reads.")
    waits_for = models.CharField(max_length=120, blank=True, help_text="Which part, whose answer.")
    expected_on = models.DateField(null=True, help_text="When what it waits for should be here.")
    can_start = models.BooleanField(default=True, help_text="False while planned parts are not reserved in full.")
    seconds = models.PositiveIntegerField(default=0, help_text="Handling time counted so far, of everybody.")
    reminders = models.PositiveSmallIntegerField(default=0, help_text="How often the customer was told to collect it.")
    reminded_at = models.DateTimeField(null=True)
    delay_told_at = models.DateTimeField(null=True)
    form_key = models.CharField(max_length=64, null=True, unique=True, help_text="Sent twice, it is taken in once.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")

    objects: ClassVar[RepairOrderQuerySet] = RepairOrderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=rules.STATES), name="repair_state_in_table"),
            models.CheckConstraint(condition=models.Q(outcome__in=("", *rules.OUTCOMES)), name="repair_known_outcome"),
            models.CheckConstraint(
                condition=~models.Q(state="delivered") | models.Q(delivered_at__isnull=False),
                name="repair_delivered_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("ready", "notified", "delivered")) | ~models.Q(outcome=""),
                name="repair_ready_has_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"]),
            models.Index(fields=["state", "priority", "promised_at", "id"]),
            models.Index(fields=["place", "state", "priority", "promised_at", "id"]),
            models.Index(fields=["branch", "-received_at"]),
            models.Index(fields=["technician", "state"]),
            models.Index(fields=["unit", "-received_at"]),
            models.Index(fields=["customer", "-received_at"]),
            models.Index(fields=["delivered_at"]),
        ]

    def __str__(self) -> str:
        return self.number
