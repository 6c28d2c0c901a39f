"""Acts on the places that keep stock, and on where and how far each keeps a part."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from payandan.parts import events
from payandan.parts.actions import posting
from payandan.parts.models import Balance, Node, Part
from payandan.parts.rules import demand, ledger
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.money import MINOR_UNITS
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits, store
from payandan.platform.people.models import Branch

MOST_POINTS = 1_000_000


def save_node(
    *,
    kind: str,
    name_fa: str,
    name_en: str,
    currency: str,
    actor: Actor,
    at: datetime,
    code: str = "",
    branch: Branch | None = None,
    allows_negative: bool = False,
    service_level: int = 950,
    review_days: int = 14,
    is_active: bool = True,
    node: Node | None = None,
    version: int | None = None,
) -> Node:
    """Add a node, or change `node`; its code stays. `service_level` is in tenths of a percent.

    Refused: not_allowed, name_missing, code_wrong, node_exists, unknown_node_kind, unknown_currency, level_wrong,
    days_wrong, centre_needs_branch, one_store_in_a_centre, currency_fixed, node_below_nothing, node_not_empty, stale.
    """
    posting.require(actor, "parts.manage")
    if branch is not None and not actor.sees_every_branch and branch.pk not in (actor.branches or ()):
        raise Refused("not_allowed")
    persian, english = store(name_fa) or store(name_en), store(name_en) or store(name_fa)
    _check(persian, kind, currency, level=service_level, days=review_days, branch=branch)
    try:
        with transaction.atomic():
            row = Node.objects.select_for_update(of=("self",)).get(pk=node.pk) if node else Node(code=_code(code))
            if version is not None and version != row.version:
                raise Refused("stale")
            if node:
                _check_change(row, currency, is_active=is_active, allows_negative=allows_negative)
                row.version += 1
            row.kind, row.name_fa, row.name_en, row.branch = kind, persian[:80], english[:80], branch
            row.currency, row.service_level, row.review_days = currency, service_level, review_days
            row.allows_negative, row.is_active = allows_negative, is_active
            row.save()
            row.balances.exclude(allows_negative=allows_negative).update(allows_negative=allows_negative)
            event = events.NodeSaved(row.pk, row.code, node is None)
            record(event, actor=actor, at=at, about=[("node", row.pk)])
    except IntegrityError as error:
        taken = Node.objects.filter(kind=ledger.CENTRE, branch=branch, is_active=True).exists()
        raise Refused("one_store_in_a_centre" if taken else "node_exists", "branch" if taken else "code") from error
    return row


def set_place(
    *,
    node_id: int,
    part: Part,
    actor: Actor,
    at: datetime,
    bin: str = "",  # noqa: A002 - the word of the trade
    reorder_point: int | None = None,
    order_up_to: int | None = None,
) -> Balance:
    """Where on its shelves a node keeps a part, and from when and how far it orders it; None: as it is reckoned.

    Refused: not_allowed, unknown_node, node_closed, points_wrong, quantity_wrong.
    """
    node = posting.node_for(actor, node_id)
    for field, points in (("reorder_point", reorder_point), ("order_up_to", order_up_to)):
        if points is not None and not 0 <= points <= MOST_POINTS:
            raise Refused("quantity_wrong", field)
    demand.check_points(reorder_point, order_up_to)
    place = ascii_digits(store(bin))[:40]
    with transaction.atomic():
        row = posting.locked(node, [part.pk])[part.pk]
        wanted: dict[str, Any] = {"bin": place, "reorder_point": reorder_point, "order_up_to": order_up_to}
        if any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save(update_fields=list(wanted))
            event = events.PlaceSet(node.pk, part.pk, place, reorder_point, order_up_to)
            record(event, actor=actor, at=at, about=posting.mentions([node.pk], [part.pk]))
    return row


def _check(name: str, kind: str, currency: str, *, level: int, days: int, branch: Branch | None) -> None:
    if not name:
        raise Refused("name_missing", "name_fa")
    if kind not in ledger.NODE_KINDS:
        raise Refused("unknown_node_kind", "kind")
    if currency not in MINOR_UNITS:
        raise Refused("unknown_currency", "currency")
    if level not in demand.SERVICE_LEVELS:
        raise Refused("level_wrong", "service_level")
    if not 1 <= days <= 365:
        raise Refused("days_wrong", "review_days")
    if kind == ledger.CENTRE and branch is None:
        raise Refused("centre_needs_branch", "branch")


def _check_change(row: Node, currency: str, *, is_active: bool, allows_negative: bool) -> None:
    """What a node that has stock cannot become."""
    if currency != row.currency and row.balances.exclude(value=0).exists():
        raise Refused("currency_fixed", "currency")
    if row.allows_negative and not allows_negative and _below(row):
        raise Refused("node_below_nothing", "allows_negative")
    if row.is_active and not is_active and (row.balances.exclude(on_hand=0).exists() or _expects(row)):
        raise Refused("node_not_empty", "is_active")


def _below(row: Node) -> bool:
    return any(balance.on_hand < balance.reserved for balance in row.balances.filter(reserved__gt=0)) or (
        row.balances.filter(on_hand__lt=0).exists()
    )


def _expects(row: Node) -> bool:
    return row.transfers_in.filter(state="sent").exists() or row.orders.filter(state="approved").exists()


def _code(text: str) -> str:
    code = slugify(ascii_digits(store(text)))[:40]
    if not code:
        raise Refused("code_wrong", "code")
    return code
