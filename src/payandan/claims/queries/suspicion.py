"""Suspicion: the signals of one claim, what is held and why, and how often each detector was right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from payandan.catalog.rules import serial_fits
from payandan.claims.models import (
    Claim,
    DayWork,
    Decision,
    Detector,
    Evidence,
    Line,
    Peer,
    PhotoPrint,
    Screening,
    Suspicion,
)
from payandan.claims.models.suspicion import may_know
from payandan.claims.queries import payment
from payandan.claims.queries.payment.facts import place_of
from payandan.claims.queries.payment.reference import Book
from payandan.claims.rules import payment_prices as prices
from payandan.claims.rules import suspicion as rules
from payandan.claims.rules.suspicion import photos, repeats, signals
from payandan.platform.files.rules import difference
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.proportions import wilson
from payandan.platform.search.prepared import Given, Prepared
from payandan.units.models import Reading, Unit
from payandan.warranty import queries as warranty

HERE_DAYS, REGISTERED_DAYS = 90, 30
_METERS = "fault.meters."
_MOST_CANDIDATES, _MOST_EARLIER = 500, 50


# --- one claim -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gathered:
    """A claim with its signals."""

    claim: Claim
    signals: signals.Signals


def gather(claim_id: int) -> Gathered | None:
    """Everything the detectors look at, in a constant number of queries; None where there is no such claim."""
    rows = Claim.objects.select_related("unit__model__category", "customer", "branch")
    first = Decision.objects.filter(kind="first", by_kind="staff")
    parts = (
        "lines",
        Prefetch("evidence", Evidence.objects.select_related("file").filter(kind="photo")),
        Prefetch("decisions", first.only("claim_id", "by_id", "outcome")),
    )
    claim = rows.prefetch_related(*parts).filter(pk=claim_id).first()
    if claim is None:
        return None
    book, lines = payment.book(), list(claim.lines.all())
    peers = _peers(claim, lines)
    unit = claim.unit
    until = warranty.clocks_for([unit])[unit.pk].free_until
    here = _here(claim)
    at_centre, elsewhere = _pair(claim, peers)
    found = signals.Signals(
        filed_on=_day(claim.filed_at),
        failed_on=claim.failed_on,
        symptom=claim.symptom,
        component=claim.component,
        cause=claim.cause,
        state=claim.state,
        decided_as=claim.decided_as,
        amount=claim.amount,
        earlier=_earlier(claim),
        serial_fits=serial_fits(unit.model.serial_pattern, unit.serial_key),
        in_books=bool(unit.genuine or unit.made_on or unit.imported_on or unit.lot),
        books=peers.share("books", f"model:{unit.model_id}"),
        unit_state=unit.state,
        clone_score=unit.clone_score,
        registered_on=unit.registered_on,
        sold_on=unit.sold_on,
        meters=_meters(claim),
        cover_since=unit.installed_on or unit.delivered_on or unit.activated_on or unit.sold_on,
        cover_until=until,
        first_days=peers.share("first_days", peers.category),
        last_days=peers.share("last_days", peers.category),
        company=claim.customer is not None and claim.customer.kind == "company",
        units_registered=_registered(claim),
        units_here=here[0],
        claims_here=here[1],
        labour=tuple(_labour(lines, peers)),
        parts=tuple(_parts(claim, lines, book, peers)),
        day=_day_of(claim),
        matches=_matches(claim),
        taken_on=tuple(
            item.file.taken_on
            for item in claim.evidence.all()
            if item.file and item.file.taken_on and item.about == "cause"
        ),
        none_found=peers.share("none_found", peers.centre),
        replaces=peers.share("replaces", peers.centre),
        round_amounts=peers.share("round", peers.centre),
        rest_days=peers.share("rest_days", peers.centre),
        pair_at_centre=at_centre,
        pair_elsewhere=elsewhere,
    )
    return Gathered(claim, found)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _earlier(claim: Claim) -> tuple[signals.Earlier, ...]:
    since = claim.filed_at - timedelta(days=repeats.WINDOW)
    before = Q(filed_at__lt=claim.filed_at) | Q(filed_at=claim.filed_at, pk__lt=claim.pk)
    rows = Claim.objects.filter(before, unit=claim.unit_id, filed_at__gte=since).order_by("-filed_at", "-id")
    fields = ("number", "filed_at", "failed_on", "symptom", "component", "state")
    return tuple(
        signals.Earlier(number, _day(filed), failed, symptom, component, state)
        for number, filed, failed, symptom, component, state in rows.values_list(*fields)[:_MOST_EARLIER]
    )


def _meters(claim: Claim) -> tuple[signals.Meter, ...]:
    stated = {
        path.removeprefix(_METERS): fact["value"]
        for path, fact in claim.facts.items()
        if path.startswith(_METERS) and isinstance(fact.get("value"), int)
    }
    if not stated:
        return ()
    day = claim.failed_on or _day(claim.filed_at)
    rows = Reading.objects.filter(unit=claim.unit_id, meter__in=sorted(stated), on__lte=day, at__lte=claim.filed_at)
    highest: dict[str, tuple[int, date]] = {}
    for meter, value, on in rows.order_by("on", "id").values_list("meter", "value", "on"):
        highest[meter] = (value, on)
    return tuple(signals.Meter(meter, stated[meter], known, on) for meter, (known, on) in sorted(highest.items()))


def _registered(claim: Claim) -> int:
    """How many units the customer registered in the month that ends with the filing of this claim."""
    if claim.customer_id is None:
        return 0
    day = _day(claim.filed_at)
    return Unit.objects.filter(
        owner=claim.customer_id, registered_on__gt=day - timedelta(days=REGISTERED_DAYS), registered_on__lte=day
    ).count()


def _here(claim: Claim) -> tuple[int, int]:
    """Units of the customer, or of the same address, with claims at this centre lately; and all claims there."""
    if claim.branch_id is None or claim.customer is None:
        return 0, 0
    same = Q(customer=claim.customer_id)
    if claim.customer.postal_code:
        same |= Q(customer__postal_code=claim.customer.postal_code)
    rows = Claim.objects.filter(
        branch=claim.branch_id,
        filed_at__gt=claim.filed_at - timedelta(days=HERE_DAYS),
        filed_at__lte=claim.filed_at,
    ).exclude(state="withdrawn")
    found = rows.order_by().aggregate(units=Count("unit", filter=same, distinct=True), claims=Count("pk"))
    return found["units"], found["claims"]


def _labour(lines: Sequence[Line], peers: "Peers") -> list[signals.Labour]:
    return [
        signals.Labour(minutes, line.basis.get("operation", ""), peers.spread("minutes", peers.work_key(line)))
        for line in lines
        if line.kind == "labour" and (minutes := line.basis.get("minutes"))
    ]


def _parts(claim: Claim, lines: Sequence[Line], book: Book, peers: "Peers") -> list[signals.Part]:
    place = place_of(claim)
    found = []
    for line in lines:
        if line.kind != "part":
            continue
        basis = prices.Basis.from_json(line.basis)
        listed = prices.price_line(book.sheet, place, kind="part", component=line.component, basis=basis)
        peers_ask = peers.spread("part", peers.part_key(line)) if (basis.quantity or 1) == 1 else None
        found.append(
            signals.Part(
                line.component,
                line.amount,
                listed.amount if listed else None,
                peers_ask,
                basis.removed,
                basis.installed,
            )
        )
    return found


def _day_of(claim: Claim) -> signals.Day | None:
    """What the person behind this claim's work wrote down for the same day. Two queries."""
    own = DayWork.objects.filter(claim=claim).first()
    if own is None:
        return None
    rows = DayWork.objects.filter(person=own.person, on=own.on, pk__lte=own.pk).order_by("-pk")[:200]
    work = list(rows.values_list("minutes", "city"))
    cities = (own.city, *sorted({city for _minutes, city in work if city and city != own.city}))
    return signals.Day(own.on, sum(minutes for minutes, _city in work), len(work), cities)


