"""What the company granted for a unit before is the history of its next claim."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payandan.catalog.models import Symptom
from payandan.claims import actions, queries, rules
from payandan.claims.actions import LineDraft
from payandan.claims.models import Claim, Settlement
from payandan.units.models import Unit
from tests.claims import factories as make

DAY = timedelta(days=1)
FILED = datetime(2026, 11, 20, tzinfo=UTC)


def earlier(**given: Any) -> rules.Earlier:
    values = {"number": "CLM-AAAA-BBBB", "filed_at": FILED - 30 * DAY, "granted_on": (FILED - 28 * DAY).date(), **given}
    return rules.Earlier(**values)


def problem(**given: Any) -> rules.Problem:
    values = {"number": "CLM-ZZZZ-ZZZZ", "filed_at": FILED, "filed_on": FILED.date(), "failed_on": None, **given}
    return rules.Problem(**values)


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "then", "same"),
    [
        ({"symptom": "dark"}, {"symptom": "dark"}, True),
        ({"symptom": "dark", "group": "picture"}, {"symptom": "lines", "group": "picture"}, True),
        ({"symptom": "dark", "component": "panel"}, {"symptom": "noise", "component": "panel"}, True),
        ({"symptom": "dark", "component": "panel"}, {"symptom": "noise", "component": "speaker"}, False),
        ({"symptom": "dark"}, {"component": "panel"}, None),
        ({}, {}, None),
        ({"group": ""}, {"group": ""}, None),
    ],
)
def test_the_same_problem(now: dict[str, str], then: dict[str, str], same: bool | None) -> None:
    [act] = rules.history(problem(**now), [earlier(**then)], {})
    assert act["same_problem"] is same


def test_what_was_granted_after_the_fault_is_no_repair_that_did_not_help() -> None:
    fault = (FILED - 10 * DAY).date()
    paid = (("tv@1", 5, "IRR"),)
    before = earlier(number="CLM-1111-1111", granted_on=fault, parts=("panel",), paid=paid)
    after = earlier(number="CLM-2222-2222", granted_on=fault + DAY, parts=("panel",), paid=paid)
    acts = rules.history(problem(failed_on=fault), [after, before], {})
    assert [act["kind"] for act in acts] == ["repair", "part_replaced", "claim"]
    assert [act.get("paid") for act in acts if act["kind"] != "part_replaced"] == [
        [{"terms": "tv@1", "amount": "5", "currency": "IRR"}]
    ] * 2


def test_only_what_was_filed_before_counts_and_in_a_fixed_order() -> None:
    older, younger = earlier(number="CLM-1111-1111"), earlier(number="CLM-2222-2222", filed_at=FILED + DAY)
    own = earlier(number="CLM-ZZZZ-ZZZZ")
    assert rules.history(problem(), [younger, own, older], {}) == rules.history(problem(), [older], {})


def test_days_that_somebody_counted_later_are_kept_by_the_claim_they_belong_to() -> None:
    first, second = earlier(number="CLM-1111-1111", parts=("panel",)), earlier(number="CLM-2222-2222", days_out=4)
    path = rules.kept_path("history[2].days_out_of_service", problem(), [second, first], {})
    assert path == "history.CLM-2222-2222.days_out_of_service"
    stated = {path: {"value": 9, "source": "technician"}}
    acts = rules.history(problem(), [first, second], stated)
    assert [act.get("days_out_of_service") for act in acts] == [None, None, 9]
    unknown = {path: {"value": None, "source": "technician"}}
    assert rules.history(problem(), [second], unknown)[0]["days_out_of_service"] == 4
    assert rules.check_fact(path, 9) == 9
    for beyond in ("history[9].days_out_of_service", "fault.cause"):
        assert rules.kept_path(beyond, problem(), [first], {}) == beyond


# --- in claims -------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def settled(unit: Unit, *, days_ago: int = 60, days_out: int | None = 3, **given: Any) -> Claim:
    at = make.AT - timedelta(days=days_ago)
    claim = make.covered_claim(unit=unit, at=at, failed_on=at.date() - DAY, **given)
    actions.decide(claim=claim, actor=make.staff(), at=at + DAY)
    actions.settle(claim=claim, actor=make.staff(), at=at + 5 * DAY, days_out=days_out)
    return claim


def old_unit() -> Unit:
    """A unit in its second year: past the rights of the first days, and its repairs past their own warranties."""
    bought = date(2025, 6, 1)
    return make.unit(sold_on=bought, delivered_on=bought, installed_on=bought, registered_on=bought)


def test_a_second_repair_of_the_same_problem_gives_the_right_to_another_unit() -> None:
    unit = old_unit()
    settled(unit, days_ago=400)
    once = make.covered_claim(unit=unit)
    assert "replace" not in {remedy["kind"] for remedy in once.verdict["remedies"]}
    settled(unit, days_ago=300)
    again = make.covered_claim(unit=unit)
    assert "repeated_defect" in codes(again)
    assert "replace" in {remedy["kind"] for remedy in again.verdict["remedies"]}


def codes(claim: Claim) -> set[str]:
    return {reason["code"] for reason in claim.verdict["reasons"]}


def test_another_problem_does_not_count() -> None:
    unit = old_unit()
    Symptom.objects.create(category=unit.model.category, code="no_sound", name_fa="بی‌صدا", name_en="No sound")
    for days_ago in (400, 300):
        settled(unit, days_ago=days_ago, symptom="no_sound", lines=(LineDraft("labour", 5),))
    assert "repeated_defect" not in codes(make.covered_claim(unit=unit))
    Symptom.objects.filter(code__in=["no_sound", "dark_screen"]).update(group="front")
    assert "repeated_defect" in codes(make.covered_claim(unit=unit))


def test_rejected_open_and_withdrawn_claims_are_no_history() -> None:
    unit = make.unit()
    make.rejected(unit=unit, at=make.AT)
    make.file_claim(unit=unit, at=make.AT)
    taken_back = make.file_claim(unit=unit, at=make.AT)
    actions.withdraw(claim=taken_back, actor=make.staff(), at=make.AT)
    claim = make.covered_claim(unit=unit, at=make.AT + DAY)
    assert queries.history_of(claim) == []


def test_the_decision_keeps_the_history_that_it_was_made_on() -> None:
    unit = make.unit()
    first = settled(unit)
    claim = make.covered_claim(unit=unit)
    decision = actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    [repair, replaced] = decision.case["history"]
    assert (repair["kind"], repair["days_out_of_service"], repair["same_problem"]) == ("repair", 3, True)
    assert repair["paid"] == [
        {"terms": "tv-standard@3", "amount": "120000000", "currency": "IRR"},
        {"terms": "tv-standard@3", "amount": "8000000", "currency": "IRR"},
    ]
    assert (replaced["kind"], replaced["component"]) == ("part_replaced", "panel")
    assert Settlement.objects.get(claim=first).days_out == 3


def test_filing_a_repeat_costs_one_query_more_than_none_and_no_more_for_many() -> None:
    counts = []
    for repairs in (0, 1, 4):
        unit = make.unit()
        for place in range(repairs):
            settled(unit, days_ago=30 + 20 * place)
        with CaptureQueriesContext(connection) as statements:
            make.covered_claim(unit=unit)
        counts.append(len(statements))
    assert len(set(counts)) == 1
    many = [make.covered_claim(unit=make.unit()) for _ in range(3)]
    rows = queries.with_parts(Claim.objects.select_related("unit__model__category", "customer"))
    with CaptureQueriesContext(connection) as few:
        queries.cases_of(rows.filter(pk=many[0].pk))
    with CaptureQueriesContext(connection) as all_of_them:
        queries.cases_of(rows)
    assert len(all_of_them) <= len(few) + 1


def test_past_claims_know_of_each_other_in_one_batch() -> None:
    unit = Unit.objects.select_related("model__category", "owner").get(pk=old_unit().pk)

    def row(days_ago: int, days_out: int) -> actions.PastClaim:
        at = make.AT - timedelta(days=days_ago)
        return actions.PastClaim(
            unit=unit, filed_at=at, failed_on=at.date() - DAY, component="panel", cause="material", lines=make.LINES,
            decided_at=at + DAY, settled_at=at + 9 * DAY, days_out=days_out,
        )  # fmt: skip

    filed = actions.file_claims(rows=[row(500, 4), row(400, 2), row(30, 1)], actor=make.staff(), at=make.AT)
    assert [("repeated_defect" in codes(claim)) for claim in filed] == [False, False, True]
    [case] = queries.cases_of(queries.with_parts(Claim.objects.filter(pk=filed[2].pk)))
    assert [act["days_out_of_service"] for act in case["history"] if act["kind"] == "repair"] == [4, 2]


def test_days_nobody_counted_are_asked_for_and_answered_in_place() -> None:
    unit = make.unit(sold_on=date(2024, 10, 1), installed_on=date(2024, 10, 1), delivered_on=date(2024, 10, 1))
    settled(unit, days_ago=250, days_out=None)
    claim = make.covered_claim(unit=unit)
    assert claim.outcome == "undecided"
    [asked] = [one["fact"] for one in claim.verdict["questions"] if one["fact"].startswith("history[")]
    known = actions.state_fact(claim=claim, path=asked, value=2, actor=make.staff(), at=make.AT, source="technician")
    assert known.outcome != "undecided"
    assert [path for path in known.facts if path.startswith("history.CLM-")]
