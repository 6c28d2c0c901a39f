"""Work in the background: when each periodic job ran, and long work with its progress."""

from typing import Self

from django.db import models

from payandan.platform.jobs import rules
from payandan.platform.kit.actors import Actor


class PeriodicJob(models.Model):
    """When a periodic job last began and ended, on whichever worker."""

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, actor: Actor) -> Self:
        """People see the work that they started; the system sees all of it."""
        if actor.kind == "system":
            return self
        return self.filter(actor_kind=actor.kind, actor_id=actor.id) if actor.id is not None else self.none()


class Work(models.Model):
    """One piece of long work: a row first, done afterwards; it survives a killed worker."""

    kind = models.CharField(max_length=120, help_text="The background function that does it.")
    title = models.CharField(max_length=60, help_text="A code that the package of the work puts into words.")
    arguments = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in rules.State], default=rules.State.WAITING.value
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="0 where the length is not known.")
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=2, default="fa")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(state__in=["waiting", "running"]), name="jobs_open_work"
            ),
            models.Index(fields=["actor_kind", "actor_id", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def percent(self) -> int | None:
        """How much of it is done, 0 to 100; None where the length is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN
