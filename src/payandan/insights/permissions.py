"""Who may see the numbers, and ask what would have been."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "insights.view": _("See the numbers"),
    "insights.whatif": _("Ask what would have been under other terms"),
}
ROLES = {role: list(CAPABILITIES) for role in ("administrator", "manager", "analyst")}
