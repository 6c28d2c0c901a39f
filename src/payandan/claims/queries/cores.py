"""Where defective parts are: lists, journeys, the ledger and its proof."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from payandan.claims.models import Claim, Core, CoreCharge, CoreOrder, CustodyMove, CustodyPosting, Recovery
from payandan.claims.rules import cores as rules
from payandan.claims.rules import recovery as recovering
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import from_wedge
from payandan.platform.kit.ids import check_public_id
from payandan.platform.people.models import Branch, Membership, User

core_actions: list[Callable[[Actor, Core], Sequence[tuple[str, Any]]]] = []
"""More to do with a part, as (address, label), asked on its page. Packages above add theirs in AppConfig.ready."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The ledger as a whole: parts by kind of holder, and whether both sides agree with where parts are said to be."""

    held: Mapping[str, int]
    parts: int
    differs: int

    @property
    def is_even(self) -> bool:
        return self.differs == 0


def cores(actor: Actor) -> QuerySet[Core]:
    """The parts this actor may see, with what a line of a list shows."""
    return Core.objects.visible_to(actor).select_related(
        "claim__unit__model__category", "branch", "supplier", "recovery"
    )


def record(actor: Actor, number: str) -> Core:
    """A part with its journey and its charges. Raises Core.DoesNotExist."""
    charges = CoreCharge.objects.select_related("deduction__statement")
    rows = cores(actor).select_related("photo").prefetch_related("journey", Prefetch("charges", charges))
    return rows.get(number=number)


def scanned(actor: Actor, text: str) -> Core | None:
    """The part whose label was scanned, whatever the keyboard made of it; also found by its seal."""
    typed = from_wedge(text).strip()
    number = check_public_id(typed) or typed.upper()
    found = cores(actor).filter(number=number).first()
    if found is None and typed:
        sealed = list(cores(actor).filter(seal__iexact=typed, state__in=rules.WAITING)[:2])
        found = sealed[0] if len(sealed) == 1 else None
    return found


def of_claim(actor: Actor, claim: Claim) -> list[Core]:
    """The parts of a claim."""
    return list(cores(actor).filter(claim=claim).order_by("position", "piece"))


def overdue_condition(today: date) -> Q:
    """Expected, and past their day."""
    return Q(state=rules.EXPECTED, due_on__lt=today)


def due_condition(today: date) -> Q:
    """Expected within a week."""
    return Q(state=rules.EXPECTED, due_on__gte=today, due_on__lte=today + timedelta(days=rules.NOTICE_DAYS))


def orders() -> list[rules.Order]:
    """What the installation orders, as values. One query."""
    return [
        rules.Order(row.pk, row.order, row.days, row.category_id, row.component, row.least_value)
        for row in CoreOrder.objects.order_by("id")
    ]


def recoverable(core: Core) -> Recovery | None:
    """What is asked back from a supplier for this part, if anything still is."""
    ended = (recovering.WITHDRAWN, recovering.REFUSED)
    return Recovery.objects.filter(claim=core.claim_id, position=core.position).exclude(state__in=ended).first()


def ledger(core: Core) -> list[rules.Posting]:
    """Both sides of every move of a part, in their order."""
    rows = CustodyPosting.objects.filter(core=core).order_by("move__sequence", "amount", "id")
    return [rules.Posting(row.holder, row.amount) for row in rows]


def holder_of(core: Core) -> str:
    """The holder that has a part now, as the ledger names it."""
    if core.place == rules.CENTRE:
        return f"{rules.CENTRE}:{core.branch_id}"
    if core.place == rules.SUPPLIER:
        return f"{rules.SUPPLIER}:{core.supplier_id}"
    return core.place


def balance(actor: Actor) -> Balance:
    """The whole ledger, summed and held against where parts are said to be. Three queries, whatever its size."""
    mine = Core.objects.visible_to(actor)
    postings = CustodyPosting.objects.all()
    if not actor.sees_every_branch:
        postings = postings.filter(core__in=mine)
    by_holder = postings.order_by().values("holder").annotate(held=Sum("amount"))
    held: dict[str, int] = {}
    for row in by_holder:
        kind = row["holder"].partition(":")[0]
        held[kind] = held.get(kind, 0) + row["held"]
    said = dict(Core.objects.filter(pk__in=mine.values("pk")).order_by().values_list("place").annotate(n=Count("pk")))
    if actor.sees_every_branch:
        said = dict(Core.objects.order_by().values_list("place").annotate(n=Count("pk")))
    parts = sum(said.values())
    differs = sum(abs(held.get(place, 0) - said.get(place, 0)) for place in rules.PLACES) + abs(sum(held.values()))
    return Balance(held={place: said.get(place, 0) for place in rules.PLACES}, parts=parts, differs=differs)


def broken() -> list[int]:
    """The parts whose own ledger does not keep the law: not two sides to a move, more than one holder, or none.

    Empty, for ever; a test and an auditor ask it. Two queries.
    """
    wrong = set(
        CustodyPosting.objects.order_by()
        .values("core", "holder")
        .annotate(held=Sum("amount"))
        .exclude(held__in=(0, 1))
        .exclude(holder=rules.UNIT, held=-1)
        .values_list("core", flat=True)
    )
    held = (
        CustodyPosting.objects.order_by()
        .values("core")
        .annotate(
            whole=Sum("amount"),
            sides=Count("pk"),
            moves=Count("move", distinct=True),
            unit=Sum("amount", filter=Q(holder=rules.UNIT), default=0),
        )
        .exclude(whole=0, unit=-1, sides=F("moves") * 2, moves=F("core__moves_made"))
    )
    return sorted(wrong | set(held.values_list("core", flat=True)))


def keepers(branch: Branch) -> list[User]:
    """Who keeps parts at a centre: the people there who may."""
    rows = Membership.objects.filter(branch=branch, user__is_active=True).select_related("user", "role")
    found = {row.user_id: row.user for row in rows if rules.CAPABILITY in row.role.capabilities}
    return list(found.values())


def last_moves(core_ids: Iterable[int]) -> dict[int, CustodyMove]:
    """The newest move of each part. One query."""
    rows = CustodyMove.objects.filter(core_id__in=list(core_ids), sequence=F("core__moves_made"))
    return {row.core_id: row for row in rows}
