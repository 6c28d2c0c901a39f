"""The demo company: its story, and that telling it leaves a house in order."""

import argparse
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core.files.base import ContentFile
from django.test import RequestFactory

from payandan.catalog.queries import bundled_catalog
from payandan.claims.models import Claim
from payandan.claims.rules import STATES
from payandan.customers.models import Customer
from payandan.insights.models import Cell
from payandan.platform.files.actions import store
from payandan.platform.files.models import StoredFile
from payandan.platform.journal import queries as journal
from payandan.platform.journal.models import Delivery, Fact
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.ids import keyed_code_ok
from payandan.platform.notifications.models import Message
from payandan.site.commands import demo
from payandan.site.demo import cast, pictures, tale, telling
from payandan.units.models import Unit
from payandan.units.queries import authenticity_key, code_of
from payandan.warranty.models import Binding

pytestmark = pytest.mark.pure  # made by the public acts, which are tried on every database
ZONE = ZoneInfo("Asia/Tehran")
UNTIL = datetime(2026, 11, 20, 18, 30, tzinfo=ZONE)
PASSWORD = "a-long-password"


def _story(**changes: Any) -> cast.Tale:
    return tale.tell(**{"until": UNTIL, "units": 60, "claims": 20, "zone": ZONE, **changes})


@pytest.fixture(scope="class")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[telling.Told]:
    """A small company, told once for all the tests of a class, which only look."""
    from django.test import TestCase

    with django_db_blocker.unblock():
        atoms = TestCase._enter_atomics()
        try:
            yield telling.tell(story=_story(), password=PASSWORD, say=lambda line: None, token=True)
        finally:
            TestCase._rollback_atomics(atoms)


def test_the_same_seed_tells_the_same_story() -> None:
    assert _story() == _story()
    assert _story(seed=7) != _story()


@pytest.mark.parametrize("days", [0, 45, 120, 200, 290])
def test_the_story_keeps_its_time_and_size(days: int) -> None:
    until = UNTIL - timedelta(days=days)
    story = _story(until=until, units=400, claims=90)
    assert (len(story.things), len(story.troubles)) == (400, 90)
    assert len({thing.serial for thing in story.things}) == 400
    assert len({person.mobile for person in story.people}) == len(story.people)
    assert all(thing.at < until for thing in story.things)
    assert [thing.at for thing in story.things] == sorted(thing.at for thing in story.things)
    for trouble in story.troubles:
        thing = story.things[trouble.thing]
        assert thing.owner is not None
        assert thing.at.date() <= trouble.failed_on <= trouble.filed_at.date()
        assert trouble.filed_at < until


def test_customers_speak_with_many_voices() -> None:
    voices = {voice for fault in cast.faults() for voice in fault.voices}
    assert len(voices) >= 100
    assert sum(voice.isascii() for voice in voices) >= 5  # some write Persian in Latin letters
    assert len({trouble.voice for trouble in _story(units=2000, claims=300).troubles}) >= 100


def test_every_fault_is_one_that_the_catalogue_knows() -> None:
    known = {document["code"]: document for document in bundled_catalog()}
    for fault in cast.faults():
        category = known[fault.category]
        component = fault.component or category["symptoms"][fault.symptom]["component"]
        assert component in category["components"], fault
        assert set(fault.photos) <= set(pictures.PAINTERS), fault


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(pictures.PAINTERS))
def test_every_picture_is_taken_in(kind: str) -> None:
    file = store(ContentFile(pictures.jpeg(kind, 0), "a.jpg"), owner=None, actor=SYSTEM, at=UNTIL)
    assert file.width == pictures.SIZE[0]
    assert pictures.jpeg(kind, 0) != pictures.jpeg(kind, 1)


@pytest.mark.django_db
def test_it_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_remember", lambda stage: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        telling.tell(story=_story(), password=PASSWORD, say=lambda line: None)
    assert not Unit.objects.exists()
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--units", "3"],
        ["--claims", "9000"],
        ["--until", "yesterday"],
        ["--until", "2199-01-01"],
        ["--password", "short"],
    ],
)
@pytest.mark.django_db
def test_wrong_options_are_refused_in_a_sentence(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.run(_options(*options)) == 1
    assert capsys.readouterr().err.startswith("payandan demo: ")
    assert not Unit.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("told")
class TestTold:
    """What a told story leaves behind."""

    def test_everything_is_there(self, told: telling.Told) -> None:
        assert Unit.objects.count() == 60
        assert Claim.objects.count() == 20
        assert Customer.objects.count() == len(_story().people)
        assert not Customer.objects.exclude(mobile__startswith="+98970000").exists()
        assert Cell.objects.filter(dimension="outcome", calendar="jalali").exists()
        assert StoredFile.objects.filter(owner_kind="claim").count() >= 10
        assert told.token.startswith("pyd_")
        assert authenticate(RequestFactory().post("/"), login=told.manager, email=told.manager, password=PASSWORD)

    def test_the_desk_is_alive(self) -> None:
        states = set(Claim.objects.values_list("state", flat=True))
        assert states >= set(STATES) - {"partly_approved"}
        assert Claim.objects.filter(outcome="undecided", state="submitted").exists()
        old = UNTIL - timedelta(days=30)
        assert not Claim.objects.filter(filed_at__lt=old, decided_at=None).exclude(state="withdrawn").exists()

    def test_the_tour_begins_with_a_panel_and_a_remote_control(self) -> None:
        claim = Claim.objects.get(unit__serial=cast.HEROINE, channel="portal", symptom="lines_on_screen")
        assert claim.customer is not None
        assert claim.customer.name == "سارا محمدی"
        assert [(line["amount"], line["outcome"]) for line in claim.verdict["lines"]] == [
            ("120000000", "covered"),
            ("8000000", "covered"),
            ("3500000", "covered"),
        ], "the remote control has a shorter promise of its own, and the law lifts it"
        assert claim.evidence.exclude(file=None).count() >= 2

    def test_facts_lie_in_the_past_and_each_history_in_its_order(self) -> None:
        assert not Fact.objects.filter(at__gt=UNTIL).exists()
        assert Fact.objects.filter(at__lt=UNTIL - timedelta(days=600)).exists()
        beside = re.compile("message|core|recover|right|grant|screen|suspicion|released|handed")  # reckoned afterwards
        for claim in Claim.objects.all():
            history = reversed(journal.history("claim", claim.pk))
            times = [fact.at for fact in history if not beside.search(fact.name)]
            assert times == sorted(times)
            assert times[0] == claim.filed_at

    def test_nothing_waits_and_nothing_went_out(self) -> None:
        assert not Delivery.objects.exclude(state="done").exists()
        assert Message.objects.exists()
        assert set(Message.objects.values_list("state", "gateway")) == {("sent", "console")}
        assert not Message.objects.filter(finished_at__gt=UNTIL).exists()
        assert Message.objects.filter(created_at__lt=UNTIL - timedelta(days=60)).exists()

    def test_cards_and_terms_are_real(self) -> None:
        unit = Unit.objects.filter(genuine=True).latest("id")
        assert keyed_code_ok(authenticity_key(), unit.serial, code_of(unit))
        gold = Binding.objects.filter(document__code="extended-gold")
        assert gold.count() < Unit.objects.count() // 4

    def test_a_house_that_is_not_empty_is_left_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        before = Fact.objects.count()
        assert demo.run(_options("--if-empty")) == 0
        assert demo.run(_options()) == 1
        assert "nothing was changed" in capsys.readouterr().out
        assert Fact.objects.count() == before


def _options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    demo.arguments(parser)
    return parser.parse_args(words)
