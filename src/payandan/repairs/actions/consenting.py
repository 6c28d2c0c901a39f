"""What becomes of an estimate that was sent: the answer line by line, a question, a reminder, the end of its days."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines
from payandan.repairs import rules as job_rules
from payandan.repairs.actions.estimating import ESTIMATE
from payandan.repairs.actions.shared import about, guard, locked, step
from payandan.repairs.events import (
    EstimateAnswered,
    EstimateExpired,
    EstimateQuestionAsked,
    EstimateQuestionReplied,
    EstimateReminded,
)
from payandan.repairs.models import Estimate, EstimateQuestion
from payandan.repairs.queries import money
from payandan.repairs.rules import estimates as rules
from payandan.repairs.rules.bills import Cost, sums

MOST_QUESTIONS = 20


def answer_estimate(
    *, estimate: Estimate, answers: Mapping[int, bool], actor: Actor, at: datetime, note: str = ""
) -> Estimate:
    """Approve or decline line by line: by the customer, or by staff who were told so and note how (`note`).

    Refused: not_allowed, not_found, estimate_not_in_this_state, estimate_expired, answer_missing, consent_how.
    """
    by_customer = actor.kind == "customer"
    if not by_customer:
        guard(actor, ESTIMATE)
        if not store(note):
            raise Refused("consent_how", field="note")
    with transaction.atomic():
        order = locked(estimate.order, actor=actor)
        row: Estimate = Estimate.objects.select_for_update().get(pk=estimate.pk)
        rules.check_estimate(row.state, "answer")
        if row.valid_until is not None and row.valid_until <= at and by_customer:
            raise Refused("estimate_expired")
        lines = list(row.lines.all())
        state, found = rules.answered([rules.Asked(line.position, line.customer) for line in lines], answers)
        row.state = rules.check_estimate(row.state, "answer", state)
        for line in lines:
            line.answer = found[line.position]
            line.save(update_fields=["answer"])
        kept = [Cost(line.kind, line.amount, line.split) for line in lines if line.answer]
        row.agreed = sums(kept, row.tax_bp).total
        row.answered_at, row.answered_by = at, "customer" if by_customer else "staff"
        row.answered_name, row.answer_note = actor.name[:160], store(note)[:400]
        row.save()
        event = EstimateAnswered(
            order_id=order.pk,
            estimate=row.number,
            version=row.version,
            state=state,
            agreed=row.agreed,
            currency=row.currency,
            by=row.answered_by,
            declined=tuple(line.position for line in lines if not line.answer),
        )
        journal.record(event, actor=actor, at=at, about=about(order))
        act = "decline" if state == rules.DECLINED else "approve"
        if act in job_rules.acts_in(order.state):
            step(order, act, actor=actor, at=at, note=row.number, system=True)
        return row


def ask_about_estimate(*, estimate: Estimate, text: str, actor: Actor, at: datetime) -> EstimateQuestion:
    """The customer asks something before answering. Refused: not_found, question_missing, too_many_questions."""
    said = store_lines(text)[:1000]
    if not said:
        raise Refused("question_missing", field="text")
    with transaction.atomic():
        order = locked(estimate.order, actor=actor)
        if estimate.questions.count() >= MOST_QUESTIONS:
            raise Refused("too_many_questions", field="text")
        question = EstimateQuestion.objects.create(estimate=estimate, text=said, asked_at=at)
        event = EstimateQuestionAsked(order_id=order.pk, estimate=estimate.number, question=question.pk)
        journal.record(event, actor=actor, at=at, about=about(order))
        return question


def reply_to_question(*, question: EstimateQuestion, text: str, actor: Actor, at: datetime) -> EstimateQuestion:
    """Answer it; the customer is told. Refused: not_allowed, not_found, question_missing."""
    guard(actor, ESTIMATE)
    said = store_lines(text)[:1000]
    if not said:
        raise Refused("question_missing", field="text")
    with transaction.atomic():
        order = locked(question.estimate.order, actor=actor)
        row = EstimateQuestion.objects.select_for_update(of=("self",)).select_related("estimate").get(pk=question.pk)
        row.reply, row.replied_at, row.replied_by = said, at, actor.name[:160]
        row.save()
        event = EstimateQuestionReplied(
            order_id=order.pk, estimate=row.estimate.number, question=row.pk, customer_id=order.customer_id
        )
        journal.record(event, actor=actor, at=at, about=about(order))
        return row


def remind_of_estimate(*, estimate: Estimate, at: datetime) -> bool:
    """Remind the customer once, as the centre does it; whether it was time. Safe to repeat."""
    with transaction.atomic():
        row = Estimate.objects.select_for_update(of=("self",)).select_related("order").get(pk=estimate.pk)
        if row.state != rules.SENT or row.reminded_at is not None or row.sent_at is None:
            return False
        if at < row.sent_at + timedelta(days=money.terms_of(row.order.branch_id).remind_after_days):
            return False
        row.reminded_at = at
        row.save(update_fields=["reminded_at"])
        event = EstimateReminded(order_id=row.order_id, estimate=row.number, customer_id=row.order.customer_id)
        journal.record(event, actor=SYSTEM, at=at, about=about(row.order))
        return True


def expire_estimate(*, estimate: Estimate, at: datetime) -> bool:
    """End an estimate whose days are over; whether it was. Safe to repeat."""
    with transaction.atomic():
        row = Estimate.objects.select_for_update(of=("self",)).select_related("order").get(pk=estimate.pk)
        if row.state != rules.SENT or row.valid_until is None or row.valid_until > at:
            return False
        row.state = rules.check_estimate(row.state, "expire")
        row.save(update_fields=["state"])
        event = EstimateExpired(order_id=row.order_id, estimate=row.number, version=row.version)
        journal.record(event, actor=SYSTEM, at=at, about=about(row.order))
        return True
