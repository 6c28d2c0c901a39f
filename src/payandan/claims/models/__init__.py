"""The tables of claims, one file a subject."""

from payandan.claims.models.claim import (
    Claim,
    ClaimQuerySet,
    Decision,
    Draft,
    Evidence,
    Line,
    Question,
    Settlement,
)

__all__ = ["Claim", "ClaimQuerySet", "Decision", "Draft", "Evidence", "Line", "Question", "Settlement"]
