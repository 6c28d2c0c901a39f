"""From the queue to the gateway: fail-over, retries, doubts, kills, reports; and no code twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from payandan.platform.journal.models import Fact
from payandan.platform.notifications import actions, jobs
from payandan.platform.notifications.models import Message, Reply
from payandan.platform.notifications.rules import State
from tests.fakes.sms import FakeSms
from tests.platform.notifications.conftest import Clock

pytestmark = pytest.mark.django_db
Tell = Callable[..., list[Message]]
TellCode = Callable[..., Message]


@pytest.fixture(autouse=True)
def _by_sms_only(monkeypatch: Any, clock: Clock) -> None:
    monkeypatch.setattr("payandan.platform.jobs.actions.Job.soon_at", lambda *_: None)


@pytest.fixture
def text(tell: Tell) -> Message:
    return tell(channels=("sms",))[0]


def now(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_a_message_goes_out_and_its_delivery_is_heard_of(text: Message, sms: FakeSms, clock: Clock) -> None:
    jobs.send_due()
    assert (now(text).state, text.gateway, text.gateway_id, text.attempts) == ("accepted", "kavenegar", "1000", 1)
    assert sms.requests[0][1]["localid"] == str(text.client_id)

    sms.delivery["1000"] = 5
    clock.pass_(minutes=1)
    jobs.ask_about_delivery()
    assert now(text).state == "sent"
    sms.delivery["1000"] = 10
    jobs.ask_about_delivery()
    assert now(text).state == "sent"  # asked again only after a while
    clock.pass_(minutes=5)
    jobs.ask_about_delivery()
    assert (now(text).state, text.check_at) == ("delivered", None)
    assert list(Reply.objects.values_list("state", flat=True)) == ["accepted", "sent", "delivered"]
    assert Fact.objects.get().body == {"message": text.pk, "template": "kettle.ready", "channel": "sms"}


def test_a_late_report_never_undoes_a_final_state(text: Message, clock: Clock) -> None:
    Message.objects.update(state="delivered", gateway="kavenegar")
    for reported in State:
        actions.note_status(text.pk, reported=reported, code="", at=clock.now)
        assert now(text).state == "delivered"


def test_a_delivery_that_is_never_reported_is_no_longer_asked_for(text: Message, sms: FakeSms, clock: Clock) -> None:
    jobs.send_due()
    sms.delivery["1000"] = 1
    asked = 0
    while now(text).check_at:
        clock.now = text.check_at  # type: ignore[assignment]
        jobs.ask_about_delivery()
        asked += 1
    assert asked <= 20
    assert text.state == "accepted"


def test_a_refused_message_has_failed_and_is_told_of(text: Message, sms: FakeSms) -> None:
    sms.behave("bad_number")
    jobs.send_due()
    assert (now(text).state, text.attempts) == ("failed", 1)
    assert text.error.startswith("411")
    assert set(Fact.objects.get().mentions.values_list("kind", flat=True)) == {"message", "kettle"}


def test_when_one_gateway_cannot_the_other_does(text: Message, sms: FakeSms, settings: Any) -> None:
    settings.SMS_GATEWAY += "," + sms.smsir_url()
    sms.behave("no_credit", "ok")
    jobs.send_due()
    assert (now(text).state, text.gateway, text.attempts) == ("accepted", "smsir", 2)
    assert len(sms.taken) == 1


def test_a_gateway_that_fails_thrice_is_passed_over(tell: Tell, sms: FakeSms, settings: Any) -> None:
    settings.SMS_GATEWAY += "," + sms.smsir_url()
    for count in range(5):
        tell(key=f"k{count}", channels=("sms",))
    sms.behave("no_credit", "ok", "no_credit", "ok", "no_credit", "ok")
    jobs.send_due()
    assert len(sms.taken) == 5
    assert [path.startswith("/v1/send") for path, _ in sms.requests] == [False, True] * 3 + [True] * 2


def test_with_no_gateway_left_a_message_waits_and_does_not_use_up_its_attempts(
    text: Message, sms: FakeSms, clock: Clock
) -> None:
    sms.behave(*["no_credit"] * 3)
    for _ in range(6):
        jobs.send_due()
        clock.now = now(text).due_at
    assert (text.state, text.attempts) == ("accepted", 4)
    assert len(sms.requests) == 4


def test_a_message_that_nobody_takes_has_failed_in_the_end(text: Message, sms: FakeSms, clock: Clock) -> None:
    sms.behave(*["no_credit"] * 20)
    begun = clock.now
    while now(text).state == "queued":
        clock.now = max(clock.now, text.due_at)
        jobs.send_due()
    assert (text.state, text.attempts) == ("failed", 8)
    assert clock.now - begun > timedelta(hours=8)


@pytest.mark.parametrize("manner", ["cut", "half"])
def test_in_doubt_kavenegar_is_asked_by_our_id_and_nothing_goes_twice(
    text: Message, sms: FakeSms, clock: Clock, manner: str
) -> None:
    sms.behave(manner)
    jobs.send_due()
    assert (now(text).state, text.pinned) == ("queued", True)
    clock.pass_(seconds=6)
    jobs.send_due()
    assert (now(text).state, text.gateway_id, len(sms.taken)) == ("accepted", "1000", 1)
    assert sum(path.endswith("send.json") for path, _ in sms.requests) == 1


def test_in_doubt_what_never_arrived_is_sent(text: Message, sms: FakeSms, clock: Clock) -> None:
    sms.behave("not_taken")
    jobs.send_due()
    clock.pass_(seconds=6)
    jobs.send_due()
    assert (now(text).state, len(sms.taken)) == ("accepted", 1)


def test_in_doubt_a_gateway_that_knows_no_ids_is_not_asked_again(
    text: Message, sms: FakeSms, settings: Any, clock: Clock
) -> None:
    settings.SMS_GATEWAY = sms.smsir_url()
    sms.behave("cut")
    for _ in range(3):
        jobs.send_due()
        clock.pass_(hours=1)
    assert (now(text).state, len(sms.taken)) == ("unknown", 1)


@pytest.mark.parametrize("kind", ["kavenegar", "smsir"])
@pytest.mark.parametrize("manner", ["cut", "half", "html_502"])
def test_in_doubt_a_code_is_never_sent_again(
    tell_code: TellCode, sms: FakeSms, settings: Any, clock: Clock, kind: str, manner: str
) -> None:
    settings.SMS_GATEWAY = sms.kavenegar_url() if kind == "kavenegar" else sms.smsir_url()
    code = tell_code()
    sms.behave(manner)
    for _ in range(3):
        jobs.send_due()
        clock.pass_(seconds=30)
    assert (now(code).state, code.text, code.parameters) == ("unknown", "", {})
    assert len(sms.requests) == 1


def test_a_code_is_wiped_when_it_is_sent_and_leaves_no_fact(tell_code: TellCode, sms: FakeSms) -> None:
    code = tell_code()
    jobs.send_due()
    assert (now(code).state, code.text, code.parameters, sms.texts) == ("accepted", "", {}, ["482913"])
    assert not Fact.objects.exists()
    assert not Reply.objects.filter(detail__contains="482913").exists()


def test_a_code_refused_by_one_gateway_goes_at_once_by_the_other(
    tell_code: TellCode, sms: FakeSms, settings: Any
) -> None:
    settings.SMS_GATEWAY += "," + sms.smsir_url()
    sms.behave("no_template")
    code = tell_code()
    jobs.send_due()
    assert (now(code).state, code.gateway, len(sms.taken)) == ("accepted", "smsir", 1)


def test_a_code_that_is_too_old_is_not_sent(tell_code: TellCode, sms: FakeSms, clock: Clock) -> None:
    code = tell_code()
    clock.pass_(minutes=2)
    jobs.send_due()
    assert (now(code).state, code.error, code.text, sms.requests) == ("failed", "expired", "", [])


def test_codes_go_first(tell: Tell, tell_code: TellCode, sms: FakeSms) -> None:
    tell(channels=("sms",))
    tell_code()
    jobs.send_due()
    assert sms.texts[0] == "482913"


def test_a_mail_goes_too(tell: Tell, sms: FakeSms, mailoutbox: Any) -> None:
    message = tell(channels=("email",))[0]
    jobs.send_due()
    assert (now(message).state, mailoutbox[0].to) == ("sent", ["mina@example.com"])


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize(
    ("kind", "secret", "state", "taken"),
    [
        ("kavenegar", False, "accepted", 1),
        ("kavenegar", True, "unknown", None),
        ("smsir", False, "unknown", None),
        ("smsir", True, "unknown", None),
    ],
)
def test_killed_between_the_gateway_and_the_note_of_it(
    tell: Tell,
    tell_code: TellCode,
    sms: FakeSms,
    settings: Any,
    clock: Clock,
    monkeypatch: Any,
    kind: str,
    secret: bool,
    state: str,
    taken: int | None,
    arrived: bool,
) -> None:
    settings.SMS_GATEWAY = sms.kavenegar_url() if kind == "kavenegar" else sms.smsir_url()
    message = tell_code() if secret else tell(channels=("sms",))[0]
    hand_over = jobs._hand_over

    def die(sending: Any) -> Any:
        if arrived:
            hand_over(sending)
        raise Killed

    monkeypatch.setattr(jobs, "_hand_over", die)
    with pytest.raises(Killed):
        jobs.send_due()
    assert now(message).state == "sending"
    monkeypatch.setattr(jobs, "_hand_over", hand_over)

    jobs.send_due()
    assert now(message).state == "sending"  # somebody may still be at it
    for _ in range(3):
        clock.pass_(seconds=61)
        jobs.send_due()
    assert now(message).state == state
    assert len(sms.taken) == (int(arrived) if taken is None else taken)


def test_the_only_worker_takes_back_at_once_what_the_killed_one_held(text: Message, sms: FakeSms, clock: Clock) -> None:
    assert actions.claim_next(at=clock.now, choose=jobs._choose) is not None
    jobs.take_back(clock.now)
    jobs.send_due()
    clock.pass_(seconds=6)
    jobs.send_due()
    assert (now(text).state, len(sms.taken)) == ("accepted", 1)


def test_a_worker_that_was_thought_dead_writes_nothing(text: Message, sms: FakeSms, clock: Clock) -> None:
    held = actions.claim_next(at=clock.now, choose=jobs._choose)
    assert held is not None
    outcome = jobs._hand_over(held)
    clock.pass_(seconds=61)
    actions.take_back_dead(at=clock.now, repeatable=lambda _: False)
    assert actions.record_outcome(held, outcome, at=clock.now) is None
    assert now(text).state == "unknown"


def test_old_messages_are_forgotten(text: Message, clock: Clock, settings: Any) -> None:
    settings.MESSAGE_DAYS = 30
    jobs.forget_old_messages()
    assert Message.objects.exists()
    clock.pass_(days=31)
    jobs.forget_old_messages()
    assert not Message.objects.exists()
