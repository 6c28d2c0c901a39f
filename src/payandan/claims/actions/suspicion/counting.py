"""What is usual among claims, counted anew each night, so that looking at one claim costs the same on the millionth."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Mod

from payandan.claims.models import Claim, Decision, Line, Peer, Screening
from payandan.claims.queries.suspicion import part_key, work_key
from payandan.claims.rules.suspicion.centres import ROUND
from payandan.claims.rules.suspicion.cover import EDGE
from payandan.claims.rules.suspicion.figures import spread
from payandan.units.models import Unit

YEAR = timedelta(days=365)
_MOST_LINES = 400_000
_FRIDAY = 6
"""As databases count: Sunday is 1."""


def count_peers(*, at: datetime) -> int:
    """Count what was usual in the year before, and put it in place of what was counted last. Returns how many rows."""
    claims = Claim.objects.filter(filed_at__gt=at - YEAR, filed_at__lte=at).exclude(state="withdrawn").order_by()
    rows = [
        *_spreads(claims),
        *_by_centre("none_found", claims.exclude(cause=""), Q(cause="none_found")),
        *_replacing(claims),
        *_by_centre("round", claims.filter(amount__gt=0).annotate(rest=Mod("amount", ROUND)), Q(rest=0)),
        *_by_centre("rest_days", claims, Q(filed_at__week_day=_FRIDAY)),
        *_edges(claims),
        *_books(),
        *_approvals(claims),
    ]
    with transaction.atomic():
        Peer.objects.all().delete()
        Peer.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _spreads(claims: QuerySet[Claim]) -> Iterator[Peer]:
    """Minutes of operations and amounts of single parts: median and MAD of the newest lines."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    lines = Line.objects.filter(claim__in=claims.values("pk"), kind__in=("part", "labour")).order_by("-id")
    fields = (
        "kind", "amount", "basis", "component", "claim__component", "claim__currency", "claim__unit__model_id",
        "claim__unit__model__category_id",
    )  # fmt: skip
    for kind, amount, basis, component, usual, currency, model, category in lines.values_list(*fields)[:_MOST_LINES]:
        if kind == "labour" and basis.get("minutes"):
            key = work_key(category, component or usual, basis.get("operation", ""))
            found["minutes", key].append(basis["minutes"])
        elif kind == "part" and amount and basis.get("quantity", 1) == 1:
            found["part", part_key(model, component, currency)].append(amount)
    for (kind, key), values in found.items():
        peers = spread(values)
        yield Peer(kind=kind, key=key[:200], n=peers.n, median=peers.median, mad=peers.mad)


def _by_centre(kind: str, claims: QuerySet[Claim], trait: Q) -> Iterator[Peer]:
    rows = claims.exclude(branch=None).values("branch_id").annotate(n=Count("pk"), hits=Count("pk", filter=trait))
    return _shares(kind, ((f"centre:{row['branch_id']}", row["n"], row["hits"]) for row in rows))


def _replacing(claims: QuerySet[Claim]) -> Iterator[Peer]:
    """Of the claims on which something was replaced or repaired, those with something replaced."""
    labour = Line.objects.filter(claim=OuterRef("pk"), kind="labour")
    marked = claims.annotate(
        replaced=Exists(labour.filter(basis__operation="replace")),
        repaired=Exists(labour.filter(basis__operation="repair")),
    )
    return _by_centre("replaces", marked.filter(Q(replaced=True) | Q(repaired=True)), Q(replaced=True))


def _edges(claims: QuerySet[Claim]) -> Iterator[Peer]:
    """Faults in the first and last days of the cover, by kind of product, of the claims that were looked at."""
    looked = Screening.objects.filter(claim__in=claims.values("pk")).order_by()
    for kind, column, first in (("first_days", "days_in", 0), ("last_days", "days_left", 1)):
        inside = Q(**{f"{column}__gte": first, f"{column}__lt": EDGE + first})
        rows = (
            looked.filter(**{f"{column}__gte": first})
            .annotate(category=F("claim__unit__model__category_id"))
            .values("category")
            .annotate(n=Count("pk"), hits=Count("pk", filter=inside))
        )
        yield from _shares(kind, ((f"category:{row['category']}", row["n"], row["hits"]) for row in rows))


def _books() -> Iterator[Peer]:
    """Of each model's units, those that a book of ours names."""
    named = Q(genuine=True) | Q(made_on__isnull=False) | Q(imported_on__isnull=False) | ~Q(lot="")
    rows = Unit.objects.order_by().values("model_id").annotate(n=Count("pk"), hits=Count("pk", filter=named))
    return _shares("books", ((f"model:{row['model_id']}", row["n"], row["hits"]) for row in rows))


def _approvals(claims: QuerySet[Claim]) -> Iterator[Peer]:
    """First decisions of people: how many each made at each centre, and how many of them were approvals."""
    decided = Decision.objects.filter(kind="first", by_kind="staff", by_id__isnull=False, claim__in=claims.values("pk"))
    rows = (
        decided.exclude(claim__branch=None)
        .order_by()
        .values("by_id", "claim__branch_id")
        .annotate(n=Count("pk"), hits=Count("pk", filter=Q(outcome="approved")))
    )
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        yield Peer(kind="pair", key=f"{row['by_id']}@{row['claim__branch_id']}", n=row["n"], hits=row["hits"])
        for key in (f"person:{row['by_id']}", f"centre:{row['claim__branch_id']}"):
            sums[key][0] += row["n"]
            sums[key][1] += row["hits"]
    yield from (Peer(kind="approvals", key=key, n=n, hits=hits) for key, (n, hits) in sums.items())


def _shares(kind: str, rows: Iterable[tuple[str, int, int]]) -> Iterator[Peer]:
    """A row for each group, and one for all."""
    total = [0, 0]
    for key, n, hits in rows:
        total[0] += n
        total[1] += hits
        yield Peer(kind=kind, key=key, n=n, hits=hits)
    yield Peer(kind=kind, key="", n=total[0], hits=total[1])
