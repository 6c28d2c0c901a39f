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
    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    lines: tuple[dict[str, object], ...] = ()


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
    lines: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    claim_id: int
    kind: str
    about: str
    source: str
    files: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class EvidenceBound:
    """A piece of evidence was bound to the fact that it shows; what it was taken for before."""

    claim_id: int
    position: int
    kind: str
    about: str
    kind_before: str
    about_before: str
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
class OpinionAsked:
    """Somebody else shall look at a decision without knowing it; `branch_id` is the other centre that is asked."""

    claim_id: int
    number: str
    opinion_id: int
    why: str
    branch_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpinionAssigned:
    """Another centre (or nobody in particular) is asked for the second opinion now."""

    claim_id: int
    number: str
    opinion_id: int
    branch_id: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class MoreEvidenceRequested:
    """Who shall give the second opinion cannot say yet; `question_id` where somebody was asked for it."""

    claim_id: int
    number: str
    opinion_id: int
    why: str
    ask: str
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """A second opinion, and what it makes of the first decision."""

    claim_id: int
    number: str
    opinion_id: int
    decision_id: int
    why: str
    outcome: str
    first: str
    finding: str


@dataclass(frozen=True, slots=True)
class OpinionDropped:
    """A second opinion is no longer asked for."""

    claim_id: int
    number: str
    opinion_id: int


@dataclass(frozen=True, slots=True)
class ClaimSettled:
    claim_id: int
    number: str
    amount: int
    currency: str
    reference: str
    by_payer: dict[str, int] = field(default_factory=dict)
    days_out: int | None = None


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


# --- payment ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClaimRuled:
    """The table of payment said what happens to a claim: which version, which rule (empty: none), and what came of it.

    `held_for` says why a person decides although the rule would have; `decision_id` is there where it decided.
    """

    claim_id: int
    number: str
    table: int
    rule: str
    effect: str
    done: str
    held_for: str = ""
    queue: str = ""
    decision_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentTablePublished:
    table_id: int
    version: int
    rules: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentTableRetired:
    """No table is in force any more: everything goes to a person."""

    table_id: int
    version: int


@dataclass(frozen=True, slots=True)
class PricePut:
    """A tariff, part price, standard time or authorisation was written down; empty `before`: it is new."""

    kind: str
    row_id: int
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PriceDropped:
    kind: str
    row_id: int
    before: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatementDrafted:
    statement_id: int
    number: str
    branch_id: int
    since: str
    until: str
    claims: int
    due: int
    currency: str


@dataclass(frozen=True, slots=True)
class StatementChanged:
    """A draft was changed: claims collected again, one left out, something taken off, added, or struck out again."""

    statement_id: int
    number: str
    change: str
    due: int
    currency: str
    amount: int = 0
    reason: str = ""
    claim_id: int | None = None


@dataclass(frozen=True, slots=True)
class StatementMoved:
    """A statement was sent, returned, approved or paid."""

    statement_id: int
    number: str
    act: str
    before: str
    after: str
    due: int
    currency: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class StatementDropped:
    statement_id: int
    number: str


# --- suspicion -------------------------------------------------------------------------------------------------------
#
# These are about ("suspicion", screening), never about the claim, its unit or its customer: their timelines are read by
# people and programs who are not to know.


@dataclass(frozen=True, slots=True)
class ClaimScreened:
    """The detectors came to another result than before: which findings stand, their combined score, and the hold."""

    claim_id: int
    number: str
    score: int
    held: bool
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuspicionJudged:
    """A person said whether a finding was right or wrong; `before` is what was said earlier."""

    claim_id: int
    number: str
    code: str
    outcome: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class ClaimReleased:
    """A person let a held claim go, knowing these findings."""

    claim_id: int
    number: str
    score: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DetectorSwitched:
    code: str
    on: bool
    right: int
    judged: int


# --- radar -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitHandedIn:
    """From this day the repair is counted; `before` is what was written down until now."""

    claim_id: int
    number: str
    on: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class UnitHandedBack:
    claim_id: int
    number: str
    on: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class RightGranted:
    """A right fell due by itself. `source` names law and article by language, `by` how much longer a promise is."""

    claim_id: int
    number: str
    grant_id: int
    kind: str
    document: str
    rule: str
    law: bool
    occurrence: int
    due_on: str
    by: dict[str, object] = field(default_factory=dict)
    source: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GrantCancelAsked:
    """Somebody wants to take a right back; it stands until somebody else agrees."""

    claim_id: int
    number: str
    grant_id: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class GrantKept:
    """Nobody agreed to take the right back, or who asked thought better of it."""

    claim_id: int
    number: str
    grant_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class GrantCancelled:
    """A second person agreed; the customer is told the reason."""

    claim_id: int
    number: str
    grant_id: int
    kind: str
    reason: str
    by: dict[str, object] = field(default_factory=dict)


# --- suppliers and defective parts -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SupplierPut:
    """A supplier was written down or changed; empty `before`: it is new."""

    supplier_id: int
    number: str
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SupplyTermsPut:
    """What a supplier pays was written down or changed; empty `before`: it is new."""

    supplier_id: int
    terms_id: int
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecoveryOpened:
    """Money can be asked back for a causal part of a claim."""

    recovery_id: int
    number: str
    claim_id: int
    supplier_id: int
    component: str
    cost: int
    claimed: int
    currency: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class RecoveryComputed:
    """A recovery that had not been sent was computed again: the decision on its claim was changed."""

    recovery_id: int
    claim_id: int
    before: int
    after: int
    currency: str


@dataclass(frozen=True, slots=True)
class RecoveryMoved:
    """A recovery was sent, answered, paid, given up, closed or withdrawn. `amount` is what the act is about."""

    recovery_id: int
    number: str
    claim_id: int
    supplier_id: int
    act: str
    before: str
    after: str
    amount: int
    currency: str
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DebitNoteSent:
    note_id: int
    number: str
    supplier_id: int
    recoveries: int
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class CoreOrdered:
    """The installation's order for parts of a kind was written down, changed or dropped (empty `after`)."""

    order_id: int
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CoreExpected:
    """The company paid for a part; what is to be done with the defective one, and until when."""

    core_id: int
    number: str
    claim_id: int
    component: str
    order: str
    due_on: str | None
    value: int
    currency: str
    holder: str


@dataclass(frozen=True, slots=True)
class CoreMoved:
    """A part went from one holder to another, or came to rest where it was."""

    core_id: int
    number: str
    claim_id: int
    act: str
    before: str
    after: str
    origin: str
    to: str
    seal: str = ""
    seal_broken: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CoreInspected:
    core_id: int
    number: str
    claim_id: int
    finding: str
    resolution: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CoreCharged:
    """The centre bears a part; below zero it is given back."""

    core_id: int
    number: str
    claim_id: int
    branch_id: int
    reason: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class CoresNoticed:
    """A centre was told which parts fall due, before it is charged for any."""

    branch_id: int
    core_ids: tuple[int, ...]
    earliest: str
