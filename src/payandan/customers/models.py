"""People and companies who own units."""

from typing import ClassVar, Self

from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.search.models import Searchable, SearchQuerySet


class CustomerQuerySet(SearchQuerySet["Customer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff who may see customers see them all: a customer is no branch's own. A customer sees itself."""
        if actor.kind == "customer":
            return self.filter(pk=actor.id)
        return self if actor.can("customers.view") else self.none()


class Customer(Searchable):
    """A person or a company, known by its mobile number."""

    class Kind(models.TextChoices):
        PERSON = "person"
        COMPANY = "company"

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400, blank=True)
    mobile = models.CharField(max_length=16, null=True, blank=True, unique=True, help_text="E.164")
    email = models.EmailField(blank=True)
    national_id = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=2, default="fa")
    province = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    accepts_offers = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change; a stale form is refused.")
    created_at = models.DateTimeField()

    objects: ClassVar[CustomerQuerySet] = CustomerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["city", "-id"]),
            models.Index(fields=["sort_key", "-id"]),
            models.Index(fields=["national_id"], condition=~models.Q(national_id=""), name="customers_national_id"),
        ]

    def __str__(self) -> str:
        return self.name
