"""How far late repairs have lengthened the promises of units, as it was granted and stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from payandan.claims.models import Grant
from payandan.claims.rules.radar import EXTEND, Extended

_LENGTHENED = Grant.objects.filter(kind=EXTEND)


def standing(rows: QuerySet[Grant], *, at: datetime | None = None) -> QuerySet[Grant]:
    """Those that are not taken back; as it was at a moment, where one is given."""
    if at is None:
        return rows.exclude(state=Grant.State.CANCELLED)
    return rows.filter(granted_at__lte=at).exclude(cancelled_at__lte=at)


def extensions_of(claim_ids: Iterable[int], *, at: datetime | None = None) -> dict[int, tuple[Extended, ...]]:
    """How the late repairs of these claims lengthened the promise, by claim. One query."""
    rows = standing(_LENGTHENED.filter(claim_id__in=list(claim_ids)), at=at)
    grouped: dict[tuple[int, str], list[Grant]] = {}
    for row in rows.select_related("claim__unit").order_by("due_on", "id"):
        grouped.setdefault((row.claim_id, row.right), []).append(row)
    found: dict[int, tuple[Extended, ...]] = {}
    for (claim_id, _right), same in grouped.items():
        last = same[-1]
        one = Extended(
            document=last.document,
            times=len(same),
            by=last.by,
            on=last.due_on,
            country=last.claim.unit.country,
            when=last.when,
            per=last.per,
        )
        found[claim_id] = (*found.get(claim_id, ()), one)
    return found


def late_extensions(unit_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The same for units, as acts of their history: what moves their clocks. One query."""
    rows = standing(_LENGTHENED.filter(claim__unit_id__in=list(unit_ids))).order_by("due_on", "id")
    found: dict[int, list[dict[str, Any]]] = {}
    for unit_id, due_on, by in rows.values_list("claim__unit_id", "due_on", "by"):
        act = {"kind": "late_extension", "on": due_on.isoformat(), "extends": by}
        found.setdefault(unit_id, []).append(act)
    return found
