"""Acts on defective parts: expected, handed over, received, inspected, passed on; and what a centre is charged.

Every act locks the part's row, writes the move with both its sides, and counts the moves; two can never follow the same
one. An act that carries a `key` is done once, however often it arrives.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.claims.actions import payment
from payandan.claims.events import (
    CoreCharged,
    CoreExpected,
    CoreInspected,
    CoreMoved,
    CoreOrdered,
    CoresNoticed,
)
from payandan.claims.models import (
    Claim,
    Core,
    CoreCharge,
    CoreKey,
    CoreOrder,
    CustodyMove,
    CustodyPosting,
    Recovery,
    Statement,
)
from payandan.claims.queries import cores as queries
from payandan.claims.queries import recovery as recoveries
from payandan.claims.rules import cores as rules
from payandan.claims.rules import recovery as recovering
from payandan.platform.files import actions as files
from payandan.platform.files.models import StoredFile
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key as search_text
from payandan.platform.kit.text import store, store_lines

ORDER_FIELDS = ("category_id", "component", "least_value", "order", "days")
_BATCH = 500


# --- what the installation orders -------------------------------------------------------------------------------------


def put_core_order(*, actor: Actor, at: datetime, given: Mapping[str, Any], row: CoreOrder | None = None) -> CoreOrder:
    """Say what is to be done with parts of a kind. Parts that are expected already keep their order.

    Refused: not_allowed, core_order_taken.
    """
    _require(actor, "claims.rules")
    with transaction.atomic():
        order = CoreOrder.objects.select_for_update().get(pk=row.pk) if row else CoreOrder()
        before = {name: getattr(order, name) for name in ORDER_FIELDS} if row else {}
        for name in ORDER_FIELDS:
            setattr(order, name, given[name])
        try:
            with transaction.atomic():
                order.save()
        except IntegrityError as error:
            raise Refused("core_order_taken", field="component") from error
        after = {name: getattr(order, name) for name in ORDER_FIELDS}
        journal.record(CoreOrdered(order.pk, before, after), actor=actor, at=at, about=[("core_order", order.pk)])
        return order


def drop_core_order(*, row: CoreOrder, actor: Actor, at: datetime) -> None:
    """Take an order away; what is wider holds again. Refused: not_allowed."""
    _require(actor, "claims.rules")
    with transaction.atomic():
        before = {name: getattr(row, name) for name in ORDER_FIELDS}
        about = [("core_order", row.pk)]
        event = CoreOrdered(row.pk, before)
        row.delete()
        journal.record(event, actor=actor, at=at, about=about)


# --- expected ---------------------------------------------------------------------------------------------------------


def expect_cores(*, claim: Claim, actor: Actor, at: datetime) -> list[Core]:
    """Open the ledger for each part of a decided claim that the company pays for; safe to repeat.

    What the installation orders is decided here, once, with the day it is due; a part that a supplier wants back always
    comes back. After an appeal, new parts are added, and the value of expected ones follows the decision.
    """
    _require(actor, rules.CAPABILITY)
    with transaction.atomic():
        row = Claim.objects.select_for_update(of=("self",)).select_related("unit__model").get(pk=claim.pk)
        newest = recoveries.newest_decision(row)
        costs = {int(cost.line): cost for cost in recoveries.costs_of(row, newest) if cost.kind == "part"}
        if newest is None or not costs:
            return []
        there: dict[int, list[Core]] = {}
        for core in row.cores.select_for_update(of=("self",)).order_by("piece"):
            there.setdefault(core.position, []).append(core)
        _revalue(there, costs)
        missing = {position: cost for position, cost in costs.items() if position not in there}
        if not missing:
            return []
        pieces = {line.position: _pieces(line.basis) for line in row.lines.all()}
        wanted = {
            recovery.position: recovery
            for recovery in Recovery.objects.filter(claim=row).exclude(state=recovering.WITHDRAWN)
        }
        orders = queries.orders()
        opened = []
        for position, cost in missing.items():
            count = pieces.get(position, 1)
            recovery = wanted.get(position)
            for piece, value in enumerate(_values(cost.amount, count), 1):
                order = rules.order_for(
                    orders,
                    category=row.unit.model.category_id,
                    component=cost.component,
                    value=value,
                    wanted=recovery is not None and recovery.part_back,
                )
                opened.append(_expect(row, position, piece, cost, value, order, recovery, actor=actor, at=at))
        return opened


# --- moves ------------------------------------------------------------------------------------------------------------


def hand_over(
    *,
    core: Core,
    actor: Actor,
    at: datetime,
    seal: str = "",
    key: str = "",
    version: int | None = None,
) -> Core:
    """The centre (or the customer) sends the part in, under a seal where there is one."""
    return _act(core, "hand_over", actor=actor, at=at, seal=seal, key=key, version=version)


def receive(
    *,
    core: Core,
    actor: Actor,
    at: datetime,
    seal: str = "",
    key: str = "",
    version: int | None = None,
) -> Core:
    """The central store has it in its hands. Another seal than the one it left with is written down, not refused."""
    return _act(core, "receive", actor=actor, at=at, seal=seal, key=key, version=version)


def report_missing(
    *, core: Core, actor: Actor, at: datetime, note: str, key: str = "", version: int | None = None
) -> Core:
    """It is not where it should be; its centre bears it until it turns up."""
    if not note.strip():
        raise Refused("core_reason_needed", field="note")
    with transaction.atomic():
        row = _moved(core, "report_missing", actor=actor, at=at, note=note, key=key, version=version)
        if row is None:
            return core
        row.finding, row.resolution = rules.NOT_THERE, rules.CLAW_BACK
        row.save()
        _charge(row, rules.charge_due(row.resolution, value=row.value, charged=row.charged), rules.FINDING, actor, at)
        return row


def inspect(
    *,
    core: Core,
    finding: str,
    actor: Actor,
    at: datetime,
    resolution: str = "",
    note: str = "",
    key: str = "",
    version: int | None = None,
) -> Core:
    """Say what the part is like, and what follows: it is paid, asked of the supplier, or clawed back from the centre.

    The usual resolution follows from the finding; another one takes a reason. What was charged because it was late is
    given back where the finding says so. Refused: unknown_finding, unknown_resolution, nothing_to_recover,
    core_reason_needed, core_not_in_this_state, stale_core, not_allowed.
    """
    if finding == rules.NOT_THERE:
        return report_missing(core=core, actor=actor, at=at, note=note, key=key, version=version)
    with transaction.atomic():
        row = _locked(core, "inspect", actor, version, key=key)
        if row is None:
            return core
        move = _allowed(row, "inspect", actor)
        recovery = queries.recoverable(row)
        chosen = rules.check_resolution(finding, resolution, recoverable=recovery is not None, reason=note)
        row.finding, row.resolution, row.remark = finding, chosen, _reason(note)
        row.recovery = recovery if chosen == rules.RECOVER else None
        row.state, row.inspected_at = move.to, at
        row.version += 1
        row.save()
        event = CoreInspected(row.pk, row.number, row.claim_id, finding, chosen, row.remark)
        journal.record(event, actor=actor, at=at, about=_about(row))
        due = rules.charge_due(chosen, value=row.value, charged=row.charged)
        _charge(row, due, rules.FINDING if due > 0 else rules.UNDONE, actor, at)
        return row


def ship(*, core: Core, actor: Actor, at: datetime, seal: str = "", key: str = "", version: int | None = None) -> Core:
    """Send the part back to the supplier that is asked to pay for it. Refused: nothing_to_recover."""
    with transaction.atomic():
        row = _locked(core, "ship", actor, version, key=key)
        if row is None:
            return core
        recovery = row.recovery or queries.recoverable(row)
        if recovery is None:
            raise Refused("nothing_to_recover", field="core")
        row.recovery, row.supplier_id = recovery, recovery.supplier_id
        return _move(row, "ship", actor=actor, at=at, seal=seal)


def take_back_core(
    *, core: Core, actor: Actor, at: datetime, note: str = "", key: str = "", version: int | None = None
) -> Core:
    """The supplier has sent it back to the store."""
    return _act(core, "take_back", actor=actor, at=at, note=note, key=key, version=version)


def give_back(
    *, core: Core, actor: Actor, at: datetime, note: str = "", key: str = "", version: int | None = None
) -> Core:
    """Send it back to its centre, such as the wrong part. Refused: no_centre."""
    if core.branch_id is None:
        raise Refused("no_centre", field="core")
    return _act(core, "give_back", actor=actor, at=at, note=note, key=key, version=version)


def scrap(*, core: Core, actor: Actor, at: datetime, note: str = "", key: str = "", version: int | None = None) -> Core:
    """It is thrown away; nothing more is to be done."""
    return _act(core, "scrap", actor=actor, at=at, note=note, key=key, version=version)


def destroy(
    *, core: Core, photo: StoredFile, actor: Actor, at: datetime, key: str = "", version: int | None = None
) -> Core:
    """It was made useless where it was, and the photo shows it."""
    with transaction.atomic():
        row = _locked(core, "destroy", actor, version, key=key)
        if row is None:
            return core
        row.photo = photo
        files.claim_file(photo, ("core", row.pk), actor=actor)
        return _move(row, "destroy", actor=actor, at=at)


def waive(*, core: Core, actor: Actor, at: datetime, note: str, key: str = "", version: int | None = None) -> Core:
    """It may stay where it is after all, for this reason; what was charged for it is given back."""
    if not note.strip():
        raise Refused("core_reason_needed", field="note")
    with transaction.atomic():
        row = _locked(core, "waive", actor, version, key=key)
        if row is None:
            return core
        _move(row, "waive", actor=actor, at=at, note=note)
        _charge(row, -row.charged, rules.UNDONE, actor, at)
        return row


# --- time and money ---------------------------------------------------------------------------------------------------


def notice_due(*, actor: Actor, at: datetime) -> int:
    """Tell each centre which of its parts fall due within a week, once for each part; how many parts were named."""
    _require(actor, rules.CAPABILITY)
    today = timezone.localdate(at)
    named = 0
    branches = _waiting(today).filter(noticed_on=None, charged=0).values_list("branch_id", flat=True)
    for branch_id in sorted(set(branches)):
        with transaction.atomic():
            rows = (
                _waiting(today).select_for_update(of=("self",)).filter(branch_id=branch_id, noticed_on=None, charged=0)
            )
            cores = [row for row in rows.order_by("due_on", "pk") if _is_to_be_told(row, today)]
            if not cores:
                continue
            Core.objects.filter(pk__in=[row.pk for row in cores]).update(noticed_on=today)
            earliest = min(row.due_on for row in cores if row.due_on is not None)
            event = CoresNoticed(branch_id, tuple(row.pk for row in cores), earliest.isoformat())
            journal.record(event, actor=actor, at=at, about=[("core", row.pk) for row in cores])
            named += len(cores)
    return named


def charge_overdue(*, actor: Actor, at: datetime) -> int:
    """Charge each centre for parts past their day, of which it was told a week ago or earlier; how many.

    Each part in a transaction of its own; safe to repeat and to run twice at once.
    """
    _require(actor, rules.CAPABILITY)
    today = timezone.localdate(at)
    late = Core.objects.filter(queries.overdue_condition(today), charged=0, noticed_on__isnull=False, value__gt=0)
    done = 0
    for pk in list(late.exclude(branch=None).values_list("pk", flat=True)):
        with transaction.atomic():
            row = Core.objects.select_for_update(of=("self",)).get(pk=pk)
            if rules.charge_is_due(
                state=row.state, due_on=row.due_on, noticed_on=row.noticed_on, charged=row.charged, today=today
            ):
                _charge(row, row.value, rules.OVERDUE, actor, at)
                done += 1
    return done


def reckon_up(*, statement: Statement, actor: Actor, at: datetime) -> int:
    """Put what a centre owes (or is given back) for parts into a draft of its statement; how many charges.

    A charge stands in one statement at most; where that is dropped, or the deduction struck out, the next one takes it.
    A draft that has moved on meanwhile is left alone.
    """
    with transaction.atomic():
        rows = CoreCharge.objects.select_for_update(of=("self",)).select_related("core__claim")
        free = rows.filter(deduction=None, core__branch_id=statement.branch_id, core__currency=statement.currency)
        taken = 0
        for charge in free.order_by("pk")[:_BATCH]:
            before = set(statement.deductions.values_list("pk", flat=True))
            try:
                statement = payment.deduct(
                    statement=statement,
                    reason="part_not_returned",
                    amount=charge.amount,
                    text=charge.core.number,
                    claim=charge.core.claim,
                    actor=actor,
                    at=at,
                )
            except Refused:
                break
            charge.deduction = statement.deductions.exclude(pk__in=before).get()
            charge.save(update_fields=["deduction"])
            taken += 1
        return taken


# --- within -----------------------------------------------------------------------------------------------------------


def _require(actor: Actor, capability: str) -> None:
    if not actor.can(capability):
        raise Refused("not_allowed")


def _reason(text: str) -> str:
    return store_lines(text)[:400]


def _pieces(basis: Mapping[str, Any]) -> int:
    """How many equal parts a line stands for, as far as it says so."""
    count = basis.get("quantity") if isinstance(basis, Mapping) else None
    return min(count, rules.MOST_PIECES) if isinstance(count, int) and count > 0 else 1


def _values(amount: int, count: int) -> list[int]:
    """What each piece cost; the sum is the line's, to the smallest unit."""
    usual, rest = divmod(amount, count)
    return [usual + (place < rest) for place in range(count)]


