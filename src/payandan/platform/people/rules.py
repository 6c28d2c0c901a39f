"""From roles to capabilities, who may manage whom, and how many codes may be sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from payandan.platform.kit.actors import Actor, Language

Membership = tuple[Iterable[str], int | None]

CUSTOMER_SESSION = "customer"
"""The key in a session under which the portal's customer stands."""

ADMINISTRATION = "people.manage"
"""Who holds this in the whole company is an administrator; one must always remain."""

ADMINISTRATOR = "administrator"
"""The role that always holds every capability."""

CODE_DIGITS = 6
CODE_LIFE = timedelta(seconds=120)
CODE_TRIES = 5
SENDS_PER_TEN_MINUTES = 3
SENDS_PER_DAY = 10

TOKEN_PREFIX = "pyd_"  # noqa: S105 - what every token begins with, so that scanners of leaks recognise it

DEFAULT_ROLES: Mapping[str, tuple[str, str]] = {
    ADMINISTRATOR: ("مدیر سامانه", "Administrator"),
    "manager": ("مدیر خدمات", "Service manager"),
    "clerk": ("کارشناس پذیرش", "Clerk"),
    "technician": ("تکنسین", "Technician"),
    "storekeeper": ("انباردار", "Store keeper"),
    "analyst": ("تحلیلگر", "Analyst"),
}
"""The roles every installation starts with: code → (Persian name, English name)."""


def staff_actor(*, user_id: int, name: str, language: Language, memberships: Iterable[Membership]) -> Actor:
    """The actor of a member of staff: all capabilities of all roles; bound to branches unless one role is company-wide.

    >>> staff_actor(user_id=1, name="Mina", language="fa", memberships=[(["claims.view"], 3)]).branches
    frozenset({3})
    """
    capabilities, branches = reach(memberships)
    return Actor(kind="staff", id=user_id, name=name, capabilities=capabilities, branches=branches, language=language)


def reach(memberships: Iterable[Membership]) -> tuple[frozenset[str], frozenset[int] | None]:
    """What the memberships allow together, and in which branches (None: in every one)."""
    held = [(frozenset(capabilities), branch) for capabilities, branch in memberships]
    everywhere = any(branch is None for _, branch in held)
    return (
        frozenset().union(*(capabilities for capabilities, _ in held)),
        None if everywhere else frozenset(branch for _, branch in held if branch is not None),
    )


def covers(actor: Actor, memberships: Iterable[Membership]) -> bool:
    """Whether the actor holds all that the memberships give, as widely: nobody grants more than they hold."""
    if actor.kind == "system":
        return True
    capabilities, branches = reach(memberships)
    if not capabilities <= actor.capabilities:
        return False
    if actor.branches is None:
        return True
    return branches is not None and branches <= actor.branches


def is_administrator(memberships: Iterable[Membership]) -> bool:
    """Whether one of the memberships manages people in the whole company."""
    return any(branch is None and ADMINISTRATION in capabilities for capabilities, branch in memberships)


def token_reach(
    *,
    capabilities: Iterable[str],
    branch: int | None,
    maker: Iterable[Membership],
) -> tuple[frozenset[str], frozenset[int] | None]:
    """What a token may do now: never more than it was given, nor more than its maker still holds."""
    held, branches = reach(maker)
    allowed = frozenset(capabilities) & held
    if branch is None:
        return allowed, branches
    return allowed, frozenset({branch}) if branches is None or branch in branches else frozenset()


def network_of(address: str) -> str:
    """The neighbourhood of an address, as a budget counts it: /24, or /64 for IPv6.

    >>> network_of("5.120.3.4")
    '5.120.3.0/24'
    """
    found = ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((mapped, 24 if mapped.version == 4 else 64), strict=False))


def client_address(peer: str, forwarded: str, proxies: int) -> str:
    """The address a request came from, when so many proxies of our own stand in front; else what they say is ignored.

    Each proxy appends whom it heard from, so only the last `proxies` entries were not written by the visitor.

    >>> client_address("10.0.0.2", "6.6.6.6, 5.120.3.4", 1)
    '5.120.3.4'
    """
    heard = [part.strip() for part in forwarded.split(",") if part.strip()]
    if not proxies or len(heard) < proxies:
        return peer
    try:
        return str(ip_address(heard[-proxies]))
    except ValueError:
        return peer


@dataclass(frozen=True, slots=True)
class Sent:
    """How many codes went out lately: to the number in ten minutes and in a day; a day's from the address, the
    network, and in all."""

    number_lately: int
    number_today: int
    address_today: int
    network_today: int
    all_today: int


@dataclass(frozen=True, slots=True)
class Budgets:
    """How many codes a day may send by each measure. Nought in `everything` is the kill switch."""

    address: int
    network: int
    everything: int


def exhausted(sent: Sent, budgets: Budgets) -> str:
    """The budget that one more code would break (`number`, `address`, `everything`), or an empty text."""
    if sent.number_lately >= SENDS_PER_TEN_MINUTES or sent.number_today >= SENDS_PER_DAY:
        return "number"
    if sent.address_today >= budgets.address or sent.network_today >= budgets.network:
        return "address"
    return "everything" if sent.all_today >= budgets.everything else ""
