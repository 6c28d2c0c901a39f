"""Statements of service centres: drafted, sent, approved by somebody else, paid."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from payandan.claims import rules as claim_rules
from payandan.claims.actions import verdicts
from payandan.claims.events import (
    ClaimSettled,
    StatementChanged,
    StatementDrafted,
    StatementDropped,
    StatementMoved,
)
from payandan.claims.models import Claim, Deduction, Settlement, Statement, StatementLine
from payandan.claims.queries import payment
from payandan.claims.rules import payment_statements as rules
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.models import Branch
from payandan.platform.people.queries import person_behind

MOST_CLAIMS = 5_000


def draft_statement(
    *,
    branch: Branch,
    since: date,
    until: date,
    actor: Actor,
    at: datetime,
    currency: str = "",
    earlier: bool = False,
    note: str = "",
) -> Statement:
    """A draft of what a centre is owed for decisions from `since` to before `until`, with corrections of what earlier
    statements paid. `earlier` takes claims along that earlier periods left out.

    A claim that another statement takes at the same moment stays with that one. Raises Refused: not_allowed,
    ends_before_it_begins, nothing_owed.
    """
    if not actor.can("claims.statements") or not _sees(actor, branch):
        raise Refused("not_allowed", field="branch")
    if until <= since:
        raise Refused("ends_before_it_begins", field="until")
    with transaction.atomic():
        row = Statement.objects.create(
            number=public_id("STM"),
            branch=branch,
            currency=currency or settings.CURRENCY,
            since=since,
            until=until,
            note=store(note)[:400],
            drafted_by_kind=actor.kind,
            drafted_by_id=actor.id,
            drafted_by_name=actor.name[:160],
            drafted_at=at,
        )
        _collect(row, earlier=earlier)
        if not row.claim_count and not row.deducted:
            raise Refused("nothing_owed", field="branch")
        event = StatementDrafted(
            statement_id=row.pk,
            number=row.number,
            branch_id=row.branch_id,
            since=since.isoformat(),
            until=until.isoformat(),
            claims=row.claim_count,
            due=row.due,
            currency=row.currency,
        )
        journal.record(event, actor=actor, at=at, about=_about(row))
        return row


def collect_again(
    *, statement: Statement, actor: Actor, at: datetime, earlier: bool = False, version: int | None = None
) -> Statement:
    """Take the claims of a draft's period up again as they are decided now; deductions stay, corrections are new."""
    with transaction.atomic():
        row, _move = _moving(statement, "change", actor, version)
        row.lines.all().delete()
        row.deductions.filter(reason="decision_changed").delete()
        _collect(row, earlier=earlier)
        return _changed(row, "collected", actor=actor, at=at)


def leave_out(
    *, statement: Statement, line: StatementLine, actor: Actor, at: datetime, version: int | None = None
) -> Statement:
    """Take a claim out of a draft; another statement may take it."""
    with transaction.atomic():
        row, _move = _moving(statement, "change", actor, version)
        claim_id, amount = line.claim_id, line.amount
        if not row.lines.filter(pk=line.pk).delete()[0]:
            raise Refused("not_found", field="line")
        return _changed(row, "left_out", actor=actor, at=at, amount=amount, claim_id=claim_id)


def deduct(
    *,
    statement: Statement,
    reason: str,
    amount: int,
    actor: Actor,
    at: datetime,
    text: str = "",
    claim: Claim | None = None,
    version: int | None = None,
) -> Statement:
    """Take an amount off a draft, or add one (below zero), with its reason; *other* needs it in words."""
    if reason not in rules.DEDUCTIONS or reason == "decision_changed":
        raise Refused("unknown_reason", field="reason", value=reason)
    if not amount or abs(amount) >= 10**15:
        raise Refused("bad_amount", field="amount")
    words = store(text)[:200]
    if reason == "other" and not words:
        raise Refused("reason_needed", field="text")
    with transaction.atomic():
        row, _move = _moving(statement, "change", actor, version)
        Deduction.objects.create(statement=row, claim=claim, reason=reason, text=words, amount=amount)
        claim_id = claim.pk if claim else None
        return _changed(row, "deducted", actor=actor, at=at, amount=amount, reason=reason, claim_id=claim_id)


