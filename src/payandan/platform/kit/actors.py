"""Who acts: the one value that every action and every visibility question receives."""

from dataclasses import dataclass, field
from typing import Literal

ActorKind = Literal["staff", "customer", "token", "system", "anonymous"]
Language = Literal["fa", "en"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a program or the system itself, with what it may do and see.

    `branches` is None for an actor who is not bound to branches (head office, system);
    otherwise the ids of the branches whose records it may see. For a customer, `id` is the customer's id.
    `maker` is the member of staff who made a token.
    """

    kind: ActorKind
    id: int | None = None
    name: str = ""
    capabilities: frozenset[str] = field(default_factory=frozenset)
    branches: frozenset[int] | None = None
    language: Language = "fa"
    maker: int | None = None

    def can(self, capability: str) -> bool:
        """Whether this actor holds the capability; the system holds them all."""
        return self.kind == "system" or capability in self.capabilities

    @property
    def person(self) -> int | None:
        """The member of staff who acts, by whichever door: of a token its maker. None for customers and the system."""
        return self.id if self.kind == "staff" else self.maker

    @property
    def sees_every_branch(self) -> bool:
        return self.kind == "system" or (self.kind in ("staff", "token") and self.branches is None)

    @property
    def home_branch(self) -> int | None:
        """The branch in whose name a bound actor writes: the only one, or the first of several."""
        return min(self.branches) if self.branches else None


SYSTEM = Actor(kind="system", name="system")
ANONYMOUS = Actor(kind="anonymous")
