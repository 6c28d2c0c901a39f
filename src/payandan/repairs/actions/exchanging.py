"""Another unit for the customer's: offered, accepted, handed over, the old one asked back; and what becomes of it."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.repairs import events, rules
from payandan.repairs.actions import pooling, timing
from payandan.repairs.actions.loans import check_back
from payandan.repairs.actions.shared import about, guard, locked, on_behalf, step
from payandan.repairs.models import Disposition, Exchange, RepairOrder
from payandan.repairs.rules import moves, pools
from payandan.units import actions as units
from payandan.units.models import Unit


def offer_exchange(
    *,
    order: RepairOrder,
    replacement: Unit,
    kind: str,
    actor: Actor,
    at: datetime,
    deposit: int = 0,
    core_due_on: date | None = None,
) -> Exchange:
    """Offer another unit: against the old one over the counter, or in advance against a deposit and a day.

    Refused: not_allowed, not_found, not_in_this_state, unknown_kind, unit_owned, not_same_kind, unit_offered,
    core_due_needed, due_in_past.
    """
    guard(actor, "repairs.manage")
    if kind not in pools.EXCHANGE_KINDS:
        raise Refused("unknown_kind", field="kind")
    if kind == pools.ADVANCE and core_due_on is None:
        raise Refused("core_due_needed", field="core_due_on")
    if core_due_on is not None and core_due_on < timezone.localdate(at):
        raise Refused("due_in_past", field="core_due_on")
    if replacement.owner_id is not None or hasattr(replacement, "loaner"):
        raise Refused("unit_owned", field="replacement")
    try:
        with transaction.atomic():
            row = locked(order, actor=actor)
            if replacement.model.category_id != row.unit.model.category_id or replacement.pk == row.unit_id:
                raise Refused("not_same_kind", field="replacement")
            exchange = Exchange.objects.create(
                number=public_id("EXC"),
                order=row,
                kind=kind,
                replacement=replacement,
                deposit=max(0, deposit),
                currency=settings.CURRENCY,
                core_due_on=core_due_on,
                offered_at=at,
            )
            timing.stop_all_of(row, actor=actor, at=at)
            step(row, "offer_swap", actor=actor, at=at, note=exchange.number)
            pooling.follow(exchange, "offer", actor=actor, at=at)
            _tell(exchange, row, "offer", actor=actor, at=at)
            return exchange
    except IntegrityError as error:
        raise Refused("unit_offered", field="replacement") from error


def answer_exchange(*, exchange: Exchange, accept: bool, actor: Actor, at: datetime) -> Exchange:
    """Write down what the customer says to the offer. Refused: not_allowed, not_found, not_in_this_state."""
    guard(actor, "repairs.intake")
    with transaction.atomic():
        row, kept = _locked(exchange, actor, "accept" if accept else "decline")
        kept.save(update_fields=["state"])
        if not accept and row.state == moves.SWAP_OFFERED:
            step(row, "decline_swap", actor=actor, at=at, system=True)
        if not accept:
            pooling.follow(kept, "free", actor=actor, at=at)
        _tell(kept, row, "accept" if accept else "decline", actor=actor, at=at)
        return kept


def hand_replacement_over(*, exchange: Exchange, actor: Actor, at: datetime) -> Exchange:
    """The customer has the other unit from now on: it is its owner's, and the old one is replaced.

    Over the counter the old one stays here at once. Refused: not_allowed, not_found, not_in_this_state, loaner_out.
    """
    guard(actor, "repairs.intake")
    with transaction.atomic():
        row, kept = _locked(exchange, actor, "hand_over")
        check_back(row)
        owner = row.unit.owner or row.customer
        rights = on_behalf(actor, "units.edit", "units.transfer")
        units.transfer_unit(unit=kept.replacement, to=owner, how="staff", actor=rights, at=at)
        units.move_unit(unit=row.unit, act="replace", actor=rights, at=at)
        pooling.follow(kept, "give", actor=actor, at=at)
        kept.handed_over_at = at
        if kept.kind == pools.SWAP:
            kept.state, kept.core_back_at = pools.after(pools.EXCHANGE_MOVES, "core_back", kept.state), at
            pooling.core_came(row, actor=actor, at=at)
        kept.save(update_fields=["state", "handed_over_at", "core_back_at"])
        _tell(kept, row, "hand_over", actor=actor, at=at)
        return kept


def take_core_back(*, exchange: Exchange, actor: Actor, at: datetime) -> Exchange:
    """The old unit came in after all; the deposit may go back. Refused: not_allowed, not_found, not_in_this_state."""
    guard(actor, "repairs.intake")
    with transaction.atomic():
        row, kept = _locked(exchange, actor, "core_back")
        kept.core_back_at = at
        kept.save(update_fields=["state", "core_back_at"])
        pooling.core_came(row, actor=actor, at=at)
        _tell(kept, row, "core_back", actor=actor, at=at)
        return kept


def keep_deposit(*, exchange: Exchange, actor: Actor, at: datetime) -> Exchange:
    """The old unit did not come by its day: the deposit is kept.

    Refused: not_allowed, not_found, not_in_this_state, core_not_late.
    """
    guard(actor, "repairs.manage")
    with transaction.atomic():
        row, kept = _locked(exchange, actor, "charge")
        if kept.core_due_on is None or kept.core_due_on >= timezone.localdate(at):
            raise Refused("core_not_late")
        kept.save(update_fields=["state"])
        _tell(kept, row, "charge", actor=actor, at=at)
        return kept


def grade_unit(*, order: RepairOrder, grade: str, way: str, actor: Actor, at: datetime, note: str = "") -> Disposition:
    """Say what a unit that stayed here is worth, and what becomes of it: refurbish, harvest, or scrap.

    Refused: not_allowed, not_found, unknown_way, unknown_grade, too_worn, not_ours,
    not_in_this_state.
    """
    guard(actor, "repairs.bench")
    pools.check_disposition(way, grade)
    with transaction.atomic():
        row = locked(order, actor=actor)
        if row.unit.state not in ("replaced", "retired") and row.outcome != moves.REFUNDED:
            raise Refused("not_ours", field="unit")
        made = Disposition.objects.create(
            order=row, unit_id=row.unit_id, grade=grade, way=way, note=store(note)[:400], at=at
        )
        pooling.graded(row, grade=grade, way=way, note=note, actor=actor, at=at)
        event = events.UnitGraded(order_id=row.pk, disposition_id=made.pk, unit_id=row.unit_id, grade=grade, way=way)
        journal.record(event, actor=actor, at=at, about=about(row))
        return made


def _locked(exchange: Exchange, actor: Actor, act: str) -> tuple[RepairOrder, Exchange]:
    """The job and the exchange, both locked, the exchange moved on in memory."""
    row = locked(exchange.order, actor=actor)
    kept = Exchange.objects.select_for_update(of=("self",)).select_related("replacement__model").get(pk=exchange.pk)
    if row.state in rules.CLOSED and act in ("accept", "hand_over"):
        raise Refused("closed", number=row.number)
    kept.state = pools.after(pools.EXCHANGE_MOVES, act, kept.state)
    return row, kept


def _tell(exchange: Exchange, order: RepairOrder, act: str, *, actor: Actor, at: datetime) -> None:
    event = events.ExchangeMoved(
        order_id=order.pk,
        number=exchange.number,
        exchange_id=exchange.pk,
        kind=exchange.kind,
        act=act,
        after=exchange.state,
        replacement_id=exchange.replacement_id,
        deposit=exchange.deposit,
        currency=exchange.currency,
    )
    journal.record(event, actor=actor, at=at, about=[*about(order), ("unit", exchange.replacement_id)])
