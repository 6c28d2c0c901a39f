"""The staff pages: who may see messages, what they show, and that a code is shown to nobody."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payandan.platform.journal.models import Fact
from payandan.platform.journal.queries import sentence_of
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.notifications.models import Message, Reply
from payandan.platform.people import actions as people
from payandan.platform.people.models import Role

pytestmark = pytest.mark.django_db
Tell = Callable[..., list[Message]]
NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(db: None, client: Client, settings: Any) -> Callable[..., Client]:
    """A browser in which somebody with these capabilities is signed in."""
    settings.REQUIRE_MFA = False

    def sign_in(*capabilities: str) -> Client:
        role = Role.objects.create(code="x", name_fa="x", name_en="x", capabilities=list(capabilities))
        user = people.create_staff(
            email="x@ava.example",
            name="Mina",
            assignments=[(role.pk, None)],
            password="a long enough secret",
            actor=SYSTEM,
            at=NOW,
        )
        client.force_login(user)
        return client

    return sign_in


SEE, SEND = "notifications.view", "notifications.resend"


def page(client: Client, name: str, *args: Any, **get: str) -> str:
    answer = client.get(reverse(name, args=args), {"lang": "en", **get})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_messages_and_finds_them(desk: Any, tell: Tell, tell_code: Any) -> None:
    tell()
    tell_code()
    client = desk(SEE)
    shown = page(client, "notifications-list")
    assert "مینا رضایی" in shown
    assert "One-time code" in shown
    assert "482913" not in shown
    for asked, found in [
        ({"q": "۰۹۱۲۱۲۳۴۵۶۷"}, 2),
        ({"q": "mina@"}, 1),
        ({"q": "4567"}, 2),
        ({"q": "رضایی"}, 3),
        ({"q": "رضوی"}, 0),
        ({"channel": "email"}, 1),
        ({"state": "failed"}, 0),
        ({"kind": "code"}, 1),
        ({"about": "kettle:7"}, 3),
        ({"about": "kettle:8"}, 0),
    ]:
        listed = page(client, "notifications-list", **asked)
        assert (
            sum(listed.count(f'href="/messages/{pk}/"') > 0 for pk in Message.objects.values_list("pk", flat=True))
            == found
        )


def test_the_list_costs_the_same_however_long(desk: Any, tell: Tell, django_assert_max_num_queries: Any) -> None:
    client = desk(SEE)
    for number in range(12):
        tell(key=f"k{number}")
    with django_assert_max_num_queries(12):
        page(client, "notifications-list")


def test_a_record_shows_the_text_and_what_the_gateways_said(desk: Any, tell: Tell) -> None:
    message = tell()[0]
    for code, detail in [("418", "اعتبار کافی نیست"), ("no_answer", "")]:
        Reply.objects.create(message=message, at=NOW, gateway="kavenegar", state="queued", code=code, detail=detail)
    shown = page(desk(SEE), "notifications-record", message.pk)
    assert "KTL-7Q-12" in shown
    assert "418 اعتبار کافی نیست" in shown
    assert "The gateway gave no answer" in shown


def test_a_codes_text_is_shown_to_nobody(desk: Any, tell_code: Any) -> None:
    code = tell_code()
    shown = page(desk(SEE, SEND), "notifications-record", code.pk)
    assert "482913" not in shown
    assert "shown to nobody" in shown
    assert "482913" not in page(Client(), "staff-sign-in")


def test_a_failed_message_is_sent_again_by_a_button(desk: Any, tell: Tell) -> None:
    message = tell()[0]
    client = desk(SEE, SEND)
    assert "/resend/" not in page(client, "notifications-record", message.pk)
    Message.objects.update(state="unknown")
    assert "/resend/" in page(client, "notifications-record", message.pk)
    answer = client.post(reverse("notifications-resend", args=[message.pk]))
    again = Message.objects.latest("pk")
    assert answer.headers["Location"] == reverse("notifications-record", args=[again.pk])
    answer = client.post(reverse("notifications-resend", args=[again.pk]), follow=True)
    assert answer.status_code == 200
    assert Message.objects.count() == 3


def test_pages_are_for_who_may_see_them(desk: Any, tell: Tell) -> None:
    message = tell()[0]
    routes = [reverse("notifications-list"), reverse("notifications-record", args=[message.pk])]
    for route in routes:
        assert Client().get(route).status_code == 302
    client = desk("claims.view")
    for route in routes:
        assert client.get(route).status_code == 403
    assert client.post(reverse("notifications-resend", args=[message.pk])).status_code == 403


def test_what_is_not_there_is_not_found_and_what_may_not_be_sent_is_not(desk: Any, tell: Tell) -> None:
    message = tell()[0]
    client = desk(SEE)
    assert client.get(reverse("notifications-record", args=[message.pk + 99])).status_code == 404
    assert client.get(reverse("notifications-resend", args=[message.pk])).status_code == 403


@pytest.mark.parametrize(
    ("name", "body", "fa"),
    [
        ("notifications.message_sent", {"channel": "sms"}, "پیامکی برای مشتری فرستاده شد."),
        ("notifications.message_failed", {"channel": "email", "state": "failed"}, "ارسال ایمیل ناموفق بود."),
        ("notifications.message_failed", {"channel": "sms", "state": "unknown"}, "معلوم نیست پیامک ارسال شده باشد."),
    ],
)
def test_timelines_tell_of_messages(name: str, body: dict[str, Any], fa: str) -> None:
    assert sentence_of(Fact(name=name, body=body), "fa") == fa
    assert "." in sentence_of(Fact(name=name, body=body), "en")
