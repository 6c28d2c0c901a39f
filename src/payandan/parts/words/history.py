"""What happened to parts and stock, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payandan.customers.words import told
from payandan.parts.words.labels import ACTS, DIRECTIONS, ORDER_STATES, label
from payandan.platform.ui import words as shown

FIELDS = {
    "code": gettext_lazy("Part number"),
    "kind": gettext_lazy("Kind"),
    "name_fa": gettext_lazy("Name in Persian"),
    "name_en": gettext_lazy("Name in English"),
    "category": gettext_lazy("Category"),
    "components": gettext_lazy("Components of the product"),
    "fits": gettext_lazy("Fits"),
    "barcode": gettext_lazy("Barcode"),
    "core": gettext_lazy("The old part comes back"),
    "supplier_name": gettext_lazy("Supplier"),
    "supplier_code": gettext_lazy("Number at the supplier"),
    "lead_days": gettext_lazy("Lead time"),
    "note": gettext_lazy("Note"),
    "is_active": gettext_lazy("In use"),
}


def pieces(count: int) -> str:
    """«3 pieces»."""
    return ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": shown.digits(count)}


def _lines(body: Mapping[str, Any]) -> str:
    return pieces(sum(abs(line[1]) for line in body["lines"]))


def _changed(body: Mapping[str, Any]) -> str:
    names = _(", ").join(str(FIELDS.get(name, name)) for name in body["changed"])
    return _("Changed: %(fields)s") % {"fields": names}


def _act(body: Mapping[str, Any], count: str) -> str:
    return _("%(act)s: %(pieces)s") % {"act": label(ACTS, body["act"]), "pieces": count}


def _one(body: Mapping[str, Any]) -> str:
    return _act(body, pieces(body["quantity"]))


def _received(body: Mapping[str, Any]) -> str:
    said = _("Transfer %(number)s received: %(pieces)s") % {"number": body["number"], "pieces": _lines(body)}
    lost = sum(line[1] for line in body["short"])
    return said if not lost else said + _("; %(pieces)s will not come") % {"pieces": pieces(lost)}


SENTENCES = {
    "parts.part_added": told(lambda _body: _("Added to the spare parts")),
    "parts.part_changed": told(_changed),
    "parts.parts_loaded": told(
        lambda body: (
            ngettext("%(count)s part added", "%(count)s parts added", body["count"])
            % {"count": shown.digits(body["count"])}
        )
    ),
    "parts.part_superseded": told(
        lambda body: (
            _("%(new)s takes the place of %(old)s. %(direction)s.")
            % {"new": body["new"], "old": body["old"], "direction": label(DIRECTIONS, body["direction"])}
        )
    ),
    "parts.supersession_taken_back": told(
        lambda body: (
            _("%(new)s does not take the place of %(old)s after all") % {"new": body["new"], "old": body["old"]}
        )
    ),
    "parts.substitute_set": told(
        lambda body: (
            (
                _("%(substitute)s stands in for %(part)s")
                if body["kept"]
                else _("%(substitute)s does not stand in for %(part)s any more")
            )
            % {"substitute": body["substitute"], "part": body["part"]}
        )
    ),
    "parts.part_priced": told(
        lambda body: _("Price: %(amount)s") % {"amount": shown.money(body["amount"], body["currency"])}
    ),
    "parts.node_saved": told(lambda _body: _("Store saved")),
    "parts.place_set": told(lambda body: _("Place on the shelf: %(bin)s") % {"bin": body["bin"] or "–"}),
    "parts.kit_saved": told(lambda body: _("Kit saved: %(code)s") % {"code": body["code"]}),
    "parts.stock_received": told(lambda body: _act(body, _lines(body))),
    "parts.stock_issued": told(_one),
    "parts.stock_taken_back": told(_one),
    "parts.stock_removed": told(
        lambda body: _act(body, _lines(body)) + _(" – %(reason)s") % {"reason": body["reason"]}
    ),
    "parts.stock_reserved": told(lambda body: _("Reserved: %(pieces)s") % {"pieces": pieces(body["quantity"])}),
    "parts.stock_released": told(
        lambda body: _("Reservation let go: %(pieces)s") % {"pieces": pieces(body["quantity"])}
    ),
    "parts.transfer_sent": told(
        lambda body: _("Transfer %(number)s sent: %(pieces)s") % {"number": body["number"], "pieces": _lines(body)}
    ),
    "parts.transfer_received": told(_received),
    "parts.count_opened": told(lambda body: _("Count %(number)s begun") % {"number": body["number"]}),
    "parts.count_booked": told(
        lambda body: (
            _("Count %(number)s booked: %(differences)s differences")
            % {"number": body["number"], "differences": shown.digits(len(body["differences"]))}
        )
    ),
    "parts.count_dropped": told(lambda body: _("Count %(number)s put away") % {"number": body["number"]}),
    "parts.purchase_proposed": told(lambda body: _("Purchase %(number)s proposed") % {"number": body["number"]}),
    "parts.purchase_approved": told(lambda body: _("Purchase %(number)s approved") % {"number": body["number"]}),
    "parts.purchase_ended": told(
        lambda body: (
            _("Purchase %(number)s: %(state)s")
            % {"number": body["number"], "state": label(ORDER_STATES, body["state"])}
        )
    ),
    "parts.past_moves_booked": told(
        lambda body: _("%(count)s moves of the past brought in") % {"count": shown.digits(body["count"])}
    ),
}
