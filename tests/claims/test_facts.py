"""Facts by the worth of their source, and the case that they make."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims import rules
from payandan.platform.kit.refusals import Refused
from payandan.warranty.rules import parse_case

SOURCES = sorted(rules.RANK)


def case(**given: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "asked_on": date(2026, 11, 20),
        "unit": {
            "category": "television",
            "sold_on": "2026-01-31",
            "model": "X55",
            "brand": "Ava",
            "meters": {"hours": 9},
        },
        "fault": rules.Fault(date(2026, 11, 17), "panel", "dark_screen"),
        "facts": {},
        "lines": [("1", rules.LineDraft("part", 5, "panel"))],
        "currency": "IRR",
        **given,
    }
    return rules.compose_case(**values)


@given(st.sampled_from(SOURCES), st.sampled_from(SOURCES))
def test_a_better_source_is_never_replaced_by_a_lesser_one(first: str, second: str) -> None:
    known = rules.learn({}, "fault.cause", "wear", first)
    if rules.RANK[second] < rules.RANK[first]:
        with pytest.raises(Refused) as refused:
            rules.learn(known, "fault.cause", "material", second)
        assert refused.value.code == "better_source_known"
    else:
        assert rules.learn(known, "fault.cause", "material", second)["fault.cause"]["value"] == "material"


def test_the_case_is_one_that_the_adjudicator_reads() -> None:
    facts: dict[str, Any] = {}
    for path, value in (
        ("fault.cause", "wear"), ("unit.seal_intact", True), ("fault.meters.hours", 12), ("history", "owner"),
        ("unit.installed_on", "2026-02-04"), ("fault.defective_pixels", 3), ("unit.installed_by", "authorised"),
    ):  # fmt: skip
        facts = rules.learn(facts, path, value, "technician")
    made = case(facts=facts, evidence=[rules.Given("photo", "cause")])
    read = parse_case(made)
    assert read.value("fault.cause") == "wear"
    assert read.meters["hours"].value == 12
    assert read.history[0].by.value == "owner"


def test_the_register_outranks_the_customer_about_the_unit() -> None:
    said = {"unit.sold_on": {"value": "2026-06-01", "source": "customer"}}
    assert case(facts=said)["unit"]["sold_on"] == "2026-01-31"
    proven = {"unit.sold_on": {"value": "2026-06-01", "source": "technician"}}
    assert case(facts=proven)["unit"]["sold_on"] == {"value": "2026-06-01", "source": "technician"}


def test_what_the_register_does_not_know_the_customer_may_say() -> None:
    said = {"unit.installed_on": {"value": "2026-02-01", "source": "customer"}}
    assert case(facts=said)["unit"]["installed_on"] == {"value": "2026-02-01", "source": "customer"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("fault.cause", "magic"), ("unit.sold_on", "yesterday"), ("unit.genuine", "yes"), ("fault.meters.km", -1),
        ("fault.meters.km", True), ("unit.serial", "x"), ("nothing", 1), ("history", "martian"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(path: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_fact(path, value)
    assert (refused.value.code, refused.value.field) == ("bad_fact", path)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([rules.LineDraft("gift", 1)], "unknown_line_kind"),
        ([rules.LineDraft("part", -1)], "bad_amount"),
        ([rules.LineDraft("part", 10**15)], "bad_amount"),
        ([rules.LineDraft("part", 1)] * 51, "too_many_lines"),
    ],
)
def test_lines_nobody_can_mean_are_refused(lines: list[rules.LineDraft], code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_lines(lines)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("fault.cause", "cause"),
        ("fault.meters.km", "meters"),
        ("history", "history"),
        ("unit.maintenance_done", "maintenance"),
    ],
)
def test_what_evidence_about_a_fact_is_called(path: str, about: str) -> None:
    assert rules.about_of(path) == about
