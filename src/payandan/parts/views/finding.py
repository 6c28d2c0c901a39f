"""Finding what a page is about, and what every page of the store has."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from payandan.parts.models import Node, Part
from payandan.parts.queries import stock
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui import reader

TABS = [
    ("parts-nodes", "parts.view"),
    ("parts-transfers", "parts.view"),
    ("parts-counts", "stock.count"),
    ("parts-orders", "parts.view"),
    ("parts-reservations", "parts.view"),
    ("parts-moves", "parts.view"),
]


def tabs(request: ActorRequest, current: str) -> list[dict[str, Any]]:
    """The lists of the store, beside one another."""
    names = {
        "parts-nodes": _("Stores"),
        "parts-transfers": _("Transfers"),
        "parts-counts": _("Stock counts"),
        "parts-orders": _("Purchases"),
        "parts-reservations": _("Reservations"),
        "parts-moves": _("Moves"),
    }
    return [
        {"label": names[route], "href": reverse(route), "current": route == current}
        for route, capability in TABS
        if request.actor.can(capability)
    ]


def part_of(request: ActorRequest, number: str) -> Part:
    """The part, or 404."""
    found: Part = get_object_or_404(Part.objects.visible_to(request.actor).select_related("category"), number=number)
    return found


def node_of(request: ActorRequest, code: str) -> Node:
    """The store, where the reader sees it; else 404."""
    return get_object_or_404(stock.nodes(request.actor), code=code)


def node_choices(request: ActorRequest) -> list[tuple[str, str]]:
    """The stores that the reader sees, for a filter."""
    return [(row.code, row.name_in(reader.language())) for row in stock.nodes(request.actor)]


def first_or_404(rows: Iterable[Any]) -> Any:
    """The only row, or 404."""
    found = next(iter(rows), None)
    if found is None:
        raise Http404
    return found
