"""Who may see payments, take money, and give it back."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {
    "payments.view": _("See payments"),
    "payments.take": _("Take payments"),
    "payments.refund": _("Give money back"),
}
ROLES = {
    "clerk": ["payments.view", "payments.take"],
    "manager": ["payments.view", "payments.take", "payments.refund"],
    "administrator": ["payments.view", "payments.take", "payments.refund"],
}
