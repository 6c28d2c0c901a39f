"""What the numbers are called."""

from django.utils.translation import gettext_lazy as _

STANDINGS = {
    "approved": _("Approved"),
    "partly_approved": _("Approved in part"),
    "rejected": _("Rejected"),
    "open": _("Open"),
    "withdrawn": _("Withdrawn"),
}
TONES = {"approved": "good", "partly_approved": "info", "rejected": "bad", "open": "warn", "withdrawn": "muted"}
PAYER_TONES = {
    "warranty": "good",
    "statutory": "brand",
    "contract": "info",
    "goodwill": "warn",
    "supplier": "bad",
    "customer": "muted",
}
WAITS = {
    "1h": _("up to an hour"),
    "6h": _("1 to 6 hours"),
    "1d": _("6 hours to a day"),
    "3d": _("1 to 3 days"),
    "7d": _("3 to 7 days"),
    "more": _("over a week"),
}
