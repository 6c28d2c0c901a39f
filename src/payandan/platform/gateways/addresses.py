"""Gateways as the settings name them: `kind://KEY@host/?option=…`, several separated by commas."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_LOCAL = {"127.0.0.1", "localhost", "::1"}


class BadGateway(ValueError):  # noqa: N818 - it reads as what it is
    """A gateway's URL is wrong; the text says what and how to put it right, without the key."""


class Named(Protocol):
    """A gateway, as far as its name goes."""

    name: str


G = TypeVar("G", bound=Named)


@dataclass(frozen=True, slots=True)
class Address:
    """One gateway's URL, read. `base` is scheme and host; one of our own kinds has no host and no key."""

    kind: str
    base: str = ""
    key: str = field(default="", repr=False)
    path: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def addresses(
    urls: str, *, own: Collection[str], known: Mapping[str, Collection[str]], noun: str, key: str = "KEY"
) -> list[Address]:
    """The addresses that a setting names. `own` kinds need no company; `known` ones have these options.

    `noun` is what the error calls a gateway of this sort, `key` what its URL's key stands for. Raises BadGateway.
    """
    found = []
    for url in (part.strip() for part in urls.split(",") if part.strip()):
        parts = urlsplit(url)
        kind, _, transport = parts.scheme.partition("+")
        if kind in own and not transport:
            found.append(Address(kind, path=parts.path))
        elif kind in known and transport in ("", "http"):
            found.append(_company(parts, kind, transport, known[kind], key))
        else:
            raise BadGateway(f"“{parts.scheme}” is not {noun}. Known: {', '.join([*own, *known])}.")
    return found


def numbered(gateways: Sequence[G]) -> tuple[G, ...]:
    """The gateways with a name each of its own: a second of one kind gets its place added."""
    for place, gateway in enumerate(gateways):
        if any(gateway.name == other.name for other in gateways[:place]):
            gateway.name = f"{gateway.name}-{place + 1}"
    return tuple(gateways)


def _company(url: SplitResult, kind: str, transport: str, options: Collection[str], word: str) -> Address:
    key = unquote(url.username or "")
    if not key or not url.hostname:
        asked = f"?{'=…&'.join(sorted(options))}=…" if options else ""
        raise BadGateway(f"{kind}: write it as {kind}://{word}@host/{asked}")
    if transport == "http" and url.hostname not in _LOCAL:
        raise BadGateway(f"{kind}+http is for this machine only; write {kind}://{word}@{url.hostname}/ for HTTPS.")
    given = dict(parse_qsl(url.query))
    if unknown := given.keys() - set(options):
        raise BadGateway(f"{kind} knows no “{', '.join(sorted(unknown))}”; it knows {', '.join(sorted(options))}.")
    return Address(kind, f"{transport or 'https'}://{_host(url)}", key, url.path, given)


def _host(url: SplitResult) -> str:
    try:
        port = url.port
    except ValueError as error:
        raise BadGateway("The port must be a number from 1 to 65535.") from error
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    return f"{host}:{port}" if port else host
