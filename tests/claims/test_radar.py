"""The radar's clocks: by the law's own documents, by working days, and true to what the adjudicator counts later."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payandan.claims.rules.radar import (
    Clocks,
    Elsewhere,
    Extended,
    Prices,
    Repair,
    at_stake,
    due_day,
    extension_acts,
    radar,
    ways_out,
)
from payandan.platform.kit.calendars import from_parts, to_jalali
from payandan.platform.kit.working_time import IRAN_OFFICE, add_working_days, is_working_day, working_days_between
from payandan.warranty.rules import parse_case, parse_rule_book
from payandan.warranty.rules.documents import When
from payandan.warranty.rules.law import calendar_of
from payandan.warranty.rules.remedies import holds
from payandan.warranty.rules.spans import Begin

CHECKED = {"title": "Act", "article": "1", "confidence": "medium"}
PACK: dict[str, Any] = {
    "id": "xx-sets@1",
    "kind": "pack",
    "scope": {"country": "IR", "categories": ["television"], "from": "2010-01-01"},
    "source": CHECKED,
    "floor": {"period": {"months": 18}, "lines": {"part": 100, "labour": 100}},
    "rights": [
        {
            "name": "longer",
            "kind": "extend",
            "when": {"repair_working_days_over": 7},
            "by": {"months": 1},
            "per": "week",
        },
        {"name": "lend", "kind": "loaner", "when": {"repair_working_days_over": 7}, "choice": "customer"},
        {"name": "long", "kind": "replace", "when": {"days_out_of_service_over": 30}, "choice": "customer"},
        {"name": "back", "kind": "refund", "when": {"repair_working_days_over": 40}, "choice": "customer"},
    ],
    "clocks": {"repair_due": {"working_days": 7}},
}
DOUBTED = {**PACK, "id": "xx-rumour@1", "source": {**CHECKED, "confidence": "low"}}
TERMS = {
    "id": "set@1", "kind": "manufacturer", "start": {"basis": "sold"}, "period": {"months": 12},
    "lines": {"part": 100},
    "remedies": [{"kind": "replace", "when": {"repair_days_over": 45}, "choice": "customer", "clause": "5.3"}],
}  # fmt: skip
BOOK = parse_rule_book([PACK, TERMS])
START = date(2026, 6, 6)
"""A Saturday."""
PRICES = Prices(loaner_day=3, extension_month=10, transfer=5, loaner_days=7)


def case(**given: Any) -> Any:
    values = {
        "asked_on": START.isoformat(),
        "unit": {"category": "television", "country": "IR", "sold_on": "2026-01-10"},
        "fault": {"failed_on": "2026-06-01", "cause": {"value": "material", "source": "technician"}},
        "history": [],
        **given,
    }
    return parse_case(values)


def on(today: date, *, book: Any = BOOK, start: date = START, back: date | None = None, **given: Any) -> Clocks:
    repair = Repair(case(**given), start, back, promise="set@1")
    return radar(repair, book, today, IRAN_OFFICE)


def kinds(clocks: Clocks) -> list[tuple[str, int]]:
    return [(right.kind, right.occurrence) for right in clocks.fallen]


def test_nothing_has_fallen_on_the_day_it_came_in_and_the_next_right_is_known_with_its_day() -> None:
    clocks = on(START)
    assert clocks.fallen == ()
    assert clocks.next is not None
    due = add_working_days(IRAN_OFFICE, START, 7)
    assert clocks.repair_due == due
    assert (clocks.next.kind, clocks.next.due_on) == ("extend", due + timedelta(days=1))
    assert clocks.working_days_left == 8  # today is one of them


def test_the_first_late_week_brings_one_month_and_the_next_one_another() -> None:
    first = on(START).coming[0].due_on
    assert ("extend", 1) not in kinds(on(first - timedelta(days=1)))
    assert ("extend", 1) in kinds(on(first))
    assert ("extend", 2) not in kinds(on(first + timedelta(days=6)))
    assert ("extend", 2) in kinds(on(first + timedelta(days=7)))


def test_the_loaner_waits_for_a_working_day_where_the_extension_does_not() -> None:
    """Eight working days are more than seven; a Friday is none of them."""
    loaner = next(right for right in on(START).coming if right.kind == "loaner")
    assert loaner.due_on == add_working_days(IRAN_OFFICE, START, 8)
    assert is_working_day(IRAN_OFFICE, loaner.due_on)


def test_terms_have_their_own_clock_and_their_clause() -> None:
    terms_only = parse_rule_book([TERMS])
    [right] = on(START, book=terms_only).coming
    assert (right.kind, right.due_on, right.law, right.clause) == ("replace", START + timedelta(days=46), False, "5.3")


def test_days_out_of_use_before_count_where_the_law_adds_them_up() -> None:
    past = [
        {"kind": "repair", "on": "2026-04-01", "by": "authorised", "days_out_of_service": 20, "same_problem": False}
    ]
    fresh = next(right for right in on(START).coming if right.kind == "replace")
    tired = next(right for right in on(START, history=past).coming if right.kind == "replace")
    assert fresh.due_on == START + timedelta(days=31)
    assert tired.due_on == START + timedelta(days=11)


def test_what_is_unchecked_is_named_and_never_falls_due() -> None:
    clocks = on(START + timedelta(days=60), book=parse_rule_book([DOUBTED, TERMS]))
    assert {right.document for right in clocks.unchecked} == {"xx-rumour@1"}
    assert {right.document for right in (*clocks.fallen, *clocks.coming)} <= {"set@1"}


def test_handing_it_back_stops_the_clock_and_keeps_what_fell_due() -> None:
    first = on(START).coming[0].due_on
    back = on(first + timedelta(days=90), back=first + timedelta(days=1))
    assert ("extend", 1) in kinds(back)
    assert ("extend", 2) not in kinds(back)
    assert (back.coming, back.running) == ((), False)


def test_once_is_once_for_all_repairs() -> None:
    once = {
        **PACK,
        "rights": [
            {"name": "x", "kind": "extend", "when": {"repair_days_over": 0}, "by": {"months": 12}, "per": "once"}
        ],
    }
    book = parse_rule_book([once])
    assert kinds(on(START + timedelta(days=9), book=book)) == [("extend", 1)]
    past = [{"kind": "repair", "on": "2026-04-01", "by": "authorised", "days_out_of_service": 2}]
    assert kinds(on(START + timedelta(days=9), book=book, history=past)) == []


def test_friday_and_holidays_do_not_count() -> None:
    """Norouz: thirteen days in which an office is closed for most."""
    before = date(2026, 3, 18)
    due = on(before, start=before, asked_on="2026-03-18", fault={"failed_on": "2026-03-17"}).repair_due
    assert due is not None
    assert (due - before).days > 12
    assert working_days_between(IRAN_OFFICE, before, due) == 7


# --- laws ------------------------------------------------------------------------------------------------------------

days = st.dates(date(2022, 1, 1), date(2029, 6, 1))


@settings(max_examples=60, deadline=None)
@given(start=days, first=st.integers(0, 120), more=st.integers(0, 60))
def test_what_is_due_stays_due(start: date, first: int, more: int) -> None:
    early, late = (
        on(start + timedelta(days=n), start=start, asked_on=start.isoformat()) for n in (first, first + more)
    )
    assert set(kinds(early)) <= set(kinds(late))
    assert {right.due_on for right in early.fallen} <= {right.due_on for right in late.fallen}


@settings(max_examples=60, deadline=None)
@given(start=days, length=st.integers(0, 60))
def test_a_right_comes_on_the_very_day_on_which_the_adjudicator_would_give_it(start: date, length: int) -> None:
    """Never earlier than the law's day, and never later: by the law's own test of a repair that is over."""
    today = start + timedelta(days=length)
    clocks = on(today, start=start, asked_on=start.isoformat())
    over = [{"kind": "repair", "on": start.isoformat(), "by": "authorised", "days_out_of_service": length}]
    judged = case(history=over)
    fallen = {right.rule for right in clocks.fallen}
    for name, when in (
        ("lend", When(repair_working_days_over=7)), ("back", When(repair_working_days_over=40)),
    ):  # fmt: skip
        assert (name in fallen) is holds(when, judged, None, IRAN_OFFICE)


@settings(max_examples=60, deadline=None)
@given(start=days, length=st.integers(0, 90))
def test_extensions_are_as_many_as_the_adjudicator_adds_for_the_same_days(start: date, length: int) -> None:
    clocks = on(start + timedelta(days=length), start=start, asked_on=start.isoformat())
    times = sum(right.kind == "extend" for right in clocks.fallen)
    one = Extended("xx-sets@1", times, {"months": 1}, start, "IR", {"repair_working_days_over": 7}, "week")
    act = {"kind": "repair", "on": start.isoformat(), "days_out_of_service": length}
    assert extension_acts([one], act) == []
    assert len(extension_acts([replace(one, times=times + 2)], act)) == 2
    assert len(extension_acts([one], {**act, "days_out_of_service": None})) == times


@settings(max_examples=40, deadline=None)
@given(start=days, days_over=st.integers(0, 60))
def test_a_due_day_is_a_working_day_after_so_many_of_them_in_every_country(start: date, days_over: int) -> None:
    for country in ("IR", "TR", "EG"):
        calendar = calendar_of(country)
        repair = Repair(case(), start)
        due = due_day(When(repair_working_days_over=days_over), repair, Begin(None), calendar)
        assert due is not None
        assert is_working_day(calendar, due)
        assert working_days_between(calendar, start, due) == days_over + 1


@settings(max_examples=40, deadline=None)
@given(start=days)
def test_the_same_day_is_the_same_whichever_calendar_wrote_it(start: date) -> None:
    jalali = to_jalali(start)
    again = from_parts(jalali.year, jalali.month, jalali.day, "jalali") if hasattr(jalali, "year") else start
    assert on(again, start=again) == on(start, start=start)


# --- money and the ways out ------------------------------------------------------------------------------------------


def test_the_ways_out_are_lawful_and_the_cheapest_comes_first() -> None:
    clocks = on(START)
    ways = ways_out(clocks, 1_000, PRICES, Elsewhere("2", there=1, here=9))
    assert [(way.kind, way.cost) for way in ways] == [("finish", 0), ("transfer", 5), ("loaner", 21), ("swap", 1_000)]
    assert ways[0].by is not None
    assert clocks.next is not None
    assert is_working_day(IRAN_OFFICE, ways[0].by)
    assert ways[0].by < clocks.next.due_on


def test_a_busier_centre_is_no_way_out_and_a_swap_of_unknown_worth_comes_last() -> None:
    ways = ways_out(on(START), 500, PRICES, Elsewhere("2", there=9, here=9), known=False)
    assert [(way.kind, way.cost, way.is_priced) for way in ways] == [
        ("finish", 0, True), ("loaner", 21, True), ("swap", 0, False),
    ]  # fmt: skip


def test_at_stake_is_what_falls_due_next() -> None:
    assert at_stake(on(START), 1_000, PRICES) in (10, 31)
    until = on(START).coming[-1].due_on
    assert at_stake(on(until - timedelta(days=1)), 1_000, PRICES) >= 1_000
    assert at_stake(on(START, back=START), 1_000, PRICES) == 0


@pytest.mark.parametrize("value", [0, 500])
def test_nothing_is_proposed_for_a_repair_that_is_over(value: int) -> None:
    assert ways_out(on(START + timedelta(days=3), back=START), value, PRICES) == []
