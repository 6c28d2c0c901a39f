"""The outbox that is also the history: one row a fact, one row a delivery to a listener."""

from django.db import models


class Fact(models.Model):
    """Something that happened. Append-only: triggers in the database refuse UPDATE and DELETE."""

    name = models.CharField(max_length=80)
    at = models.DateTimeField(help_text="When it happened (UTC); an import may state a past time.")
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    body = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["name", "at"])]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Mention(models.Model):
    """What a fact is about: the same fact stands in the timeline of a claim, its unit and its customer."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="mentions")
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "fact"])]


class Seal(models.Model):
    """A tamper-evident mark over all facts up to one: each seal's digest covers the one before it. Append-only."""

    up_to = models.BigIntegerField(unique=True, help_text="The id of the last fact it covers.")
    count = models.PositiveIntegerField(help_text="How many facts lie between the seal before and this one.")
    previous = models.CharField(max_length=64, unique=True, help_text="Unique, so that the chain cannot fork.")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.up_to}: {self.digest[:12]}"


class Delivery(models.Model):
    """One fact on its way to one listener: at least once, and exactly once for what the listener writes here."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="deliveries")
    listener = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "listener"], name="one_delivery_per_listener")]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(state="waiting"), name="journal_waiting_deliveries"
            )
        ]
