"""Colleagues, their roles, keys and devices in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.platform.ui.words import name_in

if TYPE_CHECKING:  # words take rows as they come; they read no tables
    from payandan.platform.people.models import Token, User

BRANCH_KINDS = {
    "head_office": gettext_lazy("Head office"),
    "service_centre": gettext_lazy("Service centre"),
    "desk": gettext_lazy("Support desk"),
}
PASSWORD_HELP = gettext_lazy("At least ten characters. A sentence you remember is best; every character counts.")

_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
_BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}


def held(role: str, place: str | None) -> str:
    """A role and where it holds, as one reads it."""
    return _("%(role)s — whole company") % {"role": role} if place is None else f"{role} — {place}"


def held_roles(user: User) -> list[str]:
    """Everything a colleague holds."""
    return [held(name_in(one.role), name_in(one.branch) if one.branch else None) for one in user.memberships.all()]


def second_step(is_set_up: bool) -> tuple[str, str]:
    """Whether the second step of signing in is set up, with its tone."""
    return (_("Set up"), "good") if is_set_up else (_("Not yet"), "warn")


def account_state(user: User) -> tuple[str, str]:
    """Whether an account is open, with its tone."""
    if not user.is_active:
        return _("Closed"), "muted"
    return (_("Active"), "good") if user.has_usable_password() else (_("Invited"), "info")


def token_state(token: Token, now: datetime) -> tuple[str, str]:
    """Whether a key works, with its tone."""
    if token.revoked_at is not None:
        return _("Revoked"), "muted"
    if token.expires_at is not None and token.expires_at <= now:
        return _("Expired"), "muted"
    if not token.created_by.is_active:
        return _("Stopped: its maker left"), "warn"
    return _("In use"), "good"


def device(user_agent: str) -> str:
    """A browser and its system, as far as they say.

    >>> device("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/143.0")
    'Firefox, Linux'
    """
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in user_agent), "")
    return ", ".join(filter(None, [browser, system])) or _("Unknown device")
