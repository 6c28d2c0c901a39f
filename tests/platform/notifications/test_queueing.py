"""Telling somebody: by every address there is, once a cause, not at night, and only if the act is committed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from payandan.platform.jobs.actions import calls
from payandan.platform.kit.actors import ANONYMOUS, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications.actions import resend
from payandan.platform.notifications.models import Message
from tests.platform.notifications.conftest import MINA, NOW

pytestmark = pytest.mark.django_db
Tell = Callable[..., list[Message]]
NIGHT = datetime(2026, 5, 2, 20, 0, tzinfo=UTC)  # 23:30 in Tehran
KEEPER = Actor(kind="staff", id=1, capabilities=frozenset({"notifications.view", "notifications.resend"}))


def test_a_message_goes_by_every_address_and_text_there_is(tell: Tell) -> None:
    text, mail = tell()
    assert (text.channel, text.address, text.state) == ("sms", "+989121234567", "queued")
    assert (mail.channel, mail.address, mail.subject) == ("email", "mina@example.com", "کتری KTL-7Q-12")
    assert [m.channel for m in tell(key="k2", to=replace(MINA, mobile=""))] == ["email"]
    assert [m.channel for m in tell(key="k3", channels=("sms",))] == ["sms"]
    assert tell("kettle.code", key="k4", context={"code": "1"}, to=replace(MINA, mobile="")) == []


def test_the_same_cause_makes_one_message(tell: Tell) -> None:
    assert tell(key="same") == tell(key="same")
    assert Message.objects.count() == 2


def test_even_a_very_long_cause_makes_one_message(tell: Tell) -> None:
    tell(key="x" * 300)
    tell(key="x" * 300)
    tell(key="x" * 299 + "y")
    assert Message.objects.count() == 4


def test_at_night_an_sms_waits_for_the_recipients_morning_a_mail_and_a_code_do_not(
    tell: Tell, tell_code: Callable[..., Message]
) -> None:
    text, mail = tell(at=NIGHT)
    assert text.due_at == datetime(2026, 5, 3, 4, 30, tzinfo=UTC)
    assert mail.due_at == NIGHT
    assert tell_code(at=NIGHT).due_at == NIGHT
    assert tell(key="berlin", at=NIGHT, to=replace(MINA, zone="America/New_York"))[0].due_at == NIGHT


def test_a_code_carries_what_a_gateways_template_needs_and_does_not_stay_good(
    tell_code: Callable[..., Message],
) -> None:
    code = tell_code()
    assert (code.parameters, code.good_until) == ({"code": "482913"}, NOW + timedelta(minutes=2))


@pytest.mark.django_db(transaction=True)
def test_a_message_wakes_the_worker_when_its_act_is_committed_and_is_gone_when_not(tell: Tell) -> None:
    calls.engine().storage.flush_all()
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert (Message.objects.count(), calls.engine().storage.queue_size()) == (0, 0)
    with transaction.atomic():
        tell(key="a")
        tell(key="b")
        assert calls.engine().storage.queue_size() == 0
    assert calls.engine().storage.queue_size() == 1


def test_a_failed_message_can_be_sent_again_once_as_a_new_one(tell: Tell) -> None:
    message = tell()[0]
    with pytest.raises(Refused, match="not_resendable"):
        resend(message.pk, actor=KEEPER, at=NOW)
    Message.objects.filter(pk=message.pk).update(state="unknown")
    again = resend(message.pk, actor=KEEPER, at=NOW)
    assert resend(message.pk, actor=KEEPER, at=NOW) == again
    assert (again.state, again.text, again.about_id) == ("queued", message.text, 7)
    assert again.client_id != message.client_id
    message.refresh_from_db()
    assert message.state == "unknown"


def test_who_may_not_send_again_cannot(tell: Tell, tell_code: Callable[..., Message]) -> None:
    message, code = tell()[0], tell_code()
    Message.objects.update(state="failed")
    with pytest.raises(Refused, match="not_allowed"):
        resend(message.pk, actor=ANONYMOUS, at=NOW)
    blind = Actor(kind="staff", id=2, capabilities=frozenset({"notifications.resend"}))
    with pytest.raises(Refused, match="missing"):
        resend(message.pk, actor=blind, at=NOW)
    with pytest.raises(Refused, match="secret_message"):
        resend(code.pk, actor=KEEPER, at=NOW)


def test_nobody_is_told_by_a_template_that_does_not_exist(tell: Tell) -> None:
    with pytest.raises(KeyError):
        tell("no.such")


def test_what_the_settings_say_is_checked_with_a_remedy(settings: Any) -> None:
    from payandan.platform.notifications.apps import check_settings

    assert check_settings() == []
    settings.SMS_GATEWAY, settings.QUIET_HOURS, settings.SMS_NUMBERS = "kavenegar://", "late", "bold"
    assert [found.id for found in check_settings()] == [
        "notifications.E001",
        "notifications.E002",
        "notifications.E003",
    ]
    assert "kavenegar://KEY@host/" in check_settings()[0].msg
