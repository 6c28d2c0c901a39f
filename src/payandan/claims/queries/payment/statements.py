"""What a centre is owed, and its statements."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Prefetch, QuerySet, Sum
from django.utils import timezone

from payandan.claims.models import Claim, Decision, Deduction, Statement, StatementLine
from payandan.claims.queries.payment.facts import place_of
from payandan.claims.queries.payment.reference import Book
from payandan.claims.rules import payment_prices as prices
from payandan.claims.rules import payment_statements as rules
from payandan.platform.kit.actors import Actor


def statements(actor: Actor) -> QuerySet[Statement]:
    """The statements this actor may see, the newest period first."""
    return Statement.objects.visible_to(actor).select_related("branch")


def statement_record(actor: Actor, number: str) -> Statement:
    """One statement with its claims and deductions, in three queries. Raises Statement.DoesNotExist."""
    lines = StatementLine.objects.select_related("claim__unit__model__category", "claim__customer")
    deductions = Deduction.objects.select_related("claim")
    parts = (Prefetch("lines", lines), Prefetch("deductions", deductions))
    return statements(actor).prefetch_related(*parts).get(number=number)


def owed(*, branch_id: int, currency: str, since: date, until: date, earlier: bool = False) -> QuerySet[Claim]:
    """Claims of a centre that were decided in the period, are not settled by themselves, and stand in no statement.

    What is held for a person waits; a later statement takes it with `earlier`, which adds those that earlier periods
    left out.
    """
    rows = Claim.objects.filter(
        branch_id=branch_id,
        currency=currency,
        state__in=rules.PAYABLE,
        paid_by_company__gt=0,
        statement_line=None,
        settlement=None,
        decided_at__lt=_midnight(until),
    ).exclude(screening__held=True)
    if not earlier:
        rows = rows.filter(decided_at__gte=_midnight(since))
    return rows.order_by("decided_at", "id")


def entries_of(claims: Iterable[Claim], book: Book) -> dict[int, rules.Entry]:
    """What each claim brings, by its newest decision and the centre's fee of the day it was filed. Three queries."""
    known = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).select_related("unit__model__category")
    decisions = Decision.objects.order_by("id").only("claim_id", "kind", "split")
    rows = known.prefetch_related("lines", Prefetch("decisions", decisions))
    return {claim.pk: _entry(claim, book) for claim in rows}


def _entry(claim: Claim, book: Book) -> rules.Entry:
    newest = list(claim.decisions.all())[-1]
    kinds = {str(line.position): line.kind for line in claim.lines.all()}
    fee = prices.tariff(book.sheet, place_of(claim)).admin_fee or 0
    return rules.entry_of(rules.shares_in(newest.split), kinds, fee=fee)


def moved_since(*, branch_id: int, currency: str) -> Sequence[tuple[Claim, int]]:
    """Claims whose decision was changed after a statement took them, and what the centre is still owed (or owes back).

    Counted is what statements have paid for the claim so far, corrections included.
    """
    lines = (
        StatementLine.objects.filter(claim__branch_id=branch_id, claim__currency=currency)
        .exclude(claim__state="appealed")
        .exclude(statement__state=rules.DRAFT)
        .exclude(amount=F("claim__paid_by_company"))
        .select_related("claim")
    )
    known = dict(
        Deduction.objects.filter(reason="decision_changed", claim__branch_id=branch_id)
        .order_by()
        .values_list("claim_id")
        .annotate(Sum("amount"))
    )
    found = []
    for line in lines:
        paid = line.amount - (known.get(line.claim_id) or 0)
        difference = (line.claim.paid_by_company or 0) - paid
        if difference:
            found.append((line.claim, difference))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def sums_of(statement: Statement) -> rules.Sums:
    """The sums of a statement that came with its parts."""
    entries = [entry_in(line) for line in statement.lines.all()]
    return rules.sums_of(entries, [item.amount for item in statement.deductions.all()])


def entry_in(line: Any) -> rules.Entry:
    """What a line of a statement says, as a value."""
    return rules.Entry(line.by_payer, line.by_kind, line.fee)
