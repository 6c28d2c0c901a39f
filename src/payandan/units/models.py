"""Serial-numbered things in customers' hands."""

from typing import ClassVar, Self

from django.db import models

from payandan.catalog.models import ProductModel
from payandan.customers.models import Customer
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.platform.search.models import Searchable, SearchQuerySet
from payandan.units.rules import STATES


class UnitQuerySet(SearchQuerySet["Unit"]):
    def visible_to(self, actor: Actor) -> Self:
        """A customer sees the units it owns; staff who may see units see all: any centre may be brought any unit."""
        if actor.kind == "customer":
            return self.filter(owner_id=actor.id)
        return self if actor.can("units.view") else self.none()


class Unit(Searchable):
    """One thing with a serial number: where it came from, whose it is, and the dates its promises start from."""

    class State(models.TextChoices):
        MADE = "made"
        SOLD = "sold"
        REGISTERED = "registered"
        IN_SERVICE = "in_service"
        IN_REPAIR = "in_repair"
        REPLACED = "replaced"
        RETIRED = "retired"
        STOLEN = "stolen"
        QUARANTINED = "quarantined_clone"

    number = models.CharField(max_length=20, unique=True, help_text="The public id, in addresses and QR codes.")
    serial = models.CharField(max_length=60, help_text="As printed on it.")
    serial_key = models.CharField(max_length=60, unique=True, help_text="Normalised, for matching.")
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="units")
    state = models.CharField(max_length=20, choices=State, default=State.MADE)
    owner = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="units")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    country = models.CharField(max_length=2, default="IR")
    lot = models.CharField(max_length=40, blank=True)
    made_on = models.DateField(null=True, blank=True)
    imported_on = models.DateField(null=True, blank=True)
    sold_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    installed_on = models.DateField(null=True, blank=True)
    installed_by = models.CharField(max_length=20, blank=True, help_text="authorised, unauthorised, owner or empty.")
    activated_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    owner_changed_on = models.DateField(null=True, blank=True)
    seller = models.CharField(max_length=120, blank=True)
    meters = models.JSONField(default=dict, blank=True, help_text="Last readings: {km: 2578}.")
    genuine = models.BooleanField(null=True, help_text="Null where we do not know.")
    clone_score = models.PositiveSmallIntegerField(default=0, help_text="0 to 100, from what was asked about it.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with each act; a stale form is refused.")
    created_at = models.DateTimeField()

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["owner", "-id"]),
            models.Index(fields=["model", "-id"]),
            models.Index(fields=["state", "-id"]),
            models.Index(fields=["sold_on", "-id"]),
            models.Index(fields=["clone_score"], condition=models.Q(clone_score__gt=0), name="units_suspected"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=STATES), name="units_known_state")]

    def __str__(self) -> str:
        return self.serial


class Ownership(models.Model):
    """Who owned a unit, from when until when."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="ownerships")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ownerships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=20, help_text="qr, form, staff, import, transfer, api")

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=models.Q(until=None), name="units_one_owner_at_a_time")
        ]


class Reading(models.Model):
    """What a counter of a unit showed on a day: kilometres, hours, cycles."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="readings")
    meter = models.CharField(max_length=20)
    value = models.BigIntegerField()
    on = models.DateField()
    reason = models.CharField(max_length=400, blank=True, help_text="Why it is lower than the one before.")
    source = models.CharField(max_length=12, help_text="The kind of actor that read it.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["unit", "-on"])]


class OwnershipRequest(models.Model):
    """Somebody shows an invoice for a unit that is registered to another; staff decide."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="ownership_requests")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ownership_requests")
    invoice = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "customer"], condition=models.Q(accepted=None), name="units_one_open_request"
            )
        ]


class Scan(models.Model):
    """One question about authenticity: what was asked, from where, what was answered. For finding clones."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="scans")
    asked = models.CharField(max_length=60)
    answer = models.CharField(max_length=20)
    channel = models.CharField(max_length=12)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"]), models.Index(fields=["asked", "at"])]
