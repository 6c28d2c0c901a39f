"""Cohen's kappa: against a worked example, and by its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims.rules.agreement import agreement

ANSWERS = ("approved", "partly_approved", "rejected")
pairs = st.dictionaries(
    st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)), st.integers(1, 200), min_size=1, max_size=9
)


def test_a_worked_example() -> None:
    # Two readers of fifty grant proposals: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no. Agreement 0.7, by chance 0.5.
    found = agreement({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15})
    assert (found.n, found.agreed, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)
    # Fleiss, Cohen and Everitt: the standard error of this table is 0.1265.
    assert found.kappa_low == pytest.approx(0.4 - 1.96 * 0.1265, abs=2e-3)
    assert found.kappa_high == pytest.approx(0.4 + 1.96 * 0.1265, abs=2e-3)


def test_nothing_and_one_answer_only_have_no_kappa() -> None:
    assert agreement({}).kappa is None
    assert (agreement({}).n, agreement({}).enough) == (0, False)
    assert agreement({("rejected", "rejected"): 40}).kappa is None
    assert agreement({("rejected", "rejected"): 40}).share == 1.0


@given(pairs)
def test_the_numbers_stay_in_their_ranges_and_inside_their_intervals(counted: dict[tuple[str, str], int]) -> None:
    found = agreement(counted)
    assert 0 <= found.low <= found.share <= found.high <= 1
    if found.kappa is not None and found.kappa_low is not None and found.kappa_high is not None:
        assert -1 <= found.kappa_low <= found.kappa + 1e-12
        assert found.kappa - 1e-12 <= found.kappa_high <= 1
        assert found.kappa <= found.share + 1e-12


@given(pairs)
def test_who_is_called_first_makes_no_difference(counted: dict[tuple[str, str], int]) -> None:
    here, there = agreement(counted), agreement({(second, first): n for (first, second), n in counted.items()})
    assert (here.n, here.agreed) == (there.n, there.agreed)
    if here.kappa is None or there.kappa is None:
        assert here.kappa is there.kappa
    else:
        assert here.kappa == pytest.approx(there.kappa)
        assert here.kappa_low == pytest.approx(there.kappa_low)


@given(pairs, st.permutations(ANSWERS))
def test_what_the_answers_are_called_makes_no_difference(counted: dict[tuple[str, str], int], names: list[str]) -> None:
    renamed = dict(zip(ANSWERS, names, strict=True))
    other = agreement({(renamed[first], renamed[second]): n for (first, second), n in counted.items()})
    here = agreement(counted)
    assert other.share == here.share
    assert (here.kappa is None) == (other.kappa is None)
    if here.kappa is not None:
        assert other.kappa == pytest.approx(here.kappa)


@given(st.dictionaries(st.sampled_from(ANSWERS), st.integers(1, 100), min_size=2))
def test_perfect_agreement_is_one(same: dict[str, int]) -> None:
    found = agreement({(name, name): n for name, n in same.items()})
    assert found.kappa == pytest.approx(1.0)


@given(pairs, st.integers(2, 5))
def test_more_of_the_same_only_makes_it_surer(counted: dict[tuple[str, str], int], times: int) -> None:
    here, more = agreement(counted), agreement({pair: n * times for pair, n in counted.items()})
    if here.kappa is None or more.kappa is None:
        return
    assert more.kappa == pytest.approx(here.kappa)
    assert more.kappa_high is not None
    assert here.kappa_high is not None
    assert more.kappa_high <= here.kappa_high + 1e-9
