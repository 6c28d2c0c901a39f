"""Drafting, publishing and retiring tables of payment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from payandan.claims.actions.payment.editions import locked_edition, renew
from payandan.claims.events import PaymentTablePublished, PaymentTableRetired
from payandan.claims.models import PaymentTable
from payandan.claims.rules import payment_tables as rules
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store


def begin_table(*, actor: Actor, at: datetime, copy_of: PaymentTable | None = None) -> PaymentTable:
    """A new draft: a copy of a version, else empty. Rules keep their ids, so that their record goes on."""
    _require(actor)
    with transaction.atomic():
        locked_edition("table")
        newest = PaymentTable.objects.order_by("-version").first()
        last = max((int(row.body.get("last", 0)) for row in PaymentTable.objects.all()), default=0)
        body = {**copy_of.body, "last": last} if copy_of else {"last": last, "rules": []}
        return PaymentTable.objects.create(
            version=newest.version + 1 if newest else 1, body=body, created_at=at, created_by_id=_user(actor)
        )


def save_rule(*, table: PaymentTable, rule: Mapping[str, Any], actor: Actor, edits: int | None = None) -> PaymentTable:
    """Put a rule into a draft in place of the one with its id, or as the last one where it has none.

    Refused("bad_rule") carries what is wrong with it in `problems`.
    """
    _parsed, problems = rules.read_rule({**rule, "id": rule.get("id") or "new"})
    if problems:
        raise Refused("bad_rule", problems=problems)
    return _edited(table, actor, edits, lambda body: rules.with_rule(body, rule))


def move_rule(*, table: PaymentTable, rule: str, by: int, actor: Actor, edits: int | None = None) -> PaymentTable:
    """Ask a rule of a draft so many places earlier (negative) or later."""
    return _edited(table, actor, edits, lambda body: rules.with_rule_moved(body, rule, by))


def remove_rule(*, table: PaymentTable, rule: str, actor: Actor, edits: int | None = None) -> PaymentTable:
    """Strike a rule of a draft out."""
    return _edited(table, actor, edits, lambda body: rules.without_rule(body, rule))


def publish_table(
    *, table: PaymentTable, actor: Actor, at: datetime, note: str = "", edits: int | None = None
) -> PaymentTable:
    """Put a draft in force instead of the version before. From now on it never changes.

    Raises Refused: not_allowed, table_is_fixed, stale, empty_table, bad_table (with all problems).
    """
    _require(actor)
    with transaction.atomic():
        locked_edition("table")
        row = _draft(table, edits)
        try:
            parsed = rules.parse_table(row.body)
        except rules.TableError as error:
            raise Refused("bad_table", problems=list(error.problems)) from error
        if not parsed.rules:
            raise Refused("empty_table")
        before = PaymentTable.objects.filter(state=rules.PUBLISHED).first()
        if before is not None:
            _retire(before, at=at)
        row.state, row.published_at, row.published_by_id = rules.PUBLISHED, at, _user(actor)
        row.note = store(note)[:400]
        row.save()
        renew("table")
        event = PaymentTablePublished(
            table_id=row.pk, version=row.version, rules=len(parsed.rules), before=before.version if before else None
        )
        journal.record(event, actor=actor, at=at, about=[("payment_table", row.pk)])
        return row


def retire_table(*, table: PaymentTable, actor: Actor, at: datetime) -> PaymentTable:
    """Take the table in force out of it: everything goes to a person until another is published."""
    _require(actor)
    with transaction.atomic():
        locked_edition("table")
        row = PaymentTable.objects.select_for_update().get(pk=table.pk)
        if row.state != rules.PUBLISHED:
            raise Refused("table_is_fixed", version=row.version)
        _retire(row, at=at)
        renew("table")
        event = PaymentTableRetired(table_id=row.pk, version=row.version)
        journal.record(event, actor=actor, at=at, about=[("payment_table", row.pk)])
        return row


def drop_table(*, table: PaymentTable, actor: Actor) -> None:
    """Forget a draft."""
    _require(actor)
    deleted, _ = PaymentTable.objects.filter(pk=table.pk, state=rules.DRAFT).delete()
    if not deleted:
        raise Refused("table_is_fixed", version=table.version)


def _edited(table: PaymentTable, actor: Actor, edits: int | None, change: Any) -> PaymentTable:
    _require(actor)
    with transaction.atomic():
        row = _draft(table, edits)
        row.body = change(row.body)
        row.edits += 1
        row.save(update_fields=["body", "edits"])
        return row


def _draft(table: PaymentTable, edits: int | None) -> PaymentTable:
    row = PaymentTable.objects.select_for_update().get(pk=table.pk)
    if row.state != rules.DRAFT:
        raise Refused("table_is_fixed", version=row.version)
    if edits is not None and row.edits != edits:
        raise Refused("stale_table")
    return row


def _retire(row: PaymentTable, *, at: datetime) -> None:
    row.state, row.retired_at = rules.RETIRED, at
    row.save(update_fields=["state", "retired_at"])


def _require(actor: Actor) -> None:
    if not actor.can("claims.rules"):
        raise Refused("not_allowed")


def _user(actor: Actor) -> int | None:
    return actor.id if actor.kind == "staff" else None
