"""Facts: written with their act, found again in every timeline, worded by their package."""

from typing import Any

import pytest
from django.db import transaction

from payandan.platform.journal import queries, rules
from payandan.platform.journal.actions import record, record_many
from payandan.platform.journal.models import Delivery, Fact, Mention
from payandan.platform.kit.actors import SYSTEM, Actor
from tests.platform.journal.conftest import NOW, Ear, KettleBoiled

pytestmark = pytest.mark.django_db
NAME = rules.fact_name(KettleBoiled)


def test_a_fact_keeps_who_when_what_and_about_what(ear: Ear) -> None:
    actor = Actor(kind="staff", id=7, name="Mina")
    fact = record(KettleBoiled(99), actor=actor, at=NOW, about=[("kettle", 3), ("kitchen", 1), ("kettle", 3)])

    kept = Fact.objects.get(pk=fact.pk)
    assert (kept.actor_kind, kept.actor_id, kept.actor_name, kept.at) == ("staff", 7, "Mina", NOW)
    assert kept.body == {"degrees": 99, "place": "kitchen"}
    assert Mention.objects.filter(fact=fact).count() == 2
    assert Delivery.objects.get().fact == fact


def test_the_history_of_an_object_is_its_own_newest_first(ear: Ear, django_assert_num_queries: Any) -> None:
    for degrees in (1, 2, 3):
        record(KettleBoiled(degrees), actor=SYSTEM, at=NOW, about=[("kettle", degrees % 2)])
    with django_assert_num_queries(1):
        assert [fact.body["degrees"] for fact in queries.history("kettle", 1)] == [3, 1]


def test_many_facts_cost_as_many_statements_as_one(ear: Ear, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        facts = record_many(
            [(KettleBoiled(degrees), [("kettle", degrees)]) for degrees in range(50)], actor=SYSTEM, times=[NOW] * 50
        )
    assert [fact.body["degrees"] for fact in facts] == list(range(50))
    assert Delivery.objects.count() == 50


def test_without_a_time_nothing_is_recorded(ear: Ear) -> None:
    with pytest.raises(ValueError, match="time"):
        record_many([(KettleBoiled(1), [])], actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused(ear: Ear) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(KettleBoiled(1), actor=SYSTEM, at=NOW, about=[])


@pytest.mark.django_db(transaction=True)
def test_an_act_that_rolls_back_leaves_no_fact_and_wakes_nobody(ear: Ear, monkeypatch: Any) -> None:
    woken: list[int] = []
    monkeypatch.setattr("payandan.platform.journal.actions.recording._wakers", [lambda: woken.append(1)])
    with transaction.atomic():
        record(KettleBoiled(1), actor=SYSTEM, at=NOW, about=[])
        transaction.set_rollback(True)
    assert (Fact.objects.count(), Delivery.objects.count(), woken) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_a_transaction_with_many_facts_wakes_the_worker_once(ear: Ear, monkeypatch: Any) -> None:
    woken: list[int] = []
    monkeypatch.setattr("payandan.platform.journal.actions.recording._wakers", [lambda: woken.append(1)])
    with transaction.atomic():
        with transaction.atomic():
            record(KettleBoiled(0), actor=SYSTEM, at=NOW, about=[])
            transaction.set_rollback(True)  # the wake that this asked for is gone with it
        for degrees in range(5):
            record(KettleBoiled(degrees), actor=SYSTEM, at=NOW, about=[])
    assert woken == [1]


def test_a_field_added_later_takes_its_default() -> None:
    assert rules.rebuild(KettleBoiled, {"degrees": 5, "gone": True}) == KettleBoiled(5, "kitchen")


def test_sentences_come_from_the_package_of_the_fact(monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "_sentences", {})
    fact = Fact(name=NAME, body={"degrees": 99})
    assert queries.sentence_of(fact, "fa") == NAME
    queries.register_sentences({NAME: lambda body, language: f"{language}: {body['degrees']}°"})
    assert queries.sentence_of(fact, "fa") == "fa: 99°"
    queries.register_sentences({NAME: lambda body, language: body["not there"]})
    assert queries.sentence_of(fact, "fa") == NAME
