"""What shipments are made for. Each package above or below registers its kind here in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.platform.people.models import Branch


@dataclass(frozen=True, slots=True)
class Thing:
    """One owner as the actor may see it, with what a new shipment of it starts from."""

    kind: str
    id: int
    number: str
    title: str
    legs: tuple[str, ...]
    branch: Branch | None = None
    customer: Customer | None = None
    cause: str = "repair"
    coverage: str = "unknown"
    country: str = ""
    value: int = 0
    content: str = ""
    about: tuple[tuple[str, int], ...] = ()
    """What its facts mention besides itself."""

    def cause_of(self, leg: str) -> str:
        """Why it travels on that leg, as far as the leg tells."""
        given = {"loaner_out": "loaner", "loaner_back": "loaner", "part_to_centre": "internal", "core_back": "internal"}
        return given.get(leg, self.cause)


@dataclass(frozen=True, slots=True)
class OwnerKind:
    """How things of one kind are found (by number or by id, None where the actor may not see it), called and shown."""

    label: str | Promise
    find: Callable[[Actor, str, int | None], Thing | None]
    url: Callable[[str], str]


owners: dict[str, OwnerKind] = {}


def find_thing(actor: Actor, kind: str, *, number: str = "", pk: int | None = None) -> Thing | None:
    """The owner of that kind with this number or id; None where there is none, or the actor may not see it."""
    known = owners.get(kind)
    return known.find(actor, number, pk) if known and (number or pk is not None) else None


def by_number(actor: Actor, number: str) -> Thing | None:
    """The owner with this number, whatever its kind."""
    return next((thing for kind in owners if (thing := find_thing(actor, kind, number=number))), None)


def url_of(kind: str, number: str) -> str:
    """The page of an owner; empty where its kind has none."""
    known = owners.get(kind)
    return known.url(number) if known else ""


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a new way, as far as they are known."""

    sender: dict[str, str] = field(default_factory=dict)
    receiver: dict[str, str] = field(default_factory=dict)
