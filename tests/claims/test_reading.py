"""What may be seen, how it is found, and in how many queries."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payandan.claims import actions, queries
from payandan.claims.models import Claim
from payandan.claims.permissions import ROLES, may_see_files
from payandan.platform.kit.actors import ANONYMOUS, Actor
from payandan.platform.people.models import Branch
from payandan.platform.search import queries as search
from tests.claims import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches() -> tuple[Branch, Branch]:
    north = Branch.objects.create(code="north", name_fa="شمال", name_en="North")
    return north, Branch.objects.create(code="south", name_fa="جنوب", name_en="South")


def actors(branches: tuple[Branch, Branch], customer: int) -> list[Actor]:
    every = [make.staff(only=capabilities) for capabilities in ROLES.values()]
    bound = [make.staff(only=ROLES["clerk"], branches=frozenset({branch.pk})) for branch in branches]
    return [*every, *bound, make.staff(only=[]), Actor(kind="customer", id=customer, name="x"), ANONYMOUS]


def test_the_list_and_the_record_agree_for_everybody(branches: tuple[Branch, Branch]) -> None:
    claims = [make.covered_claim(branch=branch) for branch in (*branches, None)]
    assert claims[0].customer is not None
    seen = []
    for actor in actors(branches, claims[0].customer.pk):
        listed = {claim.number for claim in queries.list_claims(actor)}
        opened = set()
        for claim in claims:
            try:
                opened.add(queries.record(actor, claim.number).number)
            except Claim.DoesNotExist:
                assert not may_see_files(actor, claim.pk)
            else:
                assert may_see_files(actor, claim.pk)
        assert listed == opened
        seen.append(len(listed))
    assert seen == [3, 3, 3, 3, 0, 3, 1, 1, 0, 1, 0]


@pytest.mark.parametrize(
    "text", ["AV-55", "سارا محمدي", "تلویزیون ۵۵", "x55", "{number}", "{mobile}", "{serial}"], ids=range(7)
)
def test_a_claim_is_found_by_all_that_people_remember(text: str) -> None:
    claim = make.file_claim()
    make.file_claim(unit=make.unit(owner=make.customer(name="Other"), serial="ZZZ", serial_key="ZZZ"))
    assert claim.customer is not None
    asked = text.format(number=claim.number, mobile=claim.customer.mobile, serial=claim.unit.serial[-6:])
    assert claim in queries.list_claims(make.staff(), {"q": asked})


def test_filters_narrow_together() -> None:
    covered, undecided = make.covered_claim(), make.file_claim()
    cases: list[tuple[dict[str, Any], set[Claim]]] = [
        ({"outcome": "covered"}, {covered}),
        ({"payer": "unknown"}, {undecided}),
        ({"payer": "company"}, {covered}),
        ({"payer": "customer"}, set()),
        ({"payer": "both"}, set()),
        ({"category": "television", "state": "submitted"}, {covered, undecided}),
        ({"unit": covered.unit.number}, {covered}),
        ({"filed_until": make.AT.date()}, set()),
        ({"filed_from": make.AT.date(), "working": True}, {covered, undecided}),
        ({"decided_as": "approved"}, set()),
    ]
    for filters, expected in cases:
        assert set(queries.list_claims(make.staff(), filters)) == expected, filters


def test_a_list_costs_the_same_for_few_and_many() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            for claim in queries.list_claims(make.staff()):
                assert claim.unit.model.category.code == "television"
                assert claim.customer is not None
        return len(statements)

    make.file_claim()
    few = cost()
    for _ in range(4):
        make.file_claim()
    assert cost() == few == 1


def test_a_record_costs_four_queries_and_one_for_each_kind_of_part_it_has() -> None:
    claim = make.covered_claim()
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    with CaptureQueriesContext(connection) as statements:
        found = queries.record(make.staff(), claim.number)
        assert [found.lines.all(), found.evidence.all(), found.questions.all(), found.decisions.all()]
    assert len(statements) == 4


def test_global_search_opens_a_scanned_number() -> None:
    claim = make.file_claim()
    [found] = [hit for hit in search.exact(make.staff(), claim.number) if claim.number in hit.url]
    assert found.title == claim.number


def test_what_each_answer_would_lead_to() -> None:
    claim = queries.record(make.staff(), make.file_claim().number)
    with CaptureQueriesContext(connection) as statements:
        leads = queries.leads(claim, "fault.cause", ["material", "accident", "wear", "none_found"], source="technician")
    assert [(lead.outcome, set(lead.evidence)) for lead in leads] == [
        ("covered", set()),
        ("not_covered", {"photo", "inspection_report"}),
        ("not_covered", set()),
        ("not_covered", set()),
    ]
    assert len(statements) <= 3
    assert claim.facts == {}


def test_a_new_name_is_found_and_the_old_one_is_not() -> None:
    claim = make.file_claim()
    assert claim.customer is not None
    claim.customer.name = "مینا صادقی"
    claim.customer.save()
    assert actions.refresh_names(customer_id=claim.customer.pk) == 1
    assert actions.refresh_names(customer_id=claim.customer.pk) == 0
    assert claim in queries.list_claims(make.staff(), {"q": "صادقی"})
    assert claim not in queries.list_claims(make.staff(), {"q": "محمدی"})
