"""What makes a repeated request harmless."""

from django.db import models


class StoredReply(models.Model):
    """The answer to a write that came with an Idempotency-Key; kept 24 hours.

    It is written in the transaction of the write itself, so a row means that the act is done; an act under way is
    a transaction that is open, and one that was killed leaves nothing.
    """

    principal = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="one_answer_per_key")]
