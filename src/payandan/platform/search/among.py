"""Rows whose parent is among others: how what hangs on an object is reached through the object's own visibility."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet


def among(rows: QuerySet[Any], field: str) -> Exists:
    """The condition that what the field points at is one of the rows.

    Asked row by row: SQLite would make `field IN (SELECT …)` whole first, all claims for the screening of one.
    """
    return Exists(rows.filter(pk=OuterRef(field)))
