"""The detectors: what is not known is not suspected, every finding has a score and a sentence, no order matters."""

import dataclasses
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from payandan.claims.rules import suspicion as rules
from payandan.claims.rules.suspicion import signals as see
from payandan.claims.words import suspicion as words
from payandan.platform.files.rules import day_of_camera

DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
SHARES = st.none() | st.tuples(*(st.integers(0, 5_000),) * 4).map(
    lambda n: see.Share(min(n[:2]), max(n[:2]), min(n[2:]), max(n[2:]))
)
SPREADS = st.none() | st.builds(see.Spread, st.integers(0, 500), st.floats(0, 1e9), st.floats(0, 1e9))
AMOUNTS = st.integers(0, 10**12)


def anything() -> st.SearchStrategy[see.Signals]:
    """Signals of all sorts, most of them half empty."""
    known: dict[str, st.SearchStrategy[Any]] = {}
    for field in dataclasses.fields(see.Signals):
        if field.name in ("filed_on",):
            known[field.name] = st.dates(date(2020, 1, 1), date(2030, 1, 1))
        elif field.type in (date | None, "date | None"):
            known[field.name] = DAYS
        elif field.type == see.Share | None:
            known[field.name] = SHARES
        elif field.type is int:
            known[field.name] = AMOUNTS
        elif field.type == bool | None:
            known[field.name] = st.none() | st.booleans()
        elif field.type is bool:
            known[field.name] = st.booleans()
    days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
    known |= {
        "cause": st.sampled_from(["", "none_found"]),
        "decided_as": st.sampled_from(["", "approved"]),
        "unit_state": st.sampled_from(["", "stolen", "quarantined_clone"]),
        "symptom": st.sampled_from(["", "dark"]),
        "component": st.sampled_from(["", "panel"]),
        "earlier": st.lists(
            st.builds(see.Earlier, st.just("CLM"), days, DAYS, st.sampled_from(["", "dark"])), max_size=3
        ).map(tuple),
        "labour": st.lists(
            st.builds(see.Labour, st.integers(0, 1440), st.sampled_from(["", "replace"]), SPREADS), max_size=3
        ).map(tuple),
        "parts": st.lists(
            st.builds(
                see.Part, st.just("panel"), AMOUNTS, st.none() | AMOUNTS, SPREADS, st.sampled_from(["", "A1"]),
                st.sampled_from(["", "A1"]),
            ), max_size=3,
        ).map(tuple),
        "meters": st.lists(st.builds(see.Meter, st.just("km"), AMOUNTS, AMOUNTS, days), max_size=2).map(tuple),
        "matches": st.lists(st.builds(see.Match, st.just("CLM"), st.integers(0, 64), st.booleans()), max_size=2).map(
            tuple
        ),
        "taken_on": st.lists(days, max_size=2).map(tuple),
        "day": st.none() | st.builds(
            see.Day, days, st.integers(0, 5_000), st.integers(0, 50),
            st.lists(st.sampled_from(["تهران", "مشهد", "", "ناکجا"]), max_size=3).map(tuple),
        ),
    }  # fmt: skip
    return st.builds(see.Signals, **known)


# --- the detectors ---------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(anything())
def test_no_detector_raises_and_every_finding_has_a_score_and_a_sentence_in_both_languages(seen: see.Signals) -> None:
    found = rules.detect_all(seen)
    assert 0 <= rules.combined(found) <= 100
    for one in found:
        assert 1 <= one.score <= 100
        for language in ("fa", "en"):
            with translation.override(language):
                said = words.sentence(one.code, one.params)
            assert said not in ("", one.code, str(words.NAMES[one.code])), one


@settings(max_examples=40, deadline=None)
@given(anything(), st.sampled_from([field.name for field in dataclasses.fields(see.Signals)]))
def test_what_is_not_known_is_not_suspected(seen: see.Signals, name: str) -> None:
    field = next(field for field in dataclasses.fields(see.Signals) if field.name == name)
    if field.default is dataclasses.MISSING:
        return
    rules.detect_all(dataclasses.replace(seen, **{name: field.default}))
    assert rules.detect_all(see.Signals(filed_on=seen.filed_on)) == []


FOUND = st.lists(st.builds(rules.Finding, st.sampled_from(sorted(rules.DETECTORS)), st.integers(1, 100)), max_size=8)


@given(FOUND, st.randoms(use_true_random=False))
def test_the_order_of_findings_never_matters(found: list[rules.Finding], chance: Any) -> None:
    shuffled = found[:]
    chance.shuffle(shuffled)
    assert rules.combined(found) == rules.combined(shuffled)


@given(FOUND, FOUND)
def test_one_more_finding_never_lowers_the_score(found: list[rules.Finding], more: list[rules.Finding]) -> None:
    assert rules.combined(found) <= rules.combined(found + more) <= 100


@settings(max_examples=40, deadline=None)
@given(anything(), st.randoms(use_true_random=False))
def test_the_order_of_signals_never_matters(seen: see.Signals, chance: Any) -> None:
    mixed = {}
    for name in ("earlier", "labour", "parts", "meters", "matches", "taken_on"):
        values = list(getattr(seen, name))
        chance.shuffle(values)
        mixed[name] = tuple(values)
    assert rules.detect_all(dataclasses.replace(seen, **mixed)) == rules.detect_all(seen)


def test_two_weak_findings_of_one_kind_count_once_and_of_two_kinds_twice() -> None:
    same = [rules.Finding("first_days", 40), rules.Finding("registered_after", 30)]
    other = [rules.Finding("first_days", 40), rules.Finding("labour_hours", 40)]
    assert (rules.combined(same), rules.combined(other)) == (40, 64)


def test_every_detector_has_its_words() -> None:
    assert len(rules.DETECTORS) >= 14
    assert set(rules.DETECTORS) == set(words.NAMES) == set(words.LOOKS_AT)


def test_no_habit_of_a_centre_holds_a_claim_alone() -> None:
    worst = see.Share(500, 500, 1, 5_000)
    seen = see.Signals(
        filed_on=date(2026, 11, 20), cause="none_found", amount=10_000_000, labour=(see.Labour(60, "replace"),),
        none_found=worst, replaces=worst, round_amounts=worst, rest_days=worst, decided_as="approved",
        pair_at_centre=worst, pair_elsewhere=worst,
    )  # fmt: skip
    found = rules.detect_all(seen)
    assert {one.code for one in found} == {"no_fault_found", "replacing", "round_amounts", "rest_days", "pair"}
    assert rules.combined(found) < 60


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026:11:17 10:20:30", date(2026, 11, 17)), ("2026-11-17", date(2026, 11, 17)), ("0000:00:00 00:00:00", None),
     ("1405:08:26 10:00:00", None), ("", None), ("2026:13:40 ", None), ("soon", None)],
)  # fmt: skip
def test_the_day_of_a_camera(text: str, day: date | None) -> None:
    assert day_of_camera(text) == day