def _revalue(there: Mapping[int, Sequence[Core]], costs: Mapping[int, Any]) -> None:
    """Expected parts cost what the newest decision bears; nothing that was charged or moved on is touched."""
    for position, cores in there.items():
        if position not in costs:
            continue
        for core, value in zip(cores, _values(costs[position].amount, len(cores)), strict=True):
            if core.value != value and core.state == rules.EXPECTED and not core.charged:
                core.value = value
                core.version += 1
                core.save(update_fields=["value", "version"])


def _expect(  # noqa: PLR0917 - what a part is made of
    claim: Claim,
    position: int,
    piece: int,
    cost: recovering.Cost,
    value: int,
    order: rules.Order,
    recovery: Recovery | None,
    *,
    actor: Actor,
    at: datetime,
) -> Core:
    today = timezone.localdate(claim.decided_at or at)
    unit = claim.unit
    place = rules.CENTRE if claim.branch_id is not None else rules.CUSTOMER
    row = Core(
        number=public_id("COR"),
        claim=claim,
        position=position,
        piece=piece,
        component=cost.component,
        branch_id=claim.branch_id,
        recovery=recovery,
        order=order.order,
        due_on=None if order.order == rules.KEEP else rules.due_day(today, order.days),
        state=rules.first_state(order.order),
        place=place,
        currency=claim.currency,
        value=value,
        expected_at=at,
    )
    row.search_key = _search_key(row, unit.serial, unit.serial_key, claim.number)
    row.save()
    holder = queries.holder_of(row)
    _write(row, "expect", rules.UNIT, holder, actor=actor, at=at)
    row.save(update_fields=["moves_made"])
    event = CoreExpected(
        core_id=row.pk,
        number=row.number,
        claim_id=row.claim_id,
        component=row.component,
        order=row.order,
        due_on=row.due_on.isoformat() if row.due_on else None,
        value=row.value,
        currency=row.currency,
        holder=holder,
    )
    journal.record(event, actor=actor, at=at, about=_about(row))
    return row


