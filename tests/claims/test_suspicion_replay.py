"""Recall and false alarms of every detector, counted on a year of five thousand claims with planted cases.

`python -m tests.claims.test_suspicion_replay` prints the table of docs/claims.md.
"""

import sys
from collections.abc import Iterator
from functools import cache

import pytest

from payandan.claims.rules import suspicion as rules
from payandan.platform.kit.proportions import wilson
from tests.claims import suspicion_world as world

HELD_OUT = 20_261_122
"""No detector was tuned on this seed."""
HELD_FROM = 60


@cache
def replay(seed: int = HELD_OUT) -> tuple[dict[str, tuple[int, int]], dict[str, int], int, int, int]:
    """Per detector found and planted; its false alarms; clean claims held, clean claims, and all claims."""
    claims = world.make(seed)
    eyes = world.Eyes(claims)
    hits = {code: [0, 0] for code in rules.DETECTORS}
    alarms = dict.fromkeys(rules.DETECTORS, 0)
    clean = held = 0
    for claim in claims:
        found = rules.detect_all(eyes.of(claim))
        codes = {one.code for one in found}
        for code in claim.planted & hits.keys():
            hits[code][0] += code in codes
            hits[code][1] += 1
        if not claim.planted:
            clean += 1
            held += rules.combined(found) >= HELD_FROM
            for code in codes:
                alarms[code] += 1
    return {code: (found, of) for code, (found, of) in hits.items()}, alarms, held, clean, len(claims)


@pytest.mark.parametrize("code", rules.DETECTORS)
def test_nine_in_ten_planted_cases_are_found(code: str) -> None:
    found, of = replay()[0][code]
    assert of >= 30, "too few planted to say anything"
    assert found / of >= 0.9, f"{code}: {found} of {of}"


def test_hardly_any_clean_claim_is_held() -> None:
    _hits, _alarms, held, clean, _all = replay()
    assert clean > 1_500
    low, high = wilson(held, clean)
    assert high <= 0.01, f"{held} of {clean} ({low:.4f} to {high:.4f})"


def test_a_detector_rarely_speaks_on_clean_claims() -> None:
    """What many honest claims have (registered late, the edges of the cover) may speak, for it weighs little alone."""
    _hits, alarms, _held, clean, _all = replay()
    for code, count in alarms.items():
        usual = 0.15 if code in ("registered_after", "first_days", "last_days") else 0.02
        assert count / clean <= usual, f"{code}: {count} of {clean}"


def _table() -> Iterator[str]:
    hits, alarms, held, clean, everything = replay()
    yield f"{everything} claims, {clean} clean, seed {HELD_OUT}"
    yield "| detector | planted | found | recall (95 %) | on clean claims (95 %) |\n|---|---|---|---|---|"
    for code in rules.DETECTORS:
        found, of = hits[code]
        low, high = wilson(found, of)
        down, up = wilson(alarms[code], clean)
        yield (
            f"| `{code}` | {of} | {found} | {found / of:.0%} ({low:.0%}–{high:.0%}) "
            f"| {alarms[code]} = {alarms[code] / clean:.2%} ({down:.2%}–{up:.2%}) |"
        )
    low, high = wilson(held, clean)
    yield f"clean claims held: {held} of {clean} = {held / clean:.2%} ({low:.2%}–{high:.2%})"


if __name__ == "__main__":
    sys.stdout.write("\n".join(_table()) + "\n")
