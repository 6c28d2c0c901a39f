"""Claims: what is asked, what is known, what was decided and why."""

from typing import ClassVar, Self

from django.db import models

from payandan.claims import rules
from payandan.claims.models.opinions import Opinion
from payandan.customers.models import Customer
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.platform.search.models import Searchable, SearchQuerySet
from payandan.units.models import Unit


class ClaimQuerySet(SearchQuerySet["Claim"]):
    def visible_to(self, actor: Actor) -> Self:
        """A customer sees its own claims; staff those of their branches, or all where they are bound to none.

        A claim on which the actor's own blind opinion is awaited is hidden from it here, and so from every list, page
        and answer; it is seen through `Opinion` alone until the opinion is given.
        """
        if actor.kind == "customer":
            return self.filter(customer_id=actor.id)
        if not actor.can("claims.view"):
            return self.none()
        rows = self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())
        if actor.kind == "system" or not actor.can("claims.review"):
            return rows
        return rows.exclude(pk__in=Opinion.objects.awaited_from(actor).values("claim_id"))


class Claim(Searchable):
    """A customer's problem with a unit, and who pays for what."""

    number = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="claims")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="claims")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="claims")
    channel = models.CharField(max_length=12, help_text="portal, staff, api, import")
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, help_text="Of the newest verdict: covered, partly_covered, …")
    decided_as = models.CharField(
        max_length=20, blank=True, help_text="Of the newest decision: approved, partly_approved, rejected."
    )
    failed_on = models.DateField(null=True)
    component = models.CharField(max_length=60, blank=True)
    symptom = models.CharField(max_length=60, blank=True)
    cause = models.CharField(max_length=30, blank=True)
    description = models.TextField(blank=True)
    facts = models.JSONField(default=dict, help_text="What is known beside the unit's own data, with its sources.")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField(default=0, help_text="All lines, in the smallest unit of the currency.")
    paid_by_customer = models.BigIntegerField(null=True, help_text="Null while undecided.")
    paid_by_company = models.BigIntegerField(null=True)
    verdict = models.JSONField(default=dict, help_text="The newest verdict, as the contract has it, without sentences.")
    assessed_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_text = models.TextField(blank=True, help_text="Why the customer does not agree, in the customer's words.")
    settled_at = models.DateTimeField(null=True)
    form_key = models.CharField(
        max_length=64, null=True, unique=True, help_text="The form that filed it; sent twice, it files once."
    )
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-filed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=rules.STATES), name="claim_state_in_table"),
            models.CheckConstraint(
                condition=models.Q(state__in=(*rules.OPEN, rules.WITHDRAWN)) | models.Q(decided_at__isnull=False),
                name="claim_decided_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-filed_at", "-id"]),
            models.Index(fields=["state", "-filed_at", "-id"]),
            models.Index(fields=["outcome", "-filed_at", "-id"]),
            models.Index(fields=["branch", "-filed_at", "-id"]),
            models.Index(fields=["customer", "-filed_at"]),
            models.Index(fields=["unit", "-filed_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """Something that somebody must pay for."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, help_text="part, labour, travel, shipping, expense")
    component = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=160, blank=True)
    amount = models.BigIntegerField()
    basis = models.JSONField(default=dict, help_text="What it was computed from: operation, minutes, km, …")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="line_position"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="line_amount_not_negative"),
        ]


class Evidence(models.Model):
    """What shows a fact: an invoice, a photo, an inspection report."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=30)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=400, blank=True)
    given_by = models.CharField(max_length=12, help_text="customer, technician, …: the source")
    at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["claim", "position"], name="evidence_position")]


class Question(models.Model):
    """A question put to somebody, and the answer."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="questions")
    fact = models.CharField(max_length=60, blank=True, help_text="Empty for a question in free words.")
    ask = models.CharField(max_length=12, help_text="customer, technician, …")
    text = models.CharField(max_length=500, blank=True, help_text="In the clerk's own words, where there are any.")
    evidence = models.CharField(max_length=30, blank=True, help_text="The kind of evidence that would settle it.")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]


class Decision(models.Model):
    """What a person (or the straight-through rule) decided, on which verdict, for which reason."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, help_text="first or appeal")
    outcome = models.CharField(max_length=20, help_text="approved, partly_approved, rejected")
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    overrides = models.BooleanField(default=False, help_text="It differs from the proposed verdict.")
    split = models.JSONField(default=list, help_text="Per line: who pays how much.")
    verdict = models.JSONField(help_text="The verdict as it stood.")
    case = models.JSONField(default=dict, help_text="The case as it was put, so that the verdict can be made again.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["claim", "kind"], name="one_decision_of_a_kind")]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(kind="first", outcome="rejected"), name="first_rejections")
        ]


class Settlement(models.Model):
    """The company's part, credited or paid."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="settlement")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    by_payer = models.JSONField(default=dict)
    reference = models.CharField(max_length=60, blank=True)
    days_out = models.PositiveSmallIntegerField(
        null=True, help_text="How many days the unit was away for the repair; null while nobody has counted them."
    )
    at = models.DateTimeField()


class Draft(models.Model):
    """A customer's report of a fault before it is sent: saved screen by screen, one per unit."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="drafts")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="drafts")
    symptom = models.CharField(max_length=60, blank=True)
    failed_on = models.DateField(null=True)
    description = models.TextField(blank=True)
    answers = models.JSONField(default=dict, help_text="Facts the customer stated beside: {path: value}.")
    photos = models.JSONField(default=list, help_text="Tokens of what was uploaded and not sent yet.")
    form_key = models.CharField(max_length=64, unique=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "unit"], name="one_draft_per_unit")]
