"""The numbers are kept in step with what happens, and counting everything anew finds the same."""

from datetime import timedelta

import pytest

from payandan.claims import actions as claims
from payandan.claims.models import Claim
from payandan.insights import actions
from payandan.insights.models import Cell
from tests.claims import factories as make
from tests.insights.whatif_world import decided, too_late

pytestmark = pytest.mark.django_db

Cells = dict[tuple[object, ...], tuple[object, ...]]


def cells() -> Cells:
    """Everything that is counted and not nothing."""
    keys = ("calendar", "month", "branch_id", "dimension", "value", "currency")
    sums = ("claims", "amount", "decided", "seconds")
    rows = Cell.objects.exclude(claims=0, amount=0, decided=0, seconds=0).values_list(*keys, *sums)
    return {row[: len(keys)]: row[len(keys) :] for row in rows}


def outcomes(found: Cells) -> dict[object, object]:
    """How many claims ended how, by the Jalali calendar."""
    counted: dict[object, int] = {}
    for (calendar, _month, _branch, dimension, value, _currency), (number, *_) in found.items():
        if (calendar, dimension) == ("jalali", "outcome"):
            counted[value] = counted.get(value, 0) + int(str(number))
    return {value: number for value, number in counted.items() if number}


def test_a_claim_moves_its_numbers_with_it() -> None:
    claim = make.covered_claim()
    actions.count_claims(claim_ids=[claim.pk])
    assert outcomes(cells()) == {"open": 1}
    claims.decide(claim=claim, actor=make.staff(), at=make.AT + timedelta(hours=3))
    actions.count_claims(claim_ids=[claim.pk])
    once = cells()
    assert outcomes(once) == {"approved": 1}
    actions.count_claims(claim_ids=[claim.pk])
    assert cells() == once


def test_counting_anew_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payandan.insights.actions.counting._BATCH", 2)
    rows = [decided(), too_late(), make.covered_claim(), decided()]
    for row in rows:
        actions.count_claims(claim_ids=[row.pk])
    kept = cells()
    assert outcomes(kept) == {"approved": 2, "rejected": 1, "open": 1}
    actions.recount()
    assert cells() == kept
    Claim.objects.filter(pk=rows[0].pk).update(amount=1)
    actions.recount()
    assert cells() != kept
