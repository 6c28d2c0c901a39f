"""The radar: repairs under way with their clocks, what was granted, and who is to be warned."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from payandan.claims import rules
from payandan.claims.models import Claim, Grant, RepairClock
from payandan.claims.queries.cases import case_of
from payandan.claims.queries.earlier import histories_of, history_of
from payandan.claims.rules import radar as clocks
from payandan.claims.rules.radar import Clocks, Elsewhere, Prices, Repair, WayOut
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.working_time import BeyondHorizon, WorkCalendar, add_working_days
from payandan.platform.people.models import Branch, User
from payandan.platform.people.queries import actor_of
from payandan.units import queries as units
from payandan.warranty import queries as warranty
from payandan.warranty.rules import parse_case
from payandan.warranty.rules.law import calendar_for, calendar_of, law_of

PAID = ("approved", "partly_approved")
COVERED = ("covered", "partly_covered")
IMPORT = "import"
_UNFINISHED = (*rules.OPEN, rules.APPEALED, rules.APPROVED, rules.PARTLY_APPROVED)
UNDER_WAY = (Q(state__in=_UNFINISHED) | Q(state=rules.FINAL, decided_as__in=PAID)) & (
    ~Q(channel=IMPORT) | Q(repair_clock__handed_in_on__isnull=False)
)
"""Claims whose repair is not finished: nothing was settled, and it is not refused for good.

Of an import nobody knows how its repair stands, until somebody writes down when the unit was handed in.
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A claim with the clocks of its repair. `value`: the unit's, else the claim's amount; `known`: the unit's."""

    claim: Claim
    clocks: Clocks
    value: int
    known: bool
    grantable: bool

    @property
    def stake(self) -> int:
        return clocks.at_stake(self.clocks, self.value, prices())

    def ways(self, elsewhere: Elsewhere | None = None) -> list[WayOut]:
        """The lawful ways out, the cheapest first."""
        return clocks.ways_out(self.clocks, self.value, prices(), elsewhere, known=self.known)


def prices() -> Prices:
    """What the company reckons with."""
    return Prices(
        loaner_day=settings.RADAR_LOANER_DAY,
        extension_month=settings.RADAR_EXTENSION_MONTH,
        transfer=settings.RADAR_TRANSFER,
        loaner_days=settings.RADAR_LOANER_DAYS,
    )


def under_way(at_least: int = 0) -> QuerySet[Claim]:
    """Claims whose repair is not finished, and those on the radar whose repair has ended since; by their ids."""
    stale = Q(repair_clock__running=True)
    rows = Claim.objects.filter(UNDER_WAY | stale, pk__gt=at_least).order_by("pk")
    return rows.select_related("unit__model__category", "customer", "repair_clock")


def by_id(claim_id: int) -> Claim | None:
    """A claim as the clocks need it."""
    rows = Claim.objects.select_related("unit__model__category", "customer", "repair_clock")
    return rows.filter(pk=claim_id).first()


def watch(claims: Iterable[Claim], *, today: date) -> list[Watched]:
    """The clocks of these repairs on a day, in a constant number of queries; claims as `under_way` brings them."""
    many = list(claims)
    stock = warranty.shelf([claim.unit_id for claim in many])
    return [_watched(claim, history, stock, today) for claim, history in zip(many, histories_of(many), strict=True)]


def watch_one(claim: Claim, *, today: date) -> Watched:
    """The clocks of one repair: the same, by the questions that are compiled once."""
    return _watched(claim, history_of(claim), warranty.shelf([claim.unit_id]), today)


def _watched(claim: Claim, history: Sequence[Mapping[str, Any]], stock: warranty.Shelf, today: date) -> Watched:
    mapping = case_of(claim, lines=(), evidence=(), unit_facts=units.facts_for_case(claim.unit), history=history)
    case = parse_case(mapping)
    book = stock.book(mapping["unit"], unit_id=claim.unit_id, on=claim.failed_on)
    law = law_of(case, book)
    calendar = calendar_for(case, (*law.deciding, *law.unchecked))
    row = clock_of(claim)
    repair = Repair(
        case=case,
        started_on=started_on(claim),
        handed_back_on=row.handed_back_on if row else None,
        promise=promise_of(claim.verdict),
    )
    price = case.value("unit.price")
    known = price is not None and price[1] == claim.currency
    return Watched(
        claim=claim,
        clocks=clocks.radar(repair, book, today, calendar),
        value=price[0] if known else claim.amount,
        known=known,
        grantable=is_grantable(claim),
    )


def clock_of(claim: Claim) -> RepairClock | None:
    """What is written down about a claim's repair."""
    return getattr(claim, "repair_clock", None)


