"""What goes into and comes out of the operations on claims."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from payandan.claims.rules.payment_prices import MOST_KM, MOST_MINUTES, MOST_PARTS, MOST_ZONES
from payandan.platform.api import rest

Operation = Literal["replace", "repair", "adjust", "clean", "diagnose", "update_software", "install", "test"]
Source = Literal["customer", "seller", "technician", "laboratory", "system"]
Code = Annotated[str, Field(max_length=60)]
Prose = Annotated[str, Field(max_length=4000)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class ClaimsQuery(rest.PageQuery):
    """Each name narrows; `q` looks in number, serial, model, customer's name and mobile."""

    q: Annotated[str, Field(max_length=200)] = ""
    state: Literal[
        "submitted", "info_requested", "under_inspection", "approved", "partly_approved", "rejected", "appealed",
        "final", "settled", "closed", "withdrawn",
    ] | None = None  # fmt: skip
    outcome: Literal["covered", "partly_covered", "not_covered", "undecided"] | None = None
    decided_as: Literal["approved", "partly_approved", "rejected"] | None = None
    payer: Literal["company", "customer", "both", "unknown"] | None = None
    category: Code = ""
    unit: Code = ""
    customer: Code = ""
    filed_from: date | None = None
    filed_until: date | None = None
    sort: Literal["-filed_at", "filed_at"] = "-filed_at"


class LineIn(rest.In):
    """What has to be paid. Without an amount, it is computed from what it stands on, where a price is known:
    parts from `quantity`, labour from `operation` and `minutes`, travel from `km` or `zone`. `reason` says why it takes
    longer than the standard time; `removed_serial` and `installed_serial` are those of the part."""

    kind: Literal["part", "labour", "travel", "shipping", "expense"]
    amount: rest.Amount = 0
    component: Code = ""
    label: Annotated[str, Field(max_length=160)] = ""
    operation: Operation | None = None
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)] | None = None
    quantity: Annotated[int, Field(ge=1, le=MOST_PARTS)] | None = None
    km: Annotated[int, Field(ge=0, le=MOST_KM)] | None = None
    zone: Annotated[int, Field(ge=1, le=MOST_ZONES)] | None = None
    reason: Annotated[str, Field(max_length=200)] = ""
    removed_serial: Code = ""
    installed_serial: Code = ""


class EvidenceIn(rest.In):
    """Evidence without its file, or with the token of a file that this token has just uploaded."""

    kind: Code
    about: Code
    note: Annotated[str, Field(max_length=400)] = ""
    source: Source | None = None


class FactIn(rest.In):
    path: Code
    value: str | int | bool | None
    source: Source


class ClaimIn(rest.In):
    """A claim for a registered unit: by its public number or by its serial."""

    unit: Code = ""
    serial: Code = ""
    branch: Code = ""
    symptom: Code = ""
    description: Prose = ""
    failed_on: rest.Day | None = None
    component: Code = ""
    cause: Code = ""
    source: Source | None = None
    facts: Annotated[list[FactIn], Field(max_length=30)] = []
    lines: Annotated[list[LineIn], Field(max_length=50)] = []
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None


class FactsIn(rest.In):
    path: Code
    value: str | int | bool | None
    source: Source | None = None
    version: Version | None = None


class LinesIn(rest.In):
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=50)]
    version: Version | None = None


class AskIn(rest.In):
    path: Code = ""
    whom: Literal["customer", "seller", "technician", "laboratory"] = "customer"
    text: Annotated[str, Field(max_length=500)] = ""
    version: Version | None = None


class AnswerIn(rest.In):
    value: str | int | bool | None = None
    text: Annotated[str, Field(max_length=2000)] = ""
    source: Source | None = None


class PaysIn(rest.In):
    line: Code
    amount: rest.Amount


class DecisionIn(rest.In):
    """As proposed; with `customer_pays` otherwise, in the customer's favour; or a rejection on its evidence."""

    reject: bool = False
    customer_pays: Annotated[list[PaysIn], Field(max_length=50)] | None = None
    note: Prose = ""
    version: Version | None = None


class AppealIn(rest.In):
    text: Prose = ""


class AppealDecisionIn(rest.In):
    note: Annotated[str, Field(min_length=1, max_length=4000)]
    customer_pays: Annotated[list[PaysIn], Field(max_length=50)] = []
    version: Version | None = None


class PaidIn(rest.In):
    payer: Literal["warranty", "statutory", "contract", "goodwill", "supplier"]
    amount: rest.Amount


class SettlementIn(rest.In):
    by_payer: Annotated[list[PaidIn], Field(max_length=5)] | None = None
    reference: Annotated[str, Field(max_length=60)] = ""
    days_out: Annotated[int, Field(ge=0, le=3660)] | None = None
    version: Version | None = None


class LineOut(rest.Out):
    id: str
    kind: str
    component: str
    label: str
    amount: rest.AmountOut
    basis: dict[str, Any]


class ClaimOut(rest.Out):
    number: str
    unit: str
    serial: str
    category: str
    customer: str | None
    branch: str | None
    channel: str
    state: str
    outcome: str
    decided_as: str
    failed_on: date | None
    component: str
    symptom: str
    cause: str
    currency: str
    amount: rest.AmountOut
    paid_by_company: rest.AmountOut | None
    paid_by_customer: rest.AmountOut | None
    filed_at: datetime
    decided_at: datetime | None
    settled_at: datetime | None


class EvidenceOut(rest.Out):
    position: int
    kind: str
    about: str
    note: str
    given_by: str
    at: datetime
    file: str | None


class QuestionOut(rest.Out):
    position: int
    fact: str
    ask: str
    text: str
    asked_at: datetime
    answered_at: datetime | None


class DecisionOut(rest.Out):
    kind: str
    outcome: str
    at: datetime
    note: str
    overrides: bool
    split: list[dict[str, Any]]


class WholeClaimOut(ClaimOut):
    version: int
    description: str
    facts: dict[str, Any]
    lines: list[LineOut]
    evidence: list[EvidenceOut]
    questions: list[QuestionOut]
    decisions: list[DecisionOut]
    verdict: dict[str, Any]


class FactOut(rest.Out):
    at: datetime
    name: str
    by: str
    text: str


class TimelineOut(rest.Out):
    items: list[FactOut]


class UploadIn(rest.In):
    """What goes with an uploaded file."""

    kind: Code
    about: Code
    source: Code = ""
    note: Annotated[str, Field(max_length=400)] = ""
