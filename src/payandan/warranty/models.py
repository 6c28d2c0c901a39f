"""Terms and packs as immutable versions, how their drafts came about, and what is bound to one unit."""

from django.db import models

from payandan.platform.people.models import User
from payandan.units.models import Unit


class Document(models.Model):
    """One version of terms or of a law pack (`tv-standard@3`). A published version never changes."""

    class Kind(models.TextChoices):
        TERMS = "terms"
        PACK = "pack"

    class State(models.TextChoices):
        DRAFT = "draft"
        PROPOSED = "proposed"
        SENT_BACK = "sent_back"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    code = models.CharField(max_length=80, help_text="The part before @.")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    terms_kind = models.CharField(
        max_length=20, blank=True, help_text="manufacturer, extended, part …; empty for packs."
    )
    body = models.JSONField(help_text="The document itself, as plain data.")
    source = models.TextField(blank=True, help_text="The YAML as its author wrote it, comments and all.")
    digest = models.CharField(
        max_length=80, blank=True, help_text="sha256:… of its canonical form; empty until it is published."
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    offered = models.BooleanField(
        default=True, help_text="Given to every unit in its scope; otherwise only to units it is bound to."
    )
    sold_from = models.DateField(null=True, blank=True, help_text="For units sold on this day or later.")
    sold_until = models.DateField(null=True, blank=True, help_text="For units sold before this day.")
    categories = models.JSONField(default=list, help_text="Taken from the scope, to find it by.")
    country = models.CharField(max_length=2, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    revision = models.PositiveIntegerField(
        default=1, help_text="Grows with each save of the draft; a stale page is refused."
    )
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who saved it last."
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    sent_back_for = models.CharField(max_length=1000, blank=True, help_text="Why it was sent back, for its author.")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="document_version")]
        indexes = [models.Index(fields=["state", "country"])]

    def __str__(self) -> str:
        return f"{self.code}@{self.version}"


class Revision(models.Model):
    """A draft as it was saved once, so that it can be seen who changed what."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    source = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="revision_number")]


class Binding(models.Model):
    """Terms bound to one unit: an extended warranty that was bought, a recall, a decision of goodwill."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="bindings")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="bindings")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True, help_text="Why this unit was given them, for colleagues.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "document"], condition=models.Q(ended_on=None), name="bound_once_at_a_time"
            )
        ]
