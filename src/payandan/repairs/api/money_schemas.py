"""What the API reads and answers about estimates, invoices and payments."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from payandan.platform.api import rest
from payandan.repairs.rules.estimates import Item

Kind = Literal["part", "labour", "travel", "shipping", "expense"]


Short = Annotated[str, Field(max_length=60)]


class ItemIn(rest.In):
    """A line. Without an amount the price list or the standard time says it; amounts are net of tax."""

    kind: Kind
    component: Short = ""
    part: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    label: Annotated[str, Field(max_length=160)] = ""
    quantity: Annotated[int, Field(ge=1, le=999)] = 1
    operation: Annotated[str, Field(max_length=20)] = ""
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    km: Annotated[int, Field(ge=0, le=20_000)] | None = None
    amount: rest.Amount | None = None

    def item(self) -> Item:
        """The line as the acts take it."""
        return Item(
            self.kind, self.component, self.part, self.label, self.quantity, self.operation, self.minutes, self.km,
            self.amount,
        )  # fmt: skip


Items = Annotated[list[ItemIn], Field(min_length=1, max_length=40)]


class EstimateIn(rest.In):
    lines: Items
    cause: Annotated[str, Field(max_length=30)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""
    deposit: rest.Amount | None = None


class AnswerIn(rest.In):
    """What the customer said to each line, by its position, and how staff came to know it."""

    answers: Annotated[dict[Annotated[str, Field(pattern=r"^[0-9]{1,2}$")], bool], Field(max_length=40)]
    note: Annotated[str, Field(max_length=400)]


class InvoiceIn(rest.In):
    lines: Annotated[list[ItemIn], Field(max_length=40)] = []
    cause: Annotated[str, Field(max_length=30)] = ""
    goodwill: rest.Amount = 0
    goodwill_reason: Annotated[str, Field(max_length=300)] = ""
    note: Annotated[str, Field(max_length=400)] = ""


class ReasonIn(rest.In):
    reason: Annotated[str, Field(max_length=300)]


class PaymentIn(rest.In):
    amount: rest.Amount
    method: Literal["cash", "card_terminal", "transfer"]
    reference: Annotated[str, Field(max_length=80)] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class PaperLineOut(rest.Out):
    """`split` says who pays how much of the net amount; `tax` stands on the customer's share."""

    position: int
    kind: str
    component: str
    label: str
    quantity: int
    amount: rest.AmountOut
    split: dict[str, rest.AmountOut]
    tax: rest.AmountOut


class EstimateLineOut(PaperLineOut):
    """`outcome` as the adjudicator has it; `answer` is null while nobody has said anything."""

    outcome: str
    answer: bool | None


class EstimateOut(rest.Out):
    """`total` is the most that the customer would pay, `agreed` what it agreed to; both with tax."""

    number: str
    job: str
    version: int
    state: str
    currency: str
    amount: rest.AmountOut
    customer: rest.AmountOut
    tax: rest.AmountOut
    tax_bp: int
    total: rest.AmountOut
    deposit: rest.AmountOut
    agreed: rest.AmountOut | None
    cause: str
    sent_at: datetime | None
    valid_until: datetime | None
    answered_at: datetime | None
    answered_by: str
    lines: list[EstimateLineOut]


class InvoiceOut(rest.Out):
    number: str
    serial: int
    job: str
    branch: str
    state: str
    currency: str
    amount: rest.AmountOut
    by_payer: dict[str, rest.AmountOut]
    tax: rest.AmountOut
    tax_bp: int
    total: rest.AmountOut
    issued_at: datetime
    cancelled_at: datetime | None
    lines: list[PaperLineOut]


class PaymentOut(rest.Out):
    number: str
    job: str
    purpose: str
    method: str
    amount: rest.AmountOut
    currency: str
    state: str
    reference: str
    created_at: datetime
    settled_at: datetime | None


class PayLinkOut(PaymentOut):
    """`path` is where the customer pays, on this site."""

    path: str


class DueOut(rest.Out):
    """`left` below nothing is money to give back."""

    invoice: str | None
    asked: rest.AmountOut
    kept: rest.AmountOut
    left: rest.AmountOut
    payments: list[PaymentOut]


class EntryOut(rest.Out):
    day: date
    paper: str
    what: str
    account: str
    number: str
    debit: rest.AmountOut
    credit: rest.AmountOut
    currency: str
    branch: str
    job: str


class PapersQuery(rest.PageQuery):
    state: Annotated[str, Field(max_length=20)] = ""
    sort: Literal["-id", "id"] = "-id"


class JournalQuery(rest.Filters):
    since: rest.Day
    until: rest.Day
    branch: Annotated[str, Field(max_length=30)] = ""
