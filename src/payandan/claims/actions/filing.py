"""Filing a claim: one short transaction from the customer's words to a verdict."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.claims import rules
from payandan.claims.actions import verdicts
from payandan.claims.actions.contents import EvidenceDraft, new_evidence, new_lines, own_files, told_lines
from payandan.claims.actions.payment import ruling
from payandan.claims.actions.payment.pricing import priced
from payandan.claims.events import ClaimFiled
from payandan.claims.models import Claim, Evidence, Line
from payandan.claims.queries import payment
from payandan.claims.rules.prevalidation import NO_WORDS, FaultWords
from payandan.customers.models import Customer
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store_lines
from payandan.platform.people.models import Branch
from payandan.units import queries as units
from payandan.units.models import Unit


def file_claim(
    *,
    actor: Actor,
    at: datetime,
    unit: Unit | None = None,
    serial: str = "",
    customer: Customer | None = None,
    branch: Branch | None = None,
    channel: str = "staff",
    symptom: str = "",
    description: str = "",
    failed_on: date | None = None,
    component: str = "",
    cause: str = "",
    source: str = "",
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    lines: Sequence[rules.LineDraft] = (),
    evidence: Sequence[EvidenceDraft] = (),
    currency: str = "",
    form_key: str = "",
    straight_through: bool = False,
) -> Claim:
    """File a claim for a unit (given, or found by its serial) and make its first verdict, in one transaction.

    `customer` is the unit's owner unless another is named; `cause` is stated by `source` (the actor's own, unless
    named); `facts` are {path: {"value", "source"}} beside it. Without lines, the usual part and labour stand at 0 until
    somebody estimates them; a line with a basis and no amount is priced by its formula. With a `form_key` that has
    already filed a claim, that claim is returned, nothing is done. `straight_through` asks the published table of
    payment, which may decide at once: for claims of today, not of the past.

    Raises Refused: not_allowed, unknown_serial, failed_in_future, unknown_symptom, unknown_component, bad_fact, …
    """
    if actor.kind != "customer" and not actor.can("claims.file"):
        raise Refused("not_allowed")
    thing = unit_of(actor, unit, serial)
    owner = customer or thing.owner
    if actor.kind == "customer" and (owner is None or owner.pk != actor.id):
        raise Refused("not_allowed", field="unit")
    if failed_on is not None and failed_on > timezone.localdate(at):
        raise Refused("failed_in_future", field="failed_on")
    words = words_of(thing, bool(symptom or component or straight_through))
    part = component_of(words, symptom, component)
    stated = stated_of(actor, cause, source, facts or {})
    claim = Claim(
        number=public_id("CLM"),
        unit=thing,
        customer=owner,
        branch_id=branch_of(actor, branch, thing),
        channel=channel,
        state=rules.SUBMITTED,
        failed_on=failed_on,
        component=part,
        symptom=symptom,
        cause=_cause(stated),
        description=store_lines(description)[:4000],
        facts=stated,
        currency=currency or settings.CURRENCY,
        filed_at=at,
        form_key=form_key or None,
    )
    try:
        with transaction.atomic():
            if (known := _filed_before(form_key)) is not None:
                return known
            # What prices a line and what decides on the claim are read once, and not at all where nobody asks.
            book = payment.book() if straight_through or any(line.basis for line in lines) else None
            drafts = priced(claim, lines, book) if book else lines
            rows, proofs = _add(claim, lines=drafts or rules.default_lines(part), evidence=evidence, actor=actor, at=at)
            journal.record(filed_fact(claim, rows), actor=actor, at=at, about=verdicts.about(claim))
            if book is not None and straight_through:
                return ruling.run_table(claim=claim, lines=rows, evidence=proofs, words=words, book=book, at=at)
    except IntegrityError:
        # The same form was sent twice at the same moment, and the other was first.
        if (known := _filed_before(form_key)) is None:
            raise
        return known
    return claim


def _filed_before(form_key: str) -> Claim | None:
    """The claim that this form has filed."""
    return Claim.objects.filter(form_key=form_key).first() if form_key else None


def unit_of(actor: Actor, unit: Unit | None, serial: str) -> Unit:
    """The unit meant. Raises Refused("unknown_serial") where it is missing, or a customer's and not its own."""
    found = unit or (units.by_serial(serial) if serial else None)
    if found is None:
        raise Refused("unknown_serial", field="serial", serial=serial)
    if actor.kind == "customer" and found.owner_id != actor.id:
        raise Refused("unknown_serial", field="serial", serial=serial)
    return found


def branch_of(actor: Actor, branch: Branch | None, unit: Unit) -> int | None:
    """Where the claim is worked on: as asked, else the actor's own branch, else where the unit is known."""
    if branch is not None:
        if actor.branches is not None and branch.pk not in actor.branches:
            raise Refused("not_allowed", field="branch")
        return branch.pk
    return actor.home_branch or unit.branch_id


def words_of(unit: Unit, wanted: bool) -> FaultWords:
    """The catalogue's words for faults of this kind of product, where they are wanted."""
    category = unit.model.category_id
    return payment.fault_words([category])[category] if wanted else NO_WORDS


def component_of(words: FaultWords, symptom: str, component: str) -> str:
    """The component meant, or the usual suspect of the symptom; refuse codes the catalogue does not know."""
    if symptom and symptom not in words.usual:
        raise Refused("unknown_symptom", field="symptom", value=symptom)
    suspect = words.usual.get(symptom, "")
    if component and component != suspect and component not in words.components:
        raise Refused("unknown_component", field="component", value=component)
    return component or suspect


def stated_of(actor: Actor, cause: str, source: str, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The facts as they are kept, each in the name of a source that the actor may speak for."""
    stated: dict[str, Any] = {}
    for path, fact in facts.items():
        stated = rules.learn(stated, path, fact["value"], verdicts.own_source(actor, fact.get("source", "")))
    if cause:
        stated = rules.learn(stated, "fault.cause", cause, verdicts.own_source(actor, source))
    return stated


def _cause(stated: Mapping[str, Any]) -> str:
    return stated.get("fault.cause", {}).get("value") or ""


def _add(
    claim: Claim, *, lines: Sequence[rules.LineDraft], evidence: Sequence[EvidenceDraft], actor: Actor, at: datetime
) -> tuple[list[Line], list[Evidence]]:
    """Assess and insert the claim with its lines and evidence: one statement for each kind of row."""
    rules.check_lines(lines)
    rows = new_lines(claim, lines)
    proofs = new_evidence(claim, evidence, actor=actor, at=at)
    verdicts.assess(claim, at=at, lines=rows, evidence=proofs)
    claim.search_key = verdicts.search_key(claim.number, claim.unit, claim.customer)
    claim.save(force_insert=True)
    Line.objects.bulk_create(rows)
    if proofs:
        Evidence.objects.bulk_create(proofs)
        own_files(claim, [item.file for item in evidence if item.file], actor=actor)
    return rows, proofs


def filed_fact(claim: Claim, lines: Sequence[Line]) -> ClaimFiled:
    """The fact that a claim was filed."""
    return ClaimFiled(
        claim_id=claim.pk,
        number=claim.number,
        unit_id=claim.unit_id,
        customer_id=claim.customer_id,
        channel=claim.channel,
        outcome=claim.outcome,
        amount=claim.amount,
        currency=claim.currency,
        failed_on=claim.failed_on.isoformat() if claim.failed_on else None,
        component=claim.component,
        symptom=claim.symptom,
        facts=dict(claim.facts),
        lines=told_lines(lines),
    )
