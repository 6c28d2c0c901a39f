"""Imports: the file, what was made of each row, and what it takes to undo it."""

from typing import ClassVar, Self

from django.db import models

from payandan.platform.kit.actors import Actor


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """Whoever may import sees all imports of the company."""
        return self if actor.can("integrations.import") else self.none()


class ImportRun(models.Model):
    """One spreadsheet on its way in."""

    class Kind(models.TextChoices):
        UNITS = "units"
        PARTS = "parts"

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        CHECKED = "checked"
        RUNNING = "running"
        DONE = "done"
        UNDONE = "undone"

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.UNITS)
    name = models.CharField(max_length=160)
    path = models.CharField(max_length=200, help_text="Where the file is kept, below the data folder.")
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    sheet = models.CharField(max_length=80, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict, help_text="Column number → field.")
    constants = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="units, claims, parts, pieces, repaired, refused, known")
    error = models.CharField(max_length=300, blank=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[ImportRunQuerySet] = ImportRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """What became of one row of the sheet."""

    class Outcome(models.TextChoices):
        MADE = "made"
        KNOWN = "known"
        REFUSED = "refused"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="imported")
    number = models.PositiveIntegerField(help_text="The row in the sheet, from 1.")
    outcome = models.CharField(max_length=8, choices=Outcome)
    serial = models.CharField(max_length=80, blank=True)
    remarks = models.JSONField(
        default=list, help_text="What was repaired or why it was refused: field, code, was, now."
    )
    unit_id = models.BigIntegerField(null=True)
    claim_id = models.BigIntegerField(null=True)
    part_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="row_once_in_run")]
        indexes = [models.Index(fields=["run", "outcome", "number"])]
