"""What the company sells and stands surety for: categories, models, components, and the words for faults."""

from typing import ClassVar, Self

from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.search.models import Searchable, SearchQuerySet


class Named(models.Model):
    """A thing with a code for rules and a name in each language for people."""

    code = models.SlugField(max_length=60)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_fa

    def name_in(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_en if language == "en" else self.name_fa


class Category(Named):
    """A kind of product: television, refrigerator. Its code is what terms and packs speak of."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    icon = models.CharField(max_length=40, blank=True, help_text="A Lucide icon.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["code"], name="category_code")]


class Component(Named):
    """A part that may fail and that terms speak of: panel, compressor, battery."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="components")
    consumable = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="component_code_in_category")]


class Symptom(Named):
    """What a customer notices, in a customer's words: does not turn on, leaks."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="symptoms")
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, help_text="The usual suspect."
    )
    group = models.SlugField(max_length=60, blank=True, help_text="Symptoms of one group are the same problem.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="symptom_code_in_category")]


class ProductModelQuerySet(SearchQuerySet["ProductModel"]):
    def visible_to(self, actor: Actor) -> Self:
        """The catalogue is open to all staff, and to customers as far as it is on sale or owned."""
        return self if actor.kind != "anonymous" else self.none()


class ProductModel(Searchable):
    """A model that the company sells: brand, model number, name."""

    number = models.CharField(max_length=20, unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="models")
    brand = models.CharField(max_length=60)
    code = models.CharField(max_length=60, help_text="The maker's model number.")
    name_fa = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    barcode = models.CharField(max_length=14, blank=True)
    serial_pattern = models.CharField(max_length=120, blank=True, help_text="A regular expression that serials match.")
    last_sold_on = models.DateField(null=True, blank=True, help_text="The last day a new one was sold.")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change; a stale form is refused.")

    objects: ClassVar[ProductModelQuerySet] = ProductModelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["brand", "code"]
        constraints = [models.UniqueConstraint(fields=["brand", "code"], name="model_code_in_brand")]

    def __str__(self) -> str:
        return f"{self.brand} {self.code}"

    def name_in(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_en if language == "en" else self.name_fa
