"""What shipments bring to other pages: search, panels, buttons on defective parts, and signed links."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from payandan.claims.models import Core
from payandan.claims.rules import cores
from payandan.customers.models import Customer
from payandan.customers.queries import Panel, Target
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.text import ascii_digits
from payandan.platform.search.queries import Source
from payandan.returns import rules, words
from payandan.returns.models import Shipment
from payandan.returns.queries.owners import OwnerKind, Thing
from payandan.returns.queries.shipments import HEAVY, visible

LINK_PURPOSE = "shipment"
_SHOWN = 10
_LONGEST_WAYBILL = 24
_BEFORE_US = (cores.CUSTOMER, cores.CENTRE)
"""Whose hands a defective part is in before it travels to us."""


def _exact(text: str) -> Q | None:
    number = check_public_id(text)
    if number:
        return Q(number=number) if number.startswith("SHP") else None
    typed = ascii_digits(text).strip()
    return Q(waybill=typed) if typed.isdecimal() and 10 <= len(typed) <= _LONGEST_WAYBILL else None


def _subtitle(row: Shipment) -> str:
    parts = [words.label(words.LEGS, row.leg), row.waybill, words.state(row.state)[0]]
    return " · ".join(part for part in parts if part)


SEARCH = Source(
    kind="shipment",
    label=_("Shipments"),
    icon="truck",
    position=18,
    queryset=lambda actor: visible(actor).defer(*HEAVY),
    title=lambda row: row.number,
    subtitle=_subtitle,
    url=lambda row: reverse("shipments-record", args=[row.number]),
    exact=_exact,
)


def rows_of(actor: Actor, rows: Any) -> list[dict[str, Any]]:
    """Shipments as the lines of a panel; a customer reads how each stands, staff its state."""
    mine = actor.kind == "customer"
    return [
        {
            "row": row,
            "url": reverse("shipments-mine" if mine else "shipments-record", args=[row.number]),
            "leg": words.label(words.LEGS, row.leg),
            "carrier": words.by_whom(row.carrier, row.service),
            "said": _said(row) if mine else words.state(row.state)[0],
            "tone": words.TONES.get(row.state, "muted"),
        }
        for row in rows
    ]


def _said(row: Shipment) -> str:
    return words.headline(row.state, from_customer=rules.LEGS[row.leg].from_customer)


def _of_customer(actor: Actor, customer: Customer) -> dict[str, Any] | None:
    if not actor.can("shipments.view"):
        return None
    found = rows_of(actor, visible(actor).filter(customer_id=customer.pk).defer(*HEAVY)[:_SHOWN])
    return {"rows": found} if found else None


def _at_home(actor: Actor, customer: Customer) -> dict[str, Any] | None:
    """The customer's parcels that are on their way."""
    found = visible(actor).filter(customer_id=customer.pk, state__in=rules.UNDER_WAY).defer(*HEAVY)
    rows = rows_of(actor, found[:_SHOWN])
    return {"rows": rows} if rows else None


CUSTOMER_PANEL: Panel[Customer] = Panel(_("Shipments"), "returns/panel.html", _of_customer, order=28)
HOME_PANEL: Panel[Customer] = Panel("", "returns/home_panel.html", _at_home, order=5)


def link_target(number: str) -> Target | None:
    """Where a link in a message about a parcel leads: the customer's own page of it."""
    row = Shipment.objects.select_related("customer").filter(number=number).first()
    if row is None or row.customer is None:
        return None
    return Target(row.customer, reverse("shipments-mine", args=[number]))


# --- defective parts, which stand below and do not know of shipments ------------------------------------------


def _core(actor: Actor, number: str, pk: int | None) -> Thing | None:
    rows = Core.objects.visible_to(actor).select_related("branch", "claim__unit__model")
    row = rows.filter(**({"number": number} if pk is None else {"pk": pk})).first()
    if row is None:
        return None
    return Thing(
        kind="core",
        id=row.pk,
        number=row.number,
        title=row.component or row.number,
        legs=("core_back",),
        branch=row.branch,
        cause="internal",
        country=row.claim.unit.country,
        value=row.value,
        content=row.number,
        about=(("claim", row.claim_id),),
    )


CORES = OwnerKind(_("Defective part"), _core, lambda number: reverse("claims-core", args=[number]))


def core_actions(actor: Actor, core: Core) -> Sequence[tuple[str, Any]]:
    """A defective part is sent back from its own page."""
    if not actor.can("shipments.manage") or core.place not in _BEFORE_US:
        return []
    return [(f"{reverse('shipments-new')}?owner=core&number={core.number}&leg=core_back", _("Send it by a carrier"))]
