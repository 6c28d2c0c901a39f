"""Mail through the mail server of the settings: plain text, with the same as simple HTML in the right direction."""

import re
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.html import escape

from payandan.platform.notifications.channels.gateway import Gateway, Outgoing
from payandan.platform.notifications.rules import Outcome, Verdict

_LINK = re.compile(r"https?://[^\s<>\"]+")


class SmtpGateway(Gateway):
    """Django's mail backend, with every error read as what it means for the message."""

    name = "mail"

    def send(self, message: Outgoing) -> Outcome:
        """Hand one mail to the mail server."""
        try:
            connection = get_connection()
            connection.open()
        except Exception as error:  # nothing was handed over yet, whatever it was
            return _elsewhere(error)
        try:
            connection.send_messages([_mail(message)])
        except smtplib.SMTPRecipientsRefused as error:
            return _by_code(max(code for code, _ in error.recipients.values()), error)
        except smtplib.SMTPResponseException as error:
            return _by_code(error.smtp_code, error)
        except ValueError as error:  # a header that cannot be: it never will
            return Outcome(Verdict.REFUSED, "bad_mail", str(error))
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Verdict.UNSURE, "no_answer", f"{type(error).__name__}: {error}")
        finally:
            _close(connection)
        return Outcome(Verdict.ACCEPTED)


def html_of(text: str, language: str) -> str:
    """A text as simple HTML: its paragraphs, its links, its direction."""
    direction = "rtl" if language == "fa" else "ltr"
    linked = _LINK.sub(lambda link: f'<a href="{link[0]}" dir="ltr">{link[0]}</a>', str(escape(text)))
    paragraphs = "".join(f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in linked.split("\n\n"))
    style = "font-family:Vazirmatn,Tahoma,sans-serif;font-size:16px;line-height:1.8;max-width:36em;margin:auto"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        f'<body style="{style}">{paragraphs}</body></html>'
    )


def _mail(message: Outgoing) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.address],
        headers={
            "Message-ID": f"<{message.client_id:x}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": message.language,
        },
    )
    mail.attach_alternative(html_of(message.text, message.language), "text/html")
    return mail


def _by_code(code: int, error: Exception) -> Outcome:
    return Outcome(Verdict.REFUSED if code >= 500 else Verdict.ELSEWHERE, str(code), str(error))


def _elsewhere(error: Exception) -> Outcome:
    return Outcome(Verdict.ELSEWHERE, "unreachable", f"{type(error).__name__}: {error}")


def _close(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]
    except Exception:
        return
