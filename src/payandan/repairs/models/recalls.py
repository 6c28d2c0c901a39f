"""Recalls and campaigns that a job carries out beside what it was brought for."""

from django.db import models

from payandan.repairs.models.orders import RepairOrder
from payandan.warranty.models import Document


class RecallOnJob(models.Model):
    """One recall on one job; done when the job ends with a repaired device."""

    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="recalls")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "document"], name="a_recall_is_on_a_job_once")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.document_id}"
