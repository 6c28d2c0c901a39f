"""Checks before filing, lines priced by their formula, and statements, over REST."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payandan.claims.actions import payment as acts
from payandan.claims.models import Claim
from payandan.platform.api import limits
from payandan.platform.journal.models import Fact
from tests.claims import factories as make
from tests.claims.test_api import body
from tests.claims.test_api import file as post
from tests.claims.test_payment_acts import FROM, TO, branch, decided, part, publish, put, rule, standard, tariff
from tests.units.doors import Api
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits() -> None:
    limits.forget()


def prices() -> None:
    put("tariffs", tariff())
    put("parts", part())
    put("times", standard(60))


def test_checks_answer_what_filing_would_and_write_nothing() -> None:
    prices()
    api, unit = Api(), make.unit(meters={"hours": 900})
    before = Fact.objects.filter(name__startswith="claims.").count()
    said = body(
        unit=unit.number,
        lines=[
            {"kind": "part", "component": "panel", "amount": "120000000"},
            {"kind": "labour", "operation": "replace", "minutes": 90},
            {"kind": "expense", "amount": "5"},
        ],
        facts=[{"path": "fault.meters.hours", "value": 5, "source": "technician"}],
    )
    answer = api.call("post", "/claims/checks", said)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["blocked"], told["outcome"], told["amount"]) == (False, "partly_covered", "129000005")
    assert [check["code"] for check in told["checks"]] == [
        "meter_falls", "above_price", "over_standard_time", "expense_without_paper",
    ]  # fmt: skip
    over = told["checks"][2]
    assert (over["severity"], over["field"], over["params"]["standard"]) == ("warn", "lines.2.minutes", 60)
    assert over["text"]["en"].startswith("Labour (line 2): 1 hour and 30 minutes is more")
    assert "زمان استاندارد" in over["text"]["fa"]
    assert over["remedy"]["en"]
    assert [formula["amount"] for formula in told["formulas"]] == ["110000000", "9000000"]
    assert told["formulas"][0]["steps"] == [
        {"name": "price", "amount": "100000000"}, {"name": "handling", "amount": "10000000"},
    ]  # fmt: skip
    assert Claim.objects.count() == 0
    assert Fact.objects.filter(name__startswith="claims.").count() == before


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"failed_on": "2999-01-01"}, "failed_in_future", "failed_on"),
        ({"symptom": "sings"}, "unknown_symptom", "symptom"),
        ({"cause": "magic"}, "bad_fact", "fault.cause"),
    ],
)
def test_what_filing_would_refuse_is_a_block_in_both_languages(said: dict[str, Any], code: str, field: str) -> None:
    told = Api().call("post", "/claims/checks", body(unit=make.unit().number, **said)).json()
    assert told["blocked"]
    assert (told["checks"][0]["code"], told["checks"][0]["field"]) == (code, field)
    assert all(told["checks"][0]["text"].values())
    answer = post(Api(), body(unit=make.unit().number, **said))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_checks_are_for_who_may_file_and_of_units_that_are_there() -> None:
    assert Api("claims.view").call("post", "/claims/checks", body(unit=make.unit().number)).status_code == 403
    assert Api().call("post", "/claims/checks", body(unit="UNT-NONE")).status_code == 404
    assert Api().call("post", "/claims/checks", body(serial="NOBODY")).status_code == 422
    assert Api().call("get", "/claims/checks").status_code in (404, 405)


def test_lines_without_amounts_are_priced_and_a_clear_claim_is_decided_at_once() -> None:
    prices()
    publish(rule(name="Cheap", outcome=["covered"], amount=[None, 200_000_000], checks=[]))
    lines = [
        {"kind": "part", "component": "panel", "quantity": 1},
        {"kind": "labour", "operation": "replace", "minutes": 45},
    ]
    made = post(Api(), body(unit=make.unit().number, lines=lines)).json()
    assert [line["amount"] for line in made["lines"]] == ["110000000", "4500000"]
    assert made["lines"][1]["basis"] == {"operation": "replace", "minutes": 45}
    assert (made["state"], made["decisions"][0]["outcome"]) == ("approved", "approved")
    assert Api().call("get", f"/claims/{made['number']}").json() == made


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "labour", "minutes": 0}, {"kind": "labour", "minutes": 5000}, {"kind": "labour", "operation": "dance"},
        {"kind": "part", "quantity": 0}, {"kind": "travel", "zone": 99}, {"kind": "travel", "km": -1},
        {"kind": "labour", "reason": "x" * 201},
    ],
)  # fmt: skip
def test_a_basis_that_cannot_be_is_refused_at_the_door(line: dict[str, Any]) -> None:
    assert post(Api(), body(unit=make.unit().number, lines=[line])).status_code == 422


def test_without_a_table_filing_over_rest_asks_payment_one_question() -> None:
    prices()
    api, unit = Api(), make.unit()
    post(api, body(unit=unit.number), key="warm")
    with CaptureQueriesContext(connection) as captured:
        post(api, body(unit=unit.number), key="k2")
    asked = [query["sql"] for query in captured.captured_queries]
    ours = ("edition", "tariff", "partprice", "standardtime", "authorisation", "paymenttable", "ruling", "statement")
    assert sum(any(f'"claims_{name}' in sql for name in ours) for sql in asked) == 1
    # The words of the category, which were looked up one by one, come in one query.
    assert sum('FROM "catalog_component"' in sql for sql in asked) == 1


def test_statements_are_listed_and_read() -> None:
    place = branch()
    put("tariffs", tariff())
    claim = decided(place)
    row = acts.draft_statement(branch=place, since=FROM, until=TO, actor=make.staff(user=None), at=make.AT)
    acts.deduct(statement=row, reason="agreed", amount=1_000_000, actor=make.staff(user=None), at=make.AT)
    api = Api("claims.statements")
    listed = api.call("get", "/statements?state=draft&branch=tehran").json()["items"]
    assert [item["number"] for item in listed] == [row.number]
    whole = api.call("get", f"/statements/{row.number}").json()
    assert (whole["claims"], whole["due"], whole["until"]) == (1, "127250000", "2026-11-22")
    assert whole["lines"] == [
        {"claim": claim.number, "amount": "128000000", "fee": "250000", "by_payer": {"warranty": "128000000"},
         "by_kind": {"part": "120000000", "labour": "8000000"}}
    ]  # fmt: skip
    assert whole["deductions"][0]["amount"] == "1000000"
    assert api.call("get", "/statements?state=paid").json()["items"] == []
    assert api.call("get", "/statements/STM-NONE").status_code == 404
    assert Api("claims.view").call("get", f"/statements/{row.number}").status_code == 403


def test_listing_statements_costs_the_same_for_many() -> None:
    api = Api()
    for n in range(4):
        place = branch(f"b{n}")
        decided(place)
        acts.draft_statement(branch=place, since=FROM, until=TO, actor=make.staff(user=None), at=make.AT)
        if n == 0:
            api.call("get", "/statements")
            few = count(lambda: api.call("get", "/statements"))
    assert count(lambda: api.call("get", "/statements")) == few
