"""Reading cases: clean errors with paths, sources and unknown facts, and a verdict for all the rest."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from payandan.warranty.rules import Case, CaseError, adjudicate, parse_case, parse_rule_book
from payandan.warranty.words import explain_problem, render_verdict, sms
from tests.warranty.rules.strategies import Book, Mapping, book, books, cases, round_trip
from tests.warranty.rules.test_documents import anything, damage

pytestmark = pytest.mark.pure

LINE: Mapping = {"id": "1", "kind": "part", "amount": "10", "currency": "IRR"}

WRONG: list[tuple[Any, str, str]] = [
    ([], "", "not_a_mapping"),
    ({"unti": {}}, "unti", "unknown_key"),
    ({"asked_on": "2025-02-30"}, "asked_on", "no_such_day"),
    ({"asked_on": "1404/01/01"}, "asked_on", "not_a_day"),
    ({"asked_on": 20250301}, "asked_on", "not_a_day"),
    ({"asked_on": "0025-03-01"}, "asked_on", "out_of_range"),
    ({"unit": {"sold_on": {"value": "2025-13-01"}}}, "unit.sold_on.value", "no_such_day"),
    ({"unit": {"sold_on": {"value": "2025-03-01", "source": "rumour"}}}, "unit.sold_on.source", "not_one_of"),
    ({"unit": {"sold_on": {"date": "2025-03-01"}}}, "unit.sold_on.date", "unknown_key"),
    ({"unit": {"genuine": "yes"}}, "unit.genuine", "not_true_or_false"),
    ({"unit": {"soldon": None}}, "unit.soldon", "unknown_key"),
    ({"fault": {"cause": "rust"}}, "fault.cause", "not_one_of"),
    ({"fault": {"cause": {"value": "rust"}}}, "fault.cause.value", "not_one_of"),
    ({"fault": {"meters": {"km": -1}}}, "fault.meters.km", "not_a_reading"),
    ({"fault": {"meters": {"km": True}}}, "fault.meters.km", "not_a_reading"),
    ({"fault": {"meters": {"km": float("nan")}}}, "fault.meters.km", "not_a_reading"),
    ({"fault": {"meters": [1]}}, "fault.meters", "not_a_mapping"),
    ({"history": [{"on": "2025-01-01"}]}, "history[0].kind", "required"),
    ({"history": [{"kind": "repair", "by": "uncle"}]}, "history[0].by", "not_one_of"),
    ({"history": [{"kind": "repair", "days_out_of_service": -1}]}, "history[0].days_out_of_service", "out_of_range"),
    ({"evidence": [{"kind": "photo", "about": "weather"}]}, "evidence[0].about", "not_one_of"),
    ({"evidence": [{"about": "cause"}]}, "evidence[0].kind", "required"),
    ({"lines": [LINE | {"amount": "-1"}]}, "lines[0].amount", "negative"),
    ({"lines": [LINE | {"amount": "1.5"}]}, "lines[0].amount", "not_an_amount"),
    ({"lines": [LINE | {"amount": 10}]}, "lines[0].amount", "not_an_amount"),
    ({"lines": [LINE | {"amount": None}]}, "lines[0].amount", "required"),
    ({"lines": [LINE | {"currency": "rial"}]}, "lines[0].currency", "not_a_currency"),
    ({"lines": [LINE | {"kind": "tip"}]}, "lines[0].kind", "not_one_of"),
    ({"lines": [LINE, LINE]}, "lines[1].id", "duplicate"),
    ({"lines": {}}, "lines", "not_a_list"),
    ({"terms": "tv-standard@3"}, "terms", "not_a_list"),
    ({"unit": {"channel": "web"}}, "unit.channel", "not_one_of"),
    ({"unit": {"price": "100"}}, "unit.price", "not_a_mapping"),
    ({"unit": {"price": {"amount": "100"}}}, "unit.price.currency", "required"),
    ({"unit": {"price": {"value": {"amount": "-1", "currency": "IRR"}}}}, "unit.price.value.amount", "negative"),
    ({"fault": {"country": 98}}, "fault.country", "not_text"),
    ({"fault": {"safety_part": "yes"}}, "fault.safety_part", "not_true_or_false"),
    ({"fault": {"symptom_group": ""}}, "fault.symptom_group", "text_length"),
    ({"customer": {"loyalty": "Gold!"}}, "customer.loyalty", "not_a_word"),
    ({"customer": {"name": "x"}}, "customer.name", "unknown_key"),
    ({"goodwill": {"spent": [{"approver": "clerk", "amount": "1"}]}}, "goodwill.spent[0].currency", "required"),
    ({"goodwill": {"spent": {}}}, "goodwill.spent", "not_a_list"),
    ({"history": [{"kind": "repair", "meters": {"km": -1}}]}, "history[0].meters.km", "not_a_reading"),
    (
        {"history": [{"kind": "repair", "used": [{"terms": "a@1", "what": "tea", "count": 1}]}]},
        "history[0].used[0].what",
        "not_one_of",
    ),
    (
        {"history": [{"kind": "repair", "used": [{"terms": "a@1", "what": "visits"}]}]},
        "history[0].used[0].count",
        "required",
    ),
    ({"history": [{"kind": "extension"}]}, "history[0].extends", "required"),
    ({"history": [{"kind": "extension", "extends": {"moons": 1}}]}, "history[0].extends.moons", "unknown_key"),
    ({"lines": [LINE | {"hours": -1}]}, "lines[0].hours", "out_of_range"),
    ({"lines": [LINE | {"hours": "2"}]}, "lines[0].hours", "not_a_number"),
    ({"lines": [LINE | {"hours": 1.234}]}, "lines[0].hours", "too_many_decimals"),
]


@pytest.mark.parametrize(("data", "path", "code"), WRONG)
def test_each_mistake_is_named_by_its_path(data: Any, path: str, code: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(data)
    assert (path, code) in {(problem.path, problem.code) for problem in caught.value.problems}
    assert all(explain_problem(problem, "fa") for problem in caught.value.problems)


def test_a_bare_value_is_the_systems_and_null_is_unknown() -> None:
    case = parse_case(
        {"unit": {"sold_on": "2025-03-01", "genuine": None}, "fault": {"cause": {"value": None, "source": "customer"}}}
    )
    assert case.fact("unit.sold_on").value == date(2025, 3, 1)
    assert case.fact("unit.sold_on").source == "system"
    assert case.value("unit.genuine") is None
    assert case.value("fault.cause") is None


def test_days_may_be_days_already() -> None:
    assert parse_case({"asked_on": date(2025, 3, 1)}).asked_on == date(2025, 3, 1)


def case_of(data: Any) -> Case | None:
    """The case, or nothing where it is refused. Any other error is a failure."""
    try:
        return parse_case(data)
    except CaseError:
        return None


@round_trip
@given(anything)
def test_any_json_is_a_case_or_a_clean_error(data: Any) -> None:
    case = case_of(data)
    if case is not None:
        assert render_verdict(adjudicate(case, parse_rule_book([])))["outcome"]


@round_trip
@given(cases(("IRR", "EUR")), books(), st.data())
def test_a_damaged_case_is_a_clean_error_or_a_verdict(case: Mapping, documents: Book, data: st.DataObject) -> None:
    read = case_of(damage(case, data))
    assume(read is not None)
    verdict = adjudicate(read or Case(), book(documents))
    for tongue in ("fa", "en"):
        assert sms(verdict, tongue)
    rendered = render_verdict(verdict)
    for spoken in (*rendered["reasons"], *rendered["questions"]):
        assert set(spoken["text"]) == {"fa", "en"}
        for text in spoken["text"].values():
            assert text
            assert "{" not in text
            assert "_" not in text
