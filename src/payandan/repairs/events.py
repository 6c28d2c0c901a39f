"""What happens in the workshop, in the past tense. Codes, numbers and ISO texts only; no names, no prose."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderReceived:
    order_id: int
    number: str
    unit_id: int
    customer_id: int
    branch_id: int | None
    channel: str
    symptom: str = ""
    group: str = ""
    covered: str = ""
    claim_id: int | None = None
    promised_at: str | None = None


@dataclass(frozen=True, slots=True)
class OrderMoved:
    """A job went from state to state; `note` is a code or the public number of what caused it."""

    order_id: int
    number: str
    act: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """Something about a job was changed: field → its new value, as code, number or ISO text."""

    order_id: int
    number: str
    changed: dict[str, object]


@dataclass(frozen=True, slots=True)
class OrderReady:
    order_id: int
    number: str
    outcome: str


@dataclass(frozen=True, slots=True)
class OrderDelayed:
    """The promise was broken or put off; `promised_at` is the new promise, where there is one."""

    order_id: int
    number: str
    promised_at: str | None


@dataclass(frozen=True, slots=True)
class CustomerTold:
    """The customer was told that it can be collected, or reminded of it for the `reminder`th time."""

    order_id: int
    number: str
    reminder: int = 0


@dataclass(frozen=True, slots=True)
class OrderDelivered:
    order_id: int
    number: str
    unit_id: int
    customer_id: int
    outcome: str
    shown_by: str


@dataclass(frozen=True, slots=True)
class TimerStarted:
    order_id: int
    timer_id: int
    person: int


@dataclass(frozen=True, slots=True)
class TimerStopped:
    """`cut`: the shift was over and nobody had stopped it."""

    order_id: int
    timer_id: int
    person: int
    seconds: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class TimePutRight:
    order_id: int
    timer_id: int
    person: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Tested:
    order_id: int
    run_id: int
    passed: bool
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartPlanned:
    order_id: int
    planned_id: int
    label: str
    quantity: int
    state: str


@dataclass(frozen=True, slots=True)
class PartReplaced:
    order_id: int
    change_id: int
    part_id: int | None
    code: str
    label: str
    component: str
    quantity: int
    removed_serial: str = ""
    installed_serial: str = ""


@dataclass(frozen=True, slots=True)
class PasscodeSeen:
    order_id: int
    looks: int


@dataclass(frozen=True, slots=True)
class PasscodeRemoved:
    order_id: int


@dataclass(frozen=True, slots=True)
class UnitSent:
    order_id: int
    number: str
    custody_id: int
    origin: int | None
    target: int


@dataclass(frozen=True, slots=True)
class UnitArrived:
    order_id: int
    number: str
    custody_id: int
    branch: int


@dataclass(frozen=True, slots=True)
class LoanerAdded:
    loaner_id: int
    number: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class LoanerMoved:
    loaner_id: int
    number: str
    act: str
    after: str
    loan: str = ""
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class ExchangeMoved:
    order_id: int
    number: str
    exchange_id: int
    kind: str
    act: str
    after: str
    replacement_id: int
    deposit: int
    currency: str


@dataclass(frozen=True, slots=True)
class UnitGraded:
    order_id: int
    disposition_id: int
    unit_id: int
    grade: str
    way: str


@dataclass(frozen=True, slots=True)
class PoolMoved:
    """A unit came into the pool, or went on in it by an act of `rules.pools.POOL_MOVES`."""

    pool_id: int
    number: str
    unit_id: int
    act: str
    before: str
    after: str
    grade: str
    reason: str = ""
    order_id: int | None = None
    branch_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecallAdded:
    order_id: int
    number: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class RepeatFound:
    order_id: int
    earlier_id: int
    found_by: str
    likeness: int
    days: int


@dataclass(frozen=True, slots=True)
class RepeatClassed:
    order_id: int
    earlier_id: int
    cause: str


# --- money ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EstimateDrafted:
    order_id: int
    estimate: str
    version: int


@dataclass(frozen=True, slots=True)
class EstimateSent:
    """A version was frozen and sent; `total` is the most that the customer would pay, with tax."""

    order_id: int
    estimate: str
    version: int
    customer_id: int
    total: int
    deposit: int
    currency: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class EstimateAnswered:
    """The customer answered, or staff noted the consent (`by`): the state, and what was agreed, with tax."""

    order_id: int
    estimate: str
    version: int
    state: str
    agreed: int
    currency: str
    by: str
    declined: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EstimateReminded:
    order_id: int
    estimate: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class EstimateExpired:
    order_id: int
    estimate: str
    version: int


@dataclass(frozen=True, slots=True)
class EstimateQuestionAsked:
    order_id: int
    estimate: str
    question: int


@dataclass(frozen=True, slots=True)
class EstimateQuestionReplied:
    order_id: int
    estimate: str
    question: int
    customer_id: int


@dataclass(frozen=True, slots=True)
class PaymentAsked:
    """The customer is to be sent the link of a payment."""

    order_id: int
    payment: str
    customer_id: int
    amount: int
    currency: str
    purpose: str


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    order_id: int
    invoice: str
    customer_id: int
    total: int
    tax: int
    currency: str
    by_payer: dict[str, int]


@dataclass(frozen=True, slots=True)
class InvoiceCancelled:
    order_id: int
    invoice: str
    total: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleasedUnpaid:
    order_id: int
    number: str
    left: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class DrawerOpened:
    drawer: str
    branch_id: int
    opening: int
    currency: str


@dataclass(frozen=True, slots=True)
class DrawerClosed:
    drawer: str
    branch_id: int
    expected: int
    counted: int
    difference: int
    currency: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MoneyTermsChanged:
    branch_id: int | None
    changed: dict[str, object]


@dataclass(frozen=True, slots=True)
class TaxRateSet:
    country: str
    branch_id: int | None
    since: str
    rate_bp: int
