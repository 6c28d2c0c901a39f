"""Reading the history."""

from django.db.models import QuerySet

from payandan.platform.journal.models import Fact


def history(kind: str, object_id: int, *, limit: int = 100) -> QuerySet[Fact]:
    """The newest facts that mention the object, newest first. Two indexed look-ups, however long the journal."""
    return Fact.objects.filter(mentions__kind=kind, mentions__object_id=object_id).order_by("-id")[:limit]
