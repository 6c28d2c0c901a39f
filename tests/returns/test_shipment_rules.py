"""The table of moves, the carriers' words, and who pays: examples, and what holds for every case."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from payandan.platform.kit.refusals import Refused
from payandan.returns import rules
from payandan.returns.rules import Verdict, Way

pytestmark = pytest.mark.pure

DOC = Path(__file__).parents[2] / "docs" / "returns.md"
ways = some.builds(
    Way,
    cause=some.sampled_from(rules.CAUSES),
    coverage=some.sampled_from(rules.COVERAGES),
    distance=some.sampled_from(rules.DISTANCES),
    country=some.sampled_from(["", "IR", "DE", "EG", "US"]),
)
houses = some.dictionaries(some.sampled_from(rules.HOUSE), some.sampled_from(rules.PAYERS))


def test_the_diagram_in_the_docs_is_the_table() -> None:
    assert rules.diagram() in DOC.read_text(encoding="utf-8")


def test_every_line_of_the_payers_stands_in_the_docs() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert [line.code for line in rules.LINES if f"`{line.code}`" not in text] == []


@given(some.sampled_from(rules.STATES), some.sampled_from([move.act for move in rules.MOVES]))
def test_an_act_leads_where_the_table_says_or_is_refused(state: str, act: str) -> None:
    known = [move.to for move in rules.MOVES if (move.act, move.origin) == (act, state)]
    if known:
        assert rules.check_move(state, act) == known[0]
        assert len(known) == 1
    else:
        with pytest.raises(Refused):
            rules.check_move(state, act)
    assert (act in rules.acts_in(state)) == bool(known)


@given(some.lists(some.sampled_from(rules.TAGS), max_size=12))
def test_whatever_is_seen_a_delivered_or_cancelled_parcel_stays_so(tags: list[str]) -> None:
    for begun in (rules.DELIVERED, rules.CANCELLED, rules.PENDING):
        state, path = begun, [begun]
        for tag in tags:
            state = rules.leads_to(state, tag) or state
            path.append(state)
        over = [place for place, one in enumerate(path) if one in (rules.DELIVERED, rules.CANCELLED)]
        assert not over or set(path[over[0] :]) == {path[over[0]]}


@pytest.mark.parametrize(
    ("way", "payer", "line"),
    [
        (Way("defect", "covered", "same_city", "IR"), "company", "covered_near"),
        (Way("defect", "covered", "other_city", "IR"), "shared", "covered_far"),
        (Way("defect", "covered", "unknown", "IR"), "company", "covered_near"),
        (Way("defect", "covered", "other_city", "DE"), "company", "law_eu_fault"),
        (Way("defect", "covered", "other_city", "EG"), "company", "law_eg_fault"),
        (Way("defect", "not_covered", "same_city", "DE"), "customer", "not_covered"),
        (Way("defect", "partly_covered", "same_city", "IR"), "shared", "partly_covered"),
        (Way("dead_on_arrival", "covered", "other_city", "IR"), "company", "dead_on_arrival"),
        (Way("repair", "not_covered", "same_city", "IR"), "customer", "not_covered"),
        (Way("no_fault", "covered", "other_city", "IR"), "customer", "no_fault"),
        (Way("withdrawal", "covered", "same_city", "IR"), "customer", "law_ir_withdrawal"),
        (Way("withdrawal", "covered", "same_city", "FR"), "customer", "law_eu_withdrawal"),
        (Way("withdrawal", "covered", "same_city", "EG"), "company", "law_eg_withdrawal"),
        (Way("withdrawal", "covered", "same_city", "US"), "customer", "convenience"),
        (Way("wrong_item", "not_covered", "other_city", "IR"), "company", "our_mistake"),
        (Way("recall"), "company", "our_mistake"),
        (Way("internal"), "company", "among_ourselves"),
        (Way("loaner"), "company", "loaner"),
        (Way("convenience", "covered", "same_city", "IR"), "customer", "convenience"),
    ],
)
def test_who_pays(way: Way, payer: str, line: str) -> None:
    assert rules.who_pays(way) == rules.Decision(payer, line)


@given(ways, houses)
def test_somebody_pays_for_every_way_and_no_house_changes_the_law(way: Way, house: dict[str, str]) -> None:
    told = rules.who_pays(way, house)
    assert told.payer in rules.PAYERS
    usual = rules.who_pays(way)
    assert told.line == usual.line
    if told.line in rules.HOUSE:
        assert told.payer == house.get(told.line, usual.payer)
    else:
        assert told == usual


@given(ways)
def test_a_better_promise_never_makes_the_customer_pay_more(way: Way) -> None:
    dear = {"company": 0, "shared": 1, "customer": 2}
    costs = [
        dear[rules.who_pays(Way(way.cause, coverage, way.distance, way.country)).payer]
        for coverage in ("covered", "partly_covered", "not_covered")
    ]
    assert costs == sorted(costs)


def test_carriers_words_mean_states_that_the_table_knows() -> None:
    for words in rules.WORDS.values():
        for word, (tag, trouble) in words.items():
            assert tag in rules.TAGS, word
            assert trouble in ("", *rules.TOLD), word
            assert (tag == rules.EXCEPTION) == bool(trouble), word
        assert {tag for tag, _trouble in words.values()} == set(rules.TAGS)


@pytest.mark.parametrize(
    ("kind", "word", "meaning"),
    [
        ("tapin", "تحويل شده", ("delivered", "")),
        ("tapin", "تحویل نامه رسان", ("out_for_delivery", "")),
        ("tapin", "مفقودی", ("exception", "lost")),
        ("tapin", "Delivered", ("", "")),
        ("tipax", "LOST", ("exception", "lost")),
        ("tipax", "Ready for pickup", ("available_for_pickup", "")),
        ("nobody", "Delivered", ("", "")),
    ],
)
def test_a_word_is_known_however_it_is_spelt(kind: str, word: str, meaning: tuple[str, str]) -> None:
    assert rules.meaning(kind, word) == meaning


def test_absence_is_believed_only_after_a_while() -> None:
    assert rules.act_after(Verdict.ABSENT, age=timedelta(minutes=2)) == ""
    assert rules.act_after(Verdict.ABSENT, age=timedelta(minutes=12)) == "refuse"
    assert rules.act_after(Verdict.UNSURE, age=timedelta(days=9)) == ""
    assert rules.act_after(Verdict.DONE, age=timedelta(0)) == "book"


def test_late_is_who_is_waited_for_beyond_the_promise() -> None:
    today = datetime(2026, 5, 2, tzinfo=UTC).date()
    before = today - timedelta(days=1)
    late = [state for state in rules.STATES if rules.is_late(state, before, today)]
    assert set(late) == set(rules.UNDER_WAY) - {rules.AVAILABLE_FOR_PICKUP, rules.EXCEPTION}
    assert not any(rules.is_late(state, today, today) for state in rules.STATES)
