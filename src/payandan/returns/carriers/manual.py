"""Our own people, or the counter of any company: nobody is asked, everything is written down by hand."""

from payandan.returns.carriers.carrier import Carrier, Held, Order
from payandan.returns.rules import Answer, Verdict

_BY_HAND = Answer(Verdict.REFUSED, "by_hand")


class ManualCarrier(Carrier):
    """A person types the waybill and what was seen."""

    kind = "manual"
    by_hand = True
    services = ("own_fleet", "post_counter", "courier")

    def __init__(self, name: str) -> None:
        self.name = name

    def quote(self, order: Order) -> Answer:  # noqa: ARG002 - the carriers' signature
        """Nobody can be asked."""
        return _BY_HAND

    def create(self, order: Order) -> Answer:  # noqa: ARG002 - the carriers' signature
        """Nobody can be asked."""
        return _BY_HAND

    def find(self, order: Order) -> Answer:  # noqa: ARG002 - the carriers' signature
        """Nobody can be asked."""
        return Answer(Verdict.ABSENT, "by_hand")

    def label(self, held: Held) -> Answer:  # noqa: ARG002 - the carriers' signature
        """Our own slip is the label."""
        return _BY_HAND

    def track(self, held: Held) -> Answer:  # noqa: ARG002 - the carriers' signature
        """What was seen is written down by hand."""
        return Answer(Verdict.DONE, "by_hand")

    def cancel(self, held: Held) -> Answer:  # noqa: ARG002 - the carriers' signature
        """Nobody needs to be told."""
        return Answer(Verdict.DONE, "by_hand")
