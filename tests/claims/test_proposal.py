"""From a verdict to a decision: never against the customer, and the shares always add up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims import rules
from payandan.platform.kit.refusals import Refused

OUTCOMES = ("covered", "partly", "not_covered", "undecided")


@st.composite
def verdicts(draw: st.DrawFn) -> dict[str, Any]:
    lines = []
    for place in range(1, draw(st.integers(1, 4)) + 1):
        outcome = draw(st.sampled_from(OUTCOMES))
        amount = draw(st.integers(1, 10**12))
        company = {"covered": amount, "partly": draw(st.integers(0, amount)), "not_covered": 0, "undecided": 0}[outcome]
        split = [
            {"payer": "warranty", "terms": "t@1", "amount": str(company)},
            {"payer": "customer", "terms": None, "amount": str(amount - company)},
        ]
        lines.append({"id": str(place), "outcome": outcome, "amount": str(amount), "split": split})
    words = {line["outcome"] for line in lines}
    overall = "undecided" if "undecided" in words else "covered" if words == {"covered"} else "partly_covered"
    if words == {"not_covered"}:
        overall = "not_covered"
    return {"outcome": overall, "lines": lines, "reasons": [], "questions": []}


@given(verdicts(), st.data())
def test_a_change_never_makes_the_customer_pay_more_and_always_adds_up(
    verdict: dict[str, Any], data: st.DataObject
) -> None:
    pays = {line["id"]: data.draw(st.integers(0, 10**12)) for line in verdict["lines"]}
    limits = {
        line["id"]: 0 if line["outcome"] == "undecided" else int(line["split"][1]["amount"])
        for line in verdict["lines"]
    }
    if any(amount > limits[line] for line, amount in pays.items()):
        with pytest.raises(Refused) as refused:
            rules.changed_split(verdict, pays)
        assert refused.value.code == "customer_would_pay_more"
        return
    for share in rules.changed_split(verdict, pays):
        assert share.customer == pays[share.line]
        assert share.customer + share.company == share.amount
        assert all(amount > 0 for _, amount in share.by_payer)


@given(verdicts())
def test_totals_hold_the_range_that_is_open(verdict: dict[str, Any]) -> None:
    sums = rules.totals(verdict)
    assert 0 <= sums.customer <= sums.customer_most <= sums.amount
    assert sums.undecided == (verdict["outcome"] == "undecided")


@given(verdicts())
def test_a_rejection_stands_only_on_a_verdict_that_covers_nothing(verdict: dict[str, Any]) -> None:
    if verdict["outcome"] == "not_covered":
        rules.check_rejection(verdict)
    else:
        with pytest.raises(Refused):
            rules.check_rejection(verdict)


@given(verdicts())
def test_an_appeal_is_never_worse_than_the_first_decision(verdict: dict[str, Any]) -> None:
    first = rules.changed_split(verdict, {})
    worse = {**verdict, "lines": [{**line, "outcome": "not_covered"} for line in verdict["lines"]]}
    for before, after in zip(first, rules.changed_split(worse, {}, floor=first), strict=True):
        assert after.customer <= before.customer


def test_a_settlement_is_at_most_what_was_decided() -> None:
    lines = (rules.LineShare("1", 10, (("warranty", 7), ("customer", 3))),)
    assert rules.check_settlement({"warranty": 5}, lines) == 5
    for paid, code in (
        ({"warranty": 8}, "more_than_decided"),
        ({"customer": 1}, "unknown_payer"),
        ({"goodwill": 1}, "more_than_decided"),
    ):
        with pytest.raises(Refused) as refused:
            rules.check_settlement(paid, lines)
        assert refused.value.code == code
