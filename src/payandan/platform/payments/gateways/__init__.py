"""The ways in for money, from the settings: `PAYANDAN_PAYMENT_GATEWAY` names one or more; the first takes new payments.

    trial://                                        a page of our own, for demonstrations: no money moves
    zarinpal://MERCHANT@payment.zarinpal.com/       ZarinPal (sandbox: sandbox.zarinpal.com)
    zibal://MERCHANT@gateway.zibal.ir/              Zibal

Several are separated by commas; those after the first are kept for payments begun with them. Empty: payments at the
desk only. `zarinpal+http://…` speaks plain HTTP, to a gateway on this machine only.
"""

from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from payandan.platform.payments.gateways.gateway import Gateway, Held, Order
from payandan.platform.payments.gateways.trial import TrialGateway
from payandan.platform.payments.gateways.zarinpal import ZarinpalGateway
from payandan.platform.payments.gateways.zibal import ZibalGateway

__all__ = ["BadGateway", "Gateway", "Held", "Order", "find", "first", "parse"]

_KINDS: dict[str, type[ZarinpalGateway | ZibalGateway]] = {"zarinpal": ZarinpalGateway, "zibal": ZibalGateway}
_LOCAL = {"127.0.0.1", "localhost", "::1"}


class BadGateway(ValueError):  # noqa: N818 - it reads as what it is
    """A gateway's URL is wrong; the text says what and how to put it right, without the key."""


def first() -> Gateway | None:
    """The gateway that takes new payments; None where payments are taken at the desk only."""
    return next(iter(parse(settings.PAYMENT_GATEWAY)), None)


def find(name: str) -> Gateway | None:
    """The gateway of that name, where it is still configured."""
    return next((gateway for gateway in parse(settings.PAYMENT_GATEWAY) if gateway.name == name), None)


@lru_cache(maxsize=8)
def parse(urls: str) -> tuple[Gateway, ...]:
    """The gateways that a setting names. Raises :class:`BadGateway`."""
    found: list[Gateway] = []
    for place, url in enumerate(part.strip() for part in urls.split(",") if part.strip()):
        gateway = _gateway(urlsplit(url))
        if any(gateway.name == other.name for other in found):
            gateway.name = f"{gateway.name}-{place + 1}"
        found.append(gateway)
    return tuple(found)


def _gateway(url: SplitResult) -> Gateway:
    kind, _, transport = url.scheme.partition("+")
    if kind == "trial" and not transport:
        return TrialGateway("trial")
    if kind not in _KINDS or transport not in ("", "http"):
        raise BadGateway(f"“{url.scheme}” is not a payment gateway. Known: trial, {', '.join(_KINDS)}.")
    key = unquote(url.username or "")
    if not key or not url.hostname:
        raise BadGateway(f"{kind}: write it as {kind}://MERCHANT@host/")
    if transport == "http" and url.hostname not in _LOCAL:
        raise BadGateway(f"{kind}+http is for this machine only; write {kind}://MERCHANT@{url.hostname}/ for HTTPS.")
    return _KINDS[kind](kind, f"{transport or 'https'}://{_host(url)}", key)


def _host(url: SplitResult) -> str:
    try:
        port = url.port
    except ValueError as error:
        raise BadGateway("The port must be a number from 1 to 65535.") from error
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    return f"{host}:{port}" if port else host
