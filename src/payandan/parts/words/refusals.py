"""Why an act was refused, and what to do next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal."""
    plain = {
        "part": "",
        "parts": "",
        "free": 0,
        "wanted": 0,
        "most": 0,
        "line": 0,
        "longest": 0,
        "model": "",
        "first": "",
        "last": "",
    }
    plain |= {name: value for name, value in (params or {}).items() if isinstance(value, str | int)}
    found = _MASTER().get(code) or _STOCK().get(code) or _PAPERS().get(code)
    return (found or _("This is not possible now.")) % plain


def _MASTER() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You are not allowed to do this. Ask a manager if you need it."),
        "stale": _("Somebody changed this record while you were writing. Look at it again, then save once more."),
        "code_missing": _("Please write the part number."),
        "part_exists": _("There is a part %(part)s already. Search for it."),
        "name_missing": _("Please write a name in Persian or English."),
        "too_long": _("Please make this shorter: at most %(longest)s letters."),
        "unknown_kind": _("Choose what kind of part this is."),
        "lead_wrong": _("A lead time is a number of days, at most %(most)s."),
        "component_elsewhere": _("One of these components belongs to another category. Choose those of this category."),
        "serials_backwards": _(
            "The last serial %(last)s comes before the first one %(first)s. Please put them in order."
        ),
        "unknown_model": _(
            "The model %(model)s is not among the products. Write brand and model number as they are there."
        ),
        "unknown_direction": _("Choose which of the two does for the other."),
        "chain_circle": _("The new part itself leads back to the old one. Choose another."),
        "superseded_already": _("This part has a successor already. Take that back first."),
        "not_superseded": _("This part has no successor."),
        "same_part": _("A part cannot stand in for itself. Choose another."),
        "unknown_currency": _("We do not know this currency. Write its three letters, such as IRR."),
        "amount_wrong": _("This amount is not possible. Please write it again."),
        "unknown_part": _("No part has this number. Check it, or add the part first."),
        "unknown_parts": _("No single part has these numbers: %(parts)s. Check them, or add the parts first."),
        "unknown_category": _("There is no such category."),
        "unknown_kit": _("There is no such kit."),
        "kit_code_wrong": _("A kit’s code is made of Latin letters, digits and hyphens, such as compressor-change."),
        "kit_exists": _("This code is already used. Choose another."),
    }


def _STOCK() -> dict[str, str]:  # noqa: N802
    return {
        "unknown_node": _("There is no such store. Choose one from the list."),
        "node_closed": _("This store is closed. Choose another."),
        "nothing_to_do": _("Please give at least one part and how many."),
        "quantity_wrong": _("A number of pieces is a whole number above nothing."),
        "not_enough": _("Of %(part)s only %(free)s are free here, and %(wanted)s are wanted."),
        "not_reserved": _("Only %(free)s pieces are still reserved here."),
        "unknown_reservation": _("There is no such reservation."),
        "not_in_this_state": _("This is not possible any more: somebody was quicker. Look at it again."),
        "too_many_back": _("At most %(most)s pieces can come back: no more were issued."),
        "reason_missing": _("Please write the reason."),
        "key_reused": _("This key already stands for something else. Send the act with a new one."),
        "key_wrong": _("A key has at most 120 characters."),
        "code_wrong": _("A code is made of Latin letters, digits and hyphens, such as tehran-van-1."),
        "node_exists": _("There is a store with this code already."),
        "one_store_in_a_centre": _("This centre has a store already. A centre has one; vans are of their own kind."),
        "unknown_node_kind": _("Choose what kind of store this is."),
        "level_wrong": _("A service level lies between 50 and 99.9 percent."),
        "days_wrong": _("Please give between 1 and 365 days."),
        "centre_needs_branch": _("Choose the centre whose store this is."),
        "currency_fixed": _("The currency cannot be changed while there is stock."),
        "node_below_nothing": _("Some balances are below nothing. Count them first."),
        "node_not_empty": _("This store still has stock, or expects some. Send it on or count it first."),
        "points_wrong": _("The upper point lies below the lower one. Please put them in order."),
        "unknown_move": _("Line %(line)s is no move that can be brought in."),
    }


def _PAPERS() -> dict[str, str]:  # noqa: N802
    return {
        "same_node": _("Choose another store than the one it comes from."),
        "other_currency": _("The two stores are valued in different currencies; sell and buy instead."),
        "unknown_transfer": _("There is no such transfer."),
        "more_than_sent": _("Of %(part)s at most %(most)s are still on their way."),
        "nothing_to_count": _("There is nothing to count here."),
        "too_many_lines": _("That is more than %(most)s parts. Count bin by bin."),
        "unknown_sheet": _("There is no such count."),
        "nothing_counted": _("Nothing has been counted yet."),
        "not_on_order": _("One of these parts is not on the order."),
        "line_unreadable": _("Line %(line)s cannot be read. Write the part number, then how many."),
    }
