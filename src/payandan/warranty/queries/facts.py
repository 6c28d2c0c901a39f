"""Reading single facts of the contract's mappings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

BESIDE = ("model", "brand", "meters")
"""What the register tells of a unit beside the contract's `unit`."""


def plain(fact: Any) -> Any:
    """A fact's value, whether it is bare or comes with its source."""
    return fact.get("value") if isinstance(fact, Mapping) else fact


def text_of(unit: Mapping[str, Any], name: str) -> str:
    """A text fact of a unit; empty where it is not known."""
    return str(plain(unit.get(name)) or "")


def sale_day(unit: Mapping[str, Any]) -> date | None:
    """The day by which terms are chosen: of the sale, else of the delivery, the registration or the activation."""
    for name in ("sold_on", "delivered_on", "registered_on", "installed_on", "activated_on"):
        value = plain(unit.get(name))
        if value:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
    return None


def contract_unit(register: Mapping[str, Any]) -> dict[str, Any]:
    """The register's mapping of a unit as the contract's `unit`."""
    return {name: value for name, value in register.items() if name not in BESIDE}
