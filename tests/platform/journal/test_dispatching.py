"""Deliveries: at least once, exactly once for what a listener writes; failing, leased, killed and given up."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from payandan.platform.journal import queries, rules
from payandan.platform.journal.actions import (
    dispatch,
    dispatching,
    expire_leases,
    forget_deliveries,
    record,
    retry_delivery,
)
from payandan.platform.journal.models import Delivery, Fact, Mention
from payandan.platform.kit.actors import ANONYMOUS, SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from tests.platform.journal.conftest import NOW, Ear, KettleBoiled

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _recorded_now(monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def boil(degrees: int = 100) -> Delivery:
    fact = record(KettleBoiled(degrees), actor=SYSTEM, at=NOW, about=[("kettle", degrees)])
    return Delivery.objects.get(fact=fact)


def test_a_listener_hears_the_event_as_it_was_once(ear: Ear) -> None:
    delivery = boil(97)
    assert dispatch(at=LATER) == (1, 1, 0)
    assert dispatch(at=LATER) == (0, 0, 0)
    assert ear.heard == [(KettleBoiled(97), delivery.fact)]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.leased_until) == ("done", 1, None)


def test_what_is_not_yet_due_waits(ear: Ear) -> None:
    boil()
    assert dispatch(at=NOW - timedelta(seconds=1)).claimed == 0


def test_a_failing_listener_is_tried_again_after_growing_pauses_then_left_for_dead(ear: Ear) -> None:
    delivery = boil()
    ear.failures = 100
    at, pauses = LATER, []
    while delivery.state == Delivery.State.WAITING:
        assert dispatch(at=at).failed == 1
        assert dispatch(at=at).claimed == 0
        delivery.refresh_from_db()
        pauses.append(delivery.due_at - at)
        at = delivery.due_at
    assert [pause.total_seconds() for pause in pauses[:5]] == [5, 30, 300, 1800, 7200]
    assert len(ear.heard) == len(rules.PAUSES) + 1
    assert delivery.state == Delivery.State.DEAD
    assert "The ear hurts." in delivery.error
    assert queries.pending() == (0, 1, None)
    assert list(queries.dead_deliveries()) == [delivery]


def test_a_failed_listener_leaves_nothing_behind(ear: Ear, monkeypatch: Any) -> None:
    boil()

    def write_then_fail(event: Any, fact: Fact) -> None:
        record(KettleBoiled(1), actor=SYSTEM, at=NOW, about=[])
        raise RuntimeError

    monkeypatch.setattr(ear, "heard", None)
    monkeypatch.setattr(dispatching, "listener", lambda *_: (KettleBoiled, write_then_fail))
    assert dispatch(at=LATER).failed == 1
    assert Fact.objects.count() == 1


def test_one_failing_listener_does_not_hold_up_the_others(ear: Ear) -> None:
    first, second = boil(1), boil(2)
    ear.failures = 1
    assert dispatch(at=LATER) == (2, 1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "done")


def test_a_listener_that_was_removed_makes_a_dead_delivery_not_a_crash(ear: Ear) -> None:
    delivery = boil()
    Delivery.objects.update(listener="gone.reactions.hear")
    dispatch(at=LATER)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.DEAD
    assert "No such listener" in delivery.error


def test_what_another_worker_holds_is_left_until_its_lease_ends(ear: Ear) -> None:
    delivery = boil()
    assert dispatching._claim("another", LATER, 10) == [delivery.pk]
    assert dispatch(at=LATER + timedelta(seconds=59)).claimed == 0
    assert dispatch(at=LATER + dispatching.LEASE + timedelta(seconds=1)).done == 1
    delivery.refresh_from_db()
    assert delivery.attempts == 2  # the one that died counts


def test_a_worker_whose_lease_ran_out_writes_nothing(ear: Ear) -> None:
    delivery = boil()
    dispatching._claim("slow", LATER, 10)
    Delivery.objects.update(lease="quick")
    assert not dispatching._deliver(delivery.pk, "slow", LATER)
    assert ear.heard == []
    dispatching._postpone(delivery.pk, "slow", LATER, RuntimeError())
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.lease) == (0, "quick")


def test_a_delivery_that_kills_every_worker_is_given_up(ear: Ear) -> None:
    delivery = boil()
    for attempt in range(len(rules.PAUSES) + 2):
        dispatching._claim("doomed", LATER, 10)
        assert expire_leases(at=LATER) == (1 if attempt <= len(rules.PAUSES) else 0)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("dead", dispatching.DIED)


def test_a_dead_delivery_can_be_tried_again_by_who_may(ear: Ear) -> None:
    delivery = boil()
    Delivery.objects.update(state=Delivery.State.DEAD, attempts=9, error="old")
    keeper = Actor(kind="staff", id=1, name="Sara", capabilities=frozenset({"journal.retry"}))

    with pytest.raises(Refused, match="not_allowed"):
        retry_delivery(delivery.pk, actor=ANONYMOUS, at=LATER)
    retry_delivery(delivery.pk, actor=keeper, at=LATER)
    with pytest.raises(Refused, match="not_dead"):
        retry_delivery(delivery.pk, actor=keeper, at=LATER)
    assert dispatch(at=LATER).done == 1
    assert Mention.objects.filter(kind="delivery", object_id=delivery.pk, fact__actor_name="Sara").count() == 1


def test_deliveries_done_long_ago_are_forgotten_and_only_those(ear: Ear) -> None:
    boil(1)
    dispatch(at=LATER)
    waiting = boil(2)
    assert forget_deliveries(before=NOW) == 0
    assert forget_deliveries(before=LATER) == 1
    assert list(Delivery.objects.all()) == [waiting]
    assert Fact.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_never_take_the_same(ear: Ear) -> None:
    with transaction.atomic():
        for degrees in range(20):
            boil(degrees)
    taken: list[list[int]] = []
    both = threading.Barrier(2)

    def work(name: str) -> None:
        try:
            both.wait(5)
            taken.extend(dispatching._claim(name, LATER, 3) for _ in range(4))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [delivery for batch in taken for delivery in batch]
    assert len(found) == len(set(found)) == 20
