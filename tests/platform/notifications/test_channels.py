"""The dialects of the gateways: what each answer means, and that no key ever shows."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from payandan.platform.gateways import BadGateway, door
from payandan.platform.notifications import channels
from payandan.platform.notifications.channels import smtp
from payandan.platform.notifications.channels.gateway import Gateway, Outgoing
from payandan.platform.notifications.rules import Outcome, State, Verdict
from tests.fakes.sms import KEY, FakeSms
from tests.fakes.smtp import FakeSmtp

TEXT = Outgoing(address="+989121234567", text="سلام", language="fa", client_id=77)
CODE = Outgoing(address="+989121234567", text="کد ورود: 482913", language="fa", client_id=78, code="482913")
MAIL = Outgoing(
    address="mina@example.com", subject="کتری", text="سلام\n\nhttps://x.ir/a?b=1&c", language="fa", client_id=255
)


@pytest.fixture
def sms() -> Iterator[FakeSms]:
    with FakeSms() as fake:
        yield fake


@pytest.fixture(params=["kavenegar", "smsir"])
def gateway(request: Any, sms: FakeSms) -> Gateway:
    url = sms.kavenegar_url() if request.param == "kavenegar" else sms.smsir_url()
    return channels.parse(url)[0]


def test_a_text_is_handed_over(gateway: Gateway, sms: FakeSms) -> None:
    outcome = gateway.send(TEXT)
    assert (outcome.verdict, outcome.gateway_id) == (Verdict.ACCEPTED, "1000")
    assert [(taken.to, taken.text) for taken in sms.taken] == [("09121234567", "سلام")]


@pytest.mark.parametrize(
    ("manner", "verdict"),
    [
        ("no_credit", Verdict.ELSEWHERE),
        ("no_template", Verdict.ELSEWHERE),
        ("bad_key", Verdict.ELSEWHERE),
        ("error_in_200", Verdict.ELSEWHERE),
        ("html", Verdict.ELSEWHERE),
        ("bad_token", Verdict.REFUSED),
        ("bad_number", Verdict.REFUSED),
        ("html_502", Verdict.UNSURE),
        ("half", Verdict.UNSURE),
        ("cut", Verdict.UNSURE),
        ("slow", Verdict.UNSURE),
    ],
)
def test_every_answer_means_something(
    gateway: Gateway, sms: FakeSms, manner: str, verdict: Verdict, monkeypatch: Any
) -> None:
    monkeypatch.setattr(door, "READ", 0.2)
    door._client.cache_clear()
    sms.slowness = 0.5
    sms.behave(manner)
    outcome = gateway.send(TEXT)
    door._client.cache_clear()
    assert outcome.verdict == verdict
    assert KEY not in repr(outcome)


def test_a_gateway_that_is_not_there(sms: FakeSms) -> None:
    with FakeSms() as gone:
        gateway = channels.parse(gone.kavenegar_url())[0]
    outcome = gateway.send(TEXT)
    assert (outcome.verdict, outcome.code) == (Verdict.ELSEWHERE, "unreachable")
    assert KEY not in repr(outcome)


def test_an_endless_answer_is_not_read_to_its_end(gateway: Gateway, sms: FakeSms, monkeypatch: Any) -> None:
    monkeypatch.setattr(door, "LARGEST_ANSWER", 20)
    assert gateway.send(TEXT).verdict == Verdict.UNSURE


def test_a_code_goes_by_the_approved_template(sms: FakeSms) -> None:
    for url in (sms.kavenegar_url(otp_template="login"), sms.smsir_url(otp_template="4411")):
        assert channels.parse(url)[0].send(CODE).verdict == Verdict.ACCEPTED
    assert [(taken.template, taken.code, taken.text) for taken in sms.taken] == [
        ("login", "482913", ""),
        ("4411", "482913", ""),
    ]


def test_without_a_template_a_code_goes_as_text(gateway: Gateway, sms: FakeSms) -> None:
    gateway.send(CODE)
    assert sms.texts == ["کد ورود: 482913"]


def test_kavenegar_can_be_asked_by_our_own_id(sms: FakeSms) -> None:
    gateway = channels.parse(sms.kavenegar_url())[0]
    assert gateway.find(77) is None
    sms.behave("cut")
    gateway.send(TEXT)
    found = gateway.find(77)
    assert found is not None
    assert (found.verdict, found.gateway_id) == (Verdict.ACCEPTED, "1000")
    gateway.send(TEXT)
    assert len(sms.taken) == 1


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (
            "kavenegar",
            {10: State.DELIVERED, 11: State.UNDELIVERED, 14: State.BLOCKED, 6: State.FAILED, 5: State.SENT, 1: None},
        ),
        (
            "smsir",
            {1: State.DELIVERED, 2: State.UNDELIVERED, 7: State.BLOCKED, 6: State.FAILED, 5: State.SENT, 99: None},
        ),
    ],
)
def test_reports_of_delivery(sms: FakeSms, kind: str, codes: dict[int, State | None]) -> None:
    gateway = channels.parse(sms.kavenegar_url() if kind == "kavenegar" else sms.smsir_url())[0]
    sms.delivery = {str(1000 + code): code for code in codes}
    assert gateway.statuses(list(sms.delivery)) == {
        str(1000 + code): (state, str(code)) for code, state in codes.items()
    }


def test_no_key_reaches_a_log(gateway: Gateway, sms: FakeSms, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    sms.behave("ok", "no_credit", "half")
    for _ in range(3):
        gateway.send(TEXT)
    assert KEY not in caplog.text
    assert all(KEY not in str(body) for _, body in sms.requests)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("", "console://"),
        ("pigeon://x", "Known: console, file, kavenegar, smsir"),
        ("kavenegar://api.kavenegar.com/", "kavenegar://KEY@host/"),
        ("kavenegar+http://secretkey@api.kavenegar.com/", "this machine only"),
        ("kavenegar+ftp://secretkey@127.0.0.1/", "is not a gateway"),
        ("kavenegar://secretkey@api.kavenegar.com/?from=3000", "it knows otp_template, sender"),
        ("smsir://secretkey@api.sms.ir/", "line="),
        ("smsir://secretkey@api.sms.ir/?line=abc", "must be a number"),
        ("smsir://secretkey@api.sms.ir:99999/?line=3", "port"),
    ],
)
def test_a_wrong_url_names_its_remedy_but_not_the_key(url: str, remedy: str) -> None:
    with pytest.raises(BadGateway) as caught:
        channels.parse(url)
    assert remedy in str(caught.value)
    assert "secretkey" not in str(caught.value)


def test_two_gateways_of_one_kind_have_two_names() -> None:
    found = channels.parse("kavenegar://k@api.kavenegar.com/,kavenegar://l@api.kavenegar.com/,console://")
    assert [gateway.name for gateway in found] == ["kavenegar", "kavenegar-2", "console"]


def test_the_console_prints_and_a_file_keeps(capsys: Any, tmp_path: Path) -> None:
    assert channels.parse("console://")[0].send(CODE).verdict == Verdict.ACCEPTED
    assert "482913" in capsys.readouterr().out
    channels.parse(f"file://{tmp_path}/out.jsonl")[0].send(CODE)
    assert '"code": "482913"' in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_a_mail_has_two_forms_and_says_that_a_program_wrote_it(settings: Any) -> None:
    assert smtp.SmtpGateway().send(MAIL) == Outcome(Verdict.ACCEPTED)
    sent = mail.outbox[0]
    assert (sent.subject, sent.to, sent.body) == ("کتری", ["mina@example.com"], MAIL.text)
    headers = sent.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == "<ff@localhost>"
    assert isinstance(sent, EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    assert '<html lang="fa" dir="rtl">' in html
    assert '<a href="https://x.ir/a?b=1&amp;c" dir="ltr">' in html


def test_a_mail_cannot_smuggle_markup() -> None:
    html = smtp.html_of("<script>alert(1)</script>", "en")
    assert "<script>" not in html
    assert 'dir="ltr"' in html


@pytest.fixture
def post(settings: Any) -> Iterator[FakeSmtp]:
    with FakeSmtp() as fake:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", fake.port, 3
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield fake


def test_a_mail_arrives_whole(post: FakeSmtp) -> None:
    assert smtp.SmtpGateway().send(MAIL).verdict == Verdict.ACCEPTED
    arrived = post.mails[0]
    assert (arrived["Subject"], arrived["To"]) == ("کتری", "mina@example.com")
    body = arrived.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == MAIL.text.splitlines()


@pytest.mark.parametrize(
    ("at", "answer", "verdict"),
    [
        ("RCPT", "550 no such user", Verdict.REFUSED),
        ("RCPT", "451 try later", Verdict.ELSEWHERE),
        ("DATA", "554 spam", Verdict.REFUSED),
        ("DATA", "452 no room", Verdict.ELSEWHERE),
        ("DATA", "cut", Verdict.UNSURE),
    ],
)
def test_what_a_mail_server_says(post: FakeSmtp, at: str, answer: str, verdict: Verdict) -> None:
    post.refuse[at] = answer
    assert smtp.SmtpGateway().send(MAIL).verdict == verdict


def test_a_mail_server_that_is_not_there(post: FakeSmtp, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    assert smtp.SmtpGateway().send(MAIL).verdict == Verdict.ELSEWHERE
