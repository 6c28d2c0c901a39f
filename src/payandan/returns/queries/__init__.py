"""The read door of shipments."""

from payandan.returns.queries.owners import Ends, OwnerKind, Thing, by_number, find_thing, owners, url_of
from payandan.returns.queries.panels import rows_of
from payandan.returns.queries.shipments import (
    counts,
    due_checks,
    ends,
    late_condition,
    list_shipments,
    newly_late,
    of_owner,
    open_tasks,
    record,
    silent,
    tasks,
    visible,
)

__all__ = [
    "Ends", "OwnerKind", "Thing", "by_number", "counts", "due_checks", "ends", "find_thing", "late_condition",
    "list_shipments", "newly_late", "of_owner", "open_tasks", "owners", "record", "rows_of", "silent", "tasks",
    "url_of", "visible",
]  # fmt: skip
