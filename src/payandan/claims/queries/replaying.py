"""Claims as they were put to the rule book when they were last decided, to be ruled again: many at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from payandan.claims import rules
from payandan.claims.models import Claim, Decision
from payandan.claims.queries.cases import cases_of
from payandan.claims.rules.payment_statements import shares_in


@dataclass(frozen=True, slots=True)
class Put:
    """A claim as it was put. `documents` are the ids of what it was ruled by (`tv-standard@3`); none: not known.

    A claim that nobody has decided stands as it is known now. `outcome` and `by_payer` are what people decided.
    """

    claim: Claim
    case: Mapping[str, Any]
    documents: tuple[str, ...]
    outcome: str
    by_payer: Mapping[str, int]


def askable() -> QuerySet[Claim]:
    """The claims of which one may ask what would have been: all that were not withdrawn."""
    return Claim.objects.exclude(state=rules.WITHDRAWN)


def as_put(claims: QuerySet[Claim]) -> list[Put]:
    """Some hundred claims with their cases, in their order; as many queries for many as for few.

    The case is that of the newest decision; where there is none, or it was not kept, it is composed of what is
    known of the claim today.
    """
    newest = Prefetch("decisions", Decision.objects.order_by("at", "pk"))
    rows = list(claims.select_related("unit__model__category").prefetch_related(newest))
    decided = {row.pk: list(row.decisions.all())[-1] for row in rows if row.decisions.all()}
    bare = [row.pk for row in rows if not _case(decided.get(row.pk))]
    composed = _composed(bare) if bare else {}
    return [_put(row, decided.get(row.pk), composed) for row in rows]


def _composed(claim_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = Claim.objects.filter(pk__in=claim_ids).select_related("unit__model__category", "customer")
    many = list(rows.prefetch_related("lines", "evidence"))
    return {claim.pk: case for claim, case in zip(many, cases_of(many), strict=True)}


def _case(decision: Decision | None) -> dict[str, Any]:
    return decision.case if decision is not None else {}


def _put(claim: Claim, decision: Decision | None, composed: Mapping[int, dict[str, Any]]) -> Put:
    named = (decision.verdict if decision else claim.verdict).get("rule_book") or {}
    return Put(
        claim,
        _case(decision) or composed[claim.pk],
        (*named.get("terms", ()), *named.get("packs", ())),
        decision.outcome if decision else "",
        rules.by_payer(shares_in(decision.split)) if decision else {},
    )
