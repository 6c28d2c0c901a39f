"""Keeping and forgetting the answers to writes."""

from datetime import datetime, timedelta

from payandan.platform.api.models import StoredReply

KEPT = timedelta(hours=24)


def store_reply(
    *, principal: str, key: str, request_hash: str, status: int, headers: dict[str, str], body: str, at: datetime
) -> None:
    """Keep an answer. Call inside the transaction of the act that it answers; one answer a key, or IntegrityError."""
    StoredReply.objects.create(
        principal=principal,
        key=key,
        request_hash=request_hash,
        status=status,
        headers=headers,
        body=body,
        created_at=at,
    )


def forget_replies(*, at: datetime) -> int:
    """Delete the answers older than a day; returns how many. Run hourly."""
    return StoredReply.objects.filter(created_at__lt=at - KEPT).delete()[0]
