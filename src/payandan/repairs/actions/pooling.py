"""The pool of units that are given for customers' own: put in, graded, made good, taken apart, scrapped."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from payandan.parts import actions as stock
from payandan.parts import queries as stores
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.models import Branch
from payandan.repairs import events
from payandan.repairs.actions.shared import About, guard, on_behalf
from payandan.repairs.models import Exchange, PoolUnit, RepairOrder
from payandan.repairs.rules import pools
from payandan.units import actions as units
from payandan.units.models import Unit
from payandan.units.rules import ACTIVE


def put_in(*, unit: Unit, grade: str, branch: Branch | None, actor: Actor, at: datetime, note: str = "") -> PoolUnit:
    """Put a unit of the company's own into the pool, ready to be given.

    Refused: not_allowed, unknown_grade, too_worn, unit_owned, in_pool, not_from_here.
    """
    guard(actor, "repairs.manage")
    pools.check_disposition(pools.REFURBISH, grade)
    if unit.owner_id is not None or hasattr(unit, "loaner"):
        raise Refused("unit_owned", field="serial")
    if unit.state in ("retired", "stolen", "quarantined_clone"):
        raise Refused("not_from_here", field="serial", state=unit.state, act="put_in")
    branch_id = branch.pk if branch else actor.home_branch
    made = PoolUnit(
        unit=unit,
        branch_id=branch_id,
        state=pools.READY,
        grade=grade,
        origin="own",
        note=store(note)[:400],
        ready_at=at,
    )
    with transaction.atomic():
        if unit.state == "replaced":
            units.renew_unit(unit=unit, actor=on_behalf(actor, "units.edit"), at=at, reason=made.note)
        return _come(made, actor=actor, at=at)


def core_came(order: RepairOrder, *, actor: Actor, at: datetime) -> PoolUnit | None:
    """A customer's old unit stays here from now on: it waits in the pool to be graded. Once is enough."""
    if PoolUnit.objects.inside().filter(unit_id=order.unit_id).exists():
        return None
    place = order.place_id or order.branch_id
    made = PoolUnit(unit_id=order.unit_id, branch_id=place, state=pools.TO_GRADE, origin="core", order=order)
    return _come(made, actor=actor, at=at)


def graded(order: RepairOrder, *, grade: str, way: str, note: str, actor: Actor, at: datetime) -> PoolUnit:
    """Follow the grading of a unit that stayed here: it is made good, taken apart, or scrapped."""
    held = PoolUnit.objects.select_for_update(of=("self",)).inside().filter(unit_id=order.unit_id).first()
    gone = PoolUnit.objects.filter(order=order, state__in=pools.POOL_LEFT).first() if held is None else None
    if gone is not None:
        raise Refused("not_in_this_state", state=gone.state, act="grade")
    row = held or core_came(order, actor=actor, at=at)
    assert row is not None
    row.grade = grade
    return _go(row, pools.FIRST_OF_WAY[way], actor=actor, at=at, note=note)


def finish_refurbishing(*, pooled: PoolUnit, grade: str, actor: Actor, at: datetime, note: str = "") -> PoolUnit:
    """It was made good: it is the company's own and may be given. Refused: not_allowed, not_found,
    not_in_this_state, unknown_grade, too_worn.
    """
    guard(actor, "repairs.bench")
    pools.check_disposition(pools.REFURBISH, grade)
    with transaction.atomic():
        row = _locked(pooled, actor)
        row.grade, row.ready_at = grade, at
        _go(row, "refurbished", actor=actor, at=at, note=note)
        rights = on_behalf(actor, "units.edit")
        if row.unit.owner_id is not None and row.unit.state in ACTIVE:
            row.unit = units.move_unit(unit=row.unit, act="replace", actor=rights, at=at)
        if row.unit.state == "replaced":
            units.renew_unit(unit=row.unit, actor=rights, at=at, reason=row.number)
        return row


def send_back(*, pooled: PoolUnit, way: str, actor: Actor, at: datetime, note: str = "") -> PoolUnit:
    """Decide anew what becomes of it: refurbish, or harvest. Refused: not_allowed, not_found, not_in_this_state,
    unknown_way, too_worn.
    """
    guard(actor, "repairs.bench")
    if way not in (pools.REFURBISH, pools.HARVEST):
        raise Refused("unknown_way", field="way")
    with transaction.atomic():
        row = _locked(pooled, actor)
        pools.check_disposition(way, row.grade or "B")
        return _go(row, pools.FIRST_OF_WAY[way], actor=actor, at=at, note=note)


