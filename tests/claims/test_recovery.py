"""Money back from suppliers: the arithmetic, the table of moves, what a decision opens, and the debit note."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims import actions
from payandan.claims.actions import recovery as acts
from payandan.claims.models import Claim, DebitNote, Recovery, Supplier
from payandan.claims.queries import recovery as queries
from payandan.claims.rules import recovery as rules
from payandan.claims.words.recovery import RECOVERY_ACTS, RECOVERY_STATES, RECOVERY_TONES
from payandan.platform.journal.actions import dispatch
from payandan.platform.journal.queries import history
from payandan.platform.kit.refusals import Refused
from tests.claims import factories as make

TODAY = timezone.localdate(make.AT)
SHARES = {"part": 10_000, "labour": 5_000}


def supplier(**given: Any) -> Supplier:
    """A supplier of panels that pays the part and half the labour."""
    terms = given.pop("terms", {})
    row = acts.put_supplier(actor=make.staff(), at=make.AT, given={"name_fa": "نوین پنل", "name_en": "Novin", **given})
    if terms is not None:
        acts.put_supply_terms(
            supplier=row,
            actor=make.staff(),
            at=make.AT,
            given={"component": "panel", "since": date(2025, 1, 1), "shares": SHARES, **terms},
        )
    return row


def decided(**given: Any) -> Claim:
    claim = make.covered_claim(**given)
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    claim.refresh_from_db()
    return claim


def opened(**given: Any) -> Recovery:
    if not Supplier.objects.exists():
        supplier()
    return acts.open_recoveries(claim=decided(**given), actor=make.staff(), at=make.AT)[0]


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


# --- rules -----------------------------------------------------------------------------------------------------------

costs = st.lists(
    st.tuples(st.sampled_from(rules.KINDS), st.sampled_from(["panel", "board", "lamp"]), st.integers(0, 10**12)),
    max_size=8,
).map(lambda rows: [rules.Cost(str(place), *row) for place, row in enumerate(rows, 1)])


@given(costs, st.sampled_from(["panel", "board", ""]))
def test_what_parts_brought_about_is_divided_exactly_and_once(rows: list[rules.Cost], failed: str) -> None:
    carried = rules.attributed(rows, failed)
    causal = {part.line for part in rules.causal(rows, failed)}
    assert set(carried) == causal
    if causal:
        shared = [cost for cost in rows if cost.kind != "part"]
        for cost in shared:
            told = sum(one.amount for part in carried.values() for one in part if one.line == cost.line)
            assert told == cost.amount
        borne = sum(cost.amount for cost in rows if cost.kind != "part" or cost.line in causal)
        assert sum(one.amount for part in carried.values() for one in part) == borne


@given(costs, st.dictionaries(st.sampled_from(rules.KINDS), st.integers(0, rules.WHOLE)))
def test_a_supplier_never_owes_more_than_its_share(rows: list[rules.Cost], shares: dict[str, int]) -> None:
    for item in rules.items_of(rows, shares):
        assert 0 <= item.amount <= item.cost
        assert item.amount * rules.WHOLE <= item.cost * shares.get(item.kind, 0)


def test_the_failed_component_is_the_causal_part() -> None:
    panel, board = rules.Cost("1", "part", "panel", 100), rules.Cost("2", "part", "board", 300)
    labour = rules.Cost("3", "labour", "", 41)
    assert rules.causal([panel, board, labour], "panel") == (panel,)
    assert rules.attributed([panel, board, labour], "panel") == {"1": (panel, rules.Cost("3", "labour", "panel", 41))}
    both = rules.attributed([panel, board, labour], "lamp")
    assert [[one.amount for one in both[line]] for line in ("1", "2")] == [[100, 10], [300, 31]]


def test_the_narrowest_terms_speak_and_days_are_half_open() -> None:
    fault = rules.Fault(1, 7, "material", date(2026, 5, 1), date(2025, 5, 1))
    wide = rules.SupplierTerms(1, 1, date(2025, 1, 1), shares=SHARES)
    narrow = rules.SupplierTerms(2, 2, date(2025, 1, 1), component="panel", model=7, shares=SHARES)
    assert rules.terms_for([wide, narrow], fault, "panel") is narrow
    assert rules.terms_for([wide, narrow], fault, "board") is wide
    assert not rules.covers(rules.SupplierTerms(3, 1, date(2026, 5, 2)), fault, "panel")
    assert not rules.covers(rules.SupplierTerms(3, 1, date(2025, 1, 1), until=date(2026, 5, 1)), fault, "panel")
    assert not rules.covers(rules.SupplierTerms(3, 1, date(2025, 1, 1), months=12), fault, "panel")
    assert rules.covers(rules.SupplierTerms(3, 1, date(2025, 1, 1), months=13), fault, "panel")
    assert not rules.covers(rules.SupplierTerms(3, 1, date(2025, 1, 1), causes=frozenset({"design"})), fault, "panel")
    unknown = rules.Fault(1, 7, "material", None, None)
    assert rules.covers(wide, unknown, "panel")
    assert not rules.covers(rules.SupplierTerms(3, 1, date(2025, 1, 1), months=12), unknown, "panel")


def test_every_state_and_act_has_words_and_is_reached() -> None:
    assert set(RECOVERY_STATES) == set(RECOVERY_TONES) == set(rules.RECOVERY_STATES)
    assert set(RECOVERY_ACTS) == {move.act for move in rules.RECOVERY_MOVES} - {"compute", "settle"}
    ends = {state for state in rules.RECOVERY_STATES if not rules.recovery_moves_from(state)}
    assert ends == {rules.CLOSED, rules.WITHDRAWN}


@pytest.mark.parametrize(("days", "place"), [(-3, 0), (0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3)])
def test_ages(days: int, place: int) -> None:
    assert rules.bucket_of(days) == place


def test_a_document_owes_what_the_adjudicator_found() -> None:
    owed = [
        {"line": "1", "terms": "panels@2", "outcome": "owed", "amount": "80"},
        {"line": "2", "terms": "panels@2", "outcome": "owed", "amount": "10"},
        {"line": "1", "terms": "other@1", "outcome": "open", "amount": "0"},
    ]
    document, by_line = rules.owed_by_document({"recovery": owed}, "1")
    assert (document, by_line) == ("panels@2", {"1": 80, "2": 10})
    assert rules.owed_by_document({"recovery": owed}, "2")[0] == "panels@2"
    assert rules.owed_by_document({}, "1") == ("", {})
    part = (rules.Cost("1", "part", "panel", 100), rules.Cost("2", "labour", "panel", 20))
    items = rules.items_owed(part, by_line, {"1": 100, "2": 40})
    assert [item.amount for item in items] == [80, 5]


# --- acts ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_decision_opens_one_recovery_for_its_causal_part_however_often_it_is_told() -> None:
    supplier()
    claim = decided()
    while dispatch(at=timezone.now()).claimed:
        pass
    row = Recovery.objects.get(claim=claim)
    assert (row.component, row.cost, row.claimed) == ("panel", 128_000_000, 124_000_000)
    assert row.claim_by == TODAY + timedelta(days=60)
    assert acts.open_recoveries(claim=claim, actor=make.staff(), at=make.AT) == []
    assert [fact.name for fact in history("recovery", row.pk)] == ["claims.recovery_opened"]


@pytest.mark.django_db
def test_nothing_is_opened_before_a_decision_or_outside_the_terms() -> None:
    supplier(terms={"component": "remote_control"})
    assert acts.open_recoveries(claim=make.covered_claim(), actor=make.staff(), at=make.AT) == []
    assert acts.open_recoveries(claim=decided(), actor=make.staff(), at=make.AT) == []
    assert not Recovery.objects.exists()


@pytest.mark.django_db
def test_from_sent_to_recovered_in_two_payments() -> None:
    row = opened()
    staff, later = make.staff(), make.AT + timedelta(days=9)
    note = acts.send(supplier=row.supplier, recoveries=[row], actor=staff, at=make.AT)
    assert (note.count, note.amount, note.answer_by) == (1, 124_000_000, TODAY + timedelta(days=30))
    with refused("recovery_not_in_this_state"):
        acts.receive_payment(recovery=row, amount=1, actor=staff, at=later)
    row = acts.negotiate(recovery=row, amount=100_000_000, reason="Labour was capped.", actor=staff, at=later)
    with refused("paid_beyond_agreed"):
        acts.receive_payment(recovery=row, amount=100_000_001, actor=staff, at=later)
    row = acts.receive_payment(recovery=row, amount=40_000_000, actor=staff, at=later, reference="T-1")
    assert (row.state, row.paid) == ("negotiated", 40_000_000)
    with refused("negotiated_below_paid"):
        acts.negotiate(recovery=row, amount=39_999_999, reason="Less.", actor=staff, at=later)
    row = acts.receive_payment(recovery=row, amount=60_000_000, actor=staff, at=later)
    assert (row.state, row.paid, row.paid_at) == ("paid", 100_000_000, later)
    row = acts.close_recovery(recovery=row, actor=staff, at=later)
    assert [fact.body["act"] for fact in history("recovery", row.pk) if "act" in fact.body] == [
        "close", "settle", "receive", "negotiate", "send",
    ]  # fmt: skip


@pytest.mark.django_db
def test_refused_then_agreed_after_all_and_the_rest_given_up() -> None:
    row = opened()
    staff = make.staff()
    acts.send(supplier=row.supplier, recoveries=[row], actor=staff, at=make.AT)
    with refused("recovery_reason_needed"):
        acts.refuse(recovery=row, reason=" ", actor=staff, at=make.AT)
    acts.refuse(recovery=row, reason="Wrong lot.", actor=staff, at=make.AT)
    row = acts.negotiate(recovery=row, amount=50, reason="A gesture.", actor=staff, at=make.AT)
    row = acts.give_up(recovery=row, reason="Too small to chase.", actor=staff, at=make.AT)
    assert (row.state, row.agreed, row.paid) == ("closed", 50, 0)


@pytest.mark.django_db
def test_by_hand_by_terms_or_by_an_amount_with_its_reason() -> None:
    other = supplier(terms=None)
    claim = decided()
    staff = make.staff()
    common: dict[str, Any] = {"claim": claim, "position": 1, "supplier": other, "actor": staff, "at": make.AT}
    with refused("not_covered_by_supplier"):
        acts.open_by_hand(**common)
    with refused("recovery_reason_needed"):
        acts.open_by_hand(**common, amount=5)
    with refused("recovery_beyond_cost"):
        acts.open_by_hand(**common, amount=128_000_001, reason="Goodwill of the supplier.")
    with refused("no_such_part"):
        acts.open_by_hand(**{**common, "position": 2})
    row = acts.open_by_hand(**common, amount=5, reason="Goodwill of the supplier.")
    assert (row.claimed, row.by_hand) == (5, True)
    with refused("already_recovering"):
        acts.open_by_hand(**common, amount=5, reason="Again.")
    acts.withdraw_recovery(recovery=row, reason="A mistake.", actor=staff, at=make.AT)
    assert acts.open_by_hand(**common, amount=6, reason="Right this time.").claimed == 6
    with refused("not_decided"):
        acts.open_by_hand(**{**common, "claim": make.covered_claim()})


@pytest.mark.django_db
def test_who_may_not_sees_and_does_nothing() -> None:
    row = opened()
    outsider = make.staff(without=["claims.recover"])
    assert not queries.recoveries(outsider).exists()
    assert not queries.suppliers(outsider).exists()
    with refused("not_found"):
        acts.accept(recovery=row, actor=outsider, at=make.AT)
    with refused("not_allowed"):
        acts.open_recoveries(claim=row.claim, actor=outsider, at=make.AT)
    assert not queries.recoveries(make.staff(branches=frozenset({999}))).exists()


@pytest.mark.django_db
def test_a_note_holds_one_supplier_and_all_of_it_or_nothing() -> None:
    row, other = opened(), supplier(name_fa="دیگری", terms=None)
    with refused("not_found"):
        acts.send(supplier=other, recoveries=[row], actor=make.staff(), at=make.AT)
    with refused("nothing_to_send"):
        acts.send(supplier=other, recoveries=[], actor=make.staff(), at=make.AT)
    second = opened()
    acts.withdraw_recovery(recovery=second, reason="No.", actor=make.staff(), at=make.AT)
    with refused("recovery_not_in_this_state"):
        acts.send(supplier=row.supplier, recoveries=[row, second], actor=make.staff(), at=make.AT)
    row.refresh_from_db()
    assert row.state == "open"
    assert not DebitNote.objects.exists()


@pytest.mark.django_db
def test_ageing_rate_and_missed_deadlines(django_assert_num_queries: Any) -> None:
    staff = make.staff()
    rows = [opened() for _ in range(5)]
    for row, days in zip(rows, (0, 45, 75, 120), strict=False):
        acts.send(supplier=row.supplier, recoveries=[row], actor=staff, at=make.AT - timedelta(days=days))
    row = acts.accept(recovery=rows[3], actor=staff, at=make.AT)
    acts.receive_payment(recovery=row, amount=24_000_000, actor=staff, at=make.AT)
    with django_assert_num_queries(2):
        [age] = queries.ageing(staff, today=TODAY)
    assert age.amounts == (124_000_000, 124_000_000, 124_000_000, 100_000_000)
    assert (age.not_sent, age.late) == (124_000_000, 2)
    sums = queries.sums(staff, currency="IRR")
    assert (sums.claimable, sums.recovered, sums.outstanding) == (620_000_000, 24_000_000, 472_000_000)
    assert sums.rate == Decimal(24) / 620
    assert rules.rate(0, 0) is None
    assert queries.recoveries(staff).filter(queries.late_condition(TODAY + timedelta(days=61))).count() == 4
    assert [queries.recoveries(staff).filter(queries.age_condition(place, TODAY)).count() for place in range(4)] == [
        1,
        1,
        1,
        1,
    ]
    found = queries.suppliers(staff).get()
    assert (found.to_send, found.outstanding) == (1, 472_000_000)  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_what_was_not_sent_follows_an_appeal_and_what_was_sent_stays() -> None:
    row = opened()
    Recovery.objects.filter(pk=row.pk).update(cost=10, claimed=10)
    acts.open_recoveries(claim=row.claim, actor=make.staff(), at=make.AT)
    row.refresh_from_db()
    assert row.claimed == 124_000_000
    acts.send(supplier=row.supplier, recoveries=[row], actor=make.staff(), at=make.AT)
    Recovery.objects.filter(pk=row.pk).update(claimed=10)
    acts.open_recoveries(claim=row.claim, actor=make.staff(), at=make.AT)
    row.refresh_from_db()
    assert row.claimed == 10


@pytest.mark.django_db
def test_suppliers_are_changed_as_they_were_seen_and_own_one_document() -> None:
    row = supplier(document="panels")
    with refused("stale_supplier"):
        acts.put_supplier(actor=make.staff(), at=make.AT, given={"name_fa": "x"}, supplier=row, version=9)
    with refused("document_taken"):
        supplier(document="panels", name_fa="y")
    with refused("name_needed"):
        supplier(name_fa="  ")
    with refused("nothing_paid"):
        supplier(name_fa="z", terms={"shares": {}})
