"""The arithmetic of the numbers."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from payandan.insights import rules
from payandan.insights.rules import Case, Key, Sums

cases = st.builds(
    Case,
    filed_on=st.dates(date(2023, 1, 1), date(2027, 1, 1)),
    branch=st.integers(0, 2),
    standing=st.sampled_from(["approved", "partly_approved", "rejected", "open"]),
    model=st.sampled_from(["1", "2"]),
    cause=st.sampled_from(["", "material", "wear"]),
    component=st.sampled_from(["", "panel"]),
    currency=st.just("IRR"),
    amount=st.integers(0, 10**10),
    by_payer=st.dictionaries(st.sampled_from(["warranty", "customer"]), st.integers(0, 10**10)),
    waited=st.none() | st.integers(0, 10**7),
)


def applied(cells: dict[Key, Sums], delta: dict[Key, Sums]) -> dict[Key, Sums]:
    total = {key: cells.get(key, Sums()).plus(delta.get(key, Sums())) for key in {**cells, **delta}}
    return {key: sums for key, sums in total.items() if sums != Sums()}


@given(st.lists(cases, min_size=1, max_size=6))
def test_whatever_a_claim_went_through_only_its_last_state_counts(states: list[Case]) -> None:
    cells: dict[Key, Sums] = {}
    before: dict[Key, Sums] = {}
    for state in states:
        cells, before = applied(cells, rules.change(before, rules.parts(state))), rules.parts(state)
    assert cells == {key: sums for key, sums in rules.parts(states[-1]).items() if sums != Sums()}


@given(cases)
def test_counting_again_changes_nothing(case: Case) -> None:
    assert rules.change(rules.parts(case), rules.parts(case)) == {}


@given(cases)
def test_parts_survive_their_keeping(case: Case) -> None:
    assert rules.unpacked(rules.packed(rules.parts(case))) == rules.parts(case)


def test_a_claim_stands_in_a_month_of_each_calendar() -> None:
    case = Case(date(2025, 3, 25), 0, "open", "1", "", "", "IRR", 5, {}, None)
    assert {(key.calendar, key.month) for key in rules.parts(case)} == {("jalali", "1404-01"), ("gregorian", "2025-03")}


def test_the_middle_class() -> None:
    assert rules.middle_class({"1h": 3, "1d": 4}) == "1d"
    assert rules.middle_class({"1h": 4, "1d": 4}) == "1h"
    assert rules.middle_class({}) is None
