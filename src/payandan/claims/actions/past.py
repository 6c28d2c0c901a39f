"""Claims of the past, many at once: from an import, or for believable data. A few statements for a whole batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from payandan.claims import queries, rules
from payandan.claims.actions import verdicts
from payandan.claims.actions.contents import EvidenceDraft, new_evidence, new_lines
from payandan.claims.actions.deciding import put_decision
from payandan.claims.actions.filing import filed_fact
from payandan.claims.events import ClaimDecided, ClaimSettled
from payandan.claims.models import Claim, Decision, Evidence, Line, Settlement
from payandan.customers.models import Customer
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store, store_lines
from payandan.platform.people.models import Branch
from payandan.units import queries as units
from payandan.units.models import Unit
from payandan.warranty import queries as warranty


@dataclass(frozen=True, slots=True)
class PastClaim:
    """One claim as it was: filed, perhaps decided (as the verdict proposes), perhaps settled.

    `unit` comes with its model and category loaded. `facts` are {path: {"value", "source"}}. With `decided_at`, it
    is decided as proposed; where the verdict stays undecided, it stays open. `number` keeps an earlier system's
    number of ours; empty makes a new one. `days_out` is how long the repair took.
    """

    unit: Unit
    filed_at: datetime
    customer: Customer | None = None
    branch: Branch | None = None
    channel: str = "import"
    symptom: str = ""
    component: str = ""
    description: str = ""
    failed_on: date | None = None
    cause: str = ""
    source: str = "technician"
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lines: Sequence[rules.LineDraft] = ()
    evidence: Sequence[EvidenceDraft] = ()
    currency: str = ""
    number: str = ""
    decided_at: datetime | None = None
    note: str = ""
    settled_at: datetime | None = None
    reference: str = ""
    days_out: int | None = None


def file_claims(*, rows: Iterable[PastClaim], actor: Actor, at: datetime, decider: Actor | None = None) -> list[Claim]:
    """File many past claims in one transaction, decide and settle those that were, and record each at its own time.

    `actor` files and settles, `decider` (else the actor) decides. As many statements for many rows as for few; the
    verdict of each is made on the rule book of its unit and on what was granted for it before, also by rows above;
    what was rejected then stands on the evidence of then. Raises Refused with the row's place in `field`
    (`rows.3.failed_on`); then nothing is filed.
    """
    if not (actor.can("claims.file") and (decider or actor).can("claims.decide")):
        raise Refused("not_allowed")
    batch = list(rows)
    with transaction.atomic():
        things = [row.unit for row in batch]
        shelf = warranty.shelf([unit.pk for unit in things])
        before = _Before(queries.granted([unit.pk for unit in things]), queries.groups_of(things))
        made = [_made(place, row, shelf=shelf, before=before, actor=actor, at=at) for place, row in enumerate(batch)]
        claims = [item.claim for item in made]
        Claim.objects.bulk_create(claims)
        Line.objects.bulk_create([line for item in made for line in item.lines])
        Evidence.objects.bulk_create([proof for item in made for proof in item.evidence])
        decisions = _decide([item for item in made if item.claim.decided_at], decider or actor)
        settlements = _settle([item for item in made if item.claim.settled_at])
        _record(made, decisions, settlements, actor=actor, decider=decider or actor)
        return claims


@dataclass(slots=True)
class _Made:
    row: PastClaim
    claim: Claim
    lines: list[Line]
    evidence: list[Evidence]
    case: dict[str, Any]
    split: tuple[rules.LineShare, ...] = ()


@dataclass(slots=True)
class _Before:
    """What was granted for the units so far: before the batch, and in it."""

    granted: dict[int, list[rules.Earlier]]
    groups: Mapping[tuple[int, str], str]

    def history(self, claim: Claim) -> list[dict[str, Any]]:
        """What the claim's case finds before it."""
        problem = queries.problem_of(claim, queries.group_of(claim, self.groups))
        return rules.history(problem, self.granted.get(claim.unit_id, ()), claim.facts)

    def add(self, made: _Made) -> None:
        """Let the unit's next claim know of this one."""
        claim, group = made.claim, queries.group_of(made.claim, self.groups)
        if claim.decided_as in ("approved", "partly_approved"):
            past = queries.earlier_of(claim, made.case, days_out=made.row.days_out, group=group)
            self.granted.setdefault(claim.unit_id, []).append(past)


def _made(place: int, row: PastClaim, *, shelf: warranty.Shelf, before: _Before, actor: Actor, at: datetime) -> _Made:
    try:
        made = _assembled(row, shelf=shelf, before=before, actor=actor, at=at)
    except Refused as refused:
        raise Refused(refused.code, field=f"rows.{place}.{refused.field}".rstrip("."), **refused.params) from refused
    before.add(made)
    return made


