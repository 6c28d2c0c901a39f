"""Estimates, consent, invoices and payments over REST."""

from typing import Any

import pytest
from django.test import Client

from payandan.platform.people.actions import create_token
from payandan.platform.people.queries import actor_of
from payandan.repairs.models import Estimate
from tests.repairs import factories as make
from tests.repairs import money as cash
from tests.repairs.money import AT

pytestmark = pytest.mark.django_db
ALL = ["repairs.view", "repairs.estimate", "repairs.invoice", "payments.take", "payments.view", "repairs.accounting"]
LINES = [
    {"kind": "part", "component": "charging_port", "label": "Port", "amount": "8000000"},
    {"kind": "labour", "amount": "2000000"},
]


@pytest.fixture(autouse=True)
def _now(monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


class Caller:
    """A program with a key."""

    def __init__(self, capabilities: Any = ALL, where: Any = None) -> None:
        chief = actor_of(make.person(f"api-{where}", "administrator", where))
        spot = where.pk if where else None
        self.raw = create_token(actor=chief, at=AT, name="key", capabilities=sorted(capabilities), branch_id=spot)[1]
        self.count = 0

    def get(self, path: str, **query: Any) -> Any:
        return Client().get(f"/api/v1{path}", query, headers={"Authorization": f"Bearer {self.raw}"})

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        self.count += 1
        headers = {"Authorization": f"Bearer {self.raw}", "Idempotency-Key": key or f"k{self.count}"}
        return Client().post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers)


def test_the_whole_way() -> None:
    api, order = Caller(), cash.job()
    made = api.post(f"/repairs/{order.number}/estimates", {"lines": LINES, "note": "Soon"}, key="same")
    assert made.status_code == 201, made.content
    assert (
        api.post(f"/repairs/{order.number}/estimates", {"lines": LINES, "note": "Soon"}, key="same").json()
        == made.json()
    )
    assert Estimate.objects.count() == 1
    estimate = made.json()
    assert (estimate["total"], estimate["state"], len(estimate["lines"])) == ("11000000", "draft", 2)
    number = estimate["number"]
    assert api.post(f"/estimates/{number}/send").json()["state"] == "sent"
    bad = api.post(f"/estimates/{number}/answer", {"answers": {"0": True}, "note": "Called"})
    assert (bad.status_code, bad.json()["errors"][0]["code"]) == (422, "answer_missing")
    said = api.post(f"/estimates/{number}/answer", {"answers": {"0": True, "1": True}, "note": "Called"})
    assert (said.json()["state"], said.json()["agreed"]) == ("approved", "11000000")
    deposit = api.post(f"/repairs/{order.number}/payments", {"amount": "5000000", "method": "cash"})
    assert (deposit.status_code, deposit.json()["purpose"]) == (201, "deposit")
    early = api.post(f"/repairs/{order.number}/invoices", {})
    assert (early.status_code, early.json()["code"]) == (409, "not_finished")
    cash.finished(order)
    dear = api.post(f"/repairs/{order.number}/invoices", {"lines": [{"kind": "part", "amount": "99000000"}]})
    assert dear.json()["code"] == "consent_needed"
    invoice = api.post(f"/repairs/{order.number}/invoices", {}).json()
    assert (invoice["total"], invoice["by_payer"]) == ("11000000", {"customer": "10000000"})
    assert api.get(f"/repairs/{order.number}/due").json()["left"] == "6000000"
    cancelled = api.post(f"/invoices/{invoice['number']}/cancel", {"reason": "Wrong"})
    assert cancelled.json()["state"] == "cancelled"
    entries = api.get("/journal", since="2026-11-01", until="2026-12-01").json()
    assert sum(int(row["debit"]) for row in entries) == sum(int(row["credit"]) for row in entries) > 0
    assert api.get("/journal", since="2026-11-01", until="2026-10-01").status_code == 422
    assert api.get("/journal", since="2026-11-01", until="2026-12-01", branch="nowhere").status_code == 422


def test_a_link_to_pay(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "trial://"
    estimate = cash.answered(cash.sent())
    made = Caller().post(f"/repairs/{estimate.order.number}/pay-links")
    assert made.status_code == 201
    assert Client().get(made.json()["path"]).status_code == 200


def test_lists_cost_the_same(django_assert_max_num_queries: Any) -> None:
    api = Caller()
    for _ in range(3):
        cash.invoiced()
    for path in ("/estimates", "/invoices"):
        with django_assert_max_num_queries(12):
            assert len(api.get(path).json()["items"]) == 3
    assert api.get("/estimates", state="draft").json()["items"] == []


def test_reading() -> None:
    api, invoice = Caller(), cash.invoiced()
    assert invoice.estimate is not None
    assert api.get(f"/invoices/{invoice.number}").json()["number"] == invoice.number
    assert api.get(f"/estimates/{invoice.estimate.number}").json()["state"] == "approved"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/estimates/{estimate}", None),
        ("post", "/estimates/{estimate}/send", None),
        ("post", "/estimates/{estimate}/answer", {"answers": {"0": True}, "note": "x"}),
        ("get", "/invoices/{invoice}", None),
        ("post", "/invoices/{invoice}/cancel", {"reason": "x"}),
        ("post", "/repairs/{job}/estimates", {"lines": LINES}),
        ("post", "/repairs/{job}/invoices", {}),
        ("post", "/repairs/{job}/payments", {"amount": "5", "method": "cash"}),
        ("post", "/repairs/{job}/pay-links", None),
        ("get", "/repairs/{job}/due", None),
    ],
)
def test_another_centre_finds_nothing(method: str, path: str, body: Any) -> None:
    invoice = cash.invoiced()
    assert invoice.estimate is not None
    names = {"estimate": invoice.estimate.number, "invoice": invoice.number, "job": invoice.order.number}
    stranger = Caller(where=make.branch("shiraz"))
    args = (path.format(**names),) if method == "get" else (path.format(**names), body)
    assert getattr(stranger, method)(*args).status_code == 404
    powerless = Caller(["claims.view"])
    assert getattr(powerless, method)(*args).status_code in (401, 403)


@pytest.mark.parametrize(
    "lines", [[], [{"kind": "magic"}], [{"kind": "part", "amount": 5}], [{"kind": "part", "quantity": 0}], [{}]]
)
def test_lines_that_cannot_be(lines: Any) -> None:
    order = cash.job()
    assert Caller().post(f"/repairs/{order.number}/estimates", {"lines": lines}).status_code == 422
