"""The cash of a centre, and the accounting journal of a period."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q, Sum
from django.utils import timezone

from payandan.platform.kit.actors import Actor
from payandan.platform.payments.models import Payment
from payandan.platform.people.models import Branch
from payandan.repairs.models import CashDrawer, Invoice, InvoiceLine
from payandan.repairs.queries.money import OWNER
from payandan.repairs.rules import drawers
from payandan.repairs.rules import ledger as rules


def cash_between(branch_id: int, currency: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The cash that came and went at a centre, from one moment on and before another."""
    rows = Payment.objects.received().filter(
        branch_id=branch_id, currency=currency, method=Payment.Method.CASH, settled_at__gte=since, settled_at__lt=until
    )
    refund = Q(purpose=Payment.Purpose.REFUND)
    sums = rows.aggregate(came=Sum("amount", filter=~refund), went=Sum("amount", filter=refund))
    return sums["came"] or 0, sums["went"] or 0


def count_of(drawer: CashDrawer, *, at: datetime, counted: int = 0) -> drawers.Count:
    """What should be in a drawer: of a closed one as it was counted, of an open one as of now."""
    if drawer.state == drawers.CLOSED_DRAWER:
        return drawers.Count(drawer.opening, drawer.came, drawer.went, drawer.counted or 0)
    return drawers.Count(drawer.opening, *cash_between(drawer.branch_id, drawer.currency, drawer.since, at), counted)


def accounts() -> dict[str, str]:
    """The company's account numbers."""
    return {**rules.ACCOUNTS, **settings.ACCOUNTS}


def journal(actor: Actor, *, since: date, until: date, branch: Branch | None = None) -> list[rules.Entry]:
    """The journal of a period (both days included), in the order of its papers; each paper balances.

    A constant number of queries.
    """
    begin, end = _moment(since), _moment(until + timedelta(days=1))
    seen = list(Branch.objects.visible_to(actor).values_list("pk", flat=True))
    wanted = [branch.pk] if branch is not None and branch.pk in seen else ([] if branch is not None else seen)
    where = Q(branch_id__in=wanted)
    if branch is None and actor.sees_every_branch:
        where |= Q(branch=None)
    papers = [*_invoices(where, begin, end), *_money(where, begin, end), *_drawers(wanted, begin, end)]
    papers.sort(key=lambda paper: (paper[0], paper[1]))
    return [entry for _at, _number, entries in papers for entry in entries]


Paper = tuple[datetime, str, list[rules.Entry]]


def _invoices(where: Q, begin: datetime, end: datetime) -> Iterator[Paper]:
    lines = Prefetch("lines", queryset=InvoiceLine.objects.order_by("position"))
    rows = Invoice.objects.filter(where).filter(
        Q(issued_at__gte=begin, issued_at__lt=end) | Q(cancelled_at__gte=begin, cancelled_at__lt=end)
    )
    for row in rows.select_related("branch", "order").prefetch_related(lines):
        if begin <= row.issued_at < end:
            yield row.issued_at, row.number, rules.invoice_entries(_paper(row, row.issued_at, cancelled=False))
        if row.cancelled_at is not None and begin <= row.cancelled_at < end:
            yield row.cancelled_at, row.number, rules.invoice_entries(_paper(row, row.cancelled_at, cancelled=True))


def _paper(row: Invoice, at: datetime, *, cancelled: bool) -> rules.InvoicePaper:
    by_kind: dict[str, int] = {}
    for line in row.lines.all():
        by_kind[line.kind] = by_kind.get(line.kind, 0) + line.amount
    return rules.InvoicePaper(
        number=row.number,
        day=timezone.localdate(at),
        branch=row.branch.code if row.branch else "",
        job=row.order.number,
        currency=row.currency,
        by_kind=by_kind,
        by_payer=row.by_payer,
        tax=row.tax,
        deposits=row.deposits_back if cancelled else row.deposits_used,
        cancelled=cancelled,
    )


def _money(where: Q, begin: datetime, end: datetime) -> Iterator[Paper]:
    """Money is in advance while no invoice of its job counts at that moment."""
    rows = list(
        Payment.objects.received()
        .filter(where, owner_kind=OWNER, settled_at__gte=begin, settled_at__lt=end)
        .select_related("branch")
    )
    spans: dict[int, list[tuple[datetime, datetime | None]]] = {}
    found = Invoice.objects.filter(order__in={row.owner_id for row in rows})
    for order_id, issued, cancelled in found.values_list("order_id", "issued_at", "cancelled_at"):
        spans.setdefault(order_id, []).append((issued, cancelled))
    for row in rows:
        if row.settled_at is None:
            continue
        paper = rules.MoneyPaper(
            number=row.number,
            day=timezone.localdate(row.settled_at),
            branch=row.branch.code if row.branch else "",
            job=row.owner_number,
            currency=row.currency,
            method=row.method,
            amount=row.amount,
            went=row.purpose == Payment.Purpose.REFUND,
            advance=not _invoiced(spans.get(row.owner_id, []), row.settled_at, row.purpose),
        )
        yield row.settled_at, row.number, rules.money_entries(paper)


def _invoiced(spans: list[tuple[datetime, datetime | None]], at: datetime, purpose: str) -> bool:
    """Whether an invoice counted at that moment; a deposit of the very same moment came before it."""
    late = purpose != Payment.Purpose.DEPOSIT
    return any(
        (issued < at or (late and issued == at)) and (cancelled is None or at < cancelled)
        for issued, cancelled in spans
    )


def _drawers(branches: list[int], begin: datetime, end: datetime) -> Iterator[Paper]:
    rows = CashDrawer.objects.filter(branch_id__in=branches, closed_at__gte=begin, closed_at__lt=end).exclude(
        difference=0
    )
    for row in rows.select_related("branch"):
        if row.closed_at is not None:
            paper = rules.DrawerPaper(
                row.number, timezone.localdate(row.closed_at), row.branch.code, row.currency, row.difference
            )
            yield row.closed_at, row.number, rules.drawer_entries(paper)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
