"""Reading shipments."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch
from payandan.platform.ui.words import name_in
from payandan.returns import rules
from payandan.returns.models import Shipment, Task
from payandan.returns.queries.owners import Ends, Thing

HEAVY = ("search_key", "sender", "content")
"""What a list does not show, and so does not read."""
_AT_ONCE = 200


def visible(actor: Actor) -> QuerySet[Shipment]:
    """The shipments this actor may see, with what a line of a list shows."""
    return Shipment.objects.visible_to(actor).select_related("branch", "origin", "target", "customer")


def list_shipments(actor: Actor, filters: Mapping[str, Any] | None = None) -> QuerySet[Shipment]:
    """The same, newest first. Filters, each optional: `q`, `state`, `leg`, `carrier`, `owner` (number), `open`."""
    given = {name: value for name, value in (filters or {}).items() if value not in (None, "", False)}
    rows = Shipment.objects.visible_to(actor)
    if text := given.pop("q", ""):
        rows = rows.search(text)
    if given.pop("open", False):
        rows = rows.filter(state__in=rules.OPEN)
    if owner := given.pop("owner", ""):
        rows = rows.filter(owner_number=owner)
    return rows.filter(**given).select_related("branch", "origin", "target", "customer").defer(*HEAVY)


def record(actor: Actor, number: str) -> Shipment | None:
    """One shipment with what was seen, said and found wrong."""
    rows = visible(actor).prefetch_related("checkpoints", "answers", "tasks")
    return rows.filter(number=number).first()


def of_owner(owner: tuple[str, int]) -> QuerySet[Shipment]:
    """The shipments of one owner, newest first. The caller has seen that the owner may be seen."""
    return Shipment.objects.of(owner).select_related("origin", "target").defer(*HEAVY)


def late_condition(today: date) -> Q:
    """Those that somebody waits for beyond the promised day."""
    return Q(promised_on__lt=today, state__in=rules.LATE_STATES)


def tasks(actor: Actor) -> QuerySet[Task]:
    """What is wrong with shipments that the actor may see."""
    rows = Task.objects.visible_to(actor).select_related("shipment__branch", "shipment__customer")
    return rows.order_by("-opened_at", "-id")


def open_tasks(actor: Actor) -> int:
    """How many of them wait for somebody."""
    return tasks(actor).filter(closed_at=None).count()


def counts(actor: Actor) -> dict[str, int]:
    """How many shipments stand at each state that is not over."""
    rows = Shipment.objects.visible_to(actor).filter(state__in=rules.OPEN).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


# --- what the jobs ask ------------------------------------------------------------------------------------------------


def due_checks(at: datetime) -> list[str]:
    """Numbers of the shipments about which a carrier is to be asked now."""
    return list(
        Shipment.objects.filter(check_at__lte=at).order_by("check_at").values_list("number", flat=True)[:_AT_ONCE]
    )


def newly_late(today: date) -> list[int]:
    """Those that are late, and for whose promised day no task was opened yet."""
    told = Q(late_for__isnull=False) & Q(late_for__gte=F("promised_on"))
    rows = Shipment.objects.filter(late_condition(today)).exclude(told)
    return list(rows.order_by("promised_on").values_list("pk", flat=True)[:_AT_ONCE])


def silent(at: datetime) -> list[int]:
    """Those of which nothing was heard for so long that nobody waits any more."""
    before = at - rules.NO_NEWS_AFTER
    quiet = Q(seen_at__lt=before) | Q(seen_at=None, booked_at__lt=before)
    rows = Shipment.objects.filter(quiet, state__in=rules.UNDER_WAY)
    return list(rows.order_by("id").values_list("pk", flat=True)[:_AT_ONCE])


# --- the ends of a new way --------------------------------------------------------------------------------------------


def ends(thing: Thing, leg: str) -> Ends:
    """From whom and to whom a way of this thing leads, as far as we know."""
    way = rules.LEGS[leg]
    ours = _of_branch(thing.branch)
    other = _of_customer(thing.customer) if way.of_customer else _of_branch(_head_office(thing.branch))
    if leg == "part_to_centre":
        return Ends(other, ours)
    return Ends(other, ours) if way.from_customer else Ends(ours, other)


def _head_office(but: Branch | None) -> Branch | None:
    rows = Branch.objects.filter(kind=Branch.Kind.HEAD_OFFICE, is_active=True)
    return (rows.exclude(pk=but.pk) if but else rows).order_by("id").first()


def _of_customer(customer: Customer | None) -> dict[str, str]:
    if customer is None:
        return {}
    return {
        "name": customer.name,
        "mobile": customer.mobile or "",
        "province": customer.province,
        "city": customer.city,
        "address": customer.address,
        "postcode": customer.postal_code,
    }


def _of_branch(branch: Branch | None) -> dict[str, str]:
    """A centre's end: what its newest shipment said of it, else its name and city."""
    if branch is None:
        return {}
    newest = Shipment.objects.filter(Q(origin=branch) | Q(target=branch)).order_by("-id").first()
    if newest is not None:
        return dict(newest.sender if newest.origin_id == branch.pk else newest.receiver)
    return {"name": name_in(branch), "mobile": "", "province": "", "city": branch.city, "address": "", "postcode": ""}
