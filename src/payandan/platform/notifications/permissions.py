"""Who may see outgoing messages, and send them again."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "notifications.view": _("See outgoing messages"),
    "notifications.resend": _("Send a failed message again"),
}
ROLES = {
    "clerk": ["notifications.view"],
    "manager": ["notifications.view", "notifications.resend"],
    "administrator": ["notifications.view", "notifications.resend"],
}
