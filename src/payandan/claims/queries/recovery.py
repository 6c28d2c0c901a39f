"""What is asked back from suppliers: lists, ages, the recovery rate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from payandan.claims.models import Claim, DebitNote, Decision, Recovery, Supplier, SupplyTerms
from payandan.claims.rules import recovery as rules
from payandan.platform.kit.actors import Actor


@dataclass(frozen=True, slots=True)
class Age:
    """One supplier's unpaid money, by how long ago it was asked: one amount for each of `rules.BUCKETS`."""

    supplier: Supplier
    currency: str
    not_sent: int
    amounts: tuple[int, ...]
    late: int

    @property
    def outstanding(self) -> int:
        return sum(self.amounts)


@dataclass(frozen=True, slots=True)
class Sums:
    """Money of recoveries that were not withdrawn. `claimable` is what the suppliers' terms owe."""

    claimable: int
    recovered: int
    outstanding: int
    count: int

    @property
    def rate(self) -> Decimal | None:
        return rules.rate(self.recovered, self.claimable)


def recoveries(actor: Actor) -> QuerySet[Recovery]:
    """The recoveries this actor may see, with what a line of a list shows."""
    return Recovery.objects.visible_to(actor).select_related(
        "supplier", "claim__unit__model__category", "claim__branch", "note"
    )


def suppliers(actor: Actor) -> QuerySet[Supplier]:
    """The suppliers, with how many recoveries wait and what is outstanding. One query."""
    waiting = Q(recoveries__in=Recovery.objects.visible_to(actor))
    open_ones = waiting & Q(recoveries__state=rules.OPENED)
    asked = waiting & Q(recoveries__state__in=rules.OUTSTANDING)
    left = F("recoveries__claimed") - F("recoveries__paid")
    agreed = F("recoveries__agreed") - F("recoveries__paid")
    due = Case(When(recoveries__agreed=None, then=left), default=agreed)
    return Supplier.objects.visible_to(actor).annotate(
        to_send=Count("recoveries", filter=open_ones), outstanding=Sum(due, filter=asked, default=0)
    )


def notes(actor: Actor) -> QuerySet[DebitNote]:
    """The debit notes this actor may see."""
    return DebitNote.objects.visible_to(actor).select_related("supplier")


def of_note(actor: Actor, note: DebitNote) -> QuerySet[Recovery]:
    """What a note asks for, as far as the actor may see it."""
    return recoveries(actor).filter(note=note).order_by("claim__filed_at", "id")


def of_claim(actor: Actor, claim: Claim) -> list[Recovery]:
    """What is asked back for a claim."""
    return list(recoveries(actor).filter(claim=claim).order_by("position", "id"))


def late_condition(today: date) -> Q:
    """Recoveries with a missed deadline, ours or the supplier's."""
    ours = Q(state=rules.OPENED, claim_by__lt=today)
    return ours | Q(state=rules.SENT, answer_by__lt=today)


def age_condition(place: int, today: date) -> Q:
    """Unpaid recoveries whose debit note lies in one of `rules.BUCKETS`."""
    first, last = rules.BUCKETS[place]
    found = Q(state__in=rules.OUTSTANDING, sent_at__date__lte=today - timedelta(days=first))
    if place == 0:
        found = Q(state__in=rules.OUTSTANDING)
    return found if last is None else found & Q(sent_at__date__gte=today - timedelta(days=last))


def sums(actor: Actor, *, currency: str) -> Sums:
    """The money of all recoveries that the actor may see, in one currency. One query."""
    rows = Recovery.objects.visible_to(actor).filter(currency=currency).exclude(state=rules.WITHDRAWN)
    due = Case(When(agreed=None, then=F("claimed")), default=F("agreed")) - F("paid")
    found = rows.aggregate(
        claimable=Sum("claimed", default=0),
        recovered=Sum("paid", default=0),
        outstanding=Sum(due, filter=Q(state__in=rules.OUTSTANDING), default=0),
        count=Count("pk"),
    )
    return Sums(**found)


