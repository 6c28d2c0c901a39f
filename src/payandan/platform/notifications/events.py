"""What became of messages; those that hold a code are not told of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A gateway took a message for somebody."""

    message: int
    template: str
    channel: str


@dataclass(frozen=True, slots=True)
class MessageFailed:
    """A message did not go out, or nobody can say whether it did (`unknown`)."""

    message: int
    template: str
    channel: str
    state: str
