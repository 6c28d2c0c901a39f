"""The legs of a shipment: from whom to whom, and who is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leg:
    """`to_customer` and `from_customer` are both False where the company moves something among its own."""

    code: str
    to_customer: bool = False
    from_customer: bool = False

    @property
    def of_customer(self) -> bool:
        """Whether a customer stands at one end, is told about it and may follow it."""
        return self.to_customer or self.from_customer


LEGS: dict[str, Leg] = {
    leg.code: leg
    for leg in (
        Leg("outbound", to_customer=True),
        Leg("inbound", from_customer=True),
        Leg("swap_out", to_customer=True),
        Leg("loaner_out", to_customer=True),
        Leg("loaner_back", from_customer=True),
        Leg("part_to_centre"),
        Leg("core_back"),
    )
}
CODES: tuple[str, ...] = tuple(LEGS)
