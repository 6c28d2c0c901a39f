"""How long a repair takes, what falls due with it, and the rights that customers were granted."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models

from payandan.claims.models.claim import Claim
from payandan.platform.kit.actors import Actor
from payandan.platform.search.among import among

NEVER = date(9999, 12, 31)
"""When the next right of a repair falls due on which none does: it stands last."""


Row = TypeVar("Row", bound=models.Model)


class OfClaimQuerySet(models.QuerySet[Row]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the claims that the actor may see."""
        return self.filter(among(Claim.objects.visible_to(actor), "claim_id"))

    def search(self, text: str) -> Self:
        """Those whose claim is found by a text."""
        return self.filter(claim__in=Claim.objects.search(text).values("pk"))


class RepairClock(models.Model):
    """The repair of one claim: when the unit came in and went back, and, kept true by the radar, what comes next."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="repair_clock")
    handed_in_on = models.DateField(null=True)
    handed_back_on = models.DateField(null=True)
    running = models.BooleanField(default=True, help_text="The repair is not finished and not refused.")
    started_on = models.DateField(help_text="The day it was handed in, else the day of filing.")
    repair_due_on = models.DateField(null=True)
    next_on = models.DateField(default=NEVER, help_text="When the next right falls due if nothing happens.")
    next_kind = models.CharField(max_length=20, blank=True)
    fallen = models.PositiveSmallIntegerField(default=0, help_text="How many rights have fallen due, granted or held.")
    held = models.BooleanField(default=False, help_text="What fell due is not granted: nobody has decided who pays.")
    unchecked = models.BooleanField(default=False, help_text="Law that nobody has compared with its text has more.")
    stake = models.BigIntegerField(default=0, help_text="What hangs on the next day, in the claim's currency.")
    way = models.CharField(max_length=12, blank=True, help_text="The cheapest lawful way out.")
    reckoned_at = models.DateTimeField()

    objects: ClassVar["OfClaimQuerySet[RepairClock]"] = OfClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["next_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handed_in_on=None)
                | models.Q(handed_back_on=None)
                | models.Q(handed_back_on__gte=models.F("handed_in_on")),
                name="handed_back_after_in",
            )
        ]
        indexes = [models.Index(fields=["next_on", "id"], condition=models.Q(running=True), name="running_repairs")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.next_kind or '-'} {self.next_on}"


class Grant(models.Model):
    """A right that fell due by itself, in a late repair; a person can only take it back with a second one."""

    class State(models.TextChoices):
        GRANTED = "granted"
        CANCEL_ASKED = "cancel_asked"
        CANCELLED = "cancelled"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="grants")
    right = models.CharField(
        max_length=100, help_text="What makes it one right: the kind, of an extension its law too."
    )
    occurrence = models.PositiveSmallIntegerField(default=1, help_text="The how-manieth week (or day) of lateness.")
    kind = models.CharField(max_length=20, help_text="extend, loaner, replace, refund, price_reduction")
    document = models.CharField(max_length=100, help_text="The law pack or terms, with its version.")
    rule = models.CharField(max_length=60, help_text="The rule of the document.")
    law = models.BooleanField(default=True)
    source = models.JSONField(default=dict, help_text="Law and article by language, and the clause, as they were.")
    by = models.JSONField(default=dict, help_text="How much longer: {months: 1}.")
    per = models.CharField(max_length=10, blank=True)
    when = models.JSONField(default=dict, help_text="The limit of time that was passed.")
    started_on = models.DateField(help_text="From when the repair was counted.")
    due_on = models.DateField()
    granted_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.GRANTED)
    reason = models.TextField(blank=True, help_text="Why it is taken back; the customer reads it.")
    asked_by = models.BigIntegerField(null=True, help_text="The member of staff who asked to take it back.")
    asked_name = models.CharField(max_length=160, blank=True)
    asked_at = models.DateTimeField(null=True)
    cancelled_by = models.BigIntegerField(null=True, help_text="The other one, who agreed.")
    cancelled_name = models.CharField(max_length=160, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    objects: ClassVar["OfClaimQuerySet[Grant]"] = OfClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "right", "occurrence"], name="granted_once"),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled")
                | (
                    models.Q(cancelled_at__isnull=False, asked_by__isnull=False, cancelled_by__isnull=False)
                    & ~models.Q(cancelled_by=models.F("asked_by"))
                    & ~models.Q(reason="")
                ),
                name="cancelled_by_two",
            ),
        ]
        indexes = [models.Index(fields=["due_on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"
