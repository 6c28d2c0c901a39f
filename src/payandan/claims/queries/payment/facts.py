"""What the checks look at, and what a table may ask, of one claim or of many in a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, CharField, Count, F, QuerySet, Value
from django.utils import timezone

from payandan.catalog.models import Component, Symptom
from payandan.claims import rules
from payandan.claims.models import Claim, Evidence, Line, Screening
from payandan.claims.queries.payment.reference import Book, codes_of_branches
from payandan.claims.rules import payment_prices as prices
from payandan.claims.rules import payment_tables as tables
from payandan.claims.rules import prevalidation
from payandan.platform.kit.periods import months_between
from payandan.platform.search.prepared import Given, Prepared
from payandan.units.models import Unit

_METERS = "fault.meters."


def fault_words(categories: Iterable[int]) -> dict[int, prevalidation.FaultWords]:
    """What the catalogue knows of kinds of products: components, and the suspects of each symptom. One query."""
    wanted = sorted(set(categories))
    rows: dict[int, list[tuple[str, str, str]]] = {category: [] for category in wanted}
    found = _of_one(category=wanted[0]) if len(wanted) == 1 else _of(category__in=wanted)
    for category, component, symptom, group in found:
        rows[category].append((component or "", symptom, group))
    return {category: _words(those) for category, those in rows.items()}


def _of(**which: Any) -> QuerySet[Any, tuple[Any, ...]]:
    nothing = Value("", output_field=CharField())
    components = (
        Component.objects.filter(**which)
        .order_by()
        .values_list("category_id", "code", nothing, nothing)
    )  # fmt: skip
    symptoms = (
        Symptom.objects.filter(**which)
        .order_by()
        .values_list("category_id", "component__code", F("code"), F("group"))
    )  # fmt: skip
    return components.union(symptoms, all=True)


_of_one = Prepared(lambda: _of(category=Given("category", BigIntegerField())))


def _words(rows: Sequence[tuple[str, str, str]]) -> prevalidation.FaultWords:
    groups: dict[str, set[str]] = {}
    for component, symptom, group in rows:
        if symptom and component:
            groups.setdefault(group or symptom, set()).add(component)
    return prevalidation.FaultWords(
        components=frozenset(component for component, symptom, _group in rows if not symptom),
        usual={symptom: component for component, symptom, _group in rows if symptom},
        suspects={symptom: frozenset(groups.get(group or symptom, ())) for _c, symptom, group in rows if symptom},
    )


def place_of(claim: Claim) -> prices.Place:
    """Where and when a claim is priced: at its centre, on the day it was filed. The unit comes with its category."""
    return prices.Place(
        on=timezone.localdate(claim.filed_at),
        country=claim.unit.country,
        currency=claim.currency,
        category=claim.unit.model.category.code,
        model=claim.unit.model_id,
        branch=claim.branch_id,
    )


def drafts_of(lines: Iterable[Line]) -> list[rules.LineDraft]:
    """Lines as the rules know them."""
    return [
        rules.LineDraft(line.kind, line.amount, line.component, line.label, prices.Basis.from_json(line.basis))
        for line in lines
    ]


def checks_of(
    claim: Claim,
    *,
    lines: Sequence[Line],
    evidence: Sequence[Evidence],
    words: prevalidation.FaultWords,
    book: Book,
) -> tuple[prevalidation.Check, ...]:
    """Everything there is to say about a claim, filed or not; without a query."""
    typed = prevalidation.Typed(
        place=place_of(claim),
        lines=drafts_of(lines),
        evidence=[rules.Given(item.kind, item.about) for item in evidence],
        failed_on=claim.failed_on,
        component=claim.component,
        symptom=claim.symptom,
        unit_state=claim.unit.state,
        sold_on=claim.unit.sold_on,
        readings=claim.unit.meters,
        stated={
            path.removeprefix(_METERS): fact["value"]
            for path, fact in claim.facts.items()
            if path.startswith(_METERS) and isinstance(fact["value"], int)
        },
        verdict=claim.verdict,
        words=words,
    )
    return prevalidation.checks(typed, book.sheet)


def asked_of(
    claim: Claim,
    *,
    lines: Sequence[Line],
    evidence: Sequence[Evidence],
    words: prevalidation.FaultWords,
    book: Book,
    customer_units: int | None = None,
    suspicion: int = 0,
) -> tables.Asked:
    """What a table may ask about a claim. The verdict is the newest, whatever was decided."""
    found = checks_of(claim, lines=lines, evidence=evidence, words=words, book=book)
    place = place_of(claim)
    sums = rules.totals(claim.verdict)
    ours = claim.currency == settings.CURRENCY
    complete = bool(rules.proposed_outcome(claim.verdict)) and not claim.verdict.get("questions")
    return tables.Asked(
        outcome=claim.outcome,
        complete=complete,
        category=place.category,
        component=claim.component,
        cause=claim.cause,
        centre=codes_of_branches({claim.branch_id}).get(claim.branch_id, "") if claim.branch_id else "",
        level=prices.level_of(book.sheet, place),
        channel=claim.channel,
        amount=sums.amount if ours else None,
        company=sums.company if ours and complete else None,
        customer=sums.customer if ours and complete else None,
        months_in_service=_months_in_service(claim),
        suspicion=suspicion,
        customer_months=_customer_months(claim),
        customer_units=customer_units,
        checks=tuple(dict.fromkeys(check.code for check in found)),
        held_by=prevalidation.holding(found),
    )


def asked_of_many(claims: Sequence[Claim], book: Book, table: tables.Table) -> list[tables.Asked]:
    """The same of many claims, which come with their parts, in at most three queries."""
    words = fault_words(claim.unit.model.category_id for claim in claims)
    units = units_of_customers({claim.customer_id for claim in claims if claim.customer_id}, table)
    suspected = suspicion_of(claims, table)
    return [
        asked_of(
            claim,
            lines=list(claim.lines.all()),
            evidence=list(claim.evidence.all()),
            words=words[claim.unit.model.category_id],
            book=book,
            customer_units=units.get(claim.customer_id or 0),
            suspicion=suspected.get(claim.pk, 0),
        )
        for claim in claims
    ]


def units_of_customers(customers: set[int], table: tables.Table) -> Mapping[int, int]:
    """How many units each customer has registered; asked for only where the table does."""
    if not customers or not table.asks("customer_units"):
        return {}
    rows = Unit.objects.filter(owner__in=customers).order_by().values_list("owner_id").annotate(Count("pk"))
    return {owner: count for owner, count in rows if owner is not None}


def suspicion_of(claims: Sequence[Claim], table: tables.Table) -> Mapping[int, int]:
    """What the detectors say of each claim; asked for only where the table does."""
    if not table.asks("suspicion"):
        return {}
    rows = Screening.objects.filter(claim__in=[claim.pk for claim in claims])
    return dict(rows.values_list("claim_id", "score"))


def _months_in_service(claim: Claim) -> int | None:
    """Whole months from the day on which its use began to the fault; None where either is not known."""
    began = _day(claim, "installed_on") or _day(claim, "delivered_on") or _day(claim, "sold_on")
    if began is None or claim.failed_on is None or claim.failed_on < began:
        return None
    return months_between(began, claim.failed_on, "gregorian")


def _day(claim: Claim, name: str) -> date | None:
    known: date | None = getattr(claim.unit, name)
    stated: Any = claim.facts.get(f"unit.{name}", {}).get("value")
    return known or (date.fromisoformat(stated) if stated else None)


def _customer_months(claim: Claim) -> int | None:
    if claim.customer is None:
        return None
    since = timezone.localdate(claim.customer.created_at)
    return max(0, months_between(since, timezone.localdate(claim.filed_at), "gregorian"))
