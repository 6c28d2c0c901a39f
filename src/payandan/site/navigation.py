"""The shell around every page: who is signed in, where they may go, and how the page looks to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from payandan.platform.kit.actors import ANONYMOUS, Actor

THEME_COOKIE = "theme"
FOLD_COOKIE = "folded"
_FRAMES = {"staff": "ui/desk.html", "customer": "ui/portal.html"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the navigation: one route, shown to those who hold the capability (empty: any member of staff)."""

    route: str
    label: Any
    icon: str
    capability: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one reader sees it."""

    label: str
    href: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Places that belong together."""

    label: str
    entries: list[Entry]


PLACES: list[tuple[Any, list[Place]]] = [
    (
        "",
        [
            Place("desk", _("Workbench"), "layout-dashboard"),
            Place("claims-list", _("Warranty claims"), "shield-check", "claims.view"),
            Place("claims-radar", _("Radar"), "radar", "claims.radar"),
            Place("claims-suspicion", _("Held claims"), "hand", "claims.suspicion"),
            Place("claims-opinions", _("Second opinions"), "scale", "claims.review"),
        ],
    ),
    (
        _("Workshop"),
        [
            Place("repairs-board", _("Board"), "square-kanban", "repairs.view"),
            Place("repairs-intake", _("Take a device in"), "scan-barcode", "repairs.intake"),
            Place("repairs-bench", _("My bench"), "wrench", "repairs.bench"),
            Place("repairs-repeats", _("The same problem again"), "git-compare", "repairs.view"),
            Place("shipments-list", _("Shipments"), "truck", "shipments.view"),
            Place("repairs-loaners", _("Loaners"), "smartphone", "repairs.view"),
            Place("repairs-pool", _("Swap pool"), "recycle", "repairs.view"),
        ],
    ),
    (
        _("Till"),
        [
            Place("repairs-estimates", _("Estimates"), "calculator", "repairs.estimate"),
            Place("repairs-invoices", _("Invoices"), "receipt", "repairs.invoice"),
            Place("payments-list", _("Payments"), "credit-card", "payments.view"),
            Place("repairs-cash", _("Cash drawer"), "hand-coins", "repairs.cash"),
            Place("repairs-accounting", _("Journal for accounting"), "book-open", "repairs.accounting"),
        ],
    ),
    (
        _("Records"),
        [
            Place("units-list", _("Units"), "monitor-smartphone", "units.view"),
            Place("customers-list", _("Customers"), "users-round", "customers.view"),
            Place("catalog-list", _("Products"), "package", "catalog.view"),
            Place("parts-list", _("Spare parts"), "cog", "parts.view"),
            Place("parts-nodes", _("Stock"), "boxes", "parts.view"),
        ],
    ),
    (
        _("Promises"),
        [
            Place("warranty-terms", _("Warranty terms"), "scroll-text", "warranty.view"),
            Place("warranty-packs", _("Law books"), "scale", "warranty.view"),
            Place("warranty-check", _("Try a case"), "flask-conical", "warranty.view"),
            Place("warranty-cards", _("Guarantee cards"), "id-card", "warranty.cards"),
        ],
    ),
    (
        _("Payment"),
        [
            Place("claims-payment-tables", _("Rules of payment"), "list-checks", "claims.rules"),
            Place("claims-payment", _("Prices and times"), "tags", "claims.view"),
            Place("claims-statements", _("Statements of centres"), "receipt-text", "claims.statements"),
            Place("claims-recoveries", _("Supplier recovery"), "undo-2", "claims.recover"),
            Place("claims-cores", _("Defective parts"), "package-search", "claims.cores"),
        ],
    ),
    (
        _("Understanding"),
        [
            Place("insights", _("Reports"), "chart-column", "insights.view"),
            Place("what-if", _("What if"), "split", "insights.whatif"),
        ],
    ),
    (
        _("House"),
        [
            Place("imports-list", _("Imports"), "upload", "integrations.import"),
            Place("notifications-list", _("Messages"), "message-square-text", "notifications.view"),
            Place("people-list", _("People and roles"), "user-cog", "people.view"),
            Place("people-tokens", _("API tokens"), "key-round", "people.tokens"),
            Place("audit", _("Audit trail"), "history", "audit.view"),
        ],
    ),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the base templates need. The shell itself is made only for pages that draw it."""
    return {"actor": getattr(request, "actor", None), "shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = getattr(request, "actor", None) or ANONYMOUS
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in ("light", "dark") else "",
        "folded": request.COOKIES.get(FOLD_COOKIE) == "1",
        "frame": _FRAMES.get(actor.kind, "ui/plain.html"),
        "groups": list(_groups(actor, request.path)) if actor.kind == "staff" else [],
        "person": {"name": actor.name} if actor.kind == "staff" else None,
        "customer": {"name": actor.name} if actor.kind == "customer" else None,
        "profile_url": _address("profile"),
        "sign_out_url": _address("staff-sign-out"),
        "portal_url": _address("portal"),
        "customer_sign_out_url": _address("customer-sign-out"),
    }


def _groups(actor: Actor, path: str) -> Iterator[Group]:
    shown = [(label, [(place, _address(place.route)) for place in places]) for label, places in PLACES]
    current = _current([address for _label, places in shown for _place, address in places], path)
    for label, places in shown:
        entries = [
            Entry(str(place.label), address, place.icon, current=address == current)
            for place, address in places
            if address and (not place.capability or actor.can(place.capability))
        ]
        if entries:
            yield Group(str(label), entries)


def _current(addresses: list[str], path: str) -> str:
    """The place that the path lies in: the longest address that begins it; the workbench only as itself."""
    inside = [
        address for address in addresses if address and (path == address or path.startswith(address.rstrip("/") + "/"))
    ]
    return max((address for address in inside if address != "/" or path == "/"), key=len, default="")


@cache
def _address(route: str) -> str:
    """The address of a route, or nothing where the installation has no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
