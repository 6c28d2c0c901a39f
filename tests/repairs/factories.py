"""A workshop: centres, people at the counter and the bench, devices, and jobs at every stage."""

from datetime import timedelta
from typing import Any

from payandan.catalog.models import Category, ProductModel, Symptom
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.people.actions import ensure_roles
from payandan.platform.people.models import Branch, Membership, Role, User
from payandan.platform.people.queries import actor_of
from payandan.repairs import actions, queries
from payandan.repairs.actions import Intake, Part
from payandan.repairs.models import RepairOrder
from payandan.units.models import Unit
from tests.claims import factories as claims

AT = claims.AT
customer, picture, staff, unit, owner_of = (
    claims.customer, claims.picture, claims.staff, claims.unit, claims.owner_of,
)  # fmt: skip
later = timedelta


def branch(code: str = "tehran") -> Branch:
    return Branch.objects.get_or_create(code=code, defaults={"name_fa": f"مرکز {code}", "name_en": code.title()})[0]


def person(name: str = "bench", role: str = "technician", where: Branch | None = None) -> User:
    """A member of staff with a role, in one centre or everywhere."""
    ensure_roles(actor=SYSTEM, at=AT)
    user, new = User.objects.get_or_create(email=f"{name}@repairs.test", defaults={"name": name})
    if new:
        Membership.objects.create(user=user, role=Role.objects.get(code=role), branch=where)
    return user


def bench(name: str = "bench", where: Branch | None = None) -> Actor:
    return actor_of(person(name, "technician", where))


def chief() -> Actor:
    return actor_of(person("chief", "manager"))


def phone(**given: Any) -> Unit:
    """A mobile phone: it has a passcode and data."""
    category, new = Category.objects.get_or_create(
        code="mobile_phone", defaults={"name_fa": "گوشی", "name_en": "Phone", "icon": "smartphone"}
    )
    if new:
        for code, group in (("does_not_charge", "charge"), ("charge_does_not_last", "charge"), ("freezes", "software")):
            Symptom.objects.create(category=category, code=code, name_fa=code, name_en=code, group=group)
    model, _ = ProductModel.objects.get_or_create(
        brand="Ava",
        code="P9",
        defaults={"number": "MDL-PHONE", "category": category, "name_fa": "گوشی آوا", "name_en": "Ava phone"},
    )
    return unit(model=model, **given)


def intake(**given: Any) -> Intake:
    thing = given.pop("unit", None) or phone()
    values: dict[str, Any] = {
        "unit": thing,
        "customer": thing.owner,
        "symptoms": ["does_not_charge"],
        "words": "شب تا صبح به شارژ بود و پر نشد",
        "data_consent": "agreed",
        "branch": branch(),
        **given,
    }
    return Intake(**values)


def received(*, actor: Actor | None = None, at: Any = AT, **given: Any) -> RepairOrder:
    """A job that was just taken in."""
    return actions.receive_device(intake=intake(**given), actor=actor or chief(), at=at)


def moved(order: RepairOrder, *acts: str, actor: Actor | None = None, at: Any = AT) -> RepairOrder:
    """The job after these moves by hand."""
    for act in acts:
        order = actions.move(order=order, act=act, actor=actor or chief(), at=at)
    return order


def answers(order: RepairOrder, **otherwise: str) -> dict[str, str]:
    """A walk through the test list in which everything is right."""
    given = {}
    for check in queries.sheet_of(order.unit.model.category.code).checks:
        if check.kind == "number":
            low = check.low if check.low is not None else (check.high or 0)
            given[check.code] = str(low)
        else:
            given[check.code] = "yes"
    return {**given, **otherwise}


def checked(order: RepairOrder, *, actor: Actor | None = None, at: Any = AT) -> RepairOrder:
    """The job in testing, with every test passed."""
    order = moved(order, "diagnose", "repair", "test", actor=actor, at=at)
    actions.record_tests(order=order, answers=answers(order), actor=actor or chief(), at=at)
    return order


def ready(*, actor: Actor | None = None, at: Any = AT, **given: Any) -> RepairOrder:
    """A job whose work is over."""
    order = checked(received(actor=actor, at=at, **given), actor=actor, at=at)
    return actions.finish(order=order, outcome="repaired", work="Port changed.", actor=actor or chief(), at=at)


def delivered(*, actor: Actor | None = None, at: Any = AT, **given: Any) -> RepairOrder:
    """A job that is over: the customer has the device again."""
    order = ready(actor=actor, at=at, **given)
    return handed(order, actor=actor, at=at)


def handed(order: RepairOrder, *, actor: Actor | None = None, at: Any = AT, **given: Any) -> RepairOrder:
    values: dict[str, Any] = {"to_name": "Sara", "shown_by": "paper", "tried": True, **given}
    return actions.deliver(order=order, actor=actor or chief(), at=at, **values)


def a_part(**given: Any) -> Part:
    return Part(**{"label": "Charging port", "code": "CP-1", "component": "charging_port", **given})
