"""A template, a recipient, a telephone company, and a worker that sends until nothing is due."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from payandan.platform.notifications import jobs, queries
from payandan.platform.notifications.actions import Recipient, notify
from payandan.platform.notifications.models import Message
from payandan.platform.notifications.rules import MessageTemplate
from tests.fakes.sms import FakeSms

NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)  # 12:30 in Tehran
MINA = Recipient(name="مینا رضایی", mobile="+989121234567", email="mina@example.com", language="fa")
TEMPLATES = {
    "kettle.ready": MessageTemplate(
        sms={"fa": "کتری شماره {number} آماده است.\n{link}", "en": "Kettle {number} is ready. {link}"},
        subject={"fa": "کتری {number}", "en": "Kettle {number}"},
        email={
            "fa": "سلام {name}\n\nکتری {number} آماده است: {link}",
            "en": "Hello {name}\n\nKettle {number} is ready: {link}",
        },
    ),
    "kettle.code": MessageTemplate(sms={"fa": "کد ورود: {code}", "en": "Your code: {code}"}),
}
CONTEXT = {"name": "مینا", "number": "KTL-7Q-12", "link": "https://example.com/t/abc"}


class Clock:
    """The time that the job sees."""

    def __init__(self) -> None:
        self.now = NOW

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: Any) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture(autouse=True)
def _templates(monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr(queries, "_templates", {})
    monkeypatch.setattr(jobs, "_breakers", {})
    queries.register(TEMPLATES)
    settings.QUIET_HOURS = "21:30-08:00"


@pytest.fixture
def sms(settings: Any) -> Iterator[FakeSms]:
    """The company, asked as Kavenegar unless a test sets the gateway otherwise."""
    with FakeSms() as fake:
        settings.SMS_GATEWAY = fake.kavenegar_url(sender="3000", otp_template="login")
        yield fake


@pytest.fixture
def tell(db: None) -> Callable[..., list[Message]]:
    """Notify Mina; returns the rows of this cause."""

    def act(template: str = "kettle.ready", *, key: str = "k1", to: Recipient = MINA, **options: Any) -> list[Message]:
        notify(
            template=template,
            to=to,
            context=options.pop("context", CONTEXT),
            about=("kettle", 7),
            unique_key=key,
            at=options.pop("at", NOW),
            **options,
        )
        return list(Message.objects.filter(unique_key__startswith=key).order_by("id"))

    return act


@pytest.fixture
def tell_code(tell: Callable[..., list[Message]]) -> Callable[..., Message]:
    """Queue a one-time code."""

    def act(key: str = "code1", **options: Any) -> Message:
        return tell("kettle.code", key=key, context={"code": "482913"}, secret=True, **options)[0]

    return act
