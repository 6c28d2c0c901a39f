"""What goes into and comes out of the operations on assessments, terms and packs."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from payandan.platform.api import rest

Revision = Annotated[int, Field(ge=1, le=2_000_000_000)]


class ShareOut(rest.Out):
    payer: str
    terms: str | None
    amount: str


class LineOut(rest.Out):
    id: str
    outcome: Literal["covered", "partly", "not_covered", "undecided"]
    amount: str
    split: list[ShareOut]
    reasons: list[str]


class TextOut(rest.Out):
    fa: str
    en: str


class ReasonOut(rest.Out):
    id: str
    code: str
    effect: str
    terms: str | None
    clause: str | None
    law: dict[str, Any] | None
    facts: list[str]
    evidence: list[int]
    dates: dict[str, str | None]
    params: dict[str, Any]
    text: TextOut


class QuestionOut(rest.Out):
    fact: str
    decides: list[str]
    ask: str
    evidence: str | None
    text: TextOut


class RemedyOut(rest.Out):
    kind: str
    whose_choice: Literal["company", "customer"]
    because: str
    due_on: date | None


class EntitlementOut(rest.Out):
    """What a service contract gives of one thing; `left` is null for what is not counted."""

    terms: str
    what: str
    count: float
    used: float
    takes: float
    left: float | None
    text: TextOut


class RecoveryOut(rest.Out):
    """What a supplier owes the company for one line."""

    line: str
    terms: str
    outcome: Literal["owed", "not_owed", "open"]
    amount: str
    reasons: list[ReasonOut]


class ProposedLineOut(rest.Out):
    id: str
    currency: str
    split: dict[str, str]


class ProposalOut(rest.Out):
    """Goodwill that may be offered; nothing of it is decided."""

    kind: str
    terms: str
    clause: str | None
    row: int
    lines: list[ProposedLineOut]
    approver: str | None
    budget_known: bool
    missing: list[str]
    text: TextOut


class WithdrawalOut(rest.Out):
    outcome: Literal["open", "ended", "not_for_this", "unknown"]
    until: date | None
    return_freight: Literal["customer", "seller"]
    missing: list[str]
    law: dict[str, Any]
    text: TextOut


class VerdictOut(rest.Out):
    """The verdict, as the contract has it."""

    outcome: Literal["covered", "partly_covered", "not_covered", "undecided"]
    lines: list[LineOut]
    reasons: list[ReasonOut]
    questions: list[QuestionOut]
    remedies: list[RemedyOut]
    presumed: list[str]
    clocks: dict[str, str | None]
    rule_book: dict[str, Any]
    entitlements: list[EntitlementOut]
    recovery: list[RecoveryOut]
    proposals: list[ProposalOut]
    withdrawal: WithdrawalOut | None


class DocumentOut(rest.Out):
    id: str
    kind: Literal["terms", "pack"]
    terms_kind: str
    state: str
    offered: bool
    sold_from: date | None
    sold_until: date | None
    digest: str
    revision: int
    proposed_at: datetime | None
    sent_back_for: str
    published_at: datetime | None


class WholeDocumentOut(DocumentOut):
    document: dict[str, Any]


class DocumentsQuery(rest.PageQuery):
    state: Literal["draft", "proposed", "sent_back", "published", "withdrawn"] | None = None
    code: Annotated[str, Field(max_length=80)] = ""


class DocumentIn(rest.In):
    document: dict[str, Any]
    offered: bool = True
    sold_from: rest.Day | None = None
    sold_until: rest.Day | None = None
    revision: Revision | None = None
    propose: bool = False
    publish: bool = False


class RevisionIn(rest.In):
    """What the caller has read; another one by now is refused (409 `stale`)."""

    revision: Revision | None = None


class SendBackIn(rest.In):
    reason: Annotated[str, Field(max_length=1000)]


class WithdrawIn(rest.In):
    """From which day of sale on it is no longer given; today where none is named."""

    day: rest.Day | None = None


class BindingOut(rest.Out):
    number: int
    document: str
    terms_kind: str
    since: date
    ended_on: date | None
    reason: str


class BindIn(rest.In):
    document: Annotated[str, Field(max_length=90)]
    since: rest.Day
    reason: Annotated[str, Field(max_length=400)] = ""


class EndIn(rest.In):
    ended_on: rest.Day
    reason: Annotated[str, Field(max_length=400)] = ""
