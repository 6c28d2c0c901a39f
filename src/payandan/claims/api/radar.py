"""Over REST: the repairs under way by what falls due next, and the rights of one claim."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.claims import queries as claims
from payandan.claims.actions.grants import period_of
from payandan.claims.api.router import router
from payandan.claims.models import Claim, Grant, RepairClock
from payandan.claims.models.grants import NEVER
from payandan.claims.queries import radar as queries
from payandan.claims.rules.radar import Right
from payandan.platform.api import rest
from payandan.platform.people.permissions import ActorRequest

Kind = Literal["extend", "loaner", "replace", "refund", "price_reduction"]


class RadarQuery(rest.PageQuery):
    """`due_until`: only repairs in which a right falls due by that day."""

    due_until: rest.Day | None = None
    right: Kind | None = None
    branch: Annotated[str, Field(max_length=40)] = ""
    sort: Literal["next_on", "-stake"] = "next_on"


class ClockOut(rest.Out):
    """A repair under way. `stake` is an estimate."""

    number: str
    branch: str
    started_on: date
    handed_in_on: date | None
    repair_due_on: date | None
    next_right: str
    next_on: date | None
    fallen: int
    held: bool
    unchecked: bool
    stake: rest.AmountOut
    currency: str
    cheapest: str


class RightOut(rest.Out):
    """A right by its document and rule; `by` is how much longer it makes a promise."""

    kind: str
    document: str
    rule: str
    law: bool
    occurrence: int
    due_on: date
    by: dict[str, Any]


class GrantOut(RightOut):
    granted_at: Any
    state: str
    reason: str


class WayOut(rest.Out):
    kind: str
    cost: rest.AmountOut
    estimated: bool
    by: date | None


class RightsOut(rest.Out):
    """What was granted, what has fallen due and waits for a decision, what comes, and what nobody has checked."""

    number: str
    running: bool
    started_on: date
    handed_in_on: date | None
    handed_back_on: date | None
    repair_due_on: date | None
    working_days_left: int | None
    stake: rest.AmountOut
    currency: str
    granted: list[GrantOut]
    held: list[RightOut]
    coming: list[RightOut]
    not_checked: list[RightOut]
    ways_out: list[WayOut]


@router.get("/radar", auth=rest.allow("claims.radar"), response=rest.Page[ClockOut], summary=_("Repairs under way"))
def list_radar(request: ActorRequest, query: rest.Query[RadarQuery]) -> dict[str, Any]:
    """The repairs under way, the one in which a right falls due soonest first."""
    rows = queries.list_radar(request.actor)
    if query.due_until is not None:
        rows = rows.filter(next_on__lte=query.due_until)
    if query.right is not None:
        rows = rows.filter(next_kind=query.right)
    if query.branch:
        rows = rows.filter(claim__branch__code=query.branch)
    return rest.page(rows, query, sort=query.sort, row=_clock)


@router.get(
    "/claims/{number}/rights", auth=rest.allow("claims.view"), response=RightsOut, summary=_("Rights of a claim")
)
def claim_rights(request: ActorRequest, number: rest.Number) -> dict[str, Any]:
    """What the customer of a claim may ask for because of its repair, by law and terms."""
    claim: Claim = rest.found(claims.visible(request.actor), number=number)
    watched, row = queries.watch_one(claim, today=timezone.localdate()), queries.clock_of(claim)
    clocks, granted = watched.clocks, queries.grants_of(claim)
    under_way = queries.is_under_way(claim)
    held = {(one.right, one.occurrence) for one in granted}
    return {
        "number": claim.number,
        "running": under_way and clocks.running,
        "started_on": clocks.started_on,
        "handed_in_on": row.handed_in_on if row else None,
        "handed_back_on": row.handed_back_on if row else None,
        "repair_due_on": clocks.repair_due,
        "working_days_left": clocks.working_days_left if under_way else None,
        "stake": watched.stake if under_way else 0,
        "currency": claim.currency,
        "granted": [_grant(one) for one in granted],
        "held": [_right(one) for one in clocks.fallen if (one.key, one.occurrence) not in held] if under_way else [],
        "coming": [_right(one) for one in clocks.coming] if under_way else [],
        "not_checked": [_right(one) for one in clocks.unchecked] if under_way else [],
        "ways_out": [
            {"kind": way.kind, "cost": way.cost, "estimated": way.estimated, "by": way.by}
            for way in (watched.ways(queries.elsewhere_for(claim)) if under_way else ())
        ],
    }


def _clock(row: RepairClock) -> dict[str, Any]:
    return {
        "number": row.claim.number,
        "branch": row.claim.branch.code if row.claim.branch else "",
        "started_on": row.started_on,
        "handed_in_on": row.handed_in_on,
        "repair_due_on": row.repair_due_on,
        "next_right": row.next_kind,
        "next_on": row.next_on if row.next_on != NEVER else None,
        "fallen": row.fallen,
        "held": row.held,
        "unchecked": row.unchecked,
        "stake": row.stake,
        "currency": row.claim.currency,
        "cheapest": row.way,
    }


def _right(right: Right) -> dict[str, Any]:
    return {
        "kind": right.kind,
        "document": right.document,
        "rule": right.rule,
        "law": right.law,
        "occurrence": right.occurrence,
        "due_on": right.due_on,
        "by": period_of(right),
    }


def _grant(row: Grant) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "document": row.document,
        "rule": row.rule,
        "law": row.law,
        "occurrence": row.occurrence,
        "due_on": row.due_on,
        "by": row.by,
        "granted_at": row.granted_at,
        "state": row.state,
        "reason": row.reason,
    }