def _search_key(row: Core, *words: str) -> str:
    return search_text(" ".join([row.number, row.number.replace("-", ""), row.component, row.seal, *words]))


def _locked(core: Core, act: str, actor: Actor, version: int | None, *, key: str) -> Core | None:
    """The part's row, locked for this transaction; None where this act with this key was already done to it.

    Raises Refused: not_found, stale_core, key_used.
    """
    rows = Core.objects.visible_to(actor).select_for_update(of=("self",)).select_related("claim__unit")
    row = rows.filter(pk=core.pk).first()
    if row is None:
        raise Refused("not_found", field="core")
    if key and _is_done(row, act, key[:80]):
        core.refresh_from_db()
        return None
    if version is not None and row.version != version:
        raise Refused("stale_core")
    return row


def _allowed(row: Core, act: str, actor: Actor) -> rules.CoreMove:
    """The move that the act is here and now. Raises Refused: core_not_in_this_state, central_only."""
    move = rules.check_core_move(row.state, row.place, row.order, act)
    if move.central and not actor.sees_every_branch:
        raise Refused("central_only")
    return move


def _is_done(row: Core, act: str, key: str) -> bool:
    """Whether this key was used for this act before; else it is now. Refused("key_used"): for another act or part."""
    done = CoreKey.objects.filter(key=key).first()
    if done is not None:
        if (done.core_id, done.act) != (row.pk, act):
            raise Refused("key_used", field="key")
        return True
    try:
        with transaction.atomic():
            CoreKey.objects.create(key=key, core=row, act=act)
    except IntegrityError as error:
        raise Refused("key_used", field="key") from error
    return False


