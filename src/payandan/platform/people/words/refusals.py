"""Why something about people was refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payandan.platform.ui.words import digits


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal of this package: what happened, and what to do next."""
    params = params or {}
    if code == "code_wrong" and params.get("left"):
        return ngettext(
            "That code is not right. You can try %(left)s more time.",
            "That code is not right. You can try %(left)s more times.",
            params["left"],
        ) % {"left": digits(params["left"])}
    if code == "too_many_codes":
        return _too_many(params.get("which", ""))
    return _SENTENCES().get(code) or _("This cannot be done.")


def _too_many(which: str) -> str:
    if which == "number":
        return _("Several codes were sent to this number already. Please wait ten minutes and try again.")
    if which == "address":
        return _("Too many codes were asked for from this network today. Please try again tomorrow or call us.")
    return _("No more codes can be sent today. Please try again tomorrow or call us.")


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You are not allowed to do this. Ask an administrator if you need it."),
        "beyond_you": _("This person holds more than you do, so only somebody who holds as much can change it."),
        "grants_too_much": _("You can give only what you hold yourself. Choose fewer permissions or branches."),
        "not_yourself": _("You cannot do this to your own account. Ask another administrator."),
        "last_administrator": _("At least one administrator must remain. Make somebody else administrator first."),
        "administrator_fixed": _("The administrator's role always holds everything. Make another role instead."),
        "not_active": _("This account is closed. Open it again first."),
        "email_invalid": _("This is not an e-mail address. Write it like name@company.com."),
        "email_taken": _("Somebody with this e-mail address is already on the staff."),
        "name_missing": _("Write a name."),
        "code_taken": _("This code is already used. Choose another."),
        "role_unknown": _("This role no longer exists. Choose another."),
        "branch_unknown": _("This branch no longer exists. Choose another."),
        "kind_unknown": _("Choose what kind of place this is."),
        "capability_unknown": _("One of these permissions no longer exists. Open the page again."),
        "capabilities_missing": _("Choose at least one permission."),
        "expiry_past": _("The end date must be in the future."),
        "not_a_person": _("Only a signed-in member of staff can make a key."),
        "mobile_invalid": _("This is not a mobile number. Write it like 0912 345 6789."),
        "mobile_not_served": _("Codes can be sent only to Iranian mobile numbers. Please call us instead."),
        "code_wrong": _("That code is not right. Look at the newest message, or ask for a new code."),
        "code_expired": _("The two minutes of this code are over. Ask for a new one."),
        "code_burnt": _("This code was tried too often. Ask for a new one."),
        "link_invalid": _("This link is not valid any more. Ask for a new one."),
        "link_expired": _("The time of this link is over. Ask for a new one."),
    }
