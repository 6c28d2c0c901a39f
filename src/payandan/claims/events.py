"""What happens to a claim, in the past tense. Codes, numbers and ISO texts only; no names, no prose."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ClaimFiled:
    claim_id: int
    number: str
    unit_id: int
    customer_id: int | None
    channel: str
    outcome: str
    amount: int
    currency: str
    failed_on: str | None = None
    component: str = ""
    symptom: str = ""


@dataclass(frozen=True, slots=True)
class FactStated:
    """Something about the fault or the unit was learned; `outcome` is the verdict's after it."""

    claim_id: int
    path: str
    value: object
    source: str
    outcome: str
    before: str


@dataclass(frozen=True, slots=True)
class LinesChanged:
    claim_id: int
    amount: int
    amount_before: int
    currency: str
    outcome: str


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    claim_id: int
    kind: str
    about: str
    source: str
    files: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class InfoRequested:
    """A question was put to the customer (or the seller)."""

    claim_id: int
    number: str
    question_id: int
    path: str
    ask: str


@dataclass(frozen=True, slots=True)
class InspectionRequested:
    """A question was put to a technician or a laboratory."""

    claim_id: int
    number: str
    question_id: int
    path: str
    ask: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    claim_id: int
    question_id: int
    path: str
    source: str
    outcome: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reassessed:
    """The verdict was made again, on the rule book of that moment."""

    claim_id: int
    outcome: str
    before: str
    digest: str


@dataclass(frozen=True, slots=True)
class ClaimDecided:
    claim_id: int
    number: str
    decision_id: int
    outcome: str
    overrides: bool
    amount: int
    currency: str
    by_payer: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimAppealed:
    claim_id: int
    number: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppealDecided:
    claim_id: int
    number: str
    decision_id: int
    outcome: str
    changed: bool
    amount: int
    currency: str
    by_payer: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimSettled:
    claim_id: int
    number: str
    amount: int
    currency: str
    reference: str
    by_payer: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn:
    claim_id: int
    number: str


@dataclass(frozen=True, slots=True)
class ClaimClosed:
    claim_id: int
    number: str


@dataclass(frozen=True, slots=True)
class ClaimsTakenBack:
    """An import was undone, and with it these claims."""

    claim_ids: tuple[int, ...]
