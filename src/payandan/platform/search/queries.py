"""One search over everything: each package registers what of its own can be found, and by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q

from payandan.platform.kit.actors import Actor
from payandan.platform.search import rules

_sources: dict[str, "Source"] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of record that the global search finds.

    `queryset(actor)` is the package's own `Model.objects.visible_to(actor)`, with what the sentences need joined;
    `title`, `subtitle` and `url` take one record; `label` is lazy text in the plural («Units»), `icon` a Lucide name.
    `exact(text)` says which record a scanned or fully typed identity means, as a `Q` on the queryset, or None where
    the text is no identity of this kind; a scan that meets exactly one record opens it.
    """

    kind: str
    label: Any
    icon: str
    queryset: Callable[[Actor], Any]
    title: Callable[[Any], str]
    subtitle: Callable[[Any], str]
    url: Callable[[Any], str]
    exact: Callable[[str], Q | None] | None = None
    position: int = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One found record, ready to be shown."""

    kind: str
    icon: str
    title: str
    subtitle: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; `more` when there are others than those shown."""

    kind: str
    label: Any
    hits: list[Hit]
    more: bool


def register(source: Source) -> None:
    """Let the global search find a kind of record. Call from the package's `AppConfig.ready`."""
    _sources[source.kind] = source


def kinds() -> list[Source]:
    """The registered sources, in the order in which they are shown."""
    return sorted(_sources.values(), key=lambda source: (source.position, source.kind))


def search(actor: Actor, text: str, *, limit: int = 8, kind: str = "") -> list[Group]:
    """What the actor may see that the text finds, by kind; one query a kind.

    An identity in full (a serial, a claim number, a mobile in any form) puts its record first.
    """
    if not rules.is_worth_asking(text):
        return []
    asked = [source for source in kinds() if kind in ("", source.kind)]
    groups = (_group(source, actor, text, limit) for source in asked)
    return [group for group in groups if group.hits]


def exact(actor: Actor, text: str) -> list[Hit]:
    """The records that the text names in full; at most two of a kind, as two are already ambiguous."""
    hits: list[Hit] = []
    for source in kinds():
        condition = source.exact(text) if source.exact else None
        if condition is not None:
            hits.extend(_hit(source, record) for record in source.queryset(actor).filter(condition)[:2])
    return hits


def _group(source: Source, actor: Actor, text: str, limit: int) -> Group:
    visible = source.queryset(actor)
    found: dict[Any, Any] = {}
    condition = source.exact(text) if source.exact else None
    if condition is not None:
        found = {record.pk: record for record in visible.filter(condition)[:limit]}
    if len(found) <= limit:
        for record in visible.search(rules.spelled(text))[: limit + 1]:
            found.setdefault(record.pk, record)
    hits = [_hit(source, record) for record in islice(found.values(), limit)]
    return Group(kind=source.kind, label=source.label, hits=hits, more=len(found) > limit)


def _hit(source: Source, record: Any) -> Hit:
    return Hit(
        kind=source.kind,
        icon=source.icon,
        title=source.title(record),
        subtitle=source.subtitle(record),
        url=source.url(record),
    )
