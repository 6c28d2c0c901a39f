"""What speaks against a claim, what people made of it, and what detectors compare with. No customer ever sees it."""

from typing import ClassVar, Self

from django.db import models

from payandan.claims.models.claim import Claim
from payandan.claims.rules import suspicion as rules
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.search.among import among

SEE = "claims.suspicion"


def may_know(actor: Actor) -> bool:
    """Whether one may know of suspicions at all: staff and tokens that hold the capability; never customers."""
    return actor.kind in ("staff", "token", "system") and actor.can(SEE)


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def visible_to(self, actor: Actor) -> Self:
        """To staff and tokens that hold the capability, of the claims they see; never to customers."""
        if not may_know(actor):
            return self.none()
        if actor.kind == "system":
            return self
        return self.filter(among(Claim.objects.visible_to(actor), "claim_id"))

    def search(self, text: str) -> Self:
        """Of the claims that hold every word in number, serial, model, customer's name or mobile."""
        return self.filter(claim__in=Claim.objects.search(text)) if text.strip() else self


class Screening(models.Model):
    """What the detectors made of a claim the last time they looked, and whether it is held for a person."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="screening")
    score = models.PositiveSmallIntegerField(default=0, help_text="0 to 100, of the findings that stand.")
    held = models.BooleanField(default=False, help_text="Nothing is paid until a person has looked.")
    held_at = models.DateTimeField(null=True)
    screened_at = models.DateTimeField()
    days_in = models.SmallIntegerField(null=True, help_text="Days from the beginning of the cover to the fault.")
    days_left = models.SmallIntegerField(null=True, help_text="Days from the fault to the end of the cover.")
    cleared = models.JSONField(default=list, help_text="The findings that were known when a person let it go.")
    released_at = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(null=True, help_text="The member of staff who let it go.")
    released_name = models.CharField(max_length=160, blank=True)
    word = models.CharField(max_length=400, blank=True, help_text="Why it was let go.")

    objects: ClassVar[ScreeningQuerySet] = ScreeningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-held_at", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(score__lte=100), name="screening_score")]
        indexes = [
            models.Index(fields=["-held_at", "-id"], condition=models.Q(held=True), name="screenings_held"),
            models.Index(fields=["-score", "-id"], condition=models.Q(held=True), name="screenings_held_score"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.score}"


class Suspicion(models.Model):
    """What one detector found on a claim, and whether a person said that it was right."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="suspicions")
    code = models.CharField(max_length=30)
    score = models.PositiveSmallIntegerField()
    params = models.JSONField(default=dict, help_text="The facts that its sentence names.")
    stands = models.BooleanField(default=True, help_text="The detector found it the last time it looked.")
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, help_text="right or wrong; empty while nobody has said.")
    word = models.CharField(max_length=400, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.BigIntegerField(null=True, help_text="The member of staff who said so.")
    judged_name = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["-score", "code"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "code"], name="suspicion_once"),
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=100), name="suspicion_score"),
            models.CheckConstraint(condition=models.Q(outcome__in=("", *rules.OUTCOMES)), name="suspicion_outcome"),
        ]
        indexes = [models.Index(fields=["code", "outcome"])]

    def __str__(self) -> str:
        return f"{self.code} {self.score}"


class Detector(models.Model):
    """A detector that a person has switched; one without a row is on."""

    code = models.CharField(max_length=30, unique=True)
    is_on = models.BooleanField(default=True)
    reason = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField()
    changed_name = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Peer(models.Model):
    """What is usual among the claims of the last year: a median with its spread, or a share. Counted every night."""

    kind = models.CharField(max_length=16, help_text="minutes, part, none_found, replaces, pair, …")
    key = models.CharField(max_length=200, help_text="What it is usual for; empty: for all.")
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField(default=0)
    median = models.FloatField(null=True)
    mad = models.FloatField(null=True)

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="peer_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DayWork(models.Model):
    """Who wrote down the work on a claim, on which day, how long it took, and where, if it was on site."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="day_work")
    person = models.BigIntegerField(help_text="A member of staff, by whichever door.")
    on = models.DateField()
    minutes = models.PositiveIntegerField()
    city = models.CharField(max_length=60, blank=True, help_text="Empty: not on site.")

    class Meta:
        indexes = [models.Index(fields=["person", "on"])]

    def __str__(self) -> str:
        return f"{self.person} {self.on}"


class PhotoPrint(models.Model):
    """A claim's photo cut into four bands of its likeness: near duplicates share at least one, and are looked up."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="prints")
    likeness = models.CharField(max_length=16)
    band1 = models.PositiveIntegerField(db_index=True)
    band2 = models.PositiveIntegerField(db_index=True)
    band3 = models.PositiveIntegerField(db_index=True)
    band4 = models.PositiveIntegerField(db_index=True)

    def __str__(self) -> str:
        return self.likeness
