"""The journal in words: who, about what, and a sentence for each fact of this package."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payandan.platform.journal import queries as journal
from payandan.platform.journal.models import Fact
from payandan.platform.kit.text import strip_direction
from payandan.platform.ui.words import digits

ACTOR_KINDS = {
    "staff": gettext_lazy("Colleague"),
    "customer": gettext_lazy("Customer"),
    "token": gettext_lazy("API key"),
    "system": gettext_lazy("The system"),
    "anonymous": gettext_lazy("A visitor"),
}

_PACKAGES = {
    "insights": gettext_lazy("Reports"),
    "integrations": gettext_lazy("Connections"),
    "returns": gettext_lazy("Shipments"),
    "claims": gettext_lazy("Warranty claims"),
    "warranty": gettext_lazy("Warranty terms"),
    "parts": gettext_lazy("Spare parts"),
    "units": gettext_lazy("Units"),
    "catalog": gettext_lazy("Products"),
    "customers": gettext_lazy("Customers"),
    "payments": gettext_lazy("Payments"),
    "notifications": gettext_lazy("Messages"),
    "jobs": gettext_lazy("Background work"),
    "files": gettext_lazy("Files"),
    "people": gettext_lazy("People and roles"),
    "journal": gettext_lazy("Audit trail"),
}


def package(label: str) -> str:
    """What a package is about, for the head of a group."""
    return str(_PACKAGES.get(label, label))


def subjects() -> dict[str, str]:
    """The installed packages that a fact may come from: label → name."""
    labels = [config.label for config in apps.get_app_configs() if config.name.startswith("payandan.")]
    return {label: package(label) for label in labels if label in _PACKAGES}


def actor_name(kind: str, name: str) -> str:
    """Who acted."""
    label = str(ACTOR_KINDS.get(kind, kind))
    if kind in ("system", "anonymous") or not name:
        return label
    return name if kind == "staff" else f"{name} ({label})"


def sentence(fact: Fact, language: str) -> str:
    """What happened, in words; where nobody has worded it yet, its subject and bare name."""
    said = journal.sentence_of(fact, language)
    if said != fact.name:
        return said
    subject, _dot, act = fact.name.partition(".")
    return f"{package(subject)}: {act.replace('_', ' ')}"


def line(fact: Fact, language: str) -> dict[str, Any]:
    """A fact as the timeline shows it."""
    by = actor_name(fact.actor_kind, fact.actor_name)
    return {"title": sentence(fact, language), "at": fact.at, "by": by}


def _in(language: str, word: Callable[[Mapping[str, Any]], str], body: Mapping[str, Any]) -> str:
    with translation.override(language):
        return word({name: _island(value) if isinstance(value, str) else value for name, value in body.items()})


def _island(text: str) -> str:
    """A name or an address that keeps its own direction inside a sentence, whatever marks it came with."""
    return f"\u2068{strip_direction(text)}\u2069"


def _said(word: Callable[[Mapping[str, Any]], str]) -> journal.Sentence:
    return lambda body, language: _in(language, word, body)


def _deactivated(body: Mapping[str, Any]) -> str:
    ended = body.get("sessions_ended", 0)
    if not ended:
        return _("Account closed")
    return ngettext(
        "Account closed; %(count)s device signed out", "Account closed; %(count)s devices signed out", ended
    ) % {"count": digits(ended)}


def _sessions(body: Mapping[str, Any]) -> str:
    ended = body["sessions"]
    return ngettext("%(count)s device signed out", "%(count)s devices signed out", ended) % {"count": digits(ended)}


def _role_changed(body: Mapping[str, Any]) -> str:
    added, removed = len(body["added"]), len(body["removed"])
    changes = [
        ngettext("%(count)s permission added", "%(count)s permissions added", added) % {"count": digits(added)},
        ngettext("%(count)s permission taken away", "%(count)s permissions taken away", removed)
        % {"count": digits(removed)},
    ]
    told = [change for change, count in zip(changes, (added, removed), strict=True) if count] or [_("names changed")]
    return _("Role %(code)s: %(changes)s") % {"code": body["code"], "changes": _(", ").join(told)}


SENTENCES: dict[str, journal.Sentence] = {
    f"people.{name}": _said(word)
    for name, word in {
        "staff_created": lambda body: _("Account made for %(email)s") % body,
        "staff_invited": lambda _body: _("Invitation made"),
        "staff_roles_changed": lambda _body: _("Roles changed"),
        "staff_deactivated": _deactivated,
        "staff_reactivated": lambda _body: _("Account opened again"),
        "staff_renamed": lambda body: _("Name changed from “%(before)s” to “%(after)s”") % body,
        "password_set": lambda _body: _("Password set"),
        "second_factor_added": lambda _body: _("Second step of signing in set up"),
        "second_factor_removed": lambda _body: _("Second step of signing in removed"),
        "second_factor_reset": lambda _body: _("Second step of signing in reset"),
        "staff_signed_in": lambda body: _("Signed in from %(address)s") % body,
        "sign_in_locked": lambda body: _("Too many wrong tries to sign in as %(email)s from %(address)s") % body,
        "session_ended": _sessions,
        "branch_created": lambda body: _("Branch %(code)s made") % body,
        "branch_changed": lambda body: _("Branch %(code)s changed") % body,
        "role_created": lambda body: _("Role %(code)s made") % body,
        "role_changed": _role_changed,
        "token_created": lambda body: _("API key “%(name)s” made") % body,
        "token_revoked": lambda body: _("API key “%(name)s” revoked") % body,
        "code_issued": lambda body: _("One-time code sent to %(mobile)s") % body,
        "code_accepted": lambda body: _("One-time code of %(mobile)s accepted") % body,
        "code_burnt": lambda body: _("One-time code of %(mobile)s tried too often") % body,
        "links_revoked": lambda _body: _("Links given out before were revoked"),
    }.items()
}
