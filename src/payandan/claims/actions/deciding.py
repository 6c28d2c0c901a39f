"""Deciding, appealing, settling, closing, withdrawing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from payandan.claims import queries, rules
from payandan.claims.actions import opinions, verdicts
from payandan.claims.actions.contents import EvidenceDraft, new_evidence, own_files
from payandan.claims.events import (
    AppealDecided,
    ClaimAppealed,
    ClaimClosed,
    ClaimDecided,
    ClaimSettled,
    ClaimWithdrawn,
)
from payandan.claims.models import Claim, Decision, Evidence, Settlement
from payandan.claims.queries.suspicion import is_held
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines
from payandan.platform.people.queries import person_behind
from payandan.warranty import queries as warranty


def decide(
    *,
    claim: Claim,
    actor: Actor,
    at: datetime,
    reject: bool = False,
    customer_pays: Mapping[str, int] | None = None,
    note: str = "",
    version: int | None = None,
) -> Decision:
    """Decide a claim: as proposed; with `customer_pays` (per line id) otherwise than proposed; or reject it.

    A changed split is an override: it takes `claims.override` and a reason in `note`, and may only favour the
    customer. `reject` is refused unless the verdict itself, on its evidence, covers nothing. Whatever the customer is
    left to pay for needs the evidence of its reasons, to be looked at. Raises Refused: undecided,
    no_rejection_without_evidence, customer_would_pay_more, reason_needed, not_in_this_state, stale, not_allowed.
    """
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        _allowed_to_decide(actor, row)
        if reject:
            rules.check_rejection(row.verdict)
        split, overrides = _split(row.verdict, customer_pays, actor=actor, note=note)
        outcome = rules.outcome_of(split, row.verdict)
        check_evidence(row, split)
        row.state = rules.check_move(row.state, rules.act_of(outcome))
        decision = _write(row, "first", outcome, split, overrides=overrides, note=note, actor=actor, at=at)
        event = ClaimDecided(
            claim_id=row.pk,
            number=row.number,
            decision_id=decision.pk,
            outcome=outcome,
            overrides=overrides,
            amount=row.amount,
            currency=row.currency,
            by_payer=rules.by_payer(split),
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return decision


def appeal(
    *,
    claim: Claim,
    actor: Actor,
    at: datetime,
    text: str = "",
    evidence: Sequence[EvidenceDraft] = (),
    version: int | None = None,
) -> Claim:
    """The customer does not agree: somebody else than the first decider will look again, not knowing what was decided.

    Words and photos are optional.
    """
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "appeal", row)
        row.state = rules.check_move(row.state, "appeal")
        row.appealed_at, row.appeal_text = at, store_lines(text)[:4000]
        if evidence:
            start = row.evidence.count()
            Evidence.objects.bulk_create(new_evidence(row, evidence, actor=actor, at=at, start=start))
            own_files(row, [item.file for item in evidence if item.file], actor=actor)
        verdicts.reassess_within(row, at=at)
        verdicts.save(row)
        files = tuple(item.file.token for item in evidence if item.file)
        event = ClaimAppealed(claim_id=row.pk, number=row.number, files=files)
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        opinions.open_for_appeal(row, at=at)
        return row


def decide_appeal(
    *,
    claim: Claim,
    actor: Actor,
    at: datetime,
    note: str,
    customer_pays: Mapping[str, int] | None = None,
    version: int | None = None,
) -> Decision:
    """Decide an appeal, by another person than the first decider, with a reason for the customer to read.

    First a second opinion must have been given by somebody who did not know the first decision. The verdict as it
    stands now is the ground; an appeal never makes it worse for the customer than the first decision was.
    `customer_pays` as in :func:`decide`. Raises Refused: same_person, opinion_first, reason_needed, undecided, …
    """
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "decide_appeal", row)
        first = row.decisions.get(kind="first")
        if _is_same(actor, first):
            raise Refused("same_person")
        if row.opinions.filter(state=opinions.WAITING).exists():
            raise Refused("opinion_first")
        if not note.strip():
            raise Refused("reason_needed", field="note")
        before = shares_of(first)
        split = _appeal_split(row.verdict, before, customer_pays or {}, actor=actor)
        outcome = rules.outcome_of(split, row.verdict)
        check_evidence(row, split)
        row.state = rules.check_move(row.state, "decide_appeal")
        proposed = rules.shares(row.verdict)
        decision = _write(row, "appeal", outcome, split, overrides=split != proposed, note=note, actor=actor, at=at)
        event = AppealDecided(
            claim_id=row.pk,
            number=row.number,
            decision_id=decision.pk,
            outcome=outcome,
            changed=_customer(split) != _customer(before),
            amount=row.amount,
            currency=row.currency,
            by_payer=rules.by_payer(split),
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return decision


def settle(
    *,
    claim: Claim,
    actor: Actor,
    at: datetime,
    by_payer: Mapping[str, int] | None = None,
    reference: str = "",
    days_out: int | None = None,
    version: int | None = None,
) -> Settlement:
    """Credit or pay the company's part: by payer, not more than was decided; all of it where nothing is named.

    `days_out` is how long the unit was away for the repair, where somebody has counted: the law counts it later.
    """
    if days_out is not None:
        rules.check_days_out(days_out)
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "settle", row)
        if is_held(row.pk):
            raise Refused("held_for_check")
        newest = row.decisions.order_by("-id")[0]
        if newest.outcome == "rejected":
            raise Refused("nothing_to_settle")
        split = shares_of(newest)
        paid = _company(rules.by_payer(split)) if by_payer is None else dict(by_payer)
        amount = rules.check_settlement(paid, split)
        row.state = rules.check_move(row.state, "settle")
        row.settled_at = at
        verdicts.save(row)
        settlement = Settlement.objects.create(
            claim=row,
            amount=amount,
            currency=row.currency,
            by_payer=paid,
            reference=store(reference)[:60],
            days_out=days_out,
            at=at,
        )
        event = ClaimSettled(
            claim_id=row.pk,
            number=row.number,
            amount=amount,
            currency=row.currency,
            reference=settlement.reference,
            by_payer=paid,
            days_out=days_out,
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return settlement


def withdraw(*, claim: Claim, actor: Actor, at: datetime, version: int | None = None) -> Claim:
    """Take a claim back before it is decided."""
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "withdraw", row)
        row.state = rules.check_move(row.state, "withdraw")
        verdicts.save(row)
        journal.record(
            ClaimWithdrawn(claim_id=row.pk, number=row.number), actor=actor, at=at, about=verdicts.about(row)
        )
        return row


def close(*, claim: Claim, actor: Actor, at: datetime, version: int | None = None) -> Claim:
    """Nothing is left to do."""
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "close", row)
        row.state = rules.check_move(row.state, "close")
        verdicts.save(row)
        journal.record(ClaimClosed(claim_id=row.pk, number=row.number), actor=actor, at=at, about=verdicts.about(row))
        return row


def shares_of(decision: Decision) -> tuple[rules.LineShare, ...]:
    """The split of a decision as values."""
    return tuple(
        rules.LineShare(
            line["id"],
            int(line["amount"]),
            tuple((payer, int(line["split"][payer])) for payer in rules.PAYERS if payer in line["split"]),
        )
        for line in decision.split
    )


def check_evidence(claim: Claim, split: Sequence[rules.LineShare]) -> None:
    """Refuse to leave the customer with a cost on a reason whose evidence is not there to be looked at."""
    needs = warranty.evidence_needed(claim.verdict)
    if needs:
        rules.check_evidence(split, claim.verdict, needs, queries.pieces_of(claim.evidence.all()))


def _is_same(actor: Actor, decision: Decision) -> bool:
    """Whether this very person decided, by whichever door: a token is the member of staff who made it."""
    if (decision.by_kind, decision.by_id) == (actor.kind, actor.id):
        return True
    return actor.person is not None and actor.person == person_behind(decision.by_kind, decision.by_id)


def _allowed_to_decide(actor: Actor, claim: Claim) -> None:
    if claim.state not in rules.OPEN:
        raise Refused("not_in_this_state", state=claim.state, act="decide")
    verdicts.require(actor, "approve", claim)


def _split(
    verdict: Mapping[str, Any], customer_pays: Mapping[str, int] | None, *, actor: Actor, note: str
) -> tuple[tuple[rules.LineShare, ...], bool]:
    """The split to decide and whether it overrides the proposal."""
    if customer_pays is None:
        if not rules.proposed_outcome(verdict):
            raise Refused("undecided", missing=[question["fact"] for question in verdict.get("questions", ())])
        return rules.shares(verdict), False
    split = rules.changed_split(verdict, customer_pays)
    if split == rules.shares(verdict) and rules.proposed_outcome(verdict):
        return split, False
    if not actor.can("claims.override"):
        raise Refused("not_allowed", field="split")
    if not note.strip():
        raise Refused("reason_needed", field="note")
    return split, True


def _appeal_split(
    verdict: Mapping[str, Any], before: Sequence[rules.LineShare], customer_pays: Mapping[str, int], *, actor: Actor
) -> tuple[rules.LineShare, ...]:
    """The verdict as it stands, never worse than before; a change beyond that takes `claims.override`."""
    if not customer_pays and not rules.proposed_outcome(verdict):
        raise Refused("undecided", missing=[question["fact"] for question in verdict.get("questions", ())])
    if customer_pays and not actor.can("claims.override"):
        raise Refused("not_allowed", field="split")
    return rules.changed_split(verdict, customer_pays, floor=before)


def _write(
    claim: Claim,
    kind: str,
    outcome: str,
    split: Sequence[rules.LineShare],
    *,
    overrides: bool,
    note: str,
    actor: Actor,
    at: datetime,
) -> Decision:
    """Keep the decision with the verdict and the case it stands on, and put its sums on the claim."""
    lines, evidence = list(claim.lines.all()), list(claim.evidence.all())
    decision = Decision.objects.create(
        claim=claim,
        kind=kind,
        outcome=outcome,
        by_kind=actor.kind,
        by_id=actor.id,
        by_name=actor.name[:160],
        at=at,
        note=store_lines(note)[:4000],
        overrides=overrides,
        split=[line.as_json() for line in split],
        verdict=claim.verdict,
        case=queries.case_of(claim, lines=lines, evidence=evidence),
    )
    put_decision(claim, outcome, split, at=at)
    verdicts.save(claim)
    return decision


def put_decision(claim: Claim, outcome: str, split: Sequence[rules.LineShare], *, at: datetime) -> None:
    """The claim's columns after a decision."""
    claim.decided_as, claim.decided_at = outcome, at
    claim.paid_by_customer = _customer(split)
    claim.paid_by_company = sum(line.company for line in split)


def _customer(split: Sequence[rules.LineShare]) -> int:
    return sum(line.customer for line in split)


def _company(sums: Mapping[str, int]) -> dict[str, int]:
    return {payer: amount for payer, amount in sums.items() if payer != "customer"}
