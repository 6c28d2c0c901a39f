"""Second opinions: asking somebody who does not know the first decision, and comparing what both say."""

from datetime import datetime

from django.db import transaction

from payandan.claims.actions import verdicts
from payandan.claims.actions.learning import put_question
from payandan.claims.events import MoreEvidenceRequested, OpinionAsked, OpinionAssigned, OpinionDropped, OpinionGiven
from payandan.claims.models import Claim, Decision, Opinion
from payandan.claims.rules import opinions
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store_lines
from payandan.platform.people.models import Branch
from payandan.platform.people.queries import person_behind

WAITING = opinions.WAITING


def open_for_appeal(claim: Claim, *, at: datetime) -> Opinion:
    """An appeal asks for a second opinion by itself; one that was asked for as a sample becomes that of the appeal.

    Runs inside the appeal's transaction; the appeal is the fact.
    """
    waiting = Opinion.objects.filter(claim=claim, state=WAITING).first()
    if waiting is not None:
        waiting.why, waiting.asked_by = opinions.APPEAL, None
        waiting.save(update_fields=["why", "asked_by"])
        return waiting
    return _open(claim, opinions.APPEAL, at=at)


def ask_opinion(*, claim: Claim, actor: Actor, at: datetime, branch: Branch | None = None) -> Opinion:
    """Ask for a blind second opinion on a decided claim, of another centre or of whoever decides appeals.

    Raises Refused: not_allowed, not_in_this_state, opinion_waiting, same_centre, no_such_centre.
    """
    if not actor.can("claims.ask_review"):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=None)
        opinions.check_sample(row.state, row.decided_as)
        _check_centre(row, branch)
        if row.opinions.filter(state=WAITING).exists():
            raise Refused("opinion_waiting")
        opinion = _open(row, opinions.SAMPLE, at=at, branch=branch, actor=actor)
        event = OpinionAsked(
            claim_id=row.pk,
            number=row.number,
            opinion_id=opinion.pk,
            why=opinion.why,
            branch_id=opinion.branch_id,
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return opinion


def assign_opinion(*, opinion: Opinion, branch: Branch | None, actor: Actor, at: datetime) -> Opinion:
    """Ask another centre for it, or (None) take it back to whoever decides appeals."""
    if not actor.can("claims.ask_review"):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = _locked(opinion, actor)
        _check_centre(row.claim, branch)
        before, row.branch = row.branch_id, branch
        row.save(update_fields=["branch"])
        event = OpinionAssigned(
            claim_id=row.claim_id,
            number=row.claim.number,
            opinion_id=row.pk,
            branch_id=row.branch_id,
            before=before,
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row.claim))
        return row


def give_opinion(*, opinion: Opinion, outcome: str, reason: str, actor: Actor, at: datetime) -> Opinion:
    """Say how one would decide, and why. From then on the first decision is shown, beside what it is compared with.

    Raises Refused: not_allowed (not asked of this person), no_outcome, reason_needed.
    """
    with transaction.atomic():
        row = _awaited(opinion, actor)
        words = store_lines(reason)[:4000]
        finding = opinions.finding(row.decision.outcome, outcome)
        if not words:
            raise Refused("reason_needed", field="reason")
        _close(row, finding, actor=actor, at=at, outcome=outcome, reason=words)
        return row


def request_evidence(*, opinion: Opinion, text: str, actor: Actor, at: datetime, whom: str = "technician") -> Opinion:
    """It cannot be said yet: ask for the evidence that is missing.

    In an appeal the question is put to `whom` and the opinion stays awaited; of a sample, whose claim is decided and
    at rest, it is the finding itself. Raises Refused: not_allowed, no_question, unknown_person, no_customer.
    """
    words = store_lines(text)[:500]
    if not words:
        raise Refused("no_question", field="text")
    if whom not in ("customer", "technician", "laboratory"):
        raise Refused("unknown_person", field="whom", value=whom[:20])
    with transaction.atomic():
        row = _awaited(opinion, actor)
        row.request, row.requested_at = words, at
        row.save(update_fields=["request", "requested_at"])
        question = None
        if row.why == opinions.APPEAL:
            question = put_question(row.claim, whom=whom, text=words, actor=actor, at=at)
        event = MoreEvidenceRequested(
            claim_id=row.claim_id,
            number=row.claim.number,
            opinion_id=row.pk,
            why=row.why,
            ask=whom,
            question_id=question.pk if question else None,
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row.claim))
        if question is None:
            _close(row, opinions.MORE_EVIDENCE, actor=actor, at=at)
        return row


def drop_opinion(*, opinion: Opinion, actor: Actor, at: datetime) -> Opinion:
    """Ask for a sample no longer. That of an appeal cannot be dropped: the customer is owed it."""
    if not actor.can("claims.ask_review"):
        raise Refused("not_allowed")
    with transaction.atomic():
        row = _locked(opinion, actor)
        if row.why == opinions.APPEAL:
            raise Refused("appeal_is_heard")
        row.state = opinions.DROPPED
        row.save(update_fields=["state"])
        event = OpinionDropped(claim_id=row.claim_id, number=row.claim.number, opinion_id=row.pk)
        journal.record(event, actor=actor, at=at, about=verdicts.about(row.claim))
        return row


def _open(claim: Claim, why: str, *, at: datetime, branch: Branch | None = None, actor: Actor | None = None) -> Opinion:
    first: Decision = claim.decisions.get(kind="first")
    return Opinion.objects.create(
        claim=claim,
        decision=first,
        why=why,
        branch=branch,
        decider=person_behind(first.by_kind, first.by_id),
        asked_by=actor.person if actor else None,
        asked_at=at,
    )


def _locked(opinion: Opinion, actor: Actor) -> Opinion:
    """The waiting opinion, locked, with its claim; refused where it is hidden or no longer waits."""
    rows = Opinion.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.select_related("claim__unit", "decision").filter(pk=opinion.pk).first()
    if row is None:
        raise Refused("not_found", field="opinion")
    if row.state != WAITING:
        raise Refused("opinion_given")
    return row


def _awaited(opinion: Opinion, actor: Actor) -> Opinion:
    """The opinion, locked, where it is this very person who may give it."""
    row = _locked(opinion, actor)
    if not Opinion.objects.awaited_from(actor).filter(pk=row.pk).exists():
        raise Refused("same_person_opinion" if actor.person in (row.decider, row.asked_by) else "not_allowed")
    return row


def _close(row: Opinion, finding: str, *, actor: Actor, at: datetime, outcome: str = "", reason: str = "") -> None:
    row.state, row.finding, row.outcome, row.reason = opinions.GIVEN, finding, outcome, reason
    row.given_at, row.given_by, row.given_name = at, actor.person, actor.name[:160]
    row.save()
    event = OpinionGiven(
        claim_id=row.claim_id,
        number=row.claim.number,
        opinion_id=row.pk,
        decision_id=row.decision_id,
        why=row.why,
        outcome=outcome,
        first=row.decision.outcome,
        finding=finding,
    )
    journal.record(event, actor=actor, at=at, about=verdicts.about(row.claim))


def _check_centre(claim: Claim, branch: Branch | None) -> None:
    opinions.check_centre(claim.branch_id, branch.pk if branch else None)
    if branch is not None and not branch.is_active:
        raise Refused("no_such_centre", field="branch")
