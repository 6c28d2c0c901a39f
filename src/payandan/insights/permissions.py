"""Who may see the numbers."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {"insights.view": _("See the numbers")}
ROLES = {role: ["insights.view"] for role in ("administrator", "manager", "analyst")}
