"""Who may bring data in."""

from django.utils.translation import gettext_lazy as _

CAPABILITIES = {"integrations.import": _("Import spreadsheets, and undo an import")}
ROLES = {"administrator": ["integrations.import"], "manager": ["integrations.import"]}
