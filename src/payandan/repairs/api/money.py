"""REST: estimates with their consent, invoices, and the money of a job."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.platform.api import rest
from payandan.platform.payments import queries as payments
from payandan.platform.payments.models import Payment
from payandan.repairs import actions, queries
from payandan.repairs.api.router import router
from payandan.repairs.models import Estimate, Invoice, RepairOrder
from payandan.repairs.queries import ledger, money
from payandan.repairs.rules.estimates import Item

ESTIMATE, INVOICE, ACCOUNTING = "repairs.estimate", "repairs.invoice", "repairs.accounting"
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


@router.get("/estimates", auth=rest.allow("repairs.view"), response=rest.Page[EstimateOut], summary=_("List estimates"))
def list_estimates(request: rest.Request, query: rest.Query[PapersQuery]) -> dict[str, Any]:
    """Estimates of the jobs that the key may see, with their lines."""
    rows = money.visible_estimates(request.actor).prefetch_related("lines")
    if query.state:
        rows = rows.filter(state=query.state)
    return rest.page(rows, query, sort=query.sort, row=estimate_out)


@router.get("/estimates/{number}", auth=rest.allow("repairs.view"), response=EstimateOut, summary=_("Read an estimate"))
def read_estimate(request: rest.Request, number: rest.Number) -> dict[str, Any]:
    """One version of an estimate."""
    return estimate_out(_estimate(request, number))


@router.post(
    "/repairs/{number}/estimates",
    auth=rest.allow("repairs.view", ESTIMATE),
    response={201: EstimateOut},
    summary=_("Write an estimate"),
)
@rest.idempotent(required=True)
def create_estimate(request: rest.Request, number: rest.Number, body: EstimateIn) -> rest.Reply:
    """Write the next version as a draft (or the open draft anew); it is priced and shared out."""
    now = timezone.now()
    items = [line.item() for line in body.lines]
    estimate = actions.draft_estimate(
        order=_order(request, number), items=items, cause=body.cause, actor=request.actor, at=now
    )
    estimate = actions.write_estimate(
        estimate=estimate,
        items=items,
        cause=body.cause,
        note=body.note,
        deposit=body.deposit,
        actor=request.actor,
        at=now,
    )
    return rest.Reply(estimate_out(_estimate(request, estimate.number)), status=201)


@router.post(
    "/estimates/{number}/send",
    auth=rest.allow("repairs.view", ESTIMATE),
    response=EstimateOut,
    summary=_("Send an estimate"),
)
@rest.idempotent(required=True)
def submit_estimate(request: rest.Request, number: rest.Number) -> dict[str, Any]:
    """Freeze a draft and send it to the customer."""
    actions.send_estimate(estimate=_estimate(request, number), actor=request.actor, at=timezone.now())
    return estimate_out(_estimate(request, number))


@router.post(
    "/estimates/{number}/answer",
    auth=rest.allow("repairs.view", ESTIMATE),
    response=EstimateOut,
    summary=_("Note a customer's consent"),
)
@rest.idempotent(required=True)
def answer_estimate(request: rest.Request, number: rest.Number, body: AnswerIn) -> dict[str, Any]:
    """Note what the customer said line by line, and how."""
    answers = {int(position): said for position, said in body.answers.items()}
    actions.answer_estimate(
        estimate=_estimate(request, number), answers=answers, note=body.note, actor=request.actor, at=timezone.now()
    )
    return estimate_out(_estimate(request, number))


@router.get("/invoices", auth=rest.allow("repairs.view"), response=rest.Page[InvoiceOut], summary=_("List invoices"))
def list_invoices(request: rest.Request, query: rest.Query[PapersQuery]) -> dict[str, Any]:
    """Invoices of the jobs that the key may see, with their lines."""
    rows = money.visible_invoices(request.actor).prefetch_related("lines")
    if query.state:
        rows = rows.filter(state=query.state)
    return rest.page(rows, query, sort=query.sort, row=invoice_out)


@router.get("/invoices/{number}", auth=rest.allow("repairs.view"), response=InvoiceOut, summary=_("Read an invoice"))
def read_invoice(request: rest.Request, number: rest.Number) -> dict[str, Any]:
    """One invoice."""
    return invoice_out(_invoice(request, number))


@router.post(
    "/repairs/{number}/invoices",
    auth=rest.allow("repairs.view", INVOICE),
    response={201: InvoiceOut},
    summary=_("Issue an invoice"),
)
@rest.idempotent(required=True)
def create_invoice(request: rest.Request, number: rest.Number, body: InvoiceIn) -> rest.Reply:
    """Issue the invoice of a job; without lines, of what the customer agreed to."""
    invoice = actions.issue_invoice(
        order=_order(request, number),
        items=[line.item() for line in body.lines] or None,
        cause=body.cause,
        goodwill=body.goodwill,
        goodwill_reason=body.goodwill_reason,
        note=body.note,
        actor=request.actor,
        at=timezone.now(),
    )
    return rest.Reply(invoice_out(_invoice(request, invoice.number)), status=201)


@router.post(
    "/invoices/{number}/cancel",
    auth=rest.allow("repairs.view", INVOICE),
    response=InvoiceOut,
    summary=_("Cancel an invoice"),
)
@rest.idempotent(required=True)
def cancel_invoice(request: rest.Request, number: rest.Number, body: ReasonIn) -> dict[str, Any]:
    """Cancel it, with a reason; what was paid stays with the job."""
    actions.cancel_invoice(
        invoice=_invoice(request, number), reason=body.reason, actor=request.actor, at=timezone.now()
    )
    return invoice_out(_invoice(request, number))


@router.get("/repairs/{number}/due", auth=rest.allow("repairs.view"), response=DueOut, summary=_("What a job owes"))
def read_due(request: rest.Request, number: rest.Number) -> dict[str, Any]:
    """What is asked for a job, what was paid, and what is left."""
    order = _order(request, number)
    invoice, due = money.invoice_of(order.pk), money.due_of(order.pk)
    return {
        "invoice": invoice.number if invoice else None,
        "asked": due.asked,
        "kept": due.kept,
        "left": due.left,
        "payments": [payment_out(row) for row in money.payments_of(order.pk)[:100]],
    }


@router.post(
    "/repairs/{number}/payments",
    auth=rest.allow("repairs.view", "payments.take"),
    response={201: PaymentOut},
    summary=_("Write down money taken at the counter"),
)
@rest.idempotent(required=True)
def create_payment(request: rest.Request, number: rest.Number, body: PaymentIn) -> rest.Reply:
    """A deposit before there is an invoice, a payment after it."""
    row = actions.take_payment(
        order=_order(request, number),
        amount=body.amount,
        method=body.method,
        reference=body.reference,
        note=body.note,
        actor=request.actor,
        at=timezone.now(),
    )
    return rest.Reply(payment_out(row), status=201)


@router.post(
    "/repairs/{number}/pay-links",
    auth=rest.allow("repairs.view", "payments.take"),
    response={201: PayLinkOut},
    summary=_("Ask for a payment by link"),
)
@rest.idempotent(required=True)
def create_pay_link(request: rest.Request, number: rest.Number) -> rest.Reply:
    """Send the customer where to pay the deposit or what is left."""
    now = timezone.now()
    row = actions.begin_payment(order=_order(request, number), actor=request.actor, at=now, tell=True)
    path = f"/pay/{payments.pay_token(row.number, at=now)}/"
    return rest.Reply({**payment_out(row), "path": path}, status=201)


@router.get("/journal", auth=rest.allow(ACCOUNTING), response=list[EntryOut], summary=_("Journal of a period"))
def read_journal(request: rest.Request, query: rest.Query[JournalQuery]) -> list[dict[str, Any]]:
    """Entries that balance, at most two years at once."""
    if query.until < query.since or (query.until - query.since).days > 731:
        message = gettext("Choose at most two years, the first day first.")
        raise rest.invalid(rest.FieldError("until", "bad_period", message))
    branch = money.centres(request.actor).filter(code=query.branch).first() if query.branch else None
    if query.branch and branch is None:
        raise rest.invalid(
            rest.FieldError("branch", "unknown_branch", "There is no such centre, or you may not see it.")
        )
    numbers = ledger.accounts()
    entries = ledger.journal(request.actor, since=query.since, until=query.until, branch=branch)
    return [
        {
            "day": entry.day,
            "paper": entry.paper,
            "what": entry.what,
            "account": entry.account,
            "number": numbers[entry.account],
            "debit": entry.debit,
            "credit": entry.credit,
            "currency": entry.currency,
            "branch": entry.branch,
            "job": entry.job,
        }
        for entry in entries
    ]


# --- rows -------------------------------------------------------------------------------------------------------------


def estimate_out(row: Estimate) -> dict[str, Any]:
    """An estimate as the API shows it."""
    names = (
        "number", "version", "state", "currency", "amount", "customer", "tax", "tax_bp", "total", "deposit", "agreed",
        "cause", "sent_at", "valid_until", "answered_at", "answered_by",
    )  # fmt: skip
    lines = [{**_line(line), "outcome": line.outcome, "answer": line.answer} for line in row.lines.all()]
    return {**{name: getattr(row, name) for name in names}, "job": row.order.number, "lines": lines}


def invoice_out(row: Invoice) -> dict[str, Any]:
    """An invoice as the API shows it."""
    names = (
        "number", "serial", "state", "currency", "amount", "by_payer", "tax", "tax_bp", "total", "issued_at",
        "cancelled_at",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "job": row.order.number,
        "branch": row.branch.code if row.branch else "",
        "lines": [_line(line) for line in row.lines.all()],
    }


def payment_out(row: Payment) -> dict[str, Any]:
    """A payment as the API shows it."""
    names = (
        "number", "purpose", "method", "amount", "currency", "state", "reference", "created_at", "settled_at",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "job": row.owner_number}


def _line(line: Any) -> dict[str, Any]:
    names = ("position", "kind", "component", "label", "quantity", "amount", "split", "tax")
    return {name: getattr(line, name) for name in names}


def _order(request: rest.Request, number: str) -> RepairOrder:
    order: RepairOrder = rest.found(queries.visible(request.actor), number=number)
    return order


def _estimate(request: rest.Request, number: str) -> Estimate:
    found = money.find_estimate(request.actor, number)
    if found is None:
        raise rest.Problem("not-found")
    return found


def _invoice(request: rest.Request, number: str) -> Invoice:
    found = money.find_invoice(request.actor, number)
    if found is None:
        raise rest.Problem("not-found")
    return found
