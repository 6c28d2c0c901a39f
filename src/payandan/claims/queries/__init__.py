"""The read door of claims."""

from payandan.claims.queries.cases import Lead, case_of, cases_of, leads
from payandan.claims.queries.lists import (
    PAYER_CONDITIONS,
    claims_of_customer,
    claims_of_unit,
    draft_of,
    get,
    list_claims,
    record,
    timeline,
    visible,
    with_parts,
)

__all__ = [
    "PAYER_CONDITIONS", "Lead", "case_of", "cases_of", "claims_of_customer", "claims_of_unit", "draft_of", "get",
    "leads", "list_claims", "record", "timeline", "visible", "with_parts",
]  # fmt: skip