def harvest(
    *, pooled: PoolUnit, lines: Sequence[stock.Line], actor: Actor, at: datetime, key: str = "", note: str = ""
) -> PoolUnit:
    """Take it apart: its good parts go into the stock of the centre it lies in, and it is out of use.

    Refused: not_allowed, not_found, not_in_this_state, no_store, and as `parts.actions.receive`.
    """
    guard(actor, "repairs.bench")
    with transaction.atomic():
        row = _locked(pooled, actor)
        node = stores.node_of(row.branch_id)
        if node is None:
            raise Refused("no_store", field="lines")
        _go(row, "harvest", actor=actor, at=at, note=note)
        stock.receive(
            node_id=node.pk,
            lines=lines,
            about=("unit", row.unit_id),
            note=row.number,
            harvested=True,
            key=key,
            actor=actor,
            at=at,
        )
        _out_of_use(row, actor=actor, at=at)
        return row


def scrap_unit(*, pooled: PoolUnit, reason: str, actor: Actor, at: datetime) -> PoolUnit:
    """Throw it away, for a reason. Refused: not_allowed, not_found, not_in_this_state, reason_missing."""
    guard(actor, "repairs.manage")
    if not store(reason):
        raise Refused("reason_missing", field="reason")
    with transaction.atomic():
        row = _go(_locked(pooled, actor), "scrap", actor=actor, at=at, note=reason)
        _out_of_use(row, actor=actor, at=at)
        return row


def follow(exchange: Exchange, act: str, *, actor: Actor, at: datetime) -> None:
    """Where the replacement is one of the pool, it is reserved, let go or given with its exchange.

    Refused: not_in_this_state where it is not ready.
    """
    held = PoolUnit.objects.select_for_update(of=("self",)).inside().filter(unit_id=exchange.replacement_id).first()
    if held is None:
        return
    held.exchange = exchange if act != "free" else None
    _go(held, act, actor=actor, at=at)


def _come(made: PoolUnit, *, actor: Actor, at: datetime) -> PoolUnit:
    made.number, made.came_at = public_id("POL"), at
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refused("in_pool", field="serial") from error
    _tell(made, "come", "", actor=actor, at=at, reason=made.note)
    return made


def _go(row: PoolUnit, act: str, *, actor: Actor, at: datetime, note: str = "") -> PoolUnit:
    before, row.state = row.state, pools.after(pools.POOL_MOVES, act, row.state)
    if row.state in pools.POOL_LEFT:
        row.left_at = at
    row.note = store(note)[:400] or row.note
    row.version += 1
    row.save()
    _tell(row, act, before, actor=actor, at=at, reason=store(note)[:400])
    return row


def _locked(pooled: PoolUnit, actor: Actor) -> PoolUnit:
    rows = PoolUnit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("unit")
    row = rows.filter(pk=pooled.pk).first()
    if row is None:
        raise Refused("not_found", field="pooled")
    return row


def _out_of_use(row: PoolUnit, *, actor: Actor, at: datetime) -> None:
    """A unit that nobody replaced is taken out of use; a replaced one is that already."""
    if row.unit.state in ACTIVE:
        units.retire_unit(unit=row.unit, reason=row.number, actor=on_behalf(actor, "units.protect"), at=at)


def _tell(row: PoolUnit, act: str, before: str, *, actor: Actor, at: datetime, reason: str) -> None:
    event = events.PoolMoved(
        pool_id=row.pk,
        number=row.number,
        unit_id=row.unit_id,
        act=act,
        before=before,
        after=row.state,
        grade=row.grade,
        reason=reason,
        order_id=row.order_id,
        branch_id=row.branch_id,
    )
    journal.record(event, actor=actor, at=at, about=_about(row))


def _about(row: PoolUnit) -> About:
    mentions: About = [("pool", row.pk), ("unit", row.unit_id)]
    return mentions if row.order_id is None else [*mentions, ("repair", row.order_id)]
