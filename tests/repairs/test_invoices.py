"""Invoices within the consent, money at the counter, drawers, devices that leave, and the journal."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import actions as payments
from payandan.platform.payments import jobs as payment_jobs
from payandan.platform.payments.models import Payment
from payandan.repairs import actions
from payandan.repairs.models import CashDrawer, Invoice, RepairOrder
from payandan.repairs.queries import ledger, money
from payandan.repairs.rules import ledger as rules
from payandan.repairs.rules.estimates import Item
from tests.fakes.bank import FakeBank
from tests.repairs import factories as make
from tests.repairs import money as cash
from tests.repairs.money import AT, GLASS, LABOUR, PART

pytestmark = pytest.mark.django_db


def take(order: RepairOrder, amount: int, **given: Any) -> Payment:
    values: dict[str, Any] = {"method": "cash", "actor": make.chief(), "at": AT, **given}
    return actions.take_payment(order=order, amount=amount, **values)


def test_an_invoice_is_of_what_was_agreed() -> None:
    order = cash.agreed_job(declined=[2])
    invoice = cash.invoiced(order)
    assert [line.label for line in invoice.lines.all()] == ["Charging port", "Fitting"]
    assert (invoice.amount, invoice.tax, invoice.total, invoice.serial) == (10_000_000, 1_000_000, 11_000_000, 1)
    assert invoice.by_payer == {"customer": 10_000_000}
    assert Fact.objects.filter(name="repairs.invoice_issued").count() == 1
    assert cash.invoiced().serial == 2
    with pytest.raises(Refused, match="invoiced_already"):
        cash.invoiced(order)


def test_beyond_the_tolerance_new_consent_is_needed() -> None:
    order = cash.agreed_job(declined=[2])
    within = [PART, LABOUR, Item("expense", label="Glue", amount=1_000_000)]
    beyond = [PART, LABOUR, Item("expense", label="Glue", amount=1_000_001)]
    with pytest.raises(Refused, match="consent_needed") as caught:
        cash.invoiced(order, items=beyond)
    assert caught.value.params["most"] == 12_100_000
    assert not Invoice.objects.exists()
    assert cash.invoiced(order, items=within).total == 12_100_000


def test_without_any_consent_nothing_is_charged() -> None:
    order = cash.finished(cash.job())
    with pytest.raises(Refused, match="consent_needed"):
        cash.invoiced(order, items=[LABOUR])
    free = cash.invoiced(order, items=[LABOUR], goodwill=2_000_000, goodwill_reason="A good customer")
    assert (free.total, free.by_payer) == (0, {"goodwill": 2_000_000})


def test_goodwill_says_why() -> None:
    order = cash.agreed_job()
    with pytest.raises(Refused, match="goodwill_why"):
        cash.invoiced(order, goodwill=1)
    with pytest.raises(Refused, match="too_much_goodwill"):
        cash.invoiced(order, goodwill=15_000_001, goodwill_reason="x")
    invoice = cash.invoiced(order, goodwill=5_000_000, goodwill_reason="It took long")
    assert (invoice.customer_net, invoice.tax, invoice.by_payer["goodwill"]) == (10_000_000, 1_000_000, 5_000_000)


def test_an_invoice_waits_for_the_end_of_the_work() -> None:
    estimate = cash.answered(cash.sent())
    with pytest.raises(Refused, match="not_finished"):
        cash.invoiced(estimate.order)


def test_each_invoice_keeps_the_rate_of_its_day() -> None:
    first = cash.invoiced()
    actions.set_tax_rate(branch=None, since=AT.date(), rate_bp=1200, actor=make.staff(), at=AT)
    second = actions.issue_invoice(order=cash.agreed_job(), items=[PART], actor=make.chief(), at=AT + timedelta(days=1))
    first.refresh_from_db()
    assert (first.tax_bp, second.tax_bp) == (1000, 1200)


def test_cancelling_keeps_the_money_and_frees_the_job() -> None:
    order = cash.agreed_job()
    invoice = cash.invoiced(order)
    take(order, 6_000_000)
    with pytest.raises(Refused, match="reason_missing"):
        actions.cancel_invoice(invoice=invoice, reason=" ", actor=make.chief(), at=AT)
    actions.cancel_invoice(invoice=invoice, reason="Wrong line", actor=make.chief(), at=AT)
    assert money.due_of(order.pk).left == -6_000_000
    again = cash.invoiced(order, items=[PART])
    assert (again.serial, money.due_of(order.pk).left) == (2, 2_800_000)


def test_money_at_the_counter() -> None:
    order = cash.agreed_job()
    deposit = take(order, 8_000_000, method="card_terminal", reference="123")
    assert deposit.purpose == "deposit"
    invoice = cash.invoiced(order)
    assert invoice.deposits_used == 8_000_000
    with pytest.raises(Refused, match="more_than_due") as caught:
        take(order, 8_500_001)
    assert caught.value.params["left"] == 8_500_000
    assert take(order, 8_500_000).purpose == "payment"
    assert money.due_of(order.pk).left == 0
    with pytest.raises(Refused, match="not_allowed"):
        take(order, 1, actor=make.staff(without=["payments.take"]))


def test_a_device_leaves_when_it_is_paid() -> None:
    order = cash.agreed_job()
    with pytest.raises(Refused, match="not_invoiced"):
        make.handed(order)
    cash.invoiced(order)
    with pytest.raises(Refused, match="not_paid") as caught:
        make.handed(order)
    assert caught.value.params["left"] == 16_500_000
    take(order, 16_500_000)
    assert make.handed(order).state == "delivered"


def test_or_when_somebody_lets_it_go_and_says_why() -> None:
    order = cash.agreed_job()
    cash.invoiced(order)
    with pytest.raises(Refused, match="not_allowed"):
        actions.release_unpaid(order=order, reason="x", actor=make.staff(without=["repairs.release"]), at=AT)
    with pytest.raises(Refused, match="reason_missing"):
        actions.release_unpaid(order=order, reason="", actor=make.chief(), at=AT)
    actions.release_unpaid(order=order, reason="Pays by the month", actor=make.chief(), at=AT)
    assert make.handed(order).state == "delivered"


def test_a_centre_may_choose_not_to_hold_anything() -> None:
    order = cash.agreed_job()
    actions.set_terms(branch=order.branch, actor=make.chief(), at=AT, hold_unpaid=False)
    assert make.handed(order).state == "delivered"


def test_a_covered_job_leaves_without_a_paper() -> None:
    assert make.delivered().state == "delivered"


class TestOnline:
    def test_the_deposit_and_then_the_rest(self, settings: Any, monkeypatch: Any) -> None:
        with FakeBank() as bank:
            settings.PAYMENT_GATEWAY = bank.zarinpal_url()
            monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
            estimate = cash.answered(cash.sent())
            owner = cash.owner(estimate.order)
            asked = actions.begin_payment(order=estimate.order, actor=owner, at=AT, back_path="/my/estimates/1/")
            again = actions.begin_payment(order=estimate.order, actor=owner, at=AT)
            assert (asked.pk, asked.amount, asked.purpose) == (again.pk, estimate.deposit, "deposit")
            payment_jobs.pass_on(asked.number)
            bank.pay(next(iter(bank.sales)))
            payment_jobs.settle(asked.number)
            assert money.balance_of(estimate.order_id).deposits == estimate.deposit
            with pytest.raises(Refused, match="nothing_due"):
                actions.begin_payment(order=estimate.order, actor=owner, at=AT)
            order = cash.finished(estimate.order)
            cash.invoiced(order)
            rest = actions.begin_payment(order=order, actor=make.chief(), at=AT, tell=True)
            assert (rest.amount, rest.purpose) == (16_500_000 - estimate.deposit, "payment")
            assert Fact.objects.filter(name="repairs.payment_asked").count() == 1
            take(order, 16_500_000 - estimate.deposit)
            assert not money.is_wanted(rest)

    def test_nobody_pays_for_somebody_elses_job(self, settings: Any) -> None:
        settings.PAYMENT_GATEWAY = "trial://"
        estimate = cash.answered(cash.sent())
        stranger = cash.owner(cash.job())
        with pytest.raises(Refused, match="not_found"):
            actions.begin_payment(order=estimate.order, actor=stranger, at=AT)


class TestDrawers:
    def test_a_day(self) -> None:
        where, order = make.branch(), cash.agreed_job()
        drawer = actions.open_drawer(branch=where, opening=1_000_000, actor=make.chief(), at=AT)
        with pytest.raises(Refused, match="drawer_open"):
            actions.open_drawer(branch=where, actor=make.chief(), at=AT)
        paid = take(order, 5_000_000, at=AT + timedelta(hours=1))
        take(order, 1_000_000, method="transfer", reference="9", at=AT + timedelta(hours=1))
        payments.refund(
            payment_id=paid.pk, amount=500_000, method="cash", reason="Too much", actor=make.chief(),
            at=AT + timedelta(hours=2),
        )  # fmt: skip
        evening = AT + timedelta(hours=8)
        assert ledger.count_of(drawer, at=evening).expected == 5_500_000
        close: dict[str, Any] = {"drawer": drawer, "actor": make.chief(), "at": evening}
        with pytest.raises(Refused, match="difference_unexplained") as caught:
            actions.close_drawer(counted=5_400_000, **close)
        assert caught.value.params["difference"] == -100_000
        closed = actions.close_drawer(counted=5_400_000, reason="Change was wrong", **close)
        assert (closed.came, closed.went, closed.difference) == (5_000_000, 500_000, -100_000)
        with pytest.raises(Refused, match="drawer_closed"):
            actions.close_drawer(counted=5_400_000, **close)
        take(order, 300_000, at=evening + timedelta(hours=1))
        tomorrow = actions.open_drawer(branch=where, actor=make.chief(), at=AT + timedelta(days=1))
        assert (tomorrow.opening, tomorrow.since) == (5_400_000, evening)
        assert ledger.count_of(tomorrow, at=AT + timedelta(days=1)).expected == 5_700_000

    def test_centres_do_not_see_each_other(self) -> None:
        here, there = make.branch(), make.branch("shiraz")
        drawer = actions.open_drawer(branch=here, actor=make.chief(), at=AT)
        stranger = make.staff(branches=frozenset({there.pk}))
        assert not CashDrawer.objects.visible_to(stranger).exists()
        with pytest.raises(Refused, match="not_found"):
            actions.close_drawer(drawer=drawer, counted=0, actor=stranger, at=AT)
        with pytest.raises(Refused, match="no_such_centre"):
            actions.open_drawer(branch=here, actor=stranger, at=AT)


def test_the_journal_of_a_day_balances_and_says_who_owes() -> None:
    order = cash.agreed_job()
    take(order, 8_000_000)
    invoice = cash.invoiced(order, goodwill=1_000_000, goodwill_reason="x")
    take(order, 2_000_000, method="transfer", reference="77")
    actions.cancel_invoice(invoice=invoice, reason="Wrong", actor=make.chief(), at=AT + timedelta(minutes=1))
    actions.issue_invoice(order=order, items=[PART, GLASS], actor=make.chief(), at=AT + timedelta(minutes=2))
    day = timezone.localdate(AT)
    entries = ledger.journal(make.chief(), since=day, until=day)
    debit, credit = rules.sides(entries)
    assert debit == credit > 0
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.account] = sums.get(entry.account, 0) + entry.debit - entry.credit
    assert sums["customers"] == money.due_of(order.pk).left
    assert sums.get("deposits", 0) == 0
    assert ledger.journal(make.chief(), since=day + timedelta(days=9), until=day + timedelta(days=10)) == []
    stranger = make.staff(branches=frozenset({make.branch("shiraz").pk}))
    assert ledger.journal(stranger, since=day, until=day) == []


def test_the_worth_of_a_job() -> None:
    order = cash.agreed_job()
    cash.invoiced(order, goodwill=1_000_000, goodwill_reason="x")
    worth = money.worth_of(order, at=AT)
    assert worth.by_kind == {"part": 13_000_000, "labour": 2_000_000}
    assert worth.by_payer == {"customer": 14_000_000, "goodwill": 1_000_000}
    assert worth.whole == 15_000_000


def test_many_dues_cost_two_queries(django_assert_num_queries: Any) -> None:
    orders = [cash.agreed_job(), cash.agreed_job()]
    cash.invoiced(orders[0])
    with django_assert_num_queries(2):
        dues = money.dues_of(orders)
    assert [dues[order.pk].left for order in orders] == [16_500_000, 0]


def test_the_system_sees_all() -> None:
    cash.invoiced()
    assert money.visible_invoices(SYSTEM).count() == 1
