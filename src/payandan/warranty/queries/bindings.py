"""What is bound to one unit alone, and what could be."""

from django.db.models import Q

from payandan.units.models import Unit
from payandan.warranty.models import Binding, Document
from payandan.warranty.rules.vocabulary import is_in

SINGLE_KINDS = ("extended", "recall", "goodwill", "contract", "part", "supplier", "commitment")
"""Kinds of terms that are given to one unit at a time, also where they are offered to all."""


def speaks_of(document: Document, unit: Unit) -> bool:
    """Whether a document's scope holds the unit's kind of product and its country."""
    kind = unit.model.category.code
    here = document.country == "" or is_in(unit.country, (document.country,))
    return here and (not document.categories or kind in document.categories)


def bindings_of(unit: Unit) -> list[Binding]:
    """What was given to this unit alone, newest first, ended or not. One query."""
    return list(unit.bindings.select_related("document").order_by("-since", "-id"))


def givable(unit: Unit) -> list[Document]:
    """The published terms that this unit could be given: newest versions, in scope, not its own now. Two queries."""
    held = set(unit.bindings.filter(ended_on=None).values_list("document_id", flat=True))
    rows = Document.objects.filter(kind=Document.Kind.TERMS, state=Document.State.PUBLISHED)
    newest: dict[str, Document] = {}
    for row in rows.filter(Q(offered=False) | Q(terms_kind__in=SINGLE_KINDS)).order_by("code", "version"):
        newest[row.code] = row
    return [row for row in newest.values() if row.pk not in held and speaks_of(row, unit)]
