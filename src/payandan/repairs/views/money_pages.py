"""What the pages of estimates and invoices share: the form with lines, lines in words, and the why of each."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from payandan.catalog import queries as catalog
from payandan.claims.words.verdicts import VerdictText, verdict_text
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui import reader
from payandan.repairs.forms import money as forms
from payandan.repairs.models import Estimate, EstimateLine, Invoice, InvoiceLine, RepairOrder
from payandan.repairs.rules.estimates import Item
from payandan.repairs.views.shared import tried
from payandan.repairs.words import money as words


class Written:
    """A form with lines: as it stands, or as it was sent. Asking for one more row is not sending it."""

    def __init__(
        self, request: ActorRequest, form: type[Any], order: RepairOrder, items: list[Item], *, initial: dict[str, Any]
    ) -> None:
        data = request.POST if request.method == "POST" else None
        self.sent = data is not None and not data.get("more")
        self.lines = forms.Lines(data, items, components=components_of(order), currency=settings.CURRENCY)
        self.form = form(data, initial=initial)
        self._context = {"order": order, "lines": self.lines, "form": self.form, "currency": settings.CURRENCY}

    def saved(self, act: Callable[[dict[str, Any]], Any]) -> Any:
        """What the act made of it; None where it is not sent, not complete, or refused."""
        if not (self.sent and self.lines.is_valid() and self.form.is_valid()):
            return None
        return tried(self.form, lambda: act(self.form.cleaned_data))

    def shown(self, request: ActorRequest, template: str, **more: Any) -> HttpResponse:
        """The page with it; 422 after it was sent in vain."""
        return render(request, template, {**self._context, **more}, status=422 if self.sent else 200)


def components_of(order: RepairOrder) -> dict[str, str]:
    """The components of the device's kind by code, in the reader's language."""
    category, language = order.unit.model.category.code, reader.language()
    return {code: name for (_category, code), name in catalog.component_names([category], language).items()}


def lines_of(paper: Estimate | Invoice, components: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines of a paper: what each is for, who pays how much, and why."""
    rows: list[Any] = list(paper.lines.all())
    told = _told(paper, rows, components)
    whys = {line.id: line for line in told.lines} if told else {}
    return [_line(row, whys.get(str(row.position)), components) for row in rows]


def _told(paper: Estimate | Invoice, rows: list[Any], components: Mapping[str, str]) -> VerdictText | None:
    if not paper.verdict:
        return None
    described = {str(row.position): {"kind": row.kind, "component": row.component, "label": row.label} for row in rows}
    return verdict_text(paper.verdict, reader.language(), components=components, lines=described)


def _line(row: EstimateLine | InvoiceLine, why: Any, components: Mapping[str, str]) -> dict[str, Any]:
    others = {payer: int(amount) for payer, amount in row.split.items() if payer != "customer" and amount}
    return {
        "row": row,
        "position": row.position,
        "kind": words.line_kind(row.kind),
        "label": words.line_name(row.kind, row.label, row.component, components),
        "amount": row.amount,
        "tax": row.tax,
        "customer": row.customer,
        "customer_total": row.customer + row.tax,
        "company": row.amount - row.customer,
        "payers": [(words.payer(payer), amount) for payer, amount in others.items()],
        "outcome": why.outcome_label if why else "",
        "tone": why.tone if why else "muted",
        "undecided": bool(why and why.outcome == "undecided"),
        "whys": why.whys if why else (),
        "aside": why.aside if why else (),
        "repeats": bool(why and why.repeats),
    }


def sums_of(paper: Estimate | Invoice) -> dict[str, Any]:
    """The sums of a paper."""
    customer = paper.customer if isinstance(paper, Estimate) else paper.customer_net
    return {
        "amount": paper.amount,
        "company": paper.amount - customer,
        "less": customer - paper.amount,
        "customer": customer,
        "tax": paper.tax,
        "rate": words.rate(paper.tax_bp),
        "total": paper.total,
    }


def pdf(made: bytes, number: str) -> HttpResponse:
    """A paper as the answer to a request."""
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
