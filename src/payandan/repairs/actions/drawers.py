"""The cash drawer of a centre, and how a centre deals with money."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.models import Branch
from payandan.repairs.actions.shared import guard
from payandan.repairs.events import DrawerClosed, DrawerOpened, MoneyTermsChanged, TaxRateSet
from payandan.repairs.models import CashDrawer, MoneyTerms, TaxRate
from payandan.repairs.queries import ledger
from payandan.repairs.rules import drawers as rules

CASH, ACCOUNTING = "repairs.cash", "repairs.accounting"


def open_drawer(*, branch: Branch, actor: Actor, at: datetime, opening: int | None = None) -> CashDrawer:
    """Open the drawer of a centre, with what was counted last unless something else is said.

    Refused: not_allowed, no_such_centre, drawer_open, bad_count.
    """
    guard(actor, CASH)
    with transaction.atomic():
        _check_branch(branch, actor)
        if CashDrawer.objects.filter(branch=branch, state=rules.OPEN_DRAWER).exists():
            raise Refused("drawer_open")
        last = CashDrawer.objects.filter(branch=branch).order_by("-closed_at").first()
        amount = (last.counted or 0) if opening is None and last else (opening or 0)
        if amount < 0:
            raise Refused("bad_count", field="opening")
        row = CashDrawer.objects.create(
            number=public_id("CSH"),
            branch=branch,
            currency=settings.CURRENCY,
            since=last.closed_at if last and last.closed_at else at,
            opening=amount,
            opened_at=at,
            opened_by=actor.name[:160],
        )
        event = DrawerOpened(drawer=row.number, branch_id=branch.pk, opening=amount, currency=row.currency)
        journal.record(event, actor=actor, at=at, about=[("drawer", row.pk)])
        return row


def close_drawer(*, drawer: CashDrawer, counted: int, actor: Actor, at: datetime, reason: str = "") -> CashDrawer:
    """Count the drawer and close it. Refused: not_allowed, not_found, drawer_closed, difference_unexplained,
    bad_count."""
    guard(actor, CASH)
    why = store(reason)[:300]
    with transaction.atomic():
        row = CashDrawer.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=drawer.pk).first()
        if row is None:
            raise Refused("not_found")
        if row.state == rules.CLOSED_DRAWER:
            raise Refused("drawer_closed")
        came, went = ledger.cash_between(row.branch_id, row.currency, row.since, at)
        count = rules.Count(row.opening, came, went, counted)
        rules.check_count(count, why)
        row.state, row.closed_at, row.closed_by = rules.CLOSED_DRAWER, at, actor.name[:160]
        row.came, row.went, row.counted, row.difference = came, went, counted, count.difference
        row.reason = why if count.difference else ""
        row.save()
        event = DrawerClosed(
            drawer=row.number,
            branch_id=row.branch_id,
            expected=count.expected,
            counted=counted,
            difference=count.difference,
            currency=row.currency,
            reason=row.reason,
        )
        journal.record(event, actor=actor, at=at, about=[("drawer", row.pk)])
        return row


TERMS = (
    "tolerance_bp", "valid_days", "remind_after_days", "deposit_bp", "deposit_step", "hold_unpaid", "tax_id", "address",
    "phone",
)  # fmt: skip


def set_terms(*, branch: Branch | None, actor: Actor, at: datetime, **changed: Any) -> MoneyTerms:
    """Say how a centre (None: every one that says nothing itself) deals with money.

    Refused: not_allowed, no_such_centre.
    """
    guard(actor, ACCOUNTING)
    with transaction.atomic():
        _check_branch(branch, actor)
        row, _made = MoneyTerms.objects.get_or_create(branch=branch)
        new = {name: changed[name] for name in TERMS if name in changed and changed[name] != getattr(row, name)}
        for name, value in new.items():
            setattr(row, name, value)
        row.save()
        if new:
            event = MoneyTermsChanged(branch_id=branch.pk if branch else None, changed=new)
            journal.record(event, actor=actor, at=at, about=[])
        return row


def set_tax_rate(*, branch: Branch | None, since: date, rate_bp: int, actor: Actor, at: datetime) -> TaxRate:
    """Say the rate of tax from a day on. Invoices keep the rate of their day. Refused: not_allowed, no_such_centre,
    bad_rate."""
    guard(actor, ACCOUNTING)
    if not 0 <= rate_bp <= 10_000:
        raise Refused("bad_rate", field="rate")
    with transaction.atomic():
        _check_branch(branch, actor)
        row, _made = TaxRate.objects.update_or_create(
            country=settings.COUNTRY, branch=branch, since=since, defaults={"rate_bp": rate_bp}
        )
        event = TaxRateSet(
            country=row.country, branch_id=branch.pk if branch else None, since=since.isoformat(), rate_bp=rate_bp
        )
        journal.record(event, actor=actor, at=at, about=[])
        return row


def _check_branch(branch: Branch | None, actor: Actor) -> None:
    if branch is None and actor.sees_every_branch:
        return
    if branch is None or not Branch.objects.visible_to(actor).filter(pk=branch.pk).exists():
        raise Refused("no_such_centre", field="branch")
    Branch.objects.select_for_update().get(pk=branch.pk)
