"""Keeping claims findable when what they are found by changes."""

from django.db import transaction

from payandan.claims.actions.verdicts import search_key
from payandan.claims.models import Claim

_BATCH = 500


def refresh_names(*, customer_id: int | None = None, unit_id: int | None = None) -> int:
    """Make the search keys of a customer's or a unit's claims again; returns how many changed. Safe to repeat."""
    rows = Claim.objects.select_related("unit__model", "customer")
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    changed = []
    for claim in rows.iterator(chunk_size=_BATCH):
        fresh = search_key(claim.number, claim.unit, claim.customer)
        if fresh != claim.search_key:
            claim.search_key = fresh
            changed.append(claim)
    with transaction.atomic():
        Claim.objects.bulk_update(changed, ["search_key"], batch_size=_BATCH)
    return len(changed)
