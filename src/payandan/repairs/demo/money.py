"""Estimates that wait, deposits, invoices, receipts and counted drawers: the last weeks of the till."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from payandan.catalog.models import Symptom
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.repairs import actions
from payandan.repairs.actions import Part
from payandan.repairs.demo.jobs import DONE, FOUND, Workshop, right_answers
from payandan.repairs.models import Estimate, RepairOrder
from payandan.repairs.queries import ledger
from payandan.repairs.rules.estimates import Item
from payandan.repairs.rules.moves import DIAGNOSING, ESTIMATE_SENT
from payandan.units.models import Unit

MILLION = 1_000_000
DAYS = 24
METHODS = ("card_terminal", "card_terminal", "cash", "cash", "transfer")
QUESTION = "اگر قطعهٔ دست دوم باشد ارزان‌تر می‌شود؟"
NOTE = "قطعه اصلی است و ۹۰ روز ضمانت دارد."
PHONE = "تماس با خود مشتری، ساعت ۱۰ و نیم"


@dataclass(frozen=True, slots=True)
class Till:
    """What was told: jobs paid and collected, estimates that wait, and drawers that were counted."""

    collected: int
    waiting: int
    drawers: int


def make_money(
    *, things: Sequence[Unit], shops: Sequence[Workshop], chief: Actor, until: datetime, jobs: int, seed: int = 1406
) -> Till:
    """Tell the money of the last weeks: jobs from estimate to receipt, and what waits today."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is secret
    symptoms = {
        row.category_id: row
        for row in Symptom.objects.exclude(component=None).select_related("component").order_by("-pk")
    }
    able = [unit for unit in things if unit.owner_id and unit.model.category_id in symptoms]
    able.sort(key=lambda unit: unit.sold_on or until.date())
    done = 0
    for place, unit in enumerate(able[: jobs * 2]):
        if done == jobs:
            break
        shop = shops[place % len(shops)]
        day = until - timedelta(days=2 + done * DAYS // max(1, jobs))
        done += _whole(unit, symptoms[unit.model.category_id], shop=shop, chief=chief, day=day, dice=dice)
    waiting = _waiting(shops, dice, until)
    return Till(done, waiting, _drawers(shops, chief, until))


def _items(symptom: Symptom, dice: random.Random) -> list[Item]:
    component: Any = symptom.component
    return [
        Item("part", component=component.code, label=component.name_fa, amount=dice.randint(12, 90) * MILLION),
        Item("labour", label="اجرت تعمیر", amount=dice.randint(6, 18) * MILLION),
        Item("expense", label="سرویس و نظافت کامل", amount=4 * MILLION),
    ]


def _whole(unit: Unit, symptom: Symptom, *, shop: Workshop, chief: Actor, day: datetime, dice: random.Random) -> int:
    """One job from the counter to the receipt; 0 where nobody brings the unit any more."""
    cashier = shop.counter if shop.counter.can("repairs.invoice") else chief
    hour = iter(day + timedelta(minutes=25 * step) for step in range(1, 20))
    try:
        order = actions.receive_device(intake=shop.brought(unit, symptom), actor=shop.counter, at=next(hour))
    except Refused:
        return 0
    actions.move(order=order, act="diagnose", actor=shop.bench, at=next(hour))
    component: Any = symptom.component
    actions.describe(order=order, diagnosis=FOUND, cause=component.code, actor=shop.bench, at=next(hour))
    order.refresh_from_db()
    estimate = _sent(order, _items(symptom, dice), shop, next(hour))
    if estimate.state == "sent":
        declines = {2} if dice.random() < 0.5 else set()
        _answer(estimate, declines, shop, next(hour), by_phone=dice.random() < 0.3)
        if dice.random() < 0.7:
            _pay(order, estimate.deposit, dice, cashier, next(hour))
    actions.move(order=order, act="repair", actor=shop.bench, at=next(hour))
    part = Part(component.name_fa, component=component.code)
    actions.change_part(order=order, part=part, actor=shop.bench, at=next(hour))
    actions.move(order=order, act="test", actor=shop.bench, at=next(hour))
    actions.record_tests(order=order, answers=right_answers(order), actor=shop.bench, at=next(hour))
    actions.finish(order=order, outcome="repaired", work=DONE % component.name_fa, actor=shop.bench, at=next(hour))
    actions.tell_ready(order=order, actor=shop.counter, at=next(hour))
    _bill(order, cashier, dice, next(hour))
    _purpose, due = actions.due_now(order)
    if due > 0:
        _pay(order, due, dice, cashier, next(hour))
    actions.deliver(
        order=order, to_name=order.customer.name, shown_by="paper", tried=True, actor=shop.counter, at=next(hour)
    )
    return 1


def _sent(order: RepairOrder, items: list[Item], shop: Workshop, at: datetime) -> Estimate:
    """Written at the bench, sent from the counter."""
    writer = shop.bench if shop.bench.can("repairs.estimate") else shop.counter
    estimate = actions.draft_estimate(order=order, items=items, cause="wear", actor=writer, at=at)
    estimate = actions.write_estimate(estimate=estimate, items=items, cause="wear", note=NOTE, actor=writer, at=at)
    return actions.send_estimate(estimate=estimate, actor=writer, at=at + timedelta(minutes=3))


def _answer(estimate: Estimate, declines: set[int], shop: Workshop, at: datetime, *, by_phone: bool) -> None:
    answers = {line.position: line.position not in declines for line in estimate.lines.all()}
    customer = Actor(kind="customer", id=estimate.order.customer_id, name=estimate.order.customer.name)
    clerk = shop.counter if shop.counter.can("repairs.estimate") else shop.bench
    actions.answer_estimate(
        estimate=estimate, answers=answers, actor=clerk if by_phone else customer, at=at, note=PHONE if by_phone else ""
    )


def _pay(order: RepairOrder, amount: int, dice: random.Random, cashier: Actor, at: datetime) -> None:
    method = dice.choice(METHODS)
    slip = "" if method == "cash" else str(dice.randint(100_000, 999_999))
    if amount:
        actions.take_payment(order=order, amount=amount, method=method, reference=slip, actor=cashier, at=at)


def _bill(order: RepairOrder, cashier: Actor, dice: random.Random, at: datetime) -> None:
    goodwill = 2 * MILLION if dice.random() < 0.15 else 0
    why = "مشتری وفادار؛ کار دیر شد" if goodwill else ""
    try:
        actions.issue_invoice(order=order, goodwill=goodwill, goodwill_reason=why, actor=cashier, at=at)
    except Refused:
        actions.issue_invoice(order=order, actor=cashier, at=at)


def _waiting(shops: Sequence[Workshop], dice: random.Random, until: datetime) -> int:
    """Estimates of today's jobs: some wait, one with a question, some are answered and wait for the deposit."""
    by_branch = {shop.branch.pk: shop for shop in shops}
    rows = RepairOrder.objects.filter(state=DIAGNOSING, place_id__in=by_branch).select_related("unit__model__category")
    made = 0
    for place, order in enumerate(rows.order_by("-pk")[:8]):
        symptom = Symptom.objects.filter(category=order.unit.model.category, code=order.symptom).first()
        if symptom is None or symptom.component is None:
            continue
        shop = by_branch[order.place_id or 0]
        at = max(order.entered_at + timedelta(hours=2), until - timedelta(hours=20))
        estimate = _sent(order, _items(symptom, dice), shop, min(at, until - timedelta(minutes=30)))
        order.refresh_from_db()
        if order.state != ESTIMATE_SENT:
            continue
        made += 1
        if place % 4 == 1:
            customer = Actor(kind="customer", id=order.customer_id, name=estimate.order.customer.name)
            actions.ask_about_estimate(
                estimate=estimate, text=QUESTION, actor=customer, at=until - timedelta(minutes=20)
            )
        elif place % 4 == 3:
            _answer(estimate, {2}, shop, until - timedelta(minutes=15), by_phone=False)
    return made


def _drawers(shops: Sequence[Workshop], chief: Actor, until: datetime) -> int:
    """The drawers of the last days, each counted in the evening; one lacked a little. Today's are open."""
    counted = 0
    for shop in shops:
        for day in range(DAYS + 2, 0, -2):
            morning = until - timedelta(days=day)
            drawer = actions.open_drawer(branch=shop.branch, opening=10 * MILLION, actor=chief, at=morning)
            evening = min(morning + timedelta(days=1, hours=20), until - timedelta(hours=3))
            expected = ledger.count_of(drawer, at=evening).expected
            lack = 250_000 if day == 4 and shop is shops[0] else 0
            reason = "بقیهٔ پول مشتری اشتباه داده شد" if lack else ""
            actions.close_drawer(drawer=drawer, counted=expected - lack, reason=reason, actor=chief, at=evening)
            counted += 1
        actions.open_drawer(branch=shop.branch, opening=10 * MILLION, actor=chief, at=until - timedelta(hours=2))
    return counted
