"""The pages of terms, packs and cards."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.warranty import forms
from payandan.warranty.forms.examples import EXAMPLES
from payandan.warranty.models import Document
from tests.claims import factories as make
from tests.units.doors import ROLES, customer, queries, staff

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


@pytest.fixture(autouse=True)
def _rule_book(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    make.rule_book()


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_document_is_read_in_plain_language_by_every_role(role: str, language: str) -> None:
    client = staff(role)
    client.cookies["lang"] = language
    assert "tv-standard" in page(client, "warranty-terms")
    assert "ir-appliances" in page(client, "warranty-packs")
    page(client, "warranty-check")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_shipped_document_has_a_page(language: str) -> None:
    client = staff("analyst")
    client.cookies["lang"] = language
    for row in Document.objects.all():
        read = page(client, "warranty-document", row.code, row.version)
        assert "promise-section" in read
        page(client, "warranty-differences", row.code, row.version)


def test_doors_are_closed_to_others() -> None:
    unit = make.unit()
    assert unit.owner is not None
    for name, args in (
        ("warranty-terms", []),
        ("warranty-document", ["tv-standard", 3]),
        ("warranty-card", [unit.number]),
    ):
        for client in (Client(), customer(unit.owner)):
            assert client.get(reverse(name, args=args)).status_code == 302, name
    analyst = staff("analyst")
    for name, args in (("warranty-edit", ["tv-standard", 3]), ("warranty-new", []), ("warranty-cards", [])):
        assert analyst.get(reverse(name, args=args)).status_code == 403, name
    for act in ("propose", "take-back", "publish", "send-back", "withdraw", "drop"):
        assert analyst.post(reverse(f"warranty-{act}", args=["tv-standard", 3])).status_code == 403
    assert staff().get(reverse("warranty-document", args=["nobody", 1])).status_code == 404


def test_trying_it_gives_the_verdict_of_the_real_thing() -> None:
    make.catalogue()
    client = staff("clerk")
    tried = {"sold_on": "2026-01-01", "failed_on": "2026-06-01", "part": "1000", "labour": "1000", "component": "panel"}
    for cause, proven, said in (
        ("material", "", "covered"),
        ("accident", "on", "Not covered"),
        ("accident", "", "Not known yet"),
        ("", "", "Not known yet"),
    ):
        read = page(client, "warranty-try", "tv-standard", 3, lang="en", cause=cause, proven=proven, **tried)
        assert said.lower() in read.lower(), (cause, proven)
    check = page(client, "warranty-check", lang="en", category="television", cause="material", **tried)
    assert "Television warranty" in check
    assert page(client, "warranty-try", "tv-standard", 3, sold_on="rubbish", failed_on="")


def test_a_wrong_draft_says_what_is_wrong_and_is_not_proposed() -> None:
    client = staff("manager")
    client.post(reverse("warranty-new"), {"source": EXAMPLES["terms"].replace("months: 24", "months: -1")})
    assert "period" in page(client, "warranty-document", "my-terms", 1)
    assert client.post(reverse("warranty-propose", args=["my-terms", 1])).status_code == 422
    assert "my-terms" not in page(staff("clerk"), "warranty-terms")
    assert staff("clerk").get(reverse("warranty-document", args=["my-terms", 1])).status_code == 404
    assert client.post(reverse("warranty-drop", args=["my-terms", 1])).status_code == 302
    assert not Document.objects.filter(code="my-terms").exists()


@pytest.mark.parametrize(
    "text", ["", "a: [", "&a [*a, *a]", "- 1", "id: 2020-13-45", "x" * 200_000, "!!python/object:os.system {}"]
)
def test_no_text_makes_the_validator_stumble(text: str) -> None:
    assert forms.problems_of(text)
    assert staff().post(reverse("warranty-studio"), {"source": text, "about": "text"}).status_code == 200


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_card_on_the_screen_and_on_paper(language: str) -> None:
    unit = make.unit(serial="<b>&#", serial_key="B")
    assert unit.owner is not None
    desk, mine = staff("technician"), customer(unit.owner)
    for client, prefix in ((desk, "warranty-card"), (mine, "warranty-my-card")):
        client.cookies["lang"] = language
        read = page(client, prefix, unit.number)
        assert "&lt;b&gt;" in read
        assert "<svg" in read
        made = client.get(reverse(f"{prefix}-pdf", args=[unit.number]))
        assert (made.status_code, made.content[:5]) == (200, b"%PDF-")
    assert customer(make.customer()).get(reverse("warranty-my-card", args=[unit.number])).status_code == 404


def test_cards_for_many_units() -> None:
    units = [make.unit() for _ in range(3)]
    client = staff("clerk")
    address = reverse("warranty-cards")
    assert client.get(address).status_code == 200
    assert client.post(address, {"serials": ""}).status_code == 422
    wrong = client.post(address, {"serials": f"{units[0].serial}\nNOBODY"})
    assert (wrong.status_code, "NOBODY" in wrong.content.decode()) == (422, True)
    made = client.post(address, {"serials": "\n".join(unit.serial.lower() for unit in units)})
    assert made.content[:5] == b"%PDF-"


def test_the_unit_shows_its_clocks_terms_and_card() -> None:
    unit = make.unit()
    assert unit.owner is not None
    desk = page(staff(), "units-record", unit.number)
    assert reverse("warranty-document", args=["tv-standard", 3]) in desk
    assert reverse("warranty-card", args=[unit.number]) in desk
    mine = page(customer(unit.owner), "my-unit", unit.number)
    assert reverse("warranty-my-card", args=[unit.number]) in mine
    assert reverse("claims-report", args=[unit.number]) in mine


def test_a_shelf_costs_the_same_for_few_and_many() -> None:
    client = staff()
    page(client, "warranty-terms")
    few = queries(lambda: page(client, "warranty-terms"))
    source = Document.objects.get(code="tv-standard")
    for version in range(4, 8):
        Document.objects.create(
            code=f"copy-{version}",
            version=1,
            kind="terms",
            body=source.body,
            digest=f"d{version}",
            state="published",
            categories=source.categories,
            created_at=make.AT,
        )
    assert queries(lambda: page(client, "warranty-terms")) == few
