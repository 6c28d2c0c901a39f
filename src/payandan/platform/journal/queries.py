"""Reading the history: timelines, the health of deliveries, and whether anybody tampered."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet

from payandan.platform.journal import operations, rules
from payandan.platform.journal.models import Delivery, Fact, Mention, Seal

log = logging.getLogger(__name__)

Sentence = Callable[[Mapping[str, Any], str], str]
_sentences: dict[str, Sentence] = {}

APPEND_ONLY = (Fact, Mention, Seal)


def history(kind: str, object_id: Any, *, limit: int = 100) -> QuerySet[Fact]:
    """The newest facts that mention the object, newest first. Two indexed look-ups, however long the journal."""
    return Fact.objects.filter(mentions__kind=kind, mentions__object_id=object_id).order_by("-id")[:limit]


def register_sentences(sentences: Mapping[str, Sentence]) -> None:
    """Let a package word its facts: fact name → function of (body, language) that gives one sentence."""
    _sentences.update(sentences)


def sentence_of(fact: Fact, language: str) -> str:
    """The fact as a sentence in `fa` or `en`; its bare name where no package worded it."""
    word = _sentences.get(fact.name)
    if word is None:
        return fact.name
    try:
        return word(fact.body, language)
    except Exception:  # an old body that today's wording does not expect must not take the page down
        log.exception("No sentence for %s", fact)
        return fact.name


class Pending(NamedTuple):
    """How deliveries stand; `oldest_due` is when the longest waiting one should have gone."""

    waiting: int
    dead: int
    oldest_due: datetime | None


def pending() -> Pending:
    """The numbers for the health page."""
    numbers = Delivery.objects.exclude(state=Delivery.State.DONE).aggregate(
        waiting=Count("pk", filter=Q(state=Delivery.State.WAITING)),
        dead=Count("pk", filter=Q(state=Delivery.State.DEAD)),
        oldest_due=Min("due_at", filter=Q(state=Delivery.State.WAITING)),
    )
    return Pending(**numbers)


def next_due() -> datetime | None:
    """When the next waiting delivery is due; None when none waits."""
    return (
        Delivery.objects.filter(state=Delivery.State.WAITING)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def dead_deliveries() -> QuerySet[Delivery]:
    """Deliveries that were given up, newest first, with their facts."""
    return Delivery.objects.filter(state=Delivery.State.DEAD).select_related("fact").order_by("-id")


class Fault(NamedTuple):
    """Where the history is not as it was sealed; `str()` words it for `payandan check`."""

    table: str
    after: int = 0
    up_to: int = 0

    def __str__(self) -> str:
        if not self.up_to:
            return f"the table {self.table} has lost the triggers that make it append-only"
        return f"of the facts {self.after + 1} to {self.up_to}, one or more were changed, added or removed"


def verify_chain() -> Iterator[Fault]:
    """Compute every seal again from the rows as they are now, and see that the append-only guards stand."""
    yield from (Fault(table) for table in unguarded())
    start, head = 0, rules.FIRST_DIGEST
    for seal in Seal.objects.order_by("up_to").iterator():
        digest, count, last = rules.digest(head, rows_between(start, seal.up_to))
        if (digest, count, last, head) != (seal.digest, seal.count, seal.up_to, seal.previous):
            yield Fault(Fact._meta.db_table, start, seal.up_to)
        start, head = seal.up_to, seal.digest


def head() -> Seal | None:
    """The newest seal. Kept outside this machine, it also shows that the end was cut off or everything replaced."""
    return Seal.objects.order_by("-up_to").first()


def unguarded() -> tuple[str, ...]:
    """The append-only tables whose triggers are missing."""
    guarded = operations.guarded_tables(connection)
    return tuple(table for model in APPEND_ONLY if (table := model._meta.db_table) not in guarded)


def rows_between(after: int, up_to: int) -> Iterator[dict[str, Any]]:
    """The facts with after < id ≤ up_to in order, each with its mentions, as the seals cover them."""
    facts = Fact.objects.filter(pk__gt=after, pk__lte=up_to).order_by("pk").prefetch_related("mentions")
    for fact in facts.iterator(chunk_size=1000):
        yield {
            "id": fact.pk,
            "name": fact.name,
            "at": _moment(fact.at),
            "recorded_at": _moment(fact.recorded_at),
            "actor": [fact.actor_kind, fact.actor_id, fact.actor_name],
            "request_id": fact.request_id,
            "body": fact.body,
            "mentions": sorted([mention.kind, mention.object_id] for mention in fact.mentions.all()),
        }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
