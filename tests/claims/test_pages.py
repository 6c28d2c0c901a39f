"""The staff pages: who may open them, what an act does, and that what was typed is never lost."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from payandan.claims import actions
from payandan.claims.actions import EvidenceDraft
from payandan.claims.models import Claim
from tests.claims import factories as make
from tests.units.doors import ROLES, customer, queries, staff

pytestmark = pytest.mark.django_db

GET = ["claims-record", "claims-print", "claims-preview", "claims-answers"]
POST = [
    "claims-fact", "claims-ask", "claims-evidence", "claims-lines", "claims-decide", "claims-reject", "claims-appeal",
    "claims-decide-appeal", "claims-settle", "claims-withdraw", "claims-close", "claims-reassess", "claims-bind",
]  # fmt: skip


def photo() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "JPEG")
    return SimpleUploadedFile("a.jpg", drawn.getvalue(), content_type="image/jpeg")


def post(client: Client, name: str, claim: Claim, data: dict[str, Any] | None = None, **more: Any) -> Any:
    claim.refresh_from_db()
    return client.post(reverse(name, args=[claim.number]), {"version": claim.version, **(data or {})}, **more)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_the_list_and_the_records_in_it(role: str) -> None:
    claim = make.covered_claim()
    client = staff(role)
    listed = client.get(reverse("claims-list")).content.decode()
    assert claim.number in listed
    for name in GET:
        assert client.get(reverse(name, args=[claim.number])).status_code == 200, name


def test_doors_are_closed_to_others() -> None:
    claim = make.covered_claim()
    assert claim.customer is not None
    for name in (*GET, *POST):
        address = reverse(name, args=[claim.number])
        for client in (Client(), customer(claim.customer)):
            answer = client.get(address) if name in GET else client.post(address)
            assert (answer.status_code, "sign-in" in answer.url) == (302, True), name
    for name in GET:
        assert staff().get(reverse(name, args=["CLM-NONE"])).status_code == 404
    for name in POST:
        assert staff().post(reverse(name, args=["CLM-NONE"])).status_code == 404
    for name in ("claims-decide", "claims-reject", "claims-fact", "claims-settle"):
        assert post(staff("analyst"), name, claim).status_code == 403, name


def test_the_record_shows_who_pays_and_why_and_what_would_decide_it() -> None:
    claim = make.file_claim(evidence=[EvidenceDraft("photo", "cause")])
    page = staff().get(reverse("claims-record", args=[claim.number])).content.decode()
    assert "علت خرابی چیست" in page
    assert 'name="value" value="material"' in page
    decided = make.covered_claim()
    page = staff().get(reverse("claims-record", args=[decided.number]) + "?lang=en").content.decode()
    assert "Television warranty" in page
    assert "period-bar" in page
    assert "Confirm the decision" in page


def test_a_record_costs_as_much_for_many_lines_as_for_few() -> None:
    client = staff()
    few, many = make.covered_claim(), make.covered_claim(lines=make.LINES * 8)
    client.get(reverse("claims-list"))
    costs = {queries(lambda c=claim: client.get(reverse("claims-record", args=[c.number]))) for claim in (few, many)}
    assert len(costs) == 1
    assert costs.pop() <= 24


def test_an_answer_in_place_moves_the_verdict_with_and_without_script() -> None:
    for headers in ({}, {"HX-Request": "true"}):
        claim = make.file_claim()
        data = {
            "path": "fault.cause",
            "value": "material",
            "source": "technician",
            "evidence_kind": "inspection_report",
        }
        answer = post(staff(), "claims-fact", claim, {**data, "photos": [photo()]}, headers=headers)
        claim.refresh_from_db()
        assert (claim.outcome, claim.evidence.count()) == ("covered", 1)
        assert answer.status_code == (200 if headers else 302)
        if headers:
            assert answer.content.decode().lstrip().startswith('<div id="claim"')


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("fault.failed_on", "۱۴۰۵/۰۸/۲۶", "2026-11-17"),
        ("unit.seal_intact", "no", False),
        ("fault.meters.hours", "۱۲٬۰۰۰", 12000),
        ("history", "owner", "owner"),
        ("fault.component", "panel", "panel"),
    ],
)
def test_every_kind_of_fact_is_read_as_people_write_it(path: str, value: str, kept: Any) -> None:
    claim = make.file_claim()
    answer = post(staff(), "claims-fact", claim, {"path": path, "value": value, "source": "technician"})
    claim.refresh_from_db()
    assert (answer.status_code, claim.facts[path]["value"]) == (302, kept)


@pytest.mark.parametrize("path", ["fault.cause", "unit.sold_on", "unit.serial", "", "x" * 500])
def test_nonsense_is_answered_with_the_page(path: str) -> None:
    claim = make.file_claim()
    answer = post(staff(), "claims-fact", claim, {"path": path, "value": "۳۰/۳۰", "source": "technician"})
    assert answer.status_code == 422
    claim.refresh_from_db()
    assert claim.facts == {}


def test_a_stale_page_says_so_and_keeps_what_was_typed() -> None:
    claim = make.file_claim()
    actions.add_evidence(claim=claim, evidence=[EvidenceDraft("photo", "cause")], actor=make.staff(), at=make.AT)
    answer = staff().post(
        reverse("claims-decide", args=[claim.number]),
        {"version": 1, "pays_1": "0", "pays_2": "0", "note": "خوش‌حساب است"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "خوش‌حساب است" in page
    assert "<dialog" in page
    assert re.search(r'<dialog id="decide"[^>]* open', page)
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_from_question_to_settlement_by_hand() -> None:
    client, claim = staff(), make.file_claim()
    assert post(client, "claims-ask", claim, {"whom": "technician", "path": "fault.cause"}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "under_inspection"
    post(client, "claims-fact", claim, {"path": "fault.cause", "value": "material", "source": "technician"})
    lines = {
        "l0-kind": "part",
        "l0-component": "panel",
        "l0-amount": "۵۰۰ هزار تومان",
        "l1-kind": "labour",
        "l1-amount": "",
    }
    assert post(client, "claims-lines", claim, lines | {f"l{n}-kind": "part" for n in (2, 3, 4)}).status_code == 302
    claim.refresh_from_db()
    assert (claim.amount, claim.outcome, claim.state) == (5_000_000, "covered", "submitted")
    assert post(client, "claims-decide", claim, {"note": ""}).status_code == 302
    assert post(client, "claims-settle", claim, {"paid_warranty": "۵٬۰۰۰٬۰۰۰", "reference": "CN-1"}).status_code == 302
    assert post(client, "claims-close", claim).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "closed"


def test_a_rejection_without_evidence_is_answered_with_what_is_missing() -> None:
    claim = make.file_claim(cause="accident", source="technician")
    answer = post(staff(), "claims-reject", claim, {"note": "x"})
    assert answer.status_code == 422
    assert "رد بدون مدرک" in answer.content.decode()


def test_an_appeal_by_telephone_is_decided_by_somebody_else() -> None:
    claim = make.accident()
    manager = staff("manager")
    post(manager, "claims-reject", claim)
    assert post(manager, "claims-appeal", claim, {"text": "نیفتاده"}).status_code == 302
    refused = post(manager, "claims-decide-appeal", claim, {"note": "دوباره دیدم"})
    assert refused.status_code == 422
    assert "دوباره دیدم" in refused.content.decode()
    chief = staff("administrator")
    assert post(chief, "claims-decide-appeal", claim, {"note": "عکس روشن است"}).status_code == 404
    give = reverse("claims-review-give", args=[claim.number])
    assert chief.post(give, {"outcome": "rejected", "reason": "ضربه پیداست"}).status_code == 302
    assert post(chief, "claims-decide-appeal", claim, {"note": "عکس روشن است"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.decided_as) == ("final", "rejected")


def test_a_question_in_free_words_is_answered_by_telephone() -> None:
    claim = make.file_claim()
    question = actions.ask(claim=claim, text="Which room?", actor=make.staff(), at=make.AT)
    address = reverse("claims-answer", args=[claim.number, question.pk])
    assert staff().post(address, {"text": ""}).status_code == 422
    assert staff().post(address, {"text": "آشپزخانه"}).status_code == 302
    question.refresh_from_db()
    assert question.answer["text"] == "آشپزخانه"
    other = make.file_claim()
    assert staff().post(reverse("claims-answer", args=[other.number, question.pk]), {"text": "x"}).status_code == 404


def test_the_desk_files_a_claim_from_a_scan() -> None:
    client, unit = staff("clerk"), make.unit()
    assert client.get(reverse("claims-new"), {"serial": "NOBODY"}).status_code == 200
    page = client.get(reverse("claims-new"), {"serial": unit.serial.lower()}).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert key
    data = {
        "form_key": key[1], "symptom": "dark_screen", "failed_on": "1405/08/26", "cause": "material",
        "source": "technician", "part_amount": "12,000,000", "photos": [photo()],
    }  # fmt: skip
    address = reverse("claims-new") + f"?unit={unit.number}"
    assert client.post(address, {**data, "failed_on": "1410/01/01"}).status_code == 422
    first = client.post(address, {**data, "photos": [photo()]})
    again = client.post(address, {**data, "photos": [photo()]})
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    claim = Claim.objects.get()
    assert (claim.outcome, claim.amount, claim.evidence.count()) == ("covered", 12_000_000, 1)
    assert client.get(address).status_code == 200


def test_the_list_is_searched_filtered_and_taken_away() -> None:
    covered, other = make.covered_claim(), make.file_claim()
    client = staff()
    for query, found in (
        ({"q": covered.unit.serial}, {covered}),
        ({"outcome": "covered"}, {covered}),
        ({"payer": "unknown"}, {other}),
        ({"working": "1"}, {covered, other}),
        ({"decided": "rejected"}, set()),
        ({"state": "nonsense"}, {covered, other}),
    ):
        page = client.get(reverse("claims-list"), query).content.decode()
        assert {claim for claim in (covered, other) if claim.number in page} == found, query
    taken = b"".join(client.get(reverse("claims-list"), {"export": "csv"}).streaming_content)  # type: ignore[attr-defined]
    assert covered.number.encode() in taken


def test_claims_show_on_the_pages_of_units_and_customers() -> None:
    claim = make.covered_claim()
    assert claim.customer is not None
    client = staff()
    for page in (
        reverse("units-record", args=[claim.unit.number]),
        reverse("customers-record", args=[claim.customer.number]),
    ):
        assert reverse("claims-record", args=[claim.number]) in client.get(page).content.decode(), page


def test_a_dialog_is_fetched_when_it_is_wanted() -> None:
    claim = make.file_claim()
    address = reverse("claims-record", args=[claim.number])
    client = staff()
    assert '<dialog id="decide"' not in client.get(address).content.decode()
    part = client.get(f"{address}?dialog=ask", headers={"Payandan-Dialog": "ask"}).content.decode()
    assert re.findall(r'<dialog id="([\w-]+)"', part) == ["ask"]
    assert "<html" not in part
    whole = client.get(f"{address}?dialog=ask").content.decode()
    assert "<html" in whole
    assert '<dialog id="ask"' in whole, "without scripts the page itself carries the dialog"


def test_rarer_answers_come_when_somebody_looks() -> None:
    claim = make.file_claim()
    client = staff()
    first = client.get(reverse("claims-record", args=[claim.number])).content.decode()
    more = client.get(reverse("claims-answers", args=[claim.number]), {"fact": "fault.cause"}).content.decode()
    value = re.compile(r'<button class="answer"[^>]* value="(\w+)"')
    assert set(value.findall(first)) & set(value.findall(more)) == set()
    assert {"force_majeure", "transport"} <= set(value.findall(more))
    assert "answer-lead" in more
    assert (
        client.get(reverse("claims-answers", args=[claim.number]), {"fact": "nothing"}).content.decode().strip() == ""
    )
