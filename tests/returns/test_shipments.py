"""The acts of shipping, and the jobs that ask carriers: S2, both legs are tracked objects."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from payandan.platform.journal.actions import dispatch
from payandan.platform.journal.models import Fact
from payandan.platform.journal.queries import history
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications.models import Message
from payandan.repairs.models import RepairOrder
from payandan.returns import actions, jobs, rules
from payandan.returns.models import CarrierAnswer, Checkpoint, Shipment, Task
from tests.claims import factories as claims
from tests.claims.test_cores import expected
from tests.fakes.carriers import FakeCarrier
from tests.repairs import factories as repairs
from tests.returns import factories as make
from tests.returns.conftest import Clock

pytestmark = pytest.mark.django_db


def names(row: Shipment) -> list[str]:
    return [fact.name.removeprefix("returns.") for fact in reversed(history("shipment", row.pk))]


def fresh(row: Shipment) -> Shipment:
    return Shipment.objects.get(pk=row.pk)


def asked(post: FakeCarrier, **given: Any) -> Shipment:
    """A shipment for the carrier that can be asked; nobody has asked it yet."""
    kind = "tapin" if "tapin" in _setting() else "tipax"
    return make.shipment(carrier=kind, **given)


def _setting() -> str:
    from django.conf import settings

    return str(settings.CARRIERS)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_s2_a_parcel_by_hand_from_counter_to_door() -> None:
    order = make.job()
    row = make.on_its_way(order)
    assert (row.state, row.waybill) == (rules.PENDING, "12345678901234567890")
    assert row.promised_on == timezone.localdate() + timedelta(days=4)
    for tag in (rules.IN_TRANSIT, rules.OUT_FOR_DELIVERY, rules.DELIVERED):
        row = make.seen(row, tag)
    assert row.state == rules.DELIVERED
    assert row.delivered_at is not None
    assert names(row) == ["shipment_made", "shipment_booked", "shipment_moved", "shipment_moved", "shipment_delivered"]
    told = {fact.name for fact in history("repair", order.pk)}
    assert {"returns.shipment_booked", "returns.shipment_delivered"} <= told
    assert RepairOrder.objects.get(pk=order.pk).state == "received"
    with pytest.raises(Refused, match="not_in_this_state"):
        make.seen(row, rules.IN_TRANSIT)


def test_our_own_driver_needs_no_waybill() -> None:
    row = make.shipment(service="own_fleet")
    assert (row.state, row.waybill) == (rules.PENDING, row.number)


def test_a_draft_waits_for_its_waybill() -> None:
    row = make.shipment(service="post_counter")
    assert row.state == rules.DRAFT
    with pytest.raises(Refused, match="not_in_this_state"):
        make.seen(row, rules.IN_TRANSIT)
    with pytest.raises(Refused, match="waybill_missing"):
        actions.name_waybill(number=row.number, waybill=" ", actor=make.clerk(), at=timezone.now())
    named = actions.name_waybill(number=row.number, waybill="77", price=90_000, actor=make.clerk(), at=timezone.now())
    assert (named.state, named.price) == (rules.PENDING, 90_000)


def test_the_addresses_are_those_of_the_day_it_was_made() -> None:
    order = make.job()
    order.customer.city, order.customer.address = "شیراز", "خیابان زند"
    order.customer.save()
    row = make.shipment(order, receiver={})
    assert row.receiver["name"] == order.customer.name
    order.customer.name = "Somebody else"
    order.customer.save()
    assert fresh(row).receiver["name"] != "Somebody else"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"leg": "sideways"}, "unknown_leg"),
        ({"carrier": "pigeon"}, "unknown_carrier"),
        ({"service": "rocket"}, "unknown_service"),
        ({"weight": 0}, "bad_weight"),
        ({"weight": 100_001}, "bad_weight"),
        ({"declared": -1}, "bad_amount"),
        ({"cause": "whim"}, "bad_cause"),
        ({"payer": "nobody", "payer_reason": "x"}, "bad_payer"),
        ({"payer": "company"}, "reason_missing"),
        ({"receiver": {"name": "Sara"}}, "address_incomplete"),
    ],
)
def test_what_cannot_be_sent(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        make.shipment(**given)
    assert not Shipment.objects.exists()


def test_who_may_not_or_stands_elsewhere_sends_nothing() -> None:
    order = make.job()
    with pytest.raises(Refused, match="not_allowed"):
        make.shipment(order, actor=repairs.bench())
    with pytest.raises(Refused, match="unknown_owner"):
        make.shipment(order, actor=make.clerk(repairs.branch("shiraz")))
    row = make.shipment(order)
    with pytest.raises(Refused, match="not_found"):
        make.seen(row, rules.DELIVERED, actor=make.clerk(repairs.branch("shiraz")))


def test_the_same_key_is_the_same_shipment() -> None:
    order = make.job()
    first, second = (make.shipment(order, key="once") for _time in range(2))
    assert first.pk == second.pk
    assert names(first) == ["shipment_made", "shipment_booked"]


def test_the_rule_says_who_pays_and_a_colleague_decides_otherwise(settings: Any) -> None:
    order = make.job()
    RepairOrder.objects.filter(pk=order.pk).update(covered="covered")
    row = make.shipment(order)
    assert (row.cause, row.distance, row.payer, row.line) == ("defect", "other_city", "shared", "covered_far")
    settings.SHIPPING_PAYERS = {"covered_far": "company"}
    assert make.shipment(order).payer == "company"
    with pytest.raises(Refused, match="reason_missing"):
        actions.decide_payer(number=row.number, payer="company", reason="", actor=make.clerk(), at=timezone.now())
    changed = actions.decide_payer(
        number=row.number, payer="company", reason="قول داده بودیم", actor=make.clerk(), at=timezone.now()
    )
    assert (changed.payer, changed.line, changed.payer_reason) == ("company", "covered_far", "قول داده بودیم")
    own = make.shipment(order, payer="customer", payer_reason="خودش خواست")
    assert (own.payer, own.payer_reason) == ("customer", "خودش خواست")


def test_checkpoints_are_only_added() -> None:
    row = make.seen(make.on_its_way(), rules.IN_TRANSIT)
    for act in (lambda: Checkpoint.objects.update(text="x"), lambda: Checkpoint.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert row.checkpoints.count() == 1


def test_what_is_told_late_stands_in_its_place_and_moves_nothing(clock: Clock) -> None:
    row = make.on_its_way()
    clock.pass_(hours=5)
    make.seen(row, rules.OUT_FOR_DELIVERY)
    clock.pass_(hours=1)
    late = make.seen(row, rules.IN_TRANSIT, seen_at=clock.now - timedelta(hours=3))
    assert late.state == rules.OUT_FOR_DELIVERY
    assert [one.tag for one in late.checkpoints.all()] == [rules.IN_TRANSIT, rules.OUT_FOR_DELIVERY]
    with pytest.raises(Refused, match="in_the_future"):
        make.seen(row, rules.IN_TRANSIT, seen_at=clock.now + timedelta(hours=1))


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_s2_a_late_one_opens_exactly_one_task_and_its_arrival_closes_it(clock: Clock) -> None:
    row = make.on_its_way()
    jobs.watch()
    assert not Task.objects.exists()
    clock.pass_(days=5)
    for _again in range(3):
        jobs.watch()
    task = Task.objects.get()
    assert (task.trouble, task.closed_at) == ("late", None)
    make.seen(row, rules.DELIVERED)
    assert Task.objects.get().closed_at is not None


def test_a_closed_late_task_does_not_come_again_for_the_same_promise(clock: Clock) -> None:
    make.on_its_way()
    clock.pass_(days=5)
    jobs.watch()
    task = Task.objects.get()
    with pytest.raises(Refused, match="reason_missing"):
        actions.close_task(task_id=task.pk, note=" ", actor=make.clerk(), at=clock.now)
    actions.close_task(task_id=task.pk, note="به پست زنگ زدیم", actor=make.clerk(), at=clock.now)
    with pytest.raises(Refused, match="task_closed"):
        actions.close_task(task_id=task.pk, note="دوباره", actor=make.clerk(), at=clock.now)
    clock.pass_(days=1)
    jobs.watch()
    assert Task.objects.count() == 1


@pytest.mark.parametrize("trouble", rules.TOLD)
def test_a_problem_opens_one_task(trouble: str) -> None:
    row = make.on_its_way()
    for text in ("یک", "دو"):
        make.seen(row, rules.EXCEPTION, trouble=trouble, text=text)
    assert [task.trouble for task in Task.objects.all()] == [trouble]
    assert fresh(row).state == rules.EXCEPTION
    with pytest.raises(Refused, match="bad_trouble"):
        make.seen(row, rules.DELIVERED, trouble=trouble)


def test_nobody_waits_for_ever(clock: Clock) -> None:
    row = make.on_its_way()
    clock.pass_(days=31)
    jobs.watch()
    jobs.watch()
    assert fresh(row).state == rules.EXPIRED
    assert {task.trouble for task in Task.objects.all()} == {"late", "lost"}
    assert make.seen(row, rules.DELIVERED).state == rules.DELIVERED


def test_a_parcel_by_hand_is_called_off_at_once_and_one_on_the_road_is_not() -> None:
    row = make.on_its_way()
    gone = actions.cancel(number=row.number, reason="مشتری خودش آمد", actor=make.clerk(), at=timezone.now())
    assert gone.state == rules.CANCELLED
    other = make.seen(make.on_its_way(waybill="2"), rules.IN_TRANSIT)
    with pytest.raises(Refused, match="not_in_this_state"):
        actions.cancel(number=other.number, reason="دیر شد", actor=make.clerk(), at=timezone.now())


# --- carriers that are asked ------------------------------------------------------------------------------------------


def test_s2_a_carrier_is_asked_and_followed(post: FakeCarrier, clock: Clock) -> None:
    row = asked(post)
    jobs.ask_carriers()
    row = fresh(row)
    assert (row.state, row.waybill) == (rules.INFO_RECEIVED, post.parcels[row.number].waybill)
    words = {"tapin": "تحویل شده", "tipax": "Delivered"}
    post.see(row.number, words[row.carrier], clock.now + timedelta(hours=6))
    clock.pass_(hours=7)
    jobs.ask_carriers()
    jobs.ask_carriers()
    row = fresh(row)
    assert (row.state, row.check_at) == (rules.DELIVERED, None)
    assert names(row) == ["shipment_made", "shipment_booked", "shipment_delivered"]
    assert Checkpoint.objects.get().raw == words[row.carrier]


@pytest.mark.parametrize("manner", ["half", "cut", "bare"])
def test_an_order_without_a_clear_answer_is_inquired_and_never_repeated(
    post: FakeCarrier, clock: Clock, manner: str
) -> None:
    post.behave(manner)
    row = asked(post)
    jobs.ask_carriers()
    assert fresh(row).state == rules.ASKED
    with pytest.raises(Refused, match="asked_already"):
        actions.cancel(number=row.number, reason="نه", actor=make.clerk(), at=clock.now)
    clock.pass_(minutes=2)
    jobs.ask_carriers()
    assert (fresh(row).state, post.ordered) == (rules.INFO_RECEIVED, 1)


def test_a_killed_process_leaves_what_is_inquired(post: FakeCarrier, clock: Clock) -> None:
    row = asked(post)
    held = actions.begin_asking(row.number, at=clock.now)
    assert held is not None
    assert jobs.advance(row.number) is None
    clock.pass_(minutes=3)
    jobs.ask_carriers()
    assert (fresh(row).state, post.ordered) == (rules.ASKED, 0)
    clock.pass_(minutes=15)
    jobs.ask_carriers()
    assert fresh(row).state == rules.DRAFT
    clock.pass_(minutes=6)
    jobs.ask_carriers()
    assert (fresh(row).state, post.ordered) == (rules.INFO_RECEIVED, 1)


def test_a_carrier_that_says_no_leaves_it_to_people(post: FakeCarrier, clock: Clock) -> None:
    post.behave("700")
    row = asked(post)
    jobs.ask_carriers()
    row = fresh(row)
    assert (row.state, row.error, row.check_at) == (rules.DRAFT, "700", None)
    assert names(row) == ["shipment_made", "carrier_refused"]
    by_hand = actions.name_waybill(number=row.number, waybill="55", actor=make.clerk(), at=clock.now)
    assert (by_hand.carrier, by_hand.state, by_hand.error) == ("manual", rules.PENDING, "")
    clock.pass_(days=1)
    jobs.ask_carriers()
    assert fresh(row).state == rules.PENDING


def test_a_carrier_is_asked_to_give_it_up(post: FakeCarrier, clock: Clock) -> None:
    row = asked(post)
    jobs.ask_carriers()
    wish = actions.cancel(number=row.number, reason="پشیمان شد", actor=make.clerk(), at=clock.now)
    assert (wish.state, wish.cancel_wish) == (rules.INFO_RECEIVED, "پشیمان شد")
    post.behave("cut")
    jobs.ask_carriers()
    assert fresh(row).cancel_wish
    clock.pass_(minutes=6)
    jobs.ask_carriers()
    assert fresh(row).state == rules.CANCELLED


def test_what_has_left_is_not_given_up(post: FakeCarrier, clock: Clock) -> None:
    row = asked(post)
    jobs.ask_carriers()
    post.parcels[row.number].state = "gone"
    actions.cancel(number=row.number, reason="پشیمان شد", actor=make.clerk(), at=clock.now)
    jobs.ask_carriers()
    row = fresh(row)
    assert (row.state, row.cancel_wish) == (rules.INFO_RECEIVED, "")


def test_a_carrier_that_is_down_leaves_one_line(post: FakeCarrier, clock: Clock, settings: Any) -> None:
    row = asked(post)
    jobs.ask_carriers()
    settings.CARRIERS = settings.CARRIERS.replace(post.host, "127.0.0.1:9")
    for _time in range(3):
        clock.pass_(hours=7)
        jobs.ask_carriers()
    assert CarrierAnswer.objects.filter(shipment=row, step="track").count() == 1
    assert fresh(row).state == rules.INFO_RECEIVED


def test_the_parcel_of_another_shipment_is_not_believed(tapin: FakeCarrier) -> None:
    first = make.shipment(carrier="tapin")
    jobs.advance(first.number)
    second = make.shipment(carrier="tapin")
    tapin.take = lambda _number: tapin.parcels[first.number]  # type: ignore[method-assign]
    jobs.advance(second.number)
    assert (fresh(second).state, fresh(second).error) == (rules.ASKED, "same_id")


# --- the customer is told ---------------------------------------------------------------------------------------------


def messages() -> list[str]:
    while dispatch(at=timezone.now()).claimed:
        pass
    return list(
        Message.objects.filter(template__startswith="returns.").order_by("id").values_list("template", flat=True)
    )


def test_the_customer_is_told_of_each_step_once() -> None:
    row = make.on_its_way()
    for tag in (rules.IN_TRANSIT, rules.OUT_FOR_DELIVERY, rules.DELIVERED):
        make.seen(row, tag)
    assert messages() == ["returns.shipped", "returns.out", "returns.delivered"]
    text = Message.objects.filter(template="returns.shipped").get().text
    assert "12345678901234567890" in text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert messages() == ["returns.shipped", "returns.out", "returns.delivered"]


def test_of_a_way_to_us_other_things_are_told() -> None:
    row = make.on_its_way(leg="inbound", sender=make.HOME, receiver=make.SHOP)
    make.seen(row, rules.OUT_FOR_DELIVERY)
    make.seen(row, rules.EXCEPTION, trouble="damaged")
    make.seen(row, rules.DELIVERED)
    assert messages() == ["returns.fetch", "returns.problem", "returns.arrived"]


def test_a_defective_part_changes_hands_when_the_carrier_has_it() -> None:
    core = expected()
    row = actions.ship(
        owner=("core", core.pk), leg="core_back", parcel=make.parcel(service="post_counter", waybill="77"),
        actor=claims.staff(), at=timezone.now(),
    )  # fmt: skip
    messages()
    core.refresh_from_db()
    assert (core.state, core.place) == ("expected", "centre")
    make.seen(row, rules.IN_TRANSIT, actor=claims.staff())
    make.seen(row, rules.OUT_FOR_DELIVERY, actor=claims.staff())
    messages()
    core.refresh_from_db()
    assert (core.state, core.place) == ("handed_over", "transit")
    make.seen(row, rules.DELIVERED, actor=claims.staff())
    assert messages() == []
    core.refresh_from_db()
    assert (core.state, core.place) == ("handed_over", "transit"), "who receives it looks at it himself"


def test_a_defective_part_whose_parcel_nobody_saw_on_its_way_changes_hands_as_well() -> None:
    core = expected()
    row = actions.ship(
        owner=("core", core.pk), leg="core_back", parcel=make.parcel(service="post_counter", waybill="78"),
        actor=claims.staff(), at=timezone.now(),
    )  # fmt: skip
    make.seen(row, rules.DELIVERED, actor=claims.staff())
    messages()
    core.refresh_from_db()
    assert (core.state, core.place) == ("handed_over", "transit")


def test_ways_among_ourselves_and_of_the_past_tell_nobody() -> None:
    own = make.on_its_way(leg="core_back", other=None)
    make.seen(own, rules.DELIVERED)
    past = timezone.now() - timedelta(days=9)
    actions.ship(
        owner=("repair", make.job().pk), leg="outbound", parcel=make.parcel(service="own_fleet"), actor=make.clerk(),
        at=past,
    )  # fmt: skip
    assert messages() == []
    assert Fact.objects.filter(name="returns.shipment_booked").count() == 2