def _matches(claim: Claim) -> tuple[signals.Match, ...]:
    """Photos of other units' claims that share a band with one of this claim's, by how far they differ. One query."""
    own = [
        item.file.likeness
        for item in claim.evidence.all()
        if item.file is not None and photos.says_something(item.file.likeness)
    ]
    if not own:
        return ()
    cut = [photos.bands(likeness) for likeness in own]
    shared = Q()
    for place in range(photos.BANDS):
        shared |= Q(**{f"band{place + 1}__in": sorted({bands[place] for bands in cut})})
    rows = PhotoPrint.objects.filter(shared, claim__filed_at__lte=claim.filed_at).exclude(claim__unit=claim.unit_id)
    fields = ("likeness", "claim__number", "claim__customer_id")
    found = []
    for likeness, number, customer in rows.order_by("-id").values_list(*fields)[:_MOST_CANDIDATES]:
        bits = min(difference(likeness, one) for one in own)
        if bits <= photos.MOST_BITS:
            found.append(signals.Match(number, bits, customer is not None and customer == claim.customer_id))
    return tuple(found)


def _pair(claim: Claim, peers: "Peers") -> tuple[signals.Share | None, signals.Share | None]:
    """The approver's share of approvals at this centre: beside that of others there, and beside its own elsewhere."""
    first = next(iter(claim.decisions.all()), None)
    if first is None or first.by_id is None or claim.branch_id is None:
        return None, None
    own = peers.rows.get(("pair", f"{first.by_id}@{claim.branch_id}"))
    centre = peers.rows.get(("approvals", f"centre:{claim.branch_id}"))
    person = peers.rows.get(("approvals", f"person:{first.by_id}"))
    if own is None or centre is None or person is None:
        return None, None
    return (
        signals.Share(own.hits, own.n, centre.hits - own.hits, centre.n - own.n),
        signals.Share(own.hits, own.n, person.hits - own.hits, person.n - own.n),
    )


