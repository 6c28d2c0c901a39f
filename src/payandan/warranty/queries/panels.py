"""What warranty brings to the pages of units."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
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


def documents_of(unit: Unit) -> list[Document]:
    """The terms and packs that speak about a unit today, terms first. Three queries."""
    facts = contract_unit(units.facts_for_case(unit))
    digests = shelf([unit.pk], country=unit.country).digests(facts, unit_id=unit.pk)
    rows = Document.objects.filter(digest__in=digests).exclude(state=Document.State.DRAFT)
    return sorted(rows, key=lambda row: (row.kind != Document.Kind.TERMS, row.code))


def _in_force(actor: Actor, unit: Unit) -> dict[str, Any] | None:
    mine = actor.kind == "customer" and unit.owner_id == actor.id
    if not mine and not actor.can("warranty.view"):
        return None
    found = documents_of(unit)
    if not found:
        return None
    titles = [(row, title_of(row.body.get("title"))) for row in found]
    return {"documents": titles, "mine": mine, "stylesheet": "warranty/warranty.css"}


UNIT_PANEL: Panel[Unit] = Panel(_("Terms in force"), "warranty/unit_panel.html", _in_force, order=15)


def unit_actions(actor: Actor, unit: Unit) -> Sequence[UnitAction]:
    """The guarantee card, for its owner and for the desk."""
    mine = actor.kind == "customer" and unit.owner_id == actor.id
    if not mine and not actor.can("warranty.cards"):
        return []
    url = reverse("warranty-my-card" if mine else "warranty-card", args=[unit.number])
    return [UnitAction(_("Guarantee card"), url, icon="id-card")]