def strike_out(
    *, statement: Statement, deduction: Deduction, actor: Actor, at: datetime, version: int | None = None
) -> Statement:
    """Take a deduction of a draft back."""
    with transaction.atomic():
        row, _move = _moving(statement, "change", actor, version)
        reason, amount = deduction.reason, deduction.amount
        if not row.deductions.filter(pk=deduction.pk).delete()[0]:
            raise Refused("not_found", field="deduction")
        return _changed(row, "struck_out", actor=actor, at=at, amount=amount, reason=reason)


def send_statement(*, statement: Statement, actor: Actor, at: datetime, version: int | None = None) -> Statement:
    """Close the draft and put it before whoever approves.

    Raises Refused: not_allowed, statement_not_in_this_state, stale_statement, less_than_nothing, claims_moved.
    """
    with transaction.atomic():
        row, move = _moving(statement, "send", actor, version)
        if moved := _moved(row):
            raise Refused("claims_moved", numbers=", ".join(moved))
        if row.due < 0:
            raise Refused("less_than_nothing")
        row.sent_at = at
        return _move(row, move.act, move.to, actor=actor, at=at)


def return_statement(
    *, statement: Statement, actor: Actor, at: datetime, note: str, version: int | None = None
) -> Statement:
    """Give it back to be changed, with the reason; nobody's approval stands any more."""
    if not note.strip():
        raise Refused("reason_needed", field="note")
    with transaction.atomic():
        row, move = _moving(statement, "return", actor, version)
        row.sent_at = row.approved_at = None
        row.approved_by_name, row.note = "", store(note)[:400]
        return _move(row, move.act, move.to, actor=actor, at=at)


def approve_statement(*, statement: Statement, actor: Actor, at: datetime, version: int | None = None) -> Statement:
    """Approve it, by another person than the one who drafted it. Raises Refused: same_drafter, claims_moved, …"""
    with transaction.atomic():
        row, move = _moving(statement, "approve", actor, version)
        if _drafted(row, actor):
            raise Refused("same_drafter")
        if moved := _moved(row):
            raise Refused("claims_moved", numbers=", ".join(moved))
        row.approved_at, row.approved_by_name = at, actor.name[:160]
        return _move(row, move.act, move.to, actor=actor, at=at)


def pay_statement(
    *, statement: Statement, actor: Actor, at: datetime, reference: str = "", version: int | None = None
) -> Statement:
    """Pay it; its claims are settled by it, in a constant number of statements.

    A claim that has gone on appeal meanwhile is left to its appeal: what that changes comes into a later statement.
    """
    with transaction.atomic():
        row, move = _moving(statement, "pay", actor, version)
        row.paid_at, row.reference = at, store(reference)[:60]
        _settle(row, actor=actor, at=at)
        return _move(row, move.act, move.to, actor=actor, at=at)


def drop_statement(*, statement: Statement, actor: Actor, at: datetime, version: int | None = None) -> None:
    """Forget a draft; its claims are free for another."""
    with transaction.atomic():
        row, _move = _moving(statement, "change", actor, version)
        event = StatementDropped(statement_id=row.pk, number=row.number)
        about = _about(row)
        row.delete()
        journal.record(event, actor=actor, at=at, about=about)


# --- within -----------------------------------------------------------------------------------------------------------


def _sees(actor: Actor, branch: Branch) -> bool:
    return actor.sees_every_branch or branch.pk in (actor.branches or ())


def _moving(statement: Statement, act: str, actor: Actor, version: int | None) -> tuple[Statement, claim_rules.Move]:
    """The row, locked, and the move that the act is; refused where state, version or the actor's rights say no."""
    row = (
        Statement.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("branch")
        .filter(pk=statement.pk)
        .first()
    )
    if row is None:
        raise Refused("not_found", field="statement")
    move = rules.check_statement_move(row.state, act)
    if not actor.can(move.capability):
        raise Refused("not_allowed")
    if version is not None and row.version != version:
        raise Refused("stale_statement")
    return row, move


