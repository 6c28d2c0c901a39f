"""Believable customers, through the act that an import uses."""

from collections.abc import Sequence
from datetime import datetime

from payandan.customers.actions import NewCustomer, find_or_create_many
from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused

_BATCH = 500


def make_customers(people: Sequence[NewCustomer], *, times: Sequence[datetime], actor: Actor) -> list[Customer]:
    """The customers, each added at its own moment, in the order given; who is known by the number stays as it is.

    Raises the first Refused: a story has no wrong numbers.
    """
    made: list[Customer] = []
    for start in range(0, len(people), _BATCH):
        part = people[start : start + _BATCH]
        for found in find_or_create_many(
            people=part, actor=actor, at=times[start], times=times[start : start + len(part)]
        ):
            if isinstance(found, Refused):
                raise found
            made.append(found)
    return made
