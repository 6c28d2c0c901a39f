"""The assessment at the door, over REST and from text."""

import json
from typing import Any

import pytest

from payandan.platform.api import limits
from payandan.platform.kit.actors import Actor
from payandan.warranty import queries
from payandan.warranty.actions import publish
from payandan.warranty.models import Document
from tests.claims import factories as make
from tests.units.doors import Api, member

ARTICLE: dict[str, Any] = {
    "asked_on": "2025-03-01",
    "unit": {
        "category": "television",
        "country": "IR",
        "genuine": True,
        "sold_on": "2024-05-01",
        "installed_on": "2024-05-04",
    },
    "fault": {"failed_on": "2025-02-20", "component": "panel", "cause": {"value": "material", "source": "technician"}},
    "evidence": [{"kind": "inspection_report", "about": "cause"}],
    "lines": [
        {"id": "1", "kind": "part", "component": "panel", "amount": "120000000", "currency": "IRR"},
        {"id": "2", "kind": "labour", "amount": "8000000", "currency": "IRR"},
    ],
    "terms": ["tv-standard@3"],
    "packs": ["ir-appliances@1"],
}


@pytest.fixture(autouse=True)
def _limits() -> None:
    limits.forget()


def assess(case: Any, *capabilities: str) -> Any:
    return Api(*capabilities).call("post", "/assessments", case)


def test_a_case_with_shipped_documents_needs_no_database() -> None:
    answer, read = queries.assess_text(json.dumps(ARTICLE))
    assert read
    assert (answer["outcome"], answer["lines"][0]["split"][0]["payer"]) == ("covered", "warranty")
    assert set(answer["reasons"][0]["text"]) == {"fa", "en"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("[]", "bad_case"),
        ('{"unit": 5}', "bad_case"),
        ('{"unit": {}, "terms": 1, "packs": []}', "bad_case"),
    ],
)
def test_text_that_cannot_be_read_is_answered_with_why(text: str, code: str) -> None:
    answer, read = queries.assess_text(text)
    assert (read, answer["error"]["code"]) == (False, code)


@pytest.mark.django_db
def test_the_contract_over_rest() -> None:
    answer = assess(ARTICLE, "warranty.assess")
    assert answer.status_code == 200, answer.content
    verdict = answer.json()
    contract = {"outcome", "lines", "reasons", "questions", "remedies", "presumed", "clocks", "rule_book"}
    assert set(verdict) == contract | {"entitlements", "recovery", "proposals", "withdrawal"}
    assert verdict["clocks"]["free_until"] == "2026-05-04"
    assert verdict == queries.assess_text(json.dumps(ARTICLE))[0]


@pytest.mark.django_db
def test_a_serial_alone_brings_unit_terms_and_packs() -> None:
    make.rule_book()
    unit = make.unit()
    case = {
        "unit": {"serial": unit.serial.lower()},
        "fault": ARTICLE["fault"] | {"failed_on": "2026-11-17"},
        "lines": ARTICLE["lines"],
    }
    verdict = assess(case).json()
    assert verdict["outcome"] == "covered"
    assert "tv-standard@3" in verdict["rule_book"]["terms"]
    hidden = assess(case, "warranty.assess").json()
    assert "tv-standard@3" not in hidden["rule_book"]["terms"]


@pytest.mark.django_db
def test_the_case_wins_over_the_register_only_with_a_better_source() -> None:
    make.rule_book()
    unit = make.unit()
    for source, outcome in (("customer", "covered"), ("system", "covered"), ("technician", "not_covered")):
        sold = {"value": "2020-01-01", "source": source}
        said = {"serial": unit.serial, "sold_on": sold, "installed_on": sold, "delivered_on": sold}
        case = {"unit": said, "fault": ARTICLE["fault"] | {"failed_on": "2026-11-17"}, "lines": ARTICLE["lines"]}
        assert assess(case).json()["outcome"] == outcome, source


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"lines": [{"id": "1", "kind": "gift", "amount": "1", "currency": "IRR"}]}, "lines[0].kind"),
        ({"fault": {"failed_on": "2025-02-30"}}, "fault.failed_on"),
        ({"terms": ["nobody@1"]}, "terms[0]"),
        ({"terms": ["ir-appliances@1"]}, "terms[0]"),
        ({"terms": [{"id": "x@1"}]}, "terms[0].kind"),
        ({"packs": "all"}, "packs"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_case_is_named_by_its_path(change: dict[str, Any], path: str) -> None:
    answer = assess({**ARTICLE, **change})
    assert answer.status_code == 422, answer.content
    assert path in [error["path"] for error in answer.json()["errors"]]


@pytest.mark.django_db
def test_whole_documents_are_taken() -> None:
    document = {
        "id": "mine@1", "kind": "manufacturer", "title": "Mine", "scope": {"categories": ["television"]},
        "start": {"basis": "sold"}, "period": {"months": 1}, "lines": {"part": 100},
    }  # fmt: skip
    assert assess({**ARTICLE, "terms": [document], "packs": []}).json()["outcome"] == "not_covered"


@pytest.mark.django_db
def test_documents_over_rest() -> None:
    make.rule_book()
    api = Api()
    listed = [row["id"] for row in api.call("get", "/terms?limit=200").json()["items"]]
    assert "tv-standard@3" in listed
    assert "ir-appliances@1" in [row["id"] for row in api.call("get", "/packs").json()["items"]]
    assert api.call("get", "/terms/tv-standard@3").json()["document"]["id"] == "tv-standard@3"
    for missing in ("tv-standard@99", "tv-standard", "nobody@1"):
        assert api.call("get", f"/terms/{missing}").status_code == 404
    body = {"document": {**api.call("get", "/terms/tv-standard@3").json()["document"], "id": "tv-standard@4"}}
    assert api.call("post", "/terms", body).json()["state"] == "draft"
    assert Api("warranty.view").call("get", "/terms/tv-standard@4").status_code == 404
    assert api.call("post", "/terms", {**body, "publish": True}).json()["code"] == "second_person"
    assert api.call("post", "/terms/tv-standard@4/propose", {}).json()["state"] == "proposed"
    second = Actor(kind="staff", id=member("manager").pk, capabilities=frozenset({"warranty.publish"}))
    publish(document=Document.objects.get(code="tv-standard", version=4), actor=second, at=make.AT)
    again = api.call("post", "/terms", body)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "published_never_changes")
    wrong = api.call(
        "post", "/terms", {"document": {**body["document"], "id": "tv-standard@5", "period": {}}, "publish": True}
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "document.period")
    assert Api("warranty.view").call("post", "/terms", body).status_code == 403
