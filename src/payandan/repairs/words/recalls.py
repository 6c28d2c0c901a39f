"""What is said about recalls."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from payandan.claims.words.labels import LINE_KINDS
from payandan.platform.ui import words as shown

_PAID, _WHOLE = ("part", "labour"), 10_000


def recall_pays(lines: Mapping[str, int]) -> str:
    """Who pays for a recall, by the shares (hundredths of a percent) of its parts and labour that the company pays."""
    shares = {kind: lines.get(kind, 0) for kind in _PAID}
    if all(share == _WHOLE for share in shares.values()):
        return _("Free for the customer: the company pays parts and labour.")
    told = " · ".join(f"{LINE_KINDS[kind]} {shown.percent(Decimal(share) / _WHOLE)}" for kind, share in shares.items())
    return _("The company pays: %(shares)s; the customer bears the rest.") % {"shares": told}
