"""Learning more about a claim: facts, lines, evidence, questions and answers. Each moves the verdict at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from payandan.claims import queries, rules
from payandan.claims.actions import verdicts
from payandan.claims.actions.contents import EvidenceDraft, new_evidence, new_lines, own_files, told_lines
from payandan.claims.actions.payment.pricing import priced
from payandan.claims.events import (
    EvidenceAdded,
    EvidenceBound,
    FactStated,
    InfoRequested,
    InspectionRequested,
    LinesChanged,
    QuestionAnswered,
    Reassessed,
)
from payandan.claims.models import Claim, Evidence, Line, Question
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines

_MOST_EVIDENCE = 60


def state_fact(
    *,
    claim: Claim,
    path: str,
    value: Any,
    actor: Actor,
    at: datetime,
    source: str = "",
    evidence: Sequence[EvidenceDraft] = (),
    version: int | None = None,
) -> Claim:
    """Learn one fact (`fault.cause`, `unit.sold_on`, `fault.meters.km` …) from a source, with evidence, and reassess.

    An open question about the same fact is answered by it. Raises Refused: better_source_known, bad_fact, stale, …
    """
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "learn", row)
        before = row.outcome
        spoken = verdicts.own_source(actor, source)
        answered = list(row.questions.filter(fact=path, answered_at=None))
        path = queries.kept_path(row, path)
        _learn(row, path, value, spoken)
        _attach(row, evidence, actor=actor, at=at)
        _close_questions(answered, value, spoken, at=at)
        _return_to_work(row)
        verdicts.reassess_within(row, at=at)
        verdicts.save(row)
        kept = row.facts[path]["value"] if path in row.facts else value
        event = FactStated(claim_id=row.pk, path=path, value=kept, source=spoken, outcome=row.outcome, before=before)
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return row


def add_evidence(
    *,
    claim: Claim,
    evidence: Sequence[EvidenceDraft],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Claim:
    """Add photos and papers, and reassess: evidence may be just what a decision was waiting for."""
    if not evidence:
        raise Refused("no_evidence", field="evidence")
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "learn", row)
        added = _attach(row, evidence, actor=actor, at=at)
        verdicts.reassess_within(row, at=at)
        verdicts.save(row)
        event = EvidenceAdded(
            claim_id=row.pk,
            kind=added[0].kind,
            about=added[0].about,
            source=added[0].given_by,
            files=tuple(item.file.token for item in evidence if item.file),
            outcome=row.outcome,
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return row


def bind_evidence(
    *, claim: Claim, position: int, about: str, actor: Actor, at: datetime, kind: str = "", version: int | None = None
) -> Claim:
    """Bind a piece of evidence to the fact that it shows (and say what it is, where `kind` is given), and reassess.

    Customers send photos of whatever they have: the desk says that this one is the invoice, and shows the day of
    purchase. What it was taken for stays in the history. Raises Refused: no_such_evidence, unknown_evidence, …
    """
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        if actor.kind == "customer":
            raise Refused("not_allowed")
        verdicts.require(actor, "learn", row)
        piece = row.evidence.filter(position=position).first()
        if piece is None:
            raise Refused("no_such_evidence", field="position")
        before = (piece.kind, piece.about)
        piece.kind, piece.about = kind or piece.kind, about
        rules.check_given(piece.kind, piece.about)
        if (piece.kind, piece.about) == before:
            return row
        piece.save(update_fields=["kind", "about"])
        verdicts.reassess_within(row, at=at)
        verdicts.save(row)
        event = EvidenceBound(
            claim_id=row.pk,
            position=piece.position,
            kind=piece.kind,
            about=piece.about,
            kind_before=before[0],
            about_before=before[1],
            outcome=row.outcome,
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return row


def set_lines(
    *, claim: Claim, lines: Sequence[rules.LineDraft], actor: Actor, at: datetime, version: int | None = None
) -> Claim:
    """Put the estimate: what has to be paid, line by line, instead of the lines that stood there."""
    if not lines:
        raise Refused("no_lines", field="lines")
    rules.check_lines(lines)
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "estimate", row)
        before = row.amount
        row.lines.all().delete()
        rows = new_lines(row, priced(row, lines))
        Line.objects.bulk_create(rows)
        verdicts.assess(row, at=at, lines=rows, evidence=list(row.evidence.all()))
        verdicts.save(row)
        event = LinesChanged(
            claim_id=row.pk,
            amount=row.amount,
            amount_before=before,
            currency=row.currency,
            outcome=row.outcome,
            lines=told_lines(rows),
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return row


def ask(
    *,
    claim: Claim,
    actor: Actor,
    at: datetime,
    path: str = "",
    whom: str = "customer",
    text: str = "",
    evidence: str = "",
    version: int | None = None,
) -> Question:
    """Put one question to the customer, the seller, a technician or a laboratory; the claim waits for the answer.

    `path` is the fact that it is about (one of the verdict's questions), empty for a question in free words, which
    then needs its `text`. What is already asked and not answered is not asked twice: the open question is returned.
    """
    if whom not in ("customer", "seller", "technician", "laboratory"):
        raise Refused("unknown_person", field="whom", value=whom)
    words = store_lines(text)[:500]
    if not path and not words:
        raise Refused("no_question", field="text")
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "ask_customer" if whom in ("customer", "seller") else "inspect", row)
        return put_question(row, path=path, whom=whom, text=words, evidence=evidence, actor=actor, at=at)


def put_question(
    claim: Claim, *, whom: str, text: str, actor: Actor, at: datetime, path: str = "", evidence: str = ""
) -> Question:
    """Put a question about a claim that the caller has locked, once, and let the claim wait for the answer."""
    if whom == "customer" and claim.customer_id is None:
        raise Refused("no_customer", field="whom")
    same = claim.questions.filter(fact=path, ask=whom, answered_at=None, text=text).first()
    if same is not None:
        return same
    to_customer = whom in ("customer", "seller")
    state = rules.check_move(claim.state, "ask_customer" if to_customer else "inspect")
    question = Question.objects.create(claim=claim, fact=path, ask=whom, text=text, evidence=evidence[:30], asked_at=at)
    claim.state = state
    verdicts.save(claim)
    event_type = InfoRequested if to_customer else InspectionRequested
    event = event_type(claim_id=claim.pk, number=claim.number, question_id=question.pk, path=path, ask=whom)
    journal.record(event, actor=actor, at=at, about=verdicts.about(claim))
    return question


def answer_question(
    *,
    question: Question,
    actor: Actor,
    at: datetime,
    value: Any = None,
    text: str = "",
    source: str = "",
    evidence: Sequence[EvidenceDraft] = (),
) -> Claim:
    """Answer an open question, with photos where there are any. A value of None is an honest "I do not know".

    An answer to a fact is learned with its source (a better one that has already spoken stays) and moves the verdict.
    """
    with transaction.atomic():
        row = verdicts.locked(question.claim, actor=actor, version=None)
        verdicts.require(actor, "answer", row)
        asked = row.questions.filter(pk=question.pk).first()
        if asked is None:
            raise Refused("not_found", field="question")
        if asked.answered_at is not None:
            raise Refused("already_answered", field="question")
        if actor.kind == "customer" and asked.ask != "customer":
            raise Refused("not_allowed")
        spoken = source or asked.ask if actor.kind != "customer" else "customer"
        spoken = verdicts.own_source(actor, spoken)
        words = store_lines(text)[:2000]
        if not asked.fact and not words and not evidence:
            raise Refused("no_answer", field="text")
        if asked.fact and value is not None:
            _learn_unless_known_better(row, queries.kept_path(row, asked.fact), value, spoken)
        _attach(row, evidence, actor=actor, at=at)
        asked.answered_at = at
        asked.answer = {"value": _plain(value), "text": words, "source": spoken}
        asked.save(update_fields=["answered_at", "answer"])
        _return_to_work(row)
        verdicts.reassess_within(row, at=at)
        verdicts.save(row)
        event = QuestionAnswered(
            claim_id=row.pk,
            question_id=asked.pk,
            path=asked.fact,
            source=spoken,
            outcome=row.outcome,
            files=tuple(item.file.token for item in evidence if item.file),
        )
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return row


def reassess(*, claim: Claim, actor: Actor, at: datetime, version: int | None = None) -> Claim:
    """Make the verdict of a claim that is not decided again, on the rule book as it is now."""
    with transaction.atomic():
        row = verdicts.locked(claim, actor=actor, version=version)
        verdicts.require(actor, "learn", row)
        before = row.outcome
        verdicts.reassess_within(row, at=at)
        verdicts.save(row)
        digest = row.verdict.get("rule_book", {}).get("digest", "")
        event = Reassessed(claim_id=row.pk, outcome=row.outcome, before=before, digest=digest)
        journal.record(event, actor=actor, at=at, about=verdicts.about(row))
        return row


def _learn(claim: Claim, path: str, value: Any, source: str) -> None:
    """Learn a fact and keep the claim's own columns true to it."""
    claim.facts = rules.learn(claim.facts, path, value, source)
    kept = claim.facts[path]["value"]
    if path == "fault.cause":
        claim.cause = kept or ""
    elif path == "fault.component":
        claim.component = kept or ""
    elif path == "fault.failed_on":
        claim.failed_on = date.fromisoformat(kept) if kept else None


def _learn_unless_known_better(claim: Claim, path: str, value: Any, source: str) -> None:
    try:
        _learn(claim, path, value, source)
    except Refused as refused:
        if refused.code != "better_source_known":
            raise


def _attach(claim: Claim, evidence: Sequence[EvidenceDraft], *, actor: Actor, at: datetime) -> list[Evidence]:
    if not evidence:
        return []
    start = claim.evidence.count()
    if start + len(evidence) > _MOST_EVIDENCE:
        raise Refused("too_much_evidence", field="evidence", most=_MOST_EVIDENCE)
    rows = Evidence.objects.bulk_create(new_evidence(claim, evidence, actor=actor, at=at, start=start))
    own_files(claim, [item.file for item in evidence if item.file], actor=actor)
    return rows


def _close_questions(questions: Sequence[Question], value: Any, source: str, *, at: datetime) -> None:
    for question in questions:
        question.answered_at = at
        question.answer = {"value": _plain(value), "text": "", "source": source}
    if questions:
        Question.objects.bulk_update(questions, ["answered_at", "answer"])


def _return_to_work(claim: Claim) -> None:
    """An open claim stands where its unanswered questions leave it; with none left, with the desk."""
    if claim.state in rules.OPEN:
        waiting = claim.questions.filter(answered_at=None).values_list("ask", flat=True)
        claim.state = rules.waiting_state(waiting)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return store(value)[:200] if isinstance(value, str) else value
