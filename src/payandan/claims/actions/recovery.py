"""Getting money back from suppliers: opened by a decision or by hand, sent on a debit note, answered, paid, closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.claims.events import (
    DebitNoteSent,
    RecoveryComputed,
    RecoveryMoved,
    RecoveryOpened,
    SupplierPut,
    SupplyTermsPut,
)
from payandan.claims.models import Claim, DebitNote, Recovery, Supplier, SupplyTerms
from payandan.claims.queries import recovery as queries
from payandan.claims.rules import recovery as rules
from payandan.claims.rules.moves import Move
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key, store, store_lines

SUPPLIER_FIELDS = (
    "name_fa", "name_en", "contact", "phone", "email", "address", "document", "days_to_claim", "days_to_answer",
    "part_back", "is_active",
)  # fmt: skip
TERMS_FIELDS = ("category_id", "model_id", "component", "since", "until", "months", "causes", "shares")
MOST_ON_A_NOTE = 200

# --- suppliers -------------------------------------------------------------------------------------------------------


def put_supplier(
    *,
    actor: Actor,
    at: datetime,
    given: Mapping[str, Any],
    supplier: Supplier | None = None,
    version: int | None = None,
) -> Supplier:
    """Write a supplier down, or change one. Refused: not_allowed, name_needed, stale_supplier, document_taken."""
    _require(actor)
    if not store(str(given.get("name_fa", ""))):
        raise Refused("name_needed", field="name_fa")
    with transaction.atomic():
        row = Supplier(number=public_id("SUP"), created_at=at)
        if supplier is not None:
            row = Supplier.objects.select_for_update().get(pk=supplier.pk)
            if version is not None and row.version != version:
                raise Refused("stale_supplier")
            row.version += 1
        before = _plain(row, SUPPLIER_FIELDS) if supplier else {}
        for name in SUPPLIER_FIELDS:
            if name in given:
                value = given[name]
                setattr(row, name, store(value) if isinstance(value, str) else value)
        row.search_key = key(" ".join([row.number, row.name_fa, row.name_en, row.contact, row.phone, row.email]))
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Refused("document_taken", field="document") from error
        event = SupplierPut(row.pk, row.number, before=before, after=_plain(row, SUPPLIER_FIELDS))
        journal.record(event, actor=actor, at=at, about=[("supplier", row.pk)])
        return row


def put_supply_terms(
    *,
    supplier: Supplier,
    actor: Actor,
    at: datetime,
    given: Mapping[str, Any],
    terms: SupplyTerms | None = None,
) -> SupplyTerms:
    """Write down what a supplier pays for which parts, or change it; what was opened by them stays as it was computed.

    Refused: not_allowed, ends_before_it_begins, nothing_paid, unknown_line_kind.
    """
    _require(actor)
    since, until = given["since"], given.get("until")
    if until is not None and until <= since:
        raise Refused("ends_before_it_begins", field="until")
    shares = {kind: share for kind, share in given["shares"].items() if share}
    if not shares:
        raise Refused("nothing_paid", field="part")
    if set(shares) - set(rules.KINDS) or any(not 0 < share <= rules.WHOLE for share in shares.values()):
        raise Refused("unknown_line_kind", field="part")
    with transaction.atomic():
        row = SupplyTerms(supplier=supplier)
        if terms is not None:
            row = SupplyTerms.objects.select_for_update().get(pk=terms.pk, supplier=supplier)
        before = _plain(row, TERMS_FIELDS) if terms else {}
        for name in TERMS_FIELDS:
            if name in given:
                setattr(row, name, given[name])
        row.shares = shares
        row.save()
        event = SupplyTermsPut(supplier.pk, row.pk, before=before, after=_plain(row, TERMS_FIELDS))
        journal.record(event, actor=actor, at=at, about=[("supplier", supplier.pk)])
        return row


# --- recoveries ------------------------------------------------------------------------------------------------------


def open_recoveries(*, claim: Claim, actor: Actor, at: datetime) -> list[Recovery]:
    """Open a recovery for each causal part of a decided claim that a supplier's terms cover; safe to repeat.

    The supplier's own document goes before what its record says. What was opened and not sent yet is computed again, so
    that an appeal is followed; what was sent, or withdrawn by a person, stays.
    """
    _require(actor)
    with transaction.atomic():
        row = Claim.objects.select_for_update(of=("self",)).select_related("unit__model").get(pk=claim.pk)
        wanted = _owed(row)
        there = {one.position: one for one in row.recoveries.select_for_update().order_by("id")}
        opened = []
        for position, one in wanted.items():
            if position not in there:
                opened.append(_open(one, actor=actor, at=at))
            elif there[position].state == rules.OPENED and not there[position].by_hand:
                _compute(there[position], one, actor=actor, at=at)
        return opened


def open_by_hand(
    *,
    claim: Claim,
    position: int,
    supplier: Supplier,
    actor: Actor,
    at: datetime,
    amount: int | None = None,
    reason: str = "",
) -> Recovery:
    """Open a recovery for a part that no terms brought: by the supplier's terms, or an `amount` with its reason.

    Refused: not_allowed, not_decided, no_such_part, already_recovering, not_covered_by_supplier,
    recovery_reason_needed, recovery_beyond_cost.
    """
    _require(actor)
    with transaction.atomic():
        rows = Claim.objects.visible_to(actor).select_for_update(of=("self",)).select_related("unit__model")
        locked = rows.filter(pk=claim.pk).first()
        if locked is None:
            raise Refused("not_found", field="claim")
        if locked.decided_at is None:
            raise Refused("not_decided", field="claim")
        new = _by_hand(locked, position, supplier, amount=amount, reason=reason)
        if locked.recoveries.filter(position=position).exclude(state=rules.WITHDRAWN).exists():
            raise Refused("already_recovering", field="position")
        new.by_hand = True
        return _open(new, actor=actor, at=at)


def send(
    *, supplier: Supplier, recoveries: Sequence[Recovery], actor: Actor, at: datetime, currency: str = ""
) -> DebitNote:
    """Send several open recoveries to their supplier on one debit note; from now on it has its days to answer.

    One currency on a note. Refused: not_allowed, nothing_to_send, too_many_on_note, two_currencies,
    recovery_not_in_this_state.
    """
    _require(actor)
    if not recoveries:
        raise Refused("nothing_to_send", field="recoveries")
    if len(recoveries) > MOST_ON_A_NOTE:
        raise Refused("too_many_on_note", field="recoveries", most=MOST_ON_A_NOTE)
    with transaction.atomic():
        wanted = {row.pk for row in recoveries}
        rows = list(
            Recovery.objects.visible_to(actor)
            .select_for_update(of=("self",))
            .filter(pk__in=wanted, supplier=supplier)
            .order_by("pk")
        )
        if len(rows) != len(wanted):
            raise Refused("not_found", field="recoveries")
        for row in rows:
            rules.check_recovery_move(row.state, "send")
        if len({row.currency for row in rows} | ({currency} if currency else set())) > 1:
            raise Refused("two_currencies", field="recoveries")
        today = timezone.localdate(at)
        note = DebitNote.objects.create(
            number=public_id("DBN"),
            supplier=supplier,
            currency=rows[0].currency,
            amount=queries.total(rows),
            count=len(rows),
            sent_at=at,
            sent_by_name=actor.name[:160],
            answer_by=rules.deadline(today, supplier.days_to_answer),
        )
        for row in rows:
            row.note, row.sent_at, row.answer_by = note, at, note.answer_by
            _move(row, rules.check_recovery_move(row.state, "send"), actor=actor, at=at, amount=row.claimed)
        event = DebitNoteSent(note.pk, note.number, supplier.pk, len(rows), note.amount, note.currency)
        journal.record(event, actor=actor, at=at, about=[("supplier", supplier.pk), ("debit_note", note.pk)])
        return note


def accept(*, recovery: Recovery, actor: Actor, at: datetime, version: int | None = None) -> Recovery:
    """The supplier agrees to the whole amount."""
    with transaction.atomic():
        row, move = _moving(recovery, "accept", actor, version)
        row.agreed, row.answered_at = row.claimed, at
        return _move(row, move, actor=actor, at=at, amount=row.claimed)


def negotiate(
    *, recovery: Recovery, amount: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Recovery:
    """Agree on another amount, with the reason. Refused: negotiated_beyond, negotiated_below_paid, …"""
    with transaction.atomic():
        row, move = _moving(recovery, "negotiate", actor, version)
        rules.check_negotiated(amount, claimed=row.claimed, paid=row.paid, reason=reason)
        row.agreed, row.answered_at, row.reason = amount, at, _reason(reason)
        return _move(row, move, actor=actor, at=at, amount=amount, reason=row.reason)


def refuse(*, recovery: Recovery, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Recovery:
    """The supplier pays nothing, for this reason. Negotiating may follow."""
    with transaction.atomic():
        row, move = _moving(recovery, "refuse", actor, version)
        row.answered_at, row.reason = at, _needed(reason)
        return _move(row, move, actor=actor, at=at, amount=row.claimed, reason=row.reason)


def receive_payment(
    *,
    recovery: Recovery,
    amount: int,
    actor: Actor,
    at: datetime,
    reference: str = "",
    version: int | None = None,
) -> Recovery:
    """Money came. What makes the agreed amount whole settles it; less leaves the rest due, more is refused."""
    with transaction.atomic():
        row, move = _moving(recovery, "receive", actor, version)
        assert row.agreed is not None
        if rules.check_payment(amount, agreed=row.agreed, paid=row.paid):
            move = rules.check_recovery_move(row.state, "settle")
            row.paid_at = at
        row.paid += amount
        row.reference = store(reference)[:60]
        return _move(row, move, actor=actor, at=at, amount=amount, reference=row.reference)


def give_up(*, recovery: Recovery, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Recovery:
    """What is left of an agreed amount is no longer asked for, for this reason."""
    with transaction.atomic():
        row, move = _moving(recovery, "give_up", actor, version)
        left = queries.due_of(row)
        row.reason, row.closed_at = _needed(reason), at
        return _move(row, move, actor=actor, at=at, amount=left, reason=row.reason)


def close_recovery(*, recovery: Recovery, actor: Actor, at: datetime, version: int | None = None) -> Recovery:
    """Nothing more is to be done."""
    with transaction.atomic():
        row, move = _moving(recovery, "close", actor, version)
        row.closed_at = at
        return _move(row, move, actor=actor, at=at, amount=row.paid)


def withdraw_recovery(
    *, recovery: Recovery, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Recovery:
    """It should not have been asked for, for this reason; the part may be recovered anew by hand."""
    with transaction.atomic():
        row, move = _moving(recovery, "withdraw", actor, version)
        row.reason, row.closed_at = _needed(reason), at
        return _move(row, move, actor=actor, at=at, amount=row.claimed, reason=row.reason)


# --- within ----------------------------------------------------------------------------------------------------------


def _require(actor: Actor) -> None:
    if not actor.can(rules.RECOVER):
        raise Refused("not_allowed")


def _reason(text: str) -> str:
    return store_lines(text)[:400]


def _needed(text: str) -> str:
    if not text.strip():
        raise Refused("recovery_reason_needed", field="reason")
    return _reason(text)


def _owed(claim: Claim) -> dict[int, Recovery]:
    """What each causal part of a claim would bring, by its line, not saved yet."""
    newest = queries.newest_decision(claim)
    costs = queries.costs_of(claim, newest)
    carried = rules.attributed(costs, claim.component)
    if newest is None or not carried:
        return {}
    whole = {cost.line: cost.amount for cost in costs}
    documents = {row.document: row for row in Supplier.objects.filter(is_active=True).exclude(document="")}
    fault, terms = queries.fault_of(claim), queries.all_terms()
    suppliers: dict[int, Supplier] = {}
    found: dict[int, Recovery] = {}
    for line, part in carried.items():
        document, owed = rules.owed_by_document(newest.verdict, line)
        component = part[0].component
        if supplier := documents.get(document.partition("@")[0]) if document else None:
            new = _new(claim, line, component, supplier, rules.items_owed(part, owed, whole))
            new.document = document
        elif fitting := rules.terms_for(terms, fault, component):
            supplier = suppliers.get(fitting.supplier) or Supplier.objects.get(pk=fitting.supplier)
            suppliers[supplier.pk] = supplier
            new = _new(claim, line, component, supplier, rules.items_of(part, fitting.shares))
            new.terms_id = fitting.id
        else:
            continue
        if new.claimed > 0:
            found[int(line)] = new
    return found


def _by_hand(claim: Claim, position: int, supplier: Supplier, *, amount: int | None, reason: str) -> Recovery:
    costs = queries.costs_of(claim, queries.newest_decision(claim))
    part = next((cost for cost in costs if cost.line == str(position) and cost.kind == "part"), None)
    if part is None:
        raise Refused("no_such_part", field="position")
    carried = rules.attributed(costs, claim.component).get(part.line, (part,))
    mine = [one for one in queries.all_terms() if one.supplier == supplier.pk]
    fitting = rules.terms_for(mine, queries.fault_of(claim), part.component)
    if amount is None:
        if fitting is None:
            raise Refused("not_covered_by_supplier", field="supplier")
        new = _new(claim, part.line, part.component, supplier, rules.items_of(carried, fitting.shares))
        new.terms_id = fitting.id
        if new.claimed <= 0:
            raise Refused("not_covered_by_supplier", field="supplier")
        return new
    new = _new(claim, part.line, part.component, supplier, rules.items_of(carried, {}))
    new.reason = _needed(reason)
    if not 0 < amount <= new.cost:
        raise Refused("recovery_beyond_cost", field="amount")
    new.claimed = amount
    return new


def _new(claim: Claim, line: str, component: str, supplier: Supplier, items: Sequence[rules.Item]) -> Recovery:
    decided = queries.decided_on(claim)
    return Recovery(
        number=public_id("REC"),
        claim=claim,
        position=int(line),
        component=component,
        supplier=supplier,
        currency=claim.currency,
        cost=sum(item.cost for item in items),
        claimed=sum(item.amount for item in items),
        items=[item.as_json() for item in items],
        part_back=supplier.part_back,
        claim_by=rules.deadline(decided, supplier.days_to_claim) if decided else None,
    )


def _open(row: Recovery, *, actor: Actor, at: datetime) -> Recovery:
    row.opened_at = at
    unit = row.claim.unit
    words = [row.number, row.claim.number, unit.serial, unit.serial_key, row.component]
    row.search_key = key(" ".join([*words, row.supplier.name_fa, row.supplier.name_en, row.supplier.number]))
    row.save()
    event = RecoveryOpened(
        recovery_id=row.pk,
        number=row.number,
        claim_id=row.claim_id,
        supplier_id=row.supplier_id,
        component=row.component,
        cost=row.cost,
        claimed=row.claimed,
        currency=row.currency,
        by_hand=row.by_hand,
    )
    journal.record(event, actor=actor, at=at, about=_about(row))
    return row


def _compute(row: Recovery, fresh: Recovery, *, actor: Actor, at: datetime) -> None:
    """Make an unsent recovery true to the newest decision."""
    before = row.claimed
    same = (row.cost, row.claimed, row.supplier_id) == (fresh.cost, fresh.claimed, fresh.supplier_id)
    if same:
        return
    move = rules.check_recovery_move(row.state, "compute")
    for name in ("cost", "claimed", "items", "supplier", "terms_id", "document", "part_back", "claim_by"):
        setattr(row, name, getattr(fresh, name))
    row.state = move.to
    row.version += 1
    row.save()
    event = RecoveryComputed(row.pk, row.claim_id, before=before, after=row.claimed, currency=row.currency)
    journal.record(event, actor=actor, at=at, about=_about(row))


def _moving(recovery: Recovery, act: str, actor: Actor, version: int | None) -> tuple[Recovery, Move]:
    """The row, locked, and the move that the act is; refused where state, version or the actor's rights say no."""
    row = Recovery.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=recovery.pk).first()
    if row is None:
        raise Refused("not_found", field="recovery")
    move = rules.check_recovery_move(row.state, act)
    if not actor.can(move.capability):
        raise Refused("not_allowed")
    if version is not None and row.version != version:
        raise Refused("stale_recovery")
    return row, move


def _move(
    row: Recovery,
    move: Move,
    *,
    actor: Actor,
    at: datetime,
    amount: int,
    reason: str = "",
    reference: str = "",
) -> Recovery:
    before, row.state = row.state, move.to
    row.version += 1
    row.save()
    event = RecoveryMoved(
        recovery_id=row.pk,
        number=row.number,
        claim_id=row.claim_id,
        supplier_id=row.supplier_id,
        act=move.act,
        before=before,
        after=row.state,
        amount=amount,
        currency=row.currency,
        reason=reason,
        reference=reference,
    )
    journal.record(event, actor=actor, at=at, about=_about(row))
    return row


def _about(row: Recovery) -> list[tuple[str, int]]:
    return [("recovery", row.pk), ("claim", row.claim_id), ("supplier", row.supplier_id)]


def _plain(row: Any, names: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in names:
        value = getattr(row, name)
        found[name] = value.isoformat() if isinstance(value, date) else value
    return found
