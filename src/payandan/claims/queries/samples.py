"""Claims as cases to try terms on: the newest about some kinds of products, each under its number."""

from collections.abc import Mapping, Sequence
from typing import Any

from payandan.catalog import queries as catalog
from payandan.claims.models import Claim
from payandan.claims.queries.cases import case_of
from payandan.claims.queries.lists import visible, with_parts
from payandan.platform.kit.actors import Actor
from payandan.platform.ui import reader
from payandan.warranty.queries import CaseSource
from payandan.warranty.words import label

_LATEST = 8


def latest(actor: Actor, categories: Sequence[str]) -> list[tuple[str, str]]:
    """The newest claims about these kinds of products, as (number, what it is about). Two queries."""
    rows = visible(actor).exclude(failed_on=None).select_related("unit__model__category")
    if categories:
        rows = rows.filter(unit__model__category__code__in=categories)
    language = reader.language()
    newest = list(rows.order_by("-filed_at", "-id")[:_LATEST])
    names = catalog.component_names({claim.unit.model.category.code for claim in newest}, language)
    return [(claim.number, _title(claim, names)) for claim in newest]


def one(actor: Actor, number: str) -> Mapping[str, Any] | None:
    """The case that a claim is, by its number."""
    claim: Claim | None = with_parts(visible(actor)).filter(number=number[:20]).first()
    if claim is None:
        return None
    return case_of(claim, lines=list(claim.lines.all()), evidence=list(claim.evidence.all()))


def _title(claim: Claim, names: Mapping[tuple[str, str], str]) -> str:
    about = [names.get((claim.unit.model.category.code, claim.component), "")]
    about.append(label("cause", claim.cause, reader.language()) if claim.cause else "")
    return " · ".join(filter(None, [claim.number, *about]))


CASES = CaseSource(latest, one)
