"""Outgoing messages: a row first, a send afterwards."""

from django.db import models


class Message(models.Model):
    """One message to one address by one channel, and what became of it."""

    class Channel(models.TextChoices):
        SMS = "sms"
        EMAIL = "email"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        ACCEPTED = "accepted"
        SENT = "sent"
        DELIVERED = "delivered"
        UNDELIVERED = "undelivered"
        BLOCKED = "blocked"
        FAILED = "failed"
        UNKNOWN = "unknown"

    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=6, choices=Channel)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    secret = models.BooleanField(default=False, help_text="Holds a code: wiped once sent, never shown, never sent twice.")
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    unique_key = models.CharField(max_length=120, unique=True, help_text="The same cause never makes two messages.")
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not before; quiet hours move it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    gateway = models.CharField(max_length=30, blank=True)
    gateway_id = models.CharField(max_length=80, blank=True)
    error = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="queued"), name="notifications_queued"),
            models.Index(fields=["about_kind", "about_id"]),
            models.Index(fields=["gateway", "gateway_id"]),
        ]
