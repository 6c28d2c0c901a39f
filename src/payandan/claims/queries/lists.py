"""Lists of claims and single claims, as far as the actor may see them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Prefetch, Q, QuerySet

from payandan.claims import rules
from payandan.claims.models import (
    Claim,
    Core,
    Decision,
    Draft,
    Evidence,
    Grant,
    Line,
    Opinion,
    Question,
    Recovery,
    Screening,
)
from payandan.platform.journal.models import Fact
from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import Actor
from payandan.platform.search.prepared import Given, Prepared, bring

HEAVY = ("verdict", "facts", "description", "appeal_text", "search_key")
"""What a list does not show, and so does not read."""


def visible(actor: Actor) -> QuerySet[Claim]:
    """The claims this actor may see, with what a line of a list shows."""
    return Claim.objects.visible_to(actor).select_related("unit__model__category", "customer", "branch")


def list_claims(actor: Actor, filters: Mapping[str, Any] | None = None) -> QuerySet[Claim]:
    """The claims this actor may see, newest first, without their verdicts.

    Filters, each optional: `q` (text), `state`, `outcome`, `decided_as`, `channel`, `branch` (id), `category`, `model`,
    `unit`, `customer` (public numbers or codes), `payer` (company, customer, both, unknown), `filed_from` and
    `filed_until` (days, the last one not included), `working` (True: only what waits for the company).
    """
    rows = visible(actor).defer(*HEAVY)
    for name, value in (filters or {}).items():
        if value not in (None, "", []):
            rows = _FILTERS[name](rows, value)
    return rows


PAYER_CONDITIONS: dict[str, Q] = {
    "company": Q(paid_by_customer=0) & ~Q(outcome="not_covered"),
    "both": Q(paid_by_customer__gt=0, paid_by_company__gt=0),
    "customer": Q(paid_by_company=0) & ~Q(outcome="covered"),
    "unknown": Q(paid_by_customer=None),
}
"""Claims by who pays: the company alone, the customer alone, both, or not known yet."""

_FILTERS: dict[str, Callable[[Any, Any], Any]] = {
    "q": lambda rows, value: rows.search(value),
    "state": lambda rows, value: rows.filter(state=value),
    "outcome": lambda rows, value: rows.filter(outcome=value),
    "decided_as": lambda rows, value: rows.filter(decided_as=value),
    "channel": lambda rows, value: rows.filter(channel=value),
    "branch": lambda rows, value: rows.filter(branch_id=value),
    "category": lambda rows, value: rows.filter(unit__model__category__code=value),
    "model": lambda rows, value: rows.filter(unit__model__number=value),
    "unit": lambda rows, value: rows.filter(unit__number=value),
    "customer": lambda rows, value: rows.filter(customer__number=value),
    "payer": lambda rows, value: rows.filter(PAYER_CONDITIONS[value]),
    "filed_from": lambda rows, value: rows.filter(filed_at__date__gte=value),
    "filed_until": lambda rows, value: rows.filter(filed_at__date__lt=value),
    "working": lambda rows, value: rows.filter(state__in=rules.WORKING) if value else rows,
}


def get(actor: Actor, number: str) -> Claim:
    """The claim with this public number. Raises Claim.DoesNotExist where it is missing or hidden."""
    return visible(actor).get(number=number)


def record(actor: Actor, number: str) -> Claim:
    """A claim with everything its page shows, in at most six queries. Raises Claim.DoesNotExist."""
    found = next(iter(_record(number=number)), None)
    if found is None or not Claim.objects.visible_to(actor).filter(pk=found.pk).exists():
        raise Claim.DoesNotExist
    for name, rows in _PARTS.items():
        bring(found, name, rows(claim=found.pk) if has(found, name) else ())
    return found


_CLAIM = Given("claim", BigIntegerField())
_PARTS: Mapping[str, Prepared[Any]] = {
    "lines": Prepared(lambda: Line.objects.filter(claim=_CLAIM)),
    "evidence": Prepared(lambda: Evidence.objects.select_related("file").filter(claim=_CLAIM)),
    "questions": Prepared(lambda: Question.objects.filter(claim=_CLAIM)),
    "decisions": Prepared(lambda: Decision.objects.filter(claim=_CLAIM)),
}
_SELDOM: Mapping[str, Any] = {
    "evidence": Evidence, "questions": Question, "decisions": Decision, "opinions": Opinion, "cores": Core,
    "recoveries": Recovery, "grants": Grant, "screening": Screening,
}  # fmt: skip
_record = Prepared(
    lambda: (
        Claim.objects.select_related(
            "unit__model__category", "customer", "branch", "settlement", "repair_clock", "ruling__table"
        )
        .annotate(
            **{f"has_{name}": Exists(table.objects.filter(claim=OuterRef("pk"))) for name, table in _SELDOM.items()}
        )
        .filter(number=Given("number", CharField()))
    )
)


def has(claim: Claim, name: str) -> bool:
    """Whether a claim has any of these (`_SELDOM`), as far as `record` has seen to it; else it may."""
    return bool(getattr(claim, f"has_{name}", True))


def earlier(claim: Claim) -> int:
    """How many other claims there are for its unit."""
    return len(_of_unit(unit=claim.unit_id)) - 1


_of_unit = Prepared(lambda: Claim.objects.filter(unit=Given("unit", BigIntegerField())).order_by().values_list("pk"))


def with_parts(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with their lines, evidence and its files, questions and decisions loaded."""
    return rows.select_related("settlement").prefetch_related(
        "lines", Prefetch("evidence", Evidence.objects.select_related("file")), "questions", "decisions"
    )


def claims_of_unit(actor: Actor, unit_id: int) -> QuerySet[Claim]:
    """What was claimed for a unit, newest first."""
    return visible(actor).defer(*HEAVY).filter(unit_id=unit_id)


def claims_of_customer(actor: Actor, customer_id: int) -> QuerySet[Claim]:
    """What a customer claimed, newest first."""
    return visible(actor).defer(*HEAVY).filter(customer_id=customer_id)


def draft_of(actor: Actor, unit_number: str) -> Draft | None:
    """The customer's unsent report of a fault of a unit."""
    if actor.kind != "customer" or actor.id is None:
        return None
    rows = Draft.objects.select_related("unit__model__category", "unit__owner")
    return rows.filter(customer__pk=actor.id, unit__number=unit_number).first()


_SHOWN = 100


def timeline(claim: Claim, *, limit: int = _SHOWN) -> list[Fact]:
    """The newest facts about a claim, newest first."""
    return _timeline(claim=claim.pk) if limit == _SHOWN else list(history("claim", claim.pk, limit=limit))


_timeline = Prepared(lambda: history("claim", _CLAIM, limit=_SHOWN))
