"""A company's own terms beside the shipped ones, and an extended warranty that some have bought."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from payandan.platform.kit.actors import Actor
from payandan.units.models import Unit
from payandan.warranty import actions, rulebook
from payandan.warranty.models import Document

BOUGHT = ("extended-gold@1", "parts-only@1")
"""Shipped terms that are for the units they are given to, not for all."""
GOLD = "extended-gold"


def make_rule_book(documents: Iterable[tuple[Mapping[str, Any], str]], *, actor: Actor, at: datetime) -> None:
    """Publish the shipped rule book and the company's own terms, given as (document, its YAML); safe to repeat."""
    shipped = rulebook.shipped()
    for document_id in BOUGHT:
        _publish(shipped[document_id], "", actor=actor, at=at, offered=False)
    actions.load_rulebook(actor=actor, at=at)
    for document, source in documents:
        _publish(document, source, actor=actor, at=at, offered=True)


def make_draft(document: Mapping[str, Any], source: str, *, actor: Actor, at: datetime) -> None:
    """Leave terms of next year on the table: written in two goes and proposed, for a second person to read."""
    if _known(document["id"]):
        return
    shorter = {**document, "period": {"months": 18}, "note": {"en": "A first thought."}}
    actions.save_draft(document=shorter, actor=actor, at=at - timedelta(hours=20))
    draft = actions.save_draft(document=document, source=source, actor=actor, at=at - timedelta(hours=2))
    actions.propose(document=draft, actor=actor, at=at)


def call_back(document: Mapping[str, Any], source: str, *, actor: Actor, at: datetime) -> None:
    """Publish a recall; its units are told of at the counter from then on."""
    _publish(document, source, actor=actor, at=at, offered=True)


def sell_extended_warranties(units: Sequence[tuple[Unit, datetime]], *, actor: Actor) -> None:
    """Give the gold terms to units whose owners bought them, each at its own moment."""
    gold = Document.objects.get(code=GOLD, version=1)
    for unit, at in units:
        actions.bind(unit=unit, document=gold, since=at.date(), actor=actor, at=at)


def _publish(document: Mapping[str, Any], source: str, *, actor: Actor, at: datetime, offered: bool) -> None:
    if not _known(document["id"]):
        draft = actions.save_draft(document=document, source=source, actor=actor, at=at, offered=offered)
        actions.publish(document=actions.propose(document=draft, actor=actor, at=at), actor=actor, at=at)


def _known(document_id: str) -> bool:
    code, version = actions.split_id(document_id)
    return Document.objects.filter(code=code, version=version).exists()
