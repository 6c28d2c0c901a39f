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
from payandan.claims.models.cores import Core, CoreCharge, CoreKey, CoreOrder, CoreQuerySet, CustodyMove, CustodyPosting
from payandan.claims.models.grants import Grant, OfClaimQuerySet, RepairClock
from payandan.claims.models.opinions import Opinion, OpinionQuerySet
from payandan.claims.models.payment import (
    Authorisation,
    Deduction,
    Edition,
    PartPrice,
    PaymentTable,
    Ruling,
    StandardTime,
    Statement,
    StatementLine,
    Tariff,
)
from payandan.claims.models.recovery import DebitNote, Recovery, RecoveryQuerySet, Supplier, SupplyTerms
from payandan.claims.models.suspicion import (
    DayWork,
    Detector,
    Peer,
    PhotoPrint,
    Screening,
    ScreeningQuerySet,
    Suspicion,
)

__all__ = [
    "Authorisation", "Claim", "ClaimQuerySet", "Core", "CoreCharge", "CoreKey", "CoreOrder", "CoreQuerySet",
    "CustodyMove", "CustodyPosting", "DayWork", "DebitNote", "Decision", "Deduction", "Detector", "Draft", "Edition",
    "Evidence", "Grant", "Line", "OfClaimQuerySet", "Opinion", "OpinionQuerySet", "PartPrice", "PaymentTable", "Peer",
    "PhotoPrint", "Question", "Recovery", "RecoveryQuerySet", "RepairClock", "Ruling", "Screening",
    "ScreeningQuerySet", "Settlement", "StandardTime", "Statement", "StatementLine", "Supplier", "SupplyTerms",
    "Suspicion", "Tariff",
]  # fmt: skip
