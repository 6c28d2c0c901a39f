"""Consent, tax, sharing out, drawers and the journal: by examples and by law."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.refusals import Refused
from payandan.repairs.rules import bills, drawers, estimates, ledger, taxes
from payandan.repairs.rules.bills import Cost
from payandan.repairs.rules.taxes import TaxRate

pytestmark = pytest.mark.pure
AMOUNT = st.integers(0, 10**13)
NETS = st.lists(AMOUNT, min_size=1, max_size=12)


# --- estimates


@pytest.mark.parametrize("state", estimates.ESTIMATE_STATES)
@pytest.mark.parametrize("act", ["send", "drop", "answer", "expire", "replace"])
def test_the_table_is_the_guard(state: str, act: str) -> None:
    targets = {move.to for move in estimates.ESTIMATE_MOVES if (move.origin, move.act) == (state, act)}
    if targets:
        assert estimates.check_estimate(state, act) in targets
    else:
        with pytest.raises(Refused):
            estimates.check_estimate(state, act)


def test_nothing_leaves_the_ends_and_the_diagram_is_whole() -> None:
    ends = {"replaced", "dropped"}
    assert not {move.origin for move in estimates.ESTIMATE_MOVES} & ends
    assert estimates.estimate_diagram().count("-->") == 1 + len(estimates.ESTIMATE_MOVES) + len(ends)


@given(st.integers(0, 10**15), st.integers(0, 10_000), st.integers(0, 10**15))
def test_consent_reaches_to_the_tolerance_and_no_further(agreed: int, tolerance: int, asked: int) -> None:
    most = estimates.most_allowed(agreed, tolerance)
    assert agreed <= most <= agreed + agreed * tolerance / 10_000 + 1
    if asked <= most:
        estimates.check_consent(asked=asked, agreed=agreed, tolerance_bp=tolerance)
    else:
        with pytest.raises(Refused, match="consent_needed"):
            estimates.check_consent(asked=asked, agreed=agreed, tolerance_bp=tolerance)


@given(st.integers(0, 10**14), st.integers(0, 10_000), st.sampled_from([1, 1000, 100_000]))
def test_a_deposit_is_at_least_its_part_and_at_most_everything(total: int, part: int, step: int) -> None:
    deposit = estimates.deposit_of(total, part, step)
    assert total * part / 10_000 - 1 <= deposit <= total
    assert deposit == total or deposit % step == 0


@given(NETS, st.data())
def test_what_is_spread_is_neither_lost_nor_made(parts: list[int], data: Any) -> None:
    amount = data.draw(st.integers(0, sum(parts)))
    shares = estimates.spread(amount, parts)
    assert sum(shares) == amount
    assert all(0 <= share <= part for share, part in zip(shares, parts, strict=True))
    whole = sum(parts)
    if whole:
        assert all(abs(share * whole - amount * part) < whole for share, part in zip(shares, parts, strict=True))


def test_more_than_there_is_cannot_be_spread() -> None:
    with pytest.raises(ValueError, match="over"):
        estimates.spread(3, [1, 1])


@given(st.dictionaries(st.integers(0, 5), st.booleans()))
def test_answers_lead_to_one_state(answers: dict[int, bool]) -> None:
    lines = [estimates.Asked(0, 10), estimates.Asked(1, 0), estimates.Asked(2, 5)]
    if {0, 2} - answers.keys():
        with pytest.raises(Refused, match="answer_missing"):
            estimates.answered(lines, answers)
        return
    state, found = estimates.answered(lines, answers)
    yes = [answers[0], answers[2]]
    assert state == ("approved" if all(yes) else "partly_approved" if any(yes) else "declined")
    assert found == {0: answers[0], 1: True, 2: answers[2]}


# --- tax


@given(st.integers(0, 10**15), st.integers(0, 10_000))
def test_tax_is_rounded_half_up_once(net: int, rate: int) -> None:
    tax = taxes.tax_of(net, rate)
    assert 2 * abs(tax * 10_000 - net * rate) <= 10_000
    if (2 * net * rate) % 20_000 == 10_000:
        assert tax * 10_000 > net * rate


@given(NETS, st.integers(0, 25_000))
def test_the_lines_share_the_tax_of_the_whole(nets: list[int], rate: int) -> None:
    shares = taxes.line_taxes(nets, rate)
    assert sum(shares) == taxes.tax_of(sum(nets), rate)
    assert all(share >= 0 for share in shares)
    assert all(share == 0 for share, net in zip(shares, nets, strict=True) if not net)
    assert all(abs(share - net * rate / 10_000) <= 1.5 + net * 1e-12 for share, net in zip(shares, nets, strict=True))


@pytest.mark.parametrize(
    ("day", "branch", "own", "rate"),
    [
        (date(2024, 3, 19), None, [], 900),
        (date(2024, 3, 20), 7, [], 1000),
        (date(2026, 1, 1), 7, [TaxRate("IR", 7, date(2025, 1, 1), 0)], 0),
        (date(2024, 12, 31), 7, [TaxRate("IR", 7, date(2025, 1, 1), 0)], 1000),
        (date(2026, 1, 1), 8, [TaxRate("IR", 7, date(2025, 1, 1), 0)], 1000),
        (date(2026, 1, 1), 7, [TaxRate("IR", None, date(2025, 1, 1), 1200)], 1200),
        (date(2024, 12, 31), 7, [TaxRate("IR", None, date(2025, 1, 1), 1200)], 0),
        (date(2010, 1, 1), None, [], 0),
    ],
)
def test_the_rate_of_a_day(day: date, branch: int | None, own: list[TaxRate], rate: int) -> None:
    assert taxes.rate_on(own, country="IR", branch=branch, day=day) == rate
    assert taxes.rate_on(own, country="TR", branch=None, day=day) == 0


# --- bills

COSTS = st.lists(
    st.builds(
        lambda kind, warranty, customer: Cost(kind, warranty + customer, {"warranty": warranty, "customer": customer}),
        st.sampled_from(["part", "labour", "travel", "shipping", "expense"]),
        AMOUNT,
        AMOUNT,
    ),
    min_size=1,
    max_size=8,
)


@given(COSTS, st.integers(0, 10_000), st.data())
def test_goodwill_moves_money_and_makes_none(costs: list[Cost], rate: int, data: Any) -> None:
    before = bills.sums(costs, rate)
    given_ = data.draw(st.integers(0, before.customer))
    after_costs = bills.with_goodwill(costs, given_)
    after = bills.sums(after_costs, rate)
    assert after.amount == before.amount == sum(after.by_payer.values())
    assert after.customer == before.customer - given_
    assert after.by_payer.get("goodwill", 0) == given_
    assert after.tax == taxes.tax_of(after.customer, rate) == sum(bills.taxes(after_costs, rate))
    with pytest.raises(Refused, match="too_much_goodwill"):
        bills.with_goodwill(costs, before.customer + 1)


@pytest.mark.parametrize(
    ("due", "invoiced", "agreed", "released", "code"),
    [
        (bills.Due(10, 10), True, 10, False, ""),
        (bills.Due(10, 9), True, 10, False, "not_paid"),
        (bills.Due(10, 9), True, 10, True, ""),
        (bills.Due(10, 12), True, 10, False, ""),
        (bills.Due(0, 0), False, 10, False, "not_invoiced"),
        (bills.Due(0, 0), False, 0, False, ""),
    ],
)
def test_what_may_leave(due: bills.Due, invoiced: bool, agreed: int, released: bool, code: str) -> None:
    state: dict[str, Any] = {"due": due, "invoiced": invoiced, "agreed": agreed, "released": released}
    if not code:
        bills.check_handing(**state)
    else:
        with pytest.raises(Refused, match=code):
            bills.check_handing(**state)


# --- drawers


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.booleans())
def test_a_difference_has_a_reason(opening: int, came: int, went: int, counted: int, told: bool) -> None:
    count = drawers.Count(opening, came, went, counted)
    assert count.expected + count.difference == counted
    if count.difference and not told:
        with pytest.raises(Refused, match="difference_unexplained"):
            drawers.check_count(count, "")
    else:
        drawers.check_count(count, "Change was wrong" if told else "")


# --- the journal

KINDS = ("part", "labour", "travel", "shipping", "expense")


@st.composite
def jobs(draw: Any) -> tuple[list[ledger.Entry], int, int | None]:
    """The life of a job's money: payments, refunds, invoices, cancellations; with what was kept and what is asked."""
    entries: list[ledger.Entry] = []
    kept, asked, paper = 0, None, None
    head: dict[str, Any] = {"day": date(2026, 5, 2), "branch": "tehran", "job": "JOB-1", "currency": "IRR"}
    for number in range(draw(st.integers(1, 8))):
        act = draw(st.sampled_from(["pay", "refund", "issue", "cancel"]))
        if act == "pay" or (act == "refund" and kept):
            went = act == "refund"
            amount = draw(st.integers(1, kept if went else 10**12))
            kept += -amount if went else amount
            method = draw(st.sampled_from(["cash", "card_terminal", "transfer", "gateway"]))
            money = ledger.MoneyPaper(
                f"PAY-{number}", method=method, amount=amount, went=went, advance=asked is None, **head
            )
            entries += ledger.money_entries(money)
        elif act == "issue" and asked is None:
            split = draw(st.dictionaries(st.sampled_from(["customer", "warranty", "goodwill", "statutory"]), AMOUNT))
            tax = draw(AMOUNT)
            by_kind = dict.fromkeys(KINDS, 0) | {draw(st.sampled_from(KINDS)): sum(split.values())}
            paper = ledger.InvoicePaper(
                f"INV-{number}", by_kind=by_kind, by_payer=split, tax=tax, deposits=kept, **head
            )
            asked = split.get("customer", 0) + tax
            entries += ledger.invoice_entries(paper)
        elif act == "cancel" and asked is not None and paper is not None:
            back = ledger.InvoicePaper(
                paper.number, by_kind=paper.by_kind, by_payer=paper.by_payer, tax=paper.tax, deposits=kept,
                cancelled=True, **head,
            )  # fmt: skip
            asked = None
            entries += ledger.invoice_entries(back)
    return entries, kept, asked


