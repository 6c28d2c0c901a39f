"""What warranty brings to the pages of units."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from payandan.customers.queries import Panel
from payandan.platform.kit.actors import Actor
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.units.queries import UnitAction
from payandan.warranty.labels.reading import title_of
from payandan.warranty.models import Document
from payandan.warranty.queries.books import shelf
from payandan.warranty.queries.facts import contract_unit
from payandan.warranty.rules.publishing import UNPUBLISHED


def documents_of(unit: Unit) -> list[Document]:
    """The terms and packs that speak about a unit today, terms first. Three queries."""
    facts = contract_unit(units.facts_for_case(unit))
    digests = shelf([unit.pk], country=unit.country).digests(facts, unit_id=unit.pk)
    rows = Document.objects.filter(digest__in=digests).exclude(state__in=UNPUBLISHED)
    return sorted(rows, key=lambda row: (row.kind != Document.Kind.TERMS, row.code))


def _in_force(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    mine = actor.kind == "customer" and unit.owner_id == actor.id
    if not mine and not actor.can("warranty.view"):
        return None
    found = documents_of(unit)
    links = list(_links(actor, unit, mine=mine, promises=any(row.kind == Document.Kind.TERMS for row in found)))
    if not found and not links:
        return None
    return {
        "documents": [(row, title_of(row.body.get("title"))) for row in found],
        "alone": set(unit.bindings.filter(ended_on=None).values_list("document_id", flat=True)),
        "links": links,
        "mine": mine,
        "stylesheet": "warranty/warranty.css",
    }


def _links(actor: Actor, unit: Unit, *, mine: bool, promises: bool) -> Iterator[tuple[str, str, str]]:
    if promises and (mine or actor.can("warranty.cards")):
        name = "warranty-my-text" if mine else "warranty-unit-text"
        yield gettext("What is promised, to read"), reverse(name, args=[unit.number]), "file-text"
    if actor.can("warranty.bind"):
        yield gettext("Give or end terms"), reverse("warranty-bind", args=[unit.number]), "circle-plus"


UNIT_PANEL: Panel[Unit] = Panel(_("Terms in force"), "warranty/unit_panel.html", _in_force, order=15)


def unit_actions(actor: Actor, unit: Unit) -> Sequence[UnitAction]:
    """The guarantee card, for its owner and for the desk."""
    mine = actor.kind == "customer" and unit.owner_id == actor.id
    if not mine and not actor.can("warranty.cards"):
        return []
    url = reverse("warranty-my-card" if mine else "warranty-card", args=[unit.number])
    return [UnitAction(_("Guarantee card"), url, icon="id-card")]
