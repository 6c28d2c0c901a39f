"""What the law gives, as the desk reads it: by country and kind of product, with how sure that is."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from payandan.warranty import queries, rulebook
from payandan.warranty.labels.law import given_by, tried_rules
from payandan.warranty.models import Document
from payandan.warranty.rules import Pack, parse_document
from tests.claims import factories as make
from tests.units.doors import ROLES, customer, staff
from tests.units.doors import queries as counted
from tests.warranty.people import drafted

pytestmark = [pytest.mark.django_db, pytest.mark.pure]

PACKS = [one for body in rulebook.shipped().values() if isinstance(one := parse_document(body), Pack)]


@pytest.fixture(autouse=True)
def _rule_book(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    make.catalogue()
    make.rule_book()


def law(client: Client, **query: Any) -> str:
    answer = client.get(reverse("warranty-law"), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_role_reads_it(role: str, language: str) -> None:
    client = staff(role)
    client.cookies["lang"] = language
    read = law(client, country="IR", category="television")
    assert ("18 months" if language == "en" else "۱۸ ماه") in read
    assert ("Confidence" if language == "en" else "میانه") in read


def test_it_is_closed_to_others() -> None:
    for client in (Client(), customer(make.customer())):
        assert client.get(reverse("warranty-law")).status_code == 302


def test_where_no_law_book_speaks_it_says_so() -> None:
    client = staff()
    client.cookies["lang"] = "en"
    Document.objects.filter(kind="pack").update(state="withdrawn", sold_until="2020-01-01")
    assert "No law book speaks of this" in law(client)
    assert law(client, country="rubbish", category="<b>")


def test_drafts_and_law_that_is_over_are_left_out() -> None:
    today = make.AT.date()
    before = len(queries.law_books(today))
    pack = {**rulebook.shipped()["ir-appliances@1"], "id": "new-law@1"}
    drafted(pack)
    assert len(queries.law_books(today)) == before
    Document.objects.filter(code="ir-appliances").update(sold_until=today)
    assert len(queries.law_books(today)) == before - 1


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_everything_a_pack_says_is_told_with_its_source(pack: Pack, language: str) -> None:
    with translation.override(language):
        given = given_by(pack)
    assert {one.rule for one in given} == set(pack.rules())
    for one in given:
        assert one.text
        assert one.source
        assert one.confidence
        assert one.sure == (pack.source_of(one.rule).confidence != "low")


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_the_test_cases_of_a_pack_are_shown_and_hold(pack: Pack) -> None:
    with translation.override("en"):
        tested = tried_rules(pack)
    assert sum(len(rule.cases) for rule in tested) == sum(len(ground.vectors) for ground in pack.grounds.values())
    assert [case.failed for rule in tested for case in rule.cases if case.failed] == []


def test_a_case_that_fails_is_told_on_the_page_of_its_pack() -> None:
    row = next(row for row in Document.objects.filter(kind="pack") if "vectors" in str(row.body))
    client = staff("analyst")
    client.cookies["lang"] = "en"
    address = reverse("warranty-document", args=[row.code, row.version])
    assert "Fails" not in client.get(address).content.decode()
    row.body = _broken(row.body)
    row.save()
    assert "Fails" in client.get(address).content.decode()


def _broken(body: Any) -> Any:
    """The same pack, with an expectation in each test case that cannot come true."""
    if isinstance(body, dict):
        made = {key: _broken(value) for key, value in body.items()}
        return made | ({"outcome": "nonsense"} if "outcome" in body and "given" not in body else {})
    return [_broken(one) for one in body] if isinstance(body, list) else body


def test_the_overview_costs_the_same_for_few_and_many() -> None:
    client = staff()
    law(client)
    few = counted(lambda: law(client))
    source = Document.objects.filter(kind="pack").first()
    assert source is not None
    for number in range(3):
        Document.objects.create(
            code=f"copy-{number}",
            version=1,
            kind="pack",
            body={**source.body, "id": f"copy-{number}@1"},
            digest=f"d{number}",
            state="published",
            country=source.country,
            categories=source.categories,
            created_at=make.AT,
        )
    assert counted(lambda: law(client)) == few
