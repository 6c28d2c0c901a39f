"""Accounts of staff: by invitation, never with a default password, never deleted (history keeps its names)."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import ANONYMOUS, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people import queries
from payandan.platform.people.actions import guards, links, sessions
from payandan.platform.people.actions.guards import Assignment
from payandan.platform.people.events import (
    PasswordSet,
    SecondFactorAdded,
    SecondFactorRemoved,
    SecondFactorReset,
    SignInLocked,
    StaffCreated,
    StaffDeactivated,
    StaffInvited,
    StaffReactivated,
    StaffRenamed,
    StaffRolesChanged,
    StaffSignedIn,
)
from payandan.platform.people.models import User

INVITATION = "first_password"
INVITATION_DAYS = 7


def create_staff(
    *,
    email: str,
    name: str,
    assignments: Iterable[Assignment],
    actor: Actor,
    at: datetime,
    language: str = "fa",
    calendar: str = "",
    password: str | None = None,
) -> User:
    """A new member of staff. Without a password (as always from the pages) nobody can sign in until they set one by
    their invitation. Refused: `email_invalid`, `email_taken`, `name_missing`, `grants_too_much` …"""
    guards.need(actor, "people.manage")
    with transaction.atomic():
        memberships = guards.grants(actor, assignments)
        user = User(email=_email(email), name=_name(name), language=language, calendar=calendar)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError as error:
            raise Refused("email_taken", "email") from error
        for held in memberships:
            held.user = user
        user.memberships.bulk_create(memberships)
        fact = StaffCreated(user=user.pk, email=user.email, memberships=guards.pairs(memberships))
        record(fact, actor=actor, at=at, about=[("user", user.pk)])
    return user


def invite(*, user: User, actor: Actor, at: datetime) -> str:
    """The token of a link, good once and for seven days, by which the person sets a password; former ones die."""
    guards.need(actor, "people.manage")
    guards.need_over(actor, user)
    if not user.is_active:
        raise Refused("not_active")
    with transaction.atomic():
        links.revoke_links(purpose=INVITATION, object_number=str(user.pk), actor=actor, at=at)
        record(StaffInvited(user=user.pk), actor=actor, at=at, about=[("user", user.pk)])
        return links.make_link(INVITATION, str(user.pk), at, INVITATION_DAYS)


def open_invitation(*, token: str, at: datetime) -> User:
    """Whose invitation it is. Refused: `link_invalid`, `link_expired`."""
    number = links.read_link(token, INVITATION, at)
    user: User | None = User.objects.filter(pk=number, is_active=True).first()
    if user is None:
        raise Refused("link_invalid")
    return user


def set_first_password(*, token: str, password: str, at: datetime) -> User:
    """Set the password by an invitation, which is used up; every session ends. The second factor stays as it is."""
    with transaction.atomic():
        user = open_invitation(token=token, at=at)
        user.set_password(password)
        user.save(update_fields=["password"])
        links.revoke_links(purpose=INVITATION, object_number=str(user.pk), actor=ANONYMOUS, at=at)
        sessions.end(UserSession.objects.filter(user=user))
        record(PasswordSet(user=user.pk), actor=queries.actor_of(user), at=at, about=[("user", user.pk)])
    return user


def rename(*, user: User, name: str, actor: Actor, at: datetime) -> None:
    """Change how a member of staff is called."""
    if actor.id != user.pk or actor.kind != "staff":
        guards.need(actor, "people.manage")
        guards.need_over(actor, user)
    before, after = user.name, _name(name)
    if before == after:
        return
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(name=after)
        record(StaffRenamed(user=user.pk, before=before, after=after), actor=actor, at=at, about=[("user", user.pk)])
    user.name = after


def change_roles(*, user: User, assignments: Iterable[Assignment], actor: Actor, at: datetime) -> None:
    """Replace what the person holds. Refused: `beyond_you`, `grants_too_much`, `last_administrator`, `not_yourself`."""
    guards.need(actor, "people.manage")
    if _is(actor, user):
        raise Refused("not_yourself")
    with transaction.atomic():
        guards.need_over(actor, user)
        before = guards.pairs(user.memberships.all())
        memberships = guards.grants(actor, assignments)
        after = guards.pairs(memberships)
        if before == after:
            return
        user.memberships.all().delete()
        for held in memberships:
            held.user = user
        user.memberships.bulk_create(memberships)
        guards.keep_an_administrator()
        fact = StaffRolesChanged(user=user.pk, before=before, after=after)
        record(fact, actor=actor, at=at, about=[("user", user.pk)])


def deactivate(*, user: User, actor: Actor, at: datetime) -> None:
    """Close the account: sessions end at once, and the tokens the person made stop. Refused: `not_yourself`,
    `beyond_you`, `last_administrator`."""
    guards.need(actor, "people.manage")
    if _is(actor, user):
        raise Refused("not_yourself")
    with transaction.atomic():
        guards.need_over(actor, user)
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            return
        guards.keep_an_administrator()
        ended = sessions.end(UserSession.objects.filter(user=user))
        links.revoke_links(purpose=INVITATION, object_number=str(user.pk), actor=actor, at=at)
        fact = StaffDeactivated(user=user.pk, sessions_ended=ended)
        record(fact, actor=actor, at=at, about=[("user", user.pk)])
    user.is_active = False


def reactivate(*, user: User, actor: Actor, at: datetime) -> None:
    """Open a closed account again, with the roles it had."""
    guards.need(actor, "people.manage")
    with transaction.atomic():
        guards.need_over(actor, user)
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            return
        record(StaffReactivated(user=user.pk), actor=actor, at=at, about=[("user", user.pk)])
    user.is_active = True


def reset_second_factor(*, user: User, actor: Actor, at: datetime) -> None:
    """Take a lost second factor away, so that the person sets up another; sessions end. Refused: `not_yourself`."""
    guards.need(actor, "people.manage")
    if _is(actor, user):
        raise Refused("not_yourself")
    with transaction.atomic():
        guards.need_over(actor, user)
        Authenticator.objects.filter(user=user).delete()
        sessions.end(UserSession.objects.filter(user=user))
        record(SecondFactorReset(user=user.pk), actor=actor, at=at, about=[("user", user.pk)])


def save_preferences(*, user: User, language: str, calendar: str) -> None:
    """Remember how a person reads. A preference is no fact of the business, so the journal is left alone."""
    user.language, user.calendar = language, calendar
    user.save(update_fields=["language", "calendar"])


def note_sign_in(*, user: User, address: str, at: datetime) -> None:
    """Record that a member of staff signed in."""
    with transaction.atomic():
        fact = StaffSignedIn(user=user.pk, address=address)
        record(fact, actor=queries.actor_of(user), at=at, about=[("user", user.pk)])


def note_sign_in_locked(*, email: str, address: str, at: datetime) -> None:
    """Record that too many wrong passwords shut the door for a while."""
    with transaction.atomic():
        record(SignInLocked(email=email[:80], address=address), actor=ANONYMOUS, at=at, about=[])


def note_second_factor(*, user: User, at: datetime) -> None:
    """Record that a member of staff set up a second factor."""
    with transaction.atomic():
        record(SecondFactorAdded(user=user.pk), actor=queries.actor_of(user), at=at, about=[("user", user.pk)])


def note_second_factor_removed(*, user: User, at: datetime) -> None:
    """Record that a member of staff took the second factor away."""
    with transaction.atomic():
        record(SecondFactorRemoved(user=user.pk), actor=queries.actor_of(user), at=at, about=[("user", user.pk)])


def note_password_set(*, user: User, at: datetime) -> None:
    """Record that a member of staff changed the password."""
    with transaction.atomic():
        record(PasswordSet(user=user.pk), actor=queries.actor_of(user), at=at, about=[("user", user.pk)])


def _is(actor: Actor, user: User) -> bool:
    return actor.kind == "staff" and actor.id == user.pk


def _email(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("email_invalid", "email") from error
    return email


def _name(text: str) -> str:
    name = store(text)
    if not name:
        raise Refused("name_missing", "name")
    return name[:120]
