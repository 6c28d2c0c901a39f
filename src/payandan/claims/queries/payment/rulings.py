"""Tables of payment: which is in force, what one would do, and what its rules have done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from payandan.claims.models import Claim, Decision, Evidence, PaymentTable, Ruling
from payandan.claims.queries.lists import visible
from payandan.claims.queries.payment.facts import asked_of_many
from payandan.claims.queries.payment.reference import Book
from payandan.claims.rules import payment_record as record
from payandan.claims.rules import payment_statements as statements
from payandan.claims.rules import payment_tables as rules
from payandan.platform.kit.actors import Actor

MOST_RULINGS = 20_000


@dataclass(slots=True)
class Tried:
    """What a table would do with some claims: per rule (empty: none matches) how many, of what amount, and of these how
    many it would decide by itself; `differs` are decided claims on which a person decided otherwise."""

    count: int = 0
    amount: int = 0
    straight: int = 0
    compared: int = 0
    differs: int = 0
    held: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)


def tables(actor: Actor) -> QuerySet[PaymentTable]:
    """All versions, newest first, for staff who see claims."""
    found = PaymentTable.objects.select_related("created_by", "published_by")
    return found if actor.can("claims.view") else found.none()


def table_in_force() -> PaymentTable | None:
    """The published version."""
    return PaymentTable.objects.filter(state=rules.PUBLISHED).first()


def queues() -> list[str]:
    """The queues that claims stand in, by name."""
    return sorted(Ruling.objects.exclude(queue="").order_by().values_list("queue", flat=True).distinct())


def recent(actor: Actor, many: int) -> list[Claim]:
    """The newest claims that the actor may see, with what it takes to try a table on them. Four queries."""
    # A decision keeps the verdict and the case it stood on, which are long and not asked for here.
    decisions = Decision.objects.only("claim_id", "kind", "by_kind", "overrides", "split")
    evidence = Evidence.objects.only("claim_id", "kind", "about")
    rows = visible(actor).defer("search_key", "description", "appeal_text")
    return list(rows.prefetch_related("lines", Prefetch("evidence", evidence), Prefetch("decisions", decisions))[:many])


def try_table(claims: Sequence[Claim], book: Book, table: rules.Table) -> dict[str, Tried]:
    """What this table would do with these claims now, by rule. Nothing is written."""
    found: dict[str, Tried] = {}
    for claim, asked in zip(claims, asked_of_many(claims, book, table), strict=True):
        rule = rules.first_match(table, asked)
        tried = found.setdefault(rule.id if rule else "", Tried())
        tried.count += 1
        tried.amount += asked.amount or 0
        if len(tried.examples) < 3:
            tried.examples.append(claim.number)
        if rule is None or rule.then.kind not in rules.DECIDING:
            continue
        held = rules.held_back(rule, asked)
        if held:
            tried.held[held] = tried.held.get(held, 0) + 1
            continue
        tried.straight += 1
        first = next((item for item in claim.decisions.all() if item.kind == "first"), None)
        if first is not None and first.by_kind != "system":
            tried.compared += 1
            tried.differs += _differs(rules.advised(claim.verdict, rule.then), first.split, overrides=first.overrides)
    return found


def fared(*, table: PaymentTable | None = None, since: datetime | None = None) -> dict[str, record.Fared]:
    """How rules fared, of one version or of all, since a moment: three queries, the newest twenty thousand rulings."""
    rows = Ruling.objects.exclude(rule="").select_related("claim").order_by("-id")
    if table is not None:
        rows = rows.filter(table=table)
    if since is not None:
        rows = rows.filter(at__gte=since)
    rulings = list(rows.only("rule", "effect", "done", "advised", "claim_id", "claim__amount")[:MOST_RULINGS])
    decisions: dict[int, dict[str, Decision]] = {}
    wanted = Decision.objects.filter(claim__in=[ruling.claim_id for ruling in rulings])
    for decision in wanted.only("claim_id", "kind", "by_kind", "overrides", "split"):
        decisions.setdefault(decision.claim_id, {})[decision.kind] = decision
    return record.record_of(_outcome(ruling, decisions.get(ruling.claim_id, {})) for ruling in rulings)


def _outcome(ruling: Ruling, decisions: dict[str, Decision]) -> record.Outcome:
    first, appeal = decisions.get("first"), decisions.get("appeal")
    straight = ruling.done in rules.DECIDING
    by_person = first is not None and not straight
    return record.Outcome(
        rule=ruling.rule,
        effect=ruling.effect,
        amount=ruling.claim.amount,
        straight=straight,
        by_person=by_person,
        differs=first is not None and by_person and _differs(ruling.advised, first.split, overrides=first.overrides),
        reversed=first is not None and appeal is not None and _customers(appeal.split) != _customers(first.split),
    )


def _differs(advised: dict[str, int], split: Sequence[Any], *, overrides: bool) -> bool:
    """Whether a person decided otherwise than advised: on a line that both know, the customer pays another amount."""
    if not advised:
        return overrides
    decided = {share.line: share.customer for share in statements.shares_in(split)}
    return any(advised[line] != decided[line] for line in advised.keys() & decided.keys())


def _customers(split: Sequence[Any]) -> int:
    return sum(share.customer for share in statements.shares_in(split))
