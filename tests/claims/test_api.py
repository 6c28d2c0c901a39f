"""Claims over REST."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payandan.claims.models import Claim
from payandan.platform.api import limits
from tests.claims import factories as make
from tests.claims.test_pages import photo
from tests.units.doors import Api
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits() -> None:
    limits.forget()


def body(**given: Any) -> dict[str, Any]:
    return {
        "symptom": "dark_screen",
        "failed_on": "2026-11-17",
        "cause": "material",
        "source": "technician",
        "lines": [
            {"kind": "part", "component": "panel", "amount": "120000000"},
            {"kind": "labour", "amount": "8000000"},
        ],
        **given,
    }


def file(api: Api, said: dict[str, Any], key: str = "k1") -> Any:
    headers = {"Authorization": f"Bearer {api.raw}", "Idempotency-Key": key}
    return api.client.post("/api/v1/claims", said, content_type="application/json", headers=headers)


def test_a_claim_through_its_life() -> None:
    api, unit = Api(), make.unit()
    made = file(api, body(serial=unit.serial))
    assert made.status_code == 201, made.content
    claim = made.json()
    assert made.headers["Location"] == f"/api/v1/claims/{claim['number']}"
    assert (claim["outcome"], claim["paid_by_company"], claim["unit"]) == ("covered", "128000000", unit.number)
    assert set(claim["verdict"]["reasons"][0]["text"]) == {"fa", "en"}
    path = f"/claims/{claim['number']}"
    assert api.call("get", path).json() == claim
    decided = api.call("post", f"{path}/decision", {"version": 1}).json()
    assert (decided["state"], decided["decisions"][0]["outcome"]) == ("approved", "approved")
    stale = api.call("post", f"{path}/settlement", {"version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert api.call("post", f"{path}/settlement", {"reference": "CN-1"}).json()["state"] == "settled"
    names = [fact["name"] for fact in api.call("get", f"{path}/timeline").json()["items"]]
    assert names == ["claims.claim_settled", "claims.claim_decided", "claims.claim_filed"]


def test_the_same_request_files_once_and_needs_a_key() -> None:
    api, unit = Api(), make.unit()
    first, again = file(api, body(unit=unit.number)), file(api, body(unit=unit.number))
    assert first.json() == again.json()
    assert Claim.objects.count() == 1
    assert file(api, body(unit=unit.number, symptom="")).status_code == 422
    assert api.call("post", "/claims", body(unit=unit.number)).status_code == 400


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"serial": "NOBODY"}, 422, "unknown_serial"),
        ({"unit": "UNT-NONE"}, 404, None),
        ({"symptom": "sings"}, 422, "unknown_symptom"),
        ({"cause": "magic"}, 422, "bad_fact"),
        ({"failed_on": "2999-01-01"}, 422, "failed_in_future"),
        ({"lines": [{"kind": "part", "amount": "-1"}]}, 422, "not_amount"),
        ({"lines": [{"kind": "gift", "amount": "1"}]}, 422, "not_in_choices"),
        ({"surprise": 1}, 422, "unknown_field"),
        ({"facts": [{"path": "unit.serial", "value": "x", "source": "technician"}]}, 422, "bad_fact"),
    ],
)
def test_a_claim_that_cannot_be(said: dict[str, Any], status: int, code: str | None) -> None:
    unit = make.unit()
    given = said if {"serial", "unit"} & set(said) else {"unit": unit.number, **said}
    answer = file(Api(), body(**given))
    assert answer.status_code == status, answer.content
    assert code is None or answer.json()["errors"][0]["code"] == code
    assert not Claim.objects.exists()


def test_facts_evidence_lines_questions_and_answers() -> None:
    api = Api()
    path = f"/claims/{make.file_claim().number}"
    assert (
        api.call("put", f"{path}/lines", {"lines": [{"kind": "part", "amount": "7", "component": "panel"}]}).json()[
            "amount"
        ]
        == "7"
    )
    asked = api.call("post", f"{path}/questions", {"path": "fault.cause", "whom": "technician"})
    assert (asked.status_code, asked.json()["state"]) == (201, "under_inspection")
    question = asked.json()["questions"][0]["position"]
    answered = api.call("post", f"{path}/questions/{question}/answer", {"value": "accident"}).json()
    assert (answered["outcome"], answered["state"]) == ("undecided", "submitted")
    for kind in ("photo", "inspection_report"):
        upload = api.client.post(
            f"/api/v1{path}/evidence", {"file": photo(), "kind": kind, "about": "cause"},
            headers={"Authorization": f"Bearer {api.raw}"},
        )  # fmt: skip
        assert upload.status_code == 201, upload.content
    assert upload.json()["outcome"] == "not_covered"
    bad = SimpleUploadedFile("x.exe", b"MZ", content_type="image/jpeg")
    refused = api.client.post(
        f"/api/v1{path}/evidence", {"file": bad, "kind": "photo", "about": "cause"},
        headers={"Authorization": f"Bearer {api.raw}"},
    )  # fmt: skip
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "file_type")
    rejected = api.call("post", f"{path}/decision", {"reject": True})
    assert rejected.json()["state"] == "rejected"
    assert api.call("post", f"{path}/appeal", {"text": "no"}).json()["state"] == "appealed"
    own = api.call("post", f"{path}/appeal-decision", {"note": "x"})
    assert (own.status_code, own.json()["code"]) == (409, "same_person")


def test_no_rejection_without_evidence() -> None:
    claim = make.file_claim(cause="accident", source="technician")
    answer = Api().call("post", f"/claims/{claim.number}/decision", {"reject": True})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_rejection_without_evidence")


def test_the_list_is_filtered_and_costs_the_same_for_many() -> None:
    api = Api()
    covered = make.covered_claim()
    api.call("get", "/claims")
    few = count(lambda: api.call("get", "/claims"))
    for _ in range(3):
        make.file_claim()
    assert count(lambda: api.call("get", "/claims")) == few
    found = api.call("get", "/claims?outcome=covered&payer=company").json()["items"]
    assert [row["number"] for row in found] == [covered.number]
    assert api.call("get", f"/claims?q={covered.unit.serial}").json()["items"][0]["number"] == covered.number
    assert api.call("get", "/claims?state=lost").status_code == 422


def test_a_token_without_the_capability_and_a_foreign_number() -> None:
    claim = make.covered_claim()
    viewer = Api("claims.view")
    assert viewer.call("get", f"/claims/{claim.number}").status_code == 200
    assert viewer.call("post", f"/claims/{claim.number}/decision", {}).status_code == 403
    assert viewer.call("get", "/claims/CLM-NONE").status_code == 404
    assert Api("units.view").call("get", "/claims").status_code == 403