def _act(core: Core, act: str, *, actor: Actor, at: datetime, key: str, version: int | None, **more: Any) -> Core:
    with transaction.atomic():
        return _moved(core, act, actor=actor, at=at, key=key, version=version, **more) or core


def _moved(
    core: Core, act: str, *, actor: Actor, at: datetime, key: str, version: int | None, **more: Any
) -> Core | None:
    row = _locked(core, act, actor, version, key=key)
    return None if row is None else _move(row, act, actor=actor, at=at, **more)


def _move(row: Core, act: str, *, actor: Actor, at: datetime, seal: str = "", note: str = "") -> Core:
    """Do one move of the table with a locked row: the holder changes, both sides are written, one fact is recorded."""
    move = _allowed(row, act, actor)
    before, origin, seal = row.state, queries.holder_of(row), store(seal)[:40]
    row.state, row.place = move.to, move.to_place or row.place
    _stamp(row, act, seal, at)
    if note:
        row.remark = _reason(note)
    if act == "take_back":
        row.supplier = None
    to = queries.holder_of(row)
    if to != origin:
        _write(row, act, origin, to, actor=actor, at=at, seal=seal)
    row.version += 1
    row.save()
    event = CoreMoved(
        core_id=row.pk,
        number=row.number,
        claim_id=row.claim_id,
        act=act,
        before=before,
        after=row.state,
        origin=origin,
        to=to,
        seal=seal,
        seal_broken=row.seal_broken,
        note=row.remark if note else "",
    )
    journal.record(event, actor=actor, at=at, about=_about(row))
    return row


