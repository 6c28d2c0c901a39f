"""Keys for programs: shown once, kept as a digest, never stronger than who made them."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people import queries, rules
from payandan.platform.people.actions import guards
from payandan.platform.people.events import TokenCreated, TokenRevoked
from payandan.platform.people.models import Token


def create_token(
    *,
    name: str,
    capabilities: Iterable[str],
    actor: Actor,
    at: datetime,
    branch_id: int | None = None,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """A token and its text, which is shown this once. It acts within the maker's own capabilities and branches,
    today and later: when those shrink, so does the token.

    Refused: `name_missing`, `capabilities_missing`, `grants_too_much`, `expiry_past`, `not_a_person`.
    """
    guards.need(actor, "people.tokens")
    if actor.kind != "staff" or actor.id is None:
        raise Refused("not_a_person")
    label = store(name)[:80]
    if not label:
        raise Refused("name_missing", "name")
    wanted = sorted(set(capabilities))
    if not wanted:
        raise Refused("capabilities_missing", "capabilities")
    if not rules.covers(actor, [(wanted, branch_id)]):
        raise Refused("grants_too_much", "capabilities")
    if expires_at is not None and expires_at <= at:
        raise Refused("expiry_past", "expires_at")
    raw = rules.TOKEN_PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            name=label,
            prefix=raw[:12],
            digest=queries.token_digest(raw),
            capabilities=wanted,
            branch_id=branch_id,
            created_by_id=actor.id,
            created_at=at,
            expires_at=expires_at,
        )
        fact = TokenCreated(token=token.pk, name=label, capabilities=wanted)
        record(fact, actor=actor, at=at, about=[("token", token.pk)])
    return token, raw


def revoke_token(*, token: Token, actor: Actor, at: datetime) -> None:
    """Stop a token for good; from the next request it is unknown."""
    guards.need(actor, "people.tokens")
    with transaction.atomic():
        if Token.objects.visible_to(actor).filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            fact = TokenRevoked(token=token.pk, name=token.name)
            record(fact, actor=actor, at=at, about=[("token", token.pk)])
    token.revoked_at = at
