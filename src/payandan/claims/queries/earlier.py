"""What was granted for units before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Subquery
from django.utils import timezone

from payandan.catalog.models import Symptom
from payandan.claims import rules
from payandan.claims.models import Claim, Decision, Grant
from payandan.claims.queries.extensions import extensions_of
from payandan.claims.rules.radar import EXTEND
from payandan.platform.search.prepared import Given, Prepared
from payandan.units.models import Unit

_GRANTED = ("approved", "partly_approved")
_READ = (
    "claim_id", "claim__number", "claim__unit_id", "claim__filed_at", "claim__component", "claim__symptom",
    "claim__currency", "claim__settlement__days_out", "claim__settlement__at", "at", "verdict__lines", "case__lines",
    "outcome", "group", "lengthened",
)  # fmt: skip

Past = tuple[rules.Problem, list[rules.Earlier]]
"""What a claim is about, and what was granted for its unit."""


def history_of(claim: Claim) -> list[dict[str, Any]]:
    """The unit's earlier claims as the history of this one's case. One query."""
    problem, earlier = past_of(claim)
    return rules.history(problem, earlier, claim.facts)


def past_of(claim: Claim, *, at: datetime | None = None) -> Past:
    """What a claim is about and what was granted for its unit (by a moment), in one query; two where it was late."""
    rows = _of_unit(unit=claim.unit_id, symptom=claim.symptom)
    if at is not None:
        rows = [row for row in rows if row["at"] <= at]
    found = _lengthened(rows, at=at)
    group = found[0]["own"] or "" if found else ""
    for row in found:
        if at is not None and row["claim__settlement__at"] is not None and row["claim__settlement__at"] > at:
            row["claim__settlement__days_out"] = None
    return problem_of(claim, group), _newest(found).get(claim.unit_id, [])


def kept_path(claim: Claim, path: str) -> str:
    """The name under which a claim keeps a fact: of an earlier repair, by its number. One query, for such a fact."""
    return rules.kept_path(path, *past_of(claim), claim.facts) if path.startswith("history[") else path


def histories_of(claims: Sequence[Claim]) -> list[list[dict[str, Any]]]:
    """The same for many claims, in two queries; `claims` come with their units, models and categories."""
    earlier = granted([claim.unit_id for claim in claims])
    groups = groups_of(claim.unit for claim in claims) if earlier else {}
    return [
        rules.history(problem_of(claim, group_of(claim, groups)), earlier.get(claim.unit_id, ()), claim.facts)
        for claim in claims
    ]


def granted(unit_ids: Iterable[int]) -> dict[int, list[rules.Earlier]]:
    """What the company has granted for each of these units. One query, and one where repairs were late."""
    return _newest(_lengthened(_decisions(claim__unit__in=list(unit_ids)).values(*_READ)))


def groups_of(units: Iterable[Unit]) -> dict[tuple[int, str], str]:
    """The group of each symptom of the units' kinds of product. One query."""
    categories = {unit.model.category_id for unit in units}
    rows = Symptom.objects.filter(category__in=categories).exclude(group="")
    return {(category, code): group for category, code, group in rows.values_list("category_id", "code", "group")}


def group_of(claim: Claim, groups: Mapping[tuple[int, str], str]) -> str:
    return groups.get((claim.unit.model.category_id, claim.symptom), "")


def problem_of(claim: Claim, group: str) -> rules.Problem:
    """What the claim is about."""
    return rules.Problem(
        number=claim.number,
        filed_at=claim.filed_at,
        filed_on=timezone.localdate(claim.filed_at),
        failed_on=claim.failed_on,
        component=claim.component,
        symptom=claim.symptom,
        group=group,
    )


def earlier_of(claim: Claim, case: Mapping[str, Any], *, days_out: int | None, group: str) -> rules.Earlier:
    """A claim that was granted just now, by its verdict and its case, as the unit's next one finds it."""
    row = {
        "claim__number": claim.number,
        "claim__filed_at": claim.filed_at,
        "claim__component": claim.component,
        "claim__symptom": claim.symptom,
        "claim__currency": claim.currency,
        "claim__settlement__days_out": days_out,
        "at": claim.decided_at,
        "verdict__lines": claim.verdict["lines"],
        "case__lines": case["lines"],
        "group": group,
    }
    return _earlier(row)


def _decisions(**which: Any) -> Any:
    rows = Decision.objects.filter(**which, claim__decided_as__in=_GRANTED).order_by("id")
    late = Grant.objects.filter(claim=OuterRef("claim"), kind=EXTEND)
    return rows.annotate(group=_group(OuterRef("claim__symptom")), lengthened=Exists(late))


_of_unit = Prepared(
    lambda: (
        _decisions(claim__unit=Given("unit", BigIntegerField()))
        .annotate(own=_group(Given("symptom", CharField())))
        .values(*_READ, "own")
    )
)


def _lengthened(rows: Any, *, at: datetime | None = None) -> list[dict[str, Any]]:
    """The rows, and with those whose repair was late what was granted for that."""
    found: list[dict[str, Any]] = list(rows)
    late = {row["claim_id"] for row in found if row["lengthened"]}
    extended = extensions_of(late, at=at) if late else {}
    return [{**row, "extended": extended.get(row["claim_id"], ())} for row in found]


def _group(symptom: Any) -> Subquery:
    category = OuterRef("claim__unit__model__category")
    return Subquery(Symptom.objects.filter(category=category, code=symptom).values("group")[:1])


def _newest(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[rules.Earlier]]:
    """By unit, each claim by its newest decision."""
    last = {row["claim_id"]: row for row in rows}
    found: dict[int, list[rules.Earlier]] = {}
    for row in last.values():
        if row["outcome"] in _GRANTED:
            found.setdefault(row["claim__unit_id"], []).append(_earlier(row))
    return found


def _earlier(row: Mapping[str, Any]) -> rules.Earlier:
    lines = row["verdict__lines"] or []
    paying = {line["id"] for line in lines if line["outcome"] in ("covered", "partly")}
    return rules.Earlier(
        number=row["claim__number"],
        filed_at=row["claim__filed_at"],
        granted_on=timezone.localdate(row["at"]),
        component=row["claim__component"],
        symptom=row["claim__symptom"],
        group=row["group"] or "",
        parts=tuple(
            line["component"]
            for line in row["case__lines"] or []
            if line["kind"] == "part" and line.get("component") and line["id"] in paying
        ),
        paid=tuple(
            (part["terms"], int(part["amount"]), row["claim__currency"])
            for line in lines
            for part in line.get("split") or ()
            if part.get("terms") and part["payer"] != "customer"
        ),
        days_out=row["claim__settlement__days_out"],
        extended=row.get("extended", ()),
    )
