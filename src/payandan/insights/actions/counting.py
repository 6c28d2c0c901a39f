"""Keeping the numbers true."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from payandan.claims.models import Claim, Decision
from payandan.insights import rules
from payandan.insights.models import Cell, Counted

_BATCH = 1000


def count_claims(*, claim_ids: Iterable[int]) -> None:
    """Bring the cells in step with these claims, whatever was counted of them before. Harmless when repeated."""
    for batch in _batches(claim_ids):
        with transaction.atomic():
            _add(_changes(batch))


def recount() -> None:
    """Count everything anew, from nothing; what claims change is summed up first, so each cell is written once."""
    total: dict[rules.Key, rules.Sums] = {}
    with transaction.atomic():
        Cell.objects.all().delete()
        Counted.objects.all().delete()
        for batch in _batches(Claim.objects.values_list("pk", flat=True).iterator()):
            _sum_up(total, _changes(batch))
        _add(total)


def _batches(claim_ids: Iterable[int]) -> Iterator[Sequence[int]]:
    wanted = sorted(set(claim_ids))
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]


def _changes(claim_ids: Sequence[int]) -> dict[rules.Key, rules.Sums]:
    """What these claims change in the cells; that it was counted is written down."""
    claims = Claim.objects.filter(pk__in=claim_ids).select_related("unit").prefetch_related("decisions")
    new = {claim.pk: rules.parts(_case(claim)) for claim in claims}
    old = {
        kept.claim_id: rules.unpacked(kept.parts)
        for kept in Counted.objects.select_for_update().filter(pk__in=claim_ids).order_by("pk")
    }
    total: dict[rules.Key, rules.Sums] = {}
    for claim_id in claim_ids:
        _sum_up(total, rules.change(old.get(claim_id, {}), new.get(claim_id, {})))
    Counted.objects.filter(pk__in=old.keys() - new.keys()).delete()
    Counted.objects.bulk_create(
        [Counted(claim_id=claim_id, parts=rules.packed(found)) for claim_id, found in new.items()],
        update_conflicts=True,
        update_fields=["parts"],
        unique_fields=["claim_id"],
    )
    return total


def _sum_up(total: dict[rules.Key, rules.Sums], changes: Mapping[rules.Key, rules.Sums]) -> None:
    for key, delta in changes.items():
        total[key] = total.get(key, rules.Sums()).plus(delta)


def _add(total: dict[rules.Key, rules.Sums]) -> None:
    """Add to the cells; one order for all, so that two counters never wait for each other in a circle."""
    names = ("calendar", "month", "branch_id", "dimension", "value", "currency")
    cells = [Cell(**dict(zip(names, key, strict=True))) for key in sorted(total)]
    Cell.objects.bulk_create(cells, ignore_conflicts=True, batch_size=500)
    for key in sorted(total):
        sums = total[key]
        Cell.objects.filter(**dict(zip(names, key, strict=True))).update(
            claims=F("claims") + sums.claims,
            amount=F("amount") + sums.amount,
            decided=F("decided") + sums.decided,
            seconds=F("seconds") + sums.seconds,
        )


def _case(claim: Claim) -> rules.Case:
    decisions = list(claim.decisions.all())
    last = decisions[-1] if decisions else None
    return rules.Case(
        filed_on=claim.filed_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        branch=claim.branch_id or 0,
        standing=last.outcome if last else ("withdrawn" if claim.state == "withdrawn" else "open"),
        model=str(claim.unit.model_id),
        cause=claim.cause,
        component=claim.component,
        currency=claim.currency,
        amount=claim.amount,
        by_payer=_by_payer(last),
        waited=max(0, int((decisions[0].at - claim.filed_at).total_seconds())) if decisions else None,
    )


def _by_payer(decision: Decision | None) -> Counter[str]:
    """Who pays how much by the last decision, over all lines."""
    found: Counter[str] = Counter()
    for line in decision.split if decision else ():
        found.update({payer: int(amount) for payer, amount in line["split"].items()})
    return found
