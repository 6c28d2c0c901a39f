"""The part master: what a part is, what it fits, what took its place, and what it costs."""

from typing import ClassVar, Self

from django.db import models

from payandan.catalog.models import Category, Component, ProductModel
from payandan.parts.rules import master as rules
from payandan.platform.kit.actors import Actor
from payandan.platform.search.models import Searchable, SearchQuerySet


class PartQuerySet(SearchQuerySet["Part"]):
    def visible_to(self, actor: Actor) -> Self:
        """The list of parts is open to all staff who may see parts, in every centre."""
        return self if actor.can("parts.view") else self.none()


class Part(Searchable):
    """A spare part that the company buys, keeps and uses."""

    number = models.CharField(max_length=20, unique=True, help_text="The public id, in addresses.")
    code = models.CharField(max_length=60, help_text="The part number, as printed on it.")
    code_key = models.CharField(max_length=60, unique=True, help_text="Normalised, for matching.")
    kind = models.CharField(max_length=12)
    name_fa = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    components = models.ManyToManyField(Component, related_name="parts", blank=True)
    barcode = models.CharField(max_length=60, blank=True, help_text="As a scanner reads it, beside the part number.")
    core = models.BooleanField(default=False, help_text="The defective one that it replaces has to come back (daghi).")
    supplier_name = models.CharField(max_length=120, blank=True)
    supplier_code = models.CharField(max_length=60, blank=True, help_text="What the supplier calls the part.")
    lead_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="From the order to the shelf.")
    note = models.CharField(max_length=400, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change; a stale form is refused.")
    created_at = models.DateTimeField()

    objects: ClassVar[PartQuerySet] = PartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["code", "id"]
        indexes = [
            models.Index(fields=["code", "id"]),
            models.Index(fields=["barcode"], condition=~models.Q(barcode=""), name="parts_by_barcode"),
            models.Index(fields=["category", "code", "id"]),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=rules.KINDS), name="part_kind")]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_en if language == "en" else self.name_fa


class PartFit(models.Model):
    """A model that a part fits, and the serials of it; an empty end is open."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="fits")
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="part_fits")
    serial_from = models.CharField(max_length=60, blank=True)
    serial_to = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "model", "serial_from", "serial_to"], name="part_fits_once")
        ]


class Supersession(models.Model):
    """A part was superseded by a newer one. A part has one successor, and may be that of several."""

    old = models.OneToOneField(Part, on_delete=models.CASCADE, related_name="superseded_by")
    new = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="supersedes")
    direction = models.CharField(max_length=8)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(direction__in=rules.DIRECTIONS), name="supersession_direction"),
            models.CheckConstraint(condition=~models.Q(old=models.F("new")), name="supersession_of_another"),
        ]


class Substitute(models.Model):
    """Another part that does for this one, though neither took the other's place."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="substitutes")
    substitute = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="substitute_for")
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "substitute"], name="substitute_once"),
            models.CheckConstraint(condition=~models.Q(part=models.F("substitute")), name="substitute_is_another"),
        ]


class PartPrice(models.Model):
    """What the company asks for a part, from a day on, in one currency."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    since = models.DateField()

    class Meta:
        ordering = ["currency", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["part", "currency", "since"], name="part_price_once_a_day"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="part_price_not_below_nothing"),
        ]
