"""What the published table does with a claim that has just been filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from payandan.claims import rules
from payandan.claims.actions.deciding import decide
from payandan.claims.actions.learning import ask, set_lines
from payandan.claims.actions.payment.pricing import cut_to_list
from payandan.claims.actions.suspicion.screening import suspected
from payandan.claims.actions.verdicts import about
from payandan.claims.events import ClaimRuled
from payandan.claims.models import Claim, Decision, Evidence, Line, Ruling
from payandan.claims.queries import payment
from payandan.claims.queries.payment.facts import drafts_of, units_of_customers
from payandan.claims.rules import payment_tables as tables
from payandan.claims.rules.prevalidation import FaultWords
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a rule: the claim as it is now, what was done, why not what the rule says, and the decision."""

    claim: Claim
    done: str = tables.PERSON
    held_for: str = ""
    decision: Decision | None = None


def run_table(
    *,
    claim: Claim,
    lines: Sequence[Line],
    evidence: Sequence[Evidence],
    words: FaultWords,
    book: payment.Book,
    at: datetime,
) -> Claim:
    """Ask the published table about a claim and do what its rule says, inside the caller's transaction.

    The system decides by the acts that people use, so that every guard of theirs holds; what they refuse goes to a
    person. Returns the claim as it then stands. Without a published table nothing happens.
    """
    if book.table is None or book.table_id is None:
        return claim
    units = units_of_customers({claim.customer_id} if claim.customer_id else set(), book.table)
    asked = payment.asked_of(
        claim,
        lines=lines,
        evidence=evidence,
        words=words,
        book=book,
        customer_units=units.get(claim.customer_id or 0),
        suspicion=suspected(claim) if book.table.asks("suspicion") else 0,
    )
    rule = tables.first_match(book.table, asked)
    then = rule.then if rule else tables.Effect(tables.PERSON)
    held = tables.held_back(rule, asked) if rule else ""
    advised = tables.advised(claim.verdict, then) if not claim.verdict.get("questions") else {}
    result = _Done(claim, held_for=held) if held else _carry_out(claim, lines, then, book, at=at)
    row = Ruling.objects.create(
        claim=claim,
        table_id=book.table_id,
        rule=rule.id if rule else "",
        effect=then.kind,
        done=result.done,
        held_for=result.held_for,
        queue=then.queue,
        skill=then.skill,
        asked=asked.as_json(),
        advised=advised,
        decision=result.decision,
        at=at,
    )
    journal.record(_fact(row, book), actor=SYSTEM, at=at, about=about(claim))
    return result.claim


def _carry_out(claim: Claim, lines: Sequence[Line], then: tables.Effect, book: payment.Book, *, at: datetime) -> _Done:
    """Do what a rule says, all of it or nothing. A refusal leaves the claim as it was to a person, and says why."""
    if then.kind == tables.PERSON:
        return _Done(claim)
    try:
        with transaction.atomic():
            match then.kind:
                case tables.PAY:
                    return _decided(claim, then, at=at)
                case tables.REFUSE:
                    return _decided(claim, then, at=at, reject=True)
                case tables.CHANGE:
                    return _changed(claim, lines, then, book, at=at)
                case tables.INSPECT:
                    question = ask(claim=claim, whom=then.whom or "technician", text=then.note, actor=SYSTEM, at=at)
                    return _Done(question.claim, tables.INSPECT)
    except Refused as refused:
        return _Done(claim, held_for=refused.code)
    raise ValueError(then.kind)  # a table that could be read has no other effect


def _changed(claim: Claim, lines: Sequence[Line], then: tables.Effect, book: payment.Book, *, at: datetime) -> _Done:
    """Cut down to the list, and take a share of the customer's part over."""
    if then.to_list:
        asked = drafts_of(lines)
        cut = cut_to_list(claim, asked, book)
        if cut != asked:
            claim = set_lines(claim=claim, lines=cut, actor=SYSTEM, at=at)
    pays = tables.favoured(claim.verdict, then) if then.favour_bp else None
    return _decided(claim, then, at=at, pays=pays)


def _decided(
    claim: Claim, then: tables.Effect, *, at: datetime, reject: bool = False, pays: dict[str, int] | None = None
) -> _Done:
    """Decide. What would leave everything to the customer is a refusal, and only a rule that refuses may do that."""
    customer = sum(pays.values()) if pays is not None else rules.totals(claim.verdict).customer
    if not reject and claim.outcome == "not_covered" and customer >= claim.amount:
        raise Refused("not_refusable")
    decision = decide(claim=claim, actor=SYSTEM, at=at, reject=reject, customer_pays=pays, note=then.note)
    return _Done(decision.claim, then.kind, decision=decision)


def _fact(row: Ruling, book: payment.Book) -> ClaimRuled:
    return ClaimRuled(
        claim_id=row.claim_id,
        number=row.claim.number,
        table=book.version or 0,
        rule=row.rule,
        effect=row.effect,
        done=row.done,
        held_for=row.held_for,
        queue=row.queue,
        decision_id=row.decision_id,
    )
