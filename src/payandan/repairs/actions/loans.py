"""Loaners: lent against a contract, in a condition that was written down, and always asked back."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.models import Branch
from payandan.repairs import events, rules
from payandan.repairs.actions.shared import About, about, guard, locked
from payandan.repairs.models import Loan, Loaner, RepairOrder
from payandan.repairs.rules import pools
from payandan.units.models import Unit


def add_loaner(*, unit: Unit, branch: Branch | None, actor: Actor, at: datetime, note: str = "") -> Loaner:
    """Put a unit of the company's into the pool. Refused: not_allowed, unit_owned, loaner_known."""
    guard(actor, "repairs.manage")
    if unit.owner_id is not None:
        raise Refused("unit_owned", field="unit")
    try:
        with transaction.atomic():
            loaner = Loaner.objects.create(
                number=public_id("LNR"),
                unit=unit,
                branch_id=branch.pk if branch else actor.home_branch,
                note=store(note)[:200],
            )
            event = events.LoanerAdded(loaner_id=loaner.pk, number=loaner.number, unit_id=unit.pk)
            journal.record(event, actor=actor, at=at, about=_about(loaner))
            return loaner
    except IntegrityError as error:
        raise Refused("loaner_known", field="unit") from error


def lend(
    *,
    loaner: Loaner,
    order: RepairOrder,
    due_on: date,
    condition: str,
    actor: Actor,
    at: datetime,
    accessories: str = "",
    deposit: int = 0,
) -> Loan:
    """Lend it to the customer of an open job, until a day, in a condition that is written down.

    Refused: not_allowed, not_found, closed, has_loaner, not_in_this_state, due_in_past, condition_missing.
    """
    guard(actor, "repairs.intake")
    if due_on < timezone.localdate(at):
        raise Refused("due_in_past", field="due_on")
    if not store(condition):
        raise Refused("condition_missing", field="condition")
    with transaction.atomic():
        row = locked(order, actor=actor)
        if row.state in rules.CLOSED:
            raise Refused("closed", number=row.number)
        if row.loans.filter(back_at=None).exists():
            raise Refused("has_loaner", number=row.number)
        kept = _step(loaner, "lend", actor)
        loan = Loan.objects.create(
            number=public_id("LON"),
            loaner=kept,
            order=row,
            customer_id=row.customer_id,
            condition_out=store(condition)[:400],
            accessories=store(accessories)[:200],
            deposit=max(0, deposit),
            currency=settings.CURRENCY,
            due_on=due_on,
            out_at=at,
        )
        _tell(kept, "lend", loan, row, actor=actor, at=at)
        return loan


def take_loaner_back(*, loan: Loan, condition: str, damaged: bool, actor: Actor, at: datetime) -> Loan:
    """The customer brings it back: its condition is written down, and it is checked before it is lent again.

    Refused: not_allowed, not_found, not_in_this_state, condition_missing.
    """
    guard(actor, "repairs.intake")
    if not store(condition):
        raise Refused("condition_missing", field="condition")
    with transaction.atomic():
        row = locked(loan.order, actor=actor)
        kept = _step(loan.loaner, "take_back", actor)
        back = Loan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
        back.back_at, back.condition_back, back.damaged = at, store(condition)[:400], damaged
        back.save(update_fields=["back_at", "condition_back", "damaged"])
        _tell(kept, "take_back", back, row, actor=actor, at=at)
        return back


def clear_loaner(*, loaner: Loaner, actor: Actor, at: datetime, withdraw: bool = False) -> Loaner:
    """It was checked and may be lent again, or it leaves the pool. Refused: not_allowed, not_in_this_state."""
    guard(actor, "repairs.manage" if withdraw else "repairs.intake")
    act = "withdraw" if withdraw else "clear"
    with transaction.atomic():
        kept = _step(loaner, act, actor)
        event = events.LoanerMoved(loaner_id=kept.pk, number=kept.number, act=act, after=kept.state)
        journal.record(event, actor=actor, at=at, about=_about(kept))
        return kept


def _step(loaner: Loaner, act: str, actor: Actor) -> Loaner:
    kept = Loaner.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=loaner.pk).first()
    if kept is None:
        raise Refused("not_found")
    kept.state = pools.after(pools.LOANER_MOVES, act, kept.state)
    kept.version += 1
    kept.save(update_fields=["state", "version"])
    return kept


def _tell(loaner: Loaner, act: str, loan: Loan, order: RepairOrder, *, actor: Actor, at: datetime) -> None:
    event = events.LoanerMoved(
        loaner_id=loaner.pk, number=loaner.number, act=act, after=loaner.state, loan=loan.number, order_id=order.pk
    )
    journal.record(event, actor=actor, at=at, about=[*about(order), *_about(loaner)[:1]])


def _about(loaner: Loaner) -> About:
    return [("loaner", loaner.pk), ("unit", loaner.unit_id)]


def check_back(order: RepairOrder) -> None:
    """Refuse to hand anything to a customer who still has our loaner: `loaner_out`."""
    loan = Loan.objects.filter(order=order, back_at=None).first()
    if loan is not None:
        raise Refused("loaner_out", loan=loan.number)
