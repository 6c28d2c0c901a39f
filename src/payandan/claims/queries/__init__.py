"""The read door of claims."""

from payandan.claims.queries.cases import Lead, case_of, cases_of, leads, pieces_of
from payandan.claims.queries.earlier import earlier_of, granted, group_of, groups_of, history_of, kept_path, problem_of
from payandan.claims.queries.lists import (
    PAYER_CONDITIONS,
    claims_of_customer,
    claims_of_unit,
    draft_of,
    earlier,
    get,
    has,
    list_claims,
    record,
    timeline,
    visible,
    with_parts,
)
from payandan.claims.queries.opinions import (
    Numbers,
    Review,
    Standing,
    awaited,
    is_awaited,
    numbers,
    of_claim,
    other_centres,
    review,
    second_opinions,
)

__all__ = [
    "PAYER_CONDITIONS", "Lead", "Numbers", "Review", "Standing", "awaited", "case_of", "cases_of",
    "claims_of_customer", "claims_of_unit", "draft_of", "earlier", "earlier_of", "get", "granted", "group_of",
    "groups_of", "has", "history_of", "is_awaited", "kept_path", "leads", "list_claims", "numbers", "of_claim",
    "other_centres", "pieces_of", "problem_of", "record", "review", "second_opinions", "timeline", "visible",
    "with_parts",
]  # fmt: skip
