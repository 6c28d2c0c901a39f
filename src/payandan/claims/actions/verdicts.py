"""Making the verdict of a claim and keeping the claim true to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from payandan.claims import queries, rules
from payandan.claims.models import Claim, Evidence, Line
from payandan.customers.models import Customer
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import display_mobile
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key
from payandan.units.models import Unit
from payandan.warranty import queries as warranty

About = list[tuple[str, int]]


def locked(claim: Claim, *, actor: Actor, version: int | None) -> Claim:
    """The claim's row, locked for this transaction, with its unit. Refused("stale") where somebody was faster."""
    row = (
        Claim.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("unit__model__category", "customer")
        .filter(pk=claim.pk)
        .first()
    )
    if row is None:
        raise Refused("not_found", field="claim")
    if version is not None and row.version != version:
        raise Refused("stale", version=row.version)
    return row


def require(actor: Actor, act: str, claim: Claim) -> None:
    """Refuse an act that the claim's state or the actor's capabilities do not allow."""
    moves = [move for move in rules.moves_from(claim.state) if move.act == act]
    if not moves:
        raise Refused("not_in_this_state", state=claim.state, act=act)
    if actor.kind == "customer":
        if not any(move.customer for move in moves):
            raise Refused("not_allowed")
    elif not actor.can(moves[0].capability):
        raise Refused("not_allowed")


def assess(claim: Claim, *, at: datetime, lines: Sequence[Line], evidence: Sequence[Evidence]) -> None:
    """Put the newest verdict, and the sums that follow from it, on the claim. Two queries; the caller saves."""
    case = queries.case_of(claim, lines=lines, evidence=evidence)
    book = warranty.rule_book_for(case["unit"], on=claim.failed_on, unit_id=claim.unit_id)
    put_verdict(claim, warranty.verdict_of(case, book), at=at)


def put_verdict(claim: Claim, verdict: dict[str, Any], *, at: datetime) -> None:
    """Keep a verdict on the claim. What was decided stays as it was decided."""
    claim.verdict = rules.without_sentences(verdict)
    claim.outcome = verdict["outcome"]
    claim.assessed_at = at
    sums = rules.totals(claim.verdict)
    claim.amount = sums.amount
    if claim.decided_at is None:
        settled = claim.outcome != "undecided"
        claim.paid_by_customer = sums.customer if settled else None
        claim.paid_by_company = sums.company if settled else None


def reassess_within(claim: Claim, *, at: datetime) -> None:
    """Make the verdict again from what the database holds now, inside the caller's transaction. The caller saves."""
    assess(claim, at=at, lines=list(claim.lines.all()), evidence=list(claim.evidence.all()))


def save(claim: Claim) -> None:
    """Write the row with the next version; an instance never carries a stale search key, for acts do not change it."""
    claim.version += 1
    claim.save(update_fields=_WRITTEN)


_WRITTEN = [
    "state", "outcome", "decided_as", "failed_on", "component", "symptom", "cause", "description", "facts", "amount",
    "paid_by_customer", "paid_by_company", "verdict", "assessed_at", "decided_at", "appealed_at", "appeal_text",
    "settled_at", "version",
]  # fmt: skip


def about(claim: Claim) -> About:
    """What every fact of a claim is about: the claim, its unit, its customer."""
    mentions: About = [("claim", claim.pk), ("unit", claim.unit_id)]
    if claim.customer_id is not None:
        mentions.append(("customer", claim.customer_id))
    return mentions


def search_key(number: str, unit: Unit, customer: Customer | None) -> str:
    """Everything a claim may be looked for by: number, serial, model, customer's name and mobile in both forms."""
    words = [number, number.replace("-", ""), unit.serial, unit.serial_key]
    words += [unit.model.brand, unit.model.code, unit.model.name_fa, unit.model.name_en]
    if customer is not None:
        words.append(customer.name)
        if customer.mobile:
            words += [customer.mobile, display_mobile(customer.mobile).replace(" ", "")]
    return key(" ".join(words))


def own_source(actor: Actor, source: str = "") -> str:
    """The source in whose name an actor may speak; without one named, the natural one.

    A customer speaks for itself alone; what a technician or a laboratory found takes `claims.inspect`.
    """
    if actor.kind == "customer":
        return "customer"
    natural = "technician" if actor.can("claims.inspect") else "system"
    chosen = source or natural
    if chosen not in rules.RANK:
        raise Refused("unknown_source", field="source", value=chosen)
    if chosen in ("technician", "laboratory") and not actor.can("claims.inspect"):
        raise Refused("not_allowed", field="source")
    return chosen
