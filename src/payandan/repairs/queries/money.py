"""How a centre deals with money, what a job is worth, what was agreed, and what is still to be paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from payandan.claims.queries import payment
from payandan.claims.rules import payment_prices as prices
from payandan.platform.kit.actors import Actor
from payandan.platform.payments import queries as payments
from payandan.platform.payments.models import Payment
from payandan.platform.payments.rules import RECEIVED, Balance
from payandan.platform.people.models import Branch
from payandan.repairs.models import (
    Estimate,
    Invoice,
    Loan,
    MoneyTerms,
    RepairOrder,
    TaxRate,
)
from payandan.repairs.rules import bills, estimates, taxes

OWNER = "repair"


def terms_of(branch_id: int | None) -> MoneyTerms:
    """How a centre deals with money: its own row, else that of all centres, else the usual."""
    rows = {row.branch_id: row for row in MoneyTerms.objects.filter(branch_id=branch_id)} if branch_id else {}
    found = rows.get(branch_id) or MoneyTerms.objects.filter(branch=None).first()
    return found or MoneyTerms(branch=None)


def tax_on(branch_id: int | None, day: date) -> int:
    """The rate that a centre puts on customers' papers of a day, in hundredths of a percent."""
    rows = TaxRate.objects.filter(country=settings.COUNTRY)
    own = [taxes.TaxRate(row.country, row.branch_id, row.since, row.rate_bp) for row in rows]
    return taxes.rate_on(own, country=settings.COUNTRY, branch=branch_id, day=day)


def place_of(order: RepairOrder, day: date) -> prices.Place:
    """Where and when a job is priced: at the centre that took it in."""
    return prices.Place(
        on=day,
        country=order.unit.country or settings.COUNTRY,
        currency=settings.CURRENCY,
        category=order.unit.model.category.code,
        model=order.unit.model_id,
        branch=order.branch_id,
    )


def is_authorised(branch_id: int | None, category: str, day: date) -> bool:
    """Whether a centre may repair a kind of product under warranty on a day; where nobody keeps any, everybody may."""
    sheet = payment.book().sheet
    place = prices.Place(
        on=day, country=settings.COUNTRY, currency=settings.CURRENCY, category=category, branch=branch_id
    )
    return not sheet.authorisations or branch_id is None or prices.authorised(sheet, place) is not None


# --- estimates --------------------------------------------------------------------------------------------------------


def estimates_of(order: RepairOrder) -> QuerySet[Estimate]:
    """The versions of a job's estimate, newest first, with their lines and questions."""
    rows: QuerySet[Estimate] = order.estimates.prefetch_related("lines", "questions").order_by("-version")
    return rows


def consent_of(order_id: int) -> Estimate | None:
    """The newest estimate that was answered: what the customer agreed to."""
    rows = Estimate.objects.filter(order_id=order_id, state__in=estimates.ANSWERED)
    return rows.prefetch_related("lines").order_by("-version").first()


def agreed_to(order_id: int) -> int:
    """What the customer agreed to pay for a job, with tax; nothing where nobody asked."""
    found = consent_of(order_id)
    return (found.agreed or 0) if found else 0


def visible_estimates(actor: Actor) -> QuerySet[Estimate]:
    """Estimates of the jobs that the actor may see."""
    rows: QuerySet[Estimate] = Estimate.objects.visible_to(actor)
    return rows.select_related("order__unit__model__category", "order__customer", "order__branch")


def find_estimate(actor: Actor, number: str) -> Estimate | None:
    """One estimate with its lines and questions."""
    return visible_estimates(actor).prefetch_related("lines", "questions").filter(number=number).first()


def due_reminders(at: datetime) -> list[Estimate]:
    """Open estimates; the caller asks the rule of each centre."""
    rows = Estimate.objects.filter(state=estimates.SENT, reminded_at=None, valid_until__gt=at)
    return list(rows.select_related("order"))


def overdue(at: datetime) -> list[Estimate]:
    """Open estimates whose day is over."""
    return list(Estimate.objects.filter(state=estimates.SENT, valid_until__lte=at).select_related("order"))


# --- invoices and what is to be paid ----------------------------------------------------------------------------------


def visible_invoices(actor: Actor) -> QuerySet[Invoice]:
    """Invoices of the jobs that the actor may see."""
    rows: QuerySet[Invoice] = Invoice.objects.visible_to(actor)
    return rows.select_related("order__unit__model__category", "customer", "branch")


