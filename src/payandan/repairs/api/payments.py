"""What a job owes, what is paid for it, and the journal of a period, over REST."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from payandan.platform.api import rest
from payandan.platform.payments import queries as payments
from payandan.repairs import actions
from payandan.repairs.api.money_rows import order_of, payment_out
from payandan.repairs.api.money_schemas import DueOut, EntryOut, JournalQuery, PayLinkOut, PaymentIn, PaymentOut
from payandan.repairs.api.router import router
from payandan.repairs.queries import ledger, money

ACCOUNTING = "repairs.accounting"


@router.get("/repairs/{number}/due", auth=rest.allow("repairs.view"), response=DueOut, summary=_("What a job owes"))
def read_due(request: rest.Request, number: rest.Number) -> dict[str, Any]:
    """What is asked for a job, what was paid, and what is left."""
    order = order_of(request, number)
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
        order=order_of(request, number),
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
    row = actions.begin_payment(order=order_of(request, number), actor=request.actor, at=now, tell=True)
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
