"""The table of moves: what it promises about itself, and that the database and the guards keep to it."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims import rules
from payandan.claims.models import Claim
from payandan.platform.kit.refusals import Refused
from tests.claims import factories as make

ACTS = sorted({move.act for move in rules.MOVES})


def test_every_state_is_reached_and_every_state_but_the_ends_is_left() -> None:
    reached = {rules.SUBMITTED}
    for _ in rules.STATES:
        reached |= {move.to for move in rules.MOVES if move.origin in reached}
    assert reached == set(rules.STATES)
    assert set(rules.ENDS) == {"closed", "withdrawn"}


def test_every_move_has_a_capability_that_exists() -> None:
    from payandan.claims.permissions import CAPABILITIES

    assert {move.capability for move in rules.MOVES} <= set(CAPABILITIES)


@given(st.lists(st.sampled_from(ACTS), max_size=12))
def test_a_walk_stays_in_the_table(acts: list[str]) -> None:
    state = rules.SUBMITTED
    for act in acts:
        allowed = [move.to for move in rules.moves_from(state) if move.act == act]
        if not allowed:
            with pytest.raises(Refused):
                rules.check_move(state, act)
            continue
        state = rules.check_move(state, act)
        assert state in rules.STATES
        assert state in allowed


@given(st.sampled_from(rules.STATES), st.sampled_from(ACTS), st.sampled_from(rules.STATES))
def test_a_target_outside_the_table_is_refused(state: str, act: str, to: str) -> None:
    listed = rules.Move(act, state, to) in {rules.Move(m.act, m.origin, m.to) for m in rules.MOVES}
    if listed:
        assert rules.check_move(state, act, to) == to
    else:
        with pytest.raises(Refused):
            rules.check_move(state, act, to)


def test_nothing_is_decided_twice() -> None:
    deciding = {"approve", "approve_partly", "reject"}
    assert not [move for move in rules.MOVES if move.act in deciding and move.origin not in rules.OPEN]


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        ([], "submitted"),
        (["technician"], "under_inspection"),
        (["technician", "customer"], "info_requested"),
        (["seller"], "info_requested"),
        (["laboratory"], "under_inspection"),
    ],
)
def test_an_open_claim_stands_where_its_questions_leave_it(asked: list[str], state: str) -> None:
    assert rules.waiting_state(asked) == state


@pytest.mark.parametrize(
    ("state", "proposed", "asks", "rejected", "act"),
    [
        ("submitted", True, [], False, "decide"),
        ("submitted", False, ["technician"], False, "inspect"),
        ("submitted", False, ["customer", "technician"], False, "ask_customer"),
        ("appealed", True, [], False, "decide_appeal"),
        ("approved", True, [], False, "settle"),
        ("final", True, [], True, "close"),
        ("rejected", True, [], True, "close"),
        ("closed", True, [], False, ""),
    ],
)
def test_the_next_act(state: str, proposed: bool, asks: list[str], rejected: bool, act: str) -> None:
    assert rules.next_act(state, proposed=proposed, asks=asks, rejected=rejected) == act


def test_the_diagram_names_every_state() -> None:
    drawn = rules.diagram()
    assert all(state in drawn for state in rules.STATES)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"state": "lost"}, {"state": "approved", "decided_at": None}])
def test_the_database_refuses_what_is_not_in_the_table(change: dict[str, object]) -> None:
    claim = make.file_claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**change)
