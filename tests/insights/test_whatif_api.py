"""Scenarios over REST."""

import pytest
from django.utils import timezone

from payandan.insights.models import Scenario
from payandan.platform.jobs.actions import run_next_work
from payandan.platform.kit.ids import public_id
from tests.claims import factories as make
from tests.insights.whatif_world import LONGER, decided, ran, scenario, too_late
from tests.units.doors import Api
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db

SAID = {"title": "36 months", "since": "2026-10-01", "until": "2026-12-01", "changes": [LONGER]}


def test_a_question_is_asked_run_and_read() -> None:
    api = Api()
    decided()
    late = too_late()
    answer = api.call("post", "/what-if", SAID)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["changes"], told["result"]) == ("draft", [LONGER], None)
    path = f"/what-if/{told['number']}"
    assert api.call("post", f"{path}/run").status_code == 202
    assert api.call("post", f"{path}/run").json()["code"] == "whatif_not_in_this_state"
    while run_next_work(clock=timezone.now):
        pass
    whole = api.call("get", path).json()
    assert (whole["state"], whole["claims"], whole["problem"]) == ("done", 2, "")
    result = whole["result"]
    assert (result["flipped"], result["flipped_better"], result["customers"]) == (1, 1, 1)
    assert {"currency": "IRR", "payer": "customer", "before": "128000000", "after": "0"} in result["money"]
    assert {"before": "not_covered", "after": "covered", "claims": 1} in result["flips"]
    assert [group["key"] for group in result["models"]] == [make.catalogue().number]
    assert [group["key"] for group in result["gregorian_months"]] == ["2026-11"]
    rows = api.call("get", f"{path}/claims?direction=better").json()["items"]
    assert [(row["claim"], row["after"]) for row in rows] == [(late.number, {"warranty": "128000000"})]
    listed = api.call("get", "/what-if?state=done").json()["items"]
    assert [row["number"] for row in listed] == [told["number"]]


@pytest.mark.parametrize(
    ("said", "status", "where"),
    [
        ({"title": ""}, 422, "title"),
        ({"until": "2026-01-01"}, 422, "until"),
        ({"since": "0001-01-01"}, 422, "since"),
        ({"changes": [{"kind": "x"}]}, 422, "changes[0].kind"),
        ({"changes": [{**LONGER, "period": {"months": 0}}]}, 422, "changes[0].period"),
        ({"changes": [{**LONGER, "document": "none"}]}, 422, "changes[0]"),
        ({"changes": ["x"]}, 422, "changes[0]"),
        ({"filters": {"colour": ["red"]}}, 422, "filters.colour"),
    ],
)
def test_what_cannot_be_asked(said: dict[str, object], status: int, where: str) -> None:
    answer = Api().call("post", "/what-if", {**SAID, **said})
    assert answer.status_code == status, answer.content
    assert where in {error["path"] for error in answer.json()["errors"]}
    assert not Scenario.objects.exists()


def test_nothing_to_run() -> None:
    api = Api()
    number = api.call("post", "/what-if", SAID).json()["number"]
    answer = api.call("post", f"/what-if/{number}/run")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "whatif_no_claims")


def test_a_token_without_the_capability_and_a_foreign_number() -> None:
    row = scenario(LONGER)
    weak = Api("insights.view")
    for method, path in (
        ("get", "/what-if"),
        ("get", f"/what-if/{row.number}"),
        ("post", f"/what-if/{row.number}/run"),
    ):
        assert weak.call(method, path).status_code == 403
    api = Api()
    for path in (f"/what-if/{public_id('WIF')}", f"/what-if/{public_id('WIF')}/claims"):
        assert api.call("get", path).status_code == 404


def test_lists_cost_the_same_for_many() -> None:
    api = Api()
    decided()
    row = ran(scenario(LONGER))
    path = f"/what-if/{row.number}/claims"
    api.call("get", path)
    few = count(lambda: api.call("get", path))
    for _ in range(3):
        decided()
    more = ran(row)
    assert count(lambda: api.call("get", f"/what-if/{more.number}/claims")) == few