def days_out_so_far(claim: Claim) -> int | None:
    """How long the unit was away for the repair; None while it has not come and gone."""
    clock = clock_of(claim)
    if clock is None or clock.handed_in_on is None or clock.handed_back_on is None:
        return None
    return (clock.handed_back_on - clock.handed_in_on).days


def started_on(claim: Claim) -> date:
    """The first day of the repair's clock: when the unit was handed in, else the day of filing."""
    row = clock_of(claim)
    return (row.handed_in_on if row else None) or timezone.localdate(claim.filed_at)


def is_unfinished(claim: Claim) -> bool:
    """Whether the claim's repair is still to be finished."""
    if claim.state == rules.FINAL:
        return claim.decided_as in PAID
    return claim.state in _UNFINISHED


def is_under_way(claim: Claim) -> bool:
    """The same, where the days of the repair are counted: of an import only once somebody said when it came in."""
    row = clock_of(claim)
    known = claim.channel != IMPORT or (row is not None and row.handed_in_on is not None)
    return known and is_unfinished(claim)


def is_grantable(claim: Claim) -> bool:
    """Whether what falls due is granted: the company pays at least a part, as far as is known or was decided."""
    return claim.decided_as in PAID if claim.decided_at is not None else claim.outcome in COVERED


def is_timed(grant: Grant) -> bool:
    """Whether the right fell due because a repair took too long, not for what the case is."""
    return any(name in grant.when for name in clocks.TIMED)


def promise_of(verdict: Mapping[str, Any]) -> str:
    """The terms that pay first in a verdict, by their id; a floor by that of its pack."""
    for line in verdict.get("lines") or ():
        for part in line.get("split") or ():
            if part.get("terms") and part["payer"] != "customer":
                return str(part["terms"])
    return ""


# --- lists -----------------------------------------------------------------------------------------------------------


def list_radar(actor: Actor) -> QuerySet[RepairClock]:
    """The repairs under way that this actor may see, with what a line shows."""
    rows = RepairClock.objects.visible_to(actor).filter(running=True)
    return rows.select_related("claim__unit__model__category", "claim__customer", "claim__branch").defer(
        "claim__verdict", "claim__facts", "claim__description", "claim__appeal_text", "claim__search_key"
    )


def warning_day(calendar: WorkCalendar, today: date) -> date:
    """The last day of the span that is warned about: what falls due up to it falls due within the days of warning."""
    try:
        return add_working_days(calendar, today, settings.RADAR_WARN_DAYS + 1)
    except BeyondHorizon:
        return today


def country_calendar() -> WorkCalendar:
    """The working days of the company's own country."""
    return calendar_of(settings.COUNTRY)


def alerts(actor: Actor, *, today: date, most: int = 100) -> list[RepairClock]:
    """The repairs in which a right falls due within the days of warning, the soonest first."""
    until = warning_day(country_calendar(), today)
    return list(list_radar(actor).filter(next_on__lte=until).order_by("next_on", "-stake", "id")[:most])


def watchers() -> list[tuple[User, Actor]]:
    """The members of staff who are warned: active, with an address, and holding `claims.radar`."""
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    acting = ((user, actor_of(user)) for user in people)
    return [(user, actor) for user, actor in acting if actor.can("claims.radar")]


def elsewhere_for(claim: Claim) -> Elsewhere | None:
    """The centre with the fewest open repairs beside the claim's own. Two queries."""
    if claim.branch_id is None:
        return None
    running = RepairClock.objects.filter(running=True, claim__branch__isnull=False)
    many = Counter(dict(running.values_list("claim__branch").annotate(n=Count("pk")).values_list("claim__branch", "n")))
    centres = Branch.objects.filter(is_active=True).exclude(pk=claim.branch_id).exclude(kind=Branch.Kind.DESK)
    best = min(centres, key=lambda row: (many[row.pk], row.pk), default=None)
    if best is None:
        return None
    return Elsewhere(str(best.pk), many[best.pk], many[claim.branch_id])


# --- grants ----------------------------------------------------------------------------------------------------------


def grants_of(claim: Claim) -> list[Grant]:
    """What was granted in a claim, the eldest first, with what was taken back."""
    return list(claim.grants.order_by("due_on", "id"))


def ungranted(watched: Iterable[Watched]) -> list[Watched]:
    """Those in which something fell due that is to be granted and was not yet. One query."""
    due = [one for one in watched if one.grantable and one.clocks.fallen and is_under_way(one.claim)]
    held: dict[int, set[tuple[str, int]]] = {}
    rows = Grant.objects.filter(claim_id__in=[one.claim.pk for one in due]) if due else Grant.objects.none()
    for claim_id, right, occurrence in rows.values_list("claim_id", "right", "occurrence"):
        held.setdefault(claim_id, set()).add((right, occurrence))
    return [
        one
        for one in due
        if {(right.key, right.occurrence) for right in one.clocks.fallen} - held.get(one.claim.pk, set())
    ]
