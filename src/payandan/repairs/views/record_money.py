"""What estimates and invoices bring to a job's page: the buttons and cards of `repairs/record_money.html`."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from payandan.platform.kit.actors import Actor
from payandan.platform.payments import queries as payments
from payandan.repairs.actions import due_now
from payandan.repairs.actions.invoicing import INVOICED_IN
from payandan.repairs.models import Release, RepairOrder
from payandan.repairs.queries import money
from payandan.repairs.rules import bills, estimates
from payandan.repairs.rules.moves import OPEN
from payandan.repairs.views.invoice_papers import payment_row
from payandan.repairs.words import money as words


def of_record(order: RepairOrder, actor: Actor) -> dict[str, Any]:
    """What the include reads as `money`: the newest estimate, the invoice, what was paid and what is left."""
    estimate = order.estimates.exclude(state=estimates.DROPPED).order_by("-version").first()
    invoice = money.invoice_of(order.pk)
    rows = [payment_row(row) for row in money.payments_of(order.pk)[:20]]
    balance = money.balance_of(order.pk)
    due = bills.Due(invoice.total if invoice else 0, balance.kept)
    purpose, now_due = due_now(order)
    open_ = order.state in OPEN
    worth = money.worth_of(order, at=timezone.now())
    return {
        "currency": settings.CURRENCY,
        "estimate": estimate,
        "estimate_state": words.ESTIMATE_STATES[estimate.state] if estimate else "",
        "estimate_tone": words.ESTIMATE_TONES[estimate.state] if estimate else "",
        "unanswered": estimate.questions.filter(replied_at=None).count() if estimate else 0,
        "invoice": invoice,
        "payments": rows,
        "kept": balance.kept,
        "due": due,
        "now_due": now_due,
        "is_deposit": purpose == "deposit",
        "release": Release.objects.filter(order=order).first(),
        "may_estimate": open_ and not invoice and actor.can("repairs.estimate"),
        "may_invoice": order.state in INVOICED_IN and not invoice and actor.can("repairs.invoice"),
        "may_take": actor.can("payments.take") and (due.left > 0 or not invoice),
        "may_link": actor.can("payments.take") and payments.online() and now_due > 0,
        "may_release": due.left > 0 and actor.can("repairs.release"),
        "payers": [(words.payer(payer), amount) for payer, amount in worth.by_payer.items()],
        "worth": worth,
        "authorised": money.is_authorised(order.branch_id, order.unit.model.category.code, timezone.localdate()),
    }
