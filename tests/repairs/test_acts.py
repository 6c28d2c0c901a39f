"""The walk of a job through the public acts: intake, bench, tests, the counter again (S22, S23)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from payandan.parts import actions as stock
from payandan.parts.models import Balance
from payandan.platform.journal.actions import dispatch
from payandan.platform.journal.models import Fact
from payandan.platform.kit.refusals import Refused
from payandan.repairs import actions
from payandan.repairs.models import Passcode, RepairOrder
from tests.repairs import factories as make

pytestmark = pytest.mark.django_db


def refused(call: Any) -> str:
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


def names(order: RepairOrder) -> list[str]:
    return list(
        Fact.objects.filter(mentions__kind="repair", mentions__object_id=order.pk)
        .order_by("id")
        .values_list("name", flat=True)
    )


def test_s22_a_device_goes_from_the_counter_to_the_bench_and_back() -> None:
    order = make.received()
    assert order.number.startswith("JOB-")
    assert len(order.tracking) == 10
    order.unit.refresh_from_db()
    assert order.unit.state == "in_repair"
    order = make.checked(order)
    order = actions.finish(order=order, outcome="repaired", work="Port changed.", actor=make.chief(), at=make.AT)
    order = actions.tell_ready(order=order, actor=make.chief(), at=make.AT)
    order = make.handed(order)
    order.unit.refresh_from_db()
    assert (order.state, order.outcome, order.unit.state) == ("delivered", "repaired", "in_service")
    assert names(order) == [
        "repairs.order_received", "repairs.order_moved", "repairs.order_moved", "repairs.order_moved", "repairs.tested",
        "repairs.order_moved", "repairs.order_ready", "repairs.order_moved", "repairs.customer_told",
        "repairs.order_moved", "repairs.order_delivered",
    ]  # fmt: skip


def test_s22_the_same_form_takes_in_once_and_an_open_device_not_twice() -> None:
    thing = make.phone()
    first = make.received(unit=thing, form_key="k1")
    assert make.received(unit=thing, form_key="k1").pk == first.pk
    assert refused(lambda: make.received(unit=thing)) == "unit_here_already"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"symptoms": ["nosuch"]}, "unknown_symptom"),
        ({"symptoms": [], "words": " "}, "what_is_wrong"),
        ({"data_consent": ""}, "consent_missing"),
        ({"data_consent": "maybe"}, "unknown_consent"),
        ({"condition": [{"code": "nosuch", "value": "yes"}]}, "unknown_condition"),
        ({"promised_at": make.AT - timedelta(hours=1)}, "promise_past"),
        ({"signed_by": "signature"}, "signature_missing"),
        ({"priority": 7}, "unknown_priority"),
    ],
)
def test_s22_an_intake_that_leaves_out_what_matters_is_refused_and_writes_nothing(given: Any, code: str) -> None:
    assert refused(lambda: make.received(**given)) == code
    assert not RepairOrder.objects.exists()


def test_s22_work_under_warranty_files_a_claim_or_serves_one() -> None:
    order = make.received(open_claim=True)
    assert order.claim is not None
    assert order.claim.repair_clock.handed_in_on is not None
    other = make.claims.file_claim()
    assert refused(lambda: make.received(claim=other)) == "claim_of_other"
    order = make.ready(unit=other.unit, symptoms=["dark_screen"], claim=other)
    make.handed(order)
    other.repair_clock.refresh_from_db()
    assert other.repair_clock.handed_back_on is not None


def test_s22_several_devices_in_one_visit_are_collected_apart() -> None:
    """RD#1411."""
    person = make.customer()
    first = make.ready(unit=make.phone(owner=person))
    second = actions.receive_device(
        intake=make.intake(unit=make.phone(owner=person)), visit=first.visit, actor=make.chief(), at=make.AT
    )
    assert second.visit_id == first.visit_id
    make.handed(first)
    second.refresh_from_db()
    assert second.state == "received"
    stranger = make.intake(unit=make.phone())
    assert (
        refused(lambda: actions.receive_device(intake=stranger, visit=first.visit, actor=make.chief(), at=make.AT))
        == "other_visit"
    )


def test_s23_a_passcode_is_sealed_each_look_is_a_fact_and_it_goes_with_the_device() -> None:
    order = make.received(passcode="1397")
    kept = Passcode.objects.get(order=order)
    assert "1397" not in kept.sealed
    assert refused(lambda: actions.look_at_passcode(order=order, actor=make.chief(), at=make.AT)) == "not_at_the_bench"
    order = make.moved(order, "diagnose")
    clerk = make.actor_of(make.person("clerk", "clerk"))
    assert refused(lambda: actions.look_at_passcode(order=order, actor=clerk, at=make.AT)) == "not_allowed"
    assert actions.look_at_passcode(order=order, actor=make.bench(), at=make.AT) == "1397"
    assert names(order).count("repairs.passcode_seen") == 1
    order = make.moved(order, "repair", "test")
    actions.record_tests(order=order, answers=make.answers(order), actor=make.chief(), at=make.AT)
    order = actions.finish(order=order, outcome="no_fault_found", actor=make.chief(), at=make.AT)
    make.handed(order)
    assert not Passcode.objects.exists()
    assert "1397" not in str(list(Fact.objects.values_list("body", flat=True)))


