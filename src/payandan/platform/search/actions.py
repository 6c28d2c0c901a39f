"""Keeping records findable when what they are found by changes."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

_BATCH = 500


def remake_keys(rows: QuerySet[Any], key: Callable[[Any], str]) -> int:
    """Make the search keys of these records again; returns how many changed. Safe to repeat."""
    changed = []
    for row in rows.iterator(chunk_size=_BATCH):
        fresh = key(row)
        if fresh != row.search_key:
            row.search_key = fresh
            changed.append(row)
    with transaction.atomic():
        rows.model._default_manager.bulk_update(changed, ["search_key"], batch_size=_BATCH)
    return len(changed)
