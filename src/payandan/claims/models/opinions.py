"""Second opinions on decisions: asked for, given without knowing the first, compared."""

from typing import ClassVar, Self

from django.db import models

from payandan.claims.rules import opinions as rules
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def awaited_from(self, actor: Actor) -> Self:
        """Those that this very person may give now, and who is therefore not to know the first decision.

        Asked of another centre: its own people who review. Asked of nobody in particular: who decides appeals and
        sees the claim's branch. Never who decided first or asked, by whichever door.
        """
        if actor.person is None or not actor.can("claims.review"):
            return self.none()
        asked = models.Q(branch_id__in=actor.branches or ())
        if actor.can("claims.appeals"):
            anybody = models.Q(branch=None)
            asked |= anybody if actor.sees_every_branch else anybody & models.Q(claim__branch_id__in=actor.branches)
        waiting = self.filter(asked, state=rules.WAITING)
        return waiting.exclude(decider=actor.person).exclude(asked_by=actor.person)

    def visible_to(self, actor: Actor) -> Self:
        """Those that are awaited from the actor, those of its centre, those it gave, and all of the claims it sees."""
        if actor.kind not in ("staff", "token", "system") or not actor.can("claims.review"):
            return self.none()
        if actor.sees_every_branch:
            return self
        branches = actor.branches or ()
        mine = models.Q(branch_id__in=branches) | models.Q(claim__branch_id__in=branches)
        return self.filter(mine | models.Q(given_by=actor.person) if actor.person is not None else mine)


class Opinion(models.Model):
    """What a second person thinks of a decided claim, stated before the first decision is shown."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="opinions")
    decision = models.ForeignKey("claims.Decision", on_delete=models.CASCADE, related_name="opinions")
    why = models.CharField(max_length=10, help_text="appeal or sample")
    state = models.CharField(max_length=10, default=rules.WAITING, help_text="waiting, given, dropped")
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="+", help_text="The other centre that is asked."
    )
    decider = models.BigIntegerField(null=True, help_text="The member of staff who decided first, by whichever door.")
    asked_by = models.BigIntegerField(null=True, help_text="The member of staff who asked; null for a customer.")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True, help_text="The opinion: approved, partly_approved, rejected.")
    finding = models.CharField(max_length=15, blank=True, help_text="confirmed, overturned, more_evidence")
    reason = models.TextField(blank=True)
    request = models.CharField(max_length=500, blank=True, help_text="The evidence that the reviewer asked for.")
    requested_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    given_by = models.BigIntegerField(null=True, help_text="The member of staff who gave it.")
    given_name = models.CharField(max_length=160, blank=True)

    objects: ClassVar[OpinionQuerySet] = OpinionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(state=rules.WAITING), name="one_opinion_at_a_time"
            )
        ]
        indexes = [
            models.Index(
                fields=["branch", "asked_at"], condition=models.Q(state=rules.WAITING), name="opinions_awaited"
            ),
            models.Index(fields=["given_at"], condition=models.Q(state=rules.GIVEN), name="opinions_given"),
        ]

    def __str__(self) -> str:
        return f"{self.why} #{self.pk}"