# --- peers -----------------------------------------------------------------------------------------------------------


def work_key(category: int, component: str, operation: str) -> str:
    """What the time of an operation is compared by."""
    return f"{category}|{component}|{operation}"


def part_key(model: int, component: str, currency: str) -> str:
    """What the price of a part is compared by."""
    return f"{model}|{component}|{currency}"


@dataclass(frozen=True, slots=True)
class Peers:
    """What is usual for claims like one, as it was counted last."""

    claim: Claim
    rows: Mapping[tuple[str, str], Peer]

    @property
    def category(self) -> str:
        return f"category:{self.claim.unit.model.category_id}"

    @property
    def centre(self) -> str:
        return f"centre:{self.claim.branch_id}"

    def work_key(self, line: Line) -> str:
        component = line.component or self.claim.component
        return work_key(self.claim.unit.model.category_id, component, line.basis.get("operation", ""))

    def part_key(self, line: Line) -> str:
        return part_key(self.claim.unit.model_id, line.component, self.claim.currency)

    def spread(self, kind: str, key: str) -> signals.Spread | None:
        row = self.rows.get((kind, key))
        return signals.Spread(row.n, row.median, row.mad or 0.0) if row and row.median is not None else None

    def share(self, kind: str, key: str) -> signals.Share | None:
        """The share of a group beside that of all others."""
        own, total = self.rows.get((kind, key)), self.rows.get((kind, ""))
        if own is None:
            return None
        return signals.Share(own.hits, own.n, total.hits - own.hits, total.n - own.n) if total else None


def _peers(claim: Claim, lines: Sequence[Line]) -> Peers:
    """One query for all that this claim is compared with."""
    empty = Peers(claim, {})
    first = next(iter(claim.decisions.all()), None)
    keys = {
        "", empty.category, empty.centre, f"model:{claim.unit.model_id}",
        *(empty.work_key(line) for line in lines), *(empty.part_key(line) for line in lines),
    }  # fmt: skip
    if first is not None and first.by_id is not None:
        keys |= {f"person:{first.by_id}", f"{first.by_id}@{claim.branch_id}"}
    return Peers(claim, {(row.kind, row.key): row for row in Peer.objects.filter(key__in=sorted(keys))})


# --- lists -----------------------------------------------------------------------------------------------------------


def threshold() -> int:
    """From this combined score on a claim is held."""
    return int(settings.SUSPICION_HELD_FROM)


def held_list(actor: Actor) -> QuerySet[Screening]:
    """What was or is held, as far as the actor may know, with the findings that stand."""
    standing = Suspicion.objects.filter(stands=True)
    return (
        Screening.objects.visible_to(actor)
        .filter(held_at__isnull=False)
        .select_related("claim__unit__model", "claim__branch", "claim__customer")
        .defer("claim__verdict", "claim__facts", "claim__description", "claim__search_key")
        .prefetch_related(Prefetch("claim__suspicions", standing, to_attr="standing"))
    )


_screening: Prepared[Screening] = Prepared(
    lambda: Screening.objects.filter(claim_id=Given("claim", Screening._meta.pk))
)


def screening_of(actor: Actor, claim: Claim) -> Screening | None:
    """What the detectors made of a claim that the actor sees, for those who may know."""
    if not may_know(actor):
        return None
    for row in _screening(claim=claim.pk):
        row.claim = claim
        return row
    return None


def is_held(claim_id: int) -> bool:
    """Whether nothing may be paid on the claim yet."""
    return Screening.objects.filter(claim=claim_id, held=True).exists()


def switched_off() -> set[str]:
    """The detectors that do not look."""
    return set(Detector.objects.filter(is_on=False).values_list("code", flat=True))


# --- detectors -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """How a detector fared: what it found, and of what people judged, how much was right (with its 95 % interval)."""

    code: str
    is_on: bool
    found: int
    right: int
    wrong: int
    switched: Detector | None = None

    @property
    def judged(self) -> int:
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.judged)

    @property
    def is_poor(self) -> bool:
        """Whether even the upper end of the interval lies below the precision that is expected."""
        return self.judged > 0 and self.interval[1] < settings.SUSPICION_PRECISION


def records() -> list[Record]:
    """All detectors, in the order of their families, in two queries."""
    counted = {
        row["code"]: row
        for row in Suspicion.objects.order_by()
        .values("code")
        .annotate(
            found=Count("pk"),
            right=Count("pk", filter=Q(outcome=rules.RIGHT)),
            wrong=Count("pk", filter=Q(outcome=rules.WRONG)),
        )
    }
    switched = {row.code: row for row in Detector.objects.all()}
    return [_record(code, counted.get(code, {}), switched.get(code)) for code in rules.DETECTORS]


def _record(code: str, counted: Mapping[str, Any], switched: Detector | None) -> Record:
    return Record(
        code=code,
        is_on=switched is None or switched.is_on,
        found=counted.get("found", 0),
        right=counted.get("right", 0),
        wrong=counted.get("wrong", 0),
        switched=switched,
    )