def find_invoice(actor: Actor, number: str) -> Invoice | None:
    """One invoice with its lines."""
    return visible_invoices(actor).prefetch_related("lines").filter(number=number).first()


def invoice_of(order_id: int) -> Invoice | None:
    """The invoice of a job that counts."""
    return Invoice.objects.filter(order_id=order_id, state=bills.ISSUED).first()


def balance_of(order_id: int) -> Balance:
    """What came in and went back for a job."""
    return payments.balance_of((OWNER, order_id))


def due_of(order_id: int) -> bills.Due:
    """What is asked and what was kept; before there is an invoice nothing is asked."""
    invoice = invoice_of(order_id)
    return bills.Due(invoice.total if invoice else 0, balance_of(order_id).kept)


def dues_of(orders: Iterable[RepairOrder]) -> dict[int, bills.Due]:
    """The same for many jobs, in two queries."""
    ids = [order.pk for order in orders]
    asked = {row.order_id: row.total for row in Invoice.objects.filter(order__in=ids, state=bills.ISSUED)}
    kept = payments.balances(OWNER, ids)
    return {pk: bills.Due(asked.get(pk, 0), kept[pk].kept if pk in kept else 0) for pk in ids}


def payments_of(order_id: int) -> QuerySet[Payment]:
    """The payments of a job, newest first."""
    return payments.of_owner((OWNER, order_id))


def received_of(order_id: int) -> list[Payment]:
    """Those of them whose money came or went, newest first."""
    return list(payments.of_owner((OWNER, order_id)).filter(state__in=RECEIVED))


def deposit_left(order_id: int) -> int:
    """What of the deposit that was asked for has not come, while there is no invoice."""
    consent = consent_of(order_id)
    if consent is None or not consent.agreed or invoice_of(order_id) is not None:
        return 0
    return max(0, min(consent.deposit, consent.agreed) - balance_of(order_id).kept)


def is_wanted(payment_: Payment) -> bool:
    """Whether an unpaid payment of a job is still asked for."""
    if payment_.purpose == Payment.Purpose.DEPOSIT:
        return payment_.amount <= deposit_left(payment_.owner_id)
    return payment_.amount <= due_of(payment_.owner_id).left


# --- what a job is worth ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Worth:
    """The money of a job: the lines of its paper by kind and payer, and what the loaner costs the company."""

    by_kind: dict[str, int]
    by_payer: dict[str, int]
    loaner_days: int
    loaner: int
    supplier: int

    @property
    def whole(self) -> int:
        """Everything that the job cost."""
        return sum(self.by_kind.values()) + self.loaner


def worth_of(order: RepairOrder, *, at: datetime) -> Worth:
    """What a job cost so far and who bears it: of its invoice, else of its newest estimate less what was declined."""
    paper: Invoice | Estimate | None = invoice_of(order.pk) or order.estimates.exclude(state="dropped").first()
    by_kind: dict[str, int] = {}
    by_payer: dict[str, int] = {}
    for line in wanted(paper):
        by_kind[line.kind] = by_kind.get(line.kind, 0) + line.amount
        for payer, amount in line.split.items():
            by_payer[payer] = by_payer.get(payer, 0) + int(amount)
    back = sum(int(one.get("amount", 0)) for one in (paper.verdict if paper else {}).get("recovery", ()) if _owed(one))
    days = sum(_days(loan, at) for loan in Loan.objects.filter(order=order))
    return Worth(by_kind, by_payer, days, days * settings.RADAR_LOANER_DAY, back)


def wanted(paper: Invoice | Estimate | None) -> list[Any]:
    """The lines of an invoice, or those of an estimate that were not declined; none of no paper."""
    if isinstance(paper, Estimate):
        return [line for line in paper.lines.all() if line.answer is not False]
    return list(paper.lines.all()) if paper else []


def _owed(recovery: dict[str, object]) -> bool:
    return recovery.get("outcome") == "owed"


def _days(loan: Loan, at: datetime) -> int:
    return (timezone.localdate(loan.back_at or at) - timezone.localdate(loan.out_at)).days + 1


def centres(actor: Actor) -> QuerySet[Branch]:
    """The centres in whose name the actor deals with money."""
    return Branch.objects.visible_to(actor).filter(is_active=True)
