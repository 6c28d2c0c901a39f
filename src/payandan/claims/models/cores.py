"""Defective parts and their ledger: who has each, who had it, and the money between the company and its centres."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from payandan.catalog.models import Category
from payandan.claims.models.claim import Claim
from payandan.claims.models.opinions import Opinion
from payandan.claims.models.payment import Deduction
from payandan.claims.models.recovery import Recovery, Supplier
from payandan.claims.rules import cores as rules
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.platform.search.models import Searchable, SearchQuerySet


class CoreOrder(models.Model):
    """What the installation orders for parts of a kind, from a value on."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    component = models.CharField(max_length=60, blank=True)
    least_value = models.BigIntegerField(default=0, help_text="In the smallest unit of the installation's currency.")
    order = models.CharField(max_length=10)
    days = models.PositiveSmallIntegerField(default=rules.DEFAULT_DAYS, help_text="From the decision.")

    class Meta:
        ordering = ["category", "component", "least_value", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(order__in=rules.ORDERS), name="core_order"),
            models.UniqueConstraint(
                Coalesce(F("category"), Value(0)),
                F("component"),
                F("least_value"),
                name="core_order_once",
            ),
        ]


class CoreQuerySet(SearchQuerySet["Core"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who keeps parts sees those of its centres, or all; never one whose claim it shall judge blindly."""
        if not actor.can(rules.CAPABILITY):
            return self.none()
        rows = self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())
        if actor.kind == "system" or not actor.can("claims.review"):
            return rows
        return rows.exclude(claim_id__in=Opinion.objects.awaited_from(actor).values("claim_id"))


def _states_in_places() -> models.Q:
    """Every state with the places it may have, as the table of moves has it."""
    pairs = {(state, place) for state in (rules.EXPECTED, rules.KEPT) for place in (rules.CUSTOMER, rules.CENTRE)}
    pairs |= {(move.to, move.to_place or move.place) for move in rules.CORE_MOVES}
    found = models.Q()
    for state, place in sorted(pairs):
        found |= models.Q(state=state, place=place)
    return found


class Core(Searchable):
    """One defective part that the company paid for, and where it is now."""

    number = models.CharField(max_length=20, unique=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="cores")
    position = models.PositiveSmallIntegerField(help_text="The line of the part.")
    piece = models.PositiveSmallIntegerField(default=1, help_text="Of several equal parts on one line.")
    component = models.CharField(max_length=60, blank=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="cores")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, related_name="cores")
    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, null=True, related_name="cores")
    order = models.CharField(max_length=10)
    due_on = models.DateField(null=True, help_text="The last day in time; null where nothing is to be done.")
    state = models.CharField(max_length=12)
    place = models.CharField(max_length=10, help_text="Which kind of holder has it: the newest move's.")
    moves_made = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    value = models.BigIntegerField(help_text="What the company paid for it.")
    charged = models.BigIntegerField(default=0, help_text="What the centre bears of it: the sum of the charges.")
    seal = models.CharField(max_length=40, blank=True)
    seal_broken = models.BooleanField(default=False, help_text="It came with another seal than it left with.")
    finding = models.CharField(max_length=12, blank=True)
    resolution = models.CharField(max_length=12, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    expected_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    inspected_at = models.DateTimeField(null=True)
    noticed_on = models.DateField(null=True, help_text="When the centre was told that it falls due.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")

    objects: ClassVar[CoreQuerySet] = CoreQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-expected_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=_states_in_places(), name="core_state_in_place"),
            models.CheckConstraint(condition=models.Q(order__in=rules.ORDERS), name="core_order_in_table"),
            models.UniqueConstraint(fields=["claim", "position", "piece"], name="one_core_per_piece"),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, charged__gte=0, charged__lte=F("value")), name="core_charged_in_value"
            ),
            models.CheckConstraint(
                condition=models.Q(finding="") | models.Q(finding__in=rules.FINDINGS), name="core_finding"
            ),
            models.CheckConstraint(
                condition=models.Q(resolution="") | models.Q(resolution__in=rules.RESOLUTIONS), name="core_resolution"
            ),
        ]
        indexes = [
            models.Index(fields=["-expected_at", "-id"]),
            models.Index(fields=["place", "-expected_at", "-id"]),
            models.Index(fields=["branch", "-expected_at", "-id"]),
            models.Index(fields=["due_on"], condition=models.Q(state=rules.EXPECTED), name="core_expected_due"),
        ]

    def __str__(self) -> str:
        return self.number


class CustodyMove(models.Model):
    """A part went from one holder to another. Never changed, never deleted."""

    core = models.ForeignKey(Core, on_delete=models.PROTECT, related_name="journey")
    sequence = models.PositiveIntegerField(help_text="1, 2, 3 … of its part: two moves cannot follow the same one.")
    act = models.CharField(max_length=20)
    origin = models.CharField(max_length=40, help_text="The holder that gave it: centre:12, store, unit …")
    to = models.CharField(max_length=40)
    seal = models.CharField(max_length=40, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["core", "sequence"], name="custody_one_after_the_other"),
            models.CheckConstraint(condition=~models.Q(origin=F("to")), name="custody_moves"),
        ]


class CustodyPosting(models.Model):
    """One side of a move: −1 with who gave, +1 with who took. Never changed, never deleted."""

    move = models.ForeignKey(CustodyMove, on_delete=models.PROTECT, related_name="postings")
    core = models.ForeignKey(Core, on_delete=models.PROTECT, related_name="postings")
    holder = models.CharField(max_length=40)
    amount = models.SmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["move", "amount"], name="custody_two_sides"),
            models.CheckConstraint(condition=models.Q(amount__in=(-1, 1)), name="custody_one_piece"),
        ]
        indexes = [models.Index(fields=["holder"])]


class CoreKey(models.Model):
    """An act on a part that came with a key: sent twice, it is done once."""

    key = models.CharField(max_length=80, unique=True)
    core = models.ForeignKey(Core, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=20)


class CoreCharge(models.Model):
    """Money between the company and a centre for a part: above zero the centre owes it, below zero it is given back."""

    core = models.ForeignKey(Core, on_delete=models.PROTECT, related_name="charges")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=10)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=160, blank=True)
    deduction = models.OneToOneField(
        Deduction,
        on_delete=models.SET_NULL,
        null=True,
        related_name="core_charge",
        help_text="Where it is reckoned up with the centre; null until a statement takes it.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__in=rules.CHARGE_REASONS), name="core_charge_reason"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="core_charge_of_something"),
            models.UniqueConstraint(
                fields=["core"], condition=models.Q(reason=rules.OVERDUE), name="core_overdue_once"
            ),
        ]