def _collect(row: Statement, *, earlier: bool) -> None:
    """Take up what is owed. The one claim to a claim is its line; who is first has it, and nobody fails."""
    book = payment.book()
    branch, currency = row.branch_id, row.currency
    owed = payment.owed(branch_id=branch, currency=currency, since=row.since, until=row.until, earlier=earlier)
    claims = list(owed[:MOST_CLAIMS])
    entries = payment.entries_of(claims, book)
    lines = [
        StatementLine(
            statement=row,
            claim=claim,
            amount=entries[claim.pk].amount,
            fee=entries[claim.pk].fee,
            by_payer=dict(entries[claim.pk].by_payer),
            by_kind=dict(entries[claim.pk].by_kind),
        )
        for claim in claims
    ]
    StatementLine.objects.bulk_create(lines, ignore_conflicts=True)
    Deduction.objects.bulk_create(
        Deduction(statement=row, claim=claim, reason="decision_changed", text=claim.number, amount=-difference)
        for claim, difference in payment.moved_since(branch_id=branch, currency=currency)
    )
    _sum(row)


def _sum(row: Statement) -> None:
    """Make the sums of a statement again and keep the row."""
    lines = row.lines.aggregate(amount=Sum("amount"), fees=Sum("fee"))
    row.claims_amount, row.fees = lines["amount"] or 0, lines["fees"] or 0
    row.deducted = row.deductions.aggregate(amount=Sum("amount"))["amount"] or 0
    row.due = row.claims_amount + row.fees - row.deducted
    row.claim_count = row.lines.count()
    row.save()


def _moved(row: Statement) -> list[str]:
    """The claims whose decision is no longer the one that this statement took."""
    lines = row.lines.select_related("claim")
    moved = lines.exclude(claim__state__in=rules.PAYABLE) | lines.exclude(amount=F("claim__paid_by_company"))
    return [line.claim.number for line in moved[:20]]


def _changed(
    row: Statement,
    change: str,
    *,
    actor: Actor,
    at: datetime,
    amount: int = 0,
    reason: str = "",
    claim_id: int | None = None,
) -> Statement:
    row.version += 1
    _sum(row)
    event = StatementChanged(
        statement_id=row.pk,
        number=row.number,
        change=change,
        due=row.due,
        currency=row.currency,
        amount=amount,
        reason=reason,
        claim_id=claim_id,
    )
    journal.record(event, actor=actor, at=at, about=_about(row))
    return row


def _move(row: Statement, act: str, to: str, *, actor: Actor, at: datetime) -> Statement:
    before, row.state = row.state, to
    row.version += 1
    row.save()
    event = StatementMoved(
        statement_id=row.pk,
        number=row.number,
        act=act,
        before=before,
        after=to,
        due=row.due,
        currency=row.currency,
        reference=row.reference,
    )
    journal.record(event, actor=actor, at=at, about=_about(row))
    return row


def _drafted(row: Statement, actor: Actor) -> bool:
    """Whether this very person drafted it, by whichever door: a token is the member of staff who made it."""
    if (row.drafted_by_kind, row.drafted_by_id) == (actor.kind, actor.id):
        return True
    return actor.person is not None and actor.person == person_behind(row.drafted_by_kind, row.drafted_by_id)


def _settle(row: Statement, *, actor: Actor, at: datetime) -> None:
    """Settle the claims that this pays for: those of its lines, and those whose later decision it corrects."""
    corrected = row.deductions.filter(reason="decision_changed").values("claim")
    mine = Claim.objects.filter(statement_line__statement=row) | Claim.objects.filter(pk__in=corrected)
    ids = mine.filter(state__in=rules.PAYABLE, settlement=None, paid_by_company__gt=0).values_list("pk", flat=True)
    claims = list(Claim.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk"))
    if not claims:
        return
    entries = payment.entries_of(claims, payment.book())
    for claim in claims:
        claim.state = claim_rules.check_move(claim.state, "settle")
        claim.settled_at = at
        claim.version += 1
    Claim.objects.bulk_update(claims, ["state", "settled_at", "version"], batch_size=500)
    made = Settlement.objects.bulk_create(
        Settlement(
            claim=claim,
            amount=entries[claim.pk].amount,
            currency=claim.currency,
            by_payer=dict(entries[claim.pk].by_payer),
            reference=row.reference or row.number,
            at=at,
        )
        for claim in claims
    )
    facts = [(_settled(item), verdicts.about(item.claim)) for item in made]
    journal.record_many(facts, actor=actor, at=at)


def _settled(item: Settlement) -> ClaimSettled:
    return ClaimSettled(
        claim_id=item.claim_id,
        number=item.claim.number,
        amount=item.amount,
        currency=item.currency,
        reference=item.reference,
        by_payer=item.by_payer,
    )


def _about(row: Statement) -> Sequence[tuple[str, int]]:
    return [("statement", row.pk)]
