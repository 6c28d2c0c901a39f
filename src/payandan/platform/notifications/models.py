"""Outgoing messages: a row first, a send afterwards."""

from contextlib import suppress
from typing import Self

from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import BadIdentifier, mobile
from payandan.platform.kit.text import ascii_digits, store
from payandan.platform.notifications.rules import State


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, actor: Actor) -> Self:
        """All of them for who may see messages, none for others."""
        return self if actor.can("notifications.view") else self.none()

    def search(self, text: str) -> Self:
        """Messages to an address or a name: a whole mobile number (in any form) and a mail address by index."""
        wanted = ascii_digits(text).strip()
        with suppress(BadIdentifier):
            return self.filter(address=mobile(wanted))
        if "@" in wanted:
            return self.filter(address__istartswith=wanted)
        digits = "".join(sign for sign in wanted if sign.isdecimal()).lstrip("0")
        return self.filter(address__contains=digits) if digits else self.filter(recipient__contains=store(text))


class Message(models.Model):
    """One message to one address by one channel, and what became of it."""

    class Channel(models.TextChoices):
        SMS = "sms"
        EMAIL = "email"

    State = State

    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=6, choices=Channel)
    recipient = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    parameters = models.JSONField(default=dict, help_text="For a gateway's own approved template: the code.")
    secret = models.BooleanField(
        default=False, help_text="Holds a code: wiped once sent, never shown, never sent twice."
    )
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.QUEUED.value)
    unique_key = models.CharField(max_length=120, unique=True, help_text="The same cause never makes two messages.")
    client_id = models.BigIntegerField(unique=True, help_text="Our id at a gateway that knows repeated requests by it.")
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not before; quiet hours move it.")
    good_until = models.DateTimeField(null=True, help_text="A code that is no longer valid is not sent at all.")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    gateway = models.CharField(max_length=30, blank=True)
    pinned = models.BooleanField(default=False, help_text="Only the same gateway may be asked again.")
    gateway_id = models.CharField(max_length=80, blank=True)
    error = models.CharField(max_length=300, blank=True)
    check_at = models.DateTimeField(null=True, help_text="When to ask the gateway about delivery.")
    finished_at = models.DateTimeField(null=True, help_text="When it was handed over or given up.")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["-secret", "due_at", "id"], condition=models.Q(state="queued"), name="notifications_queued"
            ),
            models.Index(fields=["leased_until"], condition=models.Q(state="sending"), name="notifications_sending"),
            models.Index(fields=["check_at"], condition=models.Q(check_at__isnull=False), name="notifications_checks"),
            models.Index(fields=["about_kind", "about_id"]),
            models.Index(fields=["state", "-id"]),
            models.Index(fields=["address", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.template} #{self.pk}"


class Reply(models.Model):
    """What a gateway said about a message, at each attempt and at each question about delivery."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="replies")
    at = models.DateTimeField()
    gateway = models.CharField(max_length=30)
    state = models.CharField(max_length=12, help_text="The message's state from then on.")
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.gateway}: {self.code} {self.detail}"
