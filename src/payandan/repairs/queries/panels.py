"""What the workshop brings to other pages: search, panels, buttons on units, and signed links."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from payandan.customers.models import Customer
from payandan.customers.queries import Panel, Target
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.text import ascii_digits
from payandan.platform.search.queries import Source
from payandan.platform.ui.words import name_in
from payandan.repairs import rules, words
from payandan.repairs.models import RepairOrder
from payandan.repairs.queries.orders import HEAVY, visible
from payandan.repairs.words.customers import headline
from payandan.units.models import Unit
from payandan.units.queries import UnitAction

LINK_PURPOSE = "repair"
_SHOWN = 10


def _exact(text: str) -> Q | None:
    number = check_public_id(text)
    if number:
        return Q(number=number) if number.startswith("JOB") else None
    typed = ascii_digits(text).strip().upper()
    return Q(tracking=typed) if len(typed) == 10 and typed.isalnum() else None


def _subtitle(order: RepairOrder) -> str:
    return " · ".join([name_in(order.unit.model), order.customer.name, words.label(words.STATES, order.state)])


SEARCH = Source(
    kind="repair",
    label=_("Repair jobs"),
    icon="wrench",
    position=15,
    queryset=lambda actor: visible(actor).defer(*HEAVY[:-2]),
    title=lambda order: order.number,
    subtitle=_subtitle,
    url=lambda order: reverse("repairs-record", args=[order.number]),
    exact=_exact,
)


def _of_unit(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    if actor.kind != "customer" and not actor.can("repairs.view"):
        return None
    return _rows(actor, visible(actor).defer(*HEAVY).filter(unit_id=unit.pk))


def _of_customer(actor: Actor, customer: Customer) -> dict[str, Any] | None:
    if not actor.can("repairs.view"):
        return None
    return _rows(actor, visible(actor).defer(*HEAVY).filter(customer_id=customer.pk))


def _at_home(actor: Actor, customer: Customer) -> dict[str, Any] | None:
    """The customer's devices that are with us now."""
    running = visible(actor).defer(*HEAVY).filter(customer_id=customer.pk, state__in=rules.OPEN)
    shown = _rows(actor, running)
    return shown if shown["rows"] else None


def _rows(actor: Actor, orders: QuerySet[RepairOrder]) -> dict[str, Any]:
    return {"rows": [_row(actor, order) for order in orders[:_SHOWN]], "stylesheet": "repairs/repairs.css"}


def _row(actor: Actor, order: RepairOrder) -> dict[str, Any]:
    """A job as one line; a customer reads how it stands, staff its state."""
    mine = actor.kind == "customer"
    return {
        "order": order,
        "url": reverse("repairs-mine" if mine else "repairs-record", args=[order.number]),
        "said": headline(order.state) if mine else words.label(words.STATES, order.state),
        "tone": words.TONES.get(order.state, "muted"),
    }


UNIT_PANEL: Panel[Unit] = Panel(_("Repair jobs"), "repairs/unit_panel.html", _of_unit, order=25)
CUSTOMER_PANEL: Panel[Customer] = Panel(_("Repair jobs"), "repairs/unit_panel.html", _of_customer, order=25)
HOME_PANEL: Panel[Customer] = Panel("", "repairs/home_panel.html", _at_home, order=4)


def unit_actions(actor: Actor, unit: Unit) -> Sequence[UnitAction]:
    """The counter takes a unit in."""
    if actor.kind == "customer" or not actor.can("repairs.intake"):
        return []
    url = f"{reverse('repairs-intake')}?unit={unit.number}"
    return [UnitAction(_("Take it in"), url, icon="wrench")]


def link_target(number: str) -> Target | None:
    """Where a link in a message about a job leads: the customer's own page of it."""
    order = RepairOrder.objects.select_related("customer").filter(number=number).first()
    return Target(order.customer, reverse("repairs-mine", args=[number])) if order else None
