"""Other companies' machines: how they are named in the settings, and the careful HTTP client that asks them."""

from payandan.platform.gateways.addresses import Address, BadGateway, addresses, numbered
from payandan.platform.gateways.door import HttpDoor, Silence, Told, national

__all__ = ["Address", "BadGateway", "HttpDoor", "Silence", "Told", "addresses", "national", "numbered"]
