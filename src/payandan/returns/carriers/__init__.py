"""The ways to send things, from the settings: `PAYANDAN_CARRIERS` names one or more; the first is offered first.

    manual://                                        our own people, or a counter: waybill and checkpoints by hand
    tapin://KEY@public.api.tapin.ir/?shop=…          the Post, through Tapin
    tipax://USER%3APASSWORD%3AAPIKEY@omtest.tipax.ir/   Tipax; the three parts of the key are joined by %3A

Several are separated by commas; one that takes no new parcels is kept for those it has. Without `manual://` it is
added at the end: something can always be sent. `tapin+http://…` speaks plain HTTP, to a machine of our own only.
"""

from functools import lru_cache

from django.conf import settings

from payandan.platform.gateways import Address, BadGateway, addresses, numbered
from payandan.returns.carriers.carrier import Carrier, Held, Order, Party
from payandan.returns.carriers.manual import ManualCarrier
from payandan.returns.carriers.tapin import TapinCarrier
from payandan.returns.carriers.tipax import TipaxCarrier

__all__ = ["MANUAL", "Carrier", "Held", "Order", "Party", "configured", "find", "parse"]

MANUAL = "manual"
_KNOWN = {"tapin": ("shop",), "tipax": ()}


def configured() -> tuple[Carrier, ...]:
    """The carriers that take new parcels, in the order of the setting."""
    return parse(settings.CARRIERS)


def find(name: str) -> Carrier | None:
    """The carrier of that name, where it is still configured."""
    return next((carrier for carrier in configured() if carrier.name == name), None)


@lru_cache(maxsize=8)
def parse(urls: str) -> tuple[Carrier, ...]:
    """The carriers that a setting names. Raises :class:`BadGateway`."""
    found = addresses(urls, own=(MANUAL,), known=_KNOWN, noun="a carrier")
    carriers = [_carrier(address) for address in found]
    if not any(address.kind == MANUAL for address in found):
        carriers.append(ManualCarrier(MANUAL))
    return numbered(carriers)


def _carrier(address: Address) -> Carrier:
    if address.kind == MANUAL:
        return ManualCarrier(MANUAL)
    if address.kind == "tapin":
        shop = address.options.get("shop", "")
        if not shop:
            raise BadGateway("tapin: write it as tapin://KEY@public.api.tapin.ir/?shop=…, with the id of your shop.")
        return TapinCarrier("tapin", address.base, address.key, shop)
    parts = address.key.split(":")
    if len(parts) != 3 or not all(parts):
        raise BadGateway("tipax: the key has three parts; write it as tipax://USER%3APASSWORD%3AAPIKEY@host/.")
    return TipaxCarrier("tipax", address.base, *parts)
