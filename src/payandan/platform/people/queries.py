"""Who is acting, and what there is to grant."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.db.models.functions import Now, TruncDate

from payandan.platform.kit.actors import Actor, Language
from payandan.platform.people import rules
from payandan.platform.people.models import Branch, Membership, Role, Token, User, UserQuerySet
from payandan.platform.search.prepared import Given, Prepared


def actor_of(user: User) -> Actor:
    """The actor that a signed-in member of staff is, in one query."""
    language: Language = "en" if user.language == "en" else "fa"
    return rules.staff_actor(user_id=user.pk, name=user.name, language=language, memberships=memberships_of(user.pk))


def memberships_of(user_id: int) -> list[tuple[list[str], int | None]]:
    """What a member of staff holds: the capabilities of each role and the branch, in one query."""
    return _memberships(user=user_id)


_memberships: Prepared[Any] = Prepared(
    lambda: Membership.objects.filter(user=Given("user", BigIntegerField())).values_list(
        "role__capabilities", "branch_id"
    )
)


def actor_of_token(raw: str, *, at: datetime | None = None) -> Actor | None:
    """The actor behind a token's text, or None for one that is unknown, revoked, expired, or whose maker has left.

    One query; a second one, the first time on a day, notes the day it was last used. That note belongs to the
    reading and is no act. `at` defaults to the database's own clock.
    """
    if not raw.startswith(rules.TOKEN_PREFIX):
        return None
    digest = token_digest(raw)
    rows = _token_now(digest=digest) if at is None else _token_at(digest=digest, at=at, today=at.date())
    if not rows:
        return None
    pk, name, capabilities, branch, fresh, language, maker, *_ = rows[0]
    if not fresh:
        Token.objects.filter(pk=pk).update(last_used_on=at.date() if at else TruncDate(Now()))
    held, branches = rules.token_reach(
        capabilities=capabilities, branch=branch, maker=[(row[7], row[8]) for row in rows if row[7] is not None]
    )
    return Actor(
        kind="token",
        id=pk,
        name=name,
        capabilities=held,
        branches=branches,
        language="en" if language == "en" else "fa",
        maker=maker,
    )


def _token(moment: Any, today: Any) -> "QuerySet[Token, tuple[Any, ...]]":
    """What a token may do at a moment, a row for each role of its maker; whether it was used already on that day."""
    return (
        Token.objects.filter(digest=Given("digest", CharField()), revoked_at=None, created_by__is_active=True)
        .filter(Q(expires_at=None) | Q(expires_at__gt=moment))
        .annotate(fresh=Q(last_used_on__gte=today))
        .values_list(
            "pk",
            "name",
            "capabilities",
            "branch_id",
            "fresh",
            "created_by__language",
            "created_by",
            "created_by__memberships__role__capabilities",
            "created_by__memberships__branch_id",
        )
    )


_token_now = Prepared(lambda: _token(Now(), TruncDate(Now())))
_token_at = Prepared(lambda: _token(Given("at", DateTimeField()), Given("today", DateField())))


def person_behind(kind: str, actor_id: int | None) -> int | None:
    """The member of staff behind a recorded actor: itself, or who made the token; None for anybody else."""
    if kind == "token" and actor_id is not None:
        return Token.objects.filter(pk=actor_id).values_list("created_by_id", flat=True).first()
    return actor_id if kind == "staff" else None


def token_digest(raw: str) -> str:
    """What is kept of a token. It holds 256 random bits, so a plain digest is as good as a slow one."""
    return hashlib.sha256(raw.encode()).hexdigest()


def all_capabilities() -> dict[str, Any]:
    """Every capability of every installed package: code → its label (lazy, in the reader's language)."""
    found: dict[str, Any] = {}
    for permissions in _permissions():
        found.update(getattr(permissions, "CAPABILITIES", {}))
    return found


def capabilities_by_package() -> list[tuple[str, dict[str, Any]]]:
    """The same, package by package, for a page: (package label, {code: label})."""
    return [
        (permissions.__name__.split(".")[-2], dict(permissions.CAPABILITIES))
        for permissions in _permissions()
        if getattr(permissions, "CAPABILITIES", None)
    ]


def proposed_roles() -> dict[str, set[str]]:
    """The default roles as the installed packages propose them: code → capabilities, joined over the packages."""
    proposed: dict[str, set[str]] = {}
    for permissions in _permissions():
        for role, capabilities in getattr(permissions, "ROLES", {}).items():
            proposed.setdefault(role, set()).update(capabilities)
    return proposed


def staff(actor: Actor) -> UserQuerySet:
    """The staff that the actor may see, with roles and branches and whether each has a second factor."""
    enrolled = Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.TOTP)
    held = Membership.objects.select_related("role", "branch")
    found: UserQuerySet = (
        User.objects.visible_to(actor)
        .annotate(has_second_factor=Exists(enrolled))
        .prefetch_related(Prefetch("memberships", queryset=held))
    )
    return found


def governs(actor: Actor, user_id: int) -> bool:
    """Whether the actor holds all that the colleague holds, as widely, and so may change the colleague's account."""
    return rules.covers(actor, memberships_of(user_id))


def administrators(*, but: Iterable[int] = ()) -> list[int]:
    """The ids of active members of staff who manage people in the whole company."""
    rows = Membership.objects.filter(branch=None, user__is_active=True).exclude(user_id__in=list(but))
    found = rows.values_list("user_id", "role__capabilities")
    return sorted({user for user, capabilities in found if rules.ADMINISTRATION in capabilities})


def has_second_factor(user_id: int) -> bool:
    """Whether the member of staff set up an authenticator app."""
    found: bool = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists()
    return found


def grantable_roles(actor: Actor) -> list[Role]:
    """The roles an actor may give to others, in some branch at least."""
    return [role for role in Role.objects.all() if all(actor.can(capability) for capability in role.capabilities)]


def branches(actor: Actor) -> list[Branch]:
    """The branches that the actor sees."""
    return list(Branch.objects.visible_to(actor))


def sessions_of(user: User) -> list[UserSession]:
    """Where the member of staff is signed in now, newest first."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.last_seen_at, reverse=True)


@cache
def _permissions() -> list[Any]:
    """The permissions rooms of the installed packages."""
    names = [f"{config.name}.permissions" for config in apps.get_app_configs() if config.name.startswith("payandan.")]
    return [import_module(name) for name in names if find_spec(name)]
