"""The ways out, from the settings: `PAYANDAN_SMS_GATEWAY` names one or more, asked in that order.

    console://                                                  print (the default)
    file:///var/tmp/outbox.jsonl                                add to a file
    kavenegar://KEY@api.kavenegar.com/?sender=…&otp_template=…
    smsir://KEY@api.sms.ir/?line=…&otp_template=…

Several are separated by commas: when the first fails, the second is asked. `kavenegar+http://…` speaks plain HTTP, to a
gateway on this machine only.
"""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.conf import settings

from payandan.platform.notifications.channels.console import ConsoleGateway
from payandan.platform.notifications.channels.gateway import Gateway
from payandan.platform.notifications.channels.kavenegar import KavenegarGateway
from payandan.platform.notifications.channels.smsir import SmsIrGateway
from payandan.platform.notifications.channels.smtp import SmtpGateway

_OPTIONS = {"kavenegar": {"sender", "otp_template"}, "smsir": {"line", "otp_template"}}
_LOCAL = {"127.0.0.1", "localhost", "::1"}


class BadGateway(ValueError):  # noqa: N818 - it reads as what it is
    """A gateway's URL is wrong; the text says what and how to put it right, without the key."""


def gateways(channel: str) -> Sequence[Gateway]:
    """The gateways of a channel in the order to ask them. Raises :class:`BadGateway`."""
    return (SmtpGateway(),) if channel == "email" else parse(settings.SMS_GATEWAY)


def find(name: str) -> Gateway | None:
    """The gateway of that name, where it is still configured."""
    known = [*gateways("sms"), *gateways("email")]
    return next((gateway for gateway in known if gateway.name == name), None)


@lru_cache(maxsize=8)
def parse(urls: str) -> tuple[Gateway, ...]:
    """The gateways that a setting names. Raises :class:`BadGateway`."""
    found: list[Gateway] = []
    for place, url in enumerate(part.strip() for part in urls.split(",") if part.strip()):
        gateway = _gateway(urlsplit(url))
        if any(gateway.name == other.name for other in found):
            gateway.name = f"{gateway.name}-{place + 1}"
        found.append(gateway)
    if not found:
        raise BadGateway("No SMS gateway is named. Write console:// to print messages instead of sending them.")
    return tuple(found)


def _gateway(url: SplitResult) -> Gateway:
    kind, _, transport = url.scheme.partition("+")
    if kind == "console" and not transport:
        return ConsoleGateway("console")
    if kind == "file" and not transport and url.path:
        return ConsoleGateway("file", url.path)
    if kind not in _OPTIONS or transport not in ("", "http"):
        raise BadGateway(f"“{url.scheme}” is not a gateway. Known: console, file, {', '.join(_OPTIONS)}.")
    key = unquote(url.username or "")
    if not key or not url.hostname:
        raise BadGateway(f"{kind}: write it as {kind}://KEY@host/?{'=…&'.join(sorted(_OPTIONS[kind]))}=…")
    if transport == "http" and url.hostname not in _LOCAL:
        raise BadGateway(f"{kind}+http is for this machine only; write {kind}://KEY@{url.hostname}/ for HTTPS.")
    return _with_options(kind, f"{transport or 'https'}://{_host(url)}", key, dict(parse_qsl(url.query)))


def _with_options(kind: str, base: str, key: str, options: dict[str, str]) -> Gateway:
    unknown = options.keys() - _OPTIONS[kind]
    if unknown:
        raise BadGateway(
            f"{kind} knows no “{', '.join(sorted(unknown))}”; it knows {', '.join(sorted(_OPTIONS[kind]))}."
        )
    if kind == "kavenegar":
        return KavenegarGateway(kind, base, key, **options)
    for name, value in options.items():
        if not value.isdecimal():
            raise BadGateway(f"smsir: {name} must be a number, as the panel of SMS.ir shows it.")
    if not options.get("line"):
        raise BadGateway("smsir: name the line to send from: smsir://KEY@api.sms.ir/?line=…")
    return SmsIrGateway(kind, base, key, **options)


def _host(url: SplitResult) -> str:
    try:
        port = url.port
    except ValueError as error:
        raise BadGateway("The port must be a number from 1 to 65535.") from error
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    return f"{host}:{port}" if port else host
