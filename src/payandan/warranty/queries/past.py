"""The rule book as it stood at an earlier moment, and what a verdict that was made by it asks to be shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from payandan.platform.journal.models import Fact
from payandan.warranty.models import Binding, Document
from payandan.warranty.queries.books import Bound, Offer, Shelf, book_of_digests
from payandan.warranty.rules import RuleBook
from payandan.warranty.rules.publishing import UNPUBLISHED

_EXCLUDING = ("excludes", "voids", "suspends", "raises")
"""Effects of reasons that stand on an exclusion."""


def shelf_at(at: datetime, *, unit_id: int) -> Shelf:
    """The documents that were published at a moment and what was bound to a unit then. Four queries.

    A document that was withdrawn later counts as offered without an end: a withdrawal is what sets one. Versions
    never change, so that their content is that of then.
    """
    published = Document.objects.exclude(state__in=UNPUBLISHED).filter(published_at__lte=at)
    withdrawn = _told_later("warranty.document_withdrawn", "document_id", at)
    names = ("code", "version", "digest", "offered", "sold_from", "country")
    offers = []
    for row in published.order_by("code", "version"):
        later = row.pk in withdrawn
        offers.append(
            Offer(
                **{name: getattr(row, name) for name in names},
                sold_until=None if later else row.sold_until,
                current=later or row.state == Document.State.PUBLISHED,
                categories=frozenset(row.categories),
            )
        )
    ended = {(fact["document_id"], fact["ended_on"]) for fact in _bodies("warranty.terms_unbound", at, unit_id=unit_id)}
    bound = Binding.objects.filter(unit_id=unit_id, created_at__lte=at).select_related("document").order_by("id")
    bindings = tuple(
        Bound(row.document.digest, row.since, None if _is_in(row, ended) else row.ended_on) for row in bound
    )
    return Shelf(tuple(offers), {unit_id: bindings})


def book_of(document_ids: Iterable[str]) -> RuleBook:
    """The rule book of these documents (`tv-standard@3`), as a verdict names them. One query; the unknown left out."""
    wanted = Q(pk__in=[])
    for document_id in document_ids:
        code, _, version = document_id.partition("@")
        wanted |= Q(code=code, version=int(version))
    rows = Document.objects.exclude(state__in=UNPUBLISHED).filter(wanted)
    return book_of_digests(rows.values_list("digest", flat=True))


def evidence_needed(verdict: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The kinds of evidence that the exclusion behind each reason of a kept verdict asks for, by the reason's id."""
    named = verdict.get("rule_book", {})
    stands_on = [reason for reason in verdict["reasons"] if reason["effect"] in _EXCLUDING]
    if not stands_on:
        return {}
    book = book_of((*named.get("terms", ()), *named.get("packs", ())))
    exclusions: dict[tuple[str, str, str | None], tuple[str, ...]] = {}
    for terms in book.terms:
        for one in terms.exclusions:
            exclusions[terms.id, one.kind, one.clause] = one.evidence
    for pack in book.packs:
        for one in [one for floor in pack.floors for one in floor.exclusions or ()]:
            exclusions.setdefault((pack.id, one.kind, one.clause), one.evidence)
    found = {}
    for reason in stands_on:
        law = (reason.get("law") or {}).get("pack")
        for document in (reason.get("terms"), law):
            key = (document, reason["code"], reason.get("clause"))
            if key in exclusions:
                found[reason["id"]] = exclusions[key]
                break
    return found


def _told_later(name: str, key: str, at: datetime) -> set[int]:
    return {body[key] for body in _bodies(name, at)}


def _bodies(name: str, at: datetime, *, unit_id: int | None = None) -> list[dict[str, Any]]:
    """What was told under a name after a moment."""
    facts = Fact.objects.filter(name=name, at__gt=at)
    if unit_id is not None:
        facts = facts.filter(mentions__kind="unit", mentions__object_id=unit_id)
    return list(facts.values_list("body", flat=True))


def _is_in(row: Binding, ended: set[tuple[int, str]]) -> bool:
    """Whether this binding was ended only after the moment."""
    return row.ended_on is not None and (row.document_id, row.ended_on.isoformat()) in ended