def test_s23_nothing_that_works_goes_back_untested() -> None:
    order = make.moved(make.received(), "diagnose", "repair", "test")
    assert (
        refused(lambda: actions.finish(order=order, outcome="repaired", work="x", actor=make.chief(), at=make.AT))
        == "tests_first"
    )
    wrong = make.answers(order, charge_current="12")
    run = actions.record_tests(order=order, answers=wrong, actor=make.chief(), at=make.AT)
    assert not run.passed
    order.refresh_from_db()
    assert order.state == "repairing"
    left_out = make.answers(make.moved(order, "test"), call="")
    assert not actions.record_tests(order=order, answers=left_out, actor=make.chief(), at=make.AT).passed
    assert (
        refused(
            lambda: actions.record_tests(
                order=order, answers={"charge_current": "lots"}, actor=make.chief(), at=make.AT
            )
        )
        == "bad_measure"
    )
    assert actions.record_tests(order=order, answers=make.answers(order), actor=make.chief(), at=make.AT).passed
    later = make.AT + timedelta(hours=1)
    actions.change_part(order=order, part=make.a_part(), actor=make.chief(), at=later)
    assert (
        refused(lambda: actions.finish(order=order, outcome="repaired", work="x", actor=make.chief(), at=later))
        == "tests_first"
    )


def test_s23_serials_of_what_came_out_and_what_went_in() -> None:
    order = make.moved(make.received(), "diagnose", "repair")
    part = make.a_part(serialised=True)
    change = lambda **given: actions.change_part(order=order, part=part, actor=make.chief(), at=make.AT, **given)  # noqa: E731
    assert refused(change) == "serials_needed"
    assert refused(lambda: change(removed_serial="A-1")) == "serials_needed"
    assert refused(lambda: change(removed_serial="A-1", installed_serial="a1")) == "same_serial"
    made = change(removed_serial="A-۱", installed_serial="B-2")
    assert (made.removed_serial, made.installed_serial) == ("A-1", "B-2")
    assert refused(lambda: change(removed_serial="A-3", installed_serial="B-2")) == "serial_used"


def test_moves_by_hand_only_as_the_table_says() -> None:
    order = make.received()
    assert refused(lambda: make.moved(order, "test")) == "not_in_this_state"
    order = make.moved(order, "diagnose")
    assert refused(lambda: make.moved(order, "send_estimate")) == "not_by_hand"
    assert refused(lambda: make.moved(order, "wait_for_part")) == "waits_for_what"
    actions.plan_part(order=order, part=make.a_part(), actor=make.chief(), at=make.AT)
    order.refresh_from_db()
    assert order.can_start is False
    order = make.moved(order, "wait_for_part")
    assert order.waits_for == "Charging port"
    clerk = make.actor_of(make.person("clerk", "clerk"))
    assert refused(lambda: make.moved(order, "repair", actor=clerk)) == "not_allowed"
    assert (
        refused(lambda: actions.move(order=order, act="repair", actor=make.chief(), at=make.AT, version=1)) == "stale"
    )


def test_s22_at_the_hand_over_it_is_tried_and_signed() -> None:
    order = make.ready()
    assert refused(lambda: make.handed(order, tried=False)) == "try_it_first"
    assert refused(lambda: make.handed(order, to_name=" ")) == "to_whom"
    assert refused(lambda: make.handed(order, shown_by="nod")) == "unknown_signing"
    assert refused(lambda: make.handed(order, shown_by="signature")) == "signature_missing"
    file = make.picture(make.chief())
    order = make.handed(order, shown_by="signature", signature=file)
    file.refresh_from_db()
    assert (order.hand_over.shown_by, file.owner_kind, file.owner_id) == ("signature", "repair", order.pk)
    back = actions.take_back(order=order, actor=make.chief(), at=make.AT + timedelta(days=2))
    assert (back.state, back.outcome) == ("come_back", "")
    again = make.delivered()
    late = make.AT + timedelta(days=9)
    assert refused(lambda: actions.take_back(order=again, actor=make.chief(), at=late)) == "came_back_late"


def test_s22_nobody_comes_for_it() -> None:
    order = actions.tell_ready(order=make.ready(), actor=make.chief(), at=make.AT)
    day = lambda n: make.AT + timedelta(days=n)  # noqa: E731
    assert [actions.remind(order=order, at=day(n)) for n in (2, 3, 4, 10, 21, 40)] == [
        False,
        True,
        False,
        True,
        True,
        False,
    ]
    assert refused(lambda: actions.abandon(order=order, actor=make.chief(), at=day(50))) == "not_long_enough"
    assert refused(lambda: actions.abandon(order=order, actor=make.bench(), at=day(61))) == "not_allowed"
    order = actions.abandon(order=order, actor=make.chief(), at=day(61))
    assert order.state == "abandoned"
    assert make.handed(order, at=day(70)).state == "delivered"


