"""Looking at a claim with every detector, after it was filed and whenever something about it changed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from payandan.claims import rules as claim_rules
from payandan.claims.events import ClaimScreened
from payandan.claims.models import Claim, DayWork, PhotoPrint, Screening, Suspicion
from payandan.claims.queries import suspicion as queries
from payandan.claims.rules import suspicion as rules
from payandan.claims.rules.suspicion.photos import bands, says_something
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor

_PAYS_NOTHING = (claim_rules.REJECTED, claim_rules.SETTLED, claim_rules.CLOSED, claim_rules.WITHDRAWN)


def screen(*, claim_id: int, at: datetime, actor: Actor = SYSTEM) -> Screening | None:
    """Ask every detector about a claim, keep what they find, and hold the claim where that is much.

    Doing it again changes nothing unless the facts did. A finding that is gone stays only where a person has judged
    it. Nothing is refused here, ever. Returns None where there is no such claim.
    """
    with transaction.atomic():
        if (gathered := queries.gather(claim_id)) is None:
            return None
        claim, known = gathered.claim, gathered.signals
        _print_photos(claim)
        found = rules.detect_all(known, without=queries.switched_off())
        row, _new = Screening.objects.select_for_update().get_or_create(claim=claim, defaults={"screened_at": at})
        row.days_in = _days(known.cover_since, known.failed_on)
        row.days_left = _days(known.failed_on, known.cover_until)
        row.screened_at = at
        weigh(row, claim, _keep(claim, found, at=at), actor=actor, at=at)
        return row


def suspected(claim: Claim) -> int:
    """The combined score of a claim that is being filed, for a table of payment that asks for it. Nothing is kept."""
    gathered = queries.gather(claim.pk)
    if gathered is None:
        return 0
    return rules.combined(rules.detect_all(gathered.signals, without=queries.switched_off()))


def weigh(row: Screening, claim: Claim, findings: Sequence[Suspicion], *, actor: Actor, at: datetime) -> None:
    """Put the combined score of the findings that stand on the row, hold or let go, and record what changed.

    What a person called wrong does not count; what was known when a person let the claim go does not hold it again.
    """
    before = (row.score, row.held)
    counted = [one for one in findings if one.stands and one.outcome != rules.WRONG]
    row.score = rules.combined(rules.Finding(one.code, one.score) for one in counted)
    news = {one.code for one in counted} - set(row.cleared)
    high = row.score >= queries.threshold() and claim.state not in _PAYS_NOTHING
    row.held = high and bool(news)
    if row.held and not before[1]:
        row.held_at = at
    row.save()
    if (row.score, row.held) != before:
        event = ClaimScreened(
            claim_id=claim.pk,
            number=claim.number,
            score=row.score,
            held=row.held,
            codes=tuple(sorted(one.code for one in counted)),
        )
        journal.record(event, actor=actor, at=at, about=about(row))


def about(row: Screening) -> list[tuple[str, int]]:
    """What facts of suspicion are about: never the claim, whose history others read."""
    return [("suspicion", row.pk)]


def note_work(*, claim_id: int, person: int | None, at: datetime) -> None:
    """Keep who wrote down the work on a claim, and for which day; it is the claim's newest estimate that counts."""
    claim = Claim.objects.select_related("customer").prefetch_related("lines").filter(pk=claim_id).first()
    if claim is None or person is None:
        return
    lines = list(claim.lines.all())
    minutes = sum(line.basis.get("minutes") or 0 for line in lines if line.kind == "labour")
    on_site = any(line.kind == "travel" for line in lines)
    if not minutes and not on_site:
        DayWork.objects.filter(claim=claim).delete()
        return
    DayWork.objects.update_or_create(
        claim=claim,
        defaults={
            "person": person,
            "on": timezone.localdate(at),
            "minutes": minutes,
            "city": claim.customer.city if on_site and claim.customer else "",
        },
    )


def _days(since: date | None, until: date | None) -> int | None:
    """Days between; a slip of a century is cut to what the column holds."""
    if since is None or until is None:
        return None
    return max(-30_000, min(30_000, (until - since).days))


def _print_photos(claim: Claim) -> None:
    """Keep the bands of each photo, so that later claims find it."""
    prints = []
    for item in claim.evidence.all():
        if item.file is not None and says_something(item.file.likeness):
            one, two, three, four = bands(item.file.likeness)
            prints.append(
                PhotoPrint(
                    file=item.file,
                    claim=claim,
                    likeness=item.file.likeness,
                    band1=one,
                    band2=two,
                    band3=three,
                    band4=four,
                )
            )
    if prints:
        PhotoPrint.objects.bulk_create(prints, ignore_conflicts=True)


def _keep(claim: Claim, found: Sequence[rules.Finding], *, at: datetime) -> list[Suspicion]:
    """Make the rows say what was found now; in a constant number of statements."""
    rows = {row.code: row for row in Suspicion.objects.filter(claim=claim)}
    now = {one.code: one for one in found}
    gone = [row for row in rows.values() if row.code not in now and not row.outcome]
    if gone:
        Suspicion.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row in gone:
        del rows[row.code]
    changed = []
    for row in rows.values():
        one = now.get(row.code)
        kept = (one is not None, one.score if one else row.score, dict(one.params) if one else row.params)
        if (row.stands, row.score, row.params) != kept:
            row.stands, row.score, row.params = kept
            changed.append(row)
    if changed:
        Suspicion.objects.bulk_update(changed, ["stands", "score", "params"])
    fresh = [
        Suspicion(claim=claim, code=one.code, score=one.score, params=dict(one.params), found_at=at)
        for one in found
        if one.code not in rows
    ]
    if fresh:
        Suspicion.objects.bulk_create(fresh)
    return [*rows.values(), *fresh]