def ageing(actor: Actor, *, today: date) -> list[Age]:
    """Who owes how much since when, the largest debt first. Two queries, whatever the number of recoveries."""
    due = Case(When(agreed=None, then=F("claimed")), default=F("agreed")) - F("paid")
    buckets = Case(
        *[When(age_condition(place, today), then=Value(place)) for place in range(len(rules.BUCKETS))],
        default=Value(-1),
        output_field=IntegerField(),
    )
    rows = (
        Recovery.objects.visible_to(actor)
        .filter(state__in=rules.WAITING)
        .annotate(bucket=buckets)
        .values("supplier_id", "currency", "bucket")
        .annotate(due=Sum(due), late=Count("pk", filter=late_condition(today)))
        .order_by("supplier_id", "currency", "bucket")
    )
    found: dict[tuple[int, str], dict[int, tuple[int, int]]] = {}
    for row in rows:
        found.setdefault((row["supplier_id"], row["currency"]), {})[row["bucket"]] = (row["due"], row["late"])
    known = Supplier.objects.in_bulk({supplier for supplier, _currency in found})
    ages = [
        Age(
            supplier=known[supplier],
            currency=currency,
            not_sent=cells.get(-1, (0, 0))[0],
            amounts=tuple(cells.get(place, (0, 0))[0] for place in range(len(rules.BUCKETS))),
            late=sum(late for _due, late in cells.values()),
        )
        for (supplier, currency), cells in found.items()
    ]
    return sorted(ages, key=lambda age: (-age.outstanding, -age.not_sent, age.supplier.pk))


def all_terms() -> list[rules.SupplierTerms]:
    """What every working supplier promised, as values. One query."""
    return [terms_of(row) for row in SupplyTerms.objects.filter(supplier__is_active=True).order_by("id")]


def terms_of(row: SupplyTerms) -> rules.SupplierTerms:
    """A row as the rules read it."""
    return rules.SupplierTerms(
        id=row.pk,
        supplier=row.supplier_id,
        since=row.since,
        until=row.until,
        category=row.category_id,
        model=row.model_id,
        component=row.component,
        months=row.months,
        causes=frozenset(row.causes),
        shares=dict(row.shares),
    )


def newest_decision(claim: Claim) -> Decision | None:
    """What was decided last."""
    return claim.decisions.order_by("-id").first()


def costs_of(claim: Claim, newest: Decision | None) -> tuple[rules.Cost, ...]:
    """What the company was decided to bear of each line; nothing without a decision. One query."""
    if newest is None:
        return ()
    lines = {str(line.position): line for line in claim.lines.all()}
    found = []
    for share in newest.split:
        line = lines.get(share["id"])
        borne = sum(int(amount) for payer, amount in share["split"].items() if payer != "customer")
        if line is not None and borne > 0:
            found.append(rules.Cost(share["id"], line.kind, line.component, borne))
    return tuple(found)


def fault_of(claim: Claim) -> rules.Fault:
    """What suppliers' terms ask about a claim."""
    unit = claim.unit
    return rules.Fault(
        category=unit.model.category_id,
        model=unit.model_id,
        cause=claim.cause,
        failed_on=claim.failed_on,
        sold_on=unit.sold_on or unit.delivered_on or unit.installed_on,
    )


def late_of(row: Recovery, today: date) -> str:
    """Which deadline of a recovery was missed, if any."""
    return rules.is_late(row.state, claim_by=row.claim_by, answer_by=row.answer_by, today=today)


def with_terms(rows: QuerySet[Supplier]) -> QuerySet[Supplier]:
    """Suppliers with what they promised."""
    return rows.prefetch_related(Prefetch("terms", SupplyTerms.objects.select_related("category", "model")))


def due_of(row: Recovery) -> int:
    """What is still to come: of what was agreed, or of what was asked while nothing is agreed."""
    return (row.claimed if row.agreed is None else row.agreed) - row.paid


def total(rows: Iterable[Recovery]) -> int:
    """What recoveries ask for together."""
    return sum(row.claimed for row in rows)


def decided_on(claim: Claim) -> date | None:
    """The day of the decision, where the installation is."""
    return timezone.localdate(claim.decided_at) if claim.decided_at else None


def open_of_supplier(actor: Actor, supplier: Supplier) -> Sequence[Recovery]:
    """What can be sent to a supplier now, the most urgent first."""
    return list(recoveries(actor).filter(supplier=supplier, state=rules.OPENED).order_by("claim_by", "id")[:200])
