"""Units that stand in for customers' own: a pool in every grade, exchanges of today, and one whose core is late."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from payandan.catalog.models import Symptom
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.repairs import actions
from payandan.repairs.demo.jobs import Workshop
from payandan.repairs.models import Exchange, PoolUnit, RepairOrder
from payandan.units.models import Unit

DEPOSIT = 60_000_000
NOTES = ("موجودی نمایشگاه، کارکرد کم", "برگشتی فروشگاه، جعبه باز شده", "دستگاه آزمون واردات")
GONE = "برد اصلی سوخته است و قطعهٔ آن دیگر ساخته نمی‌شود."


@dataclass(frozen=True, slots=True)
class Pool:
    """What was told: units put into the pool, and devices that were exchanged for one of them."""

    units: int
    exchanges: int


def make_pool(*, things: Sequence[Unit], shops: Sequence[Workshop], chief: Actor, until: datetime) -> Pool:
    """Fill the pool with units that nobody owns, and exchange some devices that are beyond repair."""
    dice = random.Random(1407)  # noqa: S311 - nothing here is secret
    spare = [unit for unit in things if unit.owner_id is None and unit.state in ("made", "sold")]
    spare = [unit for unit in spare if not hasattr(unit, "loaner")]
    kinds = {unit.model.category_id for unit in things if unit.owner_id is not None}
    spare = [unit for unit in spare if unit.model.category_id in kinds][: 2 * len(_FATES)]
    pooled = [
        actions.put_in(
            unit=unit,
            grade=dice.choice("AAB"),
            branch=shops[place % len(shops)].branch,
            note=dice.choice(NOTES),
            actor=chief,
            at=until - timedelta(days=90 - 4 * place),
        )
        for place, unit in enumerate(spare)
    ]
    made = 0
    for place, (tell, row) in enumerate(zip(_FATES, pooled[::2], strict=False)):
        scene = _Scene(shops[place % len(shops)], chief, until)
        owners = (one for one in things if one.owner_id and one.model.category_id == row.unit.model.category_id)
        made += _exchange(scene, row, owners, tell)
    return Pool(len(pooled), made)


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where an exchange is told, who does it, and the end of the story."""

    shop: Workshop
    chief: Actor
    until: datetime


def _exchange(scene: _Scene, row: PoolUnit, owners: Iterator[Unit], tell: "Teller") -> int:
    """One device that is beyond repair, and what is given for it; 0 where nobody brings one."""
    at = scene.until - timedelta(days=21)
    for unit in owners:
        try:
            order = _given_up(unit, scene, at)
        except Refused:
            continue  # lost, stolen, replaced, or at the workshop already
        tell(scene, order, row, at + timedelta(hours=3))
        return 1
    return 0


def _given_up(unit: Unit, scene: _Scene, at: datetime) -> RepairOrder:
    symptom = Symptom.objects.filter(category_id=unit.model.category_id).order_by("pk")[0]
    order = actions.receive_device(intake=scene.shop.brought(unit, symptom), actor=scene.shop.counter, at=at)
    bench = scene.shop.bench
    actions.move(order=order, act="diagnose", actor=bench, at=at + timedelta(minutes=30))
    actions.describe(order=order, diagnosis=GONE, cause="", actor=bench, at=at + timedelta(minutes=50))
    actions.move(order=order, act="give_up", actor=bench, at=at + timedelta(hours=1))
    order.refresh_from_db()
    return order


def _offer(scene: _Scene, order: RepairOrder, row: PoolUnit, at: datetime, *, due_in: int | None) -> Exchange:
    return actions.offer_exchange(
        order=order,
        replacement=row.unit,
        kind="swap" if due_in is None else "advance",
        deposit=0 if due_in is None else DEPOSIT,
        core_due_on=None if due_in is None else (at + timedelta(days=due_in)).date(),
        actor=scene.chief,
        at=at,
    )


def _give(scene: _Scene, exchange: Exchange, at: datetime) -> None:
    actions.answer_exchange(exchange=exchange, accept=True, actor=scene.chief, at=at)
    actions.hand_replacement_over(exchange=exchange, actor=scene.chief, at=at + timedelta(minutes=20))


def _swapped(scene: _Scene, order: RepairOrder, row: PoolUnit, at: datetime) -> None:
    """Over the counter: the old one stays here and has yet to be looked at."""
    _give(scene, _offer(scene, order, row, at, due_in=None), at + timedelta(minutes=10))


def _refurbished(scene: _Scene, order: RepairOrder, row: PoolUnit, at: datetime) -> None:
    _swapped(scene, order, row, at)
    bench, later = scene.shop.bench, at + timedelta(days=2)
    actions.grade_unit(order=order, grade="B", way="refurbish", note="برد تعویض شود", actor=bench, at=later)
    core = PoolUnit.objects.get(order=order)
    actions.finish_refurbishing(
        pooled=core, grade="B", note="برد نو، بدنه تمیز شد", actor=bench, at=later + timedelta(days=5)
    )


def _harvesting(scene: _Scene, order: RepairOrder, row: PoolUnit, at: datetime) -> None:
    _swapped(scene, order, row, at)
    later = at + timedelta(days=1)
    actions.grade_unit(order=order, grade="C", way="harvest", note=GONE, actor=scene.shop.bench, at=later)


def _advance(scene: _Scene, order: RepairOrder, row: PoolUnit, at: datetime) -> None:
    """The new one first; the old one is still on its way, in time."""
    _give(scene, _offer(scene, order, row, at, due_in=28), at + timedelta(minutes=10))


def _late(scene: _Scene, order: RepairOrder, row: PoolUnit, at: datetime) -> None:
    _give(scene, _offer(scene, order, row, at, due_in=14), at + timedelta(minutes=10))


def _offered(scene: _Scene, order: RepairOrder, row: PoolUnit, at: datetime) -> None:
    """Nobody has answered yet."""
    _offer(scene, order, row, max(at, scene.until - timedelta(hours=20)), due_in=None)


Teller = Callable[[_Scene, RepairOrder, PoolUnit, datetime], None]
_FATES: tuple[Teller, ...] = (_refurbished, _harvesting, _advance, _late, _offered, _swapped)
"""What became of each exchange, in the order in which they are told."""