def test_s22_a_job_goes_to_another_centre_and_back() -> None:
    here, there = make.branch("tehran"), make.branch("shiraz")
    mine, theirs = make.bench("here", here), make.bench("there", there)
    order = make.moved(make.received(branch=here, actor=mine), "diagnose", actor=mine)
    assert not RepairOrder.objects.visible_to(theirs).exists()
    assert refused(lambda: actions.send_to_centre(order=order, target=there, actor=mine, at=make.AT)) == "reason_needed"
    actions.send_to_centre(order=order, target=there, reason="Board level", actor=mine, at=make.AT)
    assert refused(lambda: actions.receive_from_centre(order=order, actor=mine, at=make.AT)) == "not_for_you"
    order = actions.receive_from_centre(order=order, actor=theirs, at=make.AT, condition="As sent")
    assert (order.state, order.place_id, order.branch_id) == ("triage", there.pk, here.pk)
    order = make.checked(order, actor=theirs)
    order = actions.finish(order=order, outcome="repaired", work="Board", actor=theirs, at=make.AT)
    assert refused(lambda: make.handed(order)) == "elsewhere"
    actions.send_to_centre(order=order, target=here, actor=theirs, at=make.AT)
    order = actions.receive_from_centre(order=order, actor=mine, at=make.AT)
    assert order.state == "ready"
    assert make.handed(order, actor=mine).state == "delivered"
    assert order.custody.count() == 2


def test_s23_planned_parts_are_reserved_as_soon_as_there_are_any() -> None:
    """«The job can start» follows the stock of the centre where the device lies."""
    part, node = _stock()
    order = make.moved(make.received(), "diagnose")
    given = make.a_part(label="Charging port", id=part.pk, code=part.code)
    planned = actions.plan_part(order=order, part=given, actor=make.bench(), at=make.AT)
    order.refresh_from_db()
    assert (planned.state, order.can_start) == ("wanted", False)
    stock.receive(node_id=node.pk, lines=[stock.Line(part.pk, 2, 1000)], actor=make.chief(), at=make.AT, key="in-1")
    dispatch(at=timezone.now())
    planned.refresh_from_db()
    order.refresh_from_db()
    assert (planned.state, order.can_start) == ("reserved", True)
    order = make.moved(order, "repair")
    actions.change_part(order=order, part=given, planned=planned, actor=make.bench(), at=make.AT)
    planned.refresh_from_db()
    assert planned.state == "issued"
    assert refused(lambda: actions.drop_part(planned=planned, actor=make.bench(), at=make.AT)) == "part_gone"


def test_a_part_from_another_store_starts_the_job_that_waits_for_it() -> None:
    part, here = _stock()
    there = stock.save_node(
        kind="van", code="van", name_fa="ون", name_en="Van", currency="IRR", actor=make.chief(), at=make.AT
    )
    stock.receive(node_id=there.pk, lines=[stock.Line(part.pk, 1, 1000)], actor=make.chief(), at=make.AT)
    order = make.moved(make.received(), "diagnose")
    given = make.a_part(id=part.pk, code=part.code)
    actions.plan_part(order=order, part=given, actor=make.bench(), at=make.AT)
    sent = stock.send(origin_id=there.pk, to_id=here.pk, lines=[stock.Line(part.pk, 1)], actor=make.chief(), at=make.AT)
    stock.receive_transfer(transfer_id=sent.pk, received={part.pk: 1}, actor=make.chief(), at=make.AT)
    dispatch(at=timezone.now())
    order.refresh_from_db()
    assert order.can_start


def test_a_part_that_nobody_planned_leaves_the_stock_where_it_is_kept() -> None:
    part, node = _stock()
    given = make.a_part(id=part.pk, code=part.code)
    order = make.moved(make.received(), "diagnose", "repair")
    in_hand = actions.change_part(order=order, part=given, actor=make.bench(), at=make.AT)
    assert in_hand.planned is None, "the store here had none: it was in the technician's hand"
    stock.receive(node_id=node.pk, lines=[stock.Line(part.pk, 2, 2000)], actor=make.chief(), at=make.AT)
    made = actions.change_part(order=order, part=given, actor=make.bench(), at=make.AT)
    assert made.planned is not None
    assert made.planned.state == "issued"
    assert Balance.objects.get(part=part, node=node).on_hand == 1
    assert order.planned.count() == 1


def test_no_time_runs_on_a_job_on_which_nobody_works() -> None:
    order = make.moved(make.received(), "diagnose")
    actions.start_timer(order=order, actor=make.bench(), at=make.AT)
    actions.move(
        order=order, act="wait_for_part", waits_for="Panel", actor=make.bench(), at=make.AT + timedelta(hours=1)
    )
    order.refresh_from_db()
    assert order.seconds == 3600
    assert not order.timers.filter(stopped_at=None).exists()


def _stock() -> Any:
    part = stock.create_part(
        code="CP-1", kind="consumable", name_fa="درگاه", name_en="Port", actor=make.chief(), at=make.AT
    )
    node = stock.save_node(
        code="tehran",
        kind="centre",
        name_fa="انبار",
        name_en="Store",
        branch=make.branch(),
        currency="IRR",
        actor=make.chief(),
        at=make.AT,
    )
    return part, node
