"""Keeping claims findable when what they are found by changes."""

from payandan.claims.actions.verdicts import search_key
from payandan.claims.models import Claim
from payandan.platform.search.actions import remake_keys


def refresh_names(**about: int) -> int:
    """Make the search keys of a customer's (`customer_id`) or a unit's (`unit_id`) claims again; how many changed."""
    rows = Claim.objects.select_related("unit__model", "customer").filter(**about)
    return remake_keys(rows, lambda claim: search_key(claim.number, claim.unit, claim.customer))
