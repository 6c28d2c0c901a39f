"""Recording facts, in the transaction of the act that made them true."""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from payandan.platform.journal import rules
from payandan.platform.journal.models import Delivery, Fact, Mention
from payandan.platform.kit.actors import Actor

About = tuple[str, int]
Handler = TypeVar("Handler", bound=Callable[..., None])

request_id: ContextVar[str] = ContextVar("request_id", default="")

_listeners: dict[str, dict[str, tuple[type, Callable[[Any, Fact], None]]]] = {}
_wakers: list[Callable[[], None]] = []


def listens(*event_types: type) -> Callable[[Handler], Handler]:
    """Declare a reaction: `handler(event, fact)` is called after the fact is committed, at least once.

    What the handler writes to the database commits together with the mark that it was delivered.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__.removeprefix('payandan.')}.{handler.__name__}"
        for event_type in event_types:
            _listeners.setdefault(rules.fact_name(event_type), {})[name] = (event_type, handler)
        return handler

    return register


def listener(fact_name: str, name: str) -> tuple[type, Callable[[Any, Fact], None]] | None:
    """The event class and handler behind a delivery, or None where the listener no longer exists."""
    return _listeners.get(fact_name, {}).get(name)


def when_recorded(wake: Callable[[], None]) -> None:
    """Let the worker be woken after each commit that recorded facts with listeners."""
    _wakers.append(wake)


def record(event: Any, *, actor: Actor, at: datetime, about: Sequence[About]) -> Fact:
    """Write one fact, what it mentions, and a delivery for each listener. Call inside the act's transaction."""
    return record_many([(event, about)], actor=actor, at=at)[0]


def record_many(
    events: Iterable[tuple[Any, Sequence[About]]],
    *,
    actor: Actor,
    at: datetime | None = None,
    times: Sequence[datetime] = (),
) -> list[Fact]:
    """Write many facts in a constant number of statements; `times` gives each its own moment.

    Each item is an event and what it is about, as (kind, id) pairs. Call inside the transaction of the act.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is recorded inside the transaction of its act.")
    pairs = list(events)
    moments: list[datetime | None] = [*times] or [at] * len(pairs)
    facts = Fact.objects.bulk_create(
        [_fact(event, actor, moment) for (event, _), moment in zip(pairs, moments, strict=True)]
    )
    Mention.objects.bulk_create(
        Mention(fact=fact, kind=kind, object_id=object_id)
        for fact, (_, about) in zip(facts, pairs, strict=True)
        for kind, object_id in dict.fromkeys(about)
    )
    deliveries = [
        Delivery(fact=fact, listener=name, due_at=fact.recorded_at)
        for fact in facts
        for name in _listeners.get(fact.name, {})
    ]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        wake()
    return facts


def _fact(event: Any, actor: Actor, at: datetime | None) -> Fact:
    if at is None:
        raise ValueError("A fact has a time.")
    return Fact(
        name=rules.fact_name(type(event)),
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:160],
        request_id=request_id.get(),
        body=rules.fact_body(event),
    )


def wake() -> None:
    """Wake the worker when the transaction commits: once, however often it is asked."""
    if not any(hook[1] is _wake for hook in transaction.get_connection().run_on_commit):
        transaction.on_commit(_wake)


def _wake() -> None:
    for waker in _wakers:
        waker()
