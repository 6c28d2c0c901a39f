"""The table of moves, what answers mean, and sums."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import rules
from payandan.platform.payments.rules import Entry, Verdict

pytestmark = pytest.mark.pure
MINUTE = timedelta(minutes=1)


def test_money_that_came_never_becomes_unpaid() -> None:
    assert {move.to for move in rules.MOVES if move.origin == rules.PAID} == {rules.PAID, rules.REFUNDED}
    assert not rules.acts_in(rules.REFUNDED)


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("act", ["redirect", "settle", "fail", "doubt", "refund_part", "refund_all"])
def test_what_the_table_does_not_hold_is_refused(state: str, act: str) -> None:
    known = [move.to for move in rules.MOVES if (move.origin, move.act) == (state, act)]
    if known:
        assert rules.check_move(state, act) == known[0]
    else:
        with pytest.raises(Refused, match="not_in_this_state"):
            rules.check_move(state, act)


def test_the_diagram_shows_every_change_of_state() -> None:
    changes = sum(move.origin != move.to for move in rules.MOVES)
    assert rules.diagram().count("-->") == 1 + changes + len(rules.MOVES.ends)


@pytest.mark.parametrize(
    ("verdict", "age", "act"),
    [
        (Verdict.PAID, MINUTE, "settle"),
        (Verdict.UNPAID, MINUTE, "fail"),
        (Verdict.PENDING, MINUTE, ""),
        (Verdict.PENDING, timedelta(hours=2), "fail"),
        (Verdict.UNSURE, MINUTE, "doubt"),
        (Verdict.UNSURE, timedelta(days=9), "doubt"),
    ],
)
def test_what_an_answer_amounts_to(verdict: Verdict, age: timedelta, act: str) -> None:
    assert rules.act_of(verdict, age) == act


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_the_gateway_is_asked_again_ever_more_seldom_until_people_must(age: timedelta) -> None:
    pause = rules.next_look(age)
    if age > timedelta(days=4):
        assert pause is None
    else:
        assert pause is not None
        assert MINUTE <= pause <= timedelta(hours=3)


@given(st.text())
def test_a_card_number_is_never_whole(text: str) -> None:
    masked = rules.masked_card(text)
    assert masked == "" or (len(masked) == 16 and masked[6:12] == "******")


@given(st.lists(st.tuples(st.sampled_from(["deposit", "payment", "refund"]), st.integers(1, 10**15))))
def test_a_balance_is_what_came_less_what_went(rows: list[tuple[str, int]]) -> None:
    sums = rules.balance(Entry(*row) for row in rows)
    assert sums.kept == sum(-amount if purpose == "refund" else amount for purpose, amount in rows)
    assert sums.received == sums.kept + sums.refunds
