"""What is kept of a device while it is here: its passcode under seal, and in whose hands it was."""

from django.db import models

from payandan.platform.files.models import StoredFile
from payandan.platform.people.models import Branch
from payandan.repairs.models.orders import RepairOrder


class Passcode(models.Model):
    """A customer's passcode, sealed; opened at the bench, each look a fact, and gone at delivery."""

    order = models.OneToOneField(RepairOrder, on_delete=models.CASCADE, related_name="passcode")
    sealed = models.TextField()
    looks = models.PositiveSmallIntegerField(default=0)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.order_id)


class Custody(models.Model):
    """A device on its way from one centre to another, and its arrival."""

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="custody")
    origin = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    carrier = models.CharField(max_length=80, blank=True)
    waybill = models.CharField(max_length=60, blank=True)
    state_before = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=160, blank=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.CharField(max_length=160, blank=True)
    condition = models.CharField(max_length=400, blank=True, help_text="As it was found on arrival.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=models.Q(arrived_at=None), name="one_way_at_a_time")
        ]
        indexes = [models.Index(fields=["target"], condition=models.Q(arrived_at=None), name="custody_on_its_way")]

    def __str__(self) -> str:
        return f"{self.order_id} → {self.target_id}"


class HandOver(models.Model):
    """The device goes back: to whom, how that was shown, and that it was tried once more before."""

    order = models.OneToOneField(RepairOrder, on_delete=models.PROTECT, related_name="hand_over")
    to_name = models.CharField(max_length=120)
    shown_by = models.CharField(max_length=10, help_text="signature, code, paper")
    signature = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    tried = models.BooleanField(help_text="Tried in front of the customer.")
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.order_id)
