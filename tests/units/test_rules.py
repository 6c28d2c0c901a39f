"""The pure rules of units."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.catalog.rules import check_pattern, serial_fits
from payandan.platform.kit.refusals import Refused
from payandan.units import rules

STATES = st.sampled_from(rules.STATES)
ACTS = st.sampled_from(sorted(rules.MOVES))


@given(ACTS, STATES)
def test_every_move_ends_in_a_known_state_or_is_refused(act: str, state: str) -> None:
    resting = rules.resting_state(owned=True, sold=True, installed=False)
    if act in rules.acts_from(state):
        assert rules.after(act, state, resting=resting) in rules.STATES
        return
    with pytest.raises(Refused, match="not_from_here"):
        rules.after(act, state, resting=resting)


def test_what_is_over_cannot_be_revived_unless_it_is_made_good() -> None:
    assert rules.acts_from("replaced") == ["renew"]
    assert rules.acts_from("retired") == []


def test_a_copy_can_only_be_released() -> None:
    assert rules.acts_from("quarantined_clone") == ["release"]


@pytest.mark.parametrize(
    ("owned", "sold", "installed", "state"),
    [
        (False, False, False, "made"),
        (False, True, False, "sold"),
        (True, True, False, "registered"),
        (True, True, True, "in_service"),
    ],
)
def test_where_a_unit_rests(owned: bool, sold: bool, installed: bool, state: str) -> None:
    assert rules.resting_state(owned=owned, sold=sold, installed=installed) == state


@pytest.mark.parametrize(
    ("typed", "matched"),
    [(" av-55 001 ", "AV55001"), ("AV۵۵۰۰۱", "AV55001"), ("a/v.5_5-001", "AV55001"), ("شش۵۵۰۰۱", "AA55001")],
)
def test_serials_are_matched_in_any_spelling(typed: str, matched: str) -> None:
    assert rules.clean_serial(typed)[1] == matched


@pytest.mark.parametrize(
    ("typed", "code"), [("", "serial_missing"), (" -- ", "serial_missing"), ("A" * 61, "serial_too_long")]
)
def test_what_is_no_serial_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.clean_serial(typed)
    assert (refusal.value.code, refusal.value.field) == (code, "serial")


def test_dates_that_cannot_be() -> None:
    today = date(2025, 5, 4)
    rules.check_dates({"made_on": date(2025, 1, 1), "sold_on": today, "installed_on": None}, today=today)
    with pytest.raises(Refused, match="date_in_future"):
        rules.check_dates({"sold_on": today + timedelta(days=1)}, today=today)
    with pytest.raises(Refused, match="before_made"):
        rules.check_dates({"made_on": date(2025, 1, 2), "sold_on": date(2025, 1, 1)}, today=today)


@given(last=st.integers(0, 10**9), value=st.integers(0, 10**9))
def test_a_counter_never_runs_backwards_unasked(last: int, value: int) -> None:
    if value >= last:
        rules.check_reading(value, last=last, overridden=False, reason="")
        return
    with pytest.raises(Refused, match="meter_falls"):
        rules.check_reading(value, last=last, overridden=False, reason="")


def test_an_override_needs_its_reason() -> None:
    with pytest.raises(Refused, match="reason_missing"):
        rules.check_reading(5, last=10, overridden=True, reason=" ")
    rules.check_reading(5, last=10, overridden=True, reason="شمارنده عوض شد")


COUNTS = st.builds(
    rules.ScanSummary,
    addresses=st.integers(0, 40),
    before_sale=st.integers(0, 40),
    wrong_codes=st.integers(0, 40),
    taken=st.integers(0, 6),
    last_hour=st.integers(0, 40),
)


@given(COUNTS, st.sampled_from(["addresses", "before_sale", "wrong_codes", "taken", "last_hour"]))
def test_one_more_question_never_makes_a_copy_less_likely(summary: rules.ScanSummary, name: str) -> None:
    from dataclasses import replace

    more = replace(summary, **{name: getattr(summary, name) + 1})
    assert rules.clone_score(rules.clone_signs(more)) >= rules.clone_score(rules.clone_signs(summary))


def test_one_second_hand_buyer_is_no_counterfeit() -> None:
    assert rules.clone_score(rules.clone_signs(rules.ScanSummary(taken=1, addresses=2))) < rules.SUSPICIOUS_FROM
    assert rules.clone_score(rules.clone_signs(rules.ScanSummary(taken=3))) >= rules.SUSPICIOUS_FROM


@given(state=STATES, owned=st.booleans(), score=st.integers(0, 100), until=st.none() | st.dates())
def test_without_proof_every_unit_gets_the_same_answer(state: str, owned: bool, score: int, until: date | None) -> None:
    given_away = rules.answer(
        state=state, owned=owned, proved=False, score=score, free_until=until, today=date(2025, 5, 4)
    )
    assert given_away == "unproven"


@pytest.mark.parametrize(
    ("state", "owned", "score", "until", "answer"),
    [
        ("sold", False, 0, None, "genuine_free"),
        ("registered", True, 0, date(2025, 5, 5), "genuine_registered"),
        ("registered", True, 0, date(2025, 5, 4), "expired"),
        ("registered", True, 60, None, "suspicious"),
        ("quarantined_clone", True, 0, None, "suspicious"),
        ("stolen", True, 0, None, "suspicious"),
    ],
)
def test_answers_with_proof(state: str, owned: bool, score: int, until: date | None, answer: str) -> None:
    found = rules.answer(state=state, owned=owned, proved=True, score=score, free_until=until, today=date(2025, 5, 4))
    assert found == answer


@pytest.mark.parametrize(
    ("code_ok", "own_source", "fits", "genuine"),
    [
        (True, False, None, True),
        (True, False, False, True),
        (False, True, True, True),
        (False, True, None, None),
        (False, False, True, None),
    ],
)
def test_what_proves_a_unit(code_ok: bool, own_source: bool, fits: bool | None, genuine: bool | None) -> None:
    assert rules.genuineness(code_ok=code_ok, own_source=own_source, serial_fits=fits) is genuine


@pytest.mark.parametrize("text", ["1404/02", "۱۴۰۴/۲", "1404-2", "2025-05", "1404 02"])
def test_months_are_read_in_either_calendar(text: str) -> None:
    month = rules.read_month(text)
    assert month is not None
    assert month[0] <= date(2025, 5, 10) < month[1]


@pytest.mark.parametrize("text", ["", "1404", "1404/13", "اردیبهشت", "99/2", "1404/02/14"])
def test_what_is_no_month(text: str) -> None:
    assert rules.read_month(text) is None


def test_serial_patterns() -> None:
    assert serial_fits("AV55[0-9]{6}", "AV55012345") is True
    assert serial_fits("AV55[0-9]{6}", "AV5501234") is False
    assert serial_fits("", "X") is None


@pytest.mark.parametrize("pattern", ["(A+)+", "([0-9]*)*x", "[", "(?=A)", r"(A)\1"])
def test_patterns_that_could_run_for_ever_are_refused(pattern: str) -> None:
    with pytest.raises(Refused, match="pattern_wrong"):
        check_pattern(pattern)
