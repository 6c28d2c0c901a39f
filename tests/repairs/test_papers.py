"""Papers as PDF: the receipt of intake, the contract of a loaner, the estimate; for the desk and for the customer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from payandan.repairs import actions
from payandan.repairs.models import MoneyTerms
from payandan.repairs.paper import bills, slips
from payandan.repairs.rules.estimates import Item
from payandan.repairs.views.estimate_papers import paper_context
from payandan.repairs.views.pages import record_context
from tests.repairs import factories as make
from tests.repairs.test_pool import own
from tests.units.doors import customer

pytestmark = pytest.mark.django_db


def values(data: dict[str, Any]) -> str:
    """All that a slip says, in one text."""
    rows = [f"{row['label']} {row['value']}" for row in (*data["facts"], *data["strong"])]
    return "\n".join([data["heading"], *data["seller"], *rows])


def is_pdf(answer: Any) -> bool:
    return answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_the_receipt_says_what_was_handed_in_in_the_language_of_the_reader() -> None:
    order = make.received(condition=[{"code": "powers_on", "value": "no"}], accessories=["cable"])
    terms = MoneyTerms(phone="021-1", address="خیابان یکم")
    with translation.override("fa"):
        said = values(slips._receipt(record_context(order, make.chief()), terms, "fa"))
    assert "رسید پذیرش" in said
    assert "خیابان یکم" in said
    assert order.tracking in said
    assert "۱۴۰" in said, "the day is Jalali, in Persian digits"
    with translation.override("en"):
        assert "Receipt of intake" in values(slips._receipt(record_context(order, make.chief()), terms, "en"))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_papers_of_the_desk_are_pdf(language: str) -> None:
    now, desk = timezone.now(), Client()
    desk.force_login(make.person("chief", "manager"))
    desk.cookies["lang"] = language
    order = make.received(at=now)
    loaner = actions.add_loaner(unit=own(), branch=make.branch(), actor=make.chief(), at=now)
    loan = actions.lend(
        loaner=loaner,
        order=order,
        due_on=(now + timedelta(days=5)).date(),
        condition="whole",
        deposit=5_000_000,
        actor=make.chief(),
        at=now,
    )
    estimate = drafted(order, now)
    for address in (
        f"/repairs/{order.number}/receipt/pdf/",
        f"/repairs/loans/{loan.number}/pdf/",
        f"/repairs/estimates/{estimate.number}/pdf/",
    ):
        assert is_pdf(desk.get(address)), address
    assert f"/repairs/{order.number}/receipt/pdf/" in desk.get(f"/repairs/{order.number}/receipt/").content.decode()
    far = Client()
    far.force_login(make.person("far", "manager", make.branch("shiraz")))
    assert far.get(f"/repairs/{order.number}/receipt/pdf/").status_code == 404
    assert far.get(f"/repairs/loans/{loan.number}/pdf/").status_code == 404


def drafted(order: Any, at: Any) -> Any:
    """An estimate with one line."""
    estimate = actions.draft_estimate(order=order, actor=make.chief(), at=at)
    return actions.write_estimate(
        estimate=estimate,
        items=[Item("part", "", None, "Port", 1, "", None, None, 10_000_000)],
        actor=make.chief(),
        at=at,
    )


def test_an_estimate_on_paper_has_its_sums_and_its_day_and_is_the_customers_too() -> None:
    now = timezone.now()
    order = make.moved(make.received(at=now), "diagnose", at=now)
    estimate = actions.send_estimate(estimate=drafted(order, now), actor=make.chief(), at=now)
    with translation.override("fa"):
        data = bills._estimate(paper_context(estimate), "fa")
    assert data["rows"][0][0] == "۱"
    assert data["total"][1]
    assert [row["value"] for row in data["facts"] if row["label"] == "اعتبار تا"] != [""]
    assert is_pdf(customer(order.customer).get(f"/my/estimates/{estimate.number}/pdf/"))
    assert customer(make.phone().owner).get(f"/my/estimates/{estimate.number}/pdf/").status_code == 404
