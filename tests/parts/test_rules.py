"""The rules of parts: by examples and by what must hold always."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.parts.rules import demand, ledger, master, states
from payandan.parts.rules.ledger import Entry, Holding
from payandan.parts.rules.master import BOTH, FORWARD, NEITHER, FitRange, Step
from payandan.platform.kit.refusals import Refused

pytestmark = pytest.mark.pure

# --- the master -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("serial", "first", "last", "fits"),
    [
        ("AV55-100", "AV55-99", "AV55-101", True),
        ("AV55-102", "AV55-99", "AV55-101", False),
        ("AV55-9", "AV55-10", "", False),
        ("AV55-10", "", "AV55-10", True),
        ("av55 100", "AV55100", "AV55100", True),
        ("", "AV55-1", "AV55-2", True),
    ],
)
def test_a_serial_lies_in_a_range_by_its_numbers(serial: str, first: str, last: str, fits: bool) -> None:
    assert master.fits(serial, first, last) is fits


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        master.check_fit(FitRange(1, "A10", "A9"))
    assert refused.value.code == "serials_backwards"


def test_a_chain_leads_to_the_newest() -> None:
    steps = [Step(1, 2, BOTH), Step(2, 3, FORWARD), Step(9, 3, NEITHER)]
    assert master.chain(steps, 1) == [1, 2, 3]
    assert master.predecessors(steps, 3) == [2, 9, 1]


@pytest.mark.parametrize(
    ("part", "does"),
    [(1, [2, 3]), (2, [3, 1]), (3, []), (9, [])],
)
def test_what_stands_in_follows_the_direction(part: int, does: list[int]) -> None:
    steps = [Step(1, 2, BOTH), Step(2, 3, FORWARD), Step(9, 3, NEITHER)]
    assert master.stand_ins(steps, part) == does


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step(3, 1, BOTH), "chain_circle"),
        (Step(1, 3, BOTH), "superseded_already"),
        (Step(3, 4, "sideways"), "unknown_direction"),
        (Step(5, 5, BOTH), "chain_circle"),
    ],
)
def test_a_supersession_that_cannot_be(step: Step, code: str) -> None:
    with pytest.raises(Refused) as refused:
        master.check_supersession([Step(1, 2, BOTH), Step(2, 3, BOTH)], step)
    assert refused.value.code == code


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from(master.DIRECTIONS)), max_size=20))
def test_supersessions_never_close_a_circle(wanted: list[tuple[int, int, str]]) -> None:
    steps: list[Step] = []
    for old, new, direction in wanted:
        try:
            master.check_supersession(steps, Step(old, new, direction))
        except Refused:
            continue
        steps.append(Step(old, new, direction))
    for part in range(9):
        found = master.chain(steps, part)
        assert len(found) == len(set(found))
        assert part not in master.stand_ins(steps, part)
        assert part not in master.predecessors(steps, part)


def test_a_scan_on_the_persian_layout_is_the_number() -> None:
    assert master.code_key("شر۵۵۱۰۰۰") == "AV551000"


# --- the ledger -------------------------------------------------------------------------------------------------------


def test_the_average_moves_with_what_comes_in() -> None:
    held, _ = ledger.put(Holding(), 10, 1000)
    held, _ = ledger.put(held, 10, 3000)
    assert (held.on_hand, held.value, held.average) == (20, 4000, 200)
    held, cost = ledger.take(held, 5)
    assert (cost, held.value, held.average) == (1000, 3000, 200)


def test_the_last_piece_takes_all_that_is_left() -> None:
    held, _ = ledger.put(Holding(), 3, 100)
    costs = []
    for _ in range(3):
        held, cost = ledger.take(held, 1)
        costs.append(cost)
    assert (held.value, sum(costs)) == (0, 100)


def test_reserved_pieces_are_not_taken_by_others() -> None:
    held = ledger.reserve(Holding(on_hand=5, value=50), 4)
    with pytest.raises(Refused) as refused:
        ledger.take(held, 2)
    assert (refused.value.code, refused.value.params) == ("not_enough", {"free": 1, "wanted": 2})
    after, _ = ledger.take(held, 4, promised=True)
    assert (after.on_hand, after.reserved) == (1, 0)


def test_what_was_taken_before_it_was_there_is_put_right_when_it_comes() -> None:
    held, cost = ledger.take(Holding(last=100), 3, allows_negative=True)
    assert (held.on_hand, held.value, cost) == (-3, -300, 300)
    held, put_right = ledger.put(held, 5, 600)
    assert (held.on_hand, held.value, put_right) == (2, 240, -60)


_moves = st.lists(
    st.tuples(
        st.sampled_from(["put", "take", "reserve", "release", "promised"]),
        st.integers(1, 40),
        st.integers(0, 100_000),
    ),
    max_size=40,
)


@given(_moves, st.booleans())
def test_no_order_of_acts_breaks_a_balance(acts: list[tuple[str, int, int]], negative: bool) -> None:
    held, entries = Holding(), []
    for act, quantity, cost in acts:
        try:
            if act == "put":
                held, put_right = ledger.put(held, quantity, cost)
                entries.append(Entry("receive", quantity, cost, put_right))
            elif act in ("take", "promised"):
                held, value = ledger.take(held, quantity, promised=act == "promised", allows_negative=negative)
                entries.append(Entry("issue", quantity, value))
            else:
                held = (ledger.reserve if act == "reserve" else ledger.release)(held, quantity)
        except Refused:
            continue
        assert held.reserved >= 0
        assert negative or 0 <= held.reserved <= held.on_hand
        assert held.on_hand != 0 or held.value == 0
        assert held.on_hand < 0 or held.value >= 0
    summed = ledger.balance(entries)
    assert (summed.on_hand, summed.value) == (held.on_hand, held.value)


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_cannot_move(quantity: int) -> None:
    for act in (ledger.take, ledger.reserve, ledger.release):
        with pytest.raises(Refused) as refused:
            act(Holding(on_hand=5, reserved=2), quantity)
        assert refused.value.code == "quantity_wrong"


def test_every_move_touches_a_place_that_is_ours() -> None:
    assert len({move.act for move in ledger.MOVES}) == len(ledger.MOVES)
    for move in ledger.MOVES:
        assert {move.origin, move.to} <= set(ledger.PLACES)
        assert {ledger.NODE, ledger.TRANSIT} & {move.origin, move.to}
        assert move.origin != move.to


@pytest.mark.parametrize("name", list(states.TABLES))
def test_a_table_of_states_can_be_walked(name: str) -> None:
    table = states.TABLES[name]
    reached = {table[0].origin}
    for _ in table:
        reached |= {move.to for move in table if move.origin in reached}
    assert reached == set(table.states)
    for state in reached:
        for move in table:
            if move.origin == state:
                assert table.after(state, move.act) == move.to
            elif move.act not in table.acts_in(state):
                with pytest.raises(Refused):
                    table.after(state, move.act)


def test_the_docs_draw_what_the_tables_say() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "parts.md").read_text(encoding="utf-8")
    for drawing in (ledger.ledger_diagram(), *(table.diagram() for table in states.TABLES.values())):
        assert f"```mermaid\n{drawing}\n```" in page


# --- demand -----------------------------------------------------------------------------------------------------------

TODAY = date(2026, 5, 2)


@pytest.mark.parametrize(
    ("mean", "level", "pieces"),
    [(0, 0.95, 0), (0.02, 0.95, 0), (1, 0.95, 3), (2, 0.95, 5), (5, 0.9, 8), (10, 0.99, 18)],
)
def test_poisson_quantiles_are_those_of_the_tables(mean: float, level: float, pieces: int) -> None:
    assert demand.quantile(mean, mean, level) == pieces


def test_negative_binomial_is_that_of_the_tables() -> None:
    # Size 1 and mean 3 is geometric: 1 − 0.75^(k+1) ≥ 0.95 from k = 10 on.
    assert demand.quantile(3, 12, 0.95) == 10
    assert demand.model_of(3, 12) == "negative_binomial"


@given(st.floats(0, 2000), st.floats(0, 20_000), st.floats(0.5, 0.999))
def test_a_higher_level_and_more_spread_never_order_less(mean: float, variance: float, level: float) -> None:
    here = demand.quantile(mean, variance, level)
    assert here >= 0
    assert demand.quantile(mean, variance, min(level + 0.0005, 0.9995)) >= here


def test_uneven_demand_needs_more_than_even_demand() -> None:
    for narrow, wide in pairwise([4.0, 8.0, 16.0, 32.0]):
        assert demand.quantile(4, wide, 0.95) > demand.quantile(4, narrow, 0.95)


def test_the_same_level_is_reached_in_a_simulation() -> None:
    import random

    dice = random.Random(5)
    used = [(TODAY - timedelta(days=day), 1) for day in range(364) if dice.random() < 0.3]
    past = demand.summarise(used, until=TODAY)
    proposal = demand.propose(past, demand.Policy(level=950, lead_days=21), free=0, coming=0)
    covered = sum(sum(dice.random() < 0.3 for _ in range(21)) <= proposal.reorder_point for _ in range(2000))
    assert 0.93 <= covered / 2000 <= 1


def test_weeks_are_counted_from_when_the_part_was_kept() -> None:
    used = [(TODAY - timedelta(days=3), 2), (TODAY - timedelta(days=10), 4), (TODAY - timedelta(days=400), 9)]
    past = demand.summarise(used, until=TODAY, since=TODAY - timedelta(days=27))
    assert (past.weeks, past.total, past.mean, past.uses) == (4, 6, 1.5, 2)
    assert past.thin


def test_what_came_back_is_no_use() -> None:
    used = [(TODAY, 3), (TODAY, -3), (TODAY - timedelta(days=8), -1)]
    assert demand.summarise(used, until=TODAY).total == 0


def test_a_proposal_fills_up_to_the_upper_point() -> None:
    past = demand.Demand(weeks=52, uses=50, total=104, mean=2, variance=2)
    proposal = demand.propose(past, demand.Policy(level=950, lead_days=14, review_days=14), free=3, coming=2)
    assert (proposal.reorder_point, proposal.order_up_to, proposal.position) == (8, 13, 5)
    assert proposal.quantity == 8
    assert demand.propose(past, demand.Policy(level=950, lead_days=14), free=9, coming=0).quantity == 0


def test_points_set_by_hand_win() -> None:
    by_hand = demand.Policy(reorder_point=2, order_up_to=6)
    proposal = demand.propose(demand.Demand(), by_hand, free=1, coming=0)
    assert (proposal.quantity, proposal.by_hand) == (5, True)


def test_what_nobody_uses_is_not_ordered() -> None:
    assert demand.propose(demand.Demand(weeks=52), demand.Policy(), free=0, coming=0).quantity == 0


@pytest.mark.parametrize("level", [0, 1, 1.5, -1])
def test_a_level_is_a_share(level: float) -> None:
    with pytest.raises(ValueError, match="service level"):
        demand.quantile(1, 1, level)
