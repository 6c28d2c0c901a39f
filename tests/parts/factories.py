"""Parts, stores and people to test with."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from payandan.catalog.actions import find_or_create_model
from payandan.catalog.models import Category, Component, ProductModel
from payandan.parts import actions
from payandan.parts.actions import Line
from payandan.parts.models import Balance, Node, Part
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.people.models import Branch

AT = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
ABOUT = ("repair", 7)
_numbers = count(1)


def a_part(code: str = "", **details: Any) -> Part:
    """A consumable; with a number of its own where none is given."""
    details.setdefault("name_fa", "پنل نمایشگر")
    details.setdefault("kind", "consumable")
    return actions.create_part(code=code or f"AV-{next(_numbers):05d}", actor=SYSTEM, at=AT, **details)


def a_branch(code: str = "tehran") -> Branch:
    """A service centre."""
    found, _ = Branch.objects.get_or_create(code=code, defaults={"name_fa": code, "name_en": code})
    return found


def a_node(code: str = "", **details: Any) -> Node:
    """A store; a van of the company where nothing else is said."""
    details = {"kind": "van", "name_fa": "انبار", "name_en": "Store", "currency": "IRR"} | details
    return actions.save_node(code=code or f"node-{next(_numbers)}", actor=SYSTEM, at=AT, **details)


def stocked(part: Part, node: Node, quantity: int = 10, cost: int = 1000) -> Balance:
    """A balance with pieces at a cost each."""
    actions.receive(node_id=node.pk, lines=[Line(part.pk, quantity, quantity * cost)], actor=SYSTEM, at=AT)
    return balance(part, node)


def balance(part: Part, node: Node) -> Balance:
    """The balance as it is now."""
    return Balance.objects.get(part=part, node=node)


def a_model(code: str = "X55") -> ProductModel:
    """A television."""
    category, _ = Category.objects.get_or_create(
        code="television", defaults={"name_fa": "تلویزیون", "name_en": "Television"}
    )
    return find_or_create_model(category=category, brand="Ava", code=code, actor=SYSTEM, at=AT)


def a_component(code: str = "panel") -> Component:
    """A component of televisions."""
    category = a_model().category
    found, _ = Component.objects.get_or_create(
        category=category, code=code, defaults={"name_fa": code, "name_en": code}
    )
    return found


def keeper(*branches: Branch, capabilities: tuple[str, ...] = ("parts.view", "stock.move", "stock.count")) -> Actor:
    """A store keeper of these centres; of the whole company where none is given."""
    bound = frozenset(branch.pk for branch in branches) or None
    return Actor(kind="staff", id=3, name="Keeper", capabilities=frozenset(capabilities), branches=bound)
