"""Invoices over REST."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payandan.platform.api import rest
from payandan.repairs import actions
from payandan.repairs.api.money_rows import invoice_of, invoice_out, order_of
from payandan.repairs.api.money_schemas import InvoiceIn, InvoiceOut, PapersQuery, ReasonIn
from payandan.repairs.api.router import router
from payandan.repairs.queries import money

INVOICE = "repairs.invoice"


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
    return invoice_out(invoice_of(request, number))


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
        order=order_of(request, number),
        items=[line.item() for line in body.lines] or None,
        cause=body.cause,
        goodwill=body.goodwill,
        goodwill_reason=body.goodwill_reason,
        note=body.note,
        actor=request.actor,
        at=timezone.now(),
    )
    return rest.Reply(invoice_out(invoice_of(request, invoice.number)), status=201)


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
        invoice=invoice_of(request, number), reason=body.reason, actor=request.actor, at=timezone.now()
    )
    return invoice_out(invoice_of(request, number))
