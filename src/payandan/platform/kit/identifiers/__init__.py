"""Numbers that others gave out: phones, national codes, accounts, serials, barcodes.

Each function takes what a person typed or a scanner sent (any digits, separators) and returns the canonical
form or raises :class:`BadIdentifier`. A valid check digit says that a number is well formed, never that it
is real.
"""

from .barcodes import WEDGE_TABLE, from_wedge, gs1
from .checks import card_last4, ean13, gtin_ok, imei, luhn_ok, vin
from .iran import company_id, iban_ir, national_code, postal_code
from .phones import display_mobile, mask_mobile, mobile, repair_mobile
from .reading import BadIdentifier
from .serials import email, serial_key

__all__ = [
    "WEDGE_TABLE",
    "BadIdentifier",
    "card_last4",
    "company_id",
    "display_mobile",
    "ean13",
    "email",
    "from_wedge",
    "gs1",
    "gtin_ok",
    "iban_ir",
    "imei",
    "luhn_ok",
    "mask_mobile",
    "mobile",
    "national_code",
    "postal_code",
    "repair_mobile",
    "serial_key",
    "vin",
]
