"""The paper of an estimate, for the desk and for its customer."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from payandan.platform.ui import reader
from payandan.repairs import paper
from payandan.repairs.models import Estimate
from payandan.repairs.queries import money
from payandan.repairs.views.money_pages import components_of, lines_of, pdf, sums_of
from payandan.repairs.words import money as words


def paper_context(row: Estimate) -> dict[str, Any]:
    """What the paper shows."""
    less: dict[str, int] = {}
    for line in row.lines.all():
        for payer, amount in line.split.items():
            less[payer] = less.get(payer, 0) - int(amount)
    return {
        "estimate": row,
        "order": row.order,
        "state": words.ESTIMATE_STATES[row.state],
        "lines": lines_of(row, components_of(row.order)),
        "sums": sums_of(row),
        "less": [(words.payer(payer), amount) for payer, amount in less.items() if payer != "customer" and amount],
        "currency": row.currency,
        "terms": money.terms_of(row.order.branch_id),
    }


def pdf_answer(row: Estimate) -> HttpResponse:
    """The estimate as PDF, in the reader's language; its code leads to the page where the customer answers it."""
    address = f"{settings.BASE_URL}{reverse('repairs-mine-estimate', args=[row.number])}"
    return pdf(paper.estimate_pdf(paper_context(row), address=address, language=reader.language()), row.number)
