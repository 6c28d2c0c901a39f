"""The write door of notifications."""

from payandan.platform.notifications.actions.queueing import notify, resend, when_queued
from payandan.platform.notifications.actions.sending import (
    Choice,
    Sending,
    claim_next,
    expire_leases,
    forget_old,
    note_status,
    record_outcome,
    take_back_dead,
)
from payandan.platform.notifications.rules import Recipient

__all__ = [
    "Choice",
    "Recipient",
    "Sending",
    "claim_next",
    "expire_leases",
    "forget_old",
    "note_status",
    "notify",
    "record_outcome",
    "resend",
    "take_back_dead",
    "when_queued",
]
