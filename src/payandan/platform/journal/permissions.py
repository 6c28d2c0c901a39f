"""Who may steer the machinery of events."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {"journal.retry": _("Try failed deliveries again")}
ROLES = {"administrator": ["journal.retry"]}
