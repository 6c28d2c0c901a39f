"""Small believable units for tests."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from payandan.catalog.actions import create_model
from payandan.catalog.models import Category, ProductModel
from payandan.customers.actions import create_customer
from payandan.customers.models import Customer
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.units.actions import register_unit
from payandan.units.models import Unit

AT = datetime(2025, 5, 4, 8, 30, tzinfo=UTC)
_next = count(1)


def a_model(code: str = "", *, category: str = "television", **details: Any) -> ProductModel:
    kind, _ = Category.objects.get_or_create(code=category, defaults={"name_fa": "تلویزیون", "name_en": "Television"})
    details = {"name_fa": "تلویزیون ۵۵ اینچ آوا", "name_en": "Ava 55-inch television", **details}
    return create_model(category=kind, brand="Ava", code=code or f"AV-{next(_next)}", actor=SYSTEM, at=AT, **details)


def a_customer(name: str = "سارا محمدی", mobile: str = "") -> Customer:
    number = mobile or f"0912{next(_next):07d}"
    return create_customer(name=name, mobile=number, actor=SYSTEM, at=AT)


def a_unit(
    owner: Customer | None = None, *, serial: str = "", model: ProductModel | None = None, **details: Any
) -> Unit:
    return register_unit(
        serial=serial or f"AV-55-{next(_next):06d}",
        owner=owner,
        model=model or a_model(),
        channel=details.pop("channel", "staff"),
        actor=SYSTEM,
        at=details.pop("at", AT),
        **details,
    )


def as_customer(customer: Customer) -> Actor:
    return Actor(kind="customer", id=customer.pk, name=customer.name)


def as_staff(*capabilities: str, **more: Any) -> Actor:
    return Actor(kind="staff", id=None, name="مینا", capabilities=frozenset(capabilities), **more)
