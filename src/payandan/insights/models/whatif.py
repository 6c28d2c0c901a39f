"""Scenarios: a past period of claims ruled again under other terms, and every claim of it before and after."""

from typing import ClassVar, Self

from django.db import models

from payandan.claims.models import Claim
from payandan.insights.rules import whatif as rules
from payandan.platform.kit.actors import Actor
from payandan.platform.search.among import among

CAPABILITY = "insights.whatif"


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, actor: Actor) -> Self:
        """Whoever may ask and sees the claims of every branch: the numbers are those of all of them."""
        return self if actor.can(CAPABILITY) and actor.sees_every_branch else self.none()


class Scenario(models.Model):
    """Which claims, under which changes, and what came of it."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    since = models.DateField(help_text="The first day on which the claims were filed.")
    until = models.DateField(help_text="The last one.")
    filters = models.JSONField(default=dict, help_text="category, model, branch, outcome: each a list; empty: all.")
    changes = models.JSONField(default=list, help_text="Each with its kind, in the order in which they are made.")
    state = models.CharField(max_length=8, default=rules.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale page is refused.")
    run = models.PositiveIntegerField(default=0, help_text="Grows with each run; what an older one finds is dropped.")
    total = models.PositiveIntegerField(default=0, help_text="How many claims the run is about.")
    done = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0, help_text="The id of the last claim that was ruled again.")
    tally = models.JSONField(default=dict, help_text="What was counted so far, and in the end.")
    rule_book = models.CharField(max_length=80, blank=True, help_text="sha256:… of what was published when it began.")
    error = models.JSONField(default=dict, help_text="The refusal that a run failed with: code, field, problems.")
    created_by = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[ScenarioQuerySet] = ScenarioQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=rules.STATES), name="scenario_state_in_table"),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="scenario_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def percent(self) -> int:
        """How much of a run is done."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class ScenarioClaimQuerySet(models.QuerySet["ScenarioClaim"]):
    def visible_to(self, actor: Actor) -> Self:
        """Of a scenario that the actor sees, the claims that it sees: never one that it shall judge blindly."""
        if not (actor.can(CAPABILITY) and actor.sees_every_branch):
            return self.none()
        return self.filter(among(Claim.objects.visible_to(actor), "claim_id"))


class ScenarioClaim(models.Model):
    """A claim before and after. `before` is the rule book of its own day ruled again, not what people decided."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="rows")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    jalali_month = models.CharField(max_length=7)
    gregorian_month = models.CharField(max_length=7)
    model_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    before_outcome = models.CharField(max_length=16)
    after_outcome = models.CharField(max_length=16)
    before = models.JSONField(default=dict, help_text="Who pays how much, in the smallest unit.")
    after = models.JSONField(default=dict)
    before_company = models.BigIntegerField(default=0)
    after_company = models.BigIntegerField(default=0)
    before_customer = models.BigIntegerField(default=0)
    after_customer = models.BigIntegerField(default=0)
    direction = models.CharField(max_length=9, help_text="For the customer: better, worse, elsewhere, same.")
    flipped = models.BooleanField(default=False)
    decided_as = models.CharField(max_length=20, blank=True, help_text="What people decided in the end.")
    differs = models.BooleanField(default=False, help_text="People decided otherwise than the rules of the day.")

    objects: ClassVar[ScenarioClaimQuerySet] = ScenarioClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["scenario", "claim"], name="claim_once_in_scenario")]
        indexes = [
            models.Index(fields=["scenario", "direction", "id"], name="scenario_direction"),
            models.Index(fields=["scenario", "before_outcome", "after_outcome", "id"], name="scenario_flips"),
        ]

    @property
    def company_change(self) -> int:
        """How much more the company pays."""
        return self.after_company - self.before_company