@given(jobs())
def test_every_paper_balances_and_the_accounts_say_who_owes_what(life: Any) -> None:
    entries, kept, asked = life
    for paper in {(entry.paper, entry.what) for entry in entries}:
        debit, credit = ledger.sides(entry for entry in entries if (entry.paper, entry.what) == paper)
        assert debit == credit
    assert all(entry.debit >= 0 <= entry.credit and (entry.debit == 0) != (entry.credit == 0) for entry in entries)
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.account] = sums.get(entry.account, 0) + entry.debit - entry.credit
    money = sum(sums.get(account, 0) for account in ("cash", "card_terminal", "transfer", "gateway"))
    assert money == kept
    assert -sums.get("deposits", 0) == (kept if asked is None else 0)
    assert sums.get("customers", 0) == (0 if asked is None else asked - kept)
    if asked is None:
        assert all(sums.get(account, 0) == 0 for account in (*KINDS, "tax", "warranty", "goodwill"))


@pytest.mark.parametrize("difference", [-500, 500])
def test_a_drawer_with_a_difference(difference: int) -> None:
    entries = ledger.drawer_entries(ledger.DrawerPaper("CSH-1", date(2026, 5, 2), "tehran", "IRR", difference))
    assert ledger.sides(entries) == (500, 500)
    cash = next(entry for entry in entries if entry.account == "cash")
    assert cash.debit - cash.credit == difference


def test_every_account_has_a_number_of_its_own() -> None:
    assert len(set(ledger.ACCOUNTS.values())) == len(ledger.ACCOUNTS)
