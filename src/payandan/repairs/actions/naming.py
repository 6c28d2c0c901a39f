"""Keeping jobs findable when what they are found by changes."""

from django.db import transaction

from payandan.repairs.actions.shared import search_key
from payandan.repairs.models import RepairOrder

_BATCH = 500


def refresh_names(*, customer_id: int | None = None, unit_id: int | None = None) -> int:
    """Make the search keys of a customer's or a unit's jobs again; returns how many changed. Safe to repeat."""
    rows = RepairOrder.objects.select_related("unit__model", "customer")
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    changed = []
    for order in rows.iterator(chunk_size=_BATCH):
        fresh = search_key(order.number, order.tracking, order.unit, order.customer)
        if fresh != order.search_key:
            order.search_key = fresh
            changed.append(order)
    with transaction.atomic():
        RepairOrder.objects.bulk_update(changed, ["search_key"], batch_size=_BATCH)
    return len(changed)
