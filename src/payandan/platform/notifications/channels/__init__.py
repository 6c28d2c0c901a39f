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

from django.conf import settings

from payandan.platform.gateways import Address, BadGateway, addresses, numbered
from payandan.platform.notifications.channels.console import ConsoleGateway
from payandan.platform.notifications.channels.gateway import Gateway
from payandan.platform.notifications.channels.kavenegar import KavenegarGateway
from payandan.platform.notifications.channels.smsir import SmsIrGateway
from payandan.platform.notifications.channels.smtp import SmtpGateway

_OWN = ("console", "file")
_OPTIONS = {"kavenegar": {"sender", "otp_template"}, "smsir": {"line", "otp_template"}}


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
    found = [_gateway(address) for address in addresses(urls, own=_OWN, known=_OPTIONS, noun="a gateway")]
    if not found:
        raise BadGateway("No SMS gateway is named. Write console:// to print messages instead of sending them.")
    return numbered(found)


def _gateway(address: Address) -> Gateway:
    options = address.options
    if address.kind == "console" or (address.kind == "file" and address.path):
        return ConsoleGateway(address.kind, address.path)
    if address.kind == "file":
        raise BadGateway("file: name the file to add to: file:///var/tmp/outbox.jsonl")
    if address.kind == "kavenegar":
        return KavenegarGateway("kavenegar", address.base, address.key, **options)
    for name, value in options.items():
        if not value.isdecimal():
            raise BadGateway(f"smsir: {name} must be a number, as the panel of SMS.ir shows it.")
    if not options.get("line"):
        raise BadGateway("smsir: name the line to send from: smsir://KEY@api.sms.ir/?line=…")
    return SmsIrGateway("smsir", address.base, address.key, **options)
