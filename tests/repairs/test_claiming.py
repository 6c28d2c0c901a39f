"""What the bench wrote down becomes what the claim asks for."""

from typing import Any

import pytest
from django.utils import timezone

from payandan.claims import actions as claims
from payandan.claims.rules import LineDraft
from payandan.platform.journal.actions import dispatch
from payandan.platform.kit.actors import SYSTEM
from payandan.repairs import actions
from payandan.repairs.models import RepairOrder
from payandan.repairs.rules.estimates import Item
from tests.repairs import factories as make
from tests.repairs import money as cash
from tests.repairs.money import AT, GLASS, LABOUR, PART

pytestmark = pytest.mark.django_db


def job() -> RepairOrder:
    """A job under a claim that was filed at its intake, at the bench."""
    return make.moved(make.received(open_claim=True), "diagnose")


def brought(order: RepairOrder) -> bool:
    return actions.bring_into_claim(order=RepairOrder.objects.get(pk=order.pk), actor=SYSTEM, at=AT)


def lines(order: RepairOrder) -> list[tuple[str, int]]:
    assert order.claim is not None
    return [(line.kind, line.amount) for line in order.claim.lines.all()]


def test_the_lines_of_the_estimate() -> None:
    order = job()
    assert lines(order) == [("part", 0), ("labour", 0)], "nobody has estimated it yet"
    cash.sent(order, [PART, LABOUR])
    assert brought(order)
    assert lines(order) == [("part", 8_000_000), ("labour", 2_000_000)]
    assert not brought(order), "it is there already"


def test_a_newer_version_takes_the_place_of_an_older_one() -> None:
    order = job()
    cash.sent(order, [PART])
    brought(order)
    make.moved(RepairOrder.objects.get(pk=order.pk), *_back(order))
    cash.sent(order, [PART, LABOUR, GLASS])
    assert brought(order)
    assert [amount for _, amount in lines(order)] == [8_000_000, 2_000_000, 5_000_000]


def _back(order: RepairOrder) -> list[str]:
    order.refresh_from_db()
    return ["revise"] if order.state == "estimate_sent" else []


def test_what_a_person_wrote_stays() -> None:
    order = job()
    assert order.claim is not None
    claims.set_lines(claim=order.claim, lines=[LineDraft("part", 7_000_000)], actor=make.claims.staff(), at=AT)
    cash.sent(order, [PART, LABOUR])
    assert not brought(order)
    assert lines(order) == [("part", 7_000_000)]


def test_a_decided_claim_stays_as_it_is() -> None:
    order = job()
    assert order.claim is not None
    claims.withdraw(claim=order.claim, actor=make.claims.staff(), at=AT)
    cash.sent(order, [PART, LABOUR])
    assert not brought(order)


def test_what_the_customer_declined_is_not_asked_for() -> None:
    order = cash.job()
    order.claim = make.claims.file_claim(unit=order.unit, symptom="does_not_charge")
    order.claim.lines.update(amount=0)
    order.save(update_fields=["claim"])
    cash.answered(cash.sent(order), declined=[2])
    assert brought(order)
    assert [amount for _, amount in lines(order)] == [8_000_000, 2_000_000]
    cash.sent(RepairOrder.objects.get(pk=order.pk), [PART, GLASS])
    assert brought(order), "what came from this job may be followed by its next version"
    assert [amount for _, amount in lines(order)] == [8_000_000, 5_000_000]


@pytest.mark.parametrize("priced", [True, False])
def test_without_an_estimate_the_work_as_it_was_done(priced: bool, monkeypatch: Any) -> None:
    """Once it is repaired, at the prices of the lists; where one is missing, nothing is brought."""
    order = job()
    actions.change_part(order=order, part=make.a_part(label="Charging port"), actor=make.bench(), at=AT)
    assert not brought(order), "it is not repaired yet"
    RepairOrder.objects.filter(pk=order.pk).update(outcome="repaired")
    if priced:
        found = [Item("part", label="Charging port", amount=9_000_000), Item("labour", amount=1_000_000)]
        monkeypatch.setattr("payandan.repairs.queries.pricing.proposed", lambda _order: found)
    assert brought(order) is priced
    assert lines(order) == ([("part", 9_000_000), ("labour", 1_000_000)] if priced else [("part", 0), ("labour", 0)])


def test_a_serialised_part_brings_its_serials() -> None:
    order = job()
    part = make.a_part(id=77, label="Main board", serialised=True)
    actions.change_part(
        order=order, part=part, removed_serial="OLD-1", installed_serial="NEW-2", actor=make.bench(), at=AT
    )
    cash.sent(order, [Item("part", part_id=77, label="Main board", amount=30_000_000)])
    assert brought(order)
    assert order.claim is not None
    basis = order.claim.lines.get().basis
    assert (basis["removed"], basis["installed"]) == ("OLD-1", "NEW-2")


def test_it_happens_by_itself() -> None:
    now = timezone.now()
    order = make.received(open_claim=True, at=now)
    order = make.moved(order, "diagnose", at=now)
    estimate = actions.draft_estimate(order=order, items=[PART], actor=make.chief(), at=now)
    actions.send_estimate(estimate=estimate, actor=make.chief(), at=now)
    while dispatch(at=timezone.now()).claimed:
        pass
    assert lines(order) == [("part", 8_000_000)]


def test_a_job_without_a_claim_has_nothing_to_bring() -> None:
    assert not brought(make.received())
