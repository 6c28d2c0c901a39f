"""What every carrier looks like to the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from payandan.platform.gateways import HttpDoor, Told
from payandan.returns.rules import Answer, Sighting, Verdict, meaning


@dataclass(frozen=True, slots=True)
class Party:
    """One end of the way."""

    name: str
    mobile: str
    province: str
    city: str
    address: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a carrier is asked to carry. Everything stands in our own row; `number` is what it is found by again."""

    number: str
    sender: Party
    receiver: Party
    service: str
    weight: int
    declared: int
    currency: str
    content: str
    receiver_pays: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A shipment that a carrier knows by `carrier_id`, and the world by `waybill`."""

    number: str
    carrier_id: str
    waybill: str


class Carrier:
    """One company that carries parcels. `by_hand`: nobody is asked; people write down what it did.

    Every answer is DONE, REFUSED (surely not done), UNSURE, or of `find` ABSENT. Nothing here raises for its faults.
    """

    name: str
    kind: str
    by_hand = False
    services: tuple[str, ...] = ()

    def quote(self, order: Order) -> Answer:
        """What it would cost, and in how many days it is there."""
        raise NotImplementedError

    def create(self, order: Order) -> Answer:
        """Ask it to take the parcel: DONE with carrier_id and waybill."""
        raise NotImplementedError

    def find(self, order: Order) -> Answer:
        """Whether it took a parcel of that number: DONE as `create` says it, ABSENT, or UNSURE."""
        raise NotImplementedError

    def label(self, held: Held) -> Answer:
        """Where its own label can be printed."""
        raise NotImplementedError

    def track(self, held: Held) -> Answer:
        """What was seen of it, oldest first."""
        raise NotImplementedError

    def cancel(self, held: Held) -> Answer:
        """Ask it not to carry the parcel; done again it is done."""
        raise NotImplementedError


def ask(door: HttpDoor, path: str, body: Mapping[str, Any]) -> Told | Answer:
    """The JSON object that answers a POST; where there is none: REFUSED if it was surely not asked, else UNSURE."""
    told = door.post(path, body)
    if isinstance(told, Told):
        return told
    return Answer(Verdict.UNSURE if told.asked else Verdict.REFUSED, told.code, told.detail)


def asked(answer: Answer) -> Answer:
    """An answer to a question about a parcel: not having reached the carrier says nothing about the parcel."""
    return replace(answer, verdict=Verdict.UNSURE) if answer.verdict == Verdict.REFUSED else answer


@dataclass(frozen=True, slots=True)
class Names:
    """What a carrier calls the parts of an event."""

    word: str
    at: str
    place: str
    text: str


def sightings(kind: str, rows: Any, names: Names) -> tuple[Sighting, ...]:
    """The events of an answer, oldest first; one that is no event or has no moment is left out."""
    found = [_sighting(kind, row, names) for row in rows if isinstance(row, dict)]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.at))


def number(value: Any) -> int | None:
    """An amount as carriers write it: a number, or digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    digits = str(value).split(".")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else None


def _sighting(kind: str, row: dict[str, Any], names: Names) -> Sighting | None:
    raw = str(row.get(names.word) or "")[:80]
    try:
        moment = datetime.fromisoformat(str(row.get(names.at)))
    except ValueError:
        return None
    if not raw or moment.tzinfo is None:
        return None
    tag, trouble = meaning(kind, raw)
    return Sighting(
        moment, raw, tag, trouble, str(row.get(names.place) or "")[:80], str(row.get(names.text) or "")[:300]
    )
