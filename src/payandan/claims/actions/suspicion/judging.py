"""What people say about suspicions: whether each was right, that a claim may go, and which detectors look at all."""

from datetime import datetime

from django.db import transaction

from payandan.claims.actions.suspicion.screening import about, weigh
from payandan.claims.events import ClaimReleased, DetectorSwitched, SuspicionJudged
from payandan.claims.models import Claim, Detector, Screening, Suspicion
from payandan.claims.queries import suspicion as queries
from payandan.claims.rules import suspicion as rules
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store

_LONGEST = 400
_MOST_HELD = 2_000


def judge(*, claim: Claim, code: str, outcome: str, word: str, actor: Actor, at: datetime) -> Suspicion:
    """Say whether a finding was right or wrong, in a word; saying it again corrects it.

    What is wrong no longer counts, so that the claim may be free afterwards. Raises Refused: not_allowed, not_found,
    no_such_finding, no_judgement, word_needed.
    """
    text = store(word)[:_LONGEST]
    if outcome not in rules.OUTCOMES:
        raise Refused("no_judgement", field="outcome")
    if not text:
        raise Refused("word_needed", field="word")
    with transaction.atomic():
        row = _locked(claim, actor)
        findings = list(Suspicion.objects.filter(claim=row.claim))
        finding = next((one for one in findings if one.code == code), None)
        if finding is None:
            raise Refused("no_such_finding", field="code")
        before = finding.outcome
        finding.outcome, finding.word, finding.judged_at = outcome, text, at
        finding.judged_by, finding.judged_name = actor.person, actor.name[:160]
        finding.save(update_fields=["outcome", "word", "judged_at", "judged_by", "judged_name"])
        event = SuspicionJudged(
            claim_id=row.claim_id, number=row.claim.number, code=code, outcome=outcome, before=before
        )
        journal.record(event, actor=actor, at=at, about=about(row))
        weigh(row, row.claim, findings, actor=actor, at=at)
        return finding


def release(*, claim: Claim, word: str, actor: Actor, at: datetime) -> Screening:
    """Let a held claim go, with the reason. Only what is found later can hold it again.

    Raises Refused: not_allowed, not_found, not_held, word_needed.
    """
    text = store(word)[:_LONGEST]
    if not text:
        raise Refused("word_needed", field="word")
    with transaction.atomic():
        row = _locked(claim, actor)
        if not row.held:
            raise Refused("not_held")
        known = sorted(row.claim.suspicions.filter(stands=True).values_list("code", flat=True))
        row.held, row.word, row.cleared = False, text, known
        row.released_at, row.released_by, row.released_name = at, actor.person, actor.name[:160]
        row.save()
        event = ClaimReleased(claim_id=row.claim_id, number=row.claim.number, score=row.score, codes=tuple(known))
        journal.record(event, actor=actor, at=at, about=about(row))
        return row


def switch_detector(*, code: str, on: bool, reason: str, actor: Actor, at: datetime) -> Detector:
    """Switch a detector on or off, with the reason. Off, what it found and nobody judged no longer counts, at once.

    Raises Refused: not_allowed, no_such_detector, word_needed, already_so.
    """
    if not actor.can("claims.detectors"):
        raise Refused("not_allowed")
    text = store(reason)[:_LONGEST]
    if code not in rules.DETECTORS:
        raise Refused("no_such_detector", field="code")
    if not text:
        raise Refused("word_needed", field="reason")
    with transaction.atomic():
        row = Detector.objects.select_for_update().filter(code=code).first() or Detector(code=code)
        if row.is_on is on:
            raise Refused("already_so")
        row.is_on, row.reason, row.changed_at, row.changed_name = on, text, at, actor.name[:160]
        row.save()
        fared = next(one for one in queries.records() if one.code == code)
        event = DetectorSwitched(code=code, on=on, right=fared.right, judged=fared.judged)
        journal.record(event, actor=actor, at=at, about=[("detector", row.pk)])
        if not on:
            _forget(code, at=at)
        return row


def _forget(code: str, *, at: datetime) -> None:
    """Weigh the claims anew that are held for what a detector found that looks no more."""
    unjudged = Suspicion.objects.filter(code=code, outcome="", stands=True)
    held = Screening.objects.select_for_update(of=("self",)).select_related("claim").filter(held=True)
    rows = list(held.filter(claim__in=unjudged.values("claim"))[:_MOST_HELD])
    unjudged.update(stands=False)
    findings: dict[int, list[Suspicion]] = {}
    for one in Suspicion.objects.filter(claim__in=[row.claim_id for row in rows]):
        findings.setdefault(one.claim_id, []).append(one)
    for row in rows:
        weigh(row, row.claim, findings.get(row.claim_id, []), actor=SYSTEM, at=at)


def _locked(claim: Claim, actor: Actor) -> Screening:
    """The screening, locked, with its claim; Refused where the actor may not know of it."""
    if not actor.can("claims.suspicion"):
        raise Refused("not_allowed")
    rows = Screening.objects.visible_to(actor).select_for_update(of=("self",)).select_related("claim")
    row = rows.filter(claim=claim).first()
    if row is None:
        raise Refused("not_found", field="claim")
    return row
