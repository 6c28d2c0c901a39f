"""Wording, length, states, quiet hours, breakers."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.notifications import rules
from payandan.platform.notifications.rules import Breaker, MessageTemplate, QuietHours, State, Verdict
from tests.platform.notifications.conftest import CONTEXT, NOW, TEMPLATES

READY = TEMPLATES["kettle.ready"]
TEHRAN = ZoneInfo("Asia/Tehran")


def test_a_code_reads_right_in_a_persian_line() -> None:
    assert rules.render_sms(READY, "fa", CONTEXT, "isolate") == (
        "کتری شماره \u2066KTL-7Q-12\u2069 آماده است.\nhttps://example.com/t/abc"
    )
    assert rules.render_sms(READY, "fa", CONTEXT, "line") == (
        "کتری شماره\nKTL-7Q-12\nآماده است.\nhttps://example.com/t/abc"
    )
    assert "\u2066" not in rules.render_sms(READY, "en", CONTEXT, "isolate")


@pytest.mark.parametrize("value", ["482913", "۱۲۳", "مینا رضایی", "پایندان ۳ – PRO"])
def test_what_reads_right_by_itself_is_left_alone(value: str) -> None:
    template = MessageTemplate(sms={"fa": "سلام {it} خوب"})
    assert rules.render_sms(template, "fa", {"it": value}, "isolate") == f"سلام {value} خوب"


def test_a_value_is_never_read_as_a_template() -> None:
    template = MessageTemplate(sms={"fa": "سلام {name}"})
    context = {"name": "{code} {{ settings }} %s", "code": "482913"}
    assert "482913" not in rules.render_sms(template, "fa", context, "plain")


def test_a_missing_value_is_a_mistake_of_the_program() -> None:
    with pytest.raises(rules.MissingPlaceholder, match="number"):
        rules.render_sms(READY, "fa", {"link": ""}, "isolate")
    assert READY.placeholders() == {"name", "number", "link"}


def test_a_subject_is_one_line() -> None:
    subject, text = rules.render_email(READY, "en", {**CONTEXT, "number": "7\r\nBcc: all@example.com"})
    assert subject == "Kettle 7 Bcc: all@example.com"
    assert text.startswith("Hello")


def test_a_language_without_a_text_gets_the_one_there_is() -> None:
    assert rules.render_sms(MessageTemplate(sms={"fa": "سلام"}), "en", {}, "isolate") == "سلام"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("س" * 70, 1),
        ("س" * 71, 2),
        ("س" * 134, 2),
        ("س" * 135, 3),
        ("a" * 100 + "‌", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts_of_an_sms(text: str, parts: int) -> None:
    assert rules.sms_parts(text) == parts


@given(st.lists(st.sampled_from(State), max_size=12))
def test_a_final_state_is_final_whatever_is_reported_later(reports: list[State]) -> None:
    state = State.ACCEPTED
    for report in reports:
        after = rules.moved(state, report)
        assert after == state or report == after
        if state in rules.FINAL:
            assert after == state
        assert after not in (State.QUEUED, State.SENDING)
        state = after


VERDICTS = st.sampled_from(Verdict)


@given(VERDICTS, st.integers(1, 20), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_what_may_have_gone_is_sent_again_only_where_that_cannot_send_it_twice(
    verdict: Verdict, attempts: int, secret: bool, repeatable: bool, reports: bool, another: bool
) -> None:
    step = rules.step_after(
        verdict, attempts=attempts, secret=secret, repeatable=repeatable, reports=reports, another=another
    )
    assert step.state in rules.MOVES[State.SENDING]
    if verdict == Verdict.UNSURE and step.state == State.QUEUED:
        assert repeatable
        assert step.pinned
        assert not secret
    if verdict != Verdict.UNSURE:
        assert not step.pinned
    if attempts >= 8:
        assert step.state != State.QUEUED
    assert (step.state in (State.ACCEPTED, State.SENT)) == (verdict == Verdict.ACCEPTED)


@pytest.mark.parametrize(
    ("now", "release"),
    [
        ("2026-05-02T12:00", "2026-05-02T12:00"),
        ("2026-05-02T21:29", "2026-05-02T21:29"),
        ("2026-05-02T21:30", "2026-05-03T08:00"),
        ("2026-05-02T23:59", "2026-05-03T08:00"),
        ("2026-05-03T00:00", "2026-05-03T08:00"),
        ("2026-05-03T07:59", "2026-05-03T08:00"),
        ("2026-05-03T08:00", "2026-05-03T08:00"),
    ],
)
def test_quiet_hours(now: str, release: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=TEHRAN).astimezone(UTC)
    expected = datetime.fromisoformat(release).replace(tzinfo=TEHRAN)
    assert QuietHours.parse("21:30-08:00").release(at, TEHRAN) == expected


@given(
    st.times(),
    st.times(),
    st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Asia/Tehran", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
)
def test_a_release_is_soon_and_never_quiet(start: time, end: time, at: datetime, zone: str) -> None:
    quiet, here = QuietHours(start, end), ZoneInfo(zone)
    released = quiet.release(at, here)
    assert at <= released <= at + timedelta(hours=25)
    assert quiet.release(released, here) == released


def test_quiet_hours_may_be_none_and_must_be_readable() -> None:
    assert QuietHours.parse("").release(NOW, TEHRAN) == NOW
    with pytest.raises(ValueError, match="isoformat"):
        QuietHours.parse("late")


def test_a_breaker_rests_after_three_failures_longer_each_time() -> None:
    breaker, rests = Breaker(), []
    for _ in range(9):
        breaker = breaker.after(worked=False, at=NOW)
        rests.append((breaker.rests_until - NOW).total_seconds() if breaker.rests_until else 0)
    assert rests == [0, 0, 30, 60, 120, 240, 480, 600, 600]
    assert not breaker.allows(NOW)
    assert breaker.allows(NOW + timedelta(minutes=10))
    assert breaker.after(worked=True, at=NOW) == Breaker()