def _assembled(row: PastClaim, *, shelf: warranty.Shelf, before: _Before, actor: Actor, at: datetime) -> _Made:
    if row.filed_at > at:
        raise Refused("filed_in_future", field="filed_at")
    if row.failed_on is not None and row.failed_on > row.filed_at.date():
        raise Refused("failed_in_future", field="failed_on")
    facts: dict[str, Any] = {}
    for path, fact in row.facts.items():
        facts = rules.learn(facts, path, fact["value"], fact["source"])
    if row.cause:
        facts = rules.learn(facts, "fault.cause", row.cause, row.source)
    customer = row.customer or row.unit.owner
    claim = Claim(
        number=row.number or public_id("CLM"),
        unit=row.unit,
        customer=customer,
        branch_id=row.branch.pk if row.branch else row.unit.branch_id,
        channel=row.channel,
        state=rules.SUBMITTED,
        failed_on=row.failed_on,
        component=row.component,
        symptom=row.symptom,
        cause=row.cause,
        description=store_lines(row.description)[:4000],
        facts=facts,
        currency=row.currency or settings.CURRENCY,
        filed_at=row.filed_at,
    )
    claim.search_key = verdicts.search_key(claim.number, row.unit, customer)
    drafts = row.lines or rules.default_lines(row.component)
    rules.check_lines(drafts)
    lines = new_lines(claim, drafts)
    evidence = new_evidence(claim, row.evidence, actor=actor, at=row.filed_at)
    case = queries.case_of(
        claim,
        lines=lines,
        evidence=evidence,
        unit_facts=units.facts_for_case(row.unit),
        history=before.history(claim),
    )
    book = shelf.book(case["unit"], unit_id=row.unit.pk, on=row.failed_on)
    verdicts.put_verdict(claim, warranty.verdict_of(case, book), at=row.filed_at)
    made = _Made(row=row, claim=claim, lines=lines, evidence=evidence, case=case)
    if row.decided_at is not None:
        _put_past_decision(made, row.decided_at)
    return made


def _put_past_decision(made: _Made, decided_at: datetime) -> None:
    """Decide as proposed; a claim whose verdict is undecided stays open."""
    claim = made.claim
    outcome = rules.proposed_outcome(claim.verdict)
    if not outcome:
        return
    made.split = rules.shares(claim.verdict)
    claim.state = outcome
    put_decision(claim, outcome, made.split, at=decided_at)
    if made.row.settled_at is not None and outcome != "rejected":
        claim.state, claim.settled_at = rules.SETTLED, made.row.settled_at


def _decide(made: Sequence[_Made], decider: Actor) -> list[Decision]:
    return Decision.objects.bulk_create(
        Decision(
            claim=item.claim,
            kind="first",
            outcome=item.claim.decided_as,
            by_kind=decider.kind,
            by_id=decider.id,
            by_name=decider.name[:160],
            at=item.claim.decided_at or item.claim.filed_at,
            note=store_lines(item.row.note)[:4000],
            split=[line.as_json() for line in item.split],
            verdict=item.claim.verdict,
            case=item.case,
        )
        for item in made
    )


def _settle(made: Sequence[_Made]) -> list[Settlement]:
    return Settlement.objects.bulk_create(
        Settlement(
            claim=item.claim,
            amount=sum(line.company for line in item.split),
            currency=item.claim.currency,
            by_payer={payer: sum_ for payer, sum_ in rules.by_payer(item.split).items() if payer != "customer"},
            reference=store(item.row.reference)[:60],
            days_out=item.row.days_out,
            at=item.claim.settled_at or item.claim.filed_at,
        )
        for item in made
    )


def _record(
    made: Sequence[_Made],
    decisions: Sequence[Decision],
    settlements: Sequence[Settlement],
    *,
    actor: Actor,
    decider: Actor,
) -> None:
    filed = [(filed_fact(item.claim, item.lines), verdicts.about(item.claim)) for item in made]
    journal.record_many(filed, actor=actor, times=[item.claim.filed_at for item in made])
    if decisions:
        decided = [(_decided(decision), verdicts.about(decision.claim)) for decision in decisions]
        journal.record_many(decided, actor=decider, times=[decision.at for decision in decisions])
    if settlements:
        settled = [(_settled(settlement), verdicts.about(settlement.claim)) for settlement in settlements]
        journal.record_many(settled, actor=actor, times=[settlement.at for settlement in settlements])


def _decided(decision: Decision) -> ClaimDecided:
    claim = decision.claim
    return ClaimDecided(
        claim_id=claim.pk,
        number=claim.number,
        decision_id=decision.pk,
        outcome=decision.outcome,
        overrides=False,
        amount=claim.amount,
        currency=claim.currency,
        by_payer=rules.by_payer(rules.shares(decision.verdict)),
    )


def _settled(settlement: Settlement) -> ClaimSettled:
    return ClaimSettled(
        claim_id=settlement.claim_id,
        number=settlement.claim.number,
        amount=settlement.amount,
        currency=settlement.currency,
        reference=settlement.reference,
        by_payer=settlement.by_payer,
    )
