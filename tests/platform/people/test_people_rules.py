"""From roles to capabilities, who governs whom, where a request came from, and how many codes may go out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.people import rules

CAPABILITIES = st.sets(st.sampled_from(["a", "b", "c", "people.manage"]))
MEMBERSHIPS = st.lists(st.tuples(CAPABILITIES, st.none() | st.integers(1, 3)), max_size=4)


def _staff(*memberships: tuple[set[str], int | None]) -> Actor:
    return rules.staff_actor(user_id=1, name="Mina", language="fa", memberships=memberships)


@given(MEMBERSHIPS)
def test_everybody_covers_what_they_hold(memberships: list[tuple[set[str], int | None]]) -> None:
    assert rules.covers(_staff(*memberships), memberships)


@given(MEMBERSHIPS, MEMBERSHIPS)
def test_to_cover_is_to_hold_as_much_as_widely(
    mine: list[tuple[set[str], int | None]], theirs: list[tuple[set[str], int | None]]
) -> None:
    me, (capabilities, branches) = _staff(*mine), rules.reach(theirs)
    assert rules.covers(me, theirs) == (
        capabilities <= me.capabilities and (me.branches is None or (branches is not None and branches <= me.branches))
    )
    assert rules.covers(SYSTEM, theirs)


def test_a_role_for_one_branch_is_not_one_for_the_company() -> None:
    bound = _staff(({"a"}, 1))
    assert bound.branches == frozenset({1})
    assert not rules.covers(bound, [({"a"}, None)])
    assert not rules.covers(bound, [({"a"}, 2)])
    assert not rules.is_administrator([({"people.manage"}, 1)])
    assert rules.is_administrator([({"people.manage"}, None)])


@given(CAPABILITIES, st.none() | st.integers(1, 3), MEMBERSHIPS)
def test_a_token_never_exceeds_its_maker(
    given_to_it: set[str], branch: int | None, maker: list[tuple[set[str], int | None]]
) -> None:
    capabilities, branches = rules.token_reach(capabilities=given_to_it, branch=branch, maker=maker)
    held, where = rules.reach(maker)
    assert capabilities == given_to_it & held
    if where is not None:
        assert branches is not None
        assert branches <= where
    if branch is not None:
        assert branches is not None
        assert branches <= {branch}


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "expected"),
    [
        ("5.1.1.1", "6.6.6.6", 0, "5.1.1.1"),
        ("10.0.0.2", "6.6.6.6, 5.1.1.1", 1, "5.1.1.1"),
        ("10.0.0.2", "6.6.6.6, 5.1.1.1, 10.0.0.1", 2, "5.1.1.1"),
        ("10.0.0.2", "", 1, "10.0.0.2"),
        ("10.0.0.2", "<script>", 1, "10.0.0.2"),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str, forwarded: str, proxies: int, expected: str) -> None:
    assert rules.client_address(peer, forwarded, proxies) == expected


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("5.120.3.4", "5.120.3.0/24"),
        ("::ffff:5.120.3.4", "5.120.3.0/24"),
        ("2a01:5ec0::1:2", "2a01:5ec0::/64"),
    ],
)
def test_networks(address: str, network: str) -> None:
    assert rules.network_of(address) == network


BUDGETS = rules.Budgets(address=5, network=8, everything=10)


@pytest.mark.parametrize(
    ("sent", "broken"),
    [
        (rules.Sent(2, 9, 4, 7, 9), ""),
        (rules.Sent(3, 3, 0, 0, 3), "number"),
        (rules.Sent(0, 10, 0, 0, 3), "number"),
        (rules.Sent(0, 0, 5, 5, 5), "address"),
        (rules.Sent(0, 0, 0, 8, 8), "address"),
        (rules.Sent(0, 0, 0, 0, 10), "everything"),
    ],
)
def test_budgets(sent: rules.Sent, broken: str) -> None:
    assert rules.exhausted(sent, BUDGETS) == broken


def test_the_kill_switch() -> None:
    assert rules.exhausted(rules.Sent(0, 0, 0, 0, 0), rules.Budgets(5, 8, 0)) == "everything"
