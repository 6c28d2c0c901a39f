"""The ways in for money, from the settings: `PAYANDAN_PAYMENT_GATEWAY` names one or more; the first takes new payments.

    trial://                                        a page of our own, for demonstrations: no money moves
    zarinpal://MERCHANT@payment.zarinpal.com/       ZarinPal (sandbox: sandbox.zarinpal.com)
    zibal://MERCHANT@gateway.zibal.ir/              Zibal

Several are separated by commas; those after the first are kept for payments begun with them. Empty: payments at the
desk only. `zarinpal+http://…` speaks plain HTTP, to a gateway on this machine only.
"""

from functools import lru_cache

from django.conf import settings

from payandan.platform.gateways import Address, addresses, numbered
from payandan.platform.payments.gateways.gateway import Gateway, Held, Order
from payandan.platform.payments.gateways.trial import TrialGateway
from payandan.platform.payments.gateways.zarinpal import ZarinpalGateway
from payandan.platform.payments.gateways.zibal import ZibalGateway

__all__ = ["Gateway", "Held", "Order", "find", "first", "parse"]

_KINDS: dict[str, type[ZarinpalGateway | ZibalGateway]] = {"zarinpal": ZarinpalGateway, "zibal": ZibalGateway}


def first() -> Gateway | None:
    """The gateway that takes new payments; None where payments are taken at the desk only."""
    return next(iter(parse(settings.PAYMENT_GATEWAY)), None)


def find(name: str) -> Gateway | None:
    """The gateway of that name, where it is still configured."""
    return next((gateway for gateway in parse(settings.PAYMENT_GATEWAY) if gateway.name == name), None)


@lru_cache(maxsize=8)
def parse(urls: str) -> tuple[Gateway, ...]:
    """The gateways that a setting names. Raises :class:`BadGateway`."""
    known = dict.fromkeys(_KINDS, ())
    found = addresses(urls, own=("trial",), known=known, noun="a payment gateway", key="MERCHANT")
    return numbered([_gateway(address) for address in found])


def _gateway(address: Address) -> Gateway:
    if address.kind == "trial":
        return TrialGateway("trial")
    return _KINDS[address.kind](address.kind, address.base, address.key)
