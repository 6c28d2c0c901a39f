"""What happens to customers. Facts carry no personal data: they are kept for ever, a customer may be forgotten."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CustomerCreated:
    customer_id: int
    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """`changed` names the fields, never what was in them."""

    customer_id: int
    number: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerUnmasked:
    """A member of staff looked at what is hidden: `fields` of mobile, national_id."""

    customer_id: int
    number: str
    fields: tuple[str, ...]
