"""Kits: the parts that a job of a kind takes, reserved together or not at all."""

from django.db import models

from payandan.parts.models.master import Part


class Kit(models.Model):
    """What a repair of a kind takes: «compressor change»."""

    code = models.SlugField(max_length=40, unique=True)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fa

    def name_in(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_en if language == "en" else self.name_fa


class KitLine(models.Model):
    """A part of a kit."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="lines")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="kit_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kit", "part"], name="kit_part_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="kit_of_something"),
        ]
