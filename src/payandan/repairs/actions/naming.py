"""Keeping jobs findable when what they are found by changes."""

from payandan.platform.search.actions import remake_keys
from payandan.repairs.actions.shared import search_key
from payandan.repairs.models import RepairOrder


def refresh_names(**about: int) -> int:
    """Make the search keys of a customer's (`customer_id`) or a unit's (`unit_id`) jobs again; how many changed."""
    rows = RepairOrder.objects.select_related("unit__model", "customer").filter(**about)
    return remake_keys(rows, lambda job: search_key(job.number, job.tracking, job.unit, job.customer))
