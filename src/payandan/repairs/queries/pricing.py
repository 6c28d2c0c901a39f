"""What the lines of a job cost by the price lists, and how the adjudicator shares them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from payandan.claims import queries as claims
from payandan.claims import rules as claim_rules
from payandan.claims.models import Claim, Line
from payandan.claims.queries import payment
from payandan.claims.rules import payment_prices as prices
from payandan.parts import queries as parts
from payandan.platform.kit.refusals import Refused
from payandan.repairs.models import PlannedPart, RepairOrder
from payandan.repairs.queries.money import place_of
from payandan.repairs.rules.bills import Cost
from payandan.repairs.rules.estimates import Item
from payandan.warranty import queries as warranty


@dataclass(frozen=True, slots=True)
class Priced:
    """A line with its amount, and what the lists say it costs; net."""

    item: Item
    amount: int
    by_list: int | None


def proposed(order: RepairOrder) -> list[Item]:
    """The lines that the job itself suggests: parts planned and put in, and the work on the component at fault."""
    planned: list[Any] = [row for row in order.planned.all() if row.state != PlannedPart.State.DROPPED]
    changes = [row for row in order.changes.all() if row.planned_id is None]
    items = [
        Item("part", component=row.component, part_id=row.part_id, label=row.label, quantity=row.quantity)
        for row in [*planned, *changes]
    ]
    operation = "replace" if items else "diagnose"
    return [*items, Item("labour", component=order.cause, operation=operation)]


def price(order: RepairOrder, items: Sequence[Item], *, at: datetime) -> list[Priced]:
    """The lines with their amounts. What nobody typed comes from the lists. Refused: `amount_missing`."""
    place = place_of(order, timezone.localdate(at))
    sheet = payment.book().sheet
    ids = [item.part_id for item in items if item.part_id]
    listed = parts.prices_on(ids, place.on, place.currency) if ids else {}
    found = []
    for number, item in enumerate(items, start=1):
        by_list = _by_list(item, sheet, place, order, listed)
        amount = by_list if item.amount is None else item.amount
        if amount is None:
            raise Refused("amount_missing", field=f"line-{number}", position=number)
        found.append(Priced(item, amount, by_list))
    return found


def _by_list(
    item: Item, sheet: prices.Sheet, place: prices.Place, order: RepairOrder, listed: Mapping[int, int]
) -> int | None:
    """Net: the company's own part price, else the formula of payment without its tax."""
    if item.part_id is not None and item.part_id in listed:
        return listed[item.part_id] * item.quantity
    basis = prices.Basis(operation=item.operation, minutes=item.minutes, quantity=item.quantity, km=item.km)
    priced = prices.price_line(sheet, place, kind=item.kind, component=item.component, basis=basis, whole=order.cause)
    return sum(amount for step, amount in priced.steps if step != "tax") if priced else None


@dataclass(frozen=True, slots=True)
class Judged:
    """Who pays for what and why: the case, the verdict in codes, the costs with their split, the outcome of each."""

    case: dict[str, Any]
    verdict: dict[str, Any]
    costs: tuple[Cost, ...]
    outcomes: tuple[str, ...]


def judge(order: RepairOrder, priced: Sequence[Priced], *, cause: str, at: datetime) -> Judged:
    """Share the lines out between their payers, by everything that was promised for the unit.

    What is undecided stands with the customer, as the most that it can be.
    """
    claim = _claim_of(order, cause, at)
    lines = [
        Line(position=place, kind=one.item.kind, component=one.item.component, label=one.item.label, amount=one.amount)
        for place, one in enumerate(priced)
    ]
    evidence = list(claim.evidence.all()) if claim.pk else []
    case = claims.case_of(claim, lines=lines, evidence=evidence)
    book = warranty.rule_book_for(case["unit"], on=claim.failed_on, unit_id=order.unit_id)
    verdict = warranty.verdict_of(case, book)
    shares = {share.line: share for share in claim_rules.shares(verdict)}
    outcomes = {line["id"]: line["outcome"] for line in verdict["lines"]}
    costs = tuple(
        Cost(one.item.kind, one.amount, dict(shares[str(place)].by_payer)) for place, one in enumerate(priced)
    )
    return Judged(case, verdict, costs, tuple(outcomes[str(place)] for place in range(len(priced))))


def _claim_of(order: RepairOrder, cause: str, at: datetime) -> Claim:
    """The job's claim with what the bench found; where there is none, a claim as it would be."""
    found = {"fault.cause": {"value": cause, "source": "technician"}} if cause else {}
    claim = order.claim
    if claim is not None:
        if cause and "fault.cause" not in claim.facts:
            claim.facts = {**claim.facts, **found}
        return claim
    return Claim(
        number="",
        unit=order.unit,
        customer=order.customer,
        failed_on=timezone.localdate(order.received_at),
        component=order.cause,
        symptom=order.symptom,
        facts=found,
        currency=settings.CURRENCY,
        filed_at=at,
    )