def _stamp(row: Core, act: str, seal: str, at: datetime) -> None:
    """When it went and came, and under which seal; one that differs from the seal it left with was broken."""
    if act == "hand_over":
        row.handed_at, row.seal = at, seal
    if act == "receive":
        row.received_at = at
        row.seal_broken = bool(row.seal) and bool(seal) and seal.casefold() != row.seal.casefold()
        row.seal = row.seal or seal
        if row.finding == rules.NOT_THERE:
            row.finding = row.resolution = ""
    if act in ("hand_over", "receive") and seal:
        row.search_key = _search_key(row, row.claim.unit.serial, row.claim.unit.serial_key, row.claim.number)


def _write(row: Core, act: str, origin: str, to: str, *, actor: Actor, at: datetime, seal: str = "") -> None:
    """One line of the ledger with both its sides. The row is locked: this is the only next move."""
    row.moves_made += 1
    move = CustodyMove.objects.create(
        core=row,
        sequence=row.moves_made,
        act=act,
        origin=origin,
        to=to,
        seal=seal,
        by_kind=actor.kind,
        by_id=actor.id,
        by_name=actor.name[:160],
        at=at,
    )
    sides = rules.postings(origin, to)
    CustodyPosting.objects.bulk_create(
        CustodyPosting(move=move, core=row, holder=side.holder, amount=side.amount) for side in sides
    )


def _charge(row: Core, amount: int, reason: str, actor: Actor, at: datetime) -> None:
    """Charge the centre, or give back; nothing where nothing is due or no centre is there to bear it."""
    if not amount or row.branch_id is None:
        return
    CoreCharge.objects.create(core=row, amount=amount, reason=reason, at=at, by_name=actor.name[:160])
    row.charged += amount
    row.version += 1
    row.save(update_fields=["charged", "version"])
    event = CoreCharged(
        core_id=row.pk,
        number=row.number,
        claim_id=row.claim_id,
        branch_id=row.branch_id,
        reason=reason,
        amount=amount,
        currency=row.currency,
    )
    journal.record(event, actor=actor, at=at, about=_about(row))


def _waiting(today: Any) -> Any:
    """Expected parts of centres that fall due within a week or did already."""
    due = queries.overdue_condition(today) | queries.due_condition(today)
    return Core.objects.filter(due).exclude(branch=None)


def _is_to_be_told(row: Core, today: Any) -> bool:
    return rules.notice_due(
        state=row.state, due_on=row.due_on, noticed=row.noticed_on is not None, charged=row.charged, today=today
    )


def _about(row: Core) -> list[tuple[str, int]]:
    return [("core", row.pk), ("claim", row.claim_id)]
