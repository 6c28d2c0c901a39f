"""Photos and documents: checked, cleaned, and shown only to who may see what they belong to."""

from typing import ClassVar, Self

from django.db import models

from payandan.platform.kit.actors import Actor


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def unbound(self) -> Self:
        """Uploaded, and belonging to nothing yet."""
        return self.filter(owner_id=None)

    def uploaded_by(self, actor: Actor) -> Self:
        """What this very actor uploaded."""
        return self.filter(actor_kind=actor.kind, actor_id=actor.id)


class StoredFile(models.Model):
    """One file as it is kept: a re-encoded image or a checked document, named by nothing that a visitor can guess."""

    class Kind(models.TextChoices):
        IMAGE = "image"
        DOCUMENT = "document"

    token = models.CharField(max_length=43, unique=True, help_text="Its address: 256 random bits.")
    kind = models.CharField(max_length=10, choices=Kind)
    content_type = models.CharField(max_length=80)
    name = models.CharField(max_length=160, help_text="The name it came with, cleaned.")
    path = models.CharField(max_length=120)
    thumbnail = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(help_text="Bytes as stored.")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Of what was uploaded.")
    likeness = models.CharField(max_length=16, blank=True, db_index=True, help_text="Perceptual hash, 64 bits in hex.")
    taken_on = models.DateField(null=True, help_text="The day on which the camera says it was taken.")
    owner_kind = models.CharField(max_length=20, blank=True, help_text="What its rights come from.")
    owner_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)

    objects: ClassVar[StoredFileQuerySet] = StoredFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"]),
            models.Index(fields=["actor_kind", "actor_id", "uploaded_at"]),
        ]

    def __str__(self) -> str:
        return self.name
